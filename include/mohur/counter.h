/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_COUNTER_H
#define MOHUR_COUNTER_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup counter Counter-signature: a signature on a signature
 *
 * A notary, a registry, a second officer confirms a signature that is there:
 * what is signed is its value, and through it the document.  Parallel
 * signatures are made with ::mohur_document_sign and ::mohur_container_sign.
 *
 * Source: RFC 5652 11.4, EN 319 122-1 5.2.7; docs/formats/document.md,
 * section 11.
 * @{
 */

/** What is counter-signed, and by whom.  Read during the call only. */
typedef struct mohur_counter_options {
    size_t size;          /**< Set by the _INIT macro.                      */
    mohur_source *file;   /**< A signature or a container; one that seeks.  */
    const uint8_t *cert;  /**< The certificate of the key, DER or PEM.      */
    size_t cert_len;      /**< Its length, in bytes.                        */
    const uint8_t *chain; /**< As in ::mohur_sign_options.                  */
    size_t chain_len;     /**< Their length, in bytes.                      */
} mohur_counter_options;

/** To be filled in. */
#define MOHUR_COUNTER_OPTIONS_INIT                                             \
    {sizeof(mohur_counter_options), NULL, NULL, 0, NULL, 0}

/**
 * Sign every signature of a file with @p key, put that beside each, and finish
 * the sink.  The signatures are not judged: who confirms them is to verify
 * first.  Every byte of what was signed, and of every signature, stays as it
 * is; the counter-signer's certificates come into the file.
 *
 * @retval MOHUR_E_ARGUMENT     The certificate is not that of the key.
 * @retval MOHUR_E_POLICY       The profile does not allow it, or the
 *                              certificate is not for signing documents.
 * @retval MOHUR_E_DATE         The certificate is not valid now.
 * @retval MOHUR_E_FORMAT       The file is malformed, or what should be a
 *                              certificate is none.
 * @retval MOHUR_E_LIMIT        A signature has 16 counter-signatures already.
 * @retval MOHUR_E_UNSUPPORTED  A kind of key that signs no documents; a
 *                              message of another kind; one with archive time
 *                              stamps of an older kind; a container with
 *                              evidence over its signatures.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_countersign(mohur_ctx *ctx,
                           const mohur_key *key,
                           const mohur_counter_options *options,
                           mohur_sink *sink);

/**
 * The k-th counter-signature on the i-th signature; NULL beyond the last.
 * Its check "content" says whether it is over that signature, and its time
 * stamps are counted, not told.  A bad one is told and makes nothing bad; a
 * good one makes nothing good: neither is part of any other verdict.
 * Borrowed.
 */
MOHUR_API const mohur_signature_info *
mohur_report_counter(const mohur_report *report, size_t i, size_t k);

/** @} */
MOHUR_END_DECLS
#endif
