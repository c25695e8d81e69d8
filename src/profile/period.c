/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/period.h"

#include "profile/rules.h"

/* Until profiles are read from files, the one in force is the built-in one. */
static const struct mohur__policy *
policy_of(const mohur_ctx *ctx)
{
    (void)ctx;
    return &mohur__policy_builtin;
}

uint32_t
mohur__profile_period_days(const mohur_ctx *ctx,
                           uint32_t purpose,
                           uint8_t level)
{
    const struct mohur__policy *policy = policy_of(ctx);
    uint32_t days                      = 0;

    if (purpose < 1 || purpose > MOHUR__PERIODS) {
        return 0;
    }
    for (size_t i = 0; i < policy->level_policy_len; i++) {
        if (policy->level_policy[i].level <= level) {
            days = policy->level_policy[i].period_days[purpose - 1];
        }
    }
    return days;
}

uint32_t
mohur__profile_latency_s(const mohur_ctx *ctx)
{
    return policy_of(ctx)->limits.revocation_latency_s;
}

uint32_t
mohur__profile_destroy_wait_days(const mohur_ctx *ctx)
{
    return policy_of(ctx)->limits.destroy_wait_days;
}
