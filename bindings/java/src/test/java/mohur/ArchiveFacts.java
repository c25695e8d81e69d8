/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import static mohur.Facts.ascii;
import static mohur.Facts.fact;
import static mohur.Facts.place;
import static mohur.Facts.refused;
import static mohur.Facts.same;
import static mohur.Facts.thrown;
import static mohur.Facts.yes;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** Archives, streams, and what comes out of callbacks. */
final class ArchiveFacts {
    static Context context;
    static Key me;
    static Key agency;
    private static Key other;
    private static byte[] sealed;

    private ArchiveFacts() {
    }

    static ArchiveOptions options() {
        return new ArchiveOptions().recipients(agency).signers(me);
    }

    static ArchiveOpenOptions opening() {
        return new ArchiveOpenOptions().keys(agency).senders(me);
    }

    /** Seals one entry into memory. */
    static byte[] seal(Context in, String name, byte[] data) {
        try (Sink sink = Sink.memory(in, 1L << 32);
             ArchiveWriter writer = ArchiveWriter.create(in, options(), sink)) {
            writer.entry(name);
            writer.write(data);
            writer.finish();
            return sink.toByteArray();
        }
    }

    /** Opens from memory and gives the first entry. */
    static byte[] open(Context in, byte[] archive) {
        try (Source source = Source.of(in, archive);
             ArchiveReader reader = ArchiveReader.open(in, opening(), source)) {
            reader.next();
            return reader.readAll();
        }
    }

    private static byte[] noise(int len) {
        byte[] data = new byte[len];
        new Random(len).nextBytes(data);
        return data;
    }

    static void run() throws Exception {
        try (Context made = Context.create();
             Keystore store = Keystore.create(made, StoreFacts.options("archive-keys"));
             Key first = StoreFacts.lasting(made, store, "me", Purpose.SIGN);
             Key second = StoreFacts.lasting(made, store, "agency", Purpose.SEAL);
             Key third = StoreFacts.lasting(made, store, "other", Purpose.SEAL)) {
            context = made;
            me = first;
            agency = second;
            other = third;
            memory();
            streams();
            folders();
            damaged();
            headers();
            stopping();
            misuse();
            sizes();
            DocumentFacts.run(context, store);
            LeakFacts.run(context);
        }
    }

