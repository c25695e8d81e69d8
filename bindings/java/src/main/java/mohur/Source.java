/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;

/** Gives bytes: a file, memory, a stream, a channel. */
public final class Source extends Handle {
    private static final int PIECE = 1 << 17;

    private Source(ContextState context, long address) {
        super("source", context, address, Native::sourceFree);
    }

    /**
     * Reads a file or a pipe.
     *
     * @param context a context
     * @param path the file
     * @return the source, to be closed
     */
    public static Source file(Context context, Path path) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.sourceNewFile(c.ctx(), c.cstring(path.toString()), out));
            return new Source(context.context(), c.getLong(out));
        }
    }

    /**
     * Reads a file descriptor of the process, which stays open.
     *
     * @param context a context
     * @param fd its number
     * @return the source, to be closed
     */
    public static Source descriptor(Context context, int fd) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.sourceNewFd(c.ctx(), fd, out));
            return new Source(context.context(), c.getLong(out));
        }
    }

    /**
     * Reads an array, which must not change meanwhile.  It is not copied.
     *
     * @param context a context
     * @param data the array
     * @return the source, to be closed
     */
    public static Source of(Context context, byte[] data) {
        return of(context, Callbacks.READ_AT, data.length, (kind, out, cap, offset, d) -> {
            int n = (int) Math.min(cap, Math.max(0, data.length - offset));
            Native.copyIn(data, (int) Math.min(offset, data.length), n, out);
            return n;
        });
    }

    /**
     * Reads a buffer from its position to its limit.  A direct one is not
     * copied and must not change meanwhile.
     *
     * @param context a context
     * @param buffer the buffer
     * @return the source, to be closed
     */
    public static Source of(Context context, ByteBuffer buffer) {
        if (!buffer.isDirect()) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.duplicate().get(copy);
            return of(context, copy);
        }
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            long at = Native.address(buffer) + buffer.position();
            c.check(Native.sourceNewMemory(c.ctx(), at, buffer.remaining(), out));
            Source source = new Source(context.context(), c.getLong(out));
            source.state.keep(buffer);
            return source;
        }
    }

    /**
     * Reads a stream from where it stands.  It stays open.
     *
     * @param context a context
     * @param stream the stream
     * @return the source, to be closed
     */
    public static Source of(Context context, InputStream stream) {
        byte[] piece = new byte[PIECE];
        return of(context, Callbacks.READ, -1, (kind, out, cap, c, d) -> {
            int n = stream.read(piece, 0, (int) Math.min(cap, piece.length));
            if (n > 0) {
                Native.copyIn(piece, 0, n, out);
            }
            return Math.max(n, 0);
        });
    }

    /**
     * Reads a channel that can seek, all of it.  It stays open.
     *
     * @param context a context
     * @param channel the channel
     * @return the source, to be closed
     * @throws IOException it does not say its size
     */
    public static Source of(Context context, SeekableByteChannel channel) throws IOException {
        byte[] piece = new byte[PIECE];
        return of(context, Callbacks.READ_AT, channel.size(), (kind, out, cap, offset, d) -> {
            if (channel instanceof FileChannel) {
                ByteBuffer room = Call.view(out, Math.min(cap, 1 << 30));
                return Math.max(((FileChannel) channel).read(room, offset), 0);
            }
            ByteBuffer room = ByteBuffer.wrap(piece, 0, (int) Math.min(cap, piece.length));
            channel.position(offset);
            int n = Math.max(channel.read(room), 0);
            Native.copyIn(piece, 0, n, out);
            return n;
        });
    }

    private static Source of(Context context, int kind, long len, Callbacks.Target target) {
        long id = Callbacks.add(context.context(), target);
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            long at = c.alloc(Layout.SOURCE_CALLBACKS_SIZE);
            c.putLong(at, Layout.SOURCE_CALLBACKS_SIZE);
            c.putLong(at + Layout.SOURCE_CALLBACKS__USER, id);
            c.putLong(at + (kind == Callbacks.READ ? Layout.SOURCE_CALLBACKS__READ
                                                   : Layout.SOURCE_CALLBACKS__READ_AT),
                Native.trampoline(kind));
            c.putLong(at + Layout.SOURCE_CALLBACKS__LEN, len);
            c.check(Native.sourceNewCallback(c.ctx(), at, out));
            Source source = new Source(context.context(), c.getLong(out));
            source.holds(id);
            return source;
        } catch (RuntimeException e) {
            Callbacks.remove(id);
            throw e;
        }
    }

    /**
     * Says how long it is.
     *
     * @return bytes; -1 of a stream, which does not know
     */
    public long length() {
        try (Call c = Call.in(this)) {
            return Native.sourceLen(c.use(this));
        }
    }
}
