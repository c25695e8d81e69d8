/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Gives the PIN of a token that keys live in. */
@FunctionalInterface
public interface PinSource {
    /**
     * Gives the PIN, on the thread and inside the call that uses the key.
     *
     * @param token its label or, without one, its serial number
     * @param source {@code pin-source} of its URI; "" for none
     * @return the PIN, which is wiped after use; null: not to be had
     * @throws Exception not to be had; it is the cause of what the call throws
     */
    byte[] pin(String token, String source) throws Exception;
}
