/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"
#include "keystore/lease.h"
#include <mohur/slot.h>

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Uses of a version that are limited: set aside, taken, given back. */

static void
limited_key(struct fixture *t, mohur_keystore *ks, uint64_t max_uses)
{
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    mohur_key *key = NULL;

    o.max_uses = max_uses;
    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    mohur_key_free(key);
}

/* What the store says, of version v. */
static uint64_t
uses_of(struct fixture *t, mohur_keystore *ks, uint32_t v)
{
    mohur_key_list *list = NULL;
    uint64_t uses        = 0;

    CHECK_OK(mohur_keystore_list(ks, &list));
    uses = mohur_key_list_at(list, v - 1)->uses;
    mohur_key_list_free(list);
    return uses;
}

/* Fetch it and use it once. */
static mohur_status
use_once(struct fixture *t, mohur_keystore *ks)
{
    mohur_key *key  = NULL;
    mohur_status st = mohur_keystore_key(ks, "k", 1, 0, &key);

    st = st == MOHUR_OK ? mohur__key_require_protect(t->ctx, key) : st;
    mohur_key_free(key);
    return st;
}

static void
are_as_many_as_were_said(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    limited_key(t, ks, 3);
    for (int i = 0; i < 3; i++) {
        CHECK_OK(use_once(t, ks));
    }
    CHECK_STATUS(MOHUR_E_KEY_STATE, use_once(t, ks));
    CHECK_MESSAGE("key k was used as often as it may be; rotate it");
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(3, uses_of(t, ks, 1));
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_STATUS(MOHUR_E_KEY_STATE, use_once(t, ks));
    mohur_keystore_free(ks);
}

static void
begin_anew_with_each_version(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    limited_key(t, ks, 1);
    CHECK_OK(use_once(t, ks));
    CHECK_STATUS(MOHUR_E_KEY_STATE, use_once(t, ks));
    CHECK_OK(key_rotate(ks, "k", &version));
    CHECK_OK(use_once(t, ks));
    CHECK_STATUS(MOHUR_E_KEY_STATE, use_once(t, ks));
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(1, uses_of(t, ks, 1));
    CHECK_NUMBER(1, uses_of(t, ks, 2));
    mohur_keystore_free(ks);
}

static void
leave_a_key_that_is_spent_to_what_it_protected(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    limited_key(t, ks, 1);
    CHECK_OK(use_once(t, ks));
    key = key_get(t, ks, "k", 0);
    for (int i = 0; i < 5; i++) {
        CHECK_OK(mohur__key_require_process(t->ctx, key));
    }
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
are_not_touched_by_what_verifies(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    limited_key(t, ks, 2);
    key = key_get(t, ks, "k", 1);
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    CHECK_NUMBER(0, uses_of(t, ks, 1));
    /* A number asks for a version, not for one to protect with. */
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, key));
    CHECK_MESSAGE("get it again by its name");
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

static void
are_not_taken_by_what_is_refused(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    limited_key(t, ks, 1);
    key = key_get(t, ks, "k", 0);
    t->ticks += 3600;
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur__error_clear(t->ctx);
    CHECK_OK(use_once(t, ks));
    mohur_keystore_free(ks);
}

static void
are_set_aside_in_parts_of_the_limit(void **state)
{
    static const struct {
        uint64_t limit;
        uint64_t part;
    } cases[] = {
        {1, 1},
        {1023, 1},
        {2048, 2},
        {10240, 10},
        {UINT64_C(1) << 26, 65536},
        {UINT64_C(1) << 40, 65536},
        {(UINT64_C(1) << 53) - 1, 65536},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char name[8];
        mohur_keystore *ks            = NULL;
        mohur_key *key                = NULL;
        struct mohur__store_seed seed = store_seed();

        snprintf(name, sizeof name, "s%zu", i);
        CHECK_OK(
            mohur__store_create(t->ctx, fixture_path(t, name), &seed, &ks));
        limited_key(t, ks, cases[i].limit);
        key = key_get(t, ks, "k", 0);
        CHECK_NUMBER(cases[i].part, uses_of(t, ks, 1));
        mohur_key_free(key);
        mohur_keystore_free(ks);
    }
}

