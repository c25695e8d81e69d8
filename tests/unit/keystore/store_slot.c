/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"
#include "keystore/slot_row.h"
#include "profile/decide.h"

/* Slots of a store: added, removed, revoked, and what they open then. */

#define OTHER "another passphrase"
#define THIRD "a third passphrase"

static mohur_slot_options
pass_slot(const char *label, const char *pass)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.label          = label;
    o.passphrase     = pass;
    o.passphrase_len = strlen(pass);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_status
try_add(mohur_keystore *ks, const mohur_slot_options *o)
{
    uint8_t id[MOHUR_SLOT_ID_LEN];

    return mohur_keystore_slot_add(ks, o, id);
}

static void
add(struct fixture *t, mohur_keystore *ks, const mohur_slot_options *o)
{
    CHECK_OK(try_add(ks, o));
}

/* The id of the slot with a label, which there is. */
static const uint8_t *
id_of(struct fixture *t, mohur_keystore *ks, const char *label)
{
    mohur_slot_list *list = NULL;
    uint8_t *id           = (uint8_t *)fixture_bytes(t, 0, MOHUR_SLOT_ID_LEN);
    bool found            = false;

    CHECK_OK(mohur_keystore_slots(ks, &list));
    for (size_t i = 0; i < mohur_slot_list_len(list); i++) {
        const mohur_slot_info *info = mohur_slot_list_at(list, i);
        if (strcmp(info->label, label) == 0) {
            memcpy(id, info->id, sizeof info->id);
            found = true;
        }
    }
    CHECK(found);
    mohur_slot_list_free(list);
    return id;
}

static mohur_slot_state
state_of(struct fixture *t, mohur_keystore *ks, const char *label)
{
    mohur_slot_list *list  = NULL;
    mohur_slot_state state = (mohur_slot_state)0;

    CHECK_OK(mohur_keystore_slots(ks, &list));
    for (size_t i = 0; i < mohur_slot_list_len(list); i++) {
        const mohur_slot_info *info = mohur_slot_list_at(list, i);
        if (strcmp(info->label, label) == 0) {
            state = info->state;
        }
    }
    mohur_slot_list_free(list);
    return state;
}

/* Open the store with a passphrase, anew. */
static mohur_status
unlock_at(struct fixture *t, const char *path, const char *pass)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__store_open(t->ctx, path, &ks));
    st = mohur_keystore_unlock(ks, pass, strlen(pass));
    if (st == MOHUR_OK) {
        st = mohur_keystore_check(ks);
    }
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
unlock(struct fixture *t, const char *pass)
{
    return unlock_at(t, store_path(t), pass);
}

static mohur_status
revoke(mohur_keystore *ks, const uint8_t *id, const char *pass, uint32_t *stale)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = pass;
    how.passphrase_len = strlen(pass);
    return mohur_keystore_slot_revoke(ks, id, present, 1, stale);
}

/* ---- added ---- */

static void
opens_the_store_once_it_is_added(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);

    key_add(t, ks, "k");
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    add(t, ks, &o);
    CHECK_OK(unlock(t, OTHER));
    CHECK_OK(unlock(t, STORE_PASS));
    mohur_keystore_free(ks);
}

static void
is_listed_by_label(void **state)
{
    struct fixture *t           = *state;
    mohur_keystore *ks          = store_new(t);
    mohur_slot_options o        = pass_slot("deputy", OTHER);
    mohur_slot_list *list       = NULL;
    const mohur_slot_info *info = NULL;

    o.recovery  = true;
    o.kem       = MOHUR_ALG_X25519;
    o.not_after = INT64_C(4102444800);
    add(t, ks, &o);
    CHECK_OK(mohur_keystore_slots(ks, &list));
    CHECK_NUMBER(2, mohur_slot_list_len(list));
    info = mohur_slot_list_at(list, 0);
    CHECK_TEXT("deputy", info->label);
    CHECK(info->recovery && info->kem == MOHUR_ALG_X25519);
    CHECK_NUMBER(64 * 1024, info->m_kib);
    CHECK_NUMBER(3, info->t);
    CHECK_NUMBER(4102444800, info->not_after);
    CHECK_TEXT("passphrase", mohur_slot_list_at(list, 1)->label);
    CHECK(!mohur_slot_list_at(list, 1)->recovery);
    CHECK(mohur_slot_list_at(list, 2) == NULL);
    mohur_slot_list_free(list);
    mohur_keystore_free(ks);
}

