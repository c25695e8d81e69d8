/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/life.h"

/* The life of a version: every way there is, and every one there is not. */

enum {
    NOW    = 1000000,
    STATES = 8,
    WAIT   = 30 * 24 * 3600 /* of the built-in profile */
};

static const char *const names[STATES] = {
    "unknown",     "pre-active",  "active",          "suspended",
    "deactivated", "compromised", "destroy-pending", "destroyed",
};

/* As the table of the design has it: 1 where there is a way. */
static const uint8_t ways[STATES][STATES] = {
    /* to:     -  pre act sus dea com pen des   from */
    /* - */ {0, 0, 0, 0, 0, 0, 0, 0},
    /* pre */ {0, 0, 1, 0, 1, 1, 1, 0},
    /* act */ {0, 0, 0, 1, 1, 1, 0, 0},
    /* sus */ {0, 0, 1, 0, 1, 1, 0, 0},
    /* dea */ {0, 0, 0, 0, 0, 1, 1, 0},
    /* com */ {0, 0, 0, 0, 0, 0, 1, 0},
    /* pen */ {0, 0, 0, 0, 1, 1, 0, 1},
    /* des */ {0, 0, 0, 0, 0, 0, 0, 0},
};

static struct mohur__life
in_state(int state)
{
    return (struct mohur__life){.state = (mohur_key_state)state};
}

static void
goes_every_way_there_is_and_no_other(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;

    for (int from = 1; from < STATES; from++) {
        for (int to = 1; to < STATES; to++) {
            struct mohur__life life = in_state(from);
            mohur_status st         = mohur__life_move(
                t->ctx, &life, (mohur_key_state)to, NOW, &event);
            CHECK_STATUS(ways[from][to] ? MOHUR_OK : MOHUR_E_KEY_STATE, st);
            CHECK_NUMBER(ways[from][to] ? to : from, life.state);
            mohur__error_clear(t->ctx);
        }
    }
}

static void
has_an_event_of_its_own_for_each_way(void **state)
{
    static const struct {
        int from;
        int to;
        enum mohur__event_type event;
    } told[] = {
        {1, 2, MOHUR__EVENT_KEY_ACTIVATE},
        {3, 2, MOHUR__EVENT_KEY_RESUME},
        {2, 3, MOHUR__EVENT_KEY_SUSPEND},
        {2, 4, MOHUR__EVENT_KEY_DEACTIVATE},
        {2, 5, MOHUR__EVENT_KEY_COMPROMISE},
        {4, 6, MOHUR__EVENT_KEY_DESTROY_REQUEST},
        {6, 4, MOHUR__EVENT_KEY_CANCEL},
        {6, 7, MOHUR__EVENT_KEY_DESTROY},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof told / sizeof told[0]; i++) {
        struct mohur__life life      = in_state(told[i].from);
        enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
        CHECK_OK(mohur__life_move(t->ctx, &life, (mohur_key_state)told[i].to,
                                  NOW, &event));
        CHECK_NUMBER(told[i].event, event);
    }
}

static void
refuses_states_that_are_none(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
    struct mohur__life life      = in_state(2);

    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur__life_move(t->ctx, &life, (mohur_key_state)0, NOW, &event));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(
        MOHUR_E_ARGUMENT,
        mohur__life_move(t->ctx, &life, (mohur_key_state)8, NOW, &event));
    mohur__error_clear(t->ctx);
    life.state = (mohur_key_state)9;
    CHECK_STATUS(
        MOHUR_E_KEY_STATE,
        mohur__life_move(t->ctx, &life, MOHUR_KEY_ACTIVE, NOW, &event));
}

static void
begins_and_ends_by_date_to_the_second(void **state)
{
    struct mohur__life life = {
        .state         = MOHUR_KEY_PRE_ACTIVE,
        .activate_at   = NOW,
        .protect_until = NOW + 100,
    };

    (void)state;
    CHECK_NUMBER(MOHUR_KEY_PRE_ACTIVE, mohur__life_now(&life, NOW - 1));
    CHECK_NUMBER(MOHUR_KEY_ACTIVE, mohur__life_now(&life, NOW));
    CHECK_NUMBER(MOHUR_KEY_ACTIVE, mohur__life_now(&life, NOW + 99));
    CHECK_NUMBER(MOHUR_KEY_DEACTIVATED, mohur__life_now(&life, NOW + 100));
    CHECK_NUMBER(MOHUR_KEY_DEACTIVATED,
                 mohur__life_now(&life, INT64_C(253402300799)));
}

