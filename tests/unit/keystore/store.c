/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <mohur/slot.h>

#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The handle of a store. */

static mohur_keystore_options
at(struct fixture *t)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;

    o.path = store_path(t);
    return o;
}

static mohur_keystore_info
info_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info;
}

/* ---- creating ---- */

static void
is_created_by_the_public_call_at_the_cost_of_the_profile(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    CHECK_OK(mohur_keystore_create(t->ctx, &o, &ks));
    CHECK_NUMBER(1, info_of(t, ks).slots);
    mohur_keystore_free(ks);
}

static void
is_not_created_below_the_floor_of_the_profile(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 2;
    CHECK_STATUS(MOHUR_E_POLICY, mohur_keystore_create(t->ctx, &o, &ks));
    CHECK(ks == NULL);
    CHECK(access(o.path, F_OK) != 0);
}

static void
is_new_unlocked_and_whole(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_keystore_info info = info_of(t, ks);

    CHECK(info.unlocked);
    CHECK_NUMBER(1, info.epoch);
    CHECK_NUMBER(1, info.seq);
    CHECK_NUMBER(1, info.events);
    CHECK_NUMBER(0, info.rings);
    CHECK_NUMBER(0, info.versions);
    CHECK_TEXT("az-reference-1", info.profile);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_closed_to_other_users(void **state)
{
    struct fixture *t = *state;
    struct stat about = {0};

    store_is_file();
    mohur_keystore_free(store_new(t));
    CHECK(stat(store_path(t), &about) == 0);
    CHECK_NUMBER(0700, about.st_mode & 0777);
    CHECK(stat(fixture_path(t, "store/keystore.db"), &about) == 0);
    CHECK_NUMBER(0600, about.st_mode & 0777);
    CHECK(stat(fixture_path(t, "store/keystore.lock"), &about) == 0);
    CHECK_NUMBER(0600, about.st_mode & 0777);
    CHECK_NUMBER(2, fixture_count_files(store_path(t)));
}

static void
is_not_created_twice(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = NULL;
    struct mohur__store_seed seed = store_seed();

    mohur_keystore_free(store_new(t));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__store_create(t->ctx, store_path(t), &seed, &ks));
    mohur__error_clear(t->ctx);
    mohur_keystore_free(store_reopen(t));
}

static void
takes_an_empty_folder_and_what_a_creation_left_behind(void **state)
{
    struct fixture *t = *state;

    store_is_file();
    CHECK(mkdir(store_path(t), 0755) == 0);
    fixture_write_file(fixture_path(t, "store/keystore.new"),
                       VIEW_TEXT("half"));
    fixture_write_file(fixture_path(t, "store/keystore.new-journal"),
                       VIEW_TEXT("half"));
    mohur_keystore_free(store_new(t));
    CHECK_NUMBER(2, fixture_count_files(store_path(t)));
}

static void
takes_no_folder_with_other_files(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = NULL;
    struct mohur__store_seed seed = store_seed();

    store_is_file();
    CHECK(mkdir(store_path(t), 0700) == 0);
    fixture_write_file(fixture_path(t, "store/letter.txt"), VIEW_TEXT("a"));
    CHECK_STATUS(MOHUR_E_EXISTS,
                 mohur__store_create(t->ctx, store_path(t), &seed, &ks));
    CHECK_NUMBER(1, fixture_count_files(store_path(t)));
}

/* ---- unlocking ---- */

static void
unlocks_with_its_passphrase(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    mohur_keystore_free(store_new(t));
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    CHECK(!info_of(t, ks).unlocked);
    CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    CHECK(info_of(t, ks).unlocked);
    mohur_keystore_free(ks);
}

static void
stays_locked_under_a_wrong_passphrase_and_takes_the_right_one(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_key_list *list     = NULL;
    mohur_keystore_options o = at(t);

    mohur_keystore_free(store_new(t));
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, mohur_keystore_unlock(ks, "wrong", 5));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_list(ks, &list));
    CHECK_OK(mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_keystore_unlock(ks, STORE_PASS, strlen(STORE_PASS)));
    mohur_keystore_free(ks);
}

static void
refuses_every_use_while_it_is_locked(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_key *key           = NULL;
    mohur_key_list *list     = NULL;
    uint32_t version         = 0;
    mohur_keystore_options o = at(t);
    mohur_key_options k =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    mohur_keystore_free(store_new(t));
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_key_new(ks, &k, &key));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_key(ks, "k", 1, 0, &key));
    CHECK_STATUS(MOHUR_E_STATE, key_rotate(ks, "k", &version));
    CHECK_STATUS(MOHUR_E_STATE, key_move(ks, "k", 1, MOHUR_KEY_SUSPENDED));
    CHECK_STATUS(MOHUR_E_STATE,
                 mohur_keystore_import(ks, &k, "x", 1, NULL, 0, &key));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_list(ks, &list));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
refuses_another_root_key(void **state)
{
    struct fixture *t              = *state;
    mohur_keystore *ks             = NULL;
    static const uint8_t other[32] = {1};

    mohur_keystore_free(store_new(t));
    CHECK_OK(mohur__store_open(t->ctx, store_path(t), &ks));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__store_unlock(ks, MOHUR__BYTES(other), MOHUR__NOTHING));
    CHECK(!ks->unlocked);
    mohur_keystore_free(ks);
}

