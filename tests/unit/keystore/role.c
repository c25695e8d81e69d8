/* SPDX-License-Identifier: Apache-2.0 */
#include "role_kit.h"

#include "keystore/grant.h"
#include "keystore/ring.h"

/* Roles of a store: given, taken away, asked; and approvals that are no good. */

enum {
    DAY = 24 * 3600
};

struct council {
    struct people people;
    mohur_keystore *ks;
};

/* A store with a key "k", whose roles count. */
static void
council_new(struct fixture *t, struct council *c)
{
    people_new(t, &c->people);
    c->ks = store_new(t);
    key_add(t, c->ks, "k");
    key_add(t, c->ks, "other");
    people_join(t, c->ks, &c->people);
    CHECK_OK(mohur_keystore_role_begin(c->ks));
}

static void
council_free(struct council *c)
{
    mohur_keystore_free(c->ks);
    people_free(&c->people);
}

/* The request to move version 1 of a key. */
static struct view
request_move(struct fixture *t,
             mohur_keystore *ks,
             const char *name,
             mohur_key_state to)
{
    mohur_sink *sink = NULL;
    struct view got;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(ks, 7, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, key_move(ks, name, 1, to));
    got = sink_bytes(t, sink);
    mohur_sink_free(sink);
    mohur__error_clear(t->ctx);
    return got;
}

/* ---- given and taken away ---- */

static void
are_listed_with_what_they_were_given(void **state)
{
    struct fixture *t      = *state;
    struct people people   = {0};
    mohur_keystore *ks     = store_new(t);
    mohur_role_info out[8] = {0};
    mohur_role_options o   = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]         = {0};
    size_t len             = 0;

    people_new(t, &people);
    o           = role_options(&people, OFFICER_A);
    o.label     = "G\xC3\xBCn\xC9\x99\xC5\x9F";
    o.not_after = t->now + DAY;
    CHECK_OK(mohur_keystore_role_add(ks, &o, id));
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_OK(mohur_keystore_roles(ks, out, 8, &len));
    CHECK_NUMBER(1, len);
    CHECK_TEXT(o.label, out[0].label);
    CHECK_NUMBER(MOHUR_CAP_OFFICER, out[0].caps);
    CHECK_NUMBER(t->now + DAY, out[0].not_after);
    CHECK_BYTES(VIEW(id), VIEW(out[0].id));
    CHECK(memcmp(id, mohur_key_id(people.key[OFFICER_A]), 16) == 0);
    CHECK_STATUS(MOHUR_E_BUFFER_TOO_SMALL,
                 mohur_keystore_roles(ks, NULL, 0, &len));
    CHECK_NUMBER(1, len);
    mohur_keystore_free(ks);
    people_free(&people);
}

static void
are_one_for_each_key_and_gone_for_good(void **state)
{
    struct fixture *t    = *state;
    struct people people = {0};
    mohur_keystore *ks   = store_new(t);
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]       = {0};

    people_new(t, &people);
    o = role_options(&people, OFFICER_A);
    CHECK_OK(mohur_keystore_role_add(ks, &o, id));
    o.label = "somebody else";
    o.caps  = MOHUR_CAP_CUSTODIAN;
    CHECK_STATUS(MOHUR_E_EXISTS, mohur_keystore_role_add(ks, &o, id));
    CHECK_OK(mohur_keystore_role_remove(ks, id));
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_role_remove(ks, id));
    CHECK_STATUS(MOHUR_E_EXISTS, mohur_keystore_role_add(ks, &o, id));
    mohur_keystore_free(ks);
    people_free(&people);
}

static void
are_not_given_by_broken_calls(void **state)
{
    struct fixture *t    = *state;
    struct people people = {0};
    mohur_keystore *ks   = store_new(t);
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]       = {0};

    people_new(t, &people);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, id));
    o       = role_options(&people, OFFICER_A);
    o.label = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, id));
    o.label = "an\033other";
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, id));
    o.label = "somebody";
    o.caps  = 0;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, id));
    o.caps = 32;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, id));
    o.caps = MOHUR_CAP_OFFICER;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(ks, &o, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_add(NULL, &o, id));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_role_remove(ks, NULL));
    CHECK_STATUS(MOHUR_E_NO_KEY, mohur_keystore_role_remove(ks, id));
    mohur_keystore_free(ks);
    people_free(&people);
}

