/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_REVOCATION_H
#define MOHUR_REVOCATION_H

#include <mohur/base.h>
#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup revocation Revocation: what a report says of it
 *
 * Lists (CRLs) and OCSP responses come with the document, or are given to
 * ::mohur_document_verify.  A report tells what they came to for the
 * certificates of a signature, and which of them were believed.
 *
 * Source: RFC 5280 section 6.3, RFC 6960; docs/formats/document.md.
 * @{
 */

/** What is known of a chain at the time in question.  Pinned for ever. */
typedef enum mohur_standing {
    MOHUR_STANDING_NOT_ASKED = 0, /**< It need not be known, or the chain
                                       fails for another reason.             */
    MOHUR_STANDING_UNKNOWN   = 1, /**< No evidence speaks about that time.   */
    MOHUR_STANDING_GOOD      = 2, /**< Nothing was revoked or suspended.     */
    MOHUR_STANDING_REVOKED   = 3, /**< Revoked by then.                      */
    MOHUR_STANDING_SUSPENDED = 4, /**< Suspended then, and nothing newer
                                       says otherwise.                       */
    MOHUR_STANDING_RESTORED  = 5  /**< Suspended then, and restored since.   */
} mohur_standing;

/** What the evidence came to.  Times are seconds since 1970 UTC. */
typedef struct mohur_revocation_info {
    size_t size;             /**< Of this struct.                            */
    mohur_standing standing; /**< Of the certificate that decides.           */
    size_t about;            /**< Which that is: 0 the signer's, 1 that of its
                                  issuer, and so on.                         */
    int64_t since;           /**< Revoked or suspended since; 0: neither.    */
    int64_t until;           /**< Suspended: when there will be news; restored:
                                  by then; 0: not said.                      */
    uint32_t reason;         /**< CRLReason (RFC 5280 5.3.1); 0: none.       */
    int64_t revoked_later;   /**< A certificate of the chain was revoked after
                                  the time in question; 0: none.             */
    int64_t suspended_later; /**< The same of suspended.                     */
    size_t evidence_len;     /**< Pieces that were believed.                 */
} mohur_revocation_info;

/** Kinds of revocation data.  Values are pinned for ever. */
typedef enum mohur_revocation_kind {
    MOHUR_REVOCATION_CRL  = 1, /**< A list (RFC 5280 section 5).             */
    MOHUR_REVOCATION_OCSP = 2  /**< An OCSP response (RFC 6960).             */
} mohur_revocation_kind;

/** Where revocation data came from.  Values are pinned for ever. */
typedef enum mohur_revocation_place {
    MOHUR_REVOCATION_INSIDE  = 1, /**< It is in the file.                    */
    MOHUR_REVOCATION_GIVEN   = 2, /**< It was given to the call.             */
    MOHUR_REVOCATION_FETCHED = 3  /**< It was fetched during the call.       */
} mohur_revocation_place;

/** A piece that was believed: genuine, and about a certificate of the chain. */
typedef struct mohur_revocation_evidence {
    size_t size;                  /**< Of this struct.                       */
    mohur_revocation_kind kind;   /**< What it is.                           */
    mohur_revocation_place place; /**< Where it came from.                   */
    size_t about;                 /**< As above.                             */
    bool revoked;                 /**< It says revoked or suspended.         */
    int64_t this_update;          /**< As of when it says so.                */
    int64_t next_update;          /**< When there will be news; 0: not said. */
    int64_t produced_at;          /**< When it was signed.                   */
} mohur_revocation_evidence;

/** Of the i-th signature; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_revocation_info *
mohur_report_revocation(const mohur_report *report, size_t i);

/** Its k-th piece of evidence; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_revocation_evidence *
mohur_report_evidence(const mohur_report *report, size_t i, size_t k);

/** "unknown", "good", "revoked", ...  Static. */
MOHUR_API const char *
mohur_standing_name(mohur_standing standing);

/** The name of a CRLReason, "keyCompromise"; "" for none.  Static. */
MOHUR_API const char *
mohur_revocation_reason_name(uint32_t reason);

/** @} */
MOHUR_END_DECLS
#endif
