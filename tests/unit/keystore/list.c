/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"

/* The list of what is in a store. */

enum {
    DAY = 24 * 3600
};

static void
is_empty_for_a_new_store(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;

    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(0, mohur_key_list_len(list));
    CHECK(mohur_key_list_at(list, 0) == NULL);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
has_every_version_by_name_and_number(void **state)
{
    static const char *const want[] = {"a", "a", "a", "b", "ba", "c"};
    struct fixture *t               = *state;
    mohur_keystore *ks              = store_new(t);
    mohur_key_list *list            = NULL;
    uint32_t version                = 0;

    key_add(t, ks, "c");
    key_add(t, ks, "a");
    key_add(t, ks, "ba");
    key_add(t, ks, "b");
    CHECK_OK(key_rotate(ks, "a", &version));
    CHECK_OK(key_rotate(ks, "a", &version));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(6, mohur_key_list_len(list));
    for (size_t i = 0; i < 6; i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);
        CHECK_TEXT(want[i], info->name);
        CHECK_NUMBER(i < 3 ? i + 1 : 1, info->version);
        CHECK(info->current == (i >= 2));
    }
    CHECK(mohur_key_list_at(list, 6) == NULL);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
says_what_was_said_when_a_key_was_made(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    mohur_key *key       = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    const mohur_key_info *info = NULL;

    o.owner      = "archive";
    o.comment    = "for the spring";
    o.level      = 1;
    o.exportable = true;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_OK(mohur_keystore_list(ks, &list));
    info = mohur_key_list_at(list, 0);
    CHECK_TEXT("archive", info->owner);
    CHECK_TEXT("for the spring", info->comment);
    CHECK_NUMBER(MOHUR_PURPOSE_SEAL, info->purpose);
    CHECK_NUMBER(MOHUR_ALG_X25519, info->alg);
    CHECK_NUMBER(1, info->level);
    CHECK(info->exportable && !info->imported);
    CHECK_NUMBER(t->now, info->created);
    CHECK_BYTES(((struct view){mohur_key_id(key), 32}), VIEW(info->id));
    CHECK_BYTES(((struct view){mohur__key_ring_id(key), 16}),
                VIEW(info->ring_id));
    mohur_key_free(key);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
has_the_id_of_a_wrapping_key(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    mohur_key *key = key_make(t, ks, "k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_BYTES(((struct view){mohur_key_id(key), 32}),
                VIEW(mohur_key_list_at(list, 0)->id));
    mohur_key_free(key);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
shows_states_as_they_are_today(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;
    mohur_key *key       = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days = 1;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    t->now += 86400;
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(MOHUR_KEY_DEACTIVATED, mohur_key_list_at(list, 0)->state);
    CHECK(!mohur_key_list_at(list, 0)->current);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

/* What is said of the only version, or of that with this number from 0. */
static mohur_key_info
info_of(struct fixture *t, mohur_keystore *ks, size_t i)
{
    mohur_key_list *list = NULL;
    mohur_key_info info  = {0};

    CHECK_OK(mohur_keystore_list(ks, &list));
    info      = *mohur_key_list_at(list, i);
    info.name = info.owner = info.comment = info.token = NULL;
    mohur_key_list_free(list);
    return info;
}

static void
key_to_rotate(struct fixture *t, mohur_keystore *ks, uint32_t days)
{
    mohur_key *key = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.rotate_days = days;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
}

static void
says_when_a_key_is_to_be_rotated(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_to_rotate(t, ks, 10);
    CHECK_NUMBER(t->now + 10 * DAY, info_of(t, ks, 0).rotate_at);
    t->now += 10 * DAY - 1;
    CHECK(!info_of(t, ks, 0).rotate_due);
    t->now += 1;
    CHECK(info_of(t, ks, 0).rotate_due);
    CHECK_OK(key_try(ks, "k", 0)); /* it is not refused */
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(0, info_of(t, ks, 0).rotate_at);
    CHECK(!info_of(t, ks, 0).rotate_due);
    CHECK_NUMBER(t->now + 10 * DAY, info_of(t, ks, 1).rotate_at);
    CHECK(!info_of(t, ks, 1).rotate_due);
    mohur_keystore_free(ks);
}

static void
reminds_of_no_key_whose_next_version_waits(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_to_rotate(t, ks, 10);
    t->now += 10 * DAY;
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now + 5 * DAY, &version));
    CHECK(info_of(t, ks, 0).current);
    CHECK_NUMBER(0, info_of(t, ks, 0).rotate_at);
    CHECK(!info_of(t, ks, 0).rotate_due);
    t->now += 5 * DAY;
    CHECK(info_of(t, ks, 1).current);
    CHECK_NUMBER(t->now + 10 * DAY, info_of(t, ks, 1).rotate_at);
    mohur_keystore_free(ks);
}

static void
reminds_again_when_the_next_version_is_suspended(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_to_rotate(t, ks, 10);
    t->now += 10 * DAY;
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_OK(key_move(ks, "k", 2, MOHUR_KEY_SUSPENDED));
    CHECK(info_of(t, ks, 0).rotate_due);
    CHECK(!info_of(t, ks, 1).rotate_due);
    mohur_keystore_free(ks);
}

static void
reminds_nobody_who_did_not_ask(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_to_rotate(t, ks, 0);
    t->now += 1000 * DAY;
    CHECK(info_of(t, ks, 0).current);
    CHECK_NUMBER(0, info_of(t, ks, 0).rotate_at);
    CHECK(!info_of(t, ks, 0).rotate_due);
    mohur_keystore_free(ks);
}

static void
outlives_its_store(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_list(ks, &list));
    mohur_keystore_free(ks);
    CHECK_TEXT("k", mohur_key_list_at(list, 0)->name);
    mohur_key_list_free(list);
}

static void
is_not_given_to_broken_calls(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_list(NULL, &list));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_list(ks, NULL));
    CHECK_NUMBER(0, mohur_key_list_len(NULL));
    CHECK(mohur_key_list_at(NULL, 0) == NULL);
    mohur_key_list_free(NULL);
    mohur_keystore_free(ks);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_key_list *list = NULL;

    key_add(t, ks, "a");
    key_add(t, ks, "b");
    for (size_t nth = 1;; nth++) {
        mohur_status st;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur_keystore_list(ks, &list);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(list == NULL);
    }
    CHECK_NUMBER(2, mohur_key_list_len(list));
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_empty_for_a_new_store),
        CASE(has_every_version_by_name_and_number),
        CASE(says_what_was_said_when_a_key_was_made),
        CASE(has_the_id_of_a_wrapping_key),
        CASE(shows_states_as_they_are_today),
        CASE(says_when_a_key_is_to_be_rotated),
        CASE(reminds_of_no_key_whose_next_version_waits),
        CASE(reminds_again_when_the_next_version_is_suspended),
        CASE(reminds_nobody_who_did_not_ask),
        CASE(outlives_its_store),
        CASE(is_not_given_to_broken_calls),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a list of keys", cases, NULL, NULL);
}
