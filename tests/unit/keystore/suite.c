/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/suite.h"

#include "../profile/rule_kit.h"
#include "store_fixture.h"

#include "base/error.h"
#include "keystore/key.h"
#include <mohur/authority.h>
#include <mohur/backup.h>
#include <mohur/merge.h>
#include <mohur/slot.h>

#include <sys/stat.h>

/*
 * What a store is under: chosen by the profile, the same for all of it, and
 * another one with the next root key.
 */
#define DEPUTY "passphrase of the deputy"

#define ECDSA_RULE "{\"alg\":\"ECDSA-P256\""
#define YES        "{\"status\":\"acceptable\"}"
#define RULE(alg)                                                              \
    "{\"alg\":\"" alg "\",\"process\":" YES ",\"protect\":" YES "},"

/* In the sample instead of a rule: that and others before it. */
static const char with_none[] = RULE("Argon2id") ECDSA_RULE;
static const char with_1[] =
    RULE("Argon2id") RULE("XChaCha20-Poly1305") ECDSA_RULE;
static const char with_2[] = RULE("Argon2id") RULE("XAES-256-GCM") ECDSA_RULE;
static const char with_both[] =
    RULE("XAES-256-GCM") RULE("XChaCha20-Poly1305") ECDSA_RULE;

/* ---- which ---- */

static mohur_status
choose(struct fixture *t,
       const char *rules,
       enum mohur__suite present,
       enum mohur__suite *out)
{
    struct mohur__force force = {.profiles_len = 0};
    mohur_status st           = MOHUR_OK;

    kit_enforce(t, &force, ECDSA_RULE, rules);
    st = mohur__suite_choose(t->ctx, present, out);
    kit_relent(t, &force);
    return st;
}

static void
is_the_first_that_the_profile_allows(void **state)
{
    static const struct {
        const char *rules;
        enum mohur__suite present;
        enum mohur__suite want;
    } cases[] = {
        {with_1, MOHUR__SUITE_NONE, MOHUR__SUITE_1},
        {with_2, MOHUR__SUITE_NONE, MOHUR__SUITE_2},
        {with_both, MOHUR__SUITE_NONE, MOHUR__SUITE_1},
        {with_1, MOHUR__SUITE_2, MOHUR__SUITE_1},
        {with_2, MOHUR__SUITE_1, MOHUR__SUITE_2},
        {with_both, MOHUR__SUITE_1, MOHUR__SUITE_1},
        {with_both, MOHUR__SUITE_2, MOHUR__SUITE_2},
        {with_none, MOHUR__SUITE_1, MOHUR__SUITE_1},
        {with_none, MOHUR__SUITE_2, MOHUR__SUITE_2},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        enum mohur__suite got = MOHUR__SUITE_NONE;

        CHECK_OK(choose(t, cases[i].rules, cases[i].present, &got));
        CHECK_NUMBER(cases[i].want, got);
    }
}

static void
is_not_had_for_a_new_store_where_neither_is_allowed(void **state)
{
    struct fixture *t     = *state;
    enum mohur__suite got = MOHUR__SUITE_1;

    CHECK_STATUS(MOHUR_E_POLICY, choose(t, with_none, MOHUR__SUITE_NONE, &got));
    CHECK_MESSAGE("neither XChaCha20-Poly1305 nor XAES-256-GCM");
    CHECK_NUMBER(MOHUR__SUITE_NONE, got);
}

static void
has_a_number_and_an_algorithm(void **state)
{
    struct fixture *t = *state;

    CHECK_NUMBER(MOHUR__SUITE_1, mohur__suite_by_number(1));
    CHECK_NUMBER(MOHUR__SUITE_2, mohur__suite_by_number(2));
    CHECK_NUMBER(MOHUR__SUITE_NONE, mohur__suite_by_number(0));
    CHECK_NUMBER(MOHUR__SUITE_NONE, mohur__suite_by_number(3));
    CHECK_NUMBER(MOHUR__SUITE_NONE, mohur__suite_by_number(UINT64_MAX));
    CHECK_NUMBER(MOHUR_ALG_XCHACHA20_POLY1305,
                 mohur__suite_alg(MOHUR__SUITE_1));
    CHECK_NUMBER(MOHUR_ALG_XAES_256_GCM, mohur__suite_alg(MOHUR__SUITE_2));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__suite_alg(MOHUR__SUITE_NONE));
    (void)t;
}

