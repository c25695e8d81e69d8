/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongToIntFunction;

/** Opens an archive, and gives out nothing that it has not verified. */
public final class ArchiveReader extends Handle {
    private final Transfer transfer;

    private ArchiveReader(Context context, long address, Source source, Source header,
        Transfer transfer) {
        super("archive reader", context.context(), address, a -> {
            Native.archiveReaderFree(a);
            transfer.wipe();
        });
        this.transfer = transfer;
        holds(source);
        holds(header);
    }

    /** A call that makes a reader at the last address that it is given. */
    private static ArchiveReader make(Context context, Call c, ArchiveOpenOptions options,
        Source source, LongToIntFunction call) {
        long out = c.alloc(8);
        c.check(call.applyAsInt(out));
        return new ArchiveReader(context, c.getLong(out), source, options.header(), new Transfer());
    }

    /**
     * Opens a signed archive.
     *
     * @param context a context
     * @param options with what to open, and whose word to take
     * @param source the archive, which can seek
     * @return the reader, to be closed
     */
    public static ArchiveReader open(Context context, ArchiveOpenOptions options, Source source) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            return make(context, c, options, source,
                out -> Native.archiveReaderOpen(c.ctx(), at, from, out));
        }
    }

    /**
     * Opens an archive that nobody signed.
     *
     * @param context a context
     * @param options with what to open
     * @param source the archive, which can seek
     * @return the reader, to be closed
     */
    public static ArchiveReader openUnsigned(Context context, ArchiveOpenOptions options,
        Source source) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            return make(context, c, options, source,
                out -> Native.archiveReaderOpenUnsigned(c.ctx(), at, from, out));
        }
    }

    /**
     * Extracts a signed archive that comes through a stream.
     *
     * @param context a context
     * @param options with what to open, and whose word to take
     * @param source the stream
     * @param extract what, and where to
     * @return a reader for the verdict and the names, to be closed
     */
    public static ArchiveReader extractStream(Context context, ArchiveOpenOptions options,
        Source source, ArchiveExtractOptions extract) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            long to = extract.marshal(c);
            return make(context, c, options, source,
                out -> Native.archiveExtractStream(c.ctx(), at, from, to, out));
        }
    }

    /**
     * The same for an archive that nobody signed.
     *
     * @param context a context
     * @param options with what to open
     * @param source the stream
     * @param extract what, and where to
     * @return a reader for the verdict and the names, to be closed
     */
    public static ArchiveReader extractStreamUnsigned(Context context, ArchiveOpenOptions options,
        Source source, ArchiveExtractOptions extract) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            long to = extract.marshal(c);
            return make(context, c, options, source,
                out -> Native.archiveExtractStreamUnsigned(c.ctx(), at, from, to, out));
        }
    }

    /**
     * Writes one file while it comes through a stream.  What was written is
     * provisional: void unless this returns.
     *
     * @param context a context
     * @param options with what to open, and whose word to take
     * @param source the stream
     * @param what which file
     * @param sink where it goes
     * @return a reader for the verdict and the names, to be closed
     */
    public static ArchiveReader emitProvisional(Context context, ArchiveOpenOptions options,
        Source source, ArchiveProvisionalOptions what, Sink sink) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            long which = what.marshal(c);
            long to = c.use(sink);
            return make(context, c, options, source,
                out -> Native.archiveEmitProvisional(c.ctx(), at, from, which, to, out));
        }
    }

    /**
     * The same for an archive that nobody signed.
     *
     * @param context a context
     * @param options with what to open
     * @param source the stream
     * @param what which file
     * @param sink where it goes
     * @return a reader for the verdict and the names, to be closed
     */
    public static ArchiveReader emitProvisionalUnsigned(Context context,
        ArchiveOpenOptions options, Source source, ArchiveProvisionalOptions what, Sink sink) {
        try (Call c = Call.in(context)) {
            long at = options.marshal(c);
            long from = c.use(source);
            long which = what.marshal(c);
            long to = c.use(sink);
            return make(context, c, options, source,
                out -> Native.archiveEmitProvisionalUnsigned(c.ctx(), at, from, which, to, out));
        }
    }

    /**
     * Says what the archive may be believed to be.
     *
     * @return the verdict
     */
    public ArchiveResult result() {
        try (Call c = Call.in(this)) {
            return ArchiveResult.read(Native.archiveReaderResult(c.use(this)));
        }
    }

    /**
     * Moves to the next entry, in order of name.
     *
     * @return the entry; null after the last
     */
    public ArchiveEntry next() {
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            return c.more(Native.archiveReaderNext(c.use(this), out))
                ? ArchiveEntry.read(c.getLong(out)) : null;
        }
    }

    /**
     * Lists the entries from here on.
     *
     * @return all that {@link #next} would give
     */
    public List<ArchiveEntry> remaining() {
        List<ArchiveEntry> all = new ArrayList<>();
        for (ArchiveEntry entry = next(); entry != null; entry = next()) {
            all.add(entry);
        }
        return all;
    }

    /**
     * Moves to an entry by its name.
     *
     * @param name the entry
     * @return the entry; null if there is none of this name
     */
    public ArchiveEntry seek(String name) {
        return seek(name, 0);
    }

    /**
     * Moves to a byte of an entry.
     *
     * @param name the entry
     * @param offset the byte, from 0
     * @return the entry; null if there is none of this name
     */
    public ArchiveEntry seek(String name, long offset) {
        byte[] text = Call.utf8(name);
        try (Call c = Call.in(this)) {
            long out = c.alloc(8);
            return c.more(Native.archiveReaderSeek(c.use(this), c.bytes(text), text.length, offset,
                out)) ? ArchiveEntry.read(c.getLong(out)) : null;
        }
    }

    /**
     * Reads on in the entry.
     *
     * @param out room for bytes
     * @param offset where they go
     * @param len at most so many
     * @return how many were read; -1 at the end
     */
    public int read(byte[] out, int offset, int len) {
        Objects.checkFromIndexSize(offset, len, out.length);
        if (len == 0) {
            return 0;
        }
        try (Call c = Call.in(this)) {
            long got = c.alloc(8);
            int n = Math.min(len, Transfer.LEN);
            long room = transfer.room(n);
            if (!c.more(Native.archiveReaderRead(c.use(this), room, n, got))) {
                return -1;
            }
            int read = (int) c.getLong(got);
            Native.copyOut(room, out, offset, read);
            return read;
        }
    }

    /**
     * Reads on into a buffer.  A direct one is filled without a copy.
     *
     * @param out room, from its position to its limit
     * @return how many were read; -1 at the end
     */
    public int read(ByteBuffer out) {
        if (!out.isDirect()) {
            byte[] piece = new byte[Math.min(out.remaining(), Transfer.LEN)];
            int n = read(piece, 0, piece.length);
            out.put(piece, 0, Math.max(n, 0));
            return n;
        }
        if (out.isReadOnly()) {
            throw new IllegalArgumentException("a buffer that can be written is needed");
        }
        try (Call c = Call.in(this)) {
            long got = c.alloc(8);
            long at = Native.address(out) + out.position();
            if (!c.more(Native.archiveReaderRead(c.use(this), at, out.remaining(), got))) {
                return -1;
            }
            int read = (int) c.getLong(got);
            out.position(out.position() + read);
            return read;
        }
    }

    /**
     * Reads what is left of the entry.
     *
     * @return the bytes
     */
    public byte[] readAll() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[1 << 16];
        for (int n = read(piece, 0, piece.length); n >= 0; n = read(piece, 0, piece.length)) {
            all.write(piece, 0, n);
        }
        return all.toByteArray();
    }

    /**
     * Gives a stream of what is left of the entry.  Closing it does nothing.
     *
     * @return the stream
     */
    public InputStream stream() {
        return new InputStream() {
            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] out, int offset, int len) {
                return ArchiveReader.this.read(out, offset, len);
            }
        };
    }

    /**
     * Writes what is left of the entry and finishes the sink.
     *
     * @param sink where it goes; nothing of it may be used if this fails
     */
    public void emit(Sink sink) {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveReaderEmit(c.use(this), c.use(sink)));
        }
    }

    /**
     * Extracts to a folder, whole or not at all.
     *
     * @param options what, and where to
     */
    public void extract(ArchiveExtractOptions options) {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveReaderExtract(c.use(this), options.marshal(c)));
        }
    }

    /**
     * Seals the archive again, with another key and for others.
     *
     * @param options who may open from now on
     * @param admin signs the header, where the sender named administrators
     * @param sink where it goes
     */
    public void reseal(ArchiveOptions options, Key admin, Sink sink) {
        try (Call c = Call.in(this)) {
            c.check(Native.archiveReseal(c.use(this), options.marshal(c), c.use(admin), c.use(sink)));
        }
    }
}
