/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_STANDING_H
#define MOHUR_SRC_X509_STANDING_H

#include "base/bytes.h"

/*
 * What genuine revocation data comes to for one certificate at one time: the
 * table of docs/formats/document.md, and nothing of certificates or DER.
 */

/* What one piece says.  Times are seconds since 1970 UTC. */
struct mohur__statement {
    int64_t this_update;
    int64_t next_update; /* INT64_MAX: it does not say */
    int64_t reaches;     /* still knows what ended since then; or INT64_MAX */
    bool revoked;
    int64_t date; /* since when */
    uint32_t reason;
    int64_t invalid; /* not to be relied on since then; or INT64_MAX */
};

enum mohur__standing_kind {
    MOHUR__STANDING_UNKNOWN = 0, /* nothing speaks about that time */
    MOHUR__STANDING_GOOD,
    MOHUR__STANDING_REVOKED,
    MOHUR__STANDING_SUSPENDED, /* and nothing newer says otherwise */
    MOHUR__STANDING_RESTORED   /* suspended then, restored since */
};

struct mohur__standing {
    enum mohur__standing_kind kind;
    int64_t since; /* revoked or suspended; 0: neither */
    int64_t until; /* suspended: when there will be news; restored: known to
                      be so since; 0: not said */
    uint32_t reason;
    int64_t revoked_later; /* after the time in question; 0: not */
    uint32_t later_reason;
    int64_t suspended_later; /* the same */
};

struct mohur__standing_question {
    int64_t at; /* the time in question */
    int64_t now;
    int64_t skew;      /* seconds that who says it may be ahead of now */
    int64_t not_after; /* of the certificate */
    int64_t fresh_for; /* seconds; 0: as long as a statement says itself */
};

/* Judge; sorts the statements by when they were made. */
struct mohur__standing
mohur__standing_judge(struct mohur__statement *statements,
                      size_t n,
                      const struct mohur__standing_question *q);

#endif
