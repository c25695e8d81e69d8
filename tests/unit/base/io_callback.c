/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "base/io.h"
#include "check.h"

/* A stream, or a file, of bytes that count up; gives them in small pieces. */
struct giver {
    mohur_ctx *ctx;
    mohur_status inside; /* what a call from within came to */
    uint64_t pos;
    uint64_t len;
    size_t piece;
    int32_t failure;
    bool lies; /* says it gave more than it was asked for */
};

static int32_t
give_at(void *user, uint64_t offset, uint8_t *out, size_t cap, size_t *out_len)
{
    struct giver *g = user;
    size_t len      = cap < g->piece ? cap : g->piece;

    g->inside = mohur__ctx_enter(g->ctx);
    if (len > g->len - offset) {
        len = (size_t)(g->len - offset);
    }
    for (size_t i = 0; i < len; i++) {
        out[i] = (uint8_t)(offset + i);
    }
    *out_len = g->lies ? cap + 1 : len;
    return g->failure;
}

static int32_t
give(void *user, uint8_t *out, size_t cap, size_t *out_len)
{
    struct giver *g = user;
    int32_t failed  = give_at(user, g->pos, out, cap, out_len);

    g->pos += *out_len;
    return failed;
}

static mohur_source *
source_of(struct fixture *t, struct giver *g, bool seekable)
{
    mohur_source_callbacks calls = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source         = NULL;

    g->ctx     = t->ctx;
    calls.user = g;
    calls.len  = seekable ? g->len : MOHUR_LEN_UNKNOWN;
    calls.read = give;
    if (seekable) {
        calls.read_at = give_at;
    }
    CHECK_OK(mohur_source_new_callback(t->ctx, &calls, &source));
    return source;
}

static void
read_a_stream_to_its_end(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 50, .piece = 7};
    mohur_source *source = source_of(t, &g, false);
    uint8_t room[40]     = {0};
    size_t len           = 0;

    CHECK(!mohur__source_seekable(source));
    CHECK(mohur_source_len(source) == MOHUR_LEN_UNKNOWN);
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(40, len);
    CHECK_BYTES(((struct view){fixture_bytes(t, 0, 40), 40}), VIEW(room));
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(10, len);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__source_read_at(source, 0, MOHUR__SPAN(room)));
    mohur_source_free(source);
}

static void
read_anywhere_where_they_can_seek(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 50, .piece = 7};
    mohur_source *source = source_of(t, &g, true);
    uint8_t room[20]     = {0};

    CHECK_NUMBER(50, mohur_source_len(source));
    CHECK_OK(mohur__source_read_at(source, 30, MOHUR__SPAN(room)));
    CHECK_BYTES(((struct view){fixture_bytes(t, 30, 20), 20}), VIEW(room));
    mohur_source_free(source);
}

static void
report_an_input_that_became_shorter(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 50, .piece = 7};
    mohur_source *source = source_of(t, &g, true);
    uint8_t room[20]     = {0};

    g.len = 40;
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read_at(source, 30, MOHUR__SPAN(room)));
    CHECK_MESSAGE("became shorter");
    mohur_source_free(source);
}

static void
that_fail_are_input_errors(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 50, .piece = 7, .failure = -3};
    mohur_source *source = source_of(t, &g, false);
    mohur_source *seek   = source_of(t, &g, true);
    uint8_t room[20]     = {0};
    size_t len           = 9;

    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(0, len);
    CHECK_MESSAGE("failed with -3");
    CHECK_STATUS(MOHUR_E_IO, mohur__source_read_at(seek, 0, MOHUR__SPAN(room)));
    CHECK_STATUS(MOHUR_E_IO, mohur__source_read(seek, MOHUR__SPAN(room), &len));
    mohur_source_free(source);
    mohur_source_free(seek);
}

static void
that_lie_about_the_length_are_refused(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 50, .piece = 7, .lies = true};
    mohur_source *source = source_of(t, &g, false);
    mohur_source *seek   = source_of(t, &g, true);
    uint8_t room[20]     = {0};
    size_t len           = 9;

    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(0, len);
    CHECK_STATUS(MOHUR_E_IO, mohur__source_read_at(seek, 0, MOHUR__SPAN(room)));
    mohur_source_free(source);
    mohur_source_free(seek);
}

