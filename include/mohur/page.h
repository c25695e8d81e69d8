/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_PAGE_H
#define MOHUR_PAGE_H

#include <mohur/document.h>
#include <mohur/revocation.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup page Page: a report for people to read
 *
 * The report of ::mohur_document_verify as one page of HTML that a browser
 * shows and prints as it is: no script, nothing that is loaded from elsewhere.
 * And what a reader of such a page asks for besides the verdict: the
 * certificates, the digests, and under what it was validated.
 *
 * Source: docs/formats/document.md, "The page".
 * @{
 */

/** How and over what it was validated.  Times: seconds since 1970 UTC. */
typedef struct mohur_validation_info {
    size_t size;            /**< Of this struct.                            */
    int64_t at;             /**< The time that was asked about.             */
    bool at_is_given;       /**< By the caller; else it was the clock's.    */
    bool has_content;       /**< The document was there.                    */
    uint64_t content_len;   /**< Its bytes; in a container those of all.    */
    mohur_alg content_hash; /**< Of the next; ::MOHUR_ALG_NONE: none, as in
                                 a container, whose documents have theirs. */
    uint8_t content_digest[64];  /**< As long as that hash is.              */
    bool has_digest;             /**< The next was asked for, and could be. */
    uint8_t digest[32];          /**< SHA-256 of the whole file.            */
    uint8_t trust_digest[32];    /**< Which trust store it was.             */
    mohur_revocation revocation; /**< What had to be known of it.          */
    const char *profile;    /**< The profiles in force, "az-reference-1 1", with
                              ", " between them.  Borrowed.                */
    uint64_t trust_version; /**< Of the signed list of anchors; 0: nobody
                                 signed it.                                */
} mohur_validation_info;

/** Of this report; NULL for what is none.  Borrowed. */
MOHUR_API const mohur_validation_info *
mohur_report_validation(const mohur_report *report);

/** A certificate that a verdict rests on.  Text is UTF-8 as the file has it,
 *  and not yet fit for a terminal. */
typedef struct mohur_certificate_info {
    size_t size;         /**< Of this struct.                              */
    const char *subject; /**< All of it.                                   */
    const char *issuer;  /**< All of it.                                   */
    const char *serial;  /**< The serial number in hex, as its octets are. */
    int64_t not_before;  /**< Its first second.                            */
    int64_t not_after;   /**< Its last second.                             */
    uint8_t id[32];      /**< SHA-256 of it.                               */
} mohur_certificate_info;

/**
 * The k-th certificate of the i-th signature: 0 the signer's, then that of its
 * issuer and so on, the last the anchor.  Where no chain was found there is
 * the signer's alone, or none.  NULL beyond the last.  Borrowed.
 */
MOHUR_API const mohur_certificate_info *
mohur_report_certificate(const mohur_report *report, size_t i, size_t k);

/** What the page says that the report does not know.  Read during the call. */
typedef struct mohur_page_options {
    size_t size;      /**< Set by the _INIT macro.                         */
    const char *name; /**< Of the file; "" or NULL: none.  UTF-8, or it is
                           shown percent-escaped.                          */
    const char *content_name; /**< Of the document beside it; the same.    */
} mohur_page_options;

/** Without names. */
#define MOHUR_PAGE_OPTIONS_INIT {sizeof(mohur_page_options), NULL, NULL}

/**
 * Write the report as a page of HTML 5 that is well-formed XML too, and finish
 * the sink.  Every text from outside is escaped, and characters that cannot be
 * seen or turn the direction of text stand there as "U+202E".  The same report
 * and names give the same bytes.
 *
 * @retval MOHUR_E_LIMIT     The page would have more than 16 MiB.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_report_emit_page(mohur_ctx *ctx,
                       const mohur_report *report,
                       const mohur_page_options *options,
                       mohur_sink *sink);

/** @} */
MOHUR_END_DECLS
#endif
