# SPDX-License-Identifier: Apache-2.0
"""Documents: signed, verified, put into containers, time-stamped."""

import base64
import hashlib
import io
import json
import shutil
import tempfile
import unittest
from pathlib import Path

import mohur
from mohur import ANY_SIGNER, Signatory, Status, Verdict

from support import Case, openssl, pem

CONFIG = """
[req]
distinguished_name = dn
prompt = no
[dn]
C = AZ
O = Test authority
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[signer]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, nonRepudiation
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[stamps]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[tsa]
default_tsa = here
[here]
serial = serial
signer_digest = sha256
default_policy = 1.3.6.1.4.1.99999.1
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""
DOCUMENT = b"a decree\r\nof two lines\n"


def issue(folder, name, subject, extensions, key=None):
    """A certificate of the root for a year."""
    if key is None:
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-out", f"{name}.key",
                folder=folder)
    else:
        (folder / f"{name}.key").write_bytes(pem(key))
    openssl("req", "-new", "-key", f"{name}.key", "-config", "ca.cnf",
            "-subj", subject, "-out", f"{name}.csr", folder=folder)
    openssl("x509", "-req", "-in", f"{name}.csr", "-CA", "root.crt", "-CAkey",
            "root.key", "-CAcreateserial", "-days", "365", "-sha256",
            "-extfile", "ca.cnf", "-extensions", extensions, "-out",
            f"{name}.crt", folder=folder)


class Document(Case):
    @classmethod
    def setUpClass(cls):
        cls.ca = Path(tempfile.mkdtemp(prefix="mohur-python."))
        (cls.ca / "ca.cnf").write_text(CONFIG)
        (cls.ca / "serial").write_text("01\n")
        openssl("genpkey", "-algorithm", "EC", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-out", "root.key", folder=cls.ca)
        openssl("req", "-x509", "-new", "-key", "root.key", "-config",
                "ca.cnf", "-extensions", "root", "-days", "400", "-subj",
                "/C=AZ/O=Test authority/CN=Root", "-out", "root.crt",
                folder=cls.ca)
        issue(cls.ca, "aysel", "/C=AZ/CN=Aysel/serialNumber=1AB2C3D",
              "signer", "p256.pem")
        issue(cls.ca, "murad", "/C=AZ/CN=Murad/serialNumber=7XY8Z9Q",
              "signer", "p384.pem")

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.ca)

    def setUp(self):
        super().setUp()
        self.trust = mohur.Trust(self.ctx).add(self.file("root.crt"))
        self.aysel = self.key("p256.pem", mohur.Purpose.SIGN)
        self.murad = self.key("p384.pem", mohur.Purpose.SIGN)

    def file(self, name):
        return (self.ca / name).read_bytes()

    def sign(self, content=DOCUMENT, **more):
        return mohur.sign(self.ctx, self.aysel, content,
                          cert=self.file("aysel.crt"), **more)

    def verify(self, file, signers=ANY_SIGNER, **more):
        more.setdefault("revocation", mohur.Revocation.NONE)
        return mohur.verify(self.ctx, file, trust=self.trust,
                            signers=signers, **more)


class Anchors(Document):
    """A list of root.crt, signed by one new key."""

    def note(self, version=7):
        der = openssl("x509", "-in", "root.crt", "-outform", "DER",
                      folder=self.ca)
        text = json.dumps({
            "anchors": [{"file": "root.crt", "from": "2020-01-01",
                         "roles": ["sign"], "to": "2099-12-31",
                         "sha256": hashlib.sha256(der).hexdigest()}],
            "expires": "2099-12-31", "issued": "2024-01-01",
            "type": "mohur-anchors/1", "version": version,
        }, sort_keys=True, separators=(",", ":")) + "\n"
        (self.folder / "text").write_text(text)
        openssl("genpkey", "-algorithm", "Ed25519", "-out", "list.key",
                folder=self.folder)
        openssl("pkeyutl", "-sign", "-rawin", "-inkey", "list.key", "-in",
                "text", "-out", "signature", folder=self.folder)
        public = openssl("pkey", "-in", "list.key", "-pubout", "-outform",
                         "DER", folder=self.folder)
        tagged = b"\1" + public[-32:]
        known = hashlib.sha256(b"list.example\n" + tagged).digest()[:4]
        blob = known + (self.folder / "signature").read_bytes()
        return (f"{text}\n\u2014 list.example "
                f"{base64.b64encode(blob).decode()}\n",
                f"list.example+{known.hex()}+"
                f"{base64.b64encode(tagged).decode()}")

    def test_a_list_is_believed_for_its_authority_once(self):
        note, key = self.note()
        files = {"root.crt": self.file("root.crt")}
        trust = mohur.Trust(self.ctx)
        self.assertEqual(trust.version, 0)
        for status, text, more in [
            (Status.E_ROLLBACK, note, {"min_version": 8}),
            (Status.E_AUTH, note.replace(":7}", ":8}"), {}),
        ]:
            with self.raises(mohur.Error, status):
                trust.add_list(text, [key], files, **more)
            self.assertEqual((len(trust), trust.version), (0, 0))
        trust.add_list(note, [key], files, threshold=1, min_version=7)
        self.assertEqual((len(trust), trust.version), (1, 7))
        with self.raises(mohur.UsageError, Status.E_STATE):
            trust.add_list(note, [key], files)
        self.assertTrue(mohur.verify_or_fail(
            self.ctx, self.sign(attached=True), trust=trust,
            signers=ANY_SIGNER, revocation=mohur.Revocation.NONE))


class Signed(Document):
    def test_a_detached_signature_is_verified(self):
        path = self.folder / "decree.p7s"
        self.assertEqual(self.sign(to=path), b"")
        report = self.verify(path, content=io.BytesIO(DOCUMENT))
        self.assertTrue(report)
        self.assertTrue(report.verdict)
        self.assertEqual(report.reason, "")
        self.assertFalse(report.attached)
        one, = report.signatures
        self.assertEqual((one.name, one.person), ("Aysel", "1AB2C3D"))
        self.assertTrue(one)
        self.assertTrue(all(check for check in one.checks if check.done))
        self.assertIn("CN=Root", one.anchor)
        self.assertEqual(len(one.certificates), 2)
        self.assertIn(b"mohur-report", report.json())
        self.assertIn(b"<html", report.page(name="decree.p7s"))
        self.assertEqual(report.validation.content_len, len(DOCUMENT))

    def test_an_attached_signature_has_the_document(self):
        signed = self.sign(attached=True)
        self.assertIn(DOCUMENT, signed)
        report = self.verify(signed)
        self.assertTrue(report.attached)
        report.content(signed, self.folder / "decree")
        self.assertEqual((self.folder / "decree").read_bytes(), DOCUMENT)
        with self.assertRaises(mohur.NotAccepted):
            self.verify(signed, [Signatory(person="7XY8Z9Q")]).content(
                signed, self.folder / "other")
        self.assertFalse((self.folder / "other").exists())

    def test_a_signature_can_be_signed_itself(self):
        signed = self.sign(attached=True)
        twice = mohur.countersign(self.ctx, self.murad, signed,
                                  cert=self.file("murad.crt"))
        report = self.verify(twice, Signatory(person="1AB2C3D"))
        self.assertTrue(report)
        notary, = report.signatures[0].counters
        self.assertTrue(notary)
        self.assertEqual((notary.person, notary.counters), ("7XY8Z9Q", ()))
        self.assertFalse(self.verify(twice, Signatory(person="7XY8Z9Q")))
        self.assertEqual(self.verify(signed).signatures[0].counters, ())
        with self.raises(mohur.UsageError, Status.E_ARGUMENT):
            mohur.countersign(self.ctx, self.murad, signed,
                              cert=self.file("aysel.crt"))

    def test_certificates_are_kept_with_their_key(self):
        cert = self.file("aysel.crt")
        with self.store() as keys:
            keys.import_key("aysel", mohur.Purpose.SIGN, pem("p256.pem"))
            with self.raises(mohur.UnlockError, Status.E_NO_KEY):
                keys.certificates("aysel")
            keys.certify("aysel", cert + self.file("root.crt"))
            self.assertEqual(keys.certificates("aysel", 1).encode(),
                             cert + self.file("root.crt"))
            with self.raises(mohur.UsageError, Status.E_ARGUMENT):
                keys.certify("aysel", self.file("murad.crt"))
            keys.certify("aysel", None, 1)
            with self.raises(mohur.UnlockError, Status.E_NO_KEY):
                keys.certificates("aysel")

    def test_a_key_that_is_elsewhere_signs_what_was_prepared(self):
        keys = self.store()
        key = keys.create_key("states", mohur.Purpose.WRAP)
        made = mohur.prepare(self.ctx, key, DOCUMENT,
                             cert=self.file("aysel.crt"))
        self.assertEqual(made.hash, hashlib.sha256(made.dtbs).digest())
        self.assertEqual(mohur.prepared_open(self.ctx, key, made.state), made)
        (self.folder / "dtbs").write_bytes(made.dtbs)
        signature = openssl("dgst", "-sha256", "-sign", self.ca / "aysel.key",
                            "dtbs", folder=self.folder)
        signed = mohur.finish(self.ctx, key, DOCUMENT, state=made.state,
                              signature=signature)
        self.assertTrue(self.verify(signed, Signatory(person="1AB2C3D"),
                                    content=DOCUMENT))
        bad = made.state[:-1] + bytes([made.state[-1] ^ 1])
        for content, state in [(DOCUMENT + b"\n", made.state),
                               (DOCUMENT, bad)]:
            with self.raises(mohur.AuthenticationError, Status.E_AUTH):
                mohur.finish(self.ctx, key, content, state=state,
                             signature=signature)
        keys.close()

    def test_who_must_have_signed_is_asked(self):
        signed = self.sign()
        for who, yes in [
            (Signatory(person="1AB2C3D"), True),
            (Signatory(person="7XY8Z9Q"), False),
            ([Signatory(person="1AB2C3D"), Signatory(person="7XY8Z9Q")],
             False),
        ]:
            report = self.verify(signed, who, content=DOCUMENT)
            self.assertEqual(bool(report), yes)
            self.assertEqual(report.verdict, Verdict.PASSED if yes
                             else Verdict.FAILED)
        self.assertIn("7XY8Z9Q", report.reason)
        cert_id = report.signatures[0].cert_id
        self.assertTrue(self.verify(signed, Signatory(cert_id=cert_id),
                                    content=DOCUMENT))
        self.assertFalse(self.verify(
            signed, Signatory(cert_id=cert_id, person="7XY8Z9Q"),
            content=DOCUMENT))
        for nobody in ((), None, "Aysel"):
            with self.assertRaises(TypeError):
                self.verify(signed, nobody, content=DOCUMENT)
        with self.assertRaises(ValueError):
            Signatory()
        with self.assertRaises(TypeError):
            mohur.verify(self.ctx, signed, trust=self.trust)

    def test_a_text_says_what_is_expected(self):
        signed = self.sign()
        text = '{"type":"mohur-expect/1","signers":[{"fin":"%s"}]}'
        self.assertTrue(self.verify(signed, content=DOCUMENT,
                                    expect=text % "1AB2C3D"))
        report = self.verify(signed, content=DOCUMENT,
                             expect=(text % "7XY8Z9Q").encode())
        self.assertEqual((report.verdict, report.why),
                         (Verdict.FAILED, mohur.Why.GENERIC))
        self.assertIn(b'"rule":"signer"', report.json())
        with self.assertRaises(mohur.FormatError):
            self.verify(signed, content=DOCUMENT, expect="{}")

    def test_a_signer_says_what_may_be_expected(self):
        text = '{"type":"mohur-expect/1","attributes":{"voen":"1234567890"}}'
        for voen, yes in (("1234567890", True), ("9999999999", False)):
            report = self.verify(self.sign(voen=voen), content=DOCUMENT,
                                 expect=text)
            self.assertEqual(bool(report), yes)
        with self.raises(mohur.UsageError, Status.E_ARGUMENT):
            self.sign(voen="12")

    def test_verify_or_fail_raises_unless_it_is_a_yes(self):
        signed = self.sign()
        more = dict(trust=self.trust, content=DOCUMENT)
        self.assertTrue(mohur.verify_or_fail(
            self.ctx, signed, signers=ANY_SIGNER,
            revocation=mohur.Revocation.NONE, **more))
        with self.raises(mohur.NotAccepted, Status.E_UNTRUSTED) as caught:
            mohur.verify_or_fail(self.ctx, signed, signers=ANY_SIGNER, **more)
        report = caught.exception.report
        self.assertEqual(report.verdict, Verdict.INDETERMINATE)
        self.assertFalse(report.verdict)
        self.assertIn("INDETERMINATE", str(caught.exception))

    def test_another_document_fails(self):
        report = self.verify(self.sign(), content=DOCUMENT + b".")
        self.assertEqual((report.verdict, report.why),
                         (Verdict.FAILED, mohur.Why.HASH_FAILURE))
        self.assertFalse(report)
        self.assertFalse(report.verdict)
        self.assertFalse(report.signatures[0])
        self.assertTrue(report.reason)

    def test_a_damaged_signature_is_never_a_yes(self):
        signed = bytearray(self.sign())
        for place in range(0, len(signed), 31):
            signed[place] ^= 1
            try:
                self.assertFalse(self.verify(bytes(signed),
                                             content=DOCUMENT))
            except mohur.FormatError:
                pass
            signed[place] ^= 1

    def test_without_an_anchor_nobody_is_believed(self):
        report = mohur.verify(
            self.ctx, self.sign(), content=DOCUMENT, signers=ANY_SIGNER,
            trust=mohur.Trust(self.ctx), revocation=mohur.Revocation.NONE)
        self.assertEqual(report.verdict, Verdict.INDETERMINATE)
        self.assertEqual(mohur.why_name(report.why),
                         "NO_CERTIFICATE_CHAIN_FOUND")
        self.assertEqual(mohur.why_verdict(report.why),
                         Verdict.INDETERMINATE)

    def test_the_certificate_is_that_of_the_key(self):
        with self.raises(mohur.UsageError, Status.E_ARGUMENT):
            mohur.sign(self.ctx, self.murad, DOCUMENT,
                       cert=self.file("aysel.crt"))


class Container(Document):
    def test_two_officials_sign_two_documents(self):
        one = mohur.sign_container(
            self.ctx, self.aysel,
            {"decree.txt": DOCUMENT, "annex.txt": io.BytesIO(b"annex")},
            cert=self.file("aysel.crt"))
        self.assertEqual(mohur.container_detect(self.ctx, one),
                         mohur.ContainerFormat.ASIC_E)
        two = mohur.sign_container(
            self.ctx, self.murad, None, base=one,
            cert=self.file("murad.crt"))
        who = [Signatory(person="1AB2C3D"), Signatory(person="7XY8Z9Q")]
        self.assertFalse(self.verify(one, who))
        report = self.verify(two, who)
        self.assertTrue(report)
        self.assertEqual({o.name: o.covered for o in report.objects},
                         {"decree.txt": True, "annex.txt": True})
        self.assertTrue(report.covers_all)
        self.assertTrue(report.signatures[0].path)
        report.extract(two, self.folder / "out")
        self.assertEqual((self.folder / "out" / "decree.txt").read_bytes(),
                         DOCUMENT)
        with self.assertRaises(mohur.NotAccepted):
            self.verify(one, who).extract(one, self.folder / "other")
        self.assertFalse((self.folder / "other").exists())

    def test_a_name_stands_once(self):
        with self.raises(mohur.UsageError, Status.E_ARGUMENT):
            mohur.sign_container(
                self.ctx, self.aysel,
                [("a", b"1", "text/plain"), ("a", b"2")],
                cert=self.file("aysel.crt"))


class Stamped(Document):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        issue(cls.ca, "stamps", "/C=AZ/CN=Time", "stamps")

    def setUp(self):
        super().setUp()
        self.trust.add(self.file("root.crt"), mohur.TrustRole.TSA)
        self.asked = []

    def fetch(self, request):
        """An authority in this process."""
        self.asked.append(request)
        (self.folder / "query").write_bytes(request.body)
        openssl("ts", "-reply", "-queryfile", self.folder / "query",
                "-config", "ca.cnf", "-section", "here", "-inkey",
                "stamps.key", "-signer", "stamps.crt", "-chain", "root.crt",
                "-out", self.folder / "answer", folder=self.ca)
        return (self.folder / "answer").read_bytes()

    def test_a_signature_gets_a_time_stamp_later(self):
        signed = mohur.extend(self.ctx, self.sign(), tsa="http://tsa.test",
                              fetch=self.fetch, trust=self.trust)
        request, = self.asked
        self.assertEqual(
            (request.kind, request.url, request.content_type),
            (mohur.EvidenceKind.TIME_STAMP, "http://tsa.test",
             "application/timestamp-query"))
        report = self.verify(signed, content=DOCUMENT)
        self.assertTrue(report)
        one, = report.signatures
        self.assertEqual(one.level, mohur.DocumentLevel.T)
        stamp, = one.stamps
        self.assertTrue(stamp)
        self.assertEqual(stamp.time, one.best_time)
        alone = mohur.Stamp(
            self.ctx, (self.folder / "answer").read_bytes())
        self.assertEqual(alone.about.time, stamp.time)
        self.assertFalse(alone.about.verdict)
        self.assertEqual(len(alone.imprint), 32)

    def test_a_signature_is_made_with_one(self):
        signed = self.sign(level=mohur.DocumentLevel.T, fetch=self.fetch,
                           tsa="http://tsa.test")
        report = self.verify(signed, content=DOCUMENT)
        self.assertEqual(report.signatures[0].level, mohur.DocumentLevel.T)

    def test_what_fetching_raises_comes_out(self):
        def fails(request):
            raise ConnectionRefusedError(request.url)

        for fetch, kind in ((fails, ConnectionRefusedError),
                            (lambda request: None, mohur.InputOutputError),
                            (lambda request: b"no answer", mohur.Error),
                            (lambda request: "text", TypeError)):
            with self.assertRaises(kind):
                mohur.extend(self.ctx, self.sign(), self.folder / "out",
                             tsa="http://tsa.test", fetch=fetch)
            self.assertFalse((self.folder / "out").exists())


class Revoked(Document):
    def test_a_list_says_that_it_is_good_or_revoked(self):
        signed = self.sign()
        (self.ca / "index").write_text("")
        (self.ca / "crl.cnf").write_text(
            "[ca]\ndefault_ca = d\n[d]\ndatabase = index\n"
            "default_md = sha256\ndefault_crl_days = 30\n")

        def crl():
            openssl("ca", "-gencrl", "-config", "crl.cnf", "-keyfile",
                    "root.key", "-cert", "root.crt", "-out", "list.pem",
                    folder=self.ca)
            return self.file("list.pem")

        require = mohur.Revocation.REQUIRE
        report = self.verify(signed, content=DOCUMENT, evidence=[crl()],
                             revocation=require)
        self.assertTrue(report)
        told = report.signatures[0].revocation
        self.assertEqual(told.standing, mohur.Standing.GOOD)
        self.assertEqual(told.standing_name, "good")
        self.assertEqual(told.evidence[0].kind, mohur.RevocationKind.CRL)
        openssl("ca", "-revoke", "aysel.crt", "-config", "crl.cnf",
                "-keyfile", "root.key", "-cert", "root.crt", "-crl_reason",
                "keyCompromise", folder=self.ca)
        report = self.verify(signed, content=DOCUMENT, evidence=[crl()],
                             revocation=require)
        self.assertFalse(report)
        told = report.signatures[0].revocation
        self.assertEqual(told.standing, mohur.Standing.REVOKED)
        self.assertEqual(told.reason_name, "keyCompromise")


if __name__ == "__main__":
    unittest.main()
