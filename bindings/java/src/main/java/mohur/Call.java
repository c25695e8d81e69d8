/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/**
 * One call of the library: the context that it enters, the handles that it
 * uses, and the memory for what is given, which is wiped when it is over.
 */
final class Call implements AutoCloseable {
    private static final int SPARE = 8192;
    private static final ThreadLocal<Chunk> KEPT = new ThreadLocal<>();

    private final ContextState context;
    private final long address;
    private final List<Chunk> chunks = new ArrayList<>(1);
    private final List<Handle.State> handles = new ArrayList<>(4);
    private List<Long> callbacks = List.of();
    private List<Receipt> receipts = List.of();

    private static final class Chunk {
        private final ByteBuffer bytes;
        private final long at;
        private int used;

        private Chunk(int len) {
            bytes = ByteBuffer.allocateDirect(len).order(ByteOrder.nativeOrder());
            at = Native.address(bytes);
        }

        private boolean has(long address) {
            return address >= at && address < at + bytes.capacity();
        }
    }

    private static final class Receipt {
        private final long at;
        private final LongFunction<?> taker;

        private Receipt(long at, LongFunction<?> taker) {
            this.at = at;
            this.taker = taker;
        }
    }

    private Call(ContextState context) {
        this.context = context;
        this.address = context == null ? 0 : context.enter();
    }

    /** A call that needs no context. */
    static Call free() {
        return new Call(null);
    }

    static Call in(ContextState context) {
        return new Call(context);
    }

    /** The context lasts until the call has entered it. */
    static Call in(Context context) {
        try {
            return new Call(context.context());
        } finally {
            Reference.reachabilityFence(context);
        }
    }

    /** A call in the context that a handle was made with. */
    static Call in(Handle handle) {
        return new Call(handle.state.context);
    }

    @Override
    public void close() {
        for (Chunk chunk : chunks) {
            Native.wipe(chunk.at, chunk.used);
            chunk.used = 0;
        }
        if (!chunks.isEmpty() && chunks.get(0).bytes.capacity() == SPARE) {
            KEPT.set(chunks.get(0));
        }
        callbacks.forEach(Callbacks::remove);
        handles.forEach(Handle.State::release);
        if (context != null) {
            context.leave();
        }
    }

    /* ---- what came of it ---- */

    long ctx() {
        return address;
    }

    /** Throws unless the status is OK. */
    void check(int status) {
        if (status != 0) {
            throw failure(status);
        }
    }

    /** Tells OK from END, and throws for all else. */
    boolean more(int status) {
        if (status == Status.END.value()) {
            return false;
        }
        check(status);
        return true;
    }

    private RuntimeException failure(int status) {
        String said = address == 0 ? "" : text(Native.ctxMessage(address));
        MohurException found = MohurException.of(status, said);
        Throwable thrown = context == null ? null : context.takeFailure();
        if (thrown instanceof Error) {
            throw (Error) thrown;
        }
        if (thrown instanceof RuntimeException && thrown != found) {
            thrown.addSuppressed(found);
            return (RuntimeException) thrown;
        }
        if (thrown != null) {
            found.initCause(thrown);
        }
        return found;
    }

    /* ---- handles and callbacks ---- */

    /** The address of a handle, which stays open until the call is over. */
    long use(Handle handle) {
        if (handle == null) {
            return 0;
        }
        Handle.State state = handle.state;
        if (state.context != null && context != null && state.context != context) {
            throw new IllegalArgumentException(
                "a handle that was made with another context");
        }
        try {
            long found = state.acquire();
            handles.add(state);
            return found;
        } finally {
            /* From here on the state is in use, found or not by the collector. */
            Reference.reachabilityFence(handle);
        }
    }

    void putHandles(long at, long lenAt, Collection<? extends Handle> all) {
        long array = alloc(8L * all.size());
        int i = 0;
        for (Handle handle : all) {
            putLong(array + 8L * i++, use(handle));
        }
        putLong(at, i == 0 ? 0 : array);
        putLong(lenAt, i);
    }

