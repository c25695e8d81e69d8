/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/**
 * One version of one key.  It may be used by several threads at the same
 * time, and outlives the context and the keystore that it came from.
 */
public final class Key extends Handle {
    Key(long address, Object pins) {
        super("key", null, address, Native::keyFree);
        state.keep(pins);
    }

    /**
     * Reads a public key.
     *
     * @param context a context
     * @param purpose what an EC key is for; the others know
     * @param pem SubjectPublicKeyInfo
     * @return the key, to be closed
     */
    public static Key ofPublic(Context context, Purpose purpose, String pem) {
        byte[] text = Call.utf8(pem);
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.keyNewPublic(c.ctx(), purpose.value(), c.bytes(text), text.length, out));
            return new Key(c.getLong(out), null);
        }
    }

    /**
     * Reads a private key that is in no keystore.
     *
     * @param context a context
     * @param purpose what an EC key is for; the others know
     * @param pem PKCS#8, encrypted or plain
     * @param passphrase of an encrypted one; null for a plain one
     * @return the key, to be closed
     */
    public static Key ofPrivate(Context context, Purpose purpose, byte[] pem, char[] passphrase) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            long[] pass = c.secret(passphrase);
            c.check(Native.keyNewPrivate(c.ctx(), purpose.value(), c.bytes(pem), pem.length, pass[0],
                pass[1], out));
            return new Key(c.getLong(out), null);
        }
    }

    /**
     * Says its id: SHA-256 of its SubjectPublicKeyInfo.
     *
     * @return 32 bytes
     */
    public byte[] id() {
        try (Call c = Call.free()) {
            return Call.bytes(Native.keyId(c.use(this)), Layout.KEY_ID_LEN);
        }
    }

    /**
     * Says its name in the keystore.
     *
     * @return the name; "" if it is not from one
     */
    public String name() {
        try (Call c = Call.free()) {
            return Call.text(Native.keyName(c.use(this)));
        }
    }

    /**
     * Says its version in the keystore.
     *
     * @return from 1; 0 if it is not from one
     */
    public int version() {
        return (int) ask(Native::keyVersion);
    }

    /**
     * Says what it is for.
     *
     * @return the purpose
     */
    public Purpose purpose() {
        return Purpose.of((int) ask(Native::keyPurpose));
    }

    /**
     * Says its algorithm.
     *
     * @return the algorithm
     */
    public Alg alg() {
        return Alg.of((int) ask(Native::keyAlg));
    }

    /**
     * Says whether the private or symmetric part is there.
     *
     * @return true if it is
     */
    public boolean hasPrivate() {
        return ask(at -> Native.keyHasPrivate(at) ? 1 : 0) != 0;
    }

    /**
     * Writes the public key.
     *
     * @param context a context
     * @return SubjectPublicKeyInfo in PEM
     */
    public String exportPublic(Context context) {
        try (Call c = Call.in(context)) {
            long key = c.use(this);
            return Sink.text(c, sink -> Native.keyExportPublic(c.ctx(), key, sink));
        }
    }

    /**
     * Writes the public key as a JSON Web Key.
     *
     * @param context a context
     * @return one line of JSON
     */
    public String exportJwk(Context context) {
        try (Call c = Call.in(context)) {
            long key = c.use(this);
            return Sink.text(c, sink -> Native.keyExportJwk(c.ctx(), key, sink));
        }
    }

    /**
     * Writes the private key, encrypted.
     *
     * @param context a context
     * @param passphrase 1 to 1024 bytes of UTF-8
     * @return PKCS#8 in PEM
     */
    public String exportPrivate(Context context, char[] passphrase) {
        try (Call c = Call.in(context)) {
            long key = c.use(this);
            long[] pass = c.secret(passphrase);
            return Sink.text(c,
                sink -> Native.keyExportPrivate(c.ctx(), key, pass[0], pass[1], sink));
        }
    }

    /**
     * Writes the key, wrapped with another.
     *
     * @param context a context
     * @param kek the wrapping key
     * @return the wrapped key
     */
    public byte[] exportWrapped(Context context, Key kek) {
        try (Call c = Call.in(context)) {
            long key = c.use(this);
            long with = c.use(kek);
            return Sink.collect(c, sink -> Native.keyExportWrapped(c.ctx(), key, with, sink));
        }
    }
}
