/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.time.Instant;
import java.util.function.LongBinaryOperator;

/**
 * What is to be signed of a document by a key that is elsewhere, and the state
 * that {@link Documents#finish} takes.
 */
public final class Prepared extends Handle {
    Prepared(ContextState context, long address) {
        super("prepared signature", context, address, Native::preparedFree);
    }

    /**
     * Reads a state again, if it is genuine and still good.
     *
     * @param context a context
     * @param stateKey the key that it was prepared with
     * @param state as {@link #state} gave it
     * @return what is to be signed, to be closed
     */
    public static Prepared open(Context context, Key stateKey, byte[] state) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.preparedOpen(c.ctx(), c.use(stateKey), c.bytes(state), state.length,
                out));
            return new Prepared(context.context(), c.getLong(out));
        }
    }

    /** Bytes that a function gives with their length. */
    private byte[] bytes(LongBinaryOperator function) {
        try (Call c = Call.in(this)) {
            long len = c.alloc(8);
            long at = function.applyAsLong(c.use(this), len);
            return Call.bytes(at, c.getLong(len));
        }
    }

    /**
     * Says the bytes to sign.
     *
     * @return the signed attributes, DER
     */
    public byte[] dtbs() {
        return bytes(Native::preparedDtbs);
    }

    /**
     * Says the hash of the bytes to sign, for whoever signs a hash.
     *
     * @return 32 or 48 bytes; null of Ed25519, which signs the bytes
     */
    public byte[] hash() {
        return bytes(Native::preparedHash);
    }

    /**
     * Says the state, to be kept until the signature comes back.
     *
     * @return the state
     */
    public byte[] state() {
        return bytes(Native::preparedState);
    }

    /**
     * Says the random id, by which each is allowed only once.
     *
     * @return 16 bytes
     */
    public byte[] id() {
        try (Call c = Call.in(this)) {
            return Call.bytes(Native.preparedId(c.use(this)), Layout.PREPARED_ID_LEN);
        }
    }

    /**
     * Says until when it can be finished.
     *
     * @return the last second
     */
    public Instant expires() {
        return Times.instant(ask(Native::preparedExpires), 0);
    }

    /**
     * Says what the signature is to be.
     *
     * @return the algorithm
     */
    public Alg alg() {
        return Alg.of((int) ask(Native::preparedAlg));
    }
}
