/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"
#include "keystore/life.h"

/* Keys of a store: fetched, rotated, moved from state to state. */

enum {
    DAY = 24 * 3600
};

/* ---- fetching ---- */

static void
are_the_same_after_reopening(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *made =
        key_make(t, ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *got = NULL;

    mohur_keystore_free(ks);
    ks  = store_reopen(t);
    got = key_get(t, ks, "k", 0);
    CHECK_BYTES(mohur__key_public(made), mohur__key_public(got));
    CHECK_BYTES(mohur__key_secret(made), mohur__key_secret(got));
    CHECK_BYTES(((struct view){mohur_key_id(made), 32}),
                ((struct view){mohur_key_id(got), 32}));
    CHECK_TEXT("k", mohur_key_name(got));
    CHECK_NUMBER(1, mohur_key_version(got));
    mohur_key_free(made);
    mohur_key_free(got);
    mohur_keystore_free(ks);
}

static void
outlive_their_store(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key = key_make(t, ks, "k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    mohur_keystore_free(ks);
    CHECK_NUMBER(32, mohur__key_secret(key).len);
    CHECK(mohur_key_has_private(key));
    mohur_key_free(key);
}

static void
are_not_found_under_another_name_or_number(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "k");
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "K", 0));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k ", 0));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k", 2));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "k", UINT32_MAX));
    CHECK_OK(key_try(ks, "k", 1));
    mohur_keystore_free(ks);
}

static void
are_not_fetched_by_broken_calls(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    uint32_t version   = 0;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key(NULL, "k", 1, 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key(ks, NULL, 0, 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key(ks, "", 0, 0, &key));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key(ks, "k", 1, 0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_rotate(NULL, "k", 1, 0, &version));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_rotate(ks, "k", 1, 0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_rotate(ks, "k", 1, -1, &version));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_move(NULL, "k", 1, 1, MOHUR_KEY_ACTIVE));
    mohur_keystore_free(ks);
}

/* ---- rotation ---- */

static void
are_rotated_to_a_new_version_that_protects(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *one     = NULL;
    mohur_key *two     = NULL;

    key_add(t, ks, "k");
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_NUMBER(2, version);
    one = key_get(t, ks, "k", 1);
    two = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, mohur_key_version(two));
    CHECK(!mohur__bytes_equal(mohur__key_secret(one), mohur__key_secret(two)));
    CHECK_BYTES(((struct view){mohur__key_ring_id(one), 16}),
                ((struct view){mohur__key_ring_id(two), 16}));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(one);
    mohur_key_free(two);
    mohur_keystore_free(ks);
}

static void
may_be_rotated_ahead_of_time(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *key     = NULL;

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now + DAY, &version));
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(1, mohur_key_version(key));
    mohur_key_free(key);
    t->now += DAY - 1;
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(1, mohur_key_version(key));
    mohur_key_free(key);
    t->now += 1;
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, mohur_key_version(key));
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* One whose versions wait for an hour, so that every server has them. */
static void
key_add_waiting(struct fixture *t, mohur_keystore *ks)
{
    mohur_key *key = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.activate_delay_s = 3600;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_OK(mohur__key_require_protect(t->ctx, key)); /* the first does not */
    mohur_key_free(key);
}

static void
wait_after_a_rotation_for_as_long_as_was_said(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *key     = NULL;

    key_add_waiting(t, ks);
    CHECK_OK(key_rotate(ks, "k", &version));
    t->now += 3599;
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(1, mohur_key_version(key));
    mohur_key_free(key);
    t->now += 1;
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, mohur_key_version(key));
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_wait_where_the_rotation_names_a_date(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *key     = NULL;

    key_add_waiting(t, ks);
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now, &version));
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, mohur_key_version(key));
    mohur_key_free(key);
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now + 60, &version));
    t->now += 60;
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(3, mohur_key_version(key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_wait_where_no_other_version_protects(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *key     = NULL;

    key_add_waiting(t, ks);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_rotate(ks, "k", &version));
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, mohur_key_version(key));
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
fall_back_to_the_version_before_a_suspended_one(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *key     = NULL;

    key_add(t, ks, "k");
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_OK(key_move(ks, "k", 2, MOHUR_KEY_SUSPENDED));
    key = key_get(t, ks, "k", 0);
    CHECK_NUMBER(1, mohur_key_version(key));
    mohur_key_free(key);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 0));
    mohur_keystore_free(ks);
}

static void
are_rotated_by_two_handles_in_turn(void **state)
{
    struct fixture *t = *state;
    mohur_keystore *a = store_new(t);
    mohur_keystore *b = store_reopen(t);
    uint32_t version  = 0;

    key_add(t, a, "k");
    CHECK_OK(key_rotate(a, "k", &version));
    CHECK_NUMBER(2, version);
    CHECK_OK(key_rotate(b, "k", &version));
    CHECK_NUMBER(3, version);
    mohur_keystore_free(a);
    mohur_keystore_free(b);
}

