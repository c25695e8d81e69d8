/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_EXTEND_H
#define MOHUR_EXTEND_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup extend Extend: proof for a signature that is there already
 *
 * A signature proves who signed.  A time stamp of a third party proves since
 * when it has been there, so that it outlives its certificate (level T).  For
 * years to come the file also needs what it takes to validate it, certificates
 * and revocation data (LT), and from time to time a time stamp on all of that,
 * before the certificate of the one before has ended (LTA).  Extending leaves
 * every byte of what was signed, and of every signature, as it is.  In a
 * container every signature is extended, and the other members are copied.
 *
 * Source: RFC 3161, EN 319 122-1 5.3, 5.5, 6.3; docs/formats/document.md,
 * sections 7 and 10.
 * @{
 */

/** What is extended, and how.  Read during the call only. */
typedef struct mohur_extend_options {
    size_t size;        /**< Set by the _INIT macro.                      */
    mohur_source *file; /**< A signature or a container; one that seeks.  */
    mohur_document_level level; /**< To which: T, LT or LTA.              */
    const char *tsa;            /**< Address of the authority; not for LT. */
    const mohur_evidence *evidence; /**< Who asks it; and for LT and LTA who
                                         fetches what is missing to validate,
                                         NULL for LT: nobody.             */
    const mohur_trust *trust;       /**< To which anchor a time stamp must lead
                                   (::MOHUR_TRUST_TSA, for LTA also
                                   ::MOHUR_TRUST_ARCHIVE); NULL: it is not
                                   asked, but the stamp must be genuine.
                                   Required for LT and LTA.              */
    mohur_source *content;      /**< For LTA: the document, if it is not inside;
                                     else NULL.  For LT: or NULL.          */
    mohur_source *const *given; /**< For LT and LTA: CRLs and OCSP responses,
                                     DER or PEM: sources that can seek.    */
    size_t given_len;           /**< How many: up to 128.                  */
    const uint8_t *certs;       /**< For LT and LTA: certificates that are
                                     not in the file, DER, PEM or a certs-only
                                     message in DER; or NULL.
                                     All of them are put into it.          */
    size_t certs_len;           /**< Their length, in bytes.               */
} mohur_extend_options;

/** To be filled in. */
#define MOHUR_EXTEND_OPTIONS_INIT                                              \
    {sizeof(mohur_extend_options),                                             \
     NULL,                                                                     \
     MOHUR_DOCUMENT_T,                                                         \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0}

/**
 * Write the file with what its level wants more, for every signature, and
 * finish the sink.
 *
 * To level T: a time stamp on each.  The document is not needed, and the
 * signatures are not judged.
 *
 * To level LT: each signature must be valid at the time of its time stamp, by
 * the revocation data inside, given, and fetched where that is not enough.  What that rested on is put into the
 * file: the certificates of every path with its anchor, and the revocation data
 * that was believed.  The result validates with a trust store alone.
 *
 * To level LTA: all of that, and then a time stamp on document, signature,
 * certificates, revocation data and older time stamps.  Once more renews it.
 * In an ASiC-E it is on all members; what it covers stays as it is.
 *
 * @retval MOHUR_E_IO           There is no answer, or the authority refuses.
 * @retval MOHUR_E_AUTH         The answer is not genuine, or not to this
 *                              question; a signature is not genuine.
 * @retval MOHUR_E_UNTRUSTED    It is genuine, and leads to no anchor of
 *                              @p options; a certificate was revoked.
 * @retval MOHUR_E_STALE        Revocation data is missing, or too old; or
 *                              there is no time stamp to go on from.
 * @retval MOHUR_E_FORMAT       The file, or the answer, is malformed.
 * @retval MOHUR_E_LIMIT        A signature has 16 time stamps already; what is
 *                              put in would exceed a limit of docs/formats.
 * @retval MOHUR_E_POLICY       The profile does not allow an algorithm.
 * @retval MOHUR_E_ARGUMENT     To LTA without the document.
 * @retval MOHUR_E_UNSUPPORTED  Another level; a message of another kind; one
 *                              with archive time stamps of an older kind; a
 *                              container with evidence over its signatures,
 *                              unless it is archive manifests, and to LTA.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_extend(mohur_ctx *ctx,
                      const mohur_extend_options *options,
                      mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