    private static void memory() {
        Facts.group("an archive");
        fact("in memory opens, and says who signed it", () -> {
            byte[] data = noise(300_000);
            sealed = seal(context, "report.txt", data);
            try (Source source = Source.of(context, sealed);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source)) {
                ArchiveEntry entry = reader.next();
                same("report.txt", entry.name());
                same(300_000L, entry.contentLen());
                same(null, entry.mtime());
                same(data, reader.readAll());
                same(null, reader.next());
                same(ArchiveTrust.SIGNED, reader.result().trust());
                same(me.id(), reader.result().signers().get(0).keyId());
                same(SignatureState.GOOD, reader.result().signers().get(0).state());
            }
        });
        fact("is read from a byte on, and one that has no such entry says so", () -> {
            byte[] data = noise(300_000);
            try (Source source = Source.of(context, sealed);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source)) {
                same(null, reader.seek("nothing"));
                reader.seek("report.txt", 299_990);
                same(Arrays.copyOfRange(data, 299_990, 300_000), reader.readAll());
                refused(Status.E_ARGUMENT, () -> reader.seek("report.txt", 300_001));
            }
        });
        fact("goes through direct buffers without a copy", () -> {
            byte[] data = noise(200_000);
            ByteBuffer in = ByteBuffer.allocateDirect(data.length);
            in.put(data).flip();
            ByteBuffer out = ByteBuffer.allocateDirect(300_000);
            try (Sink sink = Sink.buffer(context, out);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.entry("a");
                writer.write(in);
                same(0, in.remaining());
                writer.finish();
                out.limit(Math.toIntExact(sink.length()));
            }
            ByteBuffer back = ByteBuffer.allocateDirect(data.length + 1);
            try (Source source = Source.of(context, out);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source)) {
                reader.next();
                while (reader.read(back) >= 0) {
                    yes(back.hasRemaining());
                }
            }
            byte[] found = new byte[data.length];
            back.flip().get(found);
            same(data, found);
        });
        fact("that nobody signed opens only as such", () -> {
            try (Sink sink = Sink.memory(context, 1 << 20)) {
                try (ArchiveWriter writer = ArchiveWriter.createUnsigned(context,
                    new ArchiveOptions().recipients(agency), sink)) {
                    writer.entry("a");
                    writer.write(ascii("text"));
                    writer.finish();
                }
                byte[] archive = sink.toByteArray();
                refused(Status.E_UNTRUSTED, () -> open(context, archive));
                try (Source source = Source.of(context, archive);
                     ArchiveReader reader = ArchiveReader.openUnsigned(context,
                         new ArchiveOpenOptions().keys(agency), source)) {
                    same(ArchiveTrust.NONE, reader.result().trust());
                    same("a", reader.remaining().get(0).name());
                }
            }
        });
        fact("does not open for somebody else", () -> {
            try (Source source = Source.of(context, sealed)) {
                refused(Status.E_NO_KEY, () -> ArchiveReader.open(context,
                    new ArchiveOpenOptions().keys(other).senders(me), source));
            }
        });
    }

    private static void streams() {
        Facts.group("a stream");
        fact("takes an archive, and gives it", () -> {
            byte[] data = noise(500_000);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Sink sink = Sink.to(context, out);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.entry("a");
                new ByteArrayInputStream(data).transferTo(writer.stream());
                writer.entry("b");
                try (Source more = Source.of(context, new ByteArrayInputStream(data))) {
                    same(-1L, more.length());
                    writer.writeFrom(more);
                }
                writer.finish();
            }
            Path to = place("from-stream");
            try (Source source = Source.of(context, new ByteArrayInputStream(out.toByteArray()));
                 ArchiveReader reader = ArchiveReader.extractStream(context, opening(), source,
                     new ArchiveExtractOptions().path(to.toString()))) {
                same(2L, reader.result().entries());
            }
            same(data, Files.readAllBytes(to.resolve("a")));
            same(data, Files.readAllBytes(to.resolve("b")));
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            try (Source source = Source.of(context, out.toByteArray());
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source);
                 Sink sink = Sink.to(context, back)) {
                reader.seek("b");
                reader.emit(sink);
            }
            same(data, back.toByteArray());
        });
        fact("of a file takes an archive between other things", () -> {
            Path file = place("between");
            byte[] head = noise(7);
            try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                out.write(head);
                try (Sink sink = Sink.to(context, out);
                     ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                    writer.entry("a");
                    writer.write(noise(500_000));
                    writer.finish();
                }
                out.write(head);
            }
            byte[] all = Files.readAllBytes(file);
            same(head, Arrays.copyOf(all, 7));
            same(head, Arrays.copyOfRange(all, all.length - 7, all.length));
            byte[] between = Arrays.copyOfRange(all, 7, all.length - 7);
            try (Source source = Source.of(context, between);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source)) {
                reader.next();
                same(noise(500_000), reader.readAll());
            }
        });
        fact("gives one file before it is verified, if that is asked for", () -> {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (Source source = Source.of(context, new ByteArrayInputStream(sealed));
                 Sink sink = Sink.to(context, out);
                 ArchiveReader reader = ArchiveReader.emitProvisional(context, opening(), source,
                     new ArchiveProvisionalOptions().scratch(Facts.folder.toString()), sink)) {
                yes(reader.result().provisional());
            }
            same(300_000, out.size());
        });
        fact("of a channel that can seek is a source, and a file takes bytes anywhere", () -> {
            Path file = place("anywhere.mohur");
            byte[] data = noise(3_000_000);
            try (Context many = Context.create(new Context.Options().jobs(2));
                 FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE,
                     StandardOpenOption.WRITE, StandardOpenOption.READ)) {
                try (Sink sink = Sink.anywhere(many, channel);
                     ArchiveWriter writer = ArchiveWriter.create(many, options(), sink)) {
                    writer.entry("a");
                    writer.write(data);
                    writer.finish();
                }
                try (Source source = Source.of(many, channel);
                     ArchiveReader reader = ArchiveReader.open(many, opening(), source)) {
                    same(channel.size(), source.length());
                    reader.next();
                    same(data, reader.stream().readAllBytes());
                }
            }
        });
        fact("works with an executor's threads", () -> {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try (Context many = Context.create(new Context.Options().executor(pool, 2))) {
                byte[] data = noise(3_000_000);
                same(data, open(many, seal(many, "a", data)));
            } finally {
                pool.shutdown();
            }
        });
        fact("that throws has its exception come out", () -> {
            IOException full = new IOException("no room on the tape");
            OutputStream broken = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw full;
                }
            };
            try (Sink sink = Sink.to(context, broken)) {
                MohurException.InputOutput e = thrown(MohurException.InputOutput.class,
                    () -> {
                        try (ArchiveWriter w = ArchiveWriter.create(context, options(), sink)) {
                            w.entry("a");
                            w.write(noise(3_000_000));
                            w.finish();
                        }
                    });
                same(full, e.getCause());
            }
            IllegalArgumentException own = new IllegalArgumentException("own");
            InputStream bad = new InputStream() {
                @Override
                public int read() {
                    throw own;
                }
            };
            try (Source source = Source.of(context, bad);
                 Sink sink = Sink.memory(context, 1 << 20);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.entry("a");
                same(own, thrown(IllegalArgumentException.class, () -> writer.writeFrom(source)));
            }
            /* The context is as good as before. */
            same(ascii("x"), open(context, seal(context, "a", ascii("x"))));
        });
        fact("that cannot be read in a stranger's thread is an error, not a crash", () -> {
            try (Context many = Context.create(new Context.Options().jobs(2));
                 Sink sink = Sink.anywhere(many, closed())) {
                thrown(MohurException.InputOutput.class, () -> {
                    try (ArchiveWriter w = ArchiveWriter.create(many, options(), sink)) {
                        w.entry("a");
                        w.write(noise(5_000_000));
                        w.finish();
                    }
                });
            }
        });
    }

    private static FileChannel closed() throws IOException {
        FileChannel channel = FileChannel.open(place("closed"), StandardOpenOption.CREATE,
            StandardOpenOption.WRITE);
        channel.close();
        return channel;
    }

    private static void folders() {
        Facts.group("a folder");
        fact("is sealed to a file and comes out as it was", () -> {
            Path from = Files.createDirectories(place("from/inner/deeper")).getParent().getParent();
            Files.write(from.resolve("ə.txt"), ascii("text"));
            Files.write(from.resolve("inner/run"), noise(70_000));
            from.resolve("inner/run").toFile().setExecutable(true);
            Path file = place("folder.mohur");
            try (Sink sink = Sink.file(context, file, Overwrite.NEVER);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.addTree(context, from);
                writer.finish();
            }
            try (Source source = Source.file(context, file);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source)) {
                same(List.of("inner", "inner/deeper", "inner/run", "ə.txt"), reader.remaining()
                    .stream().map(ArchiveEntry::name).collect(Collectors.toList()));
                reader.extract(new ArchiveExtractOptions().path(place("to").toString()));
            }
            same(noise(70_000), Files.readAllBytes(place("to/inner/run")));
            yes(Files.isExecutable(place("to/inner/run")));
            same("text", Files.readString(place("to/ə.txt")));
            same(Files.getLastModifiedTime(from.resolve("ə.txt")).toMillis() / 1000,
                Files.getLastModifiedTime(place("to/ə.txt")).toMillis() / 1000);
        });
        fact("is not put over what is there", () -> {
            refused(Status.E_EXISTS, () -> Sink.file(context, place("folder.mohur"),
                Overwrite.NEVER).close());
        });
        fact("that is not finished leaves nothing behind", () -> {
            Path file = place("unfinished");
            try (Sink sink = Sink.file(context, file, Overwrite.NEVER);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.entry("a");
            }
            yes(!Files.exists(file));
        });
    }

    private static void damaged() {
        Facts.group("a damaged archive");
        fact("gives nothing, wherever a bit is flipped", () -> {
            byte[] small = seal(context, "a", noise(2000));
            int step = Facts.full() ? 1 : 37;
            for (int i = 0; i < small.length; i += step) {
                byte[] spoilt = small.clone();
                spoilt[i] ^= 4;
                thrown(MohurException.class, () -> open(context, spoilt));
            }
        });
        fact("gives nothing, wherever it is cut", () -> {
            byte[] small = seal(context, "a", noise(2000));
            for (int len = 0; len < small.length; len += Facts.full() ? 1 : 53) {
                byte[] cut = Arrays.copyOf(small, len);
                thrown(MohurException.class, () -> open(context, cut));
            }
        });
        fact("is saved as far as it goes, by whoever asks for that", () -> {
            byte[] cut;
            try (Sink sink = Sink.memory(context, 1 << 24);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                for (String name : List.of("a", "b")) {
                    writer.entry(name);
                    writer.write(noise(2_000_000));
                }
                writer.finish();
                cut = Arrays.copyOf(sink.toByteArray(), 3_500_000);
            }
            try (Source source = Source.of(context, cut)) {
                ArchiveSalvaged saved = Archives.salvage(context,
                    new ArchiveOpenOptions().keys(agency), source,
                    new ArchiveExtractOptions().path(place("salvaged").toString()));
                same(1L, saved.entries());
                yes(saved.end() != Status.OK);
            }
        });
    }

    private static void headers() {
        Facts.group("a header");
        fact("shows what anybody can see", () -> {
            try (Source source = Source.of(context, sealed)) {
                ArchiveInfo info = Archives.inspect(context, source);
                same(1, info.version());
                yes(info.slotsLen() >= 1);
                same((long) sealed.length, info.headerLen() + info.payloadLen());
                same(0, Archives.findRecipient(context, source, agency));
                same(-1, Archives.findRecipient(context, source, other));
            }
        });
        fact("takes another recipient, in a file", () -> {
            Path file = place("changed.mohur");
            Files.write(file, sealed);
            Archives.changeRecipients(context,
                new ArchiveChangeOptions().keys(agency).add(other), file);
            try (Source source = Source.file(context, file);
                 ArchiveReader reader = ArchiveReader.open(context, new ArchiveOpenOptions()
                     .keys(other).senders(me).allowForwarded(true), source)) {
                same(ArchiveTrust.FORWARDED, reader.result().trust());
                same(HeaderState.CHANGED, reader.result().header());
            }
        });
        fact("lies apart, and opens from there", () -> {
            try (Source source = Source.of(context, sealed);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                Archives.exportHeader(context, source, sink);
                try (Source header = Source.of(context, sink.toByteArray());
                     ArchiveReader reader = ArchiveReader.open(context,
                         opening().header(header), source)) {
                    same("report.txt", reader.next().name());
                }
            }
        });
        fact("is another one after sealing again", () -> {
            try (Source source = Source.of(context, sealed);
                 ArchiveReader reader = ArchiveReader.open(context, opening(), source);
                 Sink sink = Sink.memory(context, 1 << 20)) {
                reader.reseal(new ArchiveOptions().recipients(other), null, sink);
                byte[] again = sink.toByteArray();
                refused(Status.E_NO_KEY, () -> open(context, again));
            }
        });
        fact("has names that are checked beforehand", () -> {
            Archives.checkName(context, "a/b");
            refused(Status.E_FORMAT, () -> Archives.checkName(context, "../b"));
            refused(Status.E_FORMAT, () -> Archives.checkLink(context, "a", "../../b"));
        });
    }

    private static void stopping() {
        Facts.group("a long call");
        fact("tells how far it is", () -> {
            long[] last = {0};
            context.onProgress((done, total) -> {
                last[0] = done;
                return true;
            });
            seal(context, "a", noise(4_000_000));
            context.onProgress(null);
            yes(last[0] > 0);
        });
        fact("is stopped by its listener", () -> {
            context.onProgress((done, total) -> false);
            MohurException e =
                thrown(MohurException.Cancelled.class, () -> seal(context, "a", noise(4_000_000)));
            context.onProgress(null);
            same(Status.E_CANCELLED, e.status());
        });
        fact("is stopped by what its listener throws, which comes out", () -> {
            IllegalStateException own = new IllegalStateException("own");
            context.onProgress((done, total) -> {
                throw own;
            });
            same(own,
                thrown(IllegalStateException.class, () -> seal(context, "a", noise(4_000_000))));
            AssertionError worse = new AssertionError("worse");
            context.onProgress((done, total) -> {
                throw worse;
            });
            same(worse, thrown(AssertionError.class, () -> seal(context, "a", noise(4_000_000))));
            context.onProgress(null);
        });
        fact("is stopped by an interrupt, which stays set", () -> {
            Thread.currentThread().interrupt();
            try {
                thrown(MohurException.Cancelled.class, () -> seal(context, "a", noise(4_000_000)));
                yes(Thread.currentThread().isInterrupted());
            } finally {
                Thread.interrupted();
            }
        });
    }

    private static void misuse() {
        Facts.group("misuse");
        fact("of a context in its own callback is refused", () -> {
            context.onProgress((done, total) -> context.memoryLevel() == null);
            IllegalStateException e = thrown(IllegalStateException.class,
                () -> seal(context, "a", noise(4_000_000)));
            context.onProgress(null);
            yes(e.getMessage().contains("a callback must not use it"));
        });
        fact("of a context by a second thread is refused", () -> {
            Throwable[] found = {null};
            context.onProgress((done, total) -> {
                Thread second = new Thread(() -> {
                    try {
                        context.memoryLevel();
                    } catch (IllegalStateException e) {
                        found[0] = e;
                    }
                });
                second.start();
                try {
                    second.join();
                } catch (InterruptedException e) {
                    return false;
                }
                return true;
            });
            seal(context, "a", noise(4_000_000));
            context.onProgress(null);
            yes(found[0].getMessage().contains("make one for each thread"));
        });
        fact("of a closed handle is refused, of each kind", () -> {
            Source source = Source.of(context, sealed);
            Sink sink = Sink.memory(context, 100);
            ArchiveReader reader = ArchiveReader.open(context, opening(), source);
            reader.close();
            source.close();
            sink.close();
            same("the archive reader is closed",
                thrown(IllegalStateException.class, reader::next).getMessage());
            same("the source is closed",
                thrown(IllegalStateException.class, source::length).getMessage());
            same("the sink is closed",
                thrown(IllegalStateException.class, sink::length).getMessage());
        });
        fact("of closing in the wrong order does no harm", () -> {
            Sink sink = Sink.memory(context, 1 << 20);
            ArchiveWriter writer = ArchiveWriter.create(context, options(), sink);
            sink.close();
            writer.entry("a");
            writer.finish();
            writer.close();
            Context brief = Context.create();
            Source source = Source.of(brief, sealed);
            ArchiveReader reader = ArchiveReader.open(brief, opening(), source);
            brief.close();
            same("the context is closed",
                thrown(IllegalStateException.class, reader::next).getMessage());
            source.close();
            reader.close();
            thrown(IllegalStateException.class, brief::memoryLevel);
        });
        fact("of a handle of another context is refused", () -> {
            try (Context second = Context.create(); Source source = Source.of(second, sealed)) {
                thrown(IllegalArgumentException.class,
                    () -> ArchiveReader.open(context, opening(), source));
            }
        });
        fact("of closing while another thread reads waits for it", () -> {
            Key key = Key.ofPublic(context, Purpose.SIGN, me.exportPublic(context));
            Thread[] readers = new Thread[4];
            boolean[] wrong = {false};
            for (int i = 0; i < readers.length; i++) {
                readers[i] = new Thread(() -> {
                    try {
                        while (true) {
                            wrong[0] |= key.id().length != 32;
                        }
                    } catch (IllegalStateException closed) {
                        return;
                    }
                });
                readers[i].start();
            }
            Thread.sleep(50);
            key.close();
            for (Thread reader : readers) {
                reader.join();
            }
            yes(!wrong[0]);
        });
        fact("of an array's bounds is refused", () -> {
            try (Sink sink = Sink.memory(context, 1 << 20);
                 ArchiveWriter writer = ArchiveWriter.create(context, options(), sink)) {
                writer.entry("a");
                thrown(IndexOutOfBoundsException.class, () -> writer.write(new byte[4], 2, 3));
                thrown(IndexOutOfBoundsException.class, () -> writer.write(new byte[4], -1, 2));
            }
        });
    }

    /** A channel that says to be long, with zeros after what it has. */
    private static SeekableByteChannel big(byte[] head, long len) {
        return new SeekableByteChannel() {
            private long at;

            @Override
            public int read(ByteBuffer out) {
                int n = (int) Math.min(out.remaining(), len - at);
                for (int i = 0; i < n; i++) {
                    out.put(at + i < head.length ? head[(int) (at + i)] : 0);
                }
                at += n;
                return n == 0 ? -1 : n;
            }

            @Override
            public int write(ByteBuffer in) {
                throw new UnsupportedOperationException();
            }

            @Override
            public long position() {
                return at;
            }

            @Override
            public SeekableByteChannel position(long to) {
                at = to;
                return this;
            }

            @Override
            public long size() {
                return len;
            }

            @Override
            public SeekableByteChannel truncate(long to) {
                throw new UnsupportedOperationException();
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {
            }
        };
    }

    private static void sizes() {
        Facts.group("a size above 2^31");
        fact("of a source is whole", () -> {
            long len = (5L << 30) + 3;
            try (Source source = Source.of(context, big(sealed, len))) {
                same(len, source.length());
                ArchiveInfo info = Archives.inspect(context, source);
                same(len, info.headerLen() + info.payloadLen());
                thrown(MohurException.class,
                    () -> ArchiveReader.open(context, opening(), source));
            }
        });
        fact("of progress and limits is whole", () -> {
            long[] total = {0};
            context.onProgress((done, all) -> {
                total[0] = all;
                return true;
            });
            try (Sink sink = Sink.memory(context, 1L << 33);
                 ArchiveWriter writer = ArchiveWriter.create(context,
                     options().contentTotal(6L << 30), sink)) {
                writer.entry("a");
                writer.write(noise(3_000_000));
            }
            context.onProgress(null);
            same(6L << 30, total[0]);
        });
    }
}
