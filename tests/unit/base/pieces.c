/* SPDX-License-Identifier: Apache-2.0 */
#include "base/pieces.h"

#include "base/error.h"
#include "check.h"

#include <unistd.h>

/*
 * Pieces of a source are its bytes in order, whoever fetched them, and stay as
 * they are while the caller has them.
 */
enum {
    PIECE       = 256 * 1024,
    CONTENT_MAX = 6 * PIECE + 5
};

/* Bytes of which no two pieces are alike. */
static struct view
content(struct fixture *t, size_t len)
{
    uint8_t *all = fixture_bytes(t, 0, len);

    for (size_t i = 0; i < len; i++) {
        all[i] = (uint8_t)((i * 2654435761U) >> 24 ^ i >> 18);
    }
    return (struct view){all, len};
}

static mohur_source *
file_of(struct fixture *t, mohur_ctx *ctx, struct view data)
{
    const char *path     = fixture_path(t, "in");
    mohur_source *source = NULL;

    fixture_write_file(path, data);
    CHECK_OK(mohur_source_new_file(ctx, path, &source));
    return source;
}

/* All that comes is this. */
static void
check_pieces(mohur_ctx *ctx,
             mohur_source *source,
             uint64_t len,
             struct view all)
{
    struct mohur__pieces *p = NULL;
    mohur__bytes piece      = MOHUR__NOTHING;
    size_t at               = 0;

    CHECK(mohur__pieces_can(source));
    CHECK(mohur__pieces_new(ctx, source, len, &p) == MOHUR_OK);
    do {
        CHECK(mohur__pieces_next(p, &piece) == MOHUR_OK);
        CHECK(piece.len <= PIECE && at + piece.len <= all.len);
        CHECK_BYTES(((struct view){all.data + at, piece.len}), piece);
        at += piece.len;
    } while (piece.len > 0);
    CHECK_NUMBER(all.len, at);
    mohur__pieces_free(p);
}

static void
are_all_bytes_in_order(void **state)
{
    static const size_t lens[] = {0,         1,         PIECE,
                                  PIECE + 1, 2 * PIECE, CONTENT_MAX};
    struct fixture *t          = *state;
    struct view all            = content(t, CONTENT_MAX);

    for (uint32_t jobs = 1; jobs <= 3; jobs++) {
        mohur_ctx *ctx = fixture_ctx(t, jobs);

        CHECK(ctx != NULL);
        for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
            struct view part     = {all.data, lens[i]};
            mohur_source *source = file_of(t, ctx, part);

            check_pieces(ctx, source, MOHUR_LEN_UNKNOWN, part);
            mohur_source_free(source);
        }
        fixture_ctx_free(t, ctx);
    }
}

static void
begin_where_the_source_stands_and_move_it(void **state)
{
    struct fixture *t = *state;
    struct view all   = content(t, CONTENT_MAX);
    size_t some       = 4 * PIECE;
    uint8_t room[10]  = {0};
    size_t len        = 0;

    for (uint32_t i = 0; i < 3; i++) {
        mohur_ctx *ctx       = fixture_ctx(t, i);
        mohur_source *source = NULL;

        CHECK(ctx != NULL);
        if (i == 0) {
            CHECK_OK(mohur_source_new_memory(ctx, all.data, all.len, &source));
        } else {
            source = file_of(t, ctx, all);
        }
        CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
        check_pieces(ctx, source, some, (struct view){all.data + len, some});
        CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
        CHECK_BYTES(((struct view){all.data + some + len, len}), VIEW(room));
        mohur_source_free(source);
        fixture_ctx_free(t, ctx);
    }
}

static void
in_memory_are_not_copied(void **state)
{
    struct fixture *t       = *state;
    struct view all         = content(t, PIECE + 1);
    mohur_source *source    = fixture_source(t, all);
    struct mohur__pieces *p = NULL;
    mohur__bytes piece      = MOHUR__NOTHING;

    CHECK_OK(mohur__pieces_new(t->ctx, source, all.len, &p));
    CHECK_OK(mohur__pieces_next(p, &piece));
    CHECK(piece.data == all.data);
    CHECK_OK(mohur__pieces_next(p, &piece));
    CHECK(piece.data == all.data + PIECE);
    mohur__pieces_free(p);
    mohur_source_free(source);
}

static int32_t
at_once(void *user, mohur_job_fn *run, void *job)
{
    ++*(size_t *)user;
    run(job);
    return 0;
}

