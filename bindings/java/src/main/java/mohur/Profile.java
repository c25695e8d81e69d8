/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** What is allowed, until when, at which level.  It never changes. */
public final class Profile extends Handle {
    Profile(long address) {
        super("profile", null, address, Native::profileFree);
    }

    /**
     * Gives the profile that is built in.
     *
     * @param context a context
     * @return the profile, to be closed
     */
    public static Profile builtin(Context context) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.profileBuiltin(c.ctx(), out));
            return new Profile(c.getLong(out));
        }
    }

    /**
     * Reads a profile; who signed it is not looked at.
     *
     * @param context a context
     * @param note a whole file
     * @return the profile, to be closed
     */
    public static Profile parse(Context context, byte[] note) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.profileParse(c.ctx(), c.bytes(note), note.length, out));
            return new Profile(c.getLong(out));
        }
    }

    /**
     * Says its id.
     *
     * @return such as "az-reference-1"
     */
    public String id() {
        try (Call c = Call.free()) {
            return Call.text(Native.profileId(c.use(this)));
        }
    }

    /**
     * Says its version.
     *
     * @return from 1
     */
    public long version() {
        try (Call c = Call.free()) {
            return Native.profileVersion(c.use(this));
        }
    }

    /**
     * Says SHA-256 of its text.
     *
     * @return 32 bytes; zeros of the built-in one
     */
    public byte[] hash() {
        try (Call c = Call.free()) {
            return Call.bytes(Native.profileHash(c.use(this)), 32);
        }
    }

    /**
     * Asks whether something is allowed.
     *
     * @param context a context
     * @param request what is asked
     * @return the answer
     */
    public Decision decide(Context context, Request request) {
        try (Call c = Call.in(context)) {
            long out = Decision.blank(c);
            c.check(Native.profileDecide(c.ctx(), c.use(this), request.marshal(c), out));
            return Decision.read(out);
        }
    }

    /**
     * Writes its text.
     *
     * @param context a context
     * @return the line of JSON that was signed
     */
    public String text(Context context) {
        try (Call c = Call.in(context)) {
            long profile = c.use(this);
            return Sink.text(c, sink -> Native.profileWrite(c.ctx(), profile, sink));
        }
    }

    /**
     * Says whether this could be accepted, and who signed it.
     *
     * @param context a context
     * @param trust whom it is checked against
     * @return what was found; REFUSED or CONFLICT is a no
     */
    public ProfileFindings check(Context context, ProfileTrust trust) {
        try (Call c = Call.in(context)) {
            long out = ProfileFindings.blank(c);
            int status = Native.profileCheck(c.ctx(), c.use(this), trust.marshal(c), out);
            if (Native.statusClass(status) != 0x05) {
                c.check(status);
            }
            return ProfileFindings.read(out);
        }
    }

    /**
     * Signs a profile.
     *
     * @param context a context
     * @param text its line of JSON, or a whole file
     * @param key who signs
     * @param name the name in the note; null: that of the key
     * @return the file with one more line
     */
    public static byte[] sign(Context context, byte[] text, Key key, String name) {
        try (Call c = Call.in(context)) {
            long at = c.bytes(text);
            long with = c.use(key);
            long as = c.cstring(name);
            return Sink.collect(c,
                sink -> Native.profileSign(c.ctx(), at, text.length, with, as, sink));
        }
    }

    /**
     * Writes a key as the text that an authority lists it by.
     *
     * @param context a context
     * @param key the key
     * @param name the name in the note; null: that of the key
     * @return the text
     */
    public static String verifierKey(Context context, Key key, String name) {
        try (Call c = Call.in(context)) {
            long with = c.use(key);
            long as = c.cstring(name);
            return Sink.text(c, sink -> Native.profileVkey(c.ctx(), with, as, sink));
        }
    }
}