static void
has_a_label_of_its_own(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot(NULL, OTHER);

    add(t, ks, &o);
    add(t, ks, &o);
    o.label = "passphrase";
    CHECK_STATUS(MOHUR_E_EXISTS, try_add(ks, &o));
    o.label = "";
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_add(ks, &o));
    o.label = "a\nb";
    CHECK_STATUS(MOHUR_E_ARGUMENT, try_add(ks, &o));
    mohur_keystore_free(ks);
}

static void
is_one_of_four_with_a_passphrase(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot(NULL, OTHER);

    for (int i = 0; i < 3; i++) {
        add(t, ks, &o);
    }
    CHECK_STATUS(MOHUR_E_LIMIT, try_add(ks, &o));
    CHECK_OK(unlock(t, OTHER));
    mohur_keystore_free(ks);
}

/* The floor for new slots is the profile's. */
static void
costs_what_the_profile_asks(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("cheap", OTHER);

    o.t = 2;
    CHECK_STATUS(MOHUR_E_POLICY, try_add(ks, &o));
    o       = pass_slot("cheap", OTHER);
    o.m_kib = 32 * 1024;
    CHECK_STATUS(MOHUR_E_POLICY, try_add(ks, &o));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    mohur_keystore_free(ks);
}

static void
opens_nothing_after_its_last_day(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("guest", OTHER);

    o.not_after = t->now;
    add(t, ks, &o);
    CHECK_OK(unlock(t, OTHER));
    t->now++;
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    mohur_keystore_free(ks);
}

/* ---- K25: what parameters may not be ---- */

static void
with_hostile_parameters_is_refused_before_anything_is_derived(void **state)
{
    static const char *const params[] = {
        "x'010100000000000003010000000000000000000000000000000000'",
        "x'0100400000000000030200000000000000000000000000000000'",
        "x'0100010000800000000100000000000000000000000000000000'",
        "x'0100400000000000100100000000000000000000000000000000'",
        "x'01000100000000000301'",
        "zeroblob(8193)",
        "zeroblob(1000000)",
        "x''"};
    struct fixture *t = *state;
    char sql[256];

    mohur_keystore_free(store_new(t));
    for (size_t i = 0; i < sizeof params / sizeof params[0]; i++) {
        mohur_status st = MOHUR_OK;
        snprintf(sql, sizeof sql, "UPDATE slot SET params = %s", params[i]);
        store_sql(t, sql);
        st = unlock(t, STORE_PASS);
        if (st != MOHUR_E_FORMAT && st != MOHUR_E_LIMIT) {
            fail_msg("%s: %s", params[i], mohur_status_name(st));
        }
    }
}

static void
beyond_the_32nd_and_a_fifth_with_argon2_are_refused(void **state)
{
    struct fixture *t = *state;

    mohur_keystore_free(store_new(t));
    store_sql(t, "CREATE TEMP TABLE o AS SELECT * FROM slot; "
                 "UPDATE o SET id = randomblob(16); INSERT INTO slot SELECT * "
                 "FROM o; UPDATE o SET id = randomblob(16); INSERT INTO slot "
                 "SELECT * FROM o; UPDATE o SET id = randomblob(16); INSERT "
                 "INTO slot SELECT * FROM o; UPDATE o SET id = "
                 "randomblob(16); INSERT INTO slot SELECT * FROM o");
    CHECK_STATUS(MOHUR_E_FORMAT, unlock(t, STORE_PASS));
}

/* ---- K26: of another store, with parameters lowered ---- */