static void
are_not_rotated_before_they_begin_or_after_they_end(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 9;

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now + DAY, &version));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_rotate(ks, "k", &version));
    CHECK_NUMBER(0, version);
    CHECK_OK(key_move(ks, "k", 2, MOHUR_KEY_DESTROY_PENDING));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_rotate(ks, "k", &version));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_rotate(ks, "nobody", &version));
    mohur_keystore_free(ks);
}

/* ---- dates ---- */

static void
protect_for_as_many_days_as_they_were_given(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days = 10;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    t->now += 10 * DAY - 1;
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    CHECK_OK(key_try(ks, "k", 0));
    t->now += 1;
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 0));
    mohur_key_free(key);
    key = key_get(t, ks, "k", 1);
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur__key_require_protect(t->ctx, key));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static int64_t
protects_until(struct fixture *t, mohur_keystore *ks, size_t i)
{
    mohur_key_list *list = NULL;
    int64_t until        = 0;

    CHECK_OK(mohur_keystore_list(ks, &list));
    until = mohur_key_list_at(list, i)->protect_until;
    mohur_key_list_free(list);
    return until;
}

static void
protect_for_as_long_as_the_profile_says_unless_told(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_add(t, ks, "k");
    CHECK_NUMBER(t->now + 1095 * DAY, protects_until(t, ks, 0));
    t->now += 10 * DAY;
    CHECK_OK(mohur_keystore_rotate(ks, "k", 1, t->now + 20 * DAY, &version));
    CHECK_NUMBER(t->now + 1115 * DAY, protects_until(t, ks, 1));
    mohur_keystore_free(ks);
}

static void
do_not_protect_for_longer_than_the_profile_lets_them(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *ks  = store_new(t);
    mohur_key *key      = NULL;
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    o.days = 731;
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_key_new(ks, &o, &key));
    CHECK(key == NULL);
    o.days = 730;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
open_for_as_many_days_as_they_were_given(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    o.days         = 10;
    o.process_days = 20;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    t->now += 20 * DAY;
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    t->now += 1;
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_process(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_protect_for_longer_than_they_open(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);

    o.process_days = 20;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    CHECK_NUMBER(t->now + 20 * DAY, protects_until(t, ks, 0));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
are_good_for_the_time_that_a_revocation_may_take(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key =
        key_make(t, ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    t->ticks += 4;
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    t->ticks += 1;
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, key));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_process(t->ctx, key));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__key_require_protect_still(t->ctx, key));
    mohur_key_free(key);
    key = key_get(t, ks, "k", 0);
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
keep_the_time_of_their_store_when_the_clock_is_set_back(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days         = 10;
    o.process_days = 11;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    t->now += 12 * DAY;
    key_add(t, ks, "other"); /* the store has seen that day */
    t->now -= 5 * DAY;
    key = key_get(t, ks, "k", 1);
    CHECK_STATUS(MOHUR_E_DATE, mohur__key_require_process(t->ctx, key));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
do_not_revive_when_the_clock_is_set_back(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days = 10;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    t->now += 11 * DAY;
    key_add(t, ks, "other"); /* the store has seen that day */
    t->now -= 5 * DAY;
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 0));
    mohur_keystore_free(ks);
}

/* ---- states ---- */

static mohur_key_state
state_of(struct fixture *t, mohur_keystore *ks, uint32_t version)
{
    mohur_key_list *list  = NULL;
    mohur_key_state found = (mohur_key_state)0;

    CHECK_OK(mohur_keystore_list(ks, &list));
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        if (mohur_key_list_at(list, i)->version == version) {
            found = mohur_key_list_at(list, i)->state;
        }
    }
    mohur_key_list_free(list);
    return found;
}

