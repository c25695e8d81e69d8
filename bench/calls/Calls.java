/* SPDX-License-Identifier: Apache-2.0 */
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

import mohur.*;

/* What calls.c does, through the binding, when the compiler has been at it. */
public final class Calls {
    private static final int GETS = 2_000_000;
    private static final int SEALS = 1000;
    private static final byte[] DATA = new byte[100];

    private Calls() {
    }

    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void seal(Context context, Key key) {
        try (Sink sink = Sink.memory(context, 1 << 20);
             ArchiveWriter writer = ArchiveWriter.createUnsigned(context,
                 new ArchiveOptions().recipients(key), sink)) {
            writer.entry("a");
            writer.write(DATA);
            writer.finish();
        }
    }

    public static void main(String[] arguments) throws Exception {
        try (Context context = Context.create();
             Key key = Key.ofPrivate(context, Purpose.SEAL,
                 Files.readAllBytes(Path.of(arguments[0])), new char[0])) {
            long sum = 0;
            long start = 0;
            for (int i = 0; i < 2 * GETS; i++) {
                start = i == GETS ? now() : start;
                sum += key.version();
            }
            System.out.printf("Java get %.1f%n", (now() - start + 0 * sum) / (double) GETS);
            for (int i = 0; i < 2 * SEALS; i++) {
                start = i == SEALS ? now() : start;
                seal(context, key);
            }
            System.out.printf("Java seal %d%n", (now() - start) / SEALS);
        }
    }
}
