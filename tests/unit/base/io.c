/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"
#include "base/ctx.h"
#include "check.h"

static void
is_checked_before_it_is_used(void **state)
{
    struct fixture *t    = *state;
    mohur_ctx *other     = fixture_ctx(t, 0);
    mohur_sink *sink     = fixture_sink(t);
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));

    CHECK_OK(mohur__source_check(t->ctx, source));
    CHECK_OK(mohur__sink_check(t->ctx, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__source_check(other, source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__sink_check(other, sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__source_check(t->ctx, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__sink_check(t->ctx, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__source_check(t->ctx, (mohur_source *)(void *)sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__sink_check(t->ctx, (mohur_sink *)(void *)source));
    mohur_source_free(source);
    mohur_sink_free(sink);
    fixture_ctx_free(t, other);
}

static void
may_be_null_when_released(void **state)
{
    (void)state;
    mohur_source_free(NULL);
    mohur_sink_free(NULL);
    CHECK(mohur_source_len(NULL) == MOHUR_LEN_UNKNOWN);
}

static void
of_a_source_that_can_seek_reads_in_pieces(void **state)
{
    struct fixture *t    = *state;
    const uint8_t *all   = fixture_bytes(t, 0, 100);
    mohur_source *source = fixture_source(t, (struct view){all, 100});
    uint8_t room[40]     = {0};
    uint8_t part[5]      = {0};
    size_t len           = 9;

    CHECK(mohur__source_seekable(source));
    CHECK_NUMBER(100, mohur_source_len(source));
    for (size_t at = 0; at < 100; at += len) {
        CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
        CHECK_NUMBER(at < 80 ? 40 : 20, len);
        CHECK_BYTES(((struct view){all + at, len}), mohur__bytes_of(room, len));
        /* Reading elsewhere does not move the position. */
        CHECK_OK(mohur__source_read_at(source, 7, MOHUR__SPAN(part)));
        CHECK_BYTES(((struct view){all + 7, 5}), VIEW(part));
    }
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(0, len);
    mohur_source_free(source);
}

static void
refuses_to_read_past_the_end(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("12345678"));
    uint8_t room[4]      = {0};

    CHECK_OK(mohur__source_read_at(source, 4, MOHUR__SPAN(room)));
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read_at(source, 5, MOHUR__SPAN(room)));
    CHECK_MESSAGE("ends before byte 9");
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__source_read_at(source, UINT64_MAX, MOHUR__SPAN(room)));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__source_read_at(source, 8, mohur__span_of(NULL, 0)));
    mohur_source_free(source);
}

static void
counts_what_a_sink_took(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("abc")));
    CHECK_OK(mohur__sink_write(sink, MOHUR__NOTHING));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("de")));
    CHECK_NUMBER(5, sink->written);
    CHECK_NUMBER(2, t->sink.writes); /* nothing is not written */
    CHECK_BYTES(VIEW_TEXT("abcde"), fixture_output(t));
    mohur_sink_free(sink);
}

static void
finishes_a_sink_once(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    CHECK_OK(mohur__sink_finish(sink));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_finish(sink));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_write(sink, MOHUR__TEXT("x")));
    CHECK_MESSAGE("was finished before");
    CHECK_NUMBER(1, t->sink.finishes);
    mohur_sink_free(sink);
}

static void
uses_no_sink_that_failed(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_at = 1;
    CHECK_STATUS(MOHUR_E_IO, mohur__sink_write(sink, MOHUR__TEXT("x")));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_write(sink, MOHUR__TEXT("x")));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_finish(sink));
    CHECK_MESSAGE("failed before");
    CHECK_NUMBER(0, t->sink.finishes);
    mohur_sink_free(sink);
}

static void
uses_no_sink_that_did_not_finish(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_finish = true;
    CHECK_STATUS(MOHUR_E_IO, mohur__sink_finish(sink));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_finish(sink));
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_checked_before_it_is_used),
        CASE_BASE(may_be_null_when_released),
        CASE_BASE(of_a_source_that_can_seek_reads_in_pieces),
        CASE_BASE(refuses_to_read_past_the_end),
        CASE_BASE(counts_what_a_sink_took),
        CASE_BASE(finishes_a_sink_once),
        CASE_BASE(uses_no_sink_that_failed),
        CASE_BASE(uses_no_sink_that_did_not_finish),
    };
    return cmocka_run_group_tests_name("input and output", cases, NULL, NULL);
}
