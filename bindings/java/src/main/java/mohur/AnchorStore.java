/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Keeps the record of a keystore's newest state. */
public interface AnchorStore {
    /**
     * Reads the record.
     *
     * @return 160 bytes; null or none if there is no record yet
     * @throws Exception it cannot be read
     */
    byte[] read() throws Exception;

    /**
     * Keeps the record, for good before it returns.
     *
     * @param record 160 bytes
     * @throws Exception it could not be kept
     */
    void write(byte[] record) throws Exception;
}
