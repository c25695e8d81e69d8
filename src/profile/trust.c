/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "profile/handle.h"

#include <string.h>

/*
 * Which profile may follow which: the present authority signs the next one,
 * so does its own; the owner names an authority where there is none.
 */

mohur_status
mohur__authority_named(mohur_ctx *ctx,
                       const mohur_profile_trust *trust,
                       struct mohur__authority *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            trust->keys_len <= MOHUR__AUTHORITY_MAX &&
                trust->threshold <= trust->keys_len &&
                (trust->keys != NULL || trust->keys_len == 0),
            MOHUR_E_ARGUMENT,
            "an authority has 1 to %d keys, and a threshold of at most so many",
            MOHUR__AUTHORITY_MAX);
    for (size_t i = 0; i < trust->keys_len; i++) {
        TRY(mohur__vkey_parse(ctx, mohur__bytes_text(trust->keys[i]),
                              &out->keys[i]));
        for (size_t j = 0; j < i; j++) {
            REQUIRE(ctx, !mohur__vkey_same(&out->keys[i], &out->keys[j]),
                    MOHUR_E_ARGUMENT, "the authority has one key twice");
        }
    }
    out->keys_len  = trust->keys_len;
    out->threshold = trust->threshold != 0 ? trust->threshold : trust->keys_len;

out:
    return st;
}

/* ---- who signed ---- */

static mohur_status
count_signed(mohur_ctx *ctx,
             const mohur_profile *next,
             const struct mohur__authority *by,
             uint32_t *out_signed,
             uint32_t *out_needed)
{
    mohur_status st = MOHUR_OK;
    uint32_t bits   = 0;

    *out_needed = (uint32_t)by->threshold;
    TRY(mohur__note_verify(ctx, &next->note, by->keys, by->keys_len, &bits));
    *out_signed = (uint32_t)mohur__note_count(bits);

out:
    return st;
}

static mohur_status
count_all(mohur_ctx *ctx,
          const struct mohur__offer *offer,
          mohur_profile_findings *out)
{
    mohur_status st             = MOHUR_OK;
    const struct mohur__body *b = &offer->next->body;

    TRY(count_signed(ctx, offer->next, &b->authority, &out->own_signed,
                     &out->own_needed));
    TRY(count_signed(ctx, offer->next, offer->named, &out->named_signed,
                     &out->named_needed));
    if (offer->present != NULL) {
        b = &offer->present->body;
        TRY(count_signed(ctx, offer->next, &b->authority, &out->present_signed,
                         &out->present_needed));
        TRY(count_signed(ctx, offer->next, &b->recovery, &out->recovery_signed,
                         &out->recovery_needed));
    }

out:
    return st;
}

/* A threshold of zero is nobody, which is never enough. */
static bool
enough(uint32_t have, uint32_t needed)
{
    return needed > 0 && have >= needed;
}

static bool
same_authority(const struct mohur__authority *a,
               const struct mohur__authority *b)
{
    bool same = a->threshold == b->threshold && a->keys_len == b->keys_len;

    for (size_t i = 0; same && i < a->keys_len; i++) {
        same = mohur__vkey_same(&a->keys[i], &b->keys[i]) &&
               mohur__bytes_equal(a->keys[i].name, b->keys[i].name);
    }
    return same;
}

/* ---- which may follow ---- */

static mohur_status
judge_named(mohur_ctx *ctx,
            const struct mohur__offer *offer,
            mohur_profile_findings *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, out->named_needed > 0, MOHUR_E_UNTRUSTED,
            "%s is of another authority; name its keys to accept it",
            offer->next->policy->id);
    REQUIRE(ctx, enough(out->named_signed, out->named_needed),
            MOHUR_E_UNTRUSTED, "%u of the named authority signed, not %u",
            out->named_signed, out->named_needed);
    out->change = MOHUR_PROFILE_NAMED;

out:
    return st;
}

