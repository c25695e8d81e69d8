/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.LongToIntFunction;

/** Takes bytes: a file, memory, a stream, a channel. */
public final class Sink extends Handle {
    private static final int PIECE = 1 << 17;

    private Sink(ContextState context, long address) {
        super("sink", context, address, Native::sinkFree);
    }

    /**
     * Writes a file, whole or not at all: it takes its name at the end.
     *
     * @param context a context
     * @param path the file
     * @param overwrite what to do about one that is there
     * @return the sink, to be closed
     */
    public static Sink file(Context context, Path path, Overwrite overwrite) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.sinkNewFile(c.ctx(), c.cstring(path.toString()), overwrite.value(), out));
            return new Sink(context.context(), c.getLong(out));
        }
    }

    /**
     * Writes to a file descriptor of the process, which stays open.
     *
     * @param context a context
     * @param fd its number
     * @return the sink, to be closed
     */
    public static Sink descriptor(Context context, int fd) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.sinkNewFd(c.ctx(), fd, out));
            return new Sink(context.context(), c.getLong(out));
        }
    }

    /**
     * Collects in memory; see {@link #toByteArray}.
     *
     * @param context a context
     * @param max bytes at most
     * @return the sink, to be closed
     */
    public static Sink memory(Context context, long max) {
        return memory(context.context(), max);
    }

    static Sink memory(ContextState context, long max) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.sinkNewMemory(c.ctx(), max, out));
            return new Sink(context, c.getLong(out));
        }
    }

    /**
     * Writes into a direct buffer, from its position on, without a copy in
     * between.  {@link #length} says how much it became.
     *
     * @param context a context
     * @param buffer a direct buffer
     * @return the sink, to be closed
     */
    public static Sink buffer(Context context, ByteBuffer buffer) {
        if (!buffer.isDirect() || buffer.isReadOnly()) {
            throw new IllegalArgumentException("a direct buffer that can be written is needed");
        }
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            long at = Native.address(buffer) + buffer.position();
            c.check(Native.sinkNewBuffer(c.ctx(), at, buffer.remaining(), out));
            Sink sink = new Sink(context.context(), c.getLong(out));
            sink.state.keep(buffer);
            return sink;
        }
    }

    /**
     * Writes to a stream, which is flushed at the end and stays open.  Bytes
     * for a {@link FileOutputStream} are not copied.
     *
     * @param context a context
     * @param stream the stream
     * @return the sink, to be closed
     */
    public static Sink to(Context context, OutputStream stream) {
        if (stream.getClass() == FileOutputStream.class) {
            return to(context, ((FileOutputStream) stream).getChannel());
        }
        byte[] piece = new byte[PIECE];
        return of(context, Callbacks.WRITE, (kind, at, len, c, d) -> {
            if (kind == Callbacks.FINISH) {
                stream.flush();
                return 0;
            }
            for (long done = 0; done < len; done += piece.length) {
                int n = (int) Math.min(piece.length, len - done);
                Native.copyOut(at + done, piece, 0, n);
                stream.write(piece, 0, n);
            }
            return 0;
        });
    }

    /**
     * Writes to a channel in order; it stays open.
     *
     * @param context a context
     * @param channel the channel, which blocks
     * @return the sink, to be closed
     */
    public static Sink to(Context context, WritableByteChannel channel) {
        boolean copies = !(channel instanceof FileChannel);
        byte[] piece = new byte[copies ? PIECE : 0];
        return of(context, Callbacks.WRITE, (kind, at, len, c, d) -> {
            int most = copies ? PIECE : 1 << 30;
            for (long done = 0; kind != Callbacks.FINISH && done < len; done += most) {
                int n = (int) Math.min(most, len - done);
                ByteBuffer rest;
                if (copies) {
                    Native.copyOut(at + done, piece, 0, n);
                    rest = ByteBuffer.wrap(piece, 0, n);
                } else {
                    rest = Call.view(at + done, n);
                }
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
            }
            return 0;
        });
    }

    /**
     * Writes to an empty file wherever a piece belongs, from all threads of
     * the context.  The channel stays open.
     *
     * @param context a context
     * @param channel the file
     * @return the sink, to be closed
     */
    public static Sink anywhere(Context context, FileChannel channel) {
        return of(context, Callbacks.WRITE_AT, (kind, at, len, offset, d) -> {
            for (long done = 0; kind != Callbacks.FINISH && done < len;) {
                ByteBuffer rest = Call.view(at + done, Math.min(len - done, 1 << 30));
                int n = channel.write(rest, offset + done);
                if (n <= 0) {
                    throw new IOException("the channel takes nothing");
                }
                done += n;
            }
            return 0;
        });
    }

    private static Sink of(Context context, int kind, Callbacks.Target target) {
        long id = Callbacks.add(context.context(), target);
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            long at = c.alloc(Layout.SINK_CALLBACKS_SIZE);
            c.putLong(at, Layout.SINK_CALLBACKS_SIZE);
            c.putLong(at + Layout.SINK_CALLBACKS__USER, id);
            c.putLong(at + (kind == Callbacks.WRITE ? Layout.SINK_CALLBACKS__WRITE
                                                    : Layout.SINK_CALLBACKS__WRITE_AT),
                Native.trampoline(kind));
            c.putLong(at + Layout.SINK_CALLBACKS__FINISH, Native.trampoline(Callbacks.FINISH));
            c.check(Native.sinkNewCallback(c.ctx(), at, out));
            Sink sink = new Sink(context.context(), c.getLong(out));
            sink.holds(id);
            return sink;
        } catch (RuntimeException e) {
            Callbacks.remove(id);
            throw e;
        }
    }

    /**
     * Says how many bytes a finished memory or buffer sink has.
     *
     * @return bytes; 0 of any other
     */
    public long length() {
        try (Call c = Call.in(this)) {
            long len = c.alloc(8);
            Native.sinkMemory(c.use(this), len);
            return c.getLong(len);
        }
    }

    /**
     * Copies what a finished memory or buffer sink has.
     *
     * @return the bytes; none of any other
     */
    public byte[] toByteArray() {
        try (Call c = Call.in(this)) {
            long len = c.alloc(8);
            long at = Native.sinkMemory(c.use(this), len);
            return at == 0 ? new byte[0] : Call.bytes(at, c.getLong(len));
        }
    }

    /** What a call writes to a sink, as bytes. */
    static byte[] collect(Call c, LongToIntFunction call) {
        long out = c.alloc(16);
        c.check(Native.sinkNewMemory(c.ctx(), Integer.MAX_VALUE - 16, out));
        long sink = c.getLong(out);
        try {
            c.check(call.applyAsInt(sink));
            long at = Native.sinkMemory(sink, out + 8);
            return at == 0 ? new byte[0] : Call.bytes(at, c.getLong(out + 8));
        } finally {
            Native.sinkFree(sink);
        }
    }

    static String text(Call c, LongToIntFunction call) {
        return new String(collect(c, call), StandardCharsets.UTF_8);
    }
}
