# SPDX-License-Identifier: Apache-2.0
"""Keystores: keys, states, slots, shares, roles, anchors, backups."""

import os
import shutil
import subprocess
import threading
import unittest
from datetime import datetime, timedelta, timezone

import mohur
from mohur import KeyState, Purpose, Slot, Status, Unlock

from support import CHEAP, PASSPHRASE, ROOT, Case, alone, pem

AUTHORITY = [
    "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
    "authority.example/b+0e4b3d87+AYE5dw6ofRdfVqNUZsNMfszLjYqRtO43ol32D1uPybOU",
]


class Keys(Case):
    def setUp(self):
        super().setUp()
        self.keys = self.store()

    def test_a_key_is_made_listed_and_fetched(self):
        later = datetime.now(timezone.utc) + timedelta(days=1)
        later = later.replace(microsecond=0)
        made = self.keys.create_key(
            "me", Purpose.SIGN, alg=mohur.Alg.ED25519, owner="Aysel",
            comment="of the tests", exportable=True)
        self.keys.create_key("later", Purpose.SEAL, activate_at=later)
        rows = {row.name: row for row in self.keys}
        me = rows["me"]
        self.assertEqual(
            (me.owner, me.comment, me.id, me.version, me.exportable),
            ("Aysel", "of the tests", made.id, 1, True))
        self.assertEqual((me.purpose, me.alg, me.state),
                         (Purpose.SIGN, mohur.Alg.ED25519, KeyState.ACTIVE))
        self.assertIsNotNone(me.created)
        self.assertEqual(rows["later"].activate_at, later)
        self.assertEqual(rows["later"].state, KeyState.PRE_ACTIVE)
        again = self.keys.key("me")
        self.assertEqual((again.id, again.name, again.version),
                         (made.id, "me", 1))
        self.assertTrue(again.has_private)
        self.keys.check()
        info = self.keys.info
        self.assertTrue(info.unlocked)
        self.assertEqual((info.rings, info.versions), (2, 2))
        self.assertEqual(info.profile, "az-reference-1")

    def test_it_is_rotated_and_moved(self):
        self.keys.create_key("box", Purpose.SEAL)
        self.assertEqual(self.keys.rotate("box"), 2)
        self.assertEqual(self.keys.key("box").version, 2)
        self.keys.move("box", KeyState.DEACTIVATED, 1)
        states = [row.state for row in self.keys.list()]
        self.assertEqual(states, [KeyState.DEACTIVATED, KeyState.ACTIVE])
        with self.raises(mohur.PolicyError, Status.E_KEY_STATE):
            self.keys.move("box", KeyState.PRE_ACTIVE, 2)
        self.keys.move("box", KeyState.SUSPENDED, 2)
        with self.raises(mohur.PolicyError, Status.E_KEY_STATE):
            self.keys.key("box")
        key = self.keys.key_for("box", mohur.KeyUse.RECOVER, 2)
        self.assertEqual(key.version, 2)

    def test_it_leaves_and_comes_back_under_a_passphrase(self):
        # Fetched for each use: a handle is good for some seconds only.
        id = self.keys.create_key("me", Purpose.SIGN, exportable=True,
                                  alg=mohur.Alg.ECDSA_P256).id
        text = self.keys.key("me").export_private(b"on the way")
        with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
            self.keys.import_key("copy", Purpose.SIGN, text,
                                 passphrase=b"another")
        copy = self.keys.import_key("copy", Purpose.SIGN, text,
                                    passphrase="on the way", comment="x")
        self.assertEqual(copy.id, id)
        public = mohur.Key.public(
            self.ctx, self.keys.key("me").export_public(),
            purpose=Purpose.SIGN)
        self.assertEqual((public.id, public.has_private), (id, False))
        jwk = self.keys.key("me").export_jwk()
        self.assertIn('"crv":"P-256"', jwk.replace(" ", ""))
        self.assertIn("REQUEST", self.keys.key("me").csr("C=AZ, CN=Aysel"))
        self.keys.create_key("stays", Purpose.SIGN)
        with self.raises(mohur.PolicyError, Status.E_POLICY):
            self.keys.key("stays").export_private(b"on the way")

    def test_it_leaves_and_comes_back_wrapped(self):
        self.keys.create_key("kek", Purpose.WRAP)
        key = self.keys.create_key("box", Purpose.SEAL, exportable=True,
                                   alg=mohur.Alg.X25519)
        wrapped = key.export_wrapped(self.keys.key("kek"))
        kek = self.keys.key("kek")
        copy = self.keys.import_wrapped("copy", Purpose.SEAL, kek, wrapped,
                                        alg=mohur.Alg.X25519)
        self.assertEqual(copy.id, key.id)
        bad = bytes([wrapped[0] ^ 1]) + wrapped[1:]
        with self.raises(mohur.AuthenticationError, Status.E_AUTH):
            self.keys.import_wrapped("bad", Purpose.SEAL, kek, bad)

    def test_a_hold_forbids_to_destroy(self):
        self.keys.create_key("box", Purpose.SEAL)
        self.keys.hold("box")
        self.assertTrue(self.keys.list()[0].legal_hold)
        self.keys.hold("box", False)
        self.keys.move("box", KeyState.DEACTIVATED, 1)
        self.keys.move("box", KeyState.DESTROY_PENDING, 1)
        with self.raises(mohur.PolicyError, Status.E_DATE):
            self.keys.destroy("box", 1)

    def test_a_name_is_taken_once(self):
        self.keys.create_key("me", Purpose.SIGN)
        with self.raises(mohur.InputOutputError, Status.E_EXISTS):
            self.keys.create_key("me", Purpose.SIGN)
        with self.raises(mohur.UnlockError, Status.E_NO_KEY):
            self.keys.key("nobody")
        with self.assertRaisesRegex(TypeError, "colour"):
            self.keys.import_key("x", Purpose.SIGN, pem("p256.pem"),
                                 colour="red")

    def test_a_time_has_a_zone(self):
        with self.assertRaisesRegex(ValueError, "zone"):
            self.keys.create_key("x", Purpose.SIGN,
                                 activate_at=datetime(2030, 1, 1))


