/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_EVIDENCE_H
#define MOHUR_EVIDENCE_H

#include <mohur/base.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup evidence Evidence: what has to be fetched from somewhere
 *
 * The library opens no connection.  Where a time stamp or revocation data is
 * to be had from an address, it asks a function of the caller's, which fetches
 * and gives the answer as it came.  Nothing of an answer is believed before
 * its signature is checked, so it may come over plain HTTP.  Addresses of
 * revocation data are those of certificates that lead to an anchor; each is
 * asked once in a call.
 *
 * Source: RFC 3161 3.4, RFC 5280 4.2.1.13, RFC 6960 appendix A.
 * @{
 */

/** What is asked for.  Values are pinned for ever. */
typedef enum mohur_evidence_kind {
    MOHUR_EVIDENCE_TIME_STAMP = 1, /**< POST `application/timestamp-query`. */
    MOHUR_EVIDENCE_CRL        = 2, /**< GET.                               */
    MOHUR_EVIDENCE_OCSP       = 3, /**< POST `application/ocsp-request`.   */
    MOHUR_EVIDENCE_ISSUER     = 4  /**< GET: a certificate, or several in PEM
                                        or a certs-only message.  Nobody
                                        vouches for the address: it is that of
                                        whoever made the file.               */
} mohur_evidence_kind;

/** One question.  Borrowed: valid during the call of the function. */
typedef struct mohur_evidence_request {
    size_t size;              /**< Of this struct.                          */
    mohur_evidence_kind kind; /**< What it is.                              */
    const char *url;          /**< Where.                                   */
    const uint8_t *body;      /**< What to send; NULL for a GET.            */
    size_t body_len;          /**< Its length, in bytes.                    */
    size_t max;               /**< Bytes that an answer may have.           */
} mohur_evidence_request;

/** Where an answer is collected. */
typedef struct mohur_answer mohur_answer;

/**
 * Append to an answer.  To be called by the function below, during its call
 * alone, on its thread.
 *
 * @retval MOHUR_E_LIMIT     More than the request allows.  It sticks.
 * @retval MOHUR_E_ARGUMENT  It is no answer, or there is no data.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_answer_add(mohur_answer *answer, const uint8_t *data, size_t data_len);

/**
 * Fetch.  No call of the context is allowed in it.  Nonzero: there is no
 * answer; what was added is dropped.
 */
typedef int32_t
mohur_evidence_fn(void *user,
                  const mohur_evidence_request *request,
                  mohur_answer *answer);

/** Who fetches.  Read during the call that it is given to. */
typedef struct mohur_evidence {
    size_t size;            /**< Set by the _INIT macro.                    */
    mohur_evidence_fn *get; /**< Called on the context's thread.            */
    void *user;             /**< Given to it; stays yours.                  */
} mohur_evidence;

/** To be filled in. */
#define MOHUR_EVIDENCE_INIT {sizeof(mohur_evidence), NULL, NULL}

/** @} */
MOHUR_END_DECLS
#endif
