/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_TRUST_H
#define MOHUR_SRC_X509_TRUST_H

#include "asn1/oid_text.h"
#include "x509/cert.h"
#include <mohur/trust.h>

/*
 * What a trust store is inside: anchors, each a certificate with its roles
 * and its window.
 */
enum {
    MOHUR__ACCEPTED_MAX = 8
};

/* Certificate policies that an anchor is believed for alone: contents of
 * OIDs, views of room. */
struct mohur__accepted {
    mohur__bytes at[MOHUR__ACCEPTED_MAX];
    size_t len;
    uint8_t room[MOHUR__ACCEPTED_MAX][MOHUR__OID_BYTES_MAX];
};

struct mohur__anchor {
    const struct mohur__cert *cert;
    uint32_t roles; /* bits of mohur_trust_role */
    int64_t from;   /* its window, seconds since 1970 UTC */
    int64_t to;
    bool no_revocation;      /* nobody could know of it */
    const char *legal_class; /* that a list says it has; "" else.  Static */
    struct mohur__accepted *accepted; /* NULL: under any policy, or none */
};

/* Is it a trust store?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__trust_check(mohur_ctx *ctx, const mohur_trust *trust);

/* The role that an anchor must have for whoever signs with this certificate:
 * MOHUR_TRUST_SEAL if it says that it is for seals. */
mohur_trust_role
mohur__trust_role_for(const struct mohur__cert *signer);

/* The i-th anchor; false after the last. */
bool
mohur__trust_at(const mohur_trust *trust, size_t i, struct mohur__anchor *out);

/* Is it an anchor below which nothing need be known of revocation? */
bool
mohur__trust_no_revocation(const mohur_trust *trust,
                           const struct mohur__cert *anchor);

/* The legal class of what it issues, as a list says; "" else.  Static. */
const char *
mohur__trust_class(const mohur_trust *trust, const struct mohur__cert *anchor);

/*
 * Add one anchor of a signed list, whose cert is not looked at but a file with
 * exactly one is.  Its window ends where its certificate's does at the latest.
 * What it accepts is the store's if that is MOHUR_OK.
 */
mohur_status
mohur__trust_add_one(mohur_ctx *ctx,
                     mohur_trust *trust,
                     mohur__bytes file,
                     const struct mohur__anchor *as);

/* All of a list of this version are there; with 0 none is to be there. */
void
mohur__trust_close(mohur_trust *trust, uint64_t version);

/*
 * SHA-256 over the roles and certificates in order: which store it was.  Of a
 * list also over its version, windows and what need not be known.  It is kept
 * until the store changes; on any thread.  out has 32 bytes.
 */
mohur_status
mohur__trust_digest(mohur_ctx *ctx, const mohur_trust *trust, mohur__span out);

#endif
