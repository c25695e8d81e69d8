/* SPDX-License-Identifier: Apache-2.0 */
#include "base/io.h"
#include "check.h"

static void
refuses_arguments_that_cannot_be(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;
    mohur_sink *sink     = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_memory(NULL, NULL, 0, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_memory(t->ctx, NULL, 0, NULL));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_source_new_memory(t->ctx, NULL, 1, &source));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_sink_new_memory(NULL, 1, &sink));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_sink_new_memory(t->ctx, 1, NULL));
    CHECK(source == NULL && sink == NULL);
}

static void
may_be_empty(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;
    uint8_t room[1];
    size_t len = 1;

    CHECK_OK(mohur_source_new_memory(t->ctx, NULL, 0, &source));
    CHECK_NUMBER(0, mohur_source_len(source));
    CHECK_OK(mohur__source_read(source, MOHUR__SPAN(room), &len));
    CHECK_NUMBER(0, len);
    mohur_source_free(source);
}

static void
is_given_out_when_finished(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    size_t len        = 9;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 100, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("all")));
    CHECK(mohur_sink_memory(sink, &len) == NULL && len == 0);
    CHECK_OK(mohur__sink_finish(sink));
    CHECK(memcmp(mohur_sink_memory(sink, &len), "all", 3) == 0);
    CHECK_NUMBER(3, len);
    CHECK(mohur_sink_memory(sink, NULL) != NULL);
    mohur_sink_free(sink);
}

static void
is_given_out_of_no_other_sink(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);
    size_t len        = 9;

    CHECK_OK(mohur__sink_finish(sink));
    CHECK(mohur_sink_memory(sink, &len) == NULL && len == 0);
    CHECK(mohur_sink_memory(NULL, &len) == NULL && len == 0);
    mohur_sink_free(sink);
}

static void
grows_to_its_limit_and_no_further(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 4, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("1234")));
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__sink_write(sink, MOHUR__TEXT("5")));
    CHECK_STATUS(MOHUR_E_STATE, mohur__sink_finish(sink));
    CHECK(mohur_sink_memory(sink, NULL) == NULL);
    mohur_sink_free(sink);
}

static void
fills_the_callers_memory_and_no_more(void **state)
{
    struct fixture *t = *state;
    uint8_t room[4]   = {9, 9, 9, 9};
    mohur_sink *sink  = NULL;
    size_t len        = 0;

    CHECK_OK(mohur_sink_new_buffer(t->ctx, room, 3, &sink));
    CHECK_OK(mohur__sink_write(sink, MOHUR__TEXT("12")));
    CHECK(mohur_sink_memory(sink, &len) == NULL);
    CHECK_OK(mohur__sink_finish(sink));
    CHECK(mohur_sink_memory(sink, &len) == room);
    CHECK_NUMBER(2, len);
    mohur_sink_free(sink);
    CHECK_OK(mohur_sink_new_buffer(t->ctx, room, 3, &sink));
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__sink_write(sink, MOHUR__TEXT("1234")));
    CHECK_MESSAGE("does not fit into 3 bytes");
    CHECK_NUMBER(9, room[3]);
    mohur_sink_free(sink);
}

static void
is_filled_at_any_place(void **state)
{
    struct fixture *t = *state;
    uint8_t room[4]   = {0};
    mohur_sink *sink  = NULL;
    size_t len        = 0;

    CHECK_OK(mohur_sink_new_buffer(t->ctx, room, 4, &sink));
    CHECK(mohur__sink_is_shared(sink));
    CHECK(0 == mohur__sink_place(sink, 2, MOHUR__TEXT("34")));
    CHECK(0 == mohur__sink_place(sink, 0, MOHUR__TEXT("12")));
    CHECK(0 != mohur__sink_place(sink, 3, MOHUR__TEXT("45")));
    CHECK(0 != mohur__sink_place(sink, UINT64_MAX, MOHUR__TEXT("4")));
    mohur__sink_reached(sink, 4);
    CHECK_OK(mohur__sink_finish(sink));
    CHECK_BYTES(VIEW_TEXT("1234"), VIEW(room));
    CHECK(mohur_sink_memory(sink, &len) == room);
    CHECK_NUMBER(4, len);
    mohur_sink_free(sink);
}

static mohur_status
collect(struct fixture *t, mohur_sink **out)
{
    mohur_status st = mohur_sink_new_memory(t->ctx, 1000, out);

    for (size_t i = 0; i < 100 && st == MOHUR_OK; i++) {
        st = mohur__sink_write(*out, MOHUR__TEXT("12345678"));
    }
    return st == MOHUR_OK ? mohur__sink_finish(*out) : st;
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = NULL;

    for (size_t nth = 1;; nth++) {
        mohur_sink *sink = NULL;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = collect(t, &sink);
        bool failed     = alloc_has_failed(&t->alloc);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK, st);
        mohur_sink_free(sink);
        if (!failed) {
            CHECK(nth > 3);
            break;
        }
    }
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur_source_new_memory(t->ctx, NULL, 0, &source));
    CHECK(source == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(refuses_arguments_that_cannot_be),
        CASE_BASE(may_be_empty),
        CASE_BASE(is_given_out_when_finished),
        CASE_BASE(is_given_out_of_no_other_sink),
        CASE_BASE(grows_to_its_limit_and_no_further),
        CASE_BASE(fills_the_callers_memory_and_no_more),
        CASE_BASE(is_filled_at_any_place),
        CASE_BASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("input and output in memory", cases,
                                       NULL, NULL);
}