/* The public way to a new store, with the profile of one that is open. */
static void
is_chosen_when_a_store_is_made(void **state)
{
    struct fixture *t         = *state;
    mohur_keystore_options o  = MOHUR_KEYSTORE_OPTIONS_INIT;
    struct mohur__force force = {.profiles_len = 0};
    mohur_keystore *ks        = NULL;

    kit_enforce(t, &force, ECDSA_RULE, with_2);
    o.path           = fixture_path(t, "made");
    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    CHECK_OK(mohur_keystore_create(t->ctx, &o, &ks));
    CHECK_NUMBER(MOHUR__SUITE_2, ks->keys.suite);
    mohur_keystore_free(ks);
    kit_relent(t, &force);
}

/* ---- from one to the other ---- */

/* The profile that allows suite 2. */
static void
follow(struct fixture *t, mohur_keystore *ks)
{
    static const char *const changes[]   = {ECDSA_RULE, with_2, NULL};
    static const char *const authority[] = {KIT_KEY_A, KIT_KEY_B, KIT_KEY_C};
    mohur_profile_trust trust            = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile *p                     = kit_profile(t, changes, "ab");

    t->now          = KIT_EFFECTIVE;
    trust.keys      = authority;
    trust.keys_len  = 3;
    trust.threshold = 2;
    CHECK_OK(mohur_keystore_profile_accept(ks, p, &trust, NULL));
    mohur_profile_free(p);
}

static mohur_slot_options
pass_slot(const char *label, mohur_alg kem)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    o.label          = label;
    o.passphrase     = DEPUTY;
    o.passphrase_len = strlen(DEPUTY);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    o.kem            = kem;
    return o;
}

/* A store under suite 1 with a key and a slot with a key pair of its own. */
static mohur_keystore *
store_with_deputy(struct fixture *t)
{
    mohur_keystore *ks            = store_new(t);
    mohur_slot_options o          = pass_slot("deputy", MOHUR_ALG_X25519);
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};

    key_add(t, ks, "k");
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    return ks;
}

static uint32_t
renew(struct fixture *t, mohur_keystore *ks, bool deputy_too)
{
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    mohur_unlock more             = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how, &more};
    uint32_t stale                = 0;

    how.passphrase      = STORE_PASS;
    how.passphrase_len  = strlen(STORE_PASS);
    more.passphrase     = DEPUTY;
    more.passphrase_len = strlen(DEPUTY);
    CHECK_OK(mohur_keystore_slot_revoke(ks, NULL, present, deputy_too ? 2 : 1,
                                        &stale));
    return stale;
}

static mohur_status
unlock(struct fixture *t, const char *pass)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = mohur__store_open(t->ctx, store_path(t), &ks);

    if (st == MOHUR_OK) {
        st = mohur_keystore_unlock(ks, pass, strlen(pass));
    }
    if (st == MOHUR_OK) {
        st = key_try(ks, "k", 1);
    }
    mohur_keystore_free(ks);
    mohur__error_clear(t->ctx);
    return st;
}

