/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_CRL_H
#define MOHUR_SRC_X509_CRL_H

#include "crypto/hash.h"
#include "x509/cert.h"
#include "x509/evidence.h"

/*
 * A revocation list (RFC 5280 section 5), read for one certificate while what
 * is signed is hashed: memory does not grow with it.  Nothing of it is to be
 * believed before its signature was verified.
 */
enum {
    MOHUR__CRL_ENTRIES_MAX   = 1 << 22,
    MOHUR__CRL_SIGNATURE_MAX = 1024,
    MOHUR__CRL_ED25519_MAX   = 4 * 1024 * 1024 /* read whole, then */
};

/* CRLReason (5.3.1): what makes a difference here. */
enum {
    MOHUR__REASON_UNSPECIFIED = 0,
    MOHUR__REASON_KEY         = 1,
    MOHUR__REASON_CA_KEY      = 2,
    MOHUR__REASON_AFFILIATION = 3, /* these three: the key was not lost */
    MOHUR__REASON_CESSATION   = 5,
    MOHUR__REASON_HOLD        = 6,
    MOHUR__REASON_REMOVED     = 8,
    MOHUR__REASON_AA_KEY      = 10
};

struct mohur__crl {
    const char *fault; /* why it says nothing of the certificate; or NULL */
    int64_t this_update;
    int64_t next_update; /* INT64_MAX: it does not say */
    int64_t reaches;     /* expiredCertsOnCRL: those that ended since then
                            are still there; INT64_MAX: it does not say */
    bool revoked;        /* the certificate is on it */
    int64_t date;        /* since when */
    uint32_t reason;
    int64_t invalid; /* invalidityDate; INT64_MAX: none */
    uint64_t entries;

    struct mohur__signature_alg alg;
    uint64_t tbs_at; /* where what is signed lies */
    uint64_t tbs_len;
    uint8_t digest[MOHUR__HASH_MAX]; /* of that: alg's, or SHA-256 */
    uint8_t signature[MOHUR__CRL_SIGNATURE_MAX];
    size_t signature_len;
};

/*
 * Read a list for a certificate.  MOHUR_OK: out->fault says whether it is
 * about it at all, well formed, complete and understood.
 */
mohur_status
mohur__crl_read(mohur_ctx *ctx,
                const struct mohur__evidence *evidence,
                const struct mohur__cert *cert,
                struct mohur__crl *out);

/*
 * Was it signed with this key?  MOHUR_E_AUTH if not; MOHUR_E_UNSUPPORTED: no
 * such algorithm here, or Ed25519 over more than is read whole.
 */
mohur_status
mohur__crl_verify(mohur_ctx *ctx,
                  const struct mohur__evidence *evidence,
                  const struct mohur__crl *crl,
                  const struct mohur__public_key *key);

#endif
