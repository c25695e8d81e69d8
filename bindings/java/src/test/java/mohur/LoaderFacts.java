/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import static mohur.Facts.fact;
import static mohur.Facts.place;
import static mohur.Facts.same;
import static mohur.Facts.thrown;
import static mohur.Facts.yes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the loader says of files that it must not load. */
final class LoaderFacts {
    private LoaderFacts() {
    }

    private static byte[] library() throws Exception {
        String arch = System.getProperty("os.arch").equals("amd64") ? "x86_64" : "aarch64";
        try (var in = Loader.class.getResourceAsStream(
            "/mohur/native/linux-" + arch + "/libmohurjni.so")) {
            return in.readAllBytes();
        }
    }

    /** The words with which a file of these bytes is refused. */
    private static String words(byte[] bytes) throws Exception {
        Path file = place("suspect.so");
        Files.write(file, bytes);
        System.setProperty(Loader.PROPERTY, file.toString());
        try {
            String said = thrown(LoadError.class, Mohur::version).getMessage();
            yes(said.startsWith(file + ": "));
            return said;
        } finally {
            System.clearProperty(Loader.PROPERTY);
        }
    }

    private static void refused(String wanted, byte[] bytes) throws Exception {
        String said = words(bytes);
        if (!said.contains(wanted)) {
            throw new AssertionError(said);
        }
    }

    static void run() {
        Facts.group("the loader");
        fact("refuses a library for another machine", () -> {
            byte[] other = library();
            other[18] = (byte) (other[18] == 62 ? 183 : 62);
            refused("it is for ", other);
        });
        fact("refuses a library of 32 bits", () -> {
            byte[] other = library();
            other[4] = 1;
            refused("32 bits", other);
        });
        fact("refuses a truncated library, at whatever length", () -> {
            byte[] whole = library();
            for (int len : new int[] {10, 63, 64, 1000, whole.length / 2, whole.length - 1}) {
                refused("truncated", Arrays.copyOf(whole, len));
            }
        });
        fact("refuses what is no library", () -> refused("no ELF header", Facts.ascii("hello")));
        fact("refuses an empty file", () -> refused("no ELF header", new byte[0]));
        fact("refuses libraries of other systems", () -> {
            refused("Windows", Facts.ascii("MZ  rest"));
            refused("macOS", new byte[] {(byte) 0xCF, (byte) 0xFA, (byte) 0xED, (byte) 0xFE});
        });
        fact("refuses a program", () -> {
            byte[] program = library();
            program[16] = 2;
            refused("not a shared library", program);
        });
        fact("refuses another library without running it", () -> {
            byte[] other = library();
            byte[] name = Facts.ascii("Java_mohur_Native_fingerprint");
            for (int i = 0; i + name.length <= other.length; i++) {
                if (Arrays.equals(other, i, i + name.length, name, 0, name.length)) {
                    other[i] = 'j';
                }
            }
            refused("another library", other);
        });
        fact("names a file that is not there", () -> {
            System.setProperty(Loader.PROPERTY, "/nowhere/libmohurjni.so");
            String said = thrown(LoadError.class, Mohur::version).getMessage();
            System.clearProperty(Loader.PROPERTY);
            yes(said.startsWith("/nowhere/libmohurjni.so: cannot be read"));
        });
        fact("names a temporary folder that cannot be written", () -> {
            String before = System.setProperty("java.io.tmpdir", "/nowhere");
            try {
                /* The folder is read once by the platform; a file in its place
                 * says the same. */
                Mohur.version();
            } catch (LoadError e) {
                yes(e.getMessage().contains("java.io.tmpdir"));
            } finally {
                System.setProperty("java.io.tmpdir", before);
            }
        });
        fact("loads what is in the jar, and leaves no file behind", () -> {
            same("0.1.0", Mohur.version());
            yes(!Files.exists(Path.of(Mohur.loadedFrom())));
        });
        fact("says the number of the interface", () -> same(Native.ABI, Mohur.abi()));
        Facts.group("memory");
        fact("of a call is wiped when it is over", () -> {
            byte[] secret = Facts.ascii("a secret that nobody may find");
            long at;
            try (Call c = Call.free()) {
                at = c.secret(new String(secret).toCharArray())[0];
                yes(Arrays.equals(secret, Call.bytes(at, secret.length)));
            }
            yes(Arrays.equals(new byte[secret.length], Call.bytes(at, secret.length)));
        });
        fact("through which arrays go is wiped with the handle", () -> {
            Transfer transfer = new Transfer();
            long at = transfer.room(16);
            Native.copyIn(Facts.ascii("plain text here."), 0, 16, at);
            transfer.wipe();
            yes(Arrays.equals(new byte[16], Call.bytes(at, 16)));
        });
    }

    /**
     * Runs the facts in a folder or, in a virtual machine of its own, says
     * what comes of the file of the property.
     *
     * @param arguments a folder, or nothing
     */
    public static void main(String[] arguments) {
        long started = System.nanoTime();
        if (arguments.length > 0) {
            Facts.folder = Path.of(arguments[0]);
            run();
            System.exit(Facts.close(started) == 0 ? 0 : 1);
        }
        try {
            System.out.println("loaded " + Mohur.loadedFrom());
        } catch (LoadError e) {
            System.out.println(e.getMessage());
        }
    }
}