class Opened(Case):
    def test_it_is_opened_again(self):
        with self.store() as store:
            store.create_key("me", Purpose.SIGN)
        open_ = mohur.Keystore.open
        path = self.folder / "keys"
        with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
            open_(self.ctx, path, b"wrong")
        with open_(self.ctx, path) as store:
            self.assertFalse(store.info.unlocked)
            with self.raises(mohur.UsageError, Status.E_STATE):
                store.list()
            store.unlock(PASSPHRASE.decode())
            self.assertEqual([row.name for row in store], ["me"])
        with self.raises(mohur.InputOutputError, Status.E_IO):
            open_(self.ctx, self.folder / "none")
        with self.raises(mohur.InputOutputError, Status.E_EXISTS):
            self.store()

    def test_another_thread_is_let_in_without_its_passphrase(self):
        path = self.folder / "keys"
        found = []

        def work(like):
            with mohur.Context() as ctx, mohur.Keystore.open(
                    ctx, path) as store:
                store.unlock_like(like)
                found.append(store.key("me").id)

        with self.store() as store:
            me = store.create_key("me", Purpose.SIGN)
            thread = threading.Thread(target=work, args=(store,))
            thread.start()
            thread.join()
            self.assertEqual(found, [me.id])
            with mohur.Keystore.open(self.ctx, path) as beside:
                beside.unlock_like(store)
                with self.raises(mohur.UsageError, Status.E_STATE):
                    store.unlock_like(beside)
        with mohur.Context() as ctx, mohur.Keystore.open(
                ctx, path) as first, mohur.Keystore.open(
                    self.ctx, path) as again:
            with self.raises(mohur.UsageError, Status.E_STATE):
                again.unlock_like(first)

    def test_a_damaged_store_is_refused(self):
        with self.store() as store:
            store.create_key("me", Purpose.SIGN)
        for file in (self.folder / "keys").iterdir():
            data = bytearray(file.read_bytes())
            for place in range(1000, len(data), 1500):
                data[place] ^= 0xFF
            file.write_bytes(data)
        with self.assertRaises(mohur.Error):
            with mohur.Keystore.open(self.ctx, self.folder / "keys",
                                     PASSPHRASE) as store:
                store.check()
                store.list()

    def test_costs_below_the_floor_are_refused(self):
        with self.raises(mohur.PolicyError, Status.E_POLICY):
            mohur.Keystore.create(self.ctx, self.folder / "x", b"words",
                                  m_kib=8, t=1)