static void
of_another_store_or_epoch_opens_nothing(void **state)
{
    static const char *const sql[] = {
        "UPDATE slot SET id = randomblob(16)",
        "UPDATE store SET store_id = randomblob(16)",
        "UPDATE store SET epoch = 2",
        "UPDATE slot SET params = CAST(x'01' || x'00002000' || "
        "substr(params, 6) AS BLOB)",
        NULL};
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "store/keystore.db");
    struct view file;

    mohur_keystore_free(store_new(t));
    file = fixture_read_file(t, path);
    for (size_t i = 0; sql[i] != NULL; i++) {
        mohur_status st = MOHUR_OK;
        store_sql(t, sql[i]);
        st = unlock(t, STORE_PASS);
        /* The last one changes nothing: these are the parameters. */
        CHECK_NUMBER(sql[i + 1] == NULL ? MOHUR_OK : MOHUR_E_PASSPHRASE, st);
        fixture_write_file(path, file);
    }
}

/* ---- removed ---- */

static void
opens_nothing_once_it_is_removed(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);

    add(t, ks, &o);
    CHECK_OK(mohur_keystore_slot_remove(ks, id_of(t, ks, "deputy")));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    CHECK_OK(unlock(t, STORE_PASS));
    CHECK_STATUS(MOHUR_E_NO_KEY,
                 mohur_keystore_slot_remove(ks, fixture_bytes(t, 9, 16)));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- K28 ---- */

static void
that_is_the_last_cannot_go(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    const uint8_t *id  = id_of(t, ks, "passphrase");

    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_slot_remove(ks, id));
    CHECK_STATUS(MOHUR_E_POLICY, revoke(ks, id, STORE_PASS, NULL));
    CHECK_OK(unlock(t, STORE_PASS));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
that_is_the_last_for_recovery_cannot_go(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("safe", OTHER);

    o.recovery = true;
    add(t, ks, &o);
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_keystore_slot_remove(ks, id_of(t, ks, "safe")));
    /* Nor may it become stale, which is as good as gone. */
    CHECK_STATUS(MOHUR_E_POLICY, revoke(ks, NULL, STORE_PASS, NULL));
    CHECK_OK(unlock(t, OTHER));
    o.label = "other safe";
    add(t, ks, &o);
    CHECK_OK(mohur_keystore_slot_remove(ks, id_of(t, ks, "safe")));
    mohur_keystore_free(ks);
}

/* ---- K29 ---- */

static void
that_was_revoked_opens_the_old_epoch_and_never_the_new(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);
    const char *path     = fixture_path(t, "store/keystore.db");
    uint32_t stale       = 9;
    struct view old_copy;

    key_add(t, ks, "k");
    add(t, ks, &o);
    old_copy = fixture_read_file(t, path);
    CHECK_OK(revoke(ks, id_of(t, ks, "deputy"), STORE_PASS, &stale));
    CHECK_NUMBER(0, stale);
    key_add(t, ks, "after");
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(key_try(ks, "k", 1));
    mohur_keystore_free(ks);

    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    CHECK_OK(unlock(t, STORE_PASS));
    fixture_write_file(path, old_copy);
    CHECK_OK(unlock(t, OTHER));
}

static void
of_the_old_epoch_opens_nothing_in_the_new_file(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);
    char sql[512];

    add(t, ks, &o);
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS o; CREATE TABLE o.s AS SELECT * "
             "FROM slot",
             fixture_path(t, "kept.db"));
    store_sql(t, sql);
    CHECK_OK(revoke(ks, id_of(t, ks, "deputy"), STORE_PASS, NULL));
    mohur_keystore_free(ks);
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS o; DELETE FROM slot; INSERT INTO "
             "slot SELECT * FROM o.s",
             fixture_path(t, "kept.db"));
    store_sql(t, sql);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, STORE_PASS));
}

static void
follows_by_its_key_pair_without_showing_its_secret(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);
    uint32_t stale       = 9;

    o.kem = MOHUR_ALG_X25519;
    add(t, ks, &o);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(revoke(ks, NULL, STORE_PASS, &stale));
        CHECK_NUMBER(0, stale);
        CHECK_OK(unlock(t, OTHER));
        CHECK_OK(unlock(t, STORE_PASS));
    }
    mohur_keystore_free(ks);
}

