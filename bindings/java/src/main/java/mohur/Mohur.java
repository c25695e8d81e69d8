/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** What was loaded, and the names of its numbers. */
public final class Mohur {
    private Mohur() {
    }

    /**
     * Says the version of the library.
     *
     * @return such as "0.1.0"
     */
    public static String version() {
        Loader.ensure();
        return Call.text(Native.version());
    }

    /**
     * Says the number of the library's binary interface.
     *
     * @return the number, which is that of this jar
     */
    public static int abi() {
        Loader.ensure();
        return Native.abi();
    }

    /**
     * Says which file was loaded.
     *
     * @return its path; a file out of the jar is removed once it is loaded
     */
    public static String loadedFrom() {
        return Loader.ensure();
    }

    /**
     * Says the name of an algorithm.
     *
     * @param alg the algorithm
     * @return such as "ECDSA-P256"
     */
    public static String name(Alg alg) {
        Loader.ensure();
        return Call.text(Native.algName(alg.value()));
    }

    /**
     * Finds an algorithm by its name, case aside.
     *
     * @param name such as "ECDSA-P256"
     * @return the algorithm, or NONE
     */
    public static Alg alg(String name) {
        Loader.ensure();
        try (Call c = Call.free()) {
            return Alg.of(Native.algFromName(c.cstring(name)));
        }
    }

    /**
     * Says the name of a verdict.
     *
     * @param verdict the verdict
     * @return such as "PASSED"
     */
    public static String name(Verdict verdict) {
        Loader.ensure();
        return Call.text(Native.verdictName(verdict.value()));
    }

    /**
     * Says the name that the standard has for a reason.
     *
     * @param why the reason
     * @return such as "FORMAT_FAILURE"
     */
    public static String name(Why why) {
        Loader.ensure();
        return Call.text(Native.whyName(why.value()));
    }

    /**
     * Says which verdict a reason leads to.
     *
     * @param why the reason
     * @return the verdict
     */
    public static Verdict verdict(Why why) {
        Loader.ensure();
        return Verdict.of(Native.whyVerdict(why.value()));
    }

    /**
     * Says the name of what is known about revocation.
     *
     * @param standing what is known
     * @return such as "good"
     */
    public static String name(Standing standing) {
        Loader.ensure();
        return Call.text(Native.standingName(standing.value()));
    }

    /**
     * Says the name of a CRLReason.
     *
     * @param reason its number
     * @return such as "keyCompromise"; "" for none
     */
    public static String revocationReason(int reason) {
        Loader.ensure();
        return Call.text(Native.revocationReasonName(reason));
    }

    /**
     * Says the name of the reason of a decision.
     *
     * @param reason the reason
     * @return such as "NO_RULE"
     */
    public static String name(Reason reason) {
        Loader.ensure();
        return Call.text(Native.reasonName(reason.value()));
    }

    /**
     * Says what the library was built from.
     *
     * @param context a context
     * @return one JSON object
     */
    public static String buildInfo(Context context) {
        try (Call c = Call.in(context)) {
            return Sink.text(c, sink -> Native.buildInfo(c.ctx(), sink));
        }
    }

    /**
     * Runs a known answer through everything that the library can do.
     *
     * @param context a context
     * @return one JSON object with a row for each
     */
    public static String selftest(Context context) {
        try (Call c = Call.in(context)) {
            return Sink.text(c, sink -> Native.selftest(c.ctx(), sink));
        }
    }
}