/* A later version of the profile that is in force. */
static mohur_status
judge_later(mohur_ctx *ctx,
            const struct mohur__offer *offer,
            mohur_profile_findings *out)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__body *now  = &offer->present->body;
    const struct mohur__body *next = &offer->next->body;
    bool recovers = enough(out->recovery_signed, out->recovery_needed);

    REQUIRE(ctx,
            next->policy.version != now->policy.version + 1 ||
                (next->supersedes_any &&
                 mohur__bytes_equal(MOHUR__BYTES(next->supersedes),
                                    MOHUR__BYTES(now->policy.hash))),
            MOHUR_E_UNTRUSTED,
            "the profile supersedes another version %llu than the present one",
            (unsigned long long)now->policy.version);
    REQUIRE(ctx, recovers || enough(out->present_signed, out->present_needed),
            MOHUR_E_UNTRUSTED,
            "%u of the present authority signed the profile, not %u",
            out->present_signed, out->present_needed);
    REQUIRE(ctx, recovers || same_authority(&now->recovery, &next->recovery),
            MOHUR_E_UNTRUSTED,
            "the recovery keys change, and they did not sign that");
    out->change = enough(out->present_signed, out->present_needed)
                      ? MOHUR_PROFILE_UPDATE
                      : MOHUR_PROFILE_RECOVERY;

out:
    return st;
}

/* An earlier one: only on demand, and only what was in force or is signed. */
static mohur_status
judge_earlier(mohur_ctx *ctx,
              const struct mohur__offer *offer,
              mohur_profile_findings *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, offer->forced, MOHUR_E_ROLLBACK,
            "version %llu of the profile is older than %llu, which is in force",
            (unsigned long long)offer->next->policy->version,
            (unsigned long long)offer->present->policy->version);
    REQUIRE(ctx,
            offer->known || enough(out->present_signed, out->present_needed) ||
                enough(out->recovery_signed, out->recovery_needed),
            MOHUR_E_UNTRUSTED,
            "the older profile was never in force here, and the present "
            "authority did not sign it");
    out->change = MOHUR_PROFILE_STEP_BACK;

out:
    return st;
}

/* The same version: the same, or two truths. */
static mohur_status
judge_same(mohur_ctx *ctx,
           const struct mohur__offer *offer,
           mohur_profile_findings *out)
{
    mohur_status st = MOHUR_OK;

    if (mohur__bytes_equal(MOHUR__BYTES(offer->next->policy->hash),
                           MOHUR__BYTES(offer->present->policy->hash))) {
        out->change = MOHUR_PROFILE_SAME;
        return MOHUR_OK;
    }
    REQUIRE(ctx, enough(out->present_signed, out->present_needed),
            MOHUR_E_UNTRUSTED,
            "the profile is another version %llu, which the present authority "
            "did not sign",
            (unsigned long long)offer->next->policy->version);
    out->change = MOHUR_PROFILE_CONFLICT;
    FAIL(ctx, MOHUR_E_UNTRUSTED,
         "the authority signed two profiles of version %llu; ask it which",
         (unsigned long long)offer->next->policy->version);

out:
    return st;
}

static mohur_status
judge_order(mohur_ctx *ctx,
            const struct mohur__offer *offer,
            mohur_profile_findings *out)
{
    const struct mohur__policy *next = offer->next->policy;
    const struct mohur__policy *now =
        offer->present != NULL ? offer->present->policy : NULL;

    if (now == NULL || offer->present->file == NULL ||
        strcmp(now->id, next->id) != 0) {
        return judge_named(ctx, offer, out);
    }
    if (next->version == now->version) {
        return judge_same(ctx, offer, out);
    }
    return next->version > now->version ? judge_later(ctx, offer, out)
                                        : judge_earlier(ctx, offer, out);
}

mohur_status
mohur__offer_judge(mohur_ctx *ctx,
                   const struct mohur__offer *offer,
                   mohur_profile_findings *out)
{
    mohur_status st = MOHUR_OK;

    *out = (mohur_profile_findings)MOHUR_PROFILE_FINDINGS_INIT;
    REQUIRE(ctx, offer->next->file != NULL, MOHUR_E_ARGUMENT,
            "the built-in profile is not accepted, it is there");
    TRY(count_all(ctx, offer, out));
    REQUIRE(ctx, enough(out->own_signed, out->own_needed), MOHUR_E_UNTRUSTED,
            "%u of its own authority signed the profile, not %u",
            out->own_signed, out->own_needed);
    TRY(judge_order(ctx, offer, out));

out:
    return st;
}
