/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_STAMP_H
#define MOHUR_TESTS_STAMP_H

#include "message.h"

/*
 * A time-stamp authority that makes tokens of any shape, good and bad.  A
 * plan's zeroed parts are what belongs there.
 */
struct stamp_tsa {
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes root; /* to be an anchor with the role of one */
    mohur__bytes cert;
};

struct stamp_plan {
    mohur__bytes over;     /* what is stamped */
    mohur__bytes imprint;  /* or its digest */
    mohur__bytes hash_alg; /* of the imprint, whole; SHA-256 */
    int64_t time;          /* FIXTURE_NOW */
    const char *fraction;  /* ".5" */
    mohur__bytes nonce;    /* contents of the INTEGER */
    mohur__bytes more;     /* elements behind it, such as extensions */
    mohur__bytes info;     /* instead of all of that: a TSTInfo */
    mohur__bytes cert;     /* instead of the authority's */
    mohur__bytes certs;    /* all that the token carries */
    mohur__bytes attrs;    /* contents of signedAttrs */
    mohur__bytes signature;
    mohur__bytes more_signers;
    mohur__bytes content_type; /* eContentType: contents of the OID */
};

/* extKeyUsage as it should be, as an extension. */
mohur__bytes
stamp_eku(struct fixture *t, bool critical, const char *purposes);

/* Its certificate: { timeStamping }, critical; plan may be NULL. */
mohur__bytes
stamp_cert(struct fixture *t,
           const struct stamp_tsa *tsa,
           const struct pki_plan *plan);

struct stamp_tsa
stamp_tsa_new(struct fixture *t);

mohur__bytes
stamp_info(struct fixture *t, const struct stamp_plan *plan);
mohur__bytes
stamp_attrs(struct fixture *t,
            const struct stamp_tsa *tsa,
            const struct stamp_plan *plan);
mohur__bytes
stamp_token(struct fixture *t,
            const struct stamp_tsa *tsa,
            const struct stamp_plan *plan);

/* A TimeStampResp; token may be nothing. */
mohur__bytes
stamp_response(struct fixture *t, uint8_t status, mohur__bytes token);

#endif
