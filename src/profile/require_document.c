/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/decide.h"
#include "profile/force.h"

/*
 * What the profiles in force say about documents: one for each store that is
 * open, the strictest of them; with none, the built-in one.
 */
enum {
    TSA_SKEW = 300 /* unless it is said */
};

/* Ask each of them; the built-in one if there is no other. */
typedef void
asker(const struct mohur__document_policy *d, void *user);

static void
ask_each(const mohur_ctx *ctx, asker *ask, void *user)
{
    int64_t now = mohur__force_time(ctx);

    if (ctx->force == NULL) {
        ask(&mohur__policy_builtin.document, user);
    }
    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        ask(&mohur__force_policy(f, now)->document, user);
    }
}

static void
ask_nonce(const struct mohur__document_policy *d, void *user)
{
    enum mohur__nonce_rule *rule = user;

    if (d->ocsp_nonce == MOHUR__NONCE_REQUIRED ||
        (d->ocsp_nonce == MOHUR__NONCE_IF_PRESENT &&
         *rule == MOHUR__NONCE_IGNORED)) {
        *rule = (enum mohur__nonce_rule)d->ocsp_nonce;
    }
}

enum mohur__nonce_rule
mohur__profile_ocsp_nonce(const mohur_ctx *ctx)
{
    enum mohur__nonce_rule rule = MOHUR__NONCE_IGNORED;

    ask_each(ctx, ask_nonce, &rule);
    return rule;
}

static void
ask_sha_1_name(const struct mohur__document_policy *d, void *user)
{
    bool *allowed = user;

    *allowed = *allowed && d->signing_certificate_v1;
}

bool
mohur__profile_sha_1_name(const mohur_ctx *ctx)
{
    bool allowed = true;

    ask_each(ctx, ask_sha_1_name, &allowed);
    return allowed;
}

static void
ask_ber_outer(const struct mohur__document_policy *d, void *user)
{
    bool *allowed = user;

    *allowed = *allowed && d->ber_outer;
}

bool
mohur__profile_ber_outer(const mohur_ctx *ctx)
{
    bool allowed = true;

    ask_each(ctx, ask_ber_outer, &allowed);
    return allowed;
}

static void
ask_tsa_skew(const struct mohur__document_policy *d, void *user)
{
    int64_t *least = user;
    int64_t said   = d->has_tsa_skew ? (int64_t)d->tsa_skew : TSA_SKEW;

    *least = said < *least ? said : *least;
}

int64_t
mohur__profile_skew(const mohur_ctx *ctx)
{
    int64_t least = INT64_MAX;

    ask_each(ctx, ask_tsa_skew, &least);
    return least;
}

static void
ask_revocation_age(const struct mohur__document_policy *d, void *user)
{
    int64_t *least = user;

    if (d->revocation_age != 0 && d->revocation_age < *least) {
        *least = d->revocation_age;
    }
}

int64_t
mohur__profile_revocation_age(const mohur_ctx *ctx)
{
    int64_t least = INT64_MAX;

    ask_each(ctx, ask_revocation_age, &least);
    return least;
}

static void
ask_min_level(const struct mohur__document_policy *d, void *user)
{
    uint8_t *most = user;

    *most = d->min_level > *most ? d->min_level : *most;
}

uint8_t
mohur__profile_min_level(const mohur_ctx *ctx)
{
    uint8_t most = 0;

    ask_each(ctx, ask_min_level, &most);
    return most;
}

bool
mohur__profile_loose_mimetype(const mohur_ctx *ctx)
{
    int64_t now = mohur__force_time(ctx);
    bool loose  = ctx->force != NULL;

    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        loose = loose && mohur__force_policy(f, now)->document.loose_mimetype;
    }
    return loose;
}

enum mohur__restored
mohur__profile_restored(const mohur_ctx *ctx)
{
    int64_t now = mohur__force_time(ctx);
    bool passes = ctx->force != NULL;
    bool fails  = false;

    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        uint8_t said = mohur__force_policy(f, now)->document.suspended_restored;

        passes = passes && said == MOHUR__RESTORED_PASSES;
        fails  = fails || said == MOHUR__RESTORED_FAILS;
    }
    return fails    ? MOHUR__RESTORED_FAILS
           : passes ? MOHUR__RESTORED_PASSES
                    : MOHUR__RESTORED_OPEN;
}

bool
mohur__profile_any_trust_list(const mohur_ctx *ctx)
{
    int64_t now = mohur__force_time(ctx);
    bool any    = true;

    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        const struct mohur__policy *p = mohur__force_policy(f, now);

        any =
            any && (p == &mohur__policy_builtin || p->document.any_trust_list);
    }
    return any;
}

bool
mohur__profile_fin(const mohur_ctx *ctx, const char **oid, const char **prefix)
{
    int64_t now                            = mohur__force_time(ctx);
    const struct mohur__document_policy *d = NULL;
    bool same                              = true;

    d       = &mohur__force_policy(ctx->force, now)->document;
    *oid    = d->fin_oid;
    *prefix = d->fin_prefix;
    for (const struct mohur__force *f = ctx->force; f != NULL; f = f->next) {
        d    = &mohur__force_policy(f, now)->document;
        same = same &&
               mohur__bytes_equal(mohur__bytes_text(d->fin_oid),
                                  mohur__bytes_text(*oid)) &&
               mohur__bytes_equal(mohur__bytes_text(d->fin_prefix),
                                  mohur__bytes_text(*prefix));
    }
    return same;
}