/* ---- calls that are wrong ---- */

static void
refuses_broken_calls(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_open(NULL, &o, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_open(t->ctx, NULL, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_open(t->ctx, &o, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_create(t->ctx, &o, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_unlock(NULL, "a", 1));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_get_info(NULL, &info));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_check(NULL));
    o.path = NULL;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_open(t->ctx, &o, &ks));
    mohur_keystore_free(NULL);
    ks = store_new(t);
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_get_info(ks, NULL));
    info.size = 8;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_get_info(ks, &info));
    mohur_keystore_free(ks);
}

static void
refuses_passphrases_of_no_or_too_many_bytes(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);
    static char letters[1025];

    memset(letters, 'a', sizeof letters);
    mohur_keystore_free(store_new(t));
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_unlock(ks, "", 0));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_unlock(ks, letters, 1025));
    CHECK_STATUS(MOHUR_E_PASSPHRASE, mohur_keystore_unlock(ks, letters, 1024));
    mohur_keystore_free(ks);
}

/* ---- what is on the disk ---- */

static void
is_not_opened_where_there_is_none(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    store_is_file();
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    mohur__error_clear(t->ctx);
    CHECK(mkdir(store_path(t), 0700) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK(ks == NULL);
}

static void
is_not_opened_if_others_could_read_it(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);
    const char *file         = fixture_path(t, "store/keystore.db");

    store_is_file();
    mohur_keystore_free(store_new(t));
    CHECK(chmod(file, 0640) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    mohur__error_clear(t->ctx);
    CHECK(chmod(file, 0600) == 0);
    CHECK(chmod(store_path(t), 0750) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_MESSAGE("0700");
}

static void
is_not_opened_through_links(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);
    const char *file         = fixture_path(t, "store/keystore.db");
    const char *moved        = fixture_path(t, "moved");
    const char *alias        = fixture_path(t, "alias");

    store_is_file();
    mohur_keystore_free(store_new(t));
    CHECK(link(file, alias) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_MESSAGE("hard link");
    CHECK(unlink(alias) == 0);

    CHECK(rename(file, moved) == 0 && symlink(moved, file) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK(unlink(file) == 0 && rename(moved, file) == 0);

    CHECK(symlink(store_path(t), alias) == 0);
    o.path = alias;
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    o.path = fixture_path(t, "alias/");
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK(ks == NULL);
}

static void
is_not_opened_if_it_belongs_to_another_user(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    store_is_file();
    if (geteuid() != 0) {
        skip(); /* only root can give a file away */
    }
    mohur_keystore_free(store_new(t));
    CHECK(chown(fixture_path(t, "store/keystore.db"), 65534, 65534) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur_keystore_open(t->ctx, &o, &ks));
    CHECK_MESSAGE("another user");
}

static void
is_found_below_a_folder_that_is_a_link(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = NULL;
    mohur_keystore_options o = at(t);

    store_is_file();
    mohur_keystore_free(store_new(t));
    CHECK(symlink(fixture_tmpdir(t), fixture_path(t, "parent")) == 0);
    o.path = fixture_path(t, "parent/store");
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &ks));
    mohur_keystore_free(ks);
}

static void
is_busy_while_another_handle_writes(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *a   = store_new(t);
    mohur_keystore *b   = store_reopen(t);
    mohur_key_options o = key_options("k", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);
    mohur_key *key      = NULL;

    CHECK_OK(mohur__store_begin(a, MOHUR__TX_WRITE));
    CHECK_STATUS(MOHUR_E_BUSY, mohur_keystore_key_new(b, &o, &key));
    mohur__error_clear(t->ctx);
    mohur__store_end(a);
    CHECK_OK(mohur_keystore_key_new(b, &o, &key));
    mohur_key_free(key);
    mohur_keystore_free(a);
    mohur_keystore_free(b);
}

static void
sees_what_another_handle_wrote(void **state)
{
    struct fixture *t = *state;
    mohur_keystore *a = store_new(t);
    mohur_keystore *b = store_reopen(t);

    key_add(t, a, "one");
    CHECK_OK(key_try(b, "one", 0));
    key_add(t, b, "two");
    CHECK_OK(key_try(a, "two", 0));
    CHECK_NUMBER(3, info_of(t, a).seq);
    mohur_keystore_free(a);
    mohur_keystore_free(b);
}

/* ---- like another handle ---- */

/* A second handle of the store, of a context of its own, still locked. */
static mohur_keystore *
second_open(struct fixture *t, mohur_ctx *ctx)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *ks       = NULL;

    o.path = store_path(t);
    CHECK_OK(mohur_keystore_open(ctx, &o, &ks));
    return ks;
}

struct second {
    mohur_ctx *ctx;
    mohur_keystore *ks;
    mohur_status st;
};