/* An executor that is as early as can be. */
static void
stay_while_the_caller_has_them(void **state)
{
    struct fixture *t         = *state;
    size_t jobs               = 0;
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    mohur_source *source      = NULL;
    struct view all           = content(t, CONTENT_MAX);

    options.jobs        = 2;
    options.submit      = at_once;
    options.submit_user = &jobs;
    options.sys         = &sys;
    CHECK(t->make(&options, &ctx) == MOHUR_OK);
    source = file_of(t, ctx, all);
    check_pieces(ctx, source, MOHUR_LEN_UNKNOWN, all);
    CHECK_NUMBER(7, jobs);
    mohur_source_free(source);
    fixture_ctx_free(t, ctx);
}

static int32_t
read_none(void *user, uint64_t offset, uint8_t *out, size_t cap, size_t *len)
{
    (void)user;
    (void)offset;
    (void)out;
    (void)cap;
    *len = 0;
    return 0;
}

static void
are_not_taken_from_what_is_the_callers_thread_alone(void **state)
{
    struct fixture *t                = *state;
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;

    callbacks.read_at = read_none;
    callbacks.len     = 10;
    CHECK_OK(mohur_source_new_callback(t->ctx, &callbacks, &source));
    CHECK(!mohur__pieces_can(source));
    mohur_source_free(source);
}

static void
say_why_there_are_no_more(void **state)
{
    struct fixture *t = *state;
    struct view all   = content(t, CONTENT_MAX);

    for (uint32_t jobs = 1; jobs <= 2; jobs++) {
        mohur_ctx *ctx          = fixture_ctx(t, jobs);
        mohur_source *source    = NULL;
        struct mohur__pieces *p = NULL;
        mohur__bytes piece      = MOHUR__NOTHING;
        mohur_status st         = MOHUR_OK;
        size_t got              = 0;

        CHECK(ctx != NULL);
        source = file_of(t, ctx, all);
        CHECK(truncate(fixture_path(t, "in"), 3 * PIECE - 1) == 0);
        CHECK(mohur__pieces_new(ctx, source, all.len, &p) == MOHUR_OK);
        do {
            st = mohur__pieces_next(p, &piece);
            got += piece.len;
        } while (st == MOHUR_OK && piece.len > 0);
        CHECK_NUMBER(MOHUR_E_IO, st);
        CHECK_NUMBER(2 * PIECE, got);
        CHECK(strstr(mohur_ctx_message(ctx), "became shorter") != NULL);
        mohur__pieces_free(p);
        mohur_source_free(source);
        fixture_ctx_free(t, ctx);
    }
}

static void
can_be_left_while_they_are_fetched(void **state)
{
    struct fixture *t    = *state;
    mohur_ctx *ctx       = fixture_ctx(t, 2);
    struct view all      = content(t, CONTENT_MAX);
    mohur_source *source = NULL;

    CHECK(ctx != NULL);
    source = file_of(t, ctx, all);
    for (size_t i = 0; i < 20; i++) {
        struct mohur__pieces *p = NULL;
        mohur__bytes piece      = MOHUR__NOTHING;

        source->pos = 0;
        CHECK(mohur__pieces_new(ctx, source, all.len, &p) == MOHUR_OK);
        CHECK(mohur__pieces_next(p, &piece) == MOHUR_OK);
        mohur__pieces_free(p);
    }
    mohur_source_free(source);
    fixture_ctx_free(t, ctx);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = file_of(t, t->ctx, content(t, 10));
    mohur_status st      = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        struct mohur__pieces *p = NULL;

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = mohur__pieces_new(t->ctx, source, 10, &p);
        (void)alloc_has_failed(&t->alloc);
        mohur__pieces_free(p);
        CHECK(n < 10);
    }
    CHECK_OK(st);
    mohur_source_free(source);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(are_all_bytes_in_order),
        CASE_BASE(begin_where_the_source_stands_and_move_it),
        CASE_BASE(in_memory_are_not_copied),
        CASE_BASE(stay_while_the_caller_has_them),
        CASE_BASE(are_not_taken_from_what_is_the_callers_thread_alone),
        CASE_BASE(say_why_there_are_no_more),
        CASE_BASE(can_be_left_while_they_are_fetched),
        CASE_BASE(survive_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("pieces of a source", cases, NULL, NULL);
}
