/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"
#include <mohur/backup.h>

#include <unistd.h>

/* Backups: made, opened by others, restored. */

#define SAFE "passphrase of the safe"

static mohur_slot_options
safe_slot(void)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.passphrase     = SAFE;
    o.passphrase_len = strlen(SAFE);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_status
back_up(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_slot_options slot           = safe_slot();
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;

    o.slots     = slots;
    o.slots_len = 1;
    return mohur_keystore_backup(ks, &o, fixture_path(t, name));
}

static mohur_status
open_at(struct fixture *t,
        const char *name,
        const char *pass,
        mohur_keystore **out)
{
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__store_open(t->ctx, fixture_path(t, name), out);
    if (st == MOHUR_OK) {
        st = mohur_keystore_unlock(*out, pass, strlen(pass));
    }
    if (st != MOHUR_OK) {
        mohur_keystore_free(*out);
        *out = NULL;
    }
    return st;
}

static mohur_restore_options
restore_options(struct fixture *t, const char *name)
{
    mohur_restore_options o = MOHUR_RESTORE_OPTIONS_INIT;

    o.path           = fixture_path(t, name);
    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    return o;
}

static mohur_keystore_info
info_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info;
}

/* A store with two keys, one of two versions. */
static mohur_keystore *
store_with_keys(struct fixture *t)
{
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_add(t, ks, "a");
    key_add(t, ks, "b");
    CHECK_OK(key_rotate(ks, "b", &version));
    return ks;
}

