/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "profile/period.h"
#include <mohur/key.h>

/* What the profile in force says of times. */

static void
keys_protect_for_less_long_at_the_highest_level(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(1095,
                 mohur__profile_period_days(t->ctx, MOHUR_PURPOSE_SIGN, 0));
    CHECK_NUMBER(1095,
                 mohur__profile_period_days(t->ctx, MOHUR_PURPOSE_SEAL, 2));
    CHECK_NUMBER(730,
                 mohur__profile_period_days(t->ctx, MOHUR_PURPOSE_WRAP, 1));
    CHECK_NUMBER(730,
                 mohur__profile_period_days(t->ctx, MOHUR_PURPOSE_SIGN, 3));
    CHECK_NUMBER(365,
                 mohur__profile_period_days(t->ctx, MOHUR_PURPOSE_WRAP, 3));
}

static void
nothing_is_said_of_purposes_that_are_none(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(0, mohur__profile_period_days(t->ctx, 0, 0));
    CHECK_NUMBER(0, mohur__profile_period_days(t->ctx, 4, 0));
}

static void
a_revocation_is_everywhere_in_five_seconds(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(5, mohur__profile_latency_s(t->ctx));
}

static void
destroying_waits_for_thirty_days(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(30, mohur__profile_destroy_wait_days(t->ctx));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keys_protect_for_less_long_at_the_highest_level),
        CASE(nothing_is_said_of_purposes_that_are_none),
        CASE(a_revocation_is_everywhere_in_five_seconds),
        CASE(destroying_waits_for_thirty_days),
    };
    return cmocka_run_group_tests_name("times of the profile", cases, NULL,
                                       NULL);
}