static void
leaves_a_key_pair_behind_that_nobody_shows(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_deputy(t);

    follow(t, ks);
    CHECK_NUMBER(1, renew(t, ks, false));
    CHECK_NUMBER(MOHUR__SUITE_2, ks->keys.suite);
    CHECK_STATUS(MOHUR_E_PASSPHRASE, unlock(t, DEPUTY));
    CHECK_OK(unlock(t, STORE_PASS));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* Its key pair is the same, and the next time it follows by itself. */
static void
takes_a_key_pair_along_that_is_shown(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_with_deputy(t);

    follow(t, ks);
    CHECK_NUMBER(0, renew(t, ks, true));
    CHECK_NUMBER(MOHUR__SUITE_2, ks->keys.suite);
    CHECK_OK(unlock(t, DEPUTY));
    CHECK_NUMBER(0, renew(t, ks, false));
    CHECK_OK(unlock(t, DEPUTY));
    CHECK_OK(unlock(t, STORE_PASS));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- in backups ---- */

static void
back_up(struct fixture *t, mohur_keystore *ks)
{
    mohur_slot_options slot           = pass_slot("safe", MOHUR_ALG_NONE);
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;

    o.slots     = slots;
    o.slots_len = 1;
    CHECK_OK(mohur_keystore_backup(ks, &o, fixture_path(t, "backup")));
}

static mohur_keystore *
backup_open(struct fixture *t)
{
    mohur_keystore *backup = NULL;

    CHECK_OK(mohur__store_open(t->ctx, fixture_path(t, "backup"), &backup));
    CHECK_OK(mohur_keystore_unlock(backup, DEPUTY, strlen(DEPUTY)));
    return backup;
}

static mohur_keystore *
restored(struct fixture *t, mohur_keystore *backup)
{
    mohur_restore_options o = MOHUR_RESTORE_OPTIONS_INIT;
    mohur_keystore *ks      = NULL;

    o.path           = fixture_path(t, "restored");
    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    CHECK_OK(mohur_keystore_restore(backup, &o, &ks));
    return ks;
}

static void
is_what_the_profile_allows_in_a_backup_and_what_is_made_of_it(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    mohur_keystore *backup = NULL;
    mohur_keystore *again  = NULL;

    key_add(t, ks, "k");
    follow(t, ks);
    back_up(t, ks);
    CHECK_NUMBER(MOHUR__SUITE_1, ks->keys.suite);
    mohur_keystore_free(ks);
    backup = backup_open(t);
    CHECK_NUMBER(MOHUR__SUITE_2, backup->keys.suite);
    CHECK_OK(mohur_keystore_check(backup));
    again = restored(t, backup);
    CHECK_NUMBER(MOHUR__SUITE_2, again->keys.suite);
    CHECK_OK(key_try(again, "k", 1));
    CHECK_OK(mohur_keystore_check(again));
    mohur_keystore_free(again);
    mohur_keystore_free(backup);
}

/* A backup from before, restored under the profile that it holds. */
static void
goes_over_when_an_older_backup_is_restored(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    mohur_keystore *backup = NULL;
    mohur_keystore *again  = NULL;

    key_add(t, ks, "k");
    back_up(t, ks);
    follow(t, ks); /* in force here, whatever the backup says */
    backup = backup_open(t);
    CHECK_NUMBER(MOHUR__SUITE_1, backup->keys.suite);
    again = restored(t, backup);
    CHECK_NUMBER(MOHUR__SUITE_2, again->keys.suite);
    CHECK_OK(key_try(again, "k", 1));
    mohur_keystore_free(again);
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

static void
may_differ_where_keys_are_merged(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = store_new(t);
    mohur_keystore *backup = NULL;
    mohur_merge_options o  = MOHUR_MERGE_OPTIONS_INIT;
    struct view first;

    mohur_keystore_free(ks);
    first = place_save(t);
    ks    = store_reopen(t);
    mohur_key_free(
        key_make(t, ks, "k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ECDSA_P256));
    back_up(t, ks);
    mohur_keystore_free(ks);
    place_put_back(t, first);
    ks = store_reopen(t);
    follow(t, ks);
    backup = backup_open(t);
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_merge(ks, backup, &o, NULL));
    mohur__error_clear(t->ctx);
    (void)renew(t, ks, false);
    CHECK_OK(mohur_keystore_merge(ks, backup, &o, NULL));
    CHECK_NUMBER(MOHUR__SUITE_1, backup->keys.suite);
    CHECK_NUMBER(MOHUR__SUITE_2, ks->keys.suite);
    CHECK_OK(key_try(ks, "k", 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(backup);
    mohur_keystore_free(ks);
}

/* ---- stores that were made long ago ---- */

static const struct {
    const char *name;
    enum mohur__suite suite;
    uint32_t rotate_days; /* of one more key, "post"; 0: it is not there */
} golden[] = {
    {"suite-1.db", MOHUR__SUITE_1, 0},
    {"suite-2.db", MOHUR__SUITE_2, 0},
    {"rotation.db", MOHUR__SUITE_1, 30},
};

static int
small(const char *path)
{
    sqlite3 *db = NULL;
    int code    = sqlite3_open(path, &db);

    code = code == SQLITE_OK
               ? sqlite3_exec(db, "PRAGMA page_size = 512; VACUUM", NULL, NULL,
                              NULL)
               : code;
    sqlite3_close(db);
    return code;
}

static void
golden_post(struct fixture *t, mohur_keystore *ks, uint32_t rotate_days)
{
    mohur_key *key = NULL;
    mohur_key_options o =
        key_options("post", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.rotate_days      = rotate_days;
    o.activate_delay_s = 60;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
}

/* To make them anew, name their folder in MOHUR_GOLDEN. */
static void
golden_make(struct fixture *t, const char *folder, size_t i)
{
    struct mohur__store_seed seed = store_seed();
    mohur_slot_options o          = pass_slot("deputy", MOHUR_ALG_X25519);
    mohur_keystore *ks            = NULL;
    uint8_t id[MOHUR_SLOT_ID_LEN] = {0};
    uint32_t version              = 0;
    char path[512]                = {0};
    struct view file;

    seed.suite = golden[i].suite;
    CHECK_OK(mohur__store_create(t->ctx, fixture_path(t, golden[i].name), &seed,
                                 &ks));
    key_add(t, ks, "k");
    CHECK_OK(key_rotate(ks, "k", &version));
    mohur_key_free(
        key_make(t, ks, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_ECDH_P256));
    mohur_key_free(key_make(t, ks, "wrap", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE));
    if (golden[i].rotate_days != 0) {
        golden_post(t, ks, golden[i].rotate_days);
    }
    CHECK_OK(mohur_keystore_slot_add(ks, &o, id));
    mohur_keystore_free(ks);
    snprintf(path, sizeof path, "%s/keystore.db",
             fixture_path(t, golden[i].name));
    CHECK_NUMBER(SQLITE_OK, small(path));
    file = fixture_read_file(t, path);
    snprintf(path, sizeof path, "%s/%s", folder, golden[i].name);
    fixture_write_file(path, file);
}

/* As a store that is there, in the place of the case. */
static void
golden_lay(struct fixture *t, size_t i)
{
    char path[128] = {0};
    struct view file;

    snprintf(path, sizeof path, "tests/golden/keystore/%s", golden[i].name);
    file = source_file(t, path);
    (void)mkdir(store_path(t), 0700);
    fixture_write_file(fixture_path(t, "store/keystore.db"), file);
    fixture_write_file(fixture_path(t, "store/keystore.lock"),
                       (struct view){file.data, 0});
    CHECK(chmod(fixture_path(t, "store/keystore.db"), 0600) == 0);
    CHECK(chmod(fixture_path(t, "store/keystore.lock"), 0600) == 0);
}

/* What the golden key "post" was made with. */
static void
check_golden_post(struct fixture *t, mohur_keystore *ks, uint32_t rotate_days)
{
    mohur_key_list *list       = NULL;
    const mohur_key_info *info = NULL;

    CHECK_OK(mohur_keystore_list(ks, &list));
    info = mohur_key_list_at(list, 3); /* after "box" and both of "k" */
    CHECK_TEXT("post", info->name);
    CHECK_NUMBER(60, info->activate_delay_s);
    CHECK_NUMBER(info->created + (int64_t)rotate_days * 24 * 3600,
                 info->rotate_at);
    mohur_key_list_free(list);
}

static void
opens_the_stores_of_the_first_version(void **state)
{
    struct fixture *t  = *state;
    const char *folder = getenv("MOHUR_GOLDEN");
    mohur_keystore *ks = NULL;

    store_is_file();
    for (size_t i = 0; i < sizeof golden / sizeof golden[0]; i++) {
        if (folder != NULL) {
            golden_make(t, folder, i);
        }
        golden_lay(t, i);
        CHECK_OK(unlock(t, DEPUTY));
        CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
        CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
        CHECK_NUMBER(golden[i].suite, ks->keys.suite);
        CHECK_OK(key_try(ks, "k", 1));
        CHECK_OK(key_try(ks, "k", 2));
        CHECK_OK(key_try(ks, "box", 1));
        CHECK_OK(key_try(ks, "wrap", 1));
        if (golden[i].rotate_days != 0) {
            check_golden_post(t, ks, golden[i].rotate_days);
        }
        CHECK_OK(mohur_keystore_check(ks));
        mohur_keystore_free(ks);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_the_first_that_the_profile_allows),
        CASE(is_not_had_for_a_new_store_where_neither_is_allowed),
        CASE(has_a_number_and_an_algorithm),
        CASE(is_chosen_when_a_store_is_made),
        CASE(leaves_a_key_pair_behind_that_nobody_shows),
        CASE(takes_a_key_pair_along_that_is_shown),
        CASE(is_what_the_profile_allows_in_a_backup_and_what_is_made_of_it),
        CASE(goes_over_when_an_older_backup_is_restored),
        CASE(may_differ_where_keys_are_merged),
        CASE(opens_the_stores_of_the_first_version),
    };
    return cmocka_run_group_tests_name("what a store is under", cases, NULL,
                                       NULL);
}