/* ---- K30 ---- */

static void
that_is_stale_opens_nothing_until_it_is_added_anew(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = store_new(t);
    mohur_slot_options o = pass_slot("deputy", OTHER);
    uint32_t stale       = 0;

    add(t, ks, &o);
    CHECK_OK(revoke(ks, NULL, STORE_PASS, &stale));
    CHECK_NUMBER(1, stale);
    CHECK_NUMBER(MOHUR_SLOT_STALE, state_of(t, ks, "deputy"));
    CHECK_NUMBER(MOHUR_SLOT_LIVE, state_of(t, ks, "passphrase"));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, OTHER));
    /* It cannot be the one that is left. */
    CHECK_STATUS(MOHUR_E_POLICY,
                 mohur_keystore_slot_remove(ks, id_of(t, ks, "passphrase")));
    CHECK_OK(mohur_keystore_slot_remove(ks, id_of(t, ks, "deputy")));
    add(t, ks, &o);
    CHECK_OK(unlock(t, OTHER));
    mohur_keystore_free(ks);
}

/* ---- the new epoch ---- */

static void
revoked_leaves_every_key_as_it_was(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    mohur_key *before[4];
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    before[0] = key_make(t, ks, "a", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256);
    before[1] = key_make(t, ks, "b", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    before[2] = key_make(t, ks, "c", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    CHECK_OK(key_rotate(ks, "c", &version));
    before[3] = key_get(t, ks, "c", 2);
    CHECK_OK(key_move(ks, "c", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(revoke(ks, NULL, STORE_PASS, NULL));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(2, info.epoch);
    CHECK_NUMBER(3, info.rings);
    CHECK_NUMBER(4, info.versions);
    for (size_t i = 0; i < 4; i++) {
        static const char *const names[] = {"a", "b", "c", "c"};
        mohur_key *now = key_get(t, ks, names[i], i == 3 ? 2 : 1);
        CHECK_BYTES(mohur__key_secret(before[i]), mohur__key_secret(now));
        mohur_key_free(now);
        mohur_key_free(before[i]);
    }
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
    CHECK_OK(unlock(t, STORE_PASS));
}

static void
revoked_leaves_nothing_of_the_old_envelopes(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "k");
    CHECK_OK(revoke(ks, NULL, STORE_PASS, NULL));
    mohur_keystore_free(ks);
    CHECK_STATUS(MOHUR_E_AUTH, store_open_with(t->ctx, store_path(t), &ks));
}

static void
revoked_makes_other_handles_stale(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_new(t);
    mohur_keystore *other = store_reopen(t);

    key_add(t, ks, "k");
    CHECK_OK(key_try(other, "k", 1));
    CHECK_OK(revoke(ks, NULL, STORE_PASS, NULL));
    CHECK_STATUS(MOHUR_E_STALE, key_try(other, "k", 1));
    CHECK_OK(key_try(ks, "k", 1));
    mohur_keystore_free(other);
    mohur_keystore_free(ks);
}

static void
shown_must_open_something(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_STATUS(MOHUR_E_PASSPHRASE, revoke(ks, NULL, THIRD, NULL));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(1, info.epoch);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
that_cannot_be_committed_changes_nothing(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    sqlite3 *db        = NULL;

    key_add(t, ks, "k");
    CHECK_NUMBER(SQLITE_OK,
                 sqlite3_open(fixture_path(t, "store/keystore.db"), &db));
    CHECK_NUMBER(SQLITE_OK, sqlite3_exec(db, "BEGIN; SELECT count(*) FROM key",
                                         NULL, NULL, NULL));
    CHECK_STATUS(MOHUR_E_BUSY, revoke(ks, NULL, STORE_PASS, NULL));
    sqlite3_close(db);
    CHECK_OK(key_try(ks, "k", 1));
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(revoke(ks, NULL, STORE_PASS, NULL));
    CHECK_OK(key_try(ks, "k", 1));
    mohur_keystore_free(ks);
}

/* ---- of several factors ---- */

static int32_t
host_secret(void *user,
            const char *name,
            size_t name_len,
            uint8_t *out,
            size_t out_cap,
            size_t *out_len)
{
    (void)user;
    (void)name;
    (void)name_len;
    memset(out, 9, out_cap < 32 ? out_cap : 32);
    *out_len = 32;
    return 0;
}

static void
add_both(struct fixture *t, mohur_keystore *ks)
{
    mohur_slot_options pass         = pass_slot(NULL, OTHER);
    mohur_slot_options host         = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *all[] = {&pass, &host};
    mohur_slot_options both         = MOHUR_SLOT_OPTIONS_INIT;

    host.type          = MOHUR_SLOT_CALLBACK;
    host.callback      = host_secret;
    host.callback_name = "host";
    both.type          = MOHUR_SLOT_ALL;
    both.label         = "both";
    both.all           = all;
    both.all_len       = 2;
    add(t, ks, &both);
}

static mohur_status
unlock_both(mohur_keystore *ks)
{
    mohur_unlock pass         = MOHUR_UNLOCK_INIT;
    mohur_unlock host         = MOHUR_UNLOCK_INIT;
    const mohur_unlock *all[] = {&pass, &host};
    mohur_unlock both         = MOHUR_UNLOCK_INIT;

    pass.passphrase     = OTHER;
    pass.passphrase_len = strlen(OTHER);
    host.type           = MOHUR_SLOT_CALLBACK;
    host.callback       = host_secret;
    both.type           = MOHUR_SLOT_ALL;
    both.all            = all;
    both.all_len        = 2;
    return mohur_keystore_unlock_with(ks, &both);
}

/* Wrap at the level that wants two factors, then dual control. */
static void
check_refusal(struct fixture *t, const char *why)
{
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation     = MOHUR_OP_WRAP;
    ask.alg           = MOHUR_ALG_AES_256_WRAP;
    ask.level         = 3;
    ask.memory_locked = true;
    CHECK_STATUS(MOHUR_E_POLICY, mohur__profile_require(t->ctx, &ask));
    CHECK_MESSAGE(why);
    mohur__error_clear(t->ctx);
}

static void
of_two_factors_is_what_a_level_asks_for(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *ks       = store_new(t);

    add_both(t, ks);
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(1, info.factors);
    check_refusal(t, "two unlock factors");
    mohur_keystore_free(ks);

    CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(0, info.factors);
    CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    check_refusal(t, "two unlock factors");
    mohur_keystore_free(ks);

    CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
    CHECK_OK(unlock_both(ks));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(2, info.factors);
    check_refusal(t, "dual control");
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_the_store_once_it_is_added),
        CASE(is_listed_by_label),
        CASE(has_a_label_of_its_own),
        CASE(is_one_of_four_with_a_passphrase),
        CASE(costs_what_the_profile_asks),
        CASE(opens_nothing_after_its_last_day),
        CASE(with_hostile_parameters_is_refused_before_anything_is_derived),
        CASE(beyond_the_32nd_and_a_fifth_with_argon2_are_refused),
        CASE(of_another_store_or_epoch_opens_nothing),
        CASE(opens_nothing_once_it_is_removed),
        CASE(that_is_the_last_cannot_go),
        CASE(that_is_the_last_for_recovery_cannot_go),
        CASE(that_was_revoked_opens_the_old_epoch_and_never_the_new),
        CASE(of_the_old_epoch_opens_nothing_in_the_new_file),
        CASE(follows_by_its_key_pair_without_showing_its_secret),
        CASE(that_is_stale_opens_nothing_until_it_is_added_anew),
        CASE(revoked_leaves_every_key_as_it_was),
        CASE(revoked_leaves_nothing_of_the_old_envelopes),
        CASE(revoked_makes_other_handles_stale),
        CASE(shown_must_open_something),
        CASE(that_cannot_be_committed_changes_nothing),
        CASE(of_two_factors_is_what_a_level_asks_for),
    };
    return cmocka_run_group_tests_name("a slot", cases, NULL, NULL);
}