static void
are_destroyed_after_the_wait_and_not_before(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    key_add(t, ks, "k");
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += (30 * DAY) - 1;
    CHECK_STATUS(MOHUR_E_DATE, key_move(ks, "k", 1, MOHUR_KEY_DESTROYED));
    t->now += 1;
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROYED));
    key = key_get(t, ks, "k", 1);
    CHECK(!mohur_key_has_private(key));
    CHECK_NUMBER(32, mohur__key_public(key).len);
    CHECK_NUMBER(MOHUR_KEY_DESTROYED, state_of(t, ks, 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
leave_no_secret_in_the_file_when_destroyed(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    sqlite3 *db        = NULL;
    sqlite3_stmt *s    = NULL;
    uint8_t ct[8]      = {0};
    struct view file;

    if (place_is_server()) {
        mohur_keystore_free(ks);
        skip(); /* its file is not ours to read */
    }
    key_add(t, ks, "k");
    CHECK(sqlite3_open(fixture_path(t, "store/keystore.db"), &db) == 0);
    CHECK(sqlite3_prepare_v2(db, "SELECT secret_ct FROM key", -1, &s, NULL) ==
          0);
    CHECK(sqlite3_step(s) == SQLITE_ROW);
    memcpy(ct, sqlite3_column_blob(s, 0), sizeof ct);
    sqlite3_finalize(s);
    sqlite3_close(db);
    file = fixture_read_file(t, fixture_path(t, "store/keystore.db"));
    CHECK(memmem(file.data, file.len, ct, sizeof ct) != NULL);

    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += (30 * DAY);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROYED));
    file = fixture_read_file(t, fixture_path(t, "store/keystore.db"));
    CHECK(memmem(file.data, file.len, ct, sizeof ct) == NULL);
    mohur_keystore_free(ks);
}

static void
are_gone_for_good_when_a_wrapping_key_is_destroyed(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    mohur_key_free(key_make(t, ks, "k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += (30 * DAY);
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROYED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(ks, "k", 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
stay_compromised_when_their_destruction_is_cancelled(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "k");
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_COMPROMISED));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DESTROY_PENDING));
    CHECK_OK(key_move(ks, "k", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_NUMBER(MOHUR_KEY_COMPROMISED, state_of(t, ks, 1));
    mohur_keystore_free(ks);
}

static void
are_not_moved_where_there_is_no_way(void **state)
{
    struct fixture *t          = *state;
    mohur_keystore *ks         = store_new(t);
    mohur_keystore_info before = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore_info after  = MOHUR_KEYSTORE_INFO_INIT;

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_get_info(ks, &before));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_move(ks, "k", 1, MOHUR_KEY_DESTROYED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_move(ks, "k", 1, MOHUR_KEY_ACTIVE));
    CHECK_STATUS(MOHUR_E_ARGUMENT, key_move(ks, "k", 1, (mohur_key_state)0));
    CHECK_STATUS(MOHUR_E_ARGUMENT, key_move(ks, "k", 1, (mohur_key_state)8));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_move(ks, "k", 2, MOHUR_KEY_SUSPENDED));
    CHECK_OK(mohur_keystore_get_info(ks, &after));
    CHECK_NUMBER(before.seq, after.seq);
    mohur_keystore_free(ks);
}

static void
have_what_time_did_written_by_the_next_change(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    uint32_t version         = 0;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_key *key           = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.days = 1;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
    t->now += 2 * DAY;
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    /* store.create, key.create, key.deactivate, key.rotate */
    CHECK_NUMBER(4, info.events);
    CHECK_NUMBER(3, info.seq);
    t->now -= 2 * DAY;
    CHECK_NUMBER(MOHUR_KEY_DEACTIVATED, state_of(t, ks, 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_the_same_after_reopening),
        CASE(outlive_their_store),
        CASE(are_not_found_under_another_name_or_number),
        CASE(are_not_fetched_by_broken_calls),
        CASE(are_rotated_to_a_new_version_that_protects),
        CASE(may_be_rotated_ahead_of_time),
        CASE(wait_after_a_rotation_for_as_long_as_was_said),
        CASE(do_not_wait_where_the_rotation_names_a_date),
        CASE(do_not_wait_where_no_other_version_protects),
        CASE(fall_back_to_the_version_before_a_suspended_one),
        CASE(are_rotated_by_two_handles_in_turn),
        CASE(are_not_rotated_before_they_begin_or_after_they_end),
        CASE(protect_for_as_many_days_as_they_were_given),
        CASE(protect_for_as_long_as_the_profile_says_unless_told),
        CASE(do_not_protect_for_longer_than_the_profile_lets_them),
        CASE(open_for_as_many_days_as_they_were_given),
        CASE(do_not_protect_for_longer_than_they_open),
        CASE(are_good_for_the_time_that_a_revocation_may_take),
        CASE(keep_the_time_of_their_store_when_the_clock_is_set_back),
        CASE(do_not_revive_when_the_clock_is_set_back),
        CASE(are_destroyed_after_the_wait_and_not_before),
        CASE(leave_no_secret_in_the_file_when_destroyed),
        CASE(are_gone_for_good_when_a_wrapping_key_is_destroyed),
        CASE(stay_compromised_when_their_destruction_is_cancelled),
        CASE(are_not_moved_where_there_is_no_way),
        CASE(have_what_time_did_written_by_the_next_change),
    };
    return cmocka_run_group_tests_name("keys of a store", cases, NULL, NULL);
}
