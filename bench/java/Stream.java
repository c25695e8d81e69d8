/* SPDX-License-Identifier: Apache-2.0 */
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import mohur.*;

/*
 * What stream.c does, through the binding: with arrays to a stream that takes
 * nothing but arrays, with arrays to a file, and with direct buffers.
 * Stream prepare MIB FILE makes the archive and both keys.
 */
public final class Stream {
    private static final int PIECE = 1 << 20;
    private static final char[] PASS = "bench".toCharArray();
    private static Context context;
    private static Key me;
    private static Key agency;

    private Stream() {
    }

    private static void prepare(int mib, Path file) throws Exception {
        KeystoreOptions where = new KeystoreOptions().path(file + ".keys").passphrase(PASS)
            .mKib(65536);
        try (Keystore store = Keystore.create(context, where)) {
            me = store.newKey(new KeyOptions().name("me").purpose(Purpose.SIGN).exportable(true));
            agency = store.newKey(
                new KeyOptions().name("agency").purpose(Purpose.SEAL).exportable(true));
            Files.writeString(Path.of(file + ".me"), me.exportPrivate(context, PASS));
            Files.writeString(Path.of(file + ".agency"), agency.exportPrivate(context, PASS));
        }
        try (OutputStream out = Files.newOutputStream(file); Sink sink = Sink.to(context, out)) {
            seal(sink, mib, false);
        }
    }

    private static void seal(Sink sink, int mib, boolean direct) {
        byte[] piece = new byte[PIECE];
        Arrays.fill(piece, (byte) 7);
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE).put(piece);
        try (ArchiveWriter writer = ArchiveWriter.create(context,
            new ArchiveOptions().recipients(agency).signers(me), sink)) {
            writer.entry("big");
            for (int i = 0; i < mib; i++) {
                if (direct) {
                    writer.write(buffer.rewind());
                } else {
                    writer.write(piece);
                }
            }
            writer.finish();
        }
    }

    private static void sealFile(Path file, int mib, String how) {
        try (FileOutputStream stream = new FileOutputStream(file.toFile());
             OutputStream other = Files.newOutputStream(Path.of(file + ".other"));
             Sink sink = Sink.to(context, how.equals("stream") ? other : stream)) {
            seal(sink, mib, how.equals("direct"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void open(Path file, boolean direct) {
        byte[] piece = new byte[PIECE];
        ByteBuffer buffer = ByteBuffer.allocateDirect(PIECE);
        try (Source source = Source.file(context, file);
             ArchiveReader reader = ArchiveReader.open(context,
                 new ArchiveOpenOptions().keys(agency).senders(me), source)) {
            reader.next();
            while ((direct ? reader.read(buffer.clear()) : reader.read(piece, 0, PIECE)) >= 0) {
                continue;
            }
        }
    }

    /* Processor time of this thread: others on the machine do not count. */
    private static long now() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void report(String what, int mib, Runnable run) {
        long start = now();
        run.run();
        System.out.printf("%s %.0f%n", what, mib * 1e9 / (now() - start));
    }

    public static void main(String[] arguments) throws Exception {
        int mib = Integer.parseInt(arguments[1]);
        Path file = Path.of(arguments[2]);
        context = Context.create();
        if (arguments[0].equals("prepare")) {
            prepare(mib, file);
            return;
        }
        me = Key.ofPrivate(context, Purpose.SIGN, Files.readAllBytes(Path.of(file + ".me")), PASS);
        agency = Key.ofPrivate(context, Purpose.SEAL,
            Files.readAllBytes(Path.of(file + ".agency")), PASS);
        for (String how : new String[] {"stream", "array", "direct"}) {
            report("Java-" + how + " seal", mib, () -> sealFile(Path.of(file + ".out"), mib, how));
            report("Java-" + how + " open", mib, () -> open(file, how.equals("direct")));
        }
        calls();
    }

    /* The smallest call, warm: what a getter costs. */
    private static void calls() {
        int n = 2_000_000;
        long sum = 0;
        for (int i = 0; i < n; i++) {
            sum += me.version();
        }
        long start = now();
        for (int i = 0; i < n; i++) {
            sum += me.version();
        }
        System.out.printf("Java call_ns %.0f%n", (now() - start + sum * 0) / (double) n);
    }
}
