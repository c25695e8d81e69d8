/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Signatures on documents that other software accepts. */
public final class Documents {
    private Documents() {
    }

    /**
     * Signs a document and finishes the sink.
     *
     * @param context a context
     * @param key who signs
     * @param options what is signed, and how
     * @param sink where the signature goes
     */
    public static void sign(Context context, Key key, SignOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.documentSign(c.ctx(), c.use(key), options.marshal(c), c.use(sink)));
        }
    }

    /**
     * Says what is to be signed of a document, for a key that is elsewhere.
     *
     * @param context a context
     * @param stateKey a wrapping key, which keeps the state authentic
     * @param options what is signed, and with which certificate
     * @return the bytes to sign and the state, to be closed
     */
    public static Prepared prepare(Context context, Key stateKey, SignOptions options) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.documentPrepare(c.ctx(), c.use(stateKey), options.marshal(c), out));
            return new Prepared(context.context(), c.getLong(out));
        }
    }

    /**
     * Makes the signed file of what came back, if all of it belongs together,
     * and finishes the sink.
     *
     * @param context a context
     * @param stateKey the key that it was prepared with
     * @param options the state, the signature and the document
     * @param sink where the signed file goes
     */
    public static void finish(Context context, Key stateKey, FinishOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.documentFinish(c.ctx(), c.use(stateKey), options.marshal(c),
                c.use(sink)));
        }
    }

    /**
     * Signs documents into a container, or adds a signature to one.
     *
     * @param context a context
     * @param key who signs
     * @param sign how
     * @param options the documents, or the container
     * @param sink where the container goes
     */
    public static void signContainer(Context context, Key key, SignOptions sign,
        ContainerOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.containerSign(c.ctx(), c.use(key), sign.marshal(c), options.marshal(c),
                c.use(sink)));
        }
    }

    /**
     * Signs every signature of a file, as a notary does.  They are not
     * judged: verify them first.
     *
     * @param context a context
     * @param key who counter-signs
     * @param options the file, and the certificate of the key
     * @param sink where the new file goes
     */
    public static void countersign(Context context, Key key, CounterOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.documentCountersign(c.ctx(), c.use(key), options.marshal(c),
                c.use(sink)));
        }
    }

    /**
     * Adds proof to the signatures of a file.
     *
     * @param context a context
     * @param options the file, and who vouches
     * @param sink where the new file goes
     */
    public static void extend(Context context, ExtendOptions options, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.documentExtend(c.ctx(), options.marshal(c), c.use(sink)));
        }
    }

    /**
     * Validates every signature of a file.  That it returns means that there
     * is a report, not that it is a yes: ask {@link Report#isPassed}.
     *
     * @param context a context
     * @param options what is verified, and against what
     * @param expected who must have signed; {@link Signatory#ANY} for whoever
     *     the trust store believes
     * @param more who must have signed too
     * @return the report, to be closed
     */
    public static Report verify(Context context, VerifyOptions options, Signatory expected,
        Signatory... more) {
        List<Signatory> all = new ArrayList<>(List.of(more));
        all.add(0, Objects.requireNonNull(expected, "who must have signed"));
        all.forEach(Signatory::check);
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.documentVerify(c.ctx(), options.marshal(c), out));
            return new Report(context.context(), c.getLong(out), all);
        }
    }

    /**
     * Validates every signature of a file, and throws unless all pass and
     * everybody who is expected signed.
     *
     * @param context a context
     * @param options what is verified, and against what
     * @param expected who must have signed; {@link Signatory#ANY} for whoever
     *     the trust store believes
     * @param more who must have signed too
     * @return the report of a yes, to be closed
     * @throws MohurException.NotAccepted there is no yes; it has the report
     */
    public static Report verifyOrFail(Context context, VerifyOptions options,
        Signatory expected, Signatory... more) {
        Report report = verify(context, options, expected, more);
        if (report.isPassed()) {
            return report;
        }
        String verdict = "the verdict is " + Mohur.name(report.verdict());
        String why = Mohur.name(report.why());
        throw new MohurException.NotAccepted(report, report.verdict() == Verdict.PASSED
            ? verdict + ", but these did not sign: " + report.missing()
            : verdict + (why.isEmpty() ? "" : ": " + why));
    }

    /**
     * Asks an authority for a certificate of a key.
     *
     * @param context a context
     * @param key the key
     * @param subject "C=AZ, O=..., CN=..."
     * @return PKCS#10 in PEM
     */
    public static String certificateRequest(Context context, Key key, String subject) {
        byte[] text = Call.utf8(subject);
        try (Call c = Call.in(context)) {
            long with = c.use(key);
            long at = c.bytes(text);
            return Sink.text(c, sink -> Native.csrEmit(c.ctx(), with, at, text.length, sink));
        }
    }

    /**
     * Says which kind of container a file is.  Nothing of it is verified.
     *
     * @param context a context
     * @param file the file
     * @return the kind; NONE for what is no container
     */
    public static ContainerFormat detect(Context context, Source file) {
        try (Call c = Call.in(context)) {
            long out = c.alloc(8);
            c.check(Native.containerDetect(c.ctx(), c.use(file), out));
            return ContainerFormat.of(c.getInt(out));
        }
    }

    /**
     * Hands out the document inside of a signature that was accepted, and
     * finishes the sink.
     *
     * @param context a context
     * @param report on this signature, with a yes
     * @param file the signature
     * @param sink where to
     */
    public static void content(Context context, Report report, Source file, Sink sink) {
        try (Call c = Call.in(context)) {
            c.check(Native.documentContent(c.ctx(), c.use(report), c.use(file), c.use(sink)));
        }
    }

    /**
     * Hands out the documents of a container that was accepted, whole or not
     * at all.
     *
     * @param context a context
     * @param report on this container, with a yes
     * @param file the container
     * @param options where to
     */
    public static void extract(Context context, Report report, Source file,
        ContainerExtractOptions options) {
        try (Call c = Call.in(context)) {
            c.check(Native.containerExtract(c.ctx(), c.use(report), c.use(file),
                options.marshal(c)));
        }
    }
}
