/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Fetches what the library asks for: it opens no connection of its own. */
@FunctionalInterface
public interface Fetcher {
    /**
     * Fetches an answer.  Nothing of it is believed before its signature is
     * checked, so it may come over plain HTTP.
     *
     * @param request what is asked, and where
     * @return the answer as it came; null: there is none
     * @throws Exception there is none; it is the cause of what the call throws
     */
    byte[] fetch(EvidenceRequest request) throws Exception;
}