class Slots(Case):
    def setUp(self):
        super().setUp()
        self.keys = self.store()

    def opens(self, how):
        with mohur.Keystore.open(self.ctx, self.folder / "keys",
                                 how) as again:
            return again.info.unlocked

    def test_shares_open_it(self):
        new = self.keys.add_slot(Slot.shares([(2, 3)]).named("custodians"))
        self.assertEqual(len(new.shares), 3)
        self.assertTrue(self.opens(Unlock.shares(new.shares[1:])))
        with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
            self.opens(Unlock.shares(new.shares[:1]))
        row = [s for s in self.keys.slots() if s.label == "custodians"][0]
        self.assertEqual((row.id, row.threshold, row.count, row.groups),
                         (new.id, 2, 3, 1))

    def test_a_key_opens_it(self):
        box = self.key("p256.pem")
        new = self.keys.add_slot(Slot.recipient(box).named("agency"))
        self.assertEqual(new.shares, [])
        self.assertTrue(self.opens(Unlock.key(box)))
        self.keys.remove_slot(new.id)
        with self.raises(mohur.UnlockError, Status.E_NO_KEY):
            self.opens(Unlock.key(box))

    def test_a_function_opens_it(self):
        asked, secret = [], os.urandom(32)

        def give(name):
            asked.append(name)
            return secret

        self.keys.add_slot(Slot.callback("kms/1", give))
        self.assertTrue(self.opens(Unlock.callback(give)))
        self.assertEqual(set(asked), {"kms/1"})

        def fails(name):
            raise LookupError(name)

        with self.assertRaises(LookupError):
            self.opens(Unlock.callback(fails))
        with self.assertRaises(ValueError):
            self.opens(Unlock.callback(lambda name: b"x" * 65))

    def test_two_factors_open_it_together(self):
        secret = os.urandom(32)

        def give(name):
            return secret

        self.keys.add_slot(Slot.all([
            Slot.passphrase(b"first", **CHEAP),
            Slot.callback("second", give)]).named("both"))
        both = [Unlock.passphrase(b"first"), Unlock.callback(give)]
        self.assertTrue(self.opens(Unlock.all(both)))
        with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
            self.opens(both[0])

    def test_a_slot_is_revoked(self):
        new = self.keys.add_slot(
            Slot.passphrase(b"second", **CHEAP).named("second"))
        stale = self.keys.revoke_slot(
            new.id, [Unlock.passphrase(PASSPHRASE)])
        self.assertEqual(stale, 0)
        self.assertEqual(len(self.keys.slots()), 1)
        self.assertEqual(self.keys.info.epoch, 2)
        with self.assertRaisesRegex(ValueError, "16 bytes"):
            self.keys.remove_slot(b"short")


class Shares(Case):
    def test_a_secret_is_split_and_combined(self):
        secret = os.urandom(32)
        shares = mohur.share_split(self.ctx, secret, [(2, 3), (1, 1)],
                                   group_threshold=2, passphrase=b"words")
        self.assertEqual(len(shares), 4)
        found = mohur.share_combine(self.ctx, shares[1:],
                                    passphrase="words")
        self.assertEqual(found, secret)
        with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
            mohur.share_combine(self.ctx, shares[:2])
        with self.raises(mohur.FormatError, Status.E_FORMAT):
            mohur.share_combine(self.ctx, ["not a share"])


