/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/options.h"
#include "keystore/slot_shown.h"
#include "keystore/store.h"
#include "profile/decide.h"
#include "profile/handle.h"

/* A new store, under the profiles in force or one that it follows at once. */

/* May a store be made that protects keys in this way, and under what? */
static mohur_status
profile_allows(mohur_ctx *ctx, struct mohur__store_seed *seed)
{
    mohur_status st   = MOHUR_OK;
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation = MOHUR_OP_PASSPHRASE;
    ask.alg       = MOHUR_ALG_ARGON2ID;
    ask.m_kib     = seed->cost.m_kib;
    ask.t         = seed->cost.t;
    TRY(mohur__profile_require(ctx, &ask));
    TRY(mohur__suite_choose(ctx, MOHUR__SUITE_NONE, &seed->suite));

out:
    return st;
}

/* The same, asked as if the store were there and followed its profile. */
static mohur_status
own_profile_allows(mohur_ctx *ctx, struct mohur__store_seed *seed)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__force force = {0};

    TRY(mohur__profile_read(ctx, mohur__profile_file(seed->profile),
                            &force.profiles[0]));
    force.profiles_len = 1;
    mohur__force_enter(ctx, &force);
    TRY(profile_allows(ctx, seed));

out:
    mohur__force_leave(ctx, &force);
    mohur__force_clear(&force);
    return st;
}

static mohur_status
create(mohur_ctx *ctx,
       const mohur_keystore_options *options,
       const mohur_profile *profile,
       mohur_keystore **out)
{
    mohur_status st               = MOHUR_OK;
    mohur_keystore_options o      = MOHUR_KEYSTORE_OPTIONS_INIT;
    struct mohur__store_seed seed = {.profile = profile};

    TRY(mohur__store_options(ctx, options, &o));
    TRY(mohur__passphrase_check(ctx, o.passphrase, o.passphrase_len));
    seed.passphrase = mohur__bytes_of(o.passphrase, o.passphrase_len);
    seed.cost.m_kib = o.m_kib != 0 ? o.m_kib : MOHUR__PWHASH_DEFAULT_M_KIB;
    seed.cost.t     = o.t != 0 ? o.t : MOHUR__PWHASH_DEFAULT_T;
    TRY(profile != NULL ? own_profile_allows(ctx, &seed)
                        : profile_allows(ctx, &seed));
    TRY(mohur__pwhash_check(ctx, seed.cost));
    TRY(mohur__store_create(ctx, o.path, &seed, out));

out:
    return st;
}

mohur_status
mohur_keystore_create(mohur_ctx *ctx,
                      const mohur_keystore_options *options,
                      mohur_keystore **out)
{
    mohur_status st = MOHUR_OK;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(create(ctx, options, NULL, out));

out:
    return st;
}

/* As the first profile that a store without one would accept. */
static mohur_status
profile_judge(mohur_ctx *ctx,
              const mohur_profile *profile,
              const mohur_profile_trust *trust)
{
    mohur_status st               = MOHUR_OK;
    mohur_profile_trust t         = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found  = MOHUR_PROFILE_FINDINGS_INIT;
    struct mohur__authority named = {0};
    struct mohur__offer offer     = {.next = profile, .named = &named};

    TRY(mohur__profile_check(ctx, profile));
    TRY(mohur__options_check(ctx, trust, sizeof t, &t));
    TRY(mohur__authority_named(ctx, &t, &named));
    TRY(mohur__offer_judge(ctx, &offer, &found));

out:
    return st;
}

mohur_status
mohur_keystore_create_under(mohur_ctx *ctx,
                            const mohur_keystore_options *options,
                            const mohur_profile *profile,
                            const mohur_profile_trust *trust,
                            mohur_keystore **out)
{
    mohur_status st = MOHUR_OK;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(profile_judge(ctx, profile, trust));
    TRY(create(ctx, options, profile, out));

out:
    return st;
}
