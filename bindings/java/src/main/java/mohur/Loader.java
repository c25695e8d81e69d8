/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Map;

/**
 * Finds the native part, looks at it, loads it, and compares numbers.  It is
 * the file or folder of -Dmohur.library.path, else the one in the jar.
 */
final class Loader {
    static final String PROPERTY = "mohur.library.path";
    private static final String FILE = "libmohurjni.so";
    private static final Map<String, String> ARCHITECTURES = Map.of(
        "amd64", "x86_64", "x86_64", "x86_64", "aarch64", "aarch64", "arm64", "aarch64");
    private static String loaded;

    private Loader() {
    }

    /** Loads it once; fails again, and says the same, where it cannot. */
    static synchronized String ensure() {
        if (loaded == null) {
            loaded = load();
        }
        return loaded;
    }

    private static String load() {
        String platform = platform();
        String given = System.getProperty(PROPERTY);
        if (given != null) {
            Path path = Paths.get(given).toAbsolutePath();
            return loadFile(Files.isDirectory(path) ? path.resolve(FILE) : path, platform);
        }
        return loadFromJar(platform);
    }

    private static String platform() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        if (!os.equals("linux") || !ARCHITECTURES.containsKey(arch)) {
            throw new LoadError("möhür has no native part for " + os + " on " + arch
                + "; it has one for Linux on x86_64 or aarch64", null);
        }
        return "linux-" + ARCHITECTURES.get(arch);
    }

    /* ---- out of the jar ---- */

    private static String loadFromJar(String platform) {
        String place = "/mohur/native/" + platform + "/" + FILE;
        Path folder = null;
        Path file = null;
        try {
            byte[] bytes = resource(place);
            String wanted = new String(resource(place + ".sha256"), StandardCharsets.US_ASCII);
            folder = Files.createTempDirectory("mohur-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            file = folder.resolve(FILE);
            Files.createFile(file,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.write(file, bytes, StandardOpenOption.WRITE);
            if (!sha256(Files.readAllBytes(file)).equals(wanted.trim())) {
                throw new LoadError(file + ": it is not what the jar was made with (SHA-256);"
                    + " get the jar again", null);
            }
            return loadFile(file, platform);
        } catch (IOException e) {
            throw new LoadError("cannot write the native part to "
                + System.getProperty("java.io.tmpdir") + ": " + e
                + "; name another folder with -Djava.io.tmpdir, or the file itself with -D"
                + PROPERTY, e);
        } finally {
            remove(file);
            remove(folder);
        }
    }

    private static byte[] resource(String place) throws IOException {
        try (InputStream in = Loader.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new LoadError("this jar has no " + place.substring(1)
                    + "; build it on this kind of machine, or name the file with -D" + PROPERTY,
                    null);
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return Call.show(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A file that was loaded needs its name no more. */
    private static void remove(Path path) {
        try {
            if (path != null) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            path.toFile().deleteOnExit();
        }
    }

    /* ---- a file ---- */

    private static String loadFile(Path file, String platform) {
        String trouble;
        try {
            trouble = trouble(Files.readAllBytes(file), platform);
        } catch (IOException e) {
            throw new LoadError(file + ": cannot be read: " + e, e);
        }
        if (trouble != null) {
            throw new LoadError(file + ": " + trouble, null);
        }
        try {
            System.load(file.toString());
            compare(file);
        } catch (LoadError e) {
            throw e;
        } catch (UnsatisfiedLinkError e) {
            throw new LoadError(file + ": the system refuses it: " + e.getMessage()
                + "; a missing library has to be installed, and a folder that is mounted"
                + " noexec is replaced with -Djava.io.tmpdir", e);
        }
        return file.toString();
    }

    private static void compare(Path file) {
        int abi = Native.abi();
        if (abi != Native.ABI) {
            throw new LoadError(file + ": its ABI is " + abi + ", this jar was made for "
                + Native.ABI + "; use a jar and a native part of one version", null);
        }
        String print = Native.fingerprint();
        if (!print.equals(Native.FINGERPRINT)) {
            throw new LoadError(file + ": its interface is " + print + ", that of this jar "
                + Native.FINGERPRINT + " (both of ABI " + abi
                + "); use a jar and a native part of one version", null);
        }
    }

    /** What speaks against a file, before any of it is run; null: nothing. */
    static String trouble(byte[] b, String platform) {
        if (b.length >= 4 && b[0] == 'M' && b[1] == 'Z') {
            return "it is a library for Windows; this is " + platform;
        }
        if (b.length >= 4 && ((b[0] & 0xFF) == 0xCF || (b[0] & 0xFF) == 0xCA)
            && ((b[1] & 0xFF) == 0xFA || (b[1] & 0xFF) == 0xFE)) {
            return "it is a library for macOS; this is " + platform;
        }
        if (b.length < 4 || b[0] != 0x7F || b[1] != 'E' || b[2] != 'L' || b[3] != 'F') {
            return "it is not a library (no ELF header)";
        }
        if (b.length < 64) {
            return "it is truncated: " + b.length + " bytes are not even a header";
        }
        String found = architecture(b);
        if (!platform.equals("linux-" + found)) {
            return "it is for " + found + ", this is " + platform;
        }
        if (number(b, 16, 2) != 3) {
            return "it is an ELF file, but not a shared library";
        }
        long end = number(b, 40, 8) + number(b, 58, 2) * number(b, 60, 2);
        if (end > b.length || end < 0) {
            return "it is truncated: " + b.length + " bytes of " + end;
        }
        return new String(b, StandardCharsets.ISO_8859_1).contains("Java_mohur_Native_fingerprint")
            ? null : "it is another library, not the native part of möhür";
    }

    private static String architecture(byte[] b) {
        if (b[4] != 2 || b[5] != 1) {
            return "a machine of " + (b[4] == 2 ? "64" : "32") + " bits, "
                + (b[5] == 1 ? "little" : "big") + " endian";
        }
        switch ((int) number(b, 18, 2)) {
        case 62:
            return "x86_64";
        case 183:
            return "aarch64";
        default:
            return "machine " + number(b, 18, 2);
        }
    }

    private static long number(byte[] b, int at, int len) {
        long number = 0;
        for (int i = len - 1; i >= 0; i--) {
            number = number << 8 | b[at + i] & 0xFF;
        }
        return number;
    }
}
