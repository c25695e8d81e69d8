/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_PATH_H
#define MOHUR_SRC_X509_PATH_H

#include "x509/policy.h"
#include "x509/trust.h"
#include <mohur/verdict.h>

/*
 * From a signer's certificate to an anchor, valid at a given time (RFC 5280
 * 6.1).  The search is bounded: so many certificates in a path, so many
 * signatures checked in all.
 */
enum {
    MOHUR__PATH_MAX        = 8,
    MOHUR__PATH_CHECKS_MAX = 128
};

struct mohur__path_request {
    const struct mohur__cert *signer;
    const struct mohur__cert *pool; /* certificates to build with */
    size_t pool_len;
    const mohur_trust *trust;
    uint32_t role;    /* of which the anchor must have one */
    int64_t at;       /* seconds since 1970 UTC */
    int64_t now;      /* of validation; 0: the clock's */
    int64_t proven;   /* the signer's certificate was there by then; 0: its own
                       word */
    bool any_purpose; /* do not ask what the signer's key is for */
};

/* What was found: a valid path, or the first that was complete, or none. */
struct mohur__path {
    mohur_why why;      /* NONE: it is valid */
    const char *detail; /* a sentence on why not.  Static */
    size_t at_fault;    /* which certificate of the path */
    bool legacy;        /* valid, by algorithms of an earlier time */
    const struct mohur__cert *certs[MOHUR__PATH_MAX]; /* signer first */
    size_t len; /* with the anchor, which is the last; 0: none is complete */
    const struct mohur__accepted *accepted; /* of the anchor; NULL: any */
};

/* MOHUR_OK: *out says what was found.  Views are of the request's. */
mohur_status
mohur__path_find(mohur_ctx *ctx,
                 const struct mohur__path_request *request,
                 struct mohur__path *out);

/* Something that is signed, and what proves that it is old. */
struct mohur__signed {
    const struct mohur__signature_alg *alg;
    const struct mohur__public_key *key;
    int64_t now;    /* of validation; 0: the clock's */
    int64_t proven; /* time stamps prove that it was there by then; 0: nothing
                       does */
};

/*
 * Does the profile allow to verify it?  NONE, CRYPTO_CONSTRAINTS_FAILURE, or
 * CRYPTO_CONSTRAINTS_FAILURE_NO_POE where an earlier proof would help.  Sets
 * *legacy where it is allowed for its age alone, and else leaves it.
 */
mohur_why
mohur__path_alg_judge(const mohur_ctx *ctx,
                      const struct mohur__signed *what,
                      bool *legacy);

#endif
