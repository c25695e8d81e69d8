/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/ct.h"
#include "base/ctx.h"
#include "check.h"
#include "interpose.h"

#include <sys/resource.h>
#include <sys/wait.h>

enum {
    MANY = 3000
};

/* More than three regions' worth, of all lengths, no two in one place. */
static void
keeps_secrets_apart(void **state)
{
    static const size_t lens[]    = {1, 64, 100, 300, 512, 64, 4096, 32};
    struct fixture *t             = *state;
    struct mohur__secret *s[MANY] = {NULL};

    for (size_t i = 0; i < MANY; i++) {
        CHECK_OK(mohur__secret_new(t->ctx, lens[i % 8], &s[i]));
        CHECK(mohur__ct_zero(mohur__secret_bytes(s[i])));
        mohur__fill(mohur__secret_span(s[i]), (uint8_t)(i % 251 + 1));
    }
    for (size_t i = 0; i < MANY; i++) {
        mohur__bytes b = mohur__secret_bytes(s[i]);
        for (size_t j = 0; j < b.len; j++) {
            CHECK(b.data[j] == i % 251 + 1);
        }
        mohur__secret_free(s[i]);
    }
}

/* Memory does not grow when secrets come and go. */
static void
uses_room_again_and_wiped(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;
    size_t live             = 0;

    for (size_t i = 0; i < MANY; i++) {
        CHECK_OK(mohur__secret_new(t->ctx, i % 4096 + 1, &s));
        CHECK(mohur__ct_zero(mohur__secret_bytes(s)));
        mohur__fill(mohur__secret_span(s), 0xFF);
        mohur__secret_free(s);
        live = i == 0 ? atomic_load(&t->alloc.live) : live;
        CHECK_NUMBER(live, atomic_load(&t->alloc.live));
    }
}

static void
releases_regions_that_became_empty(void **state)
{
    struct fixture *t           = *state;
    struct mohur__secret *s[60] = {NULL};
    size_t live                 = 0;

    CHECK_OK(mohur__secret_new(t->ctx, 64, &s[0]));
    live = atomic_load(&t->alloc.live);
    for (size_t i = 1; i < 60; i++) {
        CHECK_OK(mohur__secret_new(t->ctx, 4096, &s[i]));
    }
    CHECK_NUMBER(live + 59 + 3, atomic_load(&t->alloc.live));
    for (size_t i = 1; i < 60; i += 2) { /* from within, and from the ends */
        mohur__secret_free(s[i]);
    }
    for (size_t i = 2; i < 60; i += 2) {
        mohur__secret_free(s[i]);
    }
    CHECK_NUMBER(live, atomic_load(&t->alloc.live));
    mohur__secret_free(s[0]);
}

static void
says_whether_memory_is_locked(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    /* A machine may not let us lock: then both say so. */
    mohur_memory_level before = mohur_ctx_memory_level(t->ctx);
    CHECK_OK(mohur__secret_new(t->ctx, 32, &s));
    CHECK_NUMBER(before, mohur_ctx_memory_level(t->ctx));
    mohur__secret_free(s);
}

static void
says_when_nothing_could_be_locked(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    fault_always("mlock", EPERM);
    mohur_memory_level before = mohur_ctx_memory_level(t->ctx);
    mohur_status st           = mohur__secret_new(t->ctx, 32, &s);
    fault_none();
    CHECK_OK(st);
    CHECK_NUMBER(MOHUR_MEMORY_NONE, before);
    CHECK_NUMBER(MOHUR_MEMORY_NONE, mohur_ctx_memory_level(t->ctx));
    mohur__secret_free(s);
}

static void
says_when_some_could_not_be_locked(void **state)
{
    struct fixture *t           = *state;
    struct mohur__secret *s[16] = {NULL};

    if (mohur_ctx_memory_level(t->ctx) != MOHUR_MEMORY_LOCKED) {
        skip();
    }
    for (size_t i = 0; i < 16; i++) {
        if (i == 15) { /* the first of a second region */
            fault_always("mlock", EAGAIN);
        }
        CHECK_OK(mohur__secret_new(t->ctx, 4096, &s[i]));
    }
    fault_none();
    CHECK_NUMBER(MOHUR_MEMORY_PARTIAL, mohur_ctx_memory_level(t->ctx));
    for (size_t i = 0; i < 16; i++) {
        mohur__secret_free(s[i]);
    }
    CHECK_NUMBER(MOHUR_MEMORY_PARTIAL, mohur_ctx_memory_level(t->ctx));
}

