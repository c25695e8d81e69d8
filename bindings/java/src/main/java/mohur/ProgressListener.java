/* SPDX-License-Identifier: Apache-2.0 */
package mohur;

/** Is told how far a long call is, about once per MiB of work. */
@FunctionalInterface
public interface ProgressListener {
    /**
     * Takes note.  What it throws stops the call and comes out of it.
     *
     * @param done what was done
     * @param total of how much; -1 when that is not known
     * @return false to stop the call: {@link MohurException.Cancelled}
     */
    boolean progress(long done, long total);
}
