/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/** What validation came to.  Only {@link #isPassed} is a yes. */
public final class Report extends Handle {
    private final List<Signatory> expected;

    Report(ContextState context, long address, List<Signatory> expected) {
        super("report", context, address, Native::reportFree);
        this.expected = expected;
    }

    /**
     * Asks whether every signature passed, and everybody who was expected
     * signed: the one question to ask.
     *
     * @return true for a yes
     */
    public boolean isPassed() {
        try (Call c = Call.in(this)) {
            if (!Native.reportIsAccepted(c.use(this))) {
                return false;
            }
        }
        return missing().isEmpty();
    }

    /**
     * Says who was expected and has no signature that passed.
     *
     * @return nobody, if all have
     */
    public List<Signatory> missing() {
        List<SignatureInfo> found = signatures();
        List<Signatory> missing = new ArrayList<>(expected);
        missing.removeIf(who -> found.stream().anyMatch(who::signed));
        return missing;
    }

    /**
     * Says the verdict on the file, that of its worst signature, whoever it
     * is of.
     *
     * @return the verdict
     */
    public Verdict verdict() {
        try (Call c = Call.in(this)) {
            return Verdict.of(Native.reportVerdict(c.use(this)));
        }
    }

    /**
     * Says why it did not pass.
     *
     * @return the reason of the signature that decided
     */
    public Why why() {
        try (Call c = Call.in(this)) {
            return Why.of(Native.reportWhy(c.use(this)));
        }
    }

    /**
     * Says whether the document was inside of the file.
     *
     * @return true if it was
     */
    public boolean isAttached() {
        try (Call c = Call.in(this)) {
            return Native.reportAttached(c.use(this));
        }
    }

    /** Reads what there is of a kind, until there is no more. */
    private static <T> List<T> all(LongFunction<T> reader, LongFunction<Long> at) {
        List<T> found = new ArrayList<>();
        for (long i = 0;; i++) {
            long p = at.apply(i);
            if (p == 0) {
                return found;
            }
            found.add(reader.apply(p));
        }
    }

    /**
     * Says what is known of each signature.
     *
     * @return one for each
     */
    public List<SignatureInfo> signatures() {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return all(SignatureInfo::read, i -> Native.reportSignature(report, i));
        }
    }

    /**
     * Says how many signatures there are.
     *
     * @return how many
     */
    public long size() {
        try (Call c = Call.in(this)) {
            return Native.reportSignatures(c.use(this));
        }
    }

    /**
     * Says what is known of the time stamps of a signature.
     *
     * @param signature from 0
     * @return one for each, good and bad
     */
    public List<StampInfo> stamps(int signature) {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return all(StampInfo::read, k -> Native.reportStamp(report, signature, k));
        }
    }

    /**
     * Says what is known of the counter-signatures on a signature.  None
     * changes any verdict but its own.
     *
     * @param signature from 0
     * @return one for each, good and bad
     */
    public List<SignatureInfo> counters(int signature) {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return all(SignatureInfo::read, k -> Native.reportCounter(report, signature, k));
        }
    }

    /**
     * Says what evidence of revocation came to for a signature.
     *
     * @param signature from 0
     * @return what it came to; null beyond the last
     */
    public RevocationInfo revocation(int signature) {
        try (Call c = Call.in(this)) {
            long at = Native.reportRevocation(c.use(this), signature);
            return at == 0 ? null : RevocationInfo.read(at);
        }
    }

    /**
     * Says which evidence was believed for a signature.
     *
     * @param signature from 0
     * @return one for each piece
     */
    public List<RevocationEvidence> evidence(int signature) {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return all(RevocationEvidence::read, k -> Native.reportEvidence(report, signature, k));
        }
    }

    /**
     * Says the kind of container that the report is on.
     *
     * @return the kind; NONE for a message by itself
     */
    public ContainerFormat format() {
        try (Call c = Call.in(this)) {
            return ContainerFormat.of(Native.reportFormat(c.use(this)));
        }
    }

    /**
     * Says what is known of the documents in a container.
     *
     * @return one for each
     */
    public List<ObjectInfo> objects() {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            long len = Native.reportObjects(report);
            return all(ObjectInfo::read, i -> i < len ? Native.reportObject(report, i) : 0L);
        }
    }

    /**
     * Says whether every document in a container is covered.
     *
     * @return true if it is; true for a message by itself
     */
    public boolean coversAll() {
        try (Call c = Call.in(this)) {
            return Native.reportCoversAll(c.use(this));
        }
    }

    /**
     * Says what is wrong with the container itself.
     *
     * @return a sentence; "" if nothing is
     */
    public String containerDetail() {
        try (Call c = Call.in(this)) {
            return Call.text(Native.reportContainerDetail(c.use(this)));
        }
    }

    /**
     * Says which member holds a signature.
     *
     * @param signature from 0
     * @return its name; "" for a message by itself
     */
    public String path(int signature) {
        try (Call c = Call.in(this)) {
            return Call.text(Native.reportPath(c.use(this), signature));
        }
    }

    /**
     * Writes the report.
     *
     * @return one JSON object
     */
    public String json() {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return Sink.text(c, sink -> Native.reportEmitJson(c.ctx(), report, sink));
        }
    }

    /**
     * Writes the report as a page for people.
     *
     * @param options names that the report does not know
     * @return HTML 5, which is XML too
     */
    public String page(PageOptions options) {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            long at = options.marshal(c);
            return Sink.text(c, sink -> Native.reportEmitPage(c.ctx(), report, at, sink));
        }
    }

    /**
     * Says how and over what it was validated.
     *
     * @return how
     */
    public ValidationInfo validation() {
        try (Call c = Call.in(this)) {
            return ValidationInfo.read(Native.reportValidation(c.use(this)));
        }
    }

    /**
     * Says on which certificates the verdict on a signature rests.
     *
     * @param signature from 0
     * @return the signer's first, the anchor's last
     */
    public List<CertificateInfo> certificates(int signature) {
        try (Call c = Call.in(this)) {
            long report = c.use(this);
            return all(CertificateInfo::read,
                k -> Native.reportCertificate(report, signature, k));
        }
    }
}