static void
count_only_if_there_are_enough(void **state)
{
    static const enum who order[] = {OFFICER_A, MANAGER, OFFICER_B};
    struct fixture *t             = *state;
    struct people people          = {0};
    mohur_keystore *ks            = store_new(t);
    uint8_t id[16]                = {0};

    people_new(t, &people);
    for (size_t i = 0; i < 3; i++) {
        mohur_role_options o = role_options(&people, order[i]);
        CHECK_STATUS(MOHUR_E_KEY_STATE, mohur_keystore_role_begin(ks));
        CHECK_OK(mohur_keystore_role_add(ks, &o, id));
    }
    CHECK_OK(mohur_keystore_role_begin(ks));
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur_keystore_role_begin(ks));
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur_keystore_role_remove(ks, id));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    people_free(&people);
}

/* ---- approvals that are no good ---- */

static void
approve_once_and_nothing_else(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request, a;

    council_new(t, &c);
    request = request_move(t, c.ks, "k", MOHUR_KEY_SUSPENDED);
    a       = approval_of(t, request, c.people.key[OFFICER_A]);
    CHECK_OK(mohur_keystore_approve(c.ks, a.data, a.len));
    CHECK_STATUS(MOHUR_E_AUTH, key_move(c.ks, "other", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_AUTH, key_move(c.ks, "k", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(mohur_keystore_approve(c.ks, a.data, a.len));
    CHECK_STATUS(MOHUR_E_AUTH, key_move(c.ks, "k", 1, MOHUR_KEY_COMPROMISED));
    council_free(&c);
}

/* A key that is to be rotated after 30 days, its versions waiting a minute. */
static mohur_key_options
asked_for(void)
{
    mohur_key_options o =
        key_options("new", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.rotate_days      = 30;
    o.activate_delay_s = 60;
    return o;
}

static void
approve_a_key_as_it_was_asked_for(void **state)
{
    struct fixture *t   = *state;
    struct council c    = {0};
    mohur_key_options o = asked_for();
    mohur_sink *sink    = NULL;
    mohur_key *key      = NULL;

    council_new(t, &c);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(c.ks, 7, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, mohur_keystore_key_new(c.ks, &o, &key));
    approve(t, c.ks, sink_bytes(t, sink), c.people.key[MANAGER]);
    o.rotate_days = 31;
    CHECK_STATUS(MOHUR_E_AUTH, mohur_keystore_key_new(c.ks, &o, &key));
    o                  = asked_for();
    o.activate_delay_s = 61;
    CHECK_STATUS(MOHUR_E_AUTH, mohur_keystore_key_new(c.ks, &o, &key));
    o = asked_for();
    CHECK_OK(mohur_keystore_key_new(c.ks, &o, &key));
    mohur_key_free(key);
    mohur_sink_free(sink);
    council_free(&c);
}

static void
approve_in_one_store_only(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request, a;

    council_new(t, &c);
    request = request_move(t, c.ks, "k", MOHUR_KEY_SUSPENDED);
    /* The store's id stands behind magic and format. */
    ((uint8_t *)(uintptr_t)request.data)[12] ^= 1;
    a = approval_of(t, request, c.people.key[OFFICER_A]);
    CHECK_OK(mohur_keystore_approve(c.ks, a.data, a.len));
    CHECK_STATUS(MOHUR_E_AUTH, key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    council_free(&c);
}

static void
approve_for_seven_days(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request, a;

    council_new(t, &c);
    request = request_move(t, c.ks, "k", MOHUR_KEY_SUSPENDED);
    a       = approval_of(t, request, c.people.key[OFFICER_A]);
    CHECK_OK(mohur_keystore_approve(c.ks, a.data, a.len));
    t->now += 7 * DAY + 1;
    CHECK_STATUS(MOHUR_E_DATE, key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    t->now -= 1;
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    council_free(&c);
}

static void
do_not_approve_for_longer(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request, a;

    council_new(t, &c);
    t->now += DAY;
    request = request_move(t, c.ks, "k", MOHUR_KEY_SUSPENDED);
    a       = approval_of(t, request, c.people.key[OFFICER_A]);
    t->now -= DAY;
    CHECK_OK(mohur_keystore_approve(c.ks, a.data, a.len));
    CHECK_STATUS(MOHUR_E_DATE, key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    council_free(&c);
}

static void
are_two_persons_where_two_are_wanted(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request;

    council_new(t, &c);
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[OFFICER_A]));
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    request = request_move(t, c.ks, "k", MOHUR_KEY_ACTIVE);
    approve(t, c.ks, request, c.people.key[OFFICER_A]);
    approve(t, c.ks, request, c.people.key[OFFICER_A]);
    CHECK_STATUS(MOHUR_E_POLICY, key_move(c.ks, "k", 1, MOHUR_KEY_ACTIVE));
    approve(t, c.ks, request, c.people.key[OFFICER_B]);
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_ACTIVE));
    council_free(&c);
}

static void
do_not_include_strangers(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    struct view request;

    council_new(t, &c);
    request = request_move(t, c.ks, "k", MOHUR_KEY_SUSPENDED);
    approve(t, c.ks, request, c.people.key[STRANGER]);
    CHECK_STATUS(MOHUR_E_UNTRUSTED,
                 key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    council_free(&c);
}

static void
end_on_their_last_day_or_when_taken_away(void **state)
{
    struct fixture *t    = *state;
    struct council c     = {0};
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    uint8_t id[16]       = {0};

    people_new(t, &c.people);
    c.ks = store_new(t);
    key_add(t, c.ks, "k");
    o           = role_options(&c.people, STRANGER);
    o.caps      = MOHUR_CAP_OFFICER;
    o.not_after = t->now + DAY;
    CHECK_OK(mohur_keystore_role_add(c.ks, &o, id));
    people_join(t, c.ks, &c.people);
    CHECK_OK(mohur_keystore_role_begin(c.ks));
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[STRANGER]));
    t->now += DAY + 1;
    CHECK_STATUS(MOHUR_E_UNTRUSTED,
                 key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    t->now -= 1;
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    council_free(&c);
}

static void
are_given_and_taken_by_two_officers(void **state)
{
    struct fixture *t    = *state;
    struct council c     = {0};
    mohur_role_options o = MOHUR_ROLE_OPTIONS_INIT;
    mohur_sink *sink     = NULL;
    uint8_t id[16]       = {0};
    struct view request;

    council_new(t, &c);
    o      = role_options(&c.people, STRANGER);
    o.caps = MOHUR_CAP_OFFICER;
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[OFFICER_A]));
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_role_add(c.ks, &o, id));
    CHECK_OK(mohur_sink_new_memory(t->ctx, 8192, &sink));
    CHECK_OK(mohur_keystore_request(c.ks, 1, sink));
    CHECK_STATUS(MOHUR_E_CANCELLED, mohur_keystore_role_add(c.ks, &o, id));
    request = sink_bytes(t, sink);
    mohur_sink_free(sink);
    approve(t, c.ks, request, c.people.key[OFFICER_B]);
    o.caps = MOHUR_CAP_OFFICER | MOHUR_CAP_AUDITOR; /* not what was signed */
    CHECK_STATUS(MOHUR_E_AUTH, mohur_keystore_role_add(c.ks, &o, id));
    o.caps = MOHUR_CAP_OFFICER;
    CHECK_OK(mohur_keystore_role_add(c.ks, &o, id));
    council_free(&c);
}

