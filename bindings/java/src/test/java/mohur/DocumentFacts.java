/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import static mohur.Facts.ascii;
import static mohur.Facts.fact;
import static mohur.Facts.place;
import static mohur.Facts.refused;
import static mohur.Facts.same;
import static mohur.Facts.thrown;
import static mohur.Facts.yes;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Documents, with an authority that OpenSSL plays. */
final class DocumentFacts {
    private static final byte[] DECREE = ascii("a decree\r\nof two lines\n");
    private static final String APPROVAL = "1.2.840.113549.1.9.16.6.5";
    private static Context context;
    private static Key key;
    private static byte[] cert;
    private static Trust trust;

    private DocumentFacts() {
    }

    private static void openssl(String words) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(("openssl " + words).split(" "));
        builder.directory(Facts.folder.toFile()).redirectErrorStream(true);
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(said);
        }
    }

    private static void authority() throws Exception {
        Files.writeString(place("ca.cnf"), String.join("\n", "[req]",
            "distinguished_name = dn", "prompt = no", "[dn]", "CN = Root", "[root]",
            "basicConstraints = critical, CA:TRUE", "keyUsage = critical, keyCertSign, cRLSign",
            "subjectKeyIdentifier = hash", "[signer]", "basicConstraints = critical, CA:FALSE",
            "keyUsage = critical, digitalSignature, nonRepudiation",
            "subjectKeyIdentifier = hash", "authorityKeyIdentifier = keyid", ""));
        Files.writeString(place("me.csr"),
            Documents.certificateRequest(context, key, "C=AZ, CN=Aysel Əliyeva"));
        openssl("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key"
            + " -config ca.cnf -extensions root -days 400 -out root.crt");
        openssl("x509 -req -in me.csr -CA root.crt -CAkey root.key -CAcreateserial -days 365"
            + " -sha256 -extfile ca.cnf -extensions signer -out me.crt");
        cert = Files.readAllBytes(place("me.crt"));
    }

    private static SignOptions signing(Source content) {
        return new SignOptions().content(content).cert(cert);
    }

    private static byte[] sign(boolean attached) {
        try (Source content = Source.of(context, DECREE);
             Sink sink = Sink.memory(context, 1 << 20)) {
            Documents.sign(context, key, signing(content).attached(attached), sink);
            return sink.toByteArray();
        }
    }

    private static byte[] signSaying(String voen) {
        try (Source content = Source.of(context, DECREE);
             Sink sink = Sink.memory(context, 1 << 20)) {
            Documents.sign(context, key, signing(content).attached(true).voen(voen)
                .registrationNumber("7/2026").commitment(APPROVAL), sink);
            return sink.toByteArray();
        }
    }

    private static Report verify(byte[] file, byte[] document, Revocation revocation) {
        return verify(file, document, revocation, Signatory.ANY);
    }

    private static Report verify(byte[] file, byte[] document, Revocation revocation,
        Signatory who) {
        try (Source signature = Source.of(context, file);
             Source content = document == null ? null : Source.of(context, document)) {
            return Documents.verify(context, new VerifyOptions().file(signature).content(content)
                .trust(trust).revocation(revocation), who);
        }
    }

    static void run(Context given, Keystore store) throws Exception {
        context = given;
        char[] pass = "pass".toCharArray();
        try (Key made = store.newKey(new KeyOptions().name("signer").purpose(Purpose.SIGN)
            .alg(Alg.ECDSA_P256).exportable(true))) {
            key = Key.ofPrivate(context, Purpose.SIGN, ascii(made.exportPrivate(context, pass)),
                pass);
        }
        authority();
        trust = Trust.create(context).add(Files.readAllBytes(place("root.crt")), TrustRole.SIGN);
        signatures();
        kept(store);
        phases(store);
        anchors();
        containers();
        stamps();
        trust.close();
        key.close();
    }

    private static void signatures() {
        Facts.group("a signature");
        fact("passes, and says whose it is", () -> {
            byte[] file = sign(false);
            try (Report report = verify(file, DECREE, Revocation.NONE)) {
                yes(report.isPassed());
                same(Verdict.PASSED, report.verdict());
                same(Why.NONE, report.why());
                same(1L, report.size());
                SignatureInfo info = report.signatures().get(0);
                same("Aysel Əliyeva", info.name());
                same(Alg.ECDSA_P256, info.alg());
                same(7, info.checks().size());
                yes(info.claimed() != null && info.bestTime() == null);
                yes(!report.isAttached());
                same(0, report.stamps(0).size());
                same(0, report.evidence(0).size());
                same(Standing.NOT_ASKED, report.revocation(0).standing());
                same("", report.path(0));
                yes(report.json().startsWith("{"));
                yes(report.page(new PageOptions().name("a<b")).contains("a&lt;b"));
                same(Revocation.NONE, report.validation().revocation());
                same(2, report.certificates(0).size());
                same(1L, trust.size());
            }
        });
        fact("says of its document what is expected", () -> {
            byte[] file = signSaying("1234567890");
            for (String voen : new String[] {"1234567890", "9999999999"}) {
                byte[] expect = ascii("{\"type\":\"mohur-expect/1\",\"attributes\":{"
                    + "\"registration_number\":\"7/2026\",\"voen\":\"" + voen + "\","
                    + "\"commitment\":\"" + APPROVAL + "\"}}");
                try (Source signature = Source.of(context, file);
                     Report report = Documents.verify(context, new VerifyOptions()
                         .file(signature).trust(trust).revocation(Revocation.NONE)
                         .expect(expect), Signatory.ANY)) {
                    same(voen.startsWith("1"), report.isPassed());
                }
            }
            refused(Status.E_ARGUMENT, () -> signSaying("12"));
        });
        fact("on another document fails, and verifyOrFail throws", () -> {
            byte[] file = sign(false);
            byte[] other = ascii("a decree\r\nof three lines\n");
            try (Report report = verify(file, other, Revocation.NONE)) {
                yes(!report.isPassed());
                same(Verdict.FAILED, report.verdict());
                same(Why.HASH_FAILURE, report.why());
            }
            try (Source signature = Source.of(context, file);
                 Source content = Source.of(context, other)) {
                MohurException.NotAccepted e = thrown(MohurException.NotAccepted.class,
                    () -> Documents.verifyOrFail(context, new VerifyOptions().file(signature)
                        .content(content).trust(trust).revocation(Revocation.NONE), Signatory.ANY));
                yes(e.getMessage().contains("FAILED: HASH_FAILURE"));
                same(Verdict.FAILED, e.report().verdict());
                e.report().close();
            }
        });
        fact("of somebody else is no yes, however good it is", () -> {
            byte[] file = sign(true);
            Signatory you = new Signatory().person("5AB1234");
            SignatureInfo info;
            try (Report report = verify(file, null, Revocation.NONE, you)) {
                same(Verdict.PASSED, report.verdict());
                yes(!report.isPassed());
                same(List.of(you), report.missing());
                info = report.signatures().get(0);
            }
            Signatory me = new Signatory().subject(info.subject()).certId(info.certId());
            try (Report report = verify(file, null, Revocation.NONE, me)) {
                yes(report.isPassed());
            }
            try (Source signature = Source.of(context, file)) {
                VerifyOptions options = new VerifyOptions().file(signature).trust(trust)
                    .revocation(Revocation.NONE);
                thrown(NullPointerException.class,
                    () -> Documents.verify(context, options, null));
                thrown(IllegalArgumentException.class,
                    () -> Documents.verify(context, options, new Signatory()));
                MohurException.NotAccepted e = thrown(MohurException.NotAccepted.class,
                    () -> Documents.verifyOrFail(context, options, me, you));
                yes(e.getMessage().contains("5AB1234"));
                e.report().close();
            }
        });
        fact("without evidence of revocation is no yes", () -> {
            try (Report report = verify(sign(true), null, Revocation.REQUIRE)) {
                yes(!report.isPassed());
                same(Verdict.INDETERMINATE, report.verdict());
                yes(report.isAttached());
            }
        });
        fact("gives the document that is inside, after a yes", () -> {
            byte[] file = sign(true);
            try (Report report = verify(file, null, Revocation.NONE);
                 Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                Documents.content(context, report, source, sink);
                same(DECREE, sink.toByteArray());
            }
            try (Report report = verify(file, null, Revocation.REQUIRE);
                 Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                refused(Status.E_AUTH,
                    () -> Documents.content(context, report, source, sink));
            }
        });
        fact("can be signed itself", () -> {
            byte[] file = sign(true);
            try (Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                Documents.countersign(context, key, new CounterOptions().file(source).cert(cert),
                    sink);
                try (Report report = verify(sink.toByteArray(), null, Revocation.NONE)) {
                    yes(report.isPassed());
                    same(1, report.counters(0).size());
                    same(Verdict.PASSED, report.counters(0).get(0).verdict());
                    same(0, report.counters(1).size());
                }
            }
            try (Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                refused(Status.E_ARGUMENT, () -> Documents.countersign(context, key,
                    new CounterOptions().file(source), sink));
            }
        });
        fact("never passes with a bit flipped", () -> {
            byte[] file = sign(true);
            for (int i = 0; i < file.length; i += Facts.full() ? 1 : 41) {
                byte[] spoilt = file.clone();
                spoilt[i] ^= 1;
                try (Report report = verify(spoilt, null, Revocation.NONE)) {
                    yes(!report.isPassed() || Arrays.equals(spoilt, file));
                } catch (MohurException refused) {
                    continue;
                }
            }
        });
        fact("is extended by whom the fetcher asks, and what it throws comes out", () -> {
            byte[] file = sign(true);
            IOException down = new IOException("the authority is down");
            String[] asked = {null};
            try (Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                MohurException e = thrown(MohurException.class, () -> Documents.extend(context,
                    new ExtendOptions().file(source).tsa("http://tsa.example/")
                        .evidence(request -> {
                            asked[0] = request.kind() + " " + request.url();
                            throw down;
                        }), sink));
                same(down, e.getCause());
                same("TIME_STAMP http://tsa.example/", asked[0]);
            }
            try (Source source = Source.of(context, file);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                thrown(MohurException.class, () -> Documents.extend(context,
                    new ExtendOptions().file(source).tsa("http://tsa.example/")
                        .evidence(request -> ascii("no answer")), sink));
            }
        });
    }

    private static void kept(Keystore store) {
        Facts.group("a certificate that is kept");
        fact("with a key is given out until it is taken away", () -> {
            refused(Status.E_NO_KEY, () -> store.certificates("signer", 0));
            store.certify("signer", 0, cert);
            same(new String(cert, StandardCharsets.US_ASCII), store.certificates("signer", 1));
            store.certify("signer", 1, null);
            refused(Status.E_NO_KEY, () -> store.certificates("signer", 1));
        });
        fact("is that of the key", () -> refused(Status.E_ARGUMENT,
            () -> store.certify("signer", 0, Files.readAllBytes(place("root.crt")))));
    }

    /** Has OpenSSL sign, as somebody whose key is elsewhere. */
    private static byte[] elsewhere(byte[] dtbs) throws Exception {
        Files.write(place("dtbs"), dtbs);
        openssl("dgst -sha256 -sign phone.key -out phone.sig dtbs");
        return Files.readAllBytes(place("phone.sig"));
    }

    private static byte[] finish(Key states, byte[] state, byte[] signature, byte[] document) {
        try (Source content = Source.of(context, document);
             Sink sink = Sink.memory(context, 1 << 20)) {
            Documents.finish(context, states, new FinishOptions().state(state)
                .signature(signature).content(content), sink);
            return sink.toByteArray();
        }
    }

    private static void phases(Keystore store) {
        Facts.group("what is prepared");
        fact("is signed elsewhere, and finished with its document alone", () -> {
            openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                + " -subj /C=AZ/CN=Phone -keyout phone.key -config ca.cnf -out phone.csr");
            openssl("x509 -req -in phone.csr -CA root.crt -CAkey root.key -CAcreateserial"
                + " -days 9 -sha256 -extfile ca.cnf -extensions signer -out phone.crt");
            byte[] phone = Files.readAllBytes(place("phone.crt"));
            try (Key states = StoreFacts.make(store, "states", Purpose.WRAP);
                 Source content = Source.of(context, DECREE);
                 Prepared made = Documents.prepare(context, states,
                     new SignOptions().content(content).cert(phone).lifetime(60));
                 Prepared again = Prepared.open(context, states, made.state())) {
                same(made.dtbs(), again.dtbs());
                same(made.id(), again.id());
                same(16, made.id().length);
                same(MessageDigest.getInstance("SHA-256").digest(made.dtbs()), made.hash());
                same(Alg.ECDSA_P256, made.alg());
                yes(made.expires().isAfter(java.time.Instant.now()));
                byte[] signature = elsewhere(made.dtbs());
                byte[] file = finish(states, made.state(), signature, DECREE);
                try (Report report = verify(file, DECREE, Revocation.NONE)) {
                    yes(report.isPassed());
                    same("Phone", report.signatures().get(0).name());
                }
                refused(Status.E_AUTH,
                    () -> finish(states, made.state(), signature, ascii("another decree")));
                refused(Status.E_FORMAT,
                    () -> Prepared.open(context, states, ascii("a state")));
            }
        });
    }

    /** A list of root.crt, signed by one new key, and that key as text. */
    private static String[] listOf(byte[] der) throws Exception {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        String text = "{\"anchors\":[{\"file\":\"root.crt\",\"from\":\"2020-01-01\","
            + "\"roles\":[\"sign\"],\"sha256\":\""
            + String.format("%064x", new BigInteger(1, sha256.digest(der)))
            + "\",\"to\":\"2099-12-31\"}],\"expires\":\"2099-12-31\",\"issued\":\"" + today
            + "\",\"type\":\"mohur-anchors/1\",\"version\":7}\n";
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        byte[] info = pair.getPublic().getEncoded();
        byte[] tagged = new byte[33];
        tagged[0] = 1;
        System.arraycopy(info, info.length - 32, tagged, 1, 32);
        sha256.update(ascii("list.example\n"));
        byte[] known = Arrays.copyOf(sha256.digest(tagged), 4);
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update(ascii(text));
        byte[] blob = Arrays.copyOf(known, 68);
        System.arraycopy(signer.sign(), 0, blob, 4, 64);
        Base64.Encoder base64 = Base64.getEncoder();
        return new String[] {
            text + "\n\u2014 list.example " + base64.encodeToString(blob) + "\n",
            String.format("list.example+%08x+%s", new BigInteger(1, known),
                base64.encodeToString(tagged))};
    }

    private static void anchors() {
        Facts.group("a list of anchors");
        fact("is believed for its authority, once", () -> {
            byte[] root = Files.readAllBytes(place("root.crt"));
            openssl("x509 -in root.crt -outform DER -out root.der");
            String[] made = listOf(Files.readAllBytes(place("root.der")));
            TrustListOptions list = new TrustListOptions().keys(List.of(made[1]))
                .note(made[0].getBytes(StandardCharsets.UTF_8))
                .files(List.of(new TrustFile().name("root.crt").data(root)));
            try (Trust store = Trust.create(context)) {
                refused(Status.E_ROLLBACK, () -> store.addList(list.minVersion(8)));
                same(0L, store.version());
                same(1L, store.addList(list.minVersion(7)).size());
                same(7L, store.version());
                refused(Status.E_STATE, () -> store.addList(list));
            }
            try (Trust store = Trust.create(context)) {
                byte[] other = made[0].replace("\"version\":7", "\"version\":8")
                    .getBytes(StandardCharsets.UTF_8);
                refused(Status.E_AUTH, () -> store.addList(list.note(other)));
                same(0L, store.size());
            }
        });
    }

    private static void containers() {
        Facts.group("a container");
        fact("passes with both its signatures, and one that is cut does not", () -> {
            byte[] first;
            try (Source one = Source.of(context, DECREE); Source two = Source.of(context, DECREE);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                Documents.signContainer(context, key, signing(null), new ContainerOptions().items(
                    new ContainerItem().name("decree.txt").content(one).mime("text/plain"),
                    new ContainerItem().name("map.txt").content(two)), sink);
                first = sink.toByteArray();
            }
            byte[] both;
            try (Source base = Source.of(context, first);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                Documents.signContainer(context, key, signing(null),
                    new ContainerOptions().base(base), sink);
                both = sink.toByteArray();
            }
            try (Report report = verify(both, null, Revocation.NONE)) {
                yes(report.isPassed());
                same(2L, report.size());
                same(ContainerFormat.ASIC_E, report.format());
                same(2, report.objects().size());
                yes(report.objects().get(1).covered() && report.coversAll());
                same("", report.containerDetail());
                yes(report.path(0).startsWith("META-INF/"));
                try (Source file = Source.of(context, both)) {
                    same(ContainerFormat.ASIC_E, Documents.detect(context, file));
                    Documents.extract(context, report, file,
                        new ContainerExtractOptions().path(place("documents").toString()));
                }
                same(DECREE, Files.readAllBytes(place("documents/map.txt")));
            }
            thrown(MohurException.class, () -> verify(
                Arrays.copyOf(both, both.length - 10), null, Revocation.NONE));
        });
    }

    private static void stamps() {
        Facts.group("a time stamp");
        fact("that is none is refused",
            () -> refused(Status.E_FORMAT, () -> Stamp.read(context, ascii("not a stamp"))));
        fact("of OpenSSL's says its time and its digest", () -> {
            Files.writeString(place("tsa.cnf"), String.join("\n", "[tsa]", "default_tsa = t", "[t]",
                "serial = serial", "default_policy = 1.2.3.4", "digests = sha256",
                "signer_digest = sha256", "accuracy = secs:1", "ess_cert_id_chain = no",
                "ess_cert_id_alg = sha256", "[ext]", "basicConstraints = critical, CA:FALSE",
                "extendedKeyUsage = critical, timeStamping", "keyUsage = critical, digitalSignature",
                "[req]", "distinguished_name = dn", "prompt = no", "[dn]", "CN = Clock", ""));
            Files.writeString(place("serial"), "01\n");
            Files.write(place("decree"), DECREE);
            openssl("req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tsa.key"
                + " -config tsa.cnf -out tsa.csr");
            openssl("x509 -req -in tsa.csr -CA root.crt -CAkey root.key -CAcreateserial -days 9"
                + " -extfile tsa.cnf -extensions ext -out tsa.crt");
            openssl("ts -query -data decree -sha256 -cert -out query");
            openssl("ts -reply -config tsa.cnf -queryfile query -signer tsa.crt -inkey tsa.key"
                + " -out reply");
            try (Stamp stamp = Stamp.read(context, Files.readAllBytes(place("reply")))) {
                same(Verdict.INDETERMINATE, stamp.about().verdict());
                yes(stamp.about().time() != null);
                same(java.security.MessageDigest.getInstance("SHA-256").digest(DECREE),
                    stamp.imprint());
            }
        });
    }
}
