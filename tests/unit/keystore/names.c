/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/names.h"

/* What a handle remembers of the names that are taken. */

enum {
    MANY = 1000
};

static const uint8_t state_a[32] = {0xA};
static const uint8_t state_b[32] = {0xB};
static const uint8_t state_zero[32];

/* The tag with this number; all begin in the same place of the table. */
static mohur__bytes
tag_of(struct fixture *t, uint32_t number)
{
    uint8_t *tag = (uint8_t *)(uintptr_t)fixture_bytes(t, 0, 32);

    tag[0] = 1;
    mohur__store32(tag + 28, number);
    return mohur__bytes_of(tag, 32);
}

static void
are_all_kept_and_no_others(void **state)
{
    struct fixture *t     = *state;
    struct mohur__names n = {0};

    mohur__names_begin(&n, MOHUR__BYTES(state_a));
    CHECK(!mohur__names_have(&n, tag_of(t, 1)));
    for (uint32_t i = 0; i < MANY; i++) {
        CHECK_OK(mohur__names_add(t->ctx, &n, tag_of(t, 2 * i)));
        CHECK_OK(mohur__names_add(t->ctx, &n, tag_of(t, 2 * i)));
    }
    CHECK_NUMBER(MANY, n.len);
    for (uint32_t i = 0; i < MANY; i++) {
        CHECK(mohur__names_have(&n, tag_of(t, 2 * i)));
        CHECK(!mohur__names_have(&n, tag_of(t, 2 * i + 1)));
    }
    mohur__names_wipe(&n);
}

static void
are_those_of_one_state(void **state)
{
    struct fixture *t     = *state;
    struct mohur__names n = {0};

    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_a)));
    mohur__names_begin(&n, MOHUR__BYTES(state_a));
    CHECK(mohur__names_know(&n, MOHUR__BYTES(state_a)));
    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_b)));
    mohur__names_go_ahead(&n);
    CHECK_OK(mohur__names_add(t->ctx, &n, tag_of(t, 1)));
    mohur__names_committed(&n, MOHUR__BYTES(state_a), MOHUR__BYTES(state_b));
    CHECK(mohur__names_know(&n, MOHUR__BYTES(state_b)));
    CHECK(mohur__names_have(&n, tag_of(t, 1)));
    mohur__names_aborted(&n);
    CHECK(mohur__names_have(&n, tag_of(t, 1)));
    /* A commit on top of what it does not know. */
    mohur__names_committed(&n, MOHUR__BYTES(state_a), MOHUR__BYTES(state_b));
    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_b)));
    mohur__names_wipe(&n);
}

static void
are_forgotten_with_the_transaction_that_brought_them(void **state)
{
    struct fixture *t     = *state;
    struct mohur__names n = {0};

    mohur__names_begin(&n, MOHUR__BYTES(state_a));
    mohur__names_go_ahead(&n);
    CHECK_OK(mohur__names_add(t->ctx, &n, tag_of(t, 1)));
    mohur__names_aborted(&n);
    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_a)));
    CHECK(!mohur__names_have(&n, tag_of(t, 1)));
    /* Learned in a transaction that had brought some before. */
    mohur__names_go_ahead(&n);
    mohur__names_begin(&n, MOHUR__BYTES(state_a));
    mohur__names_aborted(&n);
    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_a)));
    mohur__names_wipe(&n);
}

static void
are_tags_of_their_length_and_not_zero(void **state)
{
    struct fixture *t     = *state;
    struct mohur__names n = {0};
    mohur__bytes tag      = tag_of(t, 1);
    mohur__bytes zeros    = mohur__bytes_of(state_zero, 32);

    mohur__names_begin(&n, MOHUR__BYTES(state_a));
    CHECK_STATUS(MOHUR_E_AUTH, mohur__names_add(t->ctx, &n, MOHUR__NOTHING));
    CHECK(!mohur__names_know(&n, MOHUR__BYTES(state_a)));
    tag.len = 31;
    CHECK_STATUS(MOHUR_E_AUTH, mohur__names_add(t->ctx, &n, tag));
    CHECK_STATUS(MOHUR_E_AUTH, mohur__names_add(t->ctx, &n, zeros));
    mohur__names_wipe(&n);
}

/* ---- in a store ---- */

static void
cannot_be_taken_from_under_a_handle_that_knows_them(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "a");
    key_add(t, ks, "b");
    CHECK(ks->names.known && ks->names.len == 2);
    store_sql(t, "UPDATE ring SET name_tag = policy "
                 "WHERE next_ver = 2 AND hint = (SELECT min(hint) FROM ring)");
    CHECK(key_try(ks, "a", 0) == MOHUR_E_AUTH ||
          key_try(ks, "b", 0) == MOHUR_E_AUTH);
    mohur_keystore_free(ks);
}

static void
of_another_process_are_learned(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    mohur_keystore *second = NULL;
    mohur_key_options o =
        key_options("b", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *key = NULL;

    key_add(t, ks, "a");
    second = store_reopen(t);
    key_add(t, second, "b");
    CHECK_STATUS(MOHUR_E_EXISTS, mohur_keystore_key_new(ks, &o, &key));
    key_add(t, ks, "c");
    CHECK(ks->names.known && ks->names.len == 3);
    CHECK_OK(key_try(second, "c", 0));
    mohur_keystore_free(second);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_all_kept_and_no_others),
        CASE(are_those_of_one_state),
        CASE(are_forgotten_with_the_transaction_that_brought_them),
        CASE(are_tags_of_their_length_and_not_zero),
        CASE(cannot_be_taken_from_under_a_handle_that_knows_them),
        CASE(of_another_process_are_learned),
    };
    return cmocka_run_group_tests_name("names", cases, NULL, NULL);
}
