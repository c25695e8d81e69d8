/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_REVOCATION_H
#define MOHUR_SRC_X509_REVOCATION_H

#include "x509/evidence.h"
#include "x509/path.h"
#include "x509/standing.h"

/*
 * Was any certificate of a path revoked at a time?  Evidence is believed when
 * it is signed by the issuer, or by somebody whom the issuer names and whose
 * own path leads to the same anchor.  Without evidence the answer is
 * TRY_LATER, never a yes.
 */
enum {
    MOHUR__REVOCATION_CHECKS_MAX = 512, /* signatures, for one question */
    MOHUR__REVOCATION_USED_MAX   = 32   /* pieces that are told of */
};

/*
 * Ask for what is missing about a certificate, at one address after another;
 * adds to the list, or not.  *out_more false: there is no such address.
 */
struct mohur__evidence_asker {
    mohur_status (*ask)(void *user,
                        const struct mohur__cert *cert,
                        const struct mohur__cert *issuer,
                        size_t round,
                        struct mohur__evidence_list *list,
                        bool *out_more);
    void *user;
};

struct mohur__revocation_request {
    const struct mohur__path *path; /* of genuine signatures */
    const struct mohur__cert *pool; /* certificates to build with */
    size_t pool_len;
    const mohur_trust *trust;
    uint32_t role; /* of the anchor */
    int64_t at;    /* seconds since 1970 UTC */
    int64_t now;   /* of validation; 0: the clock's */
    bool proven;   /* something proves that what was signed is that old */
    struct mohur__evidence_list *evidence;
    struct mohur__evidence_asker asker; /* its ask NULL: nobody to ask */
};

/* A piece that was believed, and what it says. */
struct mohur__evidence_used {
    const struct mohur__evidence *evidence;
    size_t about; /* which certificate of the path */
    int64_t produced_at;
    struct mohur__statement says;
};

struct mohur__revocation {
    mohur_why why;                   /* NONE: nothing was revoked */
    const char *detail;              /* a sentence on why not.  Static */
    size_t at_fault;                 /* which certificate of the path */
    struct mohur__standing standing; /* of that one; else of the signer */
    uint32_t later_reason;           /* of revoked_later */
    int64_t revoked_later;   /* the first date after the time in question */
    int64_t suspended_later; /* for any of them; 0: none */
    struct mohur__evidence_used used[MOHUR__REVOCATION_USED_MAX];
    size_t used_len;
};

/* MOHUR_OK: *out says what came of it.  Marks the pieces it believed. */
mohur_status
mohur__revocation_check(mohur_ctx *ctx,
                        const struct mohur__revocation_request *request,
                        struct mohur__revocation *out);

#endif
