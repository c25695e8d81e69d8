/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/flow.h"

#include "base/error.h"
#include "check.h"
#include "crypto/hash.h"

/*
 * Content that is hashed while it is read comes to what it comes to in one
 * piece, however it is cut and with however many threads.
 */
enum {
    CONTENT_MAX = 900000
};

struct course {
    mohur_ctx *ctx;
    mohur__bytes content;
    size_t step; /* a push has so much at most; 0: all that there is room for */
    struct mohur__digests digests;
};

static mohur_status
pour(struct course *c, struct mohur__flow *f)
{
    mohur_status st = MOHUR_OK;

    for (size_t at = 0; st == MOHUR_OK && at < c->content.len;) {
        mohur__span room = mohur__flow_room(f);
        size_t max = c->step != 0 && c->step < room.len ? c->step : room.len;
        mohur__bytes part = mohur__bytes_sub(c->content, at, max);

        mohur__copy(room, part);
        st = mohur__flow_push(f, part.len);
        at += part.len;
    }
    return st;
}

static mohur_status
run(struct course *c, uint64_t says)
{
    struct mohur__flow *f = NULL;
    mohur_status st =
        mohur__digests_want(c->ctx, &c->digests, MOHUR_ALG_SHA_256);

    if (st == MOHUR_OK) {
        st = mohur__digests_want(c->ctx, &c->digests, MOHUR_ALG_SHA_512);
    }
    if (st == MOHUR_OK) {
        st = mohur__flow_new(c->ctx, &c->digests, says, &f);
    }
    if (st == MOHUR_OK) {
        st = pour(c, f);
    }
    if (st == MOHUR_OK) {
        st = mohur__flow_finish(f);
    }
    mohur__flow_free(f);
    return st;
}

static void
check_digest(struct fixture *t, struct course *c, mohur_alg hash)
{
    uint8_t room[MOHUR__HASH_MAX];
    mohur__span want =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__hash_len(hash));

    CHECK_OK(mohur__hash(t->ctx, hash, c->content, want));
    CHECK_BYTES(mohur__span_bytes(want), mohur__digests_get(&c->digests, hash));
}

static void
comes_to_the_same_in_any_pieces(void **state)
{
    static const size_t lens[] = {0,      1,      4095,   4096,   4097,  262143,
                                  262144, 262145, 524288, 786432, 900000};
    static const size_t steps[] = {0, 100000, 262144};
    struct fixture *t           = *state;
    uint8_t *content            = fixture_bytes(t, 5, CONTENT_MAX);

    for (uint32_t jobs = 1; jobs <= 3; jobs++) {
        mohur_ctx *ctx = fixture_ctx(t, jobs);

        CHECK(ctx != NULL);
        for (size_t i = 0; i < 3 * sizeof lens / sizeof lens[0]; i++) {
            size_t len      = lens[i / 3];
            struct course c = {.ctx     = ctx,
                               .content = mohur__bytes_of(content, len),
                               .step    = steps[i % 3]};

            CHECK_OK(run(&c, i % 2 == 0 ? len : MOHUR_LEN_UNKNOWN));
            check_digest(t, &c, MOHUR_ALG_SHA_256);
            check_digest(t, &c, MOHUR_ALG_SHA_512);
            mohur__digests_wipe(&c.digests);
        }
        fixture_ctx_free(t, ctx);
    }
}

static void
can_be_left_while_a_piece_is_out(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = fixture_ctx(t, 2);

    CHECK(ctx != NULL);
    for (size_t i = 0; i < 20; i++) {
        struct mohur__digests digests = {.finished = false};
        struct mohur__flow *f         = NULL;

        CHECK_OK(mohur__digests_want(ctx, &digests, MOHUR_ALG_SHA_256));
        CHECK_OK(mohur__flow_new(ctx, &digests, MOHUR_LEN_UNKNOWN, &f));
        CHECK_OK(mohur__flow_push(f, mohur__flow_room(f).len));
        mohur__flow_free(f);
        mohur__digests_wipe(&digests);
    }
    fixture_ctx_free(t, ctx);
}

/* A job may have the piece until the next push. */
static void
is_not_overwritten_while_it_is_hashed(void **state)
{
    struct fixture *t             = *state;
    struct mohur__digests digests = {.finished = false};
    struct mohur__flow *f         = NULL;
    mohur__span before            = {NULL, 0};

    CHECK_OK(mohur__digests_want(t->ctx, &digests, MOHUR_ALG_SHA_256));
    CHECK_OK(mohur__flow_new(t->ctx, &digests, MOHUR_LEN_UNKNOWN, &f));
    for (size_t i = 0; i < 4; i++) {
        before = mohur__flow_room(f);
        CHECK_OK(mohur__flow_push(f, before.len));
        CHECK(mohur__flow_room(f).data != before.data);
    }
    mohur__flow_free(f);
    mohur__digests_wipe(&digests);
}

static void
takes_little_room_for_little(void **state)
{
    struct fixture *t             = *state;
    struct mohur__digests digests = {.finished = false};
    struct mohur__flow *f         = NULL;

    CHECK_OK(mohur__flow_new(t->ctx, &digests, 100, &f));
    CHECK(mohur__flow_room(f).len <= 4096);
    mohur__flow_free(f);
    CHECK_OK(mohur__flow_new(t->ctx, &digests, UINT64_MAX - 1, &f));
    CHECK(mohur__flow_room(f).len <= 256 * 1024);
    mohur__flow_free(f);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;
    uint8_t *content  = fixture_bytes(t, 5, 10000);

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        struct course c = {.ctx     = t->ctx,
                           .content = mohur__bytes_of(content, 10000)};

        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = run(&c, 10000);
        (void)alloc_has_failed(&t->alloc);
        mohur__digests_wipe(&c.digests);
        CHECK(n < 100);
    }
    CHECK_OK(st);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(comes_to_the_same_in_any_pieces),
        CASE(can_be_left_while_a_piece_is_out),
        CASE(is_not_overwritten_while_it_is_hashed),
        CASE(takes_little_room_for_little),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("content on its way into digests", cases,
                                       NULL, NULL);
}