class Kept(Case):
    def test_an_anchor_in_a_file_notices_an_older_store(self):
        file = self.folder / "keys"
        with self.store() as store:
            store.add_anchor(self.folder / "anchor", create=True)
            old = {p: p.read_bytes() for p in file.iterdir()}
            store.create_key("me", Purpose.SIGN)
        for path in file.iterdir():
            path.unlink()
        for path, data in old.items():
            path.write_bytes(data)
            path.chmod(0o600)
        with mohur.Keystore.open(self.ctx, file, PASSPHRASE) as store:
            with self.raises(mohur.AuthenticationError, Status.E_ROLLBACK):
                store.add_anchor(self.folder / "anchor")
            store.accept()
            store.create_key("again", Purpose.SIGN)

    def test_an_anchor_is_kept_by_functions(self):
        kept = [b""]
        with self.store() as store:
            store.add_anchor_functions(
                lambda: kept[0], lambda record: kept.__setitem__(0, record),
                create=True)
            first = kept[0]
            store.create_key("me", Purpose.SIGN)
            self.assertEqual(len(first), len(kept[0]))
            self.assertNotEqual(first, kept[0])
            self.assertEqual(store.info.rollback, mohur.Anchor.LOCAL)

    def test_what_an_anchor_raises_comes_out(self):
        def fails():
            raise ConnectionError("the anchor is away")

        with self.store() as store:
            with self.assertRaises(ConnectionError):
                store.add_anchor_functions(fails, lambda record: None)

    def test_a_backup_is_restored(self):
        with self.store() as store:
            me = store.create_key("me", Purpose.SIGN)
            shares = store.backup(self.folder / "backup",
                                  [Slot.shares([(2, 2)])])
        with mohur.Keystore.open(self.ctx, self.folder / "backup",
                                 Unlock.shares(shares)) as backup:
            with backup.restore(self.folder / "new", b"new words",
                                **CHEAP) as store:
                self.assertEqual(store.key("me").id, me.id)


    def test_a_backup_gives_the_keys_that_are_not_there(self):
        with self.store() as store:
            for name in ("me", "you"):
                store.create_key(name, Purpose.SIGN, exportable=True)
            shares = store.backup(self.folder / "backup",
                                  [Slot.shares([(2, 2)])])
        with self.store("other") as store, mohur.Keystore.open(
                self.ctx, self.folder / "backup",
                Unlock.shares(shares)) as backup:
            would = store.merge(backup, look=True)
            self.assertEqual(
                [(item.name, item.version, item.state, item.fate)
                 for item in sorted(would, key=lambda item: item.name)],
                [(name, 1, KeyState.ACTIVE, mohur.MergeFate.ADDED)
                 for name in ("me", "you")])
            self.assertEqual(store.list(), [])
            self.assertEqual(len(store.merge(backup, ["me"])), 1)
            self.assertEqual([row.name for row in store], ["me"])
            fates = {item.name: item.fate for item in store.merge(backup)}
            self.assertEqual(fates, {"me": mohur.MergeFate.THERE,
                                     "you": mohur.MergeFate.ADDED})
            with self.raises(mohur.UnlockError, Status.E_NO_KEY):
                store.merge(backup, ["nobody"])


class Roles(Case):
    def test_two_agree_on_a_change(self):
        store = self.store()
        officers = self.store("elsewhere")
        names = ["Aysel", "Murad", "Leyla"]
        caps = [mohur.Cap.OFFICER, mohur.Cap.OFFICER, mohur.Cap.KEY_MANAGER]
        keys = [officers.create_key(n, Purpose.SIGN) for n in names]
        ids = [store.add_role(n, k, c)
               for n, k, c in zip(names, keys, caps)]
        store.begin_roles()
        roles = {role.label: role for role in store.roles()}
        self.assertEqual(roles["Leyla"].caps, mohur.Cap.KEY_MANAGER)
        self.assertEqual(roles["Leyla"].id, ids[2])
        with self.raises(mohur.PolicyError, Status.E_POLICY):
            store.create_key("box", Purpose.SEAL)

        request = store.request(
            lambda: store.create_key("box", Purpose.SEAL))
        told = mohur.approval_read(self.ctx, request)
        self.assertEqual((told.act, told.name),
                         (mohur.Act.KEY_CREATE, "box"))
        self.assertEqual(told.store_id, store.info.store_id)
        store.approve(mohur.approval_sign(
            self.ctx, request, officers.key("Leyla")))
        store.create_key("box", Purpose.SEAL)

        store.act_as(officers.key("Leyla"))
        store.create_key("other", Purpose.SEAL)
        store.act_as(None)
        with self.raises(mohur.PolicyError, Status.E_POLICY):
            store.create_key("third", Purpose.SEAL)
        with self.raises(mohur.UsageError, Status.E_STATE):
            store.request(lambda: None)
        with self.raises(mohur.PolicyError, Status.E_KEY_STATE):
            store.remove_role(ids[2])