/* ---- what was not approved is not believed ---- */

/* A process that has unlocked the store writes a state by itself. */
static void
state_force(struct fixture *t, mohur_keystore *ks, mohur_key_state to)
{
    struct mohur__row ring = {0};
    struct mohur__row r    = {0};

    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_WRITE));
    mohur__row_init(&ring, t->ctx, MOHUR__T_RING);
    CHECK_OK(mohur__ring_need(ks, MOHUR__TEXT("k"), &ring));
    CHECK_OK(mohur__ring_version(ks, &ring, 1, &r));
    mohur__row_set_int(&r, MOHUR__KEY_STATE, (uint64_t)to);
    CHECK_OK(mohur__store_set(ks, &r));
    CHECK_OK(mohur__store_commit(ks));
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
}

static void
are_asked_for_each_state_that_is_believed(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};

    council_new(t, &c);
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[OFFICER_A]));
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(c.ks, "k", 0));
    mohur__error_clear(t->ctx);
    state_force(t, c.ks, MOHUR_KEY_ACTIVE);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, key_try(c.ks, "k", 0));
    CHECK_STATUS(MOHUR_E_UNTRUSTED,
                 key_move(c.ks, "k", 1, MOHUR_KEY_COMPROMISED));
    council_free(&c);
}

/* The same, with an event that tells of it and names nobody. */
static void
are_not_replaced_by_an_event_without_them(void **state)
{
    struct fixture *t         = *state;
    struct council c          = {0};
    struct mohur__row ring    = {0};
    struct mohur__row r       = {0};
    struct mohur__event event = {
        .type    = MOHUR__EVENT_KEY_RESUME,
        .version = 1,
        .from    = MOHUR_KEY_SUSPENDED,
        .to      = MOHUR_KEY_ACTIVE,
    };
    uint64_t n = 0;

    council_new(t, &c);
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[OFFICER_A]));
    CHECK_OK(key_move(c.ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(mohur__store_begin(c.ks, MOHUR__TX_WRITE));
    mohur__row_init(&ring, t->ctx, MOHUR__T_RING);
    CHECK_OK(mohur__ring_need(c.ks, MOHUR__TEXT("k"), &ring));
    CHECK_OK(mohur__ring_version(c.ks, &ring, 1, &r));
    event.ring = mohur__row_bytes(&ring, MOHUR__RING_ID);
    CHECK_OK(mohur__store_event(c.ks, &event, &n));
    mohur__row_set_int(&r, MOHUR__KEY_STATE, MOHUR_KEY_ACTIVE);
    CHECK_OK(mohur__ring_version_set(c.ks, &r, n));
    CHECK_OK(mohur__store_commit(c.ks));
    CHECK_STATUS(MOHUR_E_UNTRUSTED, key_try(c.ks, "k", 1));
    mohur__row_wipe(&ring);
    mohur__row_wipe(&r);
    council_free(&c);
}

static void
need_not_approve_what_time_does(void **state)
{
    struct fixture *t = *state;
    struct council c  = {0};
    uint32_t version  = 0;

    council_new(t, &c);
    CHECK_OK(mohur_keystore_act_as(c.ks, c.people.key[MANAGER]));
    t->now += INT64_C(1096) * DAY;
    CHECK_OK(key_rotate(c.ks, "k", &version)); /* which settles version 1 */
    CHECK_OK(key_try(c.ks, "k", 1));
    CHECK_OK(key_try(c.ks, "k", 2));
    council_free(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_listed_with_what_they_were_given),
        CASE(are_one_for_each_key_and_gone_for_good),
        CASE(are_not_given_by_broken_calls),
        CASE(count_only_if_there_are_enough),
        CASE(approve_once_and_nothing_else),
        CASE(approve_a_key_as_it_was_asked_for),
        CASE(approve_in_one_store_only),
        CASE(approve_for_seven_days),
        CASE(do_not_approve_for_longer),
        CASE(are_two_persons_where_two_are_wanted),
        CASE(do_not_include_strangers),
        CASE(end_on_their_last_day_or_when_taken_away),
        CASE(are_given_and_taken_by_two_officers),
        CASE(are_asked_for_each_state_that_is_believed),
        CASE(are_not_replaced_by_an_event_without_them),
        CASE(need_not_approve_what_time_does),
    };
    return cmocka_run_group_tests_name("roles of a store", cases, NULL, NULL);
}
