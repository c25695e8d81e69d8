/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"

#include <pthread.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A child that was forked finds no key: what it inherited says so, and does
 * no harm to the parent's store when it is released.
 */
struct world {
    mohur_keystore *ks;
    mohur_key *key;
    const char *path;
};

enum {
    NOT_HERE = 77 /* exit status: this system does not let us */
};

/* Wait for a child; its exit status, or -1.  No CHECK: it may be a child's. */
static int
end_of(pid_t child)
{
    int status = 0;

    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : -1;
}

/* Run in a child; its exit status. */
static int
in_child(int (*run)(struct fixture *, struct world *),
         struct fixture *t,
         struct world *w)
{
    pid_t child = -1;

    fflush(NULL);
    child = fork();
    if (child == 0) {
        _exit(run(t, w));
    }
    return end_of(child);
}

static struct world
open_store(struct fixture *t)
{
    struct world w = {.path = store_jobs_start(t)};

    CHECK_OK(scene_store_open(t->ctx, w.path, &w.ks));
    CHECK_OK(mohur_keystore_key(w.ks, "first", 5, 0, &w.key));
    return w;
}

static void
close_store(struct world *w)
{
    mohur_key_free(w->key);
    mohur_keystore_free(w->ks);
}

static int
use_store(struct fixture *t, struct world *w)
{
    mohur_key *key = NULL;

    (void)t;
    return mohur_keystore_key(w->ks, "first", 5, 0, &key) == MOHUR_E_STATE &&
                   key == NULL
               ? 0
               : 1;
}

static void
an_inherited_store_is_of_no_use(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);

    CHECK_NUMBER(0, in_child(use_store, t, &w));
    close_store(&w);
}

static int
sign_with_key(struct fixture *t, struct world *w)
{
    const mohur_key *keys[]       = {w->key};
    mohur_archive_options options = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_writer *writer  = NULL;
    mohur_sink *sink              = fixture_sink(t);
    mohur_status st               = MOHUR_OK;

    options.signers          = keys;
    options.signers_len      = 1;
    options.passphrase       = "a passphrase";
    options.passphrase_len   = 12;
    options.passphrase_m_kib = 64 * 1024;
    st = mohur_archive_writer_new(t->ctx, &options, sink, &writer);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
    return st == MOHUR_OK ? 1 : 0;
}

static void
an_inherited_key_does_not_sign(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);

    CHECK_NUMBER(0, in_child(sign_with_key, t, &w));
    CHECK_NUMBER(1, sign_with_key(t, &w)); /* where it was made, it does */
    close_store(&w);
}

static int
release_store(struct fixture *t, struct world *w)
{
    (void)t;
    close_store(w);
    return 0;
}

static void
a_child_that_releases_it_leaves_the_parents_alone(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);
    uint32_t version  = 0;

    CHECK_NUMBER(0, in_child(release_store, t, &w));
    CHECK_OK(mohur_keystore_rotate(w.ks, "first", 5, 0, &version));
    CHECK_NUMBER(2, version);
    close_store(&w);
    CHECK_NUMBER(3, store_jobs_check(t, w.path));
}

static int
open_anew(struct fixture *t, struct world *w)
{
    mohur_ctx *ctx     = NULL;
    mohur_keystore *ks = NULL;
    uint32_t version   = 0;
    int result         = 1;

    (void)t;
    if (mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
        scene_store_open(ctx, w->path, &ks) == MOHUR_OK &&
        mohur_keystore_rotate(ks, "first", 5, 0, &version) == MOHUR_OK) {
        result = 0;
    }
    mohur_keystore_free(ks);
    mohur_ctx_free(ctx);
    return result;
}

static void
a_child_may_open_the_store_anew(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);

    CHECK_NUMBER(0, in_child(open_anew, t, &w));
    close_store(&w);
    CHECK_NUMBER(3, store_jobs_check(t, w.path));
}

/* ---- before it is unlocked ---- */

static int
unlock_store(struct fixture *t, struct world *w)
{
    (void)t;
    return mohur_keystore_unlock(w->ks, SCENE_PASSPHRASE,
                                 strlen(SCENE_PASSPHRASE)) == MOHUR_E_STATE
               ? 0
               : 1;
}

static void
a_locked_store_is_not_unlocked_by_a_child(void **state)
{
    struct fixture *t        = *state;
    struct world w           = {.path = store_jobs_start(t)};
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;

    o.path = w.path;
    CHECK_OK(mohur_keystore_open(t->ctx, &o, &w.ks));
    CHECK_NUMBER(0, in_child(unlock_store, t, &w));
    CHECK_NUMBER(0, in_child(release_store, t, &w));
    CHECK_OK(mohur_keystore_unlock(w.ks, SCENE_PASSPHRASE,
                                   strlen(SCENE_PASSPHRASE)));
    CHECK_OK(mohur_keystore_check(w.ks));
    close_store(&w);
}

