/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Seals entries to recipients, in one pass.  Without {@link #finish} the
 * archive does not open; closed before that, nothing is left behind.
 */
public final class ArchiveWriter extends Handle {
    private final Transfer transfer;

    private ArchiveWriter(Context context, long address, Sink sink, Transfer transfer) {
        super("archive writer", context.context(), address, a -> {
            Native.archiveWriterFree(a);
            transfer.wipe();
        });
        this.transfer = transfer;
        holds(sink);
    }

    /**
     * Starts a signed archive.
     *
     * @param context a context
     * @param options who may open, and who signs
     * @param sink where it goes
     * @return the writer, to be closed
     */
    public static ArchiveWriter create(Context context, ArchiveOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.archiveWriterNew(c.ctx(), options.marshal(c), c.use(sink), out));
            return new ArchiveWriter(context, c.getLong(out), sink, new Transfer());
        }
    }

    /**
     * Starts an archive that nobody signs.
     *
     * @param context a context
     * @param options who may open
     * @param sink where it goes
     * @return the writer, to be closed
     */
    public static ArchiveWriter createUnsigned(Context context, ArchiveOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.archiveWriterNewUnsigned(c.ctx(), options.marshal(c), c.use(sink), out));
            return new ArchiveWriter(context, c.getLong(out), sink, new Transfer());
        }
    }

    /**
     * Begins an entry; ends the one before it.
     *
     * @param entry its name and what it is
     */
    public void entry(ArchiveEntry entry) {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveWriterEntry(c.use(this), entry.marshal(c)));
        }
    }

    /**
     * Begins a file without a time.
     *
     * @param name relative, with "/" between its parts
     */
    public void entry(String name) {
        entry(new ArchiveEntry().name(name));
    }

    /**
     * Appends to the entry.
     *
     * @param data the bytes
     */
    public void write(byte[] data) {
        write(data, 0, data.length);
    }

    /**
     * Appends to the entry.
     *
     * @param data holds the bytes
     * @param offset where they begin
     * @param len how many
     */
    public void write(byte[] data, int offset, int len) {
        java.util.Objects.checkFromIndexSize(offset, len, data.length);
        try (Call c = Call.in(this)) {
            long writer = c.use(this);
            for (int done = 0; done < len;) {
                int n = Math.min(len - done, Transfer.LEN);
                long room = transfer.room(n);
                Native.copyIn(data, offset + done, n, room);
                c.check(Native.archiveWriterUpdate(writer, room, n));
                done += n;
            }
        }
    }

    /**
     * Appends what a buffer has left, which is read to its limit.  A direct
     * one is not copied.
     *
     * @param data the buffer
     */
    public void write(ByteBuffer data) {
        if (!data.isDirect()) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            write(copy);
            return;
        }
        try (Call c = Call.in(this)) {
            long at = Native.address(data) + data.position();
            c.check(Native.archiveWriterUpdate(c.use(this), at, data.remaining()));
            data.position(data.limit());
        }
    }

    /**
     * Appends all that a source has left; files are read by all threads of
     * the context.
     *
     * @param source the source
     */
    public void writeFrom(Source source) {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveWriterUpdateFrom(c.use(this), c.use(source)));
        }
    }

    /**
     * Gives a stream that appends to the entry.  Closing it does nothing.
     *
     * @return the stream
     */
    public OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                ArchiveWriter.this.write(new byte[] {(byte) b});
            }

            @Override
            public void write(byte[] data, int offset, int len) {
                ArchiveWriter.this.write(data, offset, len);
            }
        };
    }

    /**
     * Seals all files and folders below a folder, in order of name, with
     * their times.  Symbolic links and special files are refused.
     *
     * @param context the context of this writer
     * @param folder the folder
     * @throws IOException it cannot be read
     */
    public void addTree(Context context, Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> found = Files.walk(folder)) {
            all = found.filter(p -> !p.equals(folder)).sorted().collect(Collectors.toList());
        }
        for (Path path : all) {
            add(context, folder, path);
        }
    }

    private void add(Context context, Path folder, Path path) throws IOException {
        BasicFileAttributes about =
            Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!about.isDirectory() && !about.isRegularFile()) {
            throw new IOException(path + ": neither a file nor a folder");
        }
        ArchiveEntry entry = new ArchiveEntry()
            .name(folder.relativize(path).toString())
            .kind(about.isDirectory() ? EntryKind.FOLDER : EntryKind.FILE)
            .executable(about.isRegularFile() && Files.isExecutable(path))
            .mtime(Instant.ofEpochSecond(about.lastModifiedTime().toInstant().getEpochSecond()));
        entry(entry);
        if (about.isRegularFile()) {
            try (Source source = Source.file(context, path)) {
                writeFrom(source);
            }
        }
    }

    /** Signs, closes, and finishes the sink. */
    public void finish() {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveWriterFinish(c.use(this)));
        }
    }
}