    private long callback(Callbacks.Target target) {
        long id = Callbacks.add(context, target);
        if (callbacks.isEmpty()) {
            callbacks = new ArrayList<>(1);
        }
        callbacks.add(id);
        return id;
    }

    void putCallback(long at, long userAt, int kind, SecretSource source) {
        if (source != null) {
            putLong(at, Native.trampoline(kind));
            putLong(userAt, callback(Callbacks.unlock(source)));
        }
    }

    long fetcher(Fetcher fetcher) {
        if (fetcher == null) {
            return 0;
        }
        long at = alloc(Layout.EVIDENCE_SIZE);
        putLong(at, Layout.EVIDENCE_SIZE);
        putLong(at + Layout.EVIDENCE__GET, Native.trampoline(Callbacks.FETCH));
        putLong(at + Layout.EVIDENCE__USER, callback(Callbacks.fetch(fetcher)));
        return at;
    }

    /** Room for an address that the library fills in. */
    long receive(LongFunction<?> taker) {
        long at = alloc(8);
        if (receipts.isEmpty()) {
            receipts = new ArrayList<>(1);
        }
        receipts.add(new Receipt(at, taker));
        return at;
    }

    /** Hands on what the library filled in, whatever came of the call. */
    void received() {
        for (Receipt receipt : receipts) {
            long found = getLong(receipt.at);
            if (found != 0) {
                receipt.taker.apply(found);
            }
        }
    }

    /* ---- memory of this call ---- */

    long alloc(long len) {
        int need = Math.toIntExact((len + 15) & ~7L);
        Chunk last = chunks.isEmpty() ? null : chunks.get(chunks.size() - 1);
        if (last == null || last.bytes.capacity() - last.used < need) {
            last = chunks.isEmpty() && need <= SPARE ? spare()
                                                     : new Chunk(Math.max(need, SPARE * 2));
            chunks.add(last);
        }
        long at = last.at + last.used;
        last.used += need;
        return at;
    }

    private static Chunk spare() {
        Chunk kept = KEPT.get();
        KEPT.set(null);
        return kept == null ? new Chunk(SPARE) : kept;
    }

    private Chunk chunkOf(long at) {
        for (Chunk chunk : chunks) {
            if (chunk.has(at)) {
                return chunk;
            }
        }
        throw new IllegalArgumentException("not memory of this call");
    }

    void putByte(long at, int value) {
        Chunk chunk = chunkOf(at);
        chunk.bytes.put((int) (at - chunk.at), (byte) value);
    }

    void putInt(long at, int value) {
        Chunk chunk = chunkOf(at);
        chunk.bytes.putInt((int) (at - chunk.at), value);
    }

    void putLong(long at, long value) {
        Chunk chunk = chunkOf(at);
        chunk.bytes.putLong((int) (at - chunk.at), value);
    }

    int getInt(long at) {
        Chunk chunk = chunkOf(at);
        return chunk.bytes.getInt((int) (at - chunk.at));
    }

    long getLong(long at) {
        Chunk chunk = chunkOf(at);
        return chunk.bytes.getLong((int) (at - chunk.at));
    }

    /** A copy with a zero after it; 0 for null. */
    long bytes(byte[] data) {
        if (data == null) {
            return 0;
        }
        long at = alloc(data.length + 1L);
        Native.copyIn(data, 0, data.length, at);
        return at;
    }

    void putBytes(long at, long lenAt, byte[] data) {
        putLong(at, bytes(data));
        putLong(lenAt, data == null ? 0 : data.length);
    }

    /** Text that ends with a zero, and so has none inside. */
    long cstring(String text) {
        if (text == null) {
            return 0;
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a text with a zero in it");
        }
        return bytes(utf8(text));
    }

