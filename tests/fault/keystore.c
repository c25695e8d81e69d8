/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"
#include "sweep.h"

#include <sqlite3.h>
#include <stdlib.h>
#include <unistd.h>

/*
 * A store while memory, ours or SQLite's, or randomness fails at each place
 * in turn: the right status, nothing lost, the old state or the new one.
 */
struct world {
    const char *path;
    const struct store_job *job;
    size_t versions;
};

static mohur_status
run_job(struct fixture *t, void *user)
{
    struct world *w = user;
    mohur_status st = w->job->run(t->ctx, w->path);

    if (st == MOHUR_OK) {
        w->versions += w->job->versions;
    }
    return st;
}

/* The old state or the new one; which of them it is from now on. */
static void
is_sound(struct fixture *t, void *user)
{
    struct world *w = user;
    size_t now      = store_jobs_check(t, w->path);

    CHECK(now == w->versions || now == w->versions + w->job->versions);
    w->versions = now;
}

typedef size_t
sweep_fn(struct fixture *t, const struct sweep *s);

static void
sweep_jobs(struct fixture *t, sweep_fn *with)
{
    struct world w = {store_jobs_start(t), NULL, 2};

    for (size_t i = 0; i < store_jobs_len; i++) {
        w.job    = &store_jobs[i];
        size_t n = with(t, &(struct sweep){w.job->name, run_job, is_sound, &w,
                                           scene_is_full() ? 1 : 4});
        printf("%s: %zu places to fail\n", w.job->name, n);
        CHECK_NUMBER(w.versions, store_jobs_check(t, w.path));
    }
}

static mohur_status
run_create(struct fixture *t, void *user)
{
    mohur_status st = store_jobs_create(t->ctx, user);

    if (st == MOHUR_OK) {
        store_jobs_remove(user);
    }
    return st;
}

/* Nothing half: a store that is whole, or none. */
static void
is_whole_or_none(struct fixture *t, void *user)
{
    const char *path   = user;
    mohur_keystore *ks = NULL;
    mohur_status st    = scene_store_open(t->ctx, path, &ks);

    if (st == MOHUR_OK) {
        CHECK_OK(mohur_keystore_check(ks));
        mohur_keystore_free(ks);
        store_jobs_remove(path);
    } else {
        CHECK_STATUS(MOHUR_E_IO, st);
        CHECK(access(path, F_OK) != 0); /* nor the folder */
    }
    CHECK_OK(store_jobs_create(t->ctx, path));
    store_jobs_remove(path);
}

static void
sweep_creation(struct fixture *t, sweep_fn *with)
{
    const char *path = fixture_path(t, "store");
    size_t n = with(t, &(struct sweep){"creation", run_create, is_whole_or_none,
                                       (void *)(uintptr_t)path, 0});

    printf("creation: %zu places to fail\n", n);
    CHECK(n > 0);
}

static void
survives_every_failed_allocation(void **state)
{
    sweep_jobs(*state, sweep_memory);
}

static void
is_whole_when_a_draw_of_randomness_fails(void **state)
{
    sweep_jobs(*state, sweep_random);
}

static void
is_made_whole_or_not_when_an_allocation_fails(void **state)
{
    sweep_creation(*state, sweep_memory);
}

static void
is_made_whole_or_not_when_a_draw_fails(void **state)
{
    sweep_creation(*state, sweep_random);
}

/* ---- the memory of SQLite ---- */

static sqlite3_mem_methods plain;
static size_t sqlite_nth; /* 0: none fails */
static bool sqlite_failed;

static bool
sqlite_fails(void)
{
    if (sqlite_nth == 0 || --sqlite_nth > 0) {
        return false;
    }
    sqlite_failed = true;
    return true;
}

static void *
sqlite_take(int len)
{
    return sqlite_fails() ? NULL : plain.xMalloc(len);
}

static void *
sqlite_more(void *block, int len)
{
    return sqlite_fails() ? NULL : plain.xRealloc(block, len);
}

static int
sqlite_memory(void **state)
{
    sqlite3_mem_methods ours;

    (void)state;
    if (sqlite3_shutdown() != SQLITE_OK ||
        sqlite3_config(SQLITE_CONFIG_GETMALLOC, &plain) != SQLITE_OK) {
        return -1;
    }
    ours          = plain;
    ours.xMalloc  = sqlite_take;
    ours.xRealloc = sqlite_more;
    return sqlite3_config(SQLITE_CONFIG_MALLOC, &ours) == SQLITE_OK ? 0 : -1;
}

static mohur_status
run_counting(struct fixture *t, const struct sweep *s, size_t nth)
{
    mohur_status st = MOHUR_OK;

    sqlite_failed = false;
    sqlite_nth    = nth;
    st            = s->run(t, s->user);
    return st;
}

/* A sample of them, in steps; some of them SQLite can do without. */
static size_t
sweep_sqlite(struct fixture *t, const struct sweep *s)
{
    size_t many  = 1000000;
    size_t count = 0;
    size_t step  = 0;

    CHECK_OK(run_counting(t, s, many));
    count      = many - sqlite_nth;
    sqlite_nth = 0;
    step       = count / (scene_is_full() ? 500 : 25) + 1;
    for (size_t nth = 1; nth <= count; nth += step) {
        mohur_status st = run_counting(t, s, nth);
        sqlite_nth      = 0;
        if (st != MOHUR_OK) {
            CHECK(sqlite_failed);
            CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
            s->after(t, s->user);
        }
    }
    return count;
}

static void
survives_every_failed_allocation_of_sqlite(void **state)
{
    sweep_jobs(*state, sweep_sqlite);
}

static void
is_made_whole_or_not_when_one_of_sqlite_fails(void **state)
{
    sweep_creation(*state, sweep_sqlite);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(survives_every_failed_allocation),
        CASE(is_whole_when_a_draw_of_randomness_fails),
        CASE(is_made_whole_or_not_when_an_allocation_fails),
        CASE(is_made_whole_or_not_when_a_draw_fails),
        CASE(survives_every_failed_allocation_of_sqlite),
        CASE(is_made_whole_or_not_when_one_of_sqlite_fails),
    };
    return cmocka_run_group_tests_name("a keystore", cases, sqlite_memory,
                                       NULL);
}
