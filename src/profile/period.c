/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/period.h"

#include "profile/force.h"

/* The profile of the store that was unlocked last. */
static const struct mohur__policy *
policy_of(const mohur_ctx *ctx)
{
    return mohur__force_policy(ctx->force, mohur__force_time(ctx));
}

uint32_t
mohur__profile_period_days(const mohur_ctx *ctx,
                           uint32_t purpose,
                           uint8_t level)
{
    return purpose >= 1 && purpose <= MOHUR__PERIODS
               ? mohur__policy_level(policy_of(ctx), level)
                     ->period_days[purpose - 1]
               : 0;
}

uint32_t
mohur__profile_latency_s(const mohur_ctx *ctx)
{
    uint32_t seconds = policy_of(ctx)->limits.revocation_latency_s;

    return seconds > 0 ? seconds : 1; /* for less, no key could be used */
}

uint32_t
mohur__profile_destroy_wait_days(const mohur_ctx *ctx)
{
    return policy_of(ctx)->limits.destroy_wait_days;
}
