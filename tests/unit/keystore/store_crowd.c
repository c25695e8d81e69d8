/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <mohur/key.h>

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/*
 * Many processes of many threads create, rotate and use the keys of one store,
 * for as long as MOHUR_CROWD_SECONDS says.  Afterwards every key and version
 * that somebody was told of is there, and no other.
 */
enum {
    PROCESSES    = 8,
    THREADS      = 8,
    RINGS        = 4,
    VERSIONS_MAX = 1 << 16,
    SECONDS      = 2
};

/* What all of them count, in memory that they share. */
struct crowd {
    char path[512];
    int64_t end;
    atomic_int created;
    atomic_int used;
    atomic_int busy;
    atomic_int failed;
    atomic_int failure; /* the last status that should not be */
    atomic_int told[RINGS][VERSIONS_MAX];
};

struct member {
    struct crowd *crowd;
    int number;
};

static int64_t
seconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

static int
seconds_wanted(void)
{
    const char *wanted = getenv("MOHUR_CROWD_SECONDS");

    return wanted != NULL ? atoi(wanted) : SECONDS;
}

/* Another had the lock, or rotated first: no failure. */
static bool
judge(struct crowd *c, mohur_status st)
{
    if (st == MOHUR_E_BUSY) {
        atomic_fetch_add(&c->busy, 1);
    } else if (st != MOHUR_OK) {
        atomic_fetch_add(&c->failed, 1);
        atomic_store(&c->failure, (int)st);
    }
    return st == MOHUR_OK;
}

static void
create(struct crowd *c, mohur_keystore *ks, int member, int turn)
{
    char name[32];
    mohur_key *key = NULL;
    mohur_key_options o;

    snprintf(name, sizeof name, "own-%d-%d", member, turn);
    o = key_options(name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
    if (judge(c, mohur_keystore_key_new(ks, &o, &key))) {
        atomic_fetch_add(&c->created, 1);
    }
    mohur_key_free(key);
}

static void
rotate(struct crowd *c, mohur_keystore *ks, int ring)
{
    char name[]      = {(char)('a' + ring), 0};
    uint32_t version = 0;

    if (judge(c, key_rotate(ks, name, &version)) && version < VERSIONS_MAX) {
        atomic_fetch_add(&c->told[ring][version], 1);
    }
}

/* The newest version is there, with its private part, and may be shown. */
static void
use(struct crowd *c, mohur_ctx *ctx, mohur_keystore *ks, int ring)
{
    char name[]      = {(char)('a' + ring), 0};
    mohur_key *key   = NULL;
    mohur_sink *sink = NULL;
    mohur_status st  = mohur_keystore_key(ks, name, 1, 0, &key);

    st = st == MOHUR_OK ? mohur_sink_new_memory(ctx, 4096, &sink) : st;
    st = st == MOHUR_OK ? mohur_key_export_public(ctx, key, sink) : st;
    if (judge(c, st) && mohur_key_has_private(key)) {
        atomic_fetch_add(&c->used, 1);
    }
    mohur_sink_free(sink);
    mohur_key_free(key);
}

static void *
member_run(void *user)
{
    const struct member *m = user;
    struct crowd *c        = m->crowd;
    mohur_ctx *ctx         = NULL;
    mohur_keystore *ks     = NULL;
    mohur_status st        = mohur_ctx_new(NULL, &ctx);

    st = st == MOHUR_OK ? store_open_with(ctx, c->path, &ks) : st;
    if (judge(c, st)) {
        for (int turn = 0; seconds_now() < c->end; turn++) {
            int ring = (m->number + turn) % RINGS;
            use(c, ctx, ks, ring);
            if ((m->number / RINGS + turn) % 4 == 0) {
                rotate(c, ks, ring);
            } else {
                create(c, ks, m->number, turn);
            }
        }
    }
    mohur_keystore_free(ks);
    mohur_ctx_free(ctx);
    return NULL;
}

static int
process_run(struct crowd *c, int process)
{
    pthread_t thread[THREADS];
    struct member member[THREADS];
    int started = 0;

    for (int i = 0; i < THREADS; i++) {
        member[i] = (struct member){c, process * THREADS + i};
        started +=
            pthread_create(&thread[i], NULL, member_run, &member[i]) == 0;
    }
    for (int i = 0; i < started; i++) {
        pthread_join(thread[i], NULL);
    }
    return started == THREADS ? 0 : 1;
}

static void
run_all(struct crowd *c)
{
    pid_t child[PROCESSES];

    for (int i = 0; i < PROCESSES; i++) {
        child[i] = fork();
        if (child[i] == 0) {
            _exit(process_run(c, i));
        }
    }
    for (int i = 0; i < PROCESSES; i++) {
        int status = -1;
        CHECK(waitpid(child[i], &status, 0) == child[i]);
        CHECK_NUMBER(0, status);
    }
}

/* Versions 2, 3, ... were each told to one; how many. */
static int
rotations_of(const struct crowd *c, int ring)
{
    int count = 0;

    while (atomic_load(&c->told[ring][2 + count]) == 1) {
        count++;
    }
    for (int v = 2 + count; v < VERSIONS_MAX; v++) {
        CHECK_NUMBER(0, atomic_load(&c->told[ring][v]));
    }
    return count;
}

static void
check_counts(struct fixture *t, const struct crowd *c)
{
    mohur_keystore *ks       = store_reopen(t);
    mohur_key_list *list     = NULL;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    int rotated              = 0;

    for (int ring = 0; ring < RINGS; ring++) {
        rotated += rotations_of(c, ring);
    }
    printf("%d created, %d rotated, %d used, %d busy\n",
           atomic_load(&c->created), rotated, atomic_load(&c->used),
           atomic_load(&c->busy));
    CHECK(atomic_load(&c->created) > 0 && rotated > 0);
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(RINGS + atomic_load(&c->created) + rotated,
                 mohur_key_list_len(list));
    CHECK_OK(mohur_keystore_get_info(ks, &info));
    CHECK_NUMBER(1 + RINGS + atomic_load(&c->created) + rotated, info.seq);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
}

static void
loses_no_key_and_no_version(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct crowd *c    = mmap(NULL, sizeof *c, PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    CHECK(c != MAP_FAILED);
    for (int ring = 0; ring < RINGS; ring++) {
        char name[] = {(char)('a' + ring), 0};
        key_add(t, ks, name);
    }
    mohur_keystore_free(ks);
    snprintf(c->path, sizeof c->path, "%s", store_path(t));
    c->end = seconds_now() + seconds_wanted();
    run_all(c);
    if (atomic_load(&c->failed) > 0) {
        fail_msg("%d calls failed, one with %s", atomic_load(&c->failed),
                 mohur_status_name((mohur_status)atomic_load(&c->failure)));
    }
    check_counts(t, c);
    munmap(c, sizeof *c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(loses_no_key_and_no_version),
    };
    return cmocka_run_group_tests_name("a crowd at one store", cases, NULL,
                                       NULL);
}
