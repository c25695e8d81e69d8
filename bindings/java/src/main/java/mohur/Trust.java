/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Whom to believe, and for what.  It begins empty. */
public final class Trust extends Handle {
    private Trust(ContextState context, long address) {
        super("trust store", context, address, Native::trustFree);
    }

    /**
     * Makes an empty one.
     *
     * @param context a context
     * @return the trust store, to be closed
     */
    public static Trust create(Context context) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.trustNew(c.ctx(), out));
            return new Trust(context.context(), c.getLong(out));
        }
    }

    /**
     * Adds the certificates of a file, all of them or none.
     *
     * @param certificates one in DER, or some in PEM
     * @param roles what they are believed for
     * @return this
     */
    public Trust add(byte[] certificates, TrustRole... roles) {
        int bits = 0;
        for (TrustRole role : roles) {
            bits |= role.value();
        }
        try (Call c = Call.in(this)) {
            c.check(Native.trustAdd(c.ctx(), c.use(this), bits, c.bytes(certificates),
                certificates.length));
        }
        return this;
    }

    /**
     * Fills an empty store with the anchors of a signed list, all of them or
     * none.
     *
     * @param list the list, who must have signed it, and the files it names
     * @return this
     */
    public Trust addList(TrustListOptions list) {
        try (Call c = Call.in(this)) {
            c.check(Native.trustAddList(c.ctx(), c.use(this), list.marshal(c)));
        }
        return this;
    }

    /**
     * Says which version of a list it was filled with.
     *
     * @return the version; 0 if with none
     */
    public long version() {
        try (Call c = Call.in(this)) {
            return Native.trustVersion(c.use(this));
        }
    }

    /**
     * Says how many anchors it has.
     *
     * @return how many
     */
    public long size() {
        try (Call c = Call.in(this)) {
            return Native.trustLen(c.use(this));
        }
    }
}
