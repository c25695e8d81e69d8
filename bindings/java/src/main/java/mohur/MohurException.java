/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/**
 * A call of the library failed.  There is one subclass for each class of
 * status: what a caller would do about it.
 */
public class MohurException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final Status status;

    MohurException(Status status, String message) {
        super(message.isEmpty() ? status.name() : message);
        this.status = status;
    }

    /** The call itself is wrong: an argument, or not in this state. */
    public static class Contract extends MohurException {
        private static final long serialVersionUID = 1;

        Contract(Status status, String message) {
            super(status, message);
        }
    }

    /** Memory ran out. */
    public static class Resources extends MohurException {
        private static final long serialVersionUID = 1;

        Resources(Status status, String message) {
            super(status, message);
        }
    }

    /** Reading or writing failed; what a stream threw is the cause. */
    public static class InputOutput extends MohurException {
        private static final long serialVersionUID = 1;

        InputOutput(Status status, String message) {
            super(status, message);
        }
    }

    /** The input is malformed, too large, or of a kind not known here. */
    public static class Refused extends MohurException {
        private static final long serialVersionUID = 1;

        Refused(Status status, String message) {
            super(status, message);
        }
    }

    /** Something is not genuine, or of nobody who is accepted. */
    public static class Authentication extends MohurException {
        private static final long serialVersionUID = 1;

        Authentication(Status status, String message) {
            super(status, message);
        }
    }

    /** No key at hand fits, or the passphrase is wrong. */
    public static class Unlocking extends MohurException {
        private static final long serialVersionUID = 1;

        Unlocking(Status status, String message) {
            super(status, message);
        }
    }

    /** The profile, the state of a key, or a date says no. */
    public static class Policy extends MohurException {
        private static final long serialVersionUID = 1;

        Policy(Status status, String message) {
            super(status, message);
        }
    }

    /** A listener, an interrupt or a request stopped the call. */
    public static class Cancelled extends MohurException {
        private static final long serialVersionUID = 1;

        Cancelled(Status status, String message) {
            super(status, message);
        }
    }

    /** A document was verified, and the verdict is not PASSED. */
    public static class NotAccepted extends Authentication {
        private static final long serialVersionUID = 1;
        private final transient Report report;

        NotAccepted(Report report, String message) {
            super(Status.E_UNTRUSTED, message);
            this.report = report;
        }

        /**
         * Says what was found.
         *
         * @return the report, which is yours to close
         */
        public Report report() {
            return report;
        }
    }

    static MohurException of(int code, String message) {
        Status known = Status.of(code);
        Status status = known == null ? Status.E_INTERNAL : known;
        switch (code >> 8) {
        case 0x01:
            return new Contract(status, message);
        case 0x02:
            return new Resources(status, message);
        case 0x03:
            return new InputOutput(status, message);
        case 0x04:
            return new Refused(status, message);
        case 0x05:
            return new Authentication(status, message);
        case 0x06:
            return new Unlocking(status, message);
        case 0x07:
            return new Policy(status, message);
        case 0x08:
            return new Cancelled(status, message);
        default:
            return new MohurException(status, message);
        }
    }

    /**
     * Says which status the call returned.
     *
     * @return the status
     */
    public Status status() {
        return status;
    }

    /**
     * Says the status as C and the command name it.
     *
     * @return such as {@code MOHUR_E_AUTH}
     */
    public String code() {
        return "MOHUR_" + status.name();
    }

    /**
     * Says what to do about it.
     *
     * @return a sentence, "" where there is nothing to say
     */
    public String hint() {
        switch (status) {
        case E_IO:
            return "look at the path, the rights and the room on the disk";
        case E_EXISTS:
            return "choose another name, or say that it may be replaced";
        case E_BUSY:
            return "somebody else is using it; try again";
        case E_FORMAT:
            return "it is damaged, or not such a file";
        case E_UNSUPPORTED:
            return "another build or a later version may be able to";
        case E_LIMIT:
            return "raise the limit in the options if you trust the sender";
        case E_AUTH:
            return "it was altered or is damaged; get it again";
        case E_UNTRUSTED:
            return "name the signer among those whom you accept, if you do";
        case E_ROLLBACK:
            return "an older state came back: find out who restored it";
        case E_NO_KEY:
            return "use a key that it was made for";
        case E_PASSPHRASE:
            return "enter the passphrase again";
        case E_POLICY:
            return "the profile or the owner does not allow it";
        case E_KEY_STATE:
            return "rotate or activate the key";
        case E_DATE:
            return "look at the dates, and at the clock of this machine";
        case E_STALE:
            return "get the key from the keystore again";
        case E_NO_MEMORY:
            return "free some memory, or lower the limits";
        case E_ARGUMENT:
        case E_STATE:
        case E_BUFFER_TOO_SMALL:
            return "the program that calls has to be changed";
        case E_BACKEND:
        case E_INTERNAL:
            return "run Mohur.selftest and report what it says";
        default:
            return "";
        }
    }
}
