/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** A time stamp in a file of its own, to be looked at: nothing is proven. */
public final class Stamp extends Handle {
    private Stamp(ContextState context, long address) {
        super("time stamp", context, address, Native::stampFree);
    }

    /**
     * Reads a token, or an answer with one in it.
     *
     * @param context a context
     * @param data the file
     * @return the time stamp, to be closed
     */
    public static Stamp read(Context context, byte[] data) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.stampRead(c.ctx(), c.bytes(data), data.length, out));
            return new Stamp(context.context(), c.getLong(out));
        }
    }

    /**
     * Says what it says.
     *
     * @return what it says, not checked
     */
    public StampInfo about() {
        try (Call c = Call.in(this)) {
            return StampInfo.read(Native.stampAbout(c.use(this)));
        }
    }

    /**
     * Says the digest of what it is over.
     *
     * @return the digest
     */
    public byte[] imprint() {
        try (Call c = Call.in(this)) {
            long len = c.alloc(8);
            long at = Native.stampImprint(c.use(this), len);
            return Call.bytes(at, c.getLong(len));
        }
    }
}
