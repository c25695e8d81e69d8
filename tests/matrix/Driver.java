/* SPDX-License-Identifier: Apache-2.0 */
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

import mohur.*;

/* The driver of the matrix in Java; see driver.c.  Archives are written and
 * read through a stream and a channel. */
public final class Driver {
    private static Context context;
    private static Key me;
    private static Key agency;
    private static Key sender;
    private static Trust trust;
    private static byte[] cert;

    private Driver() {
    }

    private static void setUp(Path folder) throws Exception {
        context = Context.create();
        me = Key.ofPrivate(context, Purpose.SIGN, Files.readAllBytes(folder.resolve("me.key")),
            null);
        agency = Key.ofPrivate(context, Purpose.SEAL,
            Files.readAllBytes(folder.resolve("agency.key")), null);
        sender = Key.ofPublic(context, Purpose.SIGN, Files.readString(folder.resolve("me.pub")));
        cert = Files.readAllBytes(folder.resolve("me.crt"));
        trust = Trust.create(context).add(Files.readAllBytes(folder.resolve("roots/root.crt")),
            TrustRole.SIGN);
    }

    private static void seal(Path content, Path archive) throws Exception {
        try (InputStream in = Files.newInputStream(content);
             OutputStream out = Files.newOutputStream(archive);
             Sink sink = Sink.to(context, out);
             ArchiveWriter writer = ArchiveWriter.create(context,
                 new ArchiveOptions().recipients(agency).signers(me), sink)) {
            writer.entry("content");
            in.transferTo(writer.stream());
            writer.finish();
        }
    }

    private static void open(Path archive, Path folder) throws Exception {
        try (FileChannel in = FileChannel.open(archive);
             Source source = Source.of(context, in);
             ArchiveReader reader = ArchiveReader.open(context,
                 new ArchiveOpenOptions().keys(agency).senders(sender), source)) {
            reader.extract(new ArchiveExtractOptions().path(folder.toString()));
        }
    }

    private static void sign(Path content, Path signature) {
        try (Source source = Source.file(context, content);
             Sink sink = Sink.file(context, signature, Overwrite.NEVER)) {
            Documents.sign(context, me, new SignOptions().content(source).cert(cert), sink);
        }
    }

    private static int verify(Path content, Path signature) throws Exception {
        try (Source document = Source.of(context, Files.readAllBytes(content));
             Source file = Source.file(context, signature);
             Report report = Documents.verify(context, new VerifyOptions().content(document)
                 .file(file).trust(trust).revocation(Revocation.NONE), Signatory.ANY)) {
            if (report.isPassed()) {
                return 0;
            }
            return report.verdict() == Verdict.FAILED ? 1 : 8;
        }
    }

    private static int codeOf(MohurException e) {
        if (e instanceof MohurException.Unlocking) {
            return e.status() == Status.E_PASSPHRASE ? 7 : 3;
        }
        return e instanceof MohurException.InputOutput ? 5
            : e instanceof MohurException.Refused ? 4
            : e instanceof MohurException.Authentication ? 1
            : e instanceof MohurException.Policy ? 6 : 70;
    }

    private static int answer(String verb, Path a, Path b) throws Exception {
        try {
            switch (verb) {
            case "seal":
                seal(a, b);
                return 0;
            case "open":
                open(a, b);
                return 0;
            case "sign":
                sign(a, b);
                return 0;
            case "verify":
                return verify(a, b);
            default:
                return 2;
            }
        } catch (MohurException e) {
            return codeOf(e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        setUp(Path.of(arguments[0]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            System.out.println(answer(words[0], Path.of(words[1]), Path.of(words[2])));
        }
    }
}
