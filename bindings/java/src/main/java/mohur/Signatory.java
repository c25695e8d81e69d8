/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

import java.util.Arrays;
import java.util.Objects;

/**
 * Somebody who must have signed, by what the certificate says.  All that is
 * given must agree.
 */
public final class Signatory {
    /** Whoever the trust store believes. */
    public static final Signatory ANY = new Signatory();

    private String person;
    private String subject;
    private byte[] certId;

    /** Makes one with nothing said, which is not enough. */
    public Signatory() {
    }

    /**
     * Names the person.
     *
     * @param person serialNumber of the subject, such as a FIN
     * @return this
     */
    public Signatory person(String person) {
        said(person);
        this.person = person;
        return this;
    }

    /**
     * Names the subject.
     *
     * @param subject all of it, as {@link SignatureInfo#subject} has it
     * @return this
     */
    public Signatory subject(String subject) {
        said(subject);
        this.subject = subject;
        return this;
    }

    /**
     * Names the certificate.
     *
     * @param certId SHA-256 of it, 32 bytes
     * @return this
     */
    public Signatory certId(byte[] certId) {
        said(certId);
        this.certId = certId.clone();
        return this;
    }

    private void said(Object value) {
        Objects.requireNonNull(value);
        if (this == ANY) {
            throw new IllegalStateException("ANY is anybody");
        }
    }

    /** Throws if nothing is said of whom. */
    void check() {
        if (this != ANY && person == null && subject == null && certId == null) {
            throw new IllegalArgumentException("a person, a subject or a certificate is needed");
        }
    }

    /** Is this signature good, and of this signatory? */
    boolean signed(SignatureInfo found) {
        return found.verdict() == Verdict.PASSED && found.hasCert()
            && (person == null || person.equals(found.person()))
            && (subject == null || subject.equals(found.subject()))
            && (certId == null || Arrays.equals(certId, found.certId()));
    }

    @Override
    public String toString() {
        return this == ANY ? "anybody" : "person=" + person + ", subject=" + subject
            + ", certId=" + Call.show(certId);
    }
}
