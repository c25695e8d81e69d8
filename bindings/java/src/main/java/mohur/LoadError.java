/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** The native part could not be loaded; the message says which file, and why. */
public class LoadError extends UnsatisfiedLinkError {
    private static final long serialVersionUID = 1;

    LoadError(String message, Throwable cause) {
        super(message);
        if (cause != null) {
            initCause(cause);
        }
    }
}
