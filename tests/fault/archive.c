/* SPDX-License-Identifier: Apache-2.0 */
#include "sweep.h"

#include <stdlib.h>
#include <unistd.h>

/*
 * Sealing and opening while memory or randomness fails at each place in turn:
 * the right status, nothing lost, nothing left.
 */
struct world {
    struct scene scene;
    struct view archive; /* a good one */
    const char *file;
    const char *folder;
};

enum {
    LARGE_LEN = 70000
};

static struct world *
world_new(struct fixture *t)
{
    struct world *w    = calloc(1, sizeof *w);
    mohur_sink *sink   = NULL;
    struct view sealed = {NULL, 0};

    CHECK(w != NULL);
    t->extra = w;
    CHECK_OK(scene_new(t->ctx, &w->scene));
    w->file   = fixture_path(t, "out.mohur");
    w->folder = fixture_path(t, "out");
    sink      = fixture_sink(t);
    CHECK_OK(scene_seal(t->ctx, &w->scene, MOHUR_ALG_NONE, LARGE_LEN, sink));
    mohur_sink_free(sink);
    sealed        = fixture_output(t);
    uint8_t *kept = fixture_bytes(t, 0, sealed.len);
    memcpy(kept, sealed.data, sealed.len);
    w->archive = (struct view){kept, sealed.len};
    return w;
}

static mohur_status
seal_to_file(struct fixture *t, void *user)
{
    struct world *w  = user;
    mohur_sink *sink = NULL;
    mohur_status st =
        mohur_sink_new_file(t->ctx, w->file, MOHUR_OVERWRITE_NEVER, &sink);

    if (st == MOHUR_OK) {
        st = scene_seal(t->ctx, &w->scene, MOHUR_ALG_NONE, LARGE_LEN, sink);
    }
    mohur_sink_free(sink);
    if (st == MOHUR_OK) {
        CHECK(unlink(w->file) == 0);
    }
    return st;
}

static mohur_status
open_all(struct fixture *t, void *user)
{
    struct world *w      = user;
    mohur_source *source = NULL;
    uint64_t len         = 0;
    mohur_status st      = mohur_source_new_memory(t->ctx, w->archive.data,
                                                   w->archive.len, &source);

    if (st == MOHUR_OK) {
        st = scene_read(t->ctx, &w->scene, w->scene.seal, source, &len);
    }
    mohur_source_free(source);
    return st;
}

static mohur_status
extract_all(struct fixture *t, void *user)
{
    struct world *w      = user;
    mohur_source *source = fixture_source(t, w->archive);
    mohur_status st      = scene_extract(t->ctx, &w->scene, source, w->folder);

    mohur_source_free(source);
    if (st == MOHUR_OK) {
        CHECK(unlink(fixture_path(t, "out/folder/large.bin")) == 0);
        CHECK(rmdir(fixture_path(t, "out/folder")) == 0);
        CHECK(unlink(fixture_path(t, "out/salam.txt")) == 0);
        CHECK(rmdir(w->folder) == 0);
    }
    return st;
}

static mohur_status
make_context(struct fixture *t, void *user)
{
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;

    (void)user;
    options.sys     = &sys;
    mohur_status st = mohur_ctx_new(&options, &ctx);
    mohur_ctx_free(ctx);
    return st;
}

static void
nothing_is_left(struct fixture *t, void *user)
{
    (void)user;
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
}

typedef size_t
sweep_fn(struct fixture *t, const struct sweep *s);

static void
sweep(struct fixture *t,
      sweep_fn *with,
      const char *what,
      mohur_status (*run)(struct fixture *, void *))
{
    struct world *w = world_new(t);
    size_t n = with(t, &(struct sweep){what, run, nothing_is_left, w, 0});

    CHECK(n > 0);
    printf("%s: %zu places to fail\n", what, n);
    scene_free(&w->scene);
}

static void
sealing_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, "sealing", seal_to_file);
}

static void
reading_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, "reading", open_all);
}

static void
extracting_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, "extracting", extract_all);
}

static void
making_a_context_survives_every_failed_allocation(void **state)
{
    sweep(*state, sweep_memory, "a context", make_context);
}

static void
sealing_stops_when_randomness_fails(void **state)
{
    sweep(*state, sweep_random, "sealing", seal_to_file);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(sealing_survives_every_failed_allocation),
        CASE(reading_survives_every_failed_allocation),
        CASE(extracting_survives_every_failed_allocation),
        CASE(making_a_context_survives_every_failed_allocation),
        CASE(sealing_stops_when_randomness_fails),
    };
    return cmocka_run_group_tests_name("an archive", cases, NULL, NULL);
}