static void
reports_that_the_system_has_no_memory(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;
    struct rlimit before;
    struct rlimit none;
    mohur_status st;

    CHECK(getrlimit(RLIMIT_AS, &before) == 0);
    none          = before;
    none.rlim_cur = 4096;
    CHECK(setrlimit(RLIMIT_AS, &none) == 0);
    st                       = mohur__secret_new(t->ctx, 32, &s);
    mohur_memory_level level = mohur_ctx_memory_level(t->ctx);
    CHECK(setrlimit(RLIMIT_AS, &before) == 0);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    CHECK_MESSAGE("memory for secrets");
    CHECK_NUMBER(MOHUR_MEMORY_NONE, level);
    CHECK(s == NULL);
}

/* What the child found, as its exit status; 0 is well. */
static int
run_in_child(struct fixture *t,
             int (*look)(struct fixture *, struct mohur__secret *),
             struct mohur__secret *s)
{
    int status = -1;
    pid_t pid  = fork();

    if (pid == 0) {
        _exit(look(t, s));
    }
    if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status)) {
        return -1;
    }
    return WEXITSTATUS(status);
}

static int
look_at_wiped(struct fixture *t, struct mohur__secret *s)
{
    struct mohur__secret *more = NULL;

    if (mohur__secret_alive(s)) {
        return 1;
    }
    if (!mohur__ct_zero(mohur__secret_bytes(s))) {
        return 2;
    }
    if (mohur__secret_new(t->ctx, 8, &more) != MOHUR_E_STATE) {
        return 3;
    }
    /* Nothing of this may hang or end the process. */
    mohur__secret_free(s);
    mohur__ctx_free(t->ctx);
    return 0;
}

static void
is_zero_and_refused_in_a_forked_child(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    CHECK_OK(mohur__secret_copy(t->ctx, MOHUR__TEXT("key"), &s));
    CHECK_NUMBER(0, run_in_child(t, look_at_wiped, s));
    CHECK(mohur__secret_alive(s));
    CHECK_BYTES(VIEW_TEXT("key"), mohur__secret_bytes(s));
    mohur__secret_free(s);
}

static int
look_at_kept(struct fixture *t, struct mohur__secret *s)
{
    uint8_t *data = mohur__secret_span(s).data;

    (void)t;
    if (mohur__secret_alive(s)) {
        return 1;
    }
    mohur__secret_free(s);
    return data[0] == 0 ? 0 : 2; /* the arena's, which stays */
}

static void
is_refused_where_pages_are_not_wiped(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    fault_always("madvise", EINVAL);
    mohur_status st = mohur__secret_copy(t->ctx, MOHUR__TEXT("key"), &s);
    fault_none();
    CHECK_OK(st);
    CHECK(mohur__secret_alive(s));
    CHECK_NUMBER(0, run_in_child(t, look_at_kept, s));
    mohur__secret_free(s);
}

struct churn {
    struct fixture *t;
    struct mohur__secret *start; /* released on the thread */
    mohur_ctx *ctx;
    size_t wrong;
};

static void *
churn_secrets(void *arg)
{
    struct churn *c = arg;

    mohur__secret_free(c->start);
    for (size_t i = 0; i < 500; i++) {
        struct mohur__secret *s[3] = {NULL};
        for (size_t j = 0; j < 3; j++) {
            if (mohur__secret_new(c->ctx, 40 * j + 1, &s[j]) != MOHUR_OK ||
                !mohur__ct_zero(mohur__secret_bytes(s[j]))) {
                c->wrong++;
            }
            mohur__fill(mohur__secret_span(s[j]), 0xFF);
        }
        for (size_t j = 0; j < 3; j++) {
            mohur__secret_free(s[j]);
        }
    }
    return NULL;
}

static void
lets_any_thread_release(void **state)
{
    struct fixture *t = *state;
    struct churn c[4];
    pthread_t threads[4];

    /* One context each, but secrets of the first, on all of them. */
    for (size_t i = 0; i < 4; i++) {
        c[i] = (struct churn){t, NULL, fixture_ctx(t, 0), 0};
        CHECK_OK(mohur__secret_new(t->ctx, 32, &c[i].start));
    }
    for (size_t i = 0; i < 4; i++) {
        CHECK(pthread_create(&threads[i], NULL, churn_secrets, &c[i]) == 0);
    }
    for (size_t i = 0; i < 4; i++) {
        pthread_join(threads[i], NULL);
        CHECK_NUMBER(0, c[i].wrong);
        fixture_ctx_free(t, c[i].ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(keeps_secrets_apart),
        CASE_BASE(uses_room_again_and_wiped),
        CASE_BASE(releases_regions_that_became_empty),
        CASE_BASE(says_whether_memory_is_locked),
        CASE_BASE(says_when_nothing_could_be_locked),
        CASE_BASE(says_when_some_could_not_be_locked),
        CASE_BASE(reports_that_the_system_has_no_memory),
        CASE_BASE(is_zero_and_refused_in_a_forked_child),
        CASE_BASE(is_refused_where_pages_are_not_wiped),
        CASE_BASE(lets_any_thread_release),
    };
    return cmocka_run_group_tests_name("an arena", cases, NULL, NULL);
}
