/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "profile/rules.h"

/* The handle on a profile, and the public question to it. */
struct mohur_profile {
    uint32_t magic;
    const struct mohur__policy *policy;
};

static bool
is_profile(const mohur_profile *profile)
{
    return profile != NULL && profile->magic == MOHUR__MAGIC_PROFILE;
}

mohur_status
mohur_profile_builtin(mohur_ctx *ctx, mohur_profile **out)
{
    mohur_status st        = MOHUR_OK;
    mohur_profile *profile = NULL;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(MOHUR__NEW(ctx, &profile));
    profile->magic  = MOHUR__MAGIC_PROFILE;
    profile->policy = &mohur__policy_builtin;
    *out            = profile;

out:
    return st;
}

const char *
mohur_profile_id(const mohur_profile *profile)
{
    return is_profile(profile) ? profile->policy->id : "";
}

mohur_status
mohur_profile_decide(mohur_ctx *ctx,
                     const mohur_profile *profile,
                     const mohur_request *request,
                     mohur_decision *out)
{
    mohur_status st     = MOHUR_OK;
    mohur_request asked = MOHUR_REQUEST_INIT;

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, is_profile(profile), MOHUR_E_ARGUMENT,
            "this is not a profile");
    REQUIRE(ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the decision was not made with its _INIT macro");
    TRY(mohur__options_check(ctx, request, sizeof asked, &asked));
    mohur__policy_decide(profile->policy, &asked, out);

out:
    return st;
}

void
mohur_profile_free(mohur_profile *profile)
{
    if (is_profile(profile)) {
        mohur__free(profile); /* which wipes the magic */
    }
}