/* ---- by another thread ---- */

struct forking {
    struct fixture *t;
    struct world *w;
    int used;
    int released;
};

static void *
fork_twice(void *user)
{
    struct forking *f = user;

    f->used     = in_child(use_store, f->t, f->w);
    f->released = in_child(release_store, f->t, f->w);
    return NULL;
}

static void
a_child_of_another_thread_finds_no_key_either(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);
    struct forking f  = {t, &w, -1, -1};
    uint32_t version  = 0;
    pthread_t thread;

    CHECK(pthread_create(&thread, NULL, fork_twice, &f) == 0);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK_NUMBER(0, f.used);
    CHECK_NUMBER(0, f.released);
    CHECK_OK(mohur_keystore_rotate(w.ks, "first", 5, 0, &version));
    close_store(&w);
    CHECK_NUMBER(3, store_jobs_check(t, w.path));
}

/* ---- that becomes another program ---- */

/* Has a process, "" being this shell, a descriptor of a path below $0? */
static char descriptors[] =
    "for f in /proc/${1:-$$}/fd/*; do "
    "case $(readlink \"$f\") in \"$0\"/*) exit 1;; esac; done";

/* Run by vfork, whose child has this memory until it is another program. */
static int
run_shell(char *const words[])
{
    pid_t child = vfork();

    if (child == 0) {
        execv("/bin/sh", words);
        _exit(127);
    }
    return end_of(child);
}

static int
has_descriptor(const char *path, const char *process)
{
    char name[]   = "sh";
    char option[] = "-c";
    char at[512]  = {0};
    char of[32]   = {0};
    char *words[] = {name, option, descriptors, at, of, NULL};

    snprintf(at, sizeof at, "%s", path);
    snprintf(of, sizeof of, "%s", process);
    return run_shell(words);
}

static void
a_program_that_is_started_leaves_it_alone_and_inherits_nothing(void **state)
{
    struct fixture *t = *state;
    struct world w    = open_store(t);
    char here[32]     = {0};
    uint32_t version  = 0;

    snprintf(here, sizeof here, "%d", (int)getpid());
    CHECK_NUMBER(1, has_descriptor(w.path, here)); /* so it would be seen */
    CHECK_NUMBER(0, has_descriptor(w.path, ""));
    CHECK_NUMBER(1, sign_with_key(t, &w));
    CHECK_OK(mohur_keystore_rotate(w.ks, "first", 5, 0, &version));
    CHECK_OK(mohur_keystore_check(w.ks));
    close_store(&w);
    CHECK_NUMBER(3, store_jobs_check(t, w.path));
}

/* ---- that has the number of the process that opened it ---- */

/* The first process of a space of numbers, where its parent is the first of
 * another: the number says nothing. */
static int
use_as_number_one(struct fixture *t, struct world *w)
{
    return getpid() == 1 ? use_store(t, w) : 2;
}

static int
open_as_number_one(struct fixture *t, struct world *w)
{
    mohur_ctx *ctx    = NULL;
    struct world here = {.path = w->path};
    int result        = 3;

    if (getpid() == 1 && mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
        scene_store_open(ctx, w->path, &here.ks) == MOHUR_OK) {
        result = unshare(CLONE_NEWPID) == 0
                     ? in_child(use_as_number_one, t, &here)
                     : NOT_HERE;
    }
    mohur_keystore_free(here.ks);
    mohur_ctx_free(ctx);
    return result;
}

static int
number_anew(struct fixture *t, struct world *w)
{
    return unshare(CLONE_NEWPID) == 0 ? in_child(open_as_number_one, t, w)
                                      : NOT_HERE;
}

static void
a_child_with_the_same_number_finds_no_key_either(void **state)
{
    struct fixture *t = *state;
    struct world w    = {.path = store_jobs_start(t)};
    int result        = in_child(number_anew, t, &w);

    if (result == NOT_HERE) {
        print_message("no space of process numbers can be made here\n");
        skip();
    }
    CHECK_NUMBER(0, result);
    CHECK_NUMBER(2, store_jobs_check(t, w.path));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(an_inherited_store_is_of_no_use),
        CASE(an_inherited_key_does_not_sign),
        CASE(a_child_that_releases_it_leaves_the_parents_alone),
        CASE(a_child_may_open_the_store_anew),
        CASE(a_locked_store_is_not_unlocked_by_a_child),
        CASE(a_child_of_another_thread_finds_no_key_either),
        CASE(a_program_that_is_started_leaves_it_alone_and_inherits_nothing),
        CASE(a_child_with_the_same_number_finds_no_key_either),
    };
    return cmocka_run_group_tests_name("after a fork", cases, NULL, NULL);
}