class Profiles(Case):
    def test_the_built_in_one_decides(self):
        profile = mohur.Profile.builtin(self.ctx)
        self.assertEqual((profile.id, profile.version),
                         ("az-reference-1", 1))
        self.assertEqual(profile.hash, bytes(32))
        self.assertIn(b"az-reference-1", profile.text())
        yes = profile.decide(mohur.Operation.SIGN, mohur.Alg.ED25519)
        self.assertTrue(yes)
        self.assertEqual(yes.profile, "az-reference-1")
        no = profile.decide(mohur.Operation.HASH, mohur.Alg.SHA_1)
        self.assertFalse(no)
        self.assertTrue(mohur.reason_name(no.reason))

    def test_a_signed_one_is_accepted_by_a_store(self):
        note = (ROOT / "docs" / "profiles" / "eccg-acm-2.json-note")
        profile = mohur.Profile.parse(self.ctx, note.read_bytes())
        with self.assertRaises(mohur.FormatError):
            mohur.Profile.parse(self.ctx, b"no profile")
        with self.store() as store:
            self.assertEqual(store.profile.id, "az-reference-1")
            store.create_key("me", Purpose.SIGN)
            self.assertIn(b"{", store.impact(profile))
            self.assertIn(b"CycloneDX", store.cbom())
            with self.raises(mohur.AuthenticationError, Status.E_UNTRUSTED):
                store.accept_profile(profile)
            found = profile.check(keys=AUTHORITY, threshold=2)
            self.assertEqual((found.named_signed, found.named_needed),
                             (2, 2))
            done = store.accept_profile(profile, keys=AUTHORITY, threshold=2)
            self.assertEqual(done.change, mohur.ProfileChange.NAMED)
            self.assertEqual(store.profile.hash, profile.hash)

    def test_a_store_is_made_under_one(self):
        note = (ROOT / "docs" / "profiles" / "cnsa-2.0.json-note")
        profile = mohur.Profile.parse(self.ctx, note.read_bytes())
        path = self.folder / "ruled"
        with self.raises(mohur.AuthenticationError, Status.E_UNTRUSTED):
            mohur.Keystore.create_under(
                self.ctx, path, PASSPHRASE, profile, **CHEAP)
        with mohur.Keystore.create_under(
                self.ctx, path, PASSPHRASE, profile, keys=AUTHORITY,
                threshold=2, **CHEAP) as store:
            self.assertEqual(store.info.seq, 1)
            self.assertEqual(store.profile.hash, profile.hash)

    def test_an_authority_signs(self):
        note = (ROOT / "docs" / "profiles" / "nist-131a.json-note")
        key = self.key("ed25519.pem", Purpose.SIGN)
        signed = mohur.profile_sign(self.ctx, note.read_bytes(), key,
                                    name="authority.example/py")
        self.assertEqual(signed.count(b"\n"),
                         note.read_bytes().count(b"\n") + 1)
        vkey = mohur.profile_vkey(self.ctx, key, name="authority.example/py")
        found = mohur.Profile.parse(self.ctx, signed).check(
            keys=[vkey.strip()])
        self.assertEqual(found.named_signed, 1)


COMMAND = os.environ.get("MOHUR", "")


@unittest.skipUnless(os.access(COMMAND, os.X_OK),
                     "the command was not built (MOHUR)")