static void
is_opened_by_its_own_slots_alone(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_with_keys(t);
    mohur_keystore *backup = NULL;

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, open_at(t, "backup", STORE_PASS, &backup));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    mohur_keystore_free(backup);
    backup = NULL;
    CHECK_STATUS(MOHUR_E_PASSPHRASE, open_at(t, "store", SAFE, &backup));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_listed_and_checked_and_not_used(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_with_keys(t);
    mohur_keystore *backup = NULL;
    mohur_key_list *list   = NULL;
    uint32_t version       = 0;

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    CHECK_OK(mohur_keystore_check(backup));
    CHECK_OK(mohur_keystore_list(backup, &list));
    CHECK_NUMBER(3, mohur_key_list_len(list));
    mohur_key_list_free(list);
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_try(backup, "a", 1));
    CHECK_STATUS(MOHUR_E_KEY_STATE, key_rotate(backup, "a", &version));
    CHECK_STATUS(MOHUR_E_KEY_STATE,
                 key_move(backup, "a", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_KEY_STATE, back_up(t, backup, "another"));
    CHECK_STATUS(MOHUR_E_KEY_STATE,
                 mohur_keystore_slot_revoke(backup, NULL, NULL, 0, NULL));
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

static void
is_of_the_state_that_the_store_then_had(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_with_keys(t);
    mohur_keystore *backup = NULL;
    mohur_keystore_info a;
    mohur_keystore_info b;

    CHECK_OK(back_up(t, ks, "backup"));
    a = info_of(t, ks);
    key_add(t, ks, "later");
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    b = info_of(t, backup);
    CHECK_NUMBER(a.seq, b.seq);
    CHECK_NUMBER(a.events, b.events);
    CHECK_NUMBER(a.epoch, b.epoch);
    CHECK_NUMBER(2, b.rings);
    assert_memory_equal(a.store_id, b.store_id, 16);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

static void
does_not_take_the_place_of_anything(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_with_keys(t);
    mohur_backup_options o   = MOHUR_BACKUP_OPTIONS_INIT;
    mohur_keystore_info info = info_of(t, ks);

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_STATUS(MOHUR_E_EXISTS, back_up(t, ks, "backup"));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_keystore_backup(ks, &o, fixture_path(t, "x")));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_backup(ks, NULL, "x"));
    CHECK_NUMBER(info.seq + 1, info_of(t, ks).seq);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_restored_with_every_key_and_a_new_epoch(void **state)
{
    struct fixture *t       = *state;
    mohur_keystore *ks      = store_with_keys(t);
    mohur_keystore *backup  = NULL;
    mohur_keystore *again   = NULL;
    mohur_restore_options o = restore_options(t, "again");
    mohur_key *before       = key_get(t, ks, "b", 1);
    mohur_key *after        = NULL;
    uint32_t version        = 0;

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    CHECK_OK(mohur_keystore_restore(backup, &o, &again));
    CHECK_NUMBER(2, info_of(t, again).epoch);
    CHECK_NUMBER(info_of(t, backup).seq + 1, info_of(t, again).seq);
    CHECK_NUMBER(info_of(t, backup).events + 1, info_of(t, again).events);
    CHECK_OK(mohur_keystore_check(again));
    after = key_get(t, again, "b", 1);
    CHECK_BYTES(mohur__key_secret(before), mohur__key_secret(after));
    CHECK_OK(key_rotate(again, "b", &version));
    CHECK_NUMBER(3, version);
    mohur_keystore_free(again);
    CHECK_OK(open_at(t, "again", STORE_PASS, &again));
    mohur_keystore_free(again);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, open_at(t, "again", SAFE, &again));
    mohur_key_free(before);
    mohur_key_free(after);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

/* K44 */
static void
leaves_destroyed_what_the_live_store_destroyed(void **state)
{
    struct fixture *t       = *state;
    mohur_keystore *ks      = store_with_keys(t);
    mohur_keystore *backup  = NULL;
    mohur_keystore *again   = NULL;
    mohur_restore_options o = restore_options(t, "again");
    mohur_key *key          = NULL;

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(key_move(ks, "b", 1, MOHUR_KEY_DEACTIVATED));
    CHECK_OK(key_move(ks, "b", 1, MOHUR_KEY_DESTROY_PENDING));
    t->now += INT64_C(31) * 24 * 3600;
    CHECK_OK(key_move(ks, "b", 1, MOHUR_KEY_DESTROYED));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    o.live = ks;
    CHECK_OK(mohur_keystore_restore(backup, &o, &again));
    CHECK_OK(mohur_keystore_check(again));
    CHECK(info_of(t, again).seq > info_of(t, ks).seq);
    key = key_get(t, again, "b", 1);
    CHECK(!mohur_key_has_private(key));
    mohur_key_free(key);
    key = key_get(t, again, "b", 2);
    CHECK(mohur_key_has_private(key));
    mohur_key_free(key);
    mohur_keystore_free(again);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

/* One use of the key that has few. */
static mohur_status
use_limited(struct fixture *t, mohur_keystore *ks)
{
    mohur_key *key  = NULL;
    mohur_status st = mohur_keystore_key(ks, "limited", 7, 0, &key);

    if (st == MOHUR_OK) {
        st = mohur__key_require_protect(t->ctx, key);
    }
    mohur_key_free(key);
    return st;
}

static size_t
uses_left(struct fixture *t, mohur_keystore *ks)
{
    size_t n = 0;

    while (use_limited(t, ks) == MOHUR_OK) {
        n++;
    }
    mohur__error_clear(t->ctx);
    return n;
}

static void
never_sets_counters_of_uses_back(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_with_keys(t);
    mohur_keystore *backup = NULL;
    mohur_keystore *beside = NULL;
    mohur_keystore *alone  = NULL;
    mohur_key *key         = NULL;
    mohur_key_options limited =
        key_options("limited", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_restore_options o     = restore_options(t, "beside");
    mohur_restore_options other = restore_options(t, "alone");

    limited.max_uses = 3;
    CHECK_OK(mohur_keystore_key_new(ks, &limited, &key));
    mohur_key_free(key);
    CHECK_OK(use_limited(t, ks));
    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(use_limited(t, ks));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    o.live = ks;
    CHECK_OK(mohur_keystore_restore(backup, &o, &beside));
    CHECK_OK(mohur_keystore_check(beside));
    CHECK_NUMBER(1, uses_left(t, beside));
    CHECK_OK(mohur_keystore_restore(backup, &other, &alone));
    CHECK_OK(mohur_keystore_check(alone));
    CHECK_NUMBER(0, uses_left(t, alone));
    CHECK_OK(key_rotate(alone, "limited", &(uint32_t){0}));
    CHECK_NUMBER(3, uses_left(t, alone));
    mohur_keystore_free(alone);
    mohur_keystore_free(beside);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

static void
is_not_restored_beside_another_store(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_with_keys(t);
    mohur_keystore *backup        = NULL;
    mohur_keystore *other         = NULL;
    mohur_keystore *again         = NULL;
    mohur_restore_options o       = restore_options(t, "again");
    struct mohur__store_seed seed = store_seed();

    CHECK_OK(
        mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &other));
    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    o.live = other;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_restore(backup, &o, &again));
    o.live = NULL;
    o.path = fixture_path(t, "other");
    CHECK_STATUS(MOHUR_E_EXISTS, mohur_keystore_restore(backup, &o, &again));
    CHECK_STATUS(MOHUR_E_KEY_STATE, mohur_keystore_restore(ks, &o, &again));
    CHECK(again == NULL);
    mohur_keystore_free(other);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

static mohur_status
restore_at(struct fixture *t,
           mohur_keystore *backup,
           size_t nth,
           mohur_keystore **out)
{
    mohur_restore_options o = restore_options(t, "again");

    alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
    return mohur_keystore_restore(backup, &o, out);
}

/* A few of them, spread: each runs Argon2id. */
static void
leaves_all_or_nothing_of_a_restore_that_failed(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_with_keys(t);
    mohur_keystore *backup = NULL;
    mohur_keystore *again  = NULL;
    mohur_status st        = MOHUR_E_NO_MEMORY;

    CHECK_OK(back_up(t, ks, "backup"));
    CHECK_OK(open_at(t, "backup", SAFE, &backup));
    for (size_t nth = 1; st != MOHUR_OK; nth += 1 + nth / 3) {
        mohur__error_clear(t->ctx);
        st = restore_at(t, backup, nth, &again);
        if (alloc_has_failed(&t->alloc) && st != MOHUR_OK) {
            CHECK(again == NULL);
            /* After it got its name it is whole, if not opened. */
            if (access(fixture_path(t, "again/keystore.db"), F_OK) == 0) {
                st = open_at(t, "again", STORE_PASS, &again);
                CHECK_OK(st);
            }
        }
    }
    CHECK_OK(mohur_keystore_check(again));
    mohur_keystore_free(again);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_opened_by_its_own_slots_alone),
        CASE(is_listed_and_checked_and_not_used),
        CASE(is_of_the_state_that_the_store_then_had),
        CASE(does_not_take_the_place_of_anything),
        CASE(is_restored_with_every_key_and_a_new_epoch),
        CASE(leaves_destroyed_what_the_live_store_destroyed),
        CASE(never_sets_counters_of_uses_back),
        CASE(is_not_restored_beside_another_store),
        CASE(leaves_all_or_nothing_of_a_restore_that_failed),
    };
    return cmocka_run_group_tests_name("a backup", cases, NULL, NULL);
}
