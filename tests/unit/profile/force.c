/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/force.h"

#include "check.h"
#include "note_kit.h"
#include "profile/decide.h"

/* Profiles of the stores that are open in a context. */

static mohur_status
sign_with_ed25519(struct fixture *t)
{
    mohur__error_clear(t->ctx);
    return mohur__profile_allow(t->ctx, MOHUR_OP_SIGN, MOHUR_ALG_ED25519,
                                MOHUR_ALG_NONE, 0);
}

static void
is_the_built_in_one_without_a_store(void **state)
{
    struct fixture *t         = *state;
    struct mohur__force empty = {0};

    CHECK_TEXT("az-reference-1", mohur__force_policy(NULL, 0)->id);
    CHECK_TEXT("az-reference-1", mohur__force_policy(&empty, 0)->id);
    CHECK_OK(sign_with_ed25519(t));
}

static void
asks_every_store_that_is_open(void **state)
{
    struct fixture *t         = *state;
    struct mohur__force lax   = {0};
    struct mohur__force other = {0};

    other.profiles[other.profiles_len++] = kit_profile(t, NULL, "ab");
    t->now                               = KIT_EFFECTIVE;
    mohur__force_enter(t->ctx, &other);
    CHECK_STATUS(MOHUR_E_POLICY, sign_with_ed25519(t));
    mohur__force_enter(t->ctx, &lax);
    CHECK_STATUS(MOHUR_E_POLICY, sign_with_ed25519(t));
    mohur__force_leave(t->ctx, &other);
    CHECK_OK(sign_with_ed25519(t));
    mohur__force_leave(t->ctx, &lax);
    mohur__force_leave(t->ctx, &lax);
    CHECK(t->ctx->force == NULL);
    mohur__force_clear(&other);
}

static void
takes_over_on_its_date(void **state)
{
    struct fixture *t         = *state;
    struct mohur__force force = {0};

    force.profiles[force.profiles_len++] = kit_profile(t, NULL, "ab");
    CHECK_NUMBER(1, mohur__force_policy(&force, KIT_EFFECTIVE - 1)->version);
    CHECK_NUMBER(12, mohur__force_policy(&force, KIT_EFFECTIVE)->version);
    mohur__force_clear(&force);
    CHECK_NUMBER(1, mohur__force_policy(&force, KIT_EFFECTIVE)->version);
}

static void
goes_by_the_last_change_where_the_clock_is_behind(void **state)
{
    struct fixture *t         = *state;
    struct mohur__force force = {.facts = {.last_time = FIXTURE_NOW + 9}};

    mohur__force_enter(t->ctx, &force);
    CHECK_NUMBER(FIXTURE_NOW + 9, mohur__force_time(t->ctx));
    t->now = FIXTURE_NOW + 10;
    CHECK_NUMBER(FIXTURE_NOW + 10, mohur__force_time(t->ctx));
    mohur__force_leave(t->ctx, &force);
}

/* A store with two factors, dual control and an anchor reaches level 3. */
static void
adds_what_the_store_says_of_itself(void **state)
{
    struct fixture *t         = *state;
    struct mohur__force force = {.facts = {.factors      = 2,
                                           .dual_control = true,
                                           .anchor       = MOHUR_ANCHOR_LOCAL}};
    mohur_request ask         = MOHUR_REQUEST_INIT;

    ask.alg           = MOHUR_ALG_ECDSA_P256;
    ask.level         = 3;
    ask.memory_locked = true;
    CHECK_STATUS(MOHUR_E_POLICY, mohur__profile_require(t->ctx, &ask));
    mohur__error_clear(t->ctx);
    mohur__force_enter(t->ctx, &force);
    CHECK_OK(mohur__profile_require(t->ctx, &ask));
    mohur__force_leave(t->ctx, &force);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_built_in_one_without_a_store),
        CASE(asks_every_store_that_is_open),
        CASE(takes_over_on_its_date),
        CASE(goes_by_the_last_change_where_the_clock_is_behind),
        CASE(adds_what_the_store_says_of_itself),
    };
    return cmocka_run_group_tests_name("the profile in force", cases, NULL,
                                       NULL);
}