static void
cannot_call_back_in(void **state)
{
    struct fixture *t    = *state;
    struct giver g       = {.len = 5, .piece = 7};
    mohur_source *source = source_of(t, &g, false);
    uint8_t room[5]      = {0};
    size_t len           = 0;

    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(MOHUR_E_STATE, g.inside);
    CHECK_OK(mohur__ctx_enter(t->ctx));
    mohur_source_free(source);
}

static void
of_a_source_are_checked(void **state)
{
    struct fixture *t            = *state;
    mohur_source_callbacks calls = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *source         = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_callback(NULL, &calls, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_callback(t->ctx, &calls, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_callback(t->ctx, NULL, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_callback(t->ctx, &calls, &source));
    calls.read_at = give_at; /* without a length */
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_callback(t->ctx, &calls, &source));
    calls.len = 1;
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur_source_new_callback(t->ctx, &calls, &source));
    CHECK(source == NULL);
}

static int32_t
take_nothing(void *user, const uint8_t *data, size_t data_len)
{
    (void)user;
    (void)data;
    (void)data_len;
    return 0;
}

static void
of_a_sink_are_checked(void **state)
{
    struct fixture *t          = *state;
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_callback(NULL, &calls, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_callback(t->ctx, &calls, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_callback(t->ctx, NULL, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_sink_new_callback(t->ctx, &calls, &sink));
    calls.write = take_nothing;
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur_sink_new_callback(t->ctx, &calls, &sink));
    CHECK(sink == NULL);
}

static void
of_a_sink_need_no_finish(void **state)
{
    struct fixture *t          = *state;
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;

    calls.write = take_nothing;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &calls, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("x")));
    CHECK_OK(mohur__sink_finish(sink));
    mohur_sink_free(sink);
}

/* What came last, at an even place; nothing at an odd one. */
static struct {
    uint64_t offset;
    size_t len;
} placed;

static int32_t
take_at(void *user, uint64_t offset, const uint8_t *data, size_t data_len)
{
    (void)user;
    (void)data;
    placed.offset = offset;
    placed.len    = data_len;
    return offset % 2 == 0 ? 0 : 9;
}

static void
of_a_sink_are_told_where_each_piece_belongs(void **state)
{
    struct fixture *t          = *state;
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;

    calls.write_at = take_at;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &calls, &sink));
    CHECK(mohur__sink_is_shared(sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("1234")));
    CHECK_NUMBER(0, placed.offset);
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("56")));
    CHECK_NUMBER(4, placed.offset);
    CHECK_NUMBER(2, placed.len);
    CHECK_NUMBER(0, mohur__sink_place(sink, 100, MOHUR__TEXT("7")));
    CHECK_NUMBER(100, placed.offset);
    CHECK_NUMBER(9, mohur__sink_place(sink, 7, MOHUR__TEXT("7")));
    CHECK_STATUS(MOHUR_E_IO, mohur__sink_place_error(sink, 9));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_write(sink, MOHUR__TEXT("8")));
    mohur_sink_free(sink);
}

static void
of_a_sink_that_fail_at_a_place_are_output_errors(void **state)
{
    struct fixture *t          = *state;
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;

    calls.write_at = take_at;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &calls, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("123")));
    CHECK_STATUS(MOHUR_E_IO, mohur__sink_write(sink, MOHUR__TEXT("4")));
    CHECK(strstr(mohur_ctx_message(t->ctx), "failed with 9") != NULL);
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(read_a_stream_to_its_end),
        CASE_BASE(read_anywhere_where_they_can_seek),
        CASE_BASE(report_an_input_that_became_shorter),
        CASE_BASE(that_fail_are_input_errors),
        CASE_BASE(that_lie_about_the_length_are_refused),
        CASE_BASE(cannot_call_back_in),
        CASE_BASE(of_a_source_are_checked),
        CASE_BASE(of_a_sink_are_checked),
        CASE_BASE(of_a_sink_need_no_finish),
        CASE_BASE(of_a_sink_are_told_where_each_piece_belongs),
        CASE_BASE(of_a_sink_that_fail_at_a_place_are_output_errors),
    };
    return cmocka_run_group_tests_name("the caller's functions", cases, NULL,
                                       NULL);
}
