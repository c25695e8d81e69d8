/* SPDX-License-Identifier: Apache-2.0 */
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import mohur.ArchiveEntry;
import mohur.ArchiveOpenOptions;
import mohur.ArchiveOptions;
import mohur.ArchiveReader;
import mohur.ArchiveWriter;
import mohur.Context;
import mohur.Key;
import mohur.KeyOptions;
import mohur.Keystore;
import mohur.KeystoreOptions;
import mohur.MohurException;
import mohur.Overwrite;
import mohur.Purpose;
import mohur.Sink;
import mohur.Source;

/*
 * Make a keystore with two keys, seal a text, open it again.  Give a folder
 * to work in: SealOpen FOLDER.  The first failure ends the program with the
 * library's own words.
 */
public final class SealOpen {
    private SealOpen() {
    }

    private static Key makeKey(Keystore store, String name, Purpose purpose) {
        return store.newKey(new KeyOptions().name(name).purpose(purpose));
    }

    private static void seal(Context context, Path file, Key agency, Key me, String text) {
        ArchiveOptions options = new ArchiveOptions().recipients(agency).signers(me);

        try (Sink sink = Sink.file(context, file, Overwrite.NEVER);
             ArchiveWriter writer = ArchiveWriter.create(context, options, sink)) {
            writer.entry("report.txt");
            writer.write(text.getBytes(StandardCharsets.UTF_8));
            writer.finish();
        }
    }

    /* The reader has verified whatever it returns. */
    private static void openAndPrint(Context context, Path file, Key agency, Key sender) {
        ArchiveOpenOptions options = new ArchiveOpenOptions().keys(agency).senders(sender);

        try (Source source = Source.file(context, file);
             ArchiveReader reader = ArchiveReader.open(context, options, source)) {
            ArchiveEntry entry = reader.next();
            String text = new String(reader.readAll(), StandardCharsets.UTF_8);
            System.out.println(entry.name() + ": " + text);
        }
    }

    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: SealOpen FOLDER");
            System.exit(2);
        }
        Path folder = Path.of(arguments[0]);
        Path file = folder.resolve("report.mohur");
        KeystoreOptions options = new KeystoreOptions()
            .path(folder.resolve("keys").toString())
            .passphrase("an example's passphrase".toCharArray());

        try (Context context = Context.create();
             Keystore store = Keystore.create(context, options);
             Key me = makeKey(store, "me", Purpose.SIGN);
             Key agency = makeKey(store, "agency", Purpose.SEAL)) {
            seal(context, file, agency, me, "the bridge is open");
            openAndPrint(context, file, agency, me);
        } catch (MohurException e) {
            System.err.println(e.code() + ": " + e.getMessage() + "; " + e.hint());
            System.exit(1);
        }
    }
}
