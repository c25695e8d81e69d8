/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import static mohur.Facts.fact;
import static mohur.Facts.same;
import static mohur.Facts.thrown;
import static mohur.Facts.yes;

import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;

/** What is left behind: nothing. */
final class LeakFacts {
    private LeakFacts() {
    }

    private static long residentKib() throws Exception {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(l -> l.startsWith("VmRSS:"))
            .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", ""))).findFirst().getAsLong();
    }

    /** Ten operations: half of them fail, one forgets to close. */
    private static void round(Context context, byte[] archive, byte[] spoilt) {
        ArchiveFacts.open(context, archive);
        thrown(MohurException.class, () -> ArchiveFacts.open(context, spoilt));
        ArchiveFacts.seal(context, "a", new byte[100]);
        thrown(MohurException.class, () -> Archives.checkName(context, "../x"));
        Source.of(context, archive);
        ArchiveFacts.me.exportPublic(context);
        Mohur.name(ArchiveFacts.me.alg());
        ArchiveFacts.agency.id();
        thrown(MohurException.class,
            () -> Stamp.read(context, new byte[] {1}));
        context.memoryLevel();
    }

    /** A reader whose context nobody else knows of. */
    private static WeakReference<Context> forget(byte[] archive, ArchiveReader[] out) {
        Context alone = Context.create();
        out[0] = ArchiveReader.open(alone, ArchiveFacts.opening(), Source.of(alone, archive));
        return new WeakReference<>(alone);
    }

    static void run(Context context) {
        Facts.group("memory");
        int rounds = Facts.full() ? 10_000 : 100;
        fact("does not grow over " + rounds * 10 + " operations", () -> {
            byte[] archive = ArchiveFacts.seal(context, "a", new byte[1000]);
            byte[] spoilt = archive.clone();
            spoilt[spoilt.length - 5] ^= 1;
            for (int i = 0; i < rounds / 10; i++) {
                round(context, archive, spoilt);
            }
            System.gc();
            long before = residentKib();
            for (int i = 0; i < rounds; i++) {
                round(context, archive, spoilt);
                if (i % 1000 == 999) {
                    System.gc();
                }
            }
            System.gc();
            long grown = residentKib() - before;
            System.out.println("java: " + rounds * 10 + " operations, " + grown
                + " KiB more resident than before");
            yes(grown < 32 * 1024);
        });
        fact("of a context that was forgotten stays while it is in use", () -> {
            byte[] archive = ArchiveFacts.seal(context, "a", new byte[1000]);
            ArchiveReader[] reader = new ArchiveReader[1];
            WeakReference<Context> forgotten = forget(archive, reader);
            for (int i = 0; i < 100 && forgotten.get() != null; i++) {
                System.gc();
                Thread.sleep(20);
            }
            same(null, forgotten.get());
            Thread.sleep(50);
            reader[0].next();
            same(new byte[1000], reader[0].readAll());
            reader[0].close();
        });
        fact("of what was forgotten is given back", () -> {
            for (int i = 0; i < 50 && Callbacks.live() > 3; i++) {
                System.gc();
                Thread.sleep(20);
                context.memoryLevel();
            }
            /* The three of the context that is still open. */
            yes(Callbacks.live() <= 3);
        });
    }
}
