/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_DOCUMENT_H
#define MOHUR_DOCUMENT_H

#include <mohur/alg.h>
#include <mohur/base.h>
#include <mohur/ctx.h>
#include <mohur/evidence.h>
#include <mohur/io.h>
#include <mohur/key.h>
#include <mohur/trust.h>
#include <mohur/verdict.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup document Document: signatures that other software accepts
 *
 * A signature is a file of its own (detached, `.p7s`) or a file with the
 * document inside (attached, `.p7m`): CMS SignedData with the attributes of
 * CAdES level B-B, or B-T with a time stamp.  The document may be of any size;
 * memory use does not grow with it.
 *
 * Source: RFC 5652, EN 319 122-1, EN 319 102-1; docs/formats/document.md.
 * @{
 */
typedef struct mohur_report mohur_report; /**< What validation came to. */

/** How much proof goes with a signature.  Values are pinned for ever. */
typedef enum mohur_document_level {
    MOHUR_DOCUMENT_B   = 0, /**< The signature alone.                       */
    MOHUR_DOCUMENT_T   = 1, /**< And a time stamp on it.                    */
    MOHUR_DOCUMENT_LT  = 2, /**< And all that it takes to validate it, but
                                anchors.                                   */
    MOHUR_DOCUMENT_LTA = 3  /**< And a time stamp on all of that.           */
} mohur_document_level;

/** What is signed, and how.  Read during the call only. */
typedef struct mohur_sign_options {
    size_t size;           /**< Set by the _INIT macro.                   */
    mohur_source *content; /**< The document.  Attached: one that seeks.  */
    const uint8_t *cert;   /**< The certificate of the key, DER or PEM.   */
    size_t cert_len;       /**< Its length, in bytes.                     */
    const uint8_t *chain;  /**< Certificates of its issuers, PEM or a
                                certs-only message in DER; or NULL.       */
    size_t chain_len;      /**< Their length, in bytes.                   */
    bool attached;         /**< With the document inside.                 */
    mohur_document_level level;     /**< ::MOHUR_DOCUMENT_B unless set.    */
    const char *tsa;                /**< For level T: the address of the
                                         time-stamp authority.             */
    const mohur_evidence *evidence; /**< For level T: who asks it.         */
    const mohur_trust *trust;       /**< As in ::mohur_extend_options.     */
    int64_t lifetime; /**< For ::mohur_document_prepare: seconds in which it
                           can be finished, up to 30 days; 0: an hour.     */
    const char *registration_number; /**< What the signer says of the document,
                                          in signed attributes: the number it
                                          is registered under, UTF-8 without
                                          control characters, up to 4096
                                          bytes; NULL: not said.          */
    const char *voen;       /**< The 10 digits of the organisation that it is
                                 signed for; NULL: not said.               */
    const char *commitment; /**< What the signature commits to, an object
                                 identifier, "1.2.840.113549.1.9.16.6.5" is
                                 approval; NULL: not said.                 */
} mohur_sign_options;

/** To be filled in. */
#define MOHUR_SIGN_OPTIONS_INIT                                                \
    {sizeof(mohur_sign_options),                                               \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     0,                                                                        \
     false,                                                                    \
     MOHUR_DOCUMENT_B,                                                         \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL}

/**
 * Sign a document with the algorithm of @p key and finish the sink.  The time
 * that the signature claims is that of the context's clock.  What a time stamp
 * can fail with is said at ::mohur_document_extend.
 *
 * @retval MOHUR_E_ARGUMENT     The certificate is not that of the key, or what
 *                              is said of the document is not in order.
 * @retval MOHUR_E_POLICY       The profile does not allow it, or the
 *                              certificate is not for signing documents.
 * @retval MOHUR_E_DATE         The certificate is not valid now.
 * @retval MOHUR_E_FORMAT       There is something that is no certificate.
 * @retval MOHUR_E_UNSUPPORTED  A kind of key that signs no documents.
 * @retval MOHUR_E_IO           The document changed while it was signed.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_sign(mohur_ctx *ctx,
                    const mohur_key *key,
                    const mohur_sign_options *options,
                    mohur_sink *sink);

/** What is to be known about revocation. */
typedef enum mohur_revocation {
    MOHUR_REVOCATION_REQUIRE = 0, /**< Without evidence: INDETERMINATE.    */
    MOHUR_REVOCATION_NONE    = 1  /**< It need not be known.               */
} mohur_revocation;

/** What is verified, and against what.  Read during the call only. */
typedef struct mohur_verify_options {
    size_t size;                 /**< Set by the _INIT macro.                 */
    mohur_source *file;          /**< The signature, attached or detached.    */
    mohur_source *content;       /**< The document, if it is not inside; else
                                   NULL.                                   */
    const mohur_trust *trust;    /**< Whom to believe.  Required.             */
    int64_t at;                  /**< Seconds since 1970 UTC; 0: now.         */
    mohur_revocation revocation; /**< What must be known of it.            */
    mohur_source *const *evidence; /**< CRLs and OCSP responses, DER or PEM:
                                        sources that can seek; or NULL.   */
    size_t evidence_len;           /**< How many: up to 128.              */
    bool digest; /**< Say SHA-256 of the whole file in the report, if it can
                      seek: it is read once more for that.                */
    const mohur_evidence *fetch; /**< Who fetches revocation data and issuers
                                      that are missing; NULL: nobody.     */
    const uint8_t *expect; /**< Who must have signed (expect.h), JSON; NULL:
                                any.                                    */
    size_t expect_len;     /**< Its length, in bytes: up to 64 KiB.           */
} mohur_verify_options;

/** To be filled in. */
#define MOHUR_VERIFY_OPTIONS_INIT                                              \
    {sizeof(mohur_verify_options),                                             \
     NULL,                                                                     \
     NULL,                                                                     \
     NULL,                                                                     \
     0,                                                                        \
     MOHUR_REVOCATION_REQUIRE,                                                 \
     NULL,                                                                     \
     0,                                                                        \
     false,                                                                    \
     NULL,                                                                     \
     NULL,                                                                     \
     0}

/** One step of validation, and what came of it. */
typedef struct mohur_check {
    const char *name;   /**< "format", "certificate", ...  Static.         */
    mohur_why why;      /**< ::MOHUR_WHY_NONE: it holds.                    */
    const char *detail; /**< A sentence; "" if it holds.  Static.          */
    bool done;          /**< It could be tried.                            */
} mohur_check;

/** How many steps there are. */
#define MOHUR_CHECKS 7

/** What is known of one signature.  Text is UTF-8 as the file has it, and not
 *  yet fit for a terminal. */
typedef struct mohur_signature_info {
    size_t size;           /**< Of this struct.                            */
    mohur_verdict verdict; /**< Only ::MOHUR_PASSED is a yes.              */
    mohur_why why;         /**< Why it did not pass.                       */
    const char *detail;    /**< The same as a sentence.                    */
    bool has_cert;         /**< The signer's certificate was found.        */
    const char *subject;   /**< Its subject, all of it; "" without one.    */
    const char *name;      /**< The common name in it.                     */
    const char *person;    /**< The serialNumber in it, such as a FIN.     */
    const char *issuer;    /**< Its issuer, all of it.                     */
    const char *anchor;    /**< The trust anchor's subject; "" if none.    */
    uint8_t cert_id[32];   /**< SHA-256 of the certificate.                */
    int64_t claimed;       /**< When the signer says that it was; 0: does
                                not say.  Proves nothing.                  */
    mohur_alg alg;         /**< Of the signature.                          */
    mohur_alg hash;        /**< Of the document.                           */
    uint32_t bits;         /**< Of an RSA key; else 0.                     */
    mohur_check checks[MOHUR_CHECKS]; /**< In the order of the rules.      */
    mohur_document_level level; /**< That is proven, if it passed.         */
    int64_t best_time;          /**< It was there then: the earliest time
                                     stamp that holds; 0: none.            */
    size_t stamps_len;          /**< Time stamps, good and bad.            */
    bool legacy; /**< Its algorithm, or that of a certificate of its path, is
                      one that the profile takes only for what is proven to
                      be old, and it is.                                   */
} mohur_signature_info;

/** What a time stamp is over.  Values are pinned for ever. */
typedef enum mohur_stamp_kind {
    MOHUR_STAMP_CONTENT   = 1, /**< The document, before it was signed.    */
    MOHUR_STAMP_SIGNATURE = 2, /**< The signature.                         */
    MOHUR_STAMP_ARCHIVE   = 3  /**< Document, signature, and what the file
                                    has to validate it (level LTA).        */
} mohur_stamp_kind;

/** What is known of one time stamp of a signature.  A bad one is told and not
 *  used: it does not make the signature bad. */
typedef struct mohur_stamp_info {
    size_t size;           /**< Of this struct.                            */
    mohur_stamp_kind kind; /**< What it is over.                           */
    mohur_verdict verdict; /**< Only ::MOHUR_PASSED counts.                */
    mohur_why why;         /**< Why it did not pass.                       */
    const char *detail;    /**< The same as a sentence.                    */
    int64_t time;          /**< What it says, in whole seconds; 0: it cannot
                                be read.                                   */
    const char *authority; /**< Subject of its certificate; "" without.    */
    const char *anchor;    /**< The trust anchor's subject; "" if none.    */
    mohur_alg alg;         /**< Of its signature.                          */
    mohur_alg hash;        /**< Of what it is over.                        */
} mohur_stamp_info;

/**
 * Validate every signature of a file.  ::MOHUR_OK means that there is a
 * report, not that it is a yes.
 *
 * @retval MOHUR_E_FORMAT       It is not exactly a signed message, or evidence
 *                              is neither a CRL nor an OCSP response.
 * @retval MOHUR_E_UNSUPPORTED  A message of another kind, or in BER.
 * @retval MOHUR_E_LIMIT        Larger than a limit of docs/formats.
 * @retval MOHUR_E_ARGUMENT     The document is inside, and was given too.
 * @retval MOHUR_E_POLICY       A profile wants a signed list of anchors, and
 *                              the trust store is none
 *                              (::mohur_trust_add_list).
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_verify(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      mohur_report **out);

/** Did every signature that counts pass?  The one question to ask. */
MOHUR_API bool
mohur_report_is_accepted(const mohur_report *report);

/** The verdict on the file: that of its worst signature, or on what was
 *  expected. */
MOHUR_API mohur_verdict
mohur_report_verdict(const mohur_report *report);

/** Why it is not PASSED: the reason of the signature that decided. */
MOHUR_API mohur_why
mohur_report_why(const mohur_report *report);

/** Was the document inside of the file? */
MOHUR_API bool
mohur_report_attached(const mohur_report *report);

/** How many signatures there are; 0 for NULL. */
MOHUR_API size_t
mohur_report_signatures(const mohur_report *report);

/** The i-th of them; NULL beyond the last.  Borrowed. */
MOHUR_API const mohur_signature_info *
mohur_report_signature(const mohur_report *report, size_t i);

/**
 * The k-th time stamp of the i-th signature, those over the document first;
 * NULL beyond the last.  Borrowed.
 */
MOHUR_API const mohur_stamp_info *
mohur_report_stamp(const mohur_report *report, size_t i, size_t k);

/**
 * Write the report as one JSON object (schema "mohur-report", version 1),
 * and finish the sink.  The same input and time give the same bytes.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_report_emit_json(mohur_ctx *ctx,
                       const mohur_report *report,
                       mohur_sink *sink);

/**
 * Hand out the document that is inside of a file that was accepted, and finish
 * the sink.  What changed since it was verified is not finished.
 *
 * @param report  On this file, with a yes: ::mohur_report_is_accepted.
 * @param file    A message with the document inside, one that seeks.
 * @retval MOHUR_E_ARGUMENT  The document is beside the file, or the file is a
 *                           container: ::mohur_container_extract.
 * @retval MOHUR_E_AUTH      The report is no yes, or @p file is not what it
 *                           is on.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_document_content(mohur_ctx *ctx,
                       const mohur_report *report,
                       mohur_source *file,
                       mohur_sink *sink);

/** Release @p report.  NULL is allowed. */
MOHUR_API void
mohur_report_free(mohur_report *report);

/** @} */
MOHUR_END_DECLS
#endif
