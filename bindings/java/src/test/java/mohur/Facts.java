/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Counts facts, and has what the tests share. */
final class Facts {
    static Path folder;
    private static int held;
    private static final List<String> FAILED = new ArrayList<>();
    private static String group = "";

    private Facts() {
    }

    /** A fact, or a step to one. */
    @FunctionalInterface
    interface Step {
        void run() throws Exception;
    }

    static void group(String name) {
        group = name;
    }

    static void fact(String words, Step step) {
        try {
            step.run();
            held++;
        } catch (Throwable thrown) {
            FAILED.add(group + " / " + words);
            System.out.println("FAILED " + group + " / " + words);
            thrown.printStackTrace(System.out);
        }
    }

    static void same(Object wanted, Object found) {
        boolean equal = wanted instanceof byte[] && found instanceof byte[]
            ? Arrays.equals((byte[]) wanted, (byte[]) found)
            : java.util.Objects.equals(wanted, found);
        if (!equal) {
            throw new AssertionError("wanted " + Call.show(wanted) + ", found " + Call.show(found));
        }
    }

    static void yes(boolean held) {
        if (!held) {
            throw new AssertionError("it does not hold");
        }
    }

    static <T extends Throwable> T thrown(Class<T> type, Step step) {
        try {
            step.run();
        } catch (Throwable found) {
            if (type.isInstance(found)) {
                return type.cast(found);
            }
            throw new AssertionError("wanted " + type.getSimpleName(), found);
        }
        throw new AssertionError("wanted " + type.getSimpleName() + ", nothing was thrown");
    }

    static void refused(Status status, Step step) {
        same(status, thrown(MohurException.class, step).status());
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static Path place(String name) {
        return folder.resolve(name);
    }

    static boolean full() {
        return System.getenv("MOHUR_FULL") != null;
    }

    /** Prints the closing line; the number of facts that do not hold. */
    static int close(long started) {
        System.out.printf("java: %d facts held, %d did not (%d s)%n", held, FAILED.size(),
            (System.nanoTime() - started) / 1_000_000_000L);
        return FAILED.size();
    }
}
