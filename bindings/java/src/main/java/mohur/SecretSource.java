/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Gives the secret that opens a slot: of a key service, of a file. */
@FunctionalInterface
public interface SecretSource {
    /**
     * Gives the secret of this name.
     *
     * @param name the name that the slot was made with
     * @return 32 to 64 bytes, which are wiped after use; null: not to be had
     * @throws Exception not to be had; it is the cause of what the call throws
     */
    byte[] secret(String name) throws Exception;
}
