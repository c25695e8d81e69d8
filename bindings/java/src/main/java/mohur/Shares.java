/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.List;

/** Shares of a secret, to be given to people.  Each is a secret itself. */
public final class Shares extends Handle {
    Shares(long address) {
        super("list of shares", null, address, Native::shareListFree);
    }

    /**
     * Splits a secret after SLIP-0039.
     *
     * @param context a context
     * @param options among how many people
     * @param secret 16, 18, ... or 64 bytes
     * @return the shares, to be closed
     */
    public static Shares split(Context context, ShareOptions options, byte[] secret) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.shareSplit(c.ctx(), options.marshal(c), c.bytes(secret), secret.length,
                out));
            return new Shares(c.getLong(out));
        }
    }

    /**
     * Puts shares together.
     *
     * @param context a context
     * @param shares the sentences
     * @param passphrase that they were split with; null for none
     * @return the secret, yours to wipe
     */
    public static byte[] combine(Context context, List<byte[]> shares, char[] passphrase) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(64);
            long len = c.alloc(8);
            long[] pass = c.secret(passphrase);
            c.check(Native.shareCombine(c.ctx(), c.secretTexts(shares), shares.size(), pass[0],
                pass[1], out, 64, len));
            return Call.bytes(out, c.getLong(len));
        }
    }

    /**
     * Says how many there are.
     *
     * @return how many
     */
    public int size() {
        try (Call c = Call.free()) {
            return Math.toIntExact(Native.shareListLen(c.use(this)));
        }
    }

    /**
     * Copies one of them.
     *
     * @param i from 0
     * @return a sentence in ASCII, yours to wipe
     */
    public byte[] get(int i) {
        try (Call c = Call.free()) {
            long at = Native.shareListAt(c.use(this), i);
            if (at == 0) {
                throw new IndexOutOfBoundsException("share " + i);
            }
            return Call.bytes(at, Native.strlen(at));
        }
    }
}
