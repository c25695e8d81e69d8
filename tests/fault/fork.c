/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"

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

/* Run in a child; its exit status. */
static int
in_child(int (*run)(struct fixture *, struct world *),
         struct fixture *t,
         struct world *w)
{
    int status  = 0;
    pid_t child = -1;

    fflush(NULL);
    child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        _exit(run(t, w));
    }
    CHECK(waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    return WEXITSTATUS(status);
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

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(an_inherited_store_is_of_no_use),
        CASE(an_inherited_key_does_not_sign),
        CASE(a_child_that_releases_it_leaves_the_parents_alone),
        CASE(a_child_may_open_the_store_anew),
    };
    return cmocka_run_group_tests_name("after a fork", cases, NULL, NULL);
}
