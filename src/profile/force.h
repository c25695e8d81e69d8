/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_FORCE_H
#define MOHUR_SRC_PROFILE_FORCE_H

#include "base/ctx.h"
#include "profile/rules.h"

/*
 * What is in force in a context: a link for each store that is unlocked in
 * it, with the profiles that the store accepted and what it says of itself.
 * An operation must be allowed by all of them; where no store is open, by the
 * built-in profile.
 */
enum {
    MOHUR__FORCE_MAX      = 8, /* the one in force, and those ahead of it */
    MOHUR__FORCE_HASH_LEN = 32
};

/* What a level asks of a store. */
struct mohur__facts {
    uint8_t factors; /* that unlocked it */
    bool dual_control;
    mohur_anchor anchor;
    int64_t last_time; /* of its last change: the clock was there */
};

struct mohur__force {
    struct mohur__force *next;
    mohur_profile *profiles[MOHUR__FORCE_MAX]; /* the last accepted first */
    size_t profiles_len;
    struct mohur__facts facts;
};

/* Add a link to its context; take it out, which may be done twice. */
void
mohur__force_enter(mohur_ctx *ctx, struct mohur__force *force);
void
mohur__force_leave(mohur_ctx *ctx, struct mohur__force *force);

/* Release the profiles, which leaves the built-in one. */
void
mohur__force_clear(struct mohur__force *force);

/*
 * The profile of a store at a time: the last accepted one that is effective,
 * so that one that was accepted ahead takes over by itself.  NULL is no store.
 */
const struct mohur__policy *
mohur__force_policy(const struct mohur__force *force, int64_t now);

/* When a profile that was accepted ahead takes over; INT64_MAX if none does. */
int64_t
mohur__force_next(const struct mohur__force *force, int64_t after);

/* The same as a handle, of which *out is one more reference. */
mohur_status
mohur__force_profile(mohur_ctx *ctx,
                     const struct mohur__force *force,
                     int64_t now,
                     mohur_profile **out);

/*
 * SHA-256 of the text of the profile in force: zeros for the built-in one.  Of
 * several stores the hash over theirs, the one that was opened last first.
 */
mohur_status
mohur__force_hash(mohur_ctx *ctx, uint8_t out[MOHUR__FORCE_HASH_LEN]);

/* Fill in what the store says of itself. */
void
mohur__force_facts(const struct mohur__force *force, mohur_request *request);

/* The later of the clock and the last change of any store that is open. */
int64_t
mohur__force_time(const mohur_ctx *ctx);

#endif
