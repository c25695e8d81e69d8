/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/pour.h"

#include "base/ctx.h"
#include "check.h"
#include "crypto/hash.h"

/*
 * Content comes to the same digest from every kind of source, with however
 * many threads.
 */
enum {
    CONTENT = 530000, /* so much that jobs fetch */
    KINDS   = 3
};

struct reader {
    struct view data;
    size_t at;
};

static int32_t
read_some(void *user, uint8_t *out, size_t cap, size_t *len)
{
    struct reader *r = user;

    *len = mohur__copy(
        mohur__span_of(out, cap),
        mohur__bytes_of(r->data.data + r->at,
                        r->data.len - r->at < cap ? r->data.len - r->at : cap));
    r->at += *len;
    return 0;
}

/* In memory, in a file, or as a stream. */
static mohur_source *
source_of(struct fixture *t, mohur_ctx *ctx, size_t kind, struct reader *r)
{
    mohur_source_callbacks callbacks = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source             = NULL;

    callbacks.user = r;
    callbacks.read = read_some;
    if (kind == 0) {
        CHECK_OK(
            mohur_source_new_memory(ctx, r->data.data, r->data.len, &source));
    } else if (kind == 1) {
        fixture_write_file(fixture_path(t, "in"), r->data);
        CHECK_OK(mohur_source_new_file(ctx, fixture_path(t, "in"), &source));
    } else {
        CHECK_OK(mohur_source_new_callback(ctx, &callbacks, &source));
    }
    return source;
}

static void
check_pour(struct fixture *t,
           mohur_ctx *ctx,
           struct reader r,
           size_t kind,
           uint64_t len)
{
    mohur_source *source    = source_of(t, ctx, kind, &r);
    struct mohur__digests d = {.finished = false};
    mohur__bytes part =
        mohur__bytes_of(r.data.data, len < CONTENT ? len : CONTENT);
    uint8_t want[MOHUR__SHA256_LEN];
    uint64_t got = 0;

    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, part, MOHUR__SPAN(want)));
    CHECK(mohur__digests_want(ctx, &d, MOHUR_ALG_SHA_256) == MOHUR_OK);
    CHECK(mohur__pour(ctx, source, len, &d, &got) == MOHUR_OK);
    CHECK_NUMBER(part.len, got);
    CHECK_BYTES(MOHUR__BYTES(want), mohur__digests_get(&d, MOHUR_ALG_SHA_256));
    mohur__digests_wipe(&d);
    mohur_source_free(source);
}

static void
comes_to_the_same_from_every_source(void **state)
{
    static const uint64_t lens[] = {0, 7, 300000, CONTENT, MOHUR_LEN_UNKNOWN};
    struct fixture *t            = *state;
    const struct reader r = {.data = {fixture_bytes(t, 3, CONTENT), CONTENT}};

    for (uint32_t jobs = 1; jobs <= 2; jobs++) {
        mohur_ctx *ctx = fixture_ctx(t, jobs);

        CHECK(ctx != NULL);
        for (size_t i = 0; i < sizeof lens / sizeof lens[0] * KINDS; i++) {
            check_pour(t, ctx, r, i % KINDS, lens[i / KINDS]);
        }
        fixture_ctx_free(t, ctx);
    }
}

static int32_t
stop_at_half(void *user, uint64_t done, uint64_t total)
{
    ++*(size_t *)user;
    return done >= total / 2;
}

static void
can_be_stopped(void **state)
{
    struct fixture *t = *state;
    struct reader r   = {.data = {fixture_bytes(t, 3, CONTENT), CONTENT}};

    for (size_t kind = 0; kind < KINDS - 1; kind++) {
        mohur_source *source    = source_of(t, t->ctx, kind, &r);
        struct mohur__digests d = {.finished = false};
        size_t told             = 0;
        uint64_t got            = 0;

        CHECK_OK(mohur__digests_want(t->ctx, &d, MOHUR_ALG_SHA_256));
        mohur_ctx_on_progress(t->ctx, stop_at_half, &told);
        CHECK_STATUS(MOHUR_E_CANCELLED,
                     mohur__pour(t->ctx, source, CONTENT, &d, &got));
        mohur_ctx_on_progress(t->ctx, NULL, NULL);
        CHECK_NUMBER(2, told);
        CHECK_NUMBER(0, mohur__digests_get(&d, MOHUR_ALG_SHA_256).len);
        mohur__digests_wipe(&d);
        mohur_source_free(source);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(comes_to_the_same_from_every_source),
        CASE(can_be_stopped),
    };
    return cmocka_run_group_tests_name("content poured into digests", cases,
                                       NULL, NULL);
}
