/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_OCSP_H
#define MOHUR_SRC_X509_OCSP_H

#include "base/buf.h"
#include "crypto/hash.h"
#include "x509/cert.h"

/*
 * Asking for a certificate and reading the answer (RFC 6960, RFC 9654).
 * Nothing of an answer is to be believed before its signature was verified
 * with the key of the issuer, or of somebody whom that names for it.
 */
enum {
    MOHUR__OCSP_NONCE_LEN   = 32,
    MOHUR__OCSP_REQUEST_MAX = 1024,
    MOHUR__OCSP_CERTS_MAX   = 8 /* that a response carries */
};

struct mohur__ocsp {
    const char *fault; /* why it says nothing of the certificate; or NULL */
    int64_t produced_at;
    int64_t this_update;
    int64_t next_update; /* INT64_MAX: it does not say */
    int64_t reaches;     /* archiveCutoff: certificates that ended since then
                            are still known; INT64_MAX: it does not say */
    bool revoked;
    int64_t date; /* since when */
    uint32_t reason;
    bool has_nonce;

    mohur__bytes responder; /* Name, whole; nothing if by the key's hash */
    mohur__bytes tbs;       /* what is signed */
    struct mohur__signature_alg alg;
    mohur__bytes signature;
    mohur__bytes certs[MOHUR__OCSP_CERTS_MAX]; /* whole elements */
    size_t certs_len;
};

/* About one certificate by its issuer. */
struct mohur__ocsp_question {
    const struct mohur__cert *cert;
    const struct mohur__cert *issuer;
    mohur_alg hash; /* of CertID: SHA-256, or SHA-1 for who knows no other */
    mohur__bytes nonce; /* MOHUR__OCSP_NONCE_LEN bytes */
};

/* Write a request. */
mohur_status
mohur__ocsp_request(mohur_ctx *ctx,
                    const struct mohur__ocsp_question *question,
                    struct mohur__buf *out);

/*
 * Read a response for a certificate; nothing as nonce: none was sent.  CertID
 * may be made with SHA-1: it says which certificate is meant, and the signature
 * says by whom.  MOHUR_OK: out->fault says whether it is an answer about it at
 * all.  Views are of der.
 */
mohur_status
mohur__ocsp_read(mohur_ctx *ctx,
                 mohur__bytes der,
                 const struct mohur__cert *cert,
                 const struct mohur__cert *issuer,
                 mohur__bytes nonce,
                 struct mohur__ocsp *out);

/*
 * Who signed it: the issuer itself, or one of the certificates in the
 * response that the issuer signed for this purpose and that was valid when
 * the response was made; then *out_delegate is that certificate, in *room.
 * MOHUR_E_AUTH: neither.
 */
mohur_status
mohur__ocsp_verify(mohur_ctx *ctx,
                   const struct mohur__ocsp *ocsp,
                   const struct mohur__cert *issuer,
                   struct mohur__cert *room,
                   const struct mohur__cert **out_delegate);

#endif
