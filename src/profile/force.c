/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/force.h"

#include "base/guard.h"
#include "crypto/hash.h"
#include "profile/handle.h"

void
mohur__force_enter(mohur_ctx *ctx, struct mohur__force *force)
{
    mohur__force_leave(ctx, force);
    force->next = ctx->force;
    ctx->force  = force;
}

void
mohur__force_leave(mohur_ctx *ctx, struct mohur__force *force)
{
    struct mohur__force **at = &ctx->force;

    while (*at != NULL && *at != force) {
        at = &(*at)->next;
    }
    if (*at != NULL) {
        *at         = force->next;
        force->next = NULL;
    }
}

void
mohur__force_clear(struct mohur__force *force)
{
    for (size_t i = 0; i < force->profiles_len; i++) {
        mohur_profile_free(force->profiles[i]);
    }
    force->profiles_len = 0;
}

/* NULL: the built-in one. */
static mohur_profile *
profile_at(const struct mohur__force *force, int64_t now)
{
    for (size_t i = 0; force != NULL && i < force->profiles_len; i++) {
        if (force->profiles[i]->policy->effective <= now) {
            return force->profiles[i];
        }
    }
    return NULL;
}

const struct mohur__policy *
mohur__force_policy(const struct mohur__force *force, int64_t now)
{
    const mohur_profile *p = profile_at(force, now);

    return p != NULL ? p->policy : &mohur__policy_builtin;
}

int64_t
mohur__force_next(const struct mohur__force *force, int64_t after)
{
    int64_t first = INT64_MAX;

    for (size_t i = 0; i < force->profiles_len; i++) {
        int64_t t = force->profiles[i]->policy->effective;

        first = t > after && t < first ? t : first;
    }
    return first;
}

mohur_status
mohur__force_profile(mohur_ctx *ctx,
                     const struct mohur__force *force,
                     int64_t now,
                     mohur_profile **out)
{
    mohur_profile *p = profile_at(force, now);

    if (p == NULL) {
        return mohur__profile_new(ctx, out);
    }
    atomic_fetch_add(&p->refs, 1);
    *out = p;
    return MOHUR_OK;
}

mohur_status
mohur__force_hash(mohur_ctx *ctx, uint8_t out[MOHUR__FORCE_HASH_LEN])
{
    mohur_status st         = MOHUR_OK;
    struct mohur__hasher *h = NULL;
    int64_t now             = mohur__force_time(ctx);

    if (ctx->force == NULL || ctx->force->next == NULL) {
        mohur__copy(mohur__span_of(out, MOHUR__FORCE_HASH_LEN),
                    MOHUR__BYTES(mohur__force_policy(ctx->force, now)->hash));
        return MOHUR_OK;
    }
    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        TRY(mohur__hasher_update(
            h, MOHUR__BYTES(mohur__force_policy(f, now)->hash)));
    }
    TRY(mohur__hasher_finish(h, mohur__span_of(out, MOHUR__FORCE_HASH_LEN)));

out:
    mohur__hasher_free(h);
    return st;
}

void
mohur__force_facts(const struct mohur__force *force, mohur_request *request)
{
    const struct mohur__facts *facts = &force->facts;

    if (facts->factors > request->factors) {
        request->factors = facts->factors;
    }
    if (facts->anchor > request->anchor) {
        request->anchor = facts->anchor;
    }
    request->dual_control = request->dual_control || facts->dual_control;
}

int64_t
mohur__force_time(const mohur_ctx *ctx)
{
    int64_t now = mohur__now(ctx);

    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        now = f->facts.last_time > now ? f->facts.last_time : now;
    }
    return now;
}