class Command(Case):
    """What one of the two makes the other opens, and refuses if damaged."""

    def setUp(self):
        super().setUp()
        self.keys = self.store()
        self.keys.create_key("me", Purpose.SIGN)
        self.keys.create_key("box", Purpose.SEAL)
        for name in ("me", "box"):
            (self.folder / f"{name}.pem").write_text(
                self.keys.key(name).export_public())
        passphrase = self.folder / "pass"
        passphrase.write_bytes(PASSPHRASE + b"\n")
        passphrase.chmod(0o600)
        (self.folder / "tree").mkdir()
        (self.folder / "tree" / "a").write_bytes(b"content")

    def run_command(self, *words):
        return subprocess.run(
            [COMMAND, *words, "--store", "keys", "--pass-file", "pass"],
            cwd=self.folder, capture_output=True, check=False).returncode

    def damage(self, name):
        path = self.folder / name
        data = bytearray(path.read_bytes())
        data[-40] ^= 1
        path.write_bytes(data)

    def test_it_opens_what_python_sealed(self):
        with mohur.ArchiveWriter(
                self.ctx, self.folder / "x", signers=[self.keys.key("me")],
                recipients=[self.keys.key("box")]) as writer:
            writer.add_tree(self.folder / "tree")
        words = ["open", "--from", "me.pem", "x", "-o"]
        self.assertEqual(self.run_command(*words, "out"), 0)
        self.assertEqual((self.folder / "out" / "a").read_bytes(), b"content")
        self.damage("x")
        self.assertIn(self.run_command(*words, "no"), (1, 4))

    def test_python_opens_what_it_sealed(self):
        self.assertEqual(self.run_command(
            "seal", "-r", "box.pem", "-s", "me", "-o", "x", "tree"), 0)

        def open_it():
            with mohur.ArchiveReader(
                    self.ctx, self.folder / "x",
                    keys=[self.keys.key("box")],
                    senders=[self.keys.key("me")]) as reader:
                return {e.name: reader.read() for e in reader if e.is_file}

        self.assertIn(b"content", open_it().values())
        self.damage("x")
        with self.assertRaises(mohur.Error):
            open_it()

    def test_each_reads_the_others_keystore(self):
        self.assertEqual(self.run_command(
            "key", "create", "other", "--for", "sign"), 0)
        self.assertEqual(self.keys.key("other").version, 1)
        self.assertEqual(self.run_command("key", "rotate", "other"), 0)
        self.assertEqual(self.keys.key("other").version, 2)


MODULES = [p for p in ("/usr/lib/softhsm/libsofthsm2.so",
                       "/usr/lib64/softhsm/libsofthsm2.so")
           if os.path.exists(p)]


@unittest.skipUnless(MODULES and shutil.which("softhsm2-util"),
                     "there is no SoftHSM2 (package softhsm2)")
class Tokens(Case):
    def setUp(self):
        super().setUp()
        (self.folder / "tokens").mkdir()
        conf = self.folder / "softhsm2.conf"
        conf.write_text(f"directories.tokendir = {self.folder}/tokens\n"
                        "log.level = ERROR\n")
        os.environ["SOFTHSM2_CONF"] = str(conf)
        self.addCleanup(os.environ.pop, "SOFTHSM2_CONF")
        subprocess.run(
            ["softhsm2-util", "--init-token", "--free", "--label", "agency",
             "--so-pin", "1234567", "--pin", "492817"],
            check=True, capture_output=True, env=alone())
        self.uri = f"pkcs11:token=agency?module-path={MODULES[0]}"

    def test_a_key_stays_in_a_token_whose_pin_is_asked(self):
        asked = []

        def pin(token, source):
            asked.append((token, source))
            if len(asked) == 1:
                raise LookupError("nobody is here")
            return b"492817"

        with self.store() as store:
            with self.raises(mohur.UnlockError, Status.E_PASSPHRASE):
                store.create_key("one", Purpose.SIGN, token=self.uri)
            store.set_pin(pin)
            with self.raises(mohur.UsageError, Status.E_STATE):
                store.set_pin(pin)
            with self.assertRaises(LookupError):
                store.create_key("two", Purpose.SIGN, token=self.uri)
            key = store.create_key("me", Purpose.SIGN, token=self.uri)
            self.assertEqual(asked, [("agency", "")] * 2)
            rows = {row.name: row for row in store}
            self.assertEqual(rows["me"].custody, mohur.Custody.HSM)
            found = store.token_check(self.uri)
            self.assertEqual((found.keys, found.missing), (1, 0))
            self.assertIn("REQUEST", key.csr("C=AZ, CN=Aysel"))
            store.add_slot(Slot.token(self.uri).named("card"))
        with mohur.Keystore.open(self.ctx, self.folder / "keys",
                                 Unlock.token(self.uri), pin=pin) as store:
            self.assertTrue(store.info.unlocked)
        del pin
        # The function lives as long as the key that may ask it.
        self.assertIn("REQUEST", key.csr("C=AZ, CN=Aysel"))


if __name__ == "__main__":
    unittest.main()