static void
are_shared_by_the_keys_of_a_handle(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *one     = NULL;
    mohur_key *two     = NULL;

    limited_key(t, ks, 2048); /* in twos */
    one = key_get(t, ks, "k", 0);
    two = key_get(t, ks, "k", 0);
    CHECK_NUMBER(2, uses_of(t, ks, 1));
    CHECK_OK(mohur__key_require_protect(t->ctx, one));
    CHECK_OK(mohur__key_require_protect(t->ctx, two));
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, one));
    mohur__error_clear(t->ctx);
    mohur_key_free(two);
    two = key_get(t, ks, "k", 0);
    CHECK_NUMBER(4, uses_of(t, ks, 1));
    /* The older handle takes part in what was set aside since. */
    CHECK_OK(mohur__key_require_protect(t->ctx, one));
    CHECK_OK(mohur__key_require_protect(t->ctx, two));
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, two));
    mohur_key_free(one);
    mohur_key_free(two);
    mohur_keystore_free(ks);
}

static void
are_given_back_when_the_handle_is_closed(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    limited_key(t, ks, 10240); /* in tens */
    CHECK_OK(use_once(t, ks));
    CHECK_NUMBER(10, uses_of(t, ks, 1));
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_NUMBER(1, uses_of(t, ks, 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
stay_with_a_key_that_outlives_the_handle(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    limited_key(t, ks, 2048);
    key = key_get(t, ks, "k", 0);
    mohur_keystore_free(ks);
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    CHECK_OK(mohur__key_require_protect(t->ctx, key));
    CHECK_STATUS(MOHUR_E_STALE, mohur__key_require_protect(t->ctx, key));
    mohur_key_free(key);
    mohur__error_clear(t->ctx);
    ks = store_reopen(t);
    CHECK_NUMBER(2, uses_of(t, ks, 1));
    mohur_keystore_free(ks);
}

static void
go_on_under_a_new_root_key(void **state)
{
    struct fixture *t             = *state;
    mohur_keystore *ks            = store_new(t);
    mohur_key *key                = NULL;
    mohur_unlock how              = MOHUR_UNLOCK_INIT;
    const mohur_unlock *present[] = {&how};

    how.passphrase     = STORE_PASS;
    how.passphrase_len = strlen(STORE_PASS);
    limited_key(t, ks, 2048);
    key = key_get(t, ks, "k", 0);
    CHECK_OK(mohur_keystore_slot_revoke(ks, NULL, present, 1, NULL));
    CHECK_NUMBER(2, uses_of(t, ks, 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_key_free(key);
    mohur_keystore_free(ks);
}

/* ---- several handles ---- */

static void
are_counted_over_all_handles(void **state)
{
    struct fixture *t   = *state;
    mohur_keystore *one = store_new(t);
    mohur_keystore *two = NULL;
    int used            = 0;
    mohur_status st     = MOHUR_OK;

    limited_key(t, one, 5);
    two = store_reopen(t);
    for (int i = 0; st == MOHUR_OK && i < 10; i++) {
        st = use_once(t, i % 2 == 0 ? one : two);
        used += st == MOHUR_OK ? 1 : 0;
    }
    CHECK_NUMBER(MOHUR_E_KEY_STATE, st);
    CHECK_NUMBER(5, used);
    mohur_keystore_free(one);
    mohur_keystore_free(two);
}

/* Another process: it uses the key, as often as told, and is killed. */
static void
use_and_die(struct fixture *t, int uses)
{
    int status = 0;
    pid_t pid  = fork();

    if (pid == 0) {
        mohur_ctx *ctx     = NULL;
        mohur_keystore *ks = NULL;
        mohur_key *key     = NULL;
        mohur_status st    = mohur_ctx_new(NULL, &ctx);

        st = st == MOHUR_OK ? store_open_with(ctx, store_path(t), &ks) : st;
        for (int i = 0; st == MOHUR_OK && i < uses; i++) {
            mohur_key_free(key);
            key = NULL;
            st  = mohur_keystore_key(ks, "k", 1, 0, &key);
            st  = st == MOHUR_OK ? mohur__key_require_protect(ctx, key) : st;
        }
        if (st == MOHUR_OK) {
            raise(SIGKILL);
        }
        _exit(1);
    }
    CHECK(pid > 0);
    CHECK(waitpid(pid, &status, 0) == pid);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

static void
are_wasted_by_a_crash_and_never_used_twice(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    limited_key(t, ks, 10240); /* in tens */
    use_and_die(t, 3);
    CHECK_NUMBER(10, uses_of(t, ks, 1));
    use_and_die(t, 11);
    CHECK_NUMBER(30, uses_of(t, ks, 1));
    CHECK_OK(use_once(t, ks));
    mohur_keystore_free(ks);
    ks = store_reopen(t);
    CHECK_NUMBER(31, uses_of(t, ks, 1));
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- what can go wrong ---- */

static void
are_not_invented_where_the_store_cannot_be_written(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;

    limited_key(t, ks, 5);
    CHECK(unlink(fixture_path(t, "store/keystore.lock")) == 0);
    CHECK(mkdir(fixture_path(t, "store/keystore.lock"), 0700) == 0);
    CHECK_OK(mohur_keystore_key(ks, "k", 1, 0, &key));
    CHECK_OK(mohur__key_require_process(t->ctx, key));
    CHECK_STATUS(MOHUR_E_IO, mohur__key_require_protect(t->ctx, key));
    CHECK_MESSAGE("could be set aside");
    mohur_key_free(key);
    mohur__error_clear(t->ctx);
    CHECK_NUMBER(0, uses_of(t, ks, 1));
    mohur_keystore_free(ks);
}

static void
are_not_set_aside_by_a_fetch_that_runs_out_of_memory(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint64_t before    = 0;

    limited_key(t, ks, 1000);
    for (size_t nth = 1;; nth++) {
        mohur_key *key = NULL;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = mohur_keystore_key(ks, "k", 1, 0, &key);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            CHECK_OK(mohur__key_require_protect(t->ctx, key));
            mohur_key_free(key);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(key == NULL);
        mohur__error_clear(t->ctx);
        CHECK(uses_of(t, ks, 1) <= before + 1);
        before = uses_of(t, ks, 1);
    }
    /* At most the one that was paid before the handle on it failed. */
    CHECK(uses_of(t, ks, 1) <= 1);
    mohur_keystore_free(ks);
}

static void
have_a_limit_that_can_be_written_down(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    mohur_key *key     = NULL;
    mohur_key_options o =
        key_options("k", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);

    o.max_uses = UINT64_C(1) << 53;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_keystore_key_new(ks, &o, &key));
    CHECK(key == NULL);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_as_many_as_were_said),
        CASE(begin_anew_with_each_version),
        CASE(leave_a_key_that_is_spent_to_what_it_protected),
        CASE(are_not_touched_by_what_verifies),
        CASE(are_not_taken_by_what_is_refused),
        CASE(are_set_aside_in_parts_of_the_limit),
        CASE(are_shared_by_the_keys_of_a_handle),
        CASE(are_given_back_when_the_handle_is_closed),
        CASE(stay_with_a_key_that_outlives_the_handle),
        CASE(go_on_under_a_new_root_key),
        CASE(are_counted_over_all_handles),
        CASE(are_wasted_by_a_crash_and_never_used_twice),
        CASE(are_not_invented_where_the_store_cannot_be_written),
        CASE(are_not_set_aside_by_a_fetch_that_runs_out_of_memory),
        CASE(have_a_limit_that_can_be_written_down),
    };
    return cmocka_run_group_tests_name("uses that are limited", cases, NULL,
                                       NULL);
}