static void
does_nothing_by_date_from_other_states(void **state)
{
    (void)state;
    for (int s = MOHUR_KEY_SUSPENDED; s <= MOHUR_KEY_DESTROYED; s++) {
        struct mohur__life life = {
            .state         = (mohur_key_state)s,
            .activate_at   = 1,
            .protect_until = 2,
            .destroy_after = 3,
        };
        CHECK_NUMBER(s, mohur__life_now(&life, NOW));
    }
}

/* The state that a version counts as is the one that it moves from. */
static void
moves_from_the_state_that_it_counts_as(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
    struct mohur__life life      = {
             .state         = MOHUR_KEY_ACTIVE,
             .protect_until = NOW,
    };

    CHECK_STATUS(
        MOHUR_E_KEY_STATE,
        mohur__life_move(t->ctx, &life, MOHUR_KEY_SUSPENDED, NOW, &event));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__life_move(t->ctx, &life, MOHUR_KEY_DESTROY_PENDING, NOW,
                              &event));
}

static void
is_active_at_once_when_activated_early(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
    struct mohur__life life      = {
             .state       = MOHUR_KEY_PRE_ACTIVE,
             .activate_at = NOW + 500,
    };

    CHECK_OK(mohur__life_move(t->ctx, &life, MOHUR_KEY_ACTIVE, NOW, &event));
    CHECK_NUMBER(NOW, life.activate_at);
}

static void
waits_before_it_is_destroyed_unless_it_was_never_used(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
    struct mohur__life used      = in_state(MOHUR_KEY_DEACTIVATED);
    struct mohur__life fresh     = in_state(MOHUR_KEY_PRE_ACTIVE);

    CHECK_OK(mohur__life_move(t->ctx, &used, MOHUR_KEY_DESTROY_PENDING, NOW,
                              &event));
    CHECK_NUMBER(NOW + WAIT, used.destroy_after);
    CHECK_STATUS(MOHUR_E_DATE,
                 mohur__life_move(t->ctx, &used, MOHUR_KEY_DESTROYED,
                                  NOW + WAIT - 1, &event));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__life_move(t->ctx, &used, MOHUR_KEY_DESTROYED, NOW + WAIT,
                              &event));
    CHECK_OK(mohur__life_move(t->ctx, &fresh, MOHUR_KEY_DESTROY_PENDING, NOW,
                              &event));
    CHECK_OK(
        mohur__life_move(t->ctx, &fresh, MOHUR_KEY_DESTROYED, NOW, &event));
}

static void
stays_compromised_when_its_destruction_is_cancelled(void **state)
{
    struct fixture *t            = *state;
    enum mohur__event_type event = MOHUR__EVENT_STORE_CREATE;
    struct mohur__life life      = in_state(MOHUR_KEY_ACTIVE);

    CHECK_OK(
        mohur__life_move(t->ctx, &life, MOHUR_KEY_COMPROMISED, NOW, &event));
    CHECK_NUMBER(NOW, life.compromised_at);
    CHECK_OK(mohur__life_move(t->ctx, &life, MOHUR_KEY_DESTROY_PENDING, NOW + 1,
                              &event));
    CHECK_OK(mohur__life_move(t->ctx, &life, MOHUR_KEY_DEACTIVATED, NOW + 2,
                              &event));
    CHECK_NUMBER(MOHUR_KEY_COMPROMISED, life.state);
    CHECK_NUMBER(NOW, life.compromised_at);
    CHECK_NUMBER(0, life.destroy_after);
}

static void
has_a_name_in_each_state(void **state)
{
    (void)state;
    for (int s = 0; s < STATES; s++) {
        CHECK_TEXT(names[s], mohur__life_name((mohur_key_state)s));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(goes_every_way_there_is_and_no_other),
        CASE(has_an_event_of_its_own_for_each_way),
        CASE(refuses_states_that_are_none),
        CASE(begins_and_ends_by_date_to_the_second),
        CASE(does_nothing_by_date_from_other_states),
        CASE(moves_from_the_state_that_it_counts_as),
        CASE(is_active_at_once_when_activated_early),
        CASE(waits_before_it_is_destroyed_unless_it_was_never_used),
        CASE(stays_compromised_when_its_destruction_is_cancelled),
        CASE(has_a_name_in_each_state),
    };
    return cmocka_run_group_tests_name("the life of a version", cases, NULL,
                                       NULL);
}