    static byte[] utf8(String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    void putText(long at, long lenAt, String text) {
        putBytes(at, lenAt, utf8(text));
    }

    void putTexts(long at, long lenAt, Collection<String> all) {
        long array = alloc(8L * all.size());
        int i = 0;
        for (String text : all) {
            putLong(array + 8L * i++, cstring(text));
        }
        putLong(at, i == 0 ? 0 : array);
        putLong(lenAt, i);
    }

    void putSecretTexts(long at, long lenAt, Collection<byte[]> all) {
        putLong(at, secretTexts(all));
        putLong(lenAt, all.size());
    }

    long secretTexts(Collection<byte[]> all) {
        long array = alloc(8L * all.size());
        int i = 0;
        for (byte[] text : all) {
            putLong(array + 8L * i++, bytes(text));
        }
        return array;
    }

    /** A secret as bytes; the caller wipes what {@link #secret} made. */
    static byte[] encoded(char[] secret) {
        if (secret == null) {
            return null;
        }
        ByteBuffer made = StandardCharsets.UTF_8.encode(CharBuffer.wrap(secret));
        byte[] bytes = Arrays.copyOf(made.array(), made.limit());
        Arrays.fill(made.array(), (byte) 0);
        return bytes;
    }

    /** A pair of a secret's address and length; what was made is wiped. */
    long[] secret(Object secret) {
        if (!(secret instanceof char[])) {
            byte[] given = (byte[]) secret;
            return new long[] {bytes(given), given == null ? 0 : given.length};
        }
        byte[] made = encoded((char[]) secret);
        try {
            return new long[] {bytes(made), made.length};
        } finally {
            Arrays.fill(made, (byte) 0);
        }
    }

    void putSecret(long at, long lenAt, Object secret) {
        long[] pair = secret(secret);
        putLong(at, pair[0]);
        putLong(lenAt, pair[1]);
    }

    /** Writes one element of an array in place. */
    @FunctionalInterface
    interface Writer<T> {
        void write(T element, long at);
    }

    <T> void putStructs(long at, long lenAt, Collection<T> all, int size, Writer<T> writer) {
        long array = alloc((long) size * all.size());
        int i = 0;
        for (T one : all) {
            writer.write(one, array + (long) size * i++);
        }
        putLong(at, i == 0 ? 0 : array);
        putLong(lenAt, i);
    }

    <T> void putPointers(long at, long lenAt, Collection<T> all, ToLongFunction<T> writer) {
        putLong(at, all.isEmpty() ? 0 : pointers(all, writer));
        putLong(lenAt, all.size());
    }

    <T> long pointers(Collection<T> all, ToLongFunction<T> writer) {
        long array = alloc(8L * all.size());
        int i = 0;
        for (T one : all) {
            putLong(array + 8L * i++, writer.applyAsLong(one));
        }
        return array;
    }

    /* ---- memory of the library ---- */

    static ByteBuffer view(long at, long len) {
        return Native.view(at, len).order(ByteOrder.nativeOrder());
    }

    static byte[] bytes(long at, long len) {
        if (at == 0) {
            return null;
        }
        byte[] found = new byte[Math.toIntExact(len)];
        Native.copyOut(at, found, 0, found.length);
        return found;
    }

    static String text(long at) {
        return at == 0 ? null : text(at, Native.strlen(at));
    }

    static String text(long at, long len) {
        return at == 0 ? null : new String(bytes(at, len), StandardCharsets.UTF_8);
    }

    static int[] ints(long at, int count) {
        int[] found = new int[count];
        view(at, 4L * count).asIntBuffer().get(found);
        return found;
    }

    static <T> List<T> list(long at, long count, int size, LongFunction<T> reader) {
        List<T> found = new ArrayList<>();
        for (long i = 0; at != 0 && i < count; i++) {
            found.add(reader.apply(at + i * size));
        }
        return List.copyOf(found);
    }

    /** What toString shows of a member. */
    static String show(Object value) {
        if (value instanceof byte[]) {
            StringBuilder hex = new StringBuilder();
            for (byte b : (byte[]) value) {
                hex.append(String.format("%02x", b));
            }
            return hex.toString();
        }
        return value instanceof int[] ? Arrays.toString((int[]) value)
                                      : String.valueOf(value);
    }
}