/* Another thread makes a key, and closes what it has. */
static void *
second_run(void *user)
{
    struct second *s = user;
    mohur_key *key   = NULL;
    mohur_key_options o =
        key_options("theirs", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    s->st = mohur_keystore_key_new(s->ks, &o, &key);
    mohur_key_free(key);
    mohur_keystore_free(s->ks);
    return NULL;
}

static void
unlocks_as_another_handle_is_for_another_thread(void **state)
{
    struct fixture *t        = *state;
    mohur_keystore *ks       = store_new(t);
    mohur_ctx *ctx           = fixture_ctx(t, 0);
    struct second s          = {ctx, second_open(t, ctx), MOHUR_E_INTERNAL};
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    pthread_t thread;

    CHECK_OK(mohur_keystore_unlock_like(s.ks, ks));
    CHECK_OK(mohur_keystore_get_info(s.ks, &info));
    CHECK_NUMBER(1, info.factors);
    CHECK(pthread_create(&thread, NULL, second_run, &s) == 0);
    key_add(t, ks, "ours");
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK_NUMBER(MOHUR_OK, s.st);
    fixture_ctx_free(t, ctx);
    CHECK_OK(key_try(ks, "theirs", 0));
    mohur_keystore_free(ks);
}

static void
does_not_unlock_as_one_that_is_locked_or_another(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);
    mohur_keystore *locked        = second_open(t, t->ctx);
    mohur_keystore *other         = NULL;
    struct mohur__store_seed seed = store_seed();

    CHECK_OK(
        mohur__store_create(t->ctx, fixture_path(t, "other"), &seed, &other));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_unlock_like(ks, other));
    CHECK_STATUS(MOHUR_E_STATE, mohur_keystore_unlock_like(locked, locked));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_unlock_like(locked, other));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_unlock_like(locked, NULL));
    CHECK_OK(mohur_keystore_unlock_like(locked, ks));
    mohur_keystore_free(other);
    mohur_keystore_free(locked);
    mohur_keystore_free(ks);
}

/* Who was revoked opens nothing by a handle from before. */
static void
does_not_unlock_as_one_of_an_older_root_key(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);
    mohur_keystore *stale         = store_reopen(t);
    mohur_ctx *ctx                = fixture_ctx(t, 0);
    mohur_keystore *locked        = second_open(t, ctx);
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    CHECK_OK(mohur_keystore_slot_revoke(ks, NULL, present, 1, NULL));
    CHECK(mohur_keystore_unlock_like(locked, stale) == MOHUR_E_STALE);
    CHECK(strlen(mohur_ctx_message(ctx)) > 0);
    CHECK(mohur_keystore_unlock_like(locked, ks) == MOHUR_OK);
    mohur_keystore_free(locked);
    fixture_ctx_free(t, ctx);
    mohur_keystore_free(stale);
    mohur_keystore_free(ks);
}

/* ---- fork ---- */

/* What a forked child found: 0 if all of it was refused. */
static int
use_in_child(mohur_keystore *ks)
{
    mohur_key *key           = NULL;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_status got         = mohur_keystore_key(ks, "k", 1, 0, &key);

    if (got != MOHUR_E_STATE || key != NULL ||
        mohur_keystore_get_info(ks, &info) != MOHUR_E_STATE) {
        return 1;
    }
    mohur_keystore_free(ks);
    return 0;
}

static void
is_of_no_use_in_a_forked_child_and_intact_in_the_parent(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    int status         = -1;
    pid_t child        = -1;

    key_add(t, ks, "k");
    child = fork();
    if (child == 0) {
        _exit(use_in_child(ks));
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK_NUMBER(0, status);
    CHECK_OK(key_try(ks, "k", 0));
    key_add(t, ks, "after");
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_created_by_the_public_call_at_the_cost_of_the_profile),
        CASE(is_not_created_below_the_floor_of_the_profile),
        CASE(is_new_unlocked_and_whole),
        CASE(is_closed_to_other_users),
        CASE(is_not_created_twice),
        CASE(takes_an_empty_folder_and_what_a_creation_left_behind),
        CASE(takes_no_folder_with_other_files),
        CASE(unlocks_with_its_passphrase),
        CASE(stays_locked_under_a_wrong_passphrase_and_takes_the_right_one),
        CASE(refuses_every_use_while_it_is_locked),
        CASE(refuses_another_root_key),
        CASE(refuses_broken_calls),
        CASE(refuses_passphrases_of_no_or_too_many_bytes),
        CASE(is_not_opened_where_there_is_none),
        CASE(is_not_opened_if_others_could_read_it),
        CASE(is_not_opened_through_links),
        CASE(is_not_opened_if_it_belongs_to_another_user),
        CASE(is_found_below_a_folder_that_is_a_link),
        CASE(is_busy_while_another_handle_writes),
        CASE(sees_what_another_handle_wrote),
        CASE(unlocks_as_another_handle_is_for_another_thread),
        CASE(does_not_unlock_as_one_that_is_locked_or_another),
        CASE(does_not_unlock_as_one_of_an_older_root_key),
        CASE(is_of_no_use_in_a_forked_child_and_intact_in_the_parent),
    };
    return cmocka_run_group_tests_name("a keystore", cases, NULL, NULL);
}
