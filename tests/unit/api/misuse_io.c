/* SPDX-License-Identifier: Apache-2.0 */
#include "world.h"

#include <unistd.h>

/* Contexts, sources and sinks, called as they must not be. */

static int32_t
give_nothing(void *user, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)user;
    (void)out;
    (void)out_cap;
    *out_len = 0;
    return 0;
}

static int32_t
give_nothing_at(
    void *user, uint64_t offset, uint8_t *out, size_t out_cap, size_t *out_len)
{
    (void)offset;
    return give_nothing(user, out, out_cap, out_len);
}

static int32_t
take(void *user, const uint8_t *data, size_t data_len)
{
    (void)user;
    (void)data;
    (void)data_len;
    return 0;
}

static void
a_context_needs_a_place_to_go_and_whole_options(void **state)
{
    struct fixture *t         = *state;
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_sys sys             = MOHUR_SYS_INIT;
    mohur_ctx *ctx            = NULL;

    CHECK_REFUSED(mohur_ctx_new(NULL, NULL));
    options.jobs = 65;
    CHECK_REFUSED(mohur_ctx_new(&options, &ctx));
    CHECK(ctx == NULL);
    options.jobs = 0;
    options.sys  = &sys;
    sys.alloc    = fixture_sys(t).alloc; /* without release */
    CHECK_REFUSED(mohur_ctx_new(&options, &ctx));
    sys             = (mohur_sys)MOHUR_SYS_INIT;
    sys.choices_len = 1; /* without choices */
    CHECK_REFUSED(mohur_ctx_new(&options, &ctx));
    CHECK(ctx == NULL);
}

static void
what_is_no_context_has_no_words_and_takes_none(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));

    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        mohur_ctx *bad = world_bad(i, source);

        CHECK_TEXT("", mohur_ctx_message(bad));
        CHECK_NUMBER(MOHUR_E_ARGUMENT, mohur_ctx_status(bad));
        CHECK_NUMBER(MOHUR_MEMORY_NONE, mohur_ctx_memory_level(bad));
        mohur_ctx_on_progress(bad, NULL, NULL);
        mohur_ctx_free(bad);
    }
    CHECK_NUMBER(1, mohur_source_len(source));
    mohur_source_free(source);
}

static void
a_source_needs_a_context(void **state)
{
    struct fixture *t           = *state;
    mohur_source_callbacks call = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *other         = fixture_source(t, VIEW_TEXT("x"));
    mohur_source *out           = NULL;
    const uint8_t data[1]       = {0};

    call.read = give_nothing;
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_source_new_memory(bad, data, 1, &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_source_new_file(bad, "/dev/null", &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other, mohur_source_new_fd(bad, 0, &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_source_new_callback(bad, &call, &out));
    CHECK(out == NULL);
    mohur_source_free(other);
}

static void
a_source_needs_what_it_reads_and_a_place_to_go(void **state)
{
    struct fixture *t           = *state;
    mohur_source_callbacks call = MOHUR_SOURCE_CALLBACKS_INIT;
    mohur_source *out           = NULL;

    CHECK_REFUSED(mohur_source_new_memory(t->ctx, NULL, 1, &out));
    CHECK_REFUSED(mohur_source_new_memory(t->ctx, NULL, 0, NULL));
    CHECK_REFUSED(mohur_source_new_file(t->ctx, NULL, &out));
    CHECK_REFUSED(mohur_source_new_file(t->ctx, "/dev/null", NULL));
    CHECK_REFUSED(mohur_source_new_fd(t->ctx, -1, &out));
    CHECK_REFUSED(mohur_source_new_fd(t->ctx, 0, NULL));
    CHECK_REFUSED(mohur_source_new_callback(t->ctx, NULL, &out));
    CHECK_REFUSED(mohur_source_new_callback(t->ctx, &call, &out));
    call.read_at = give_nothing_at; /* without a length */
    CHECK_REFUSED(mohur_source_new_callback(t->ctx, &call, &out));
    call.read = give_nothing;
    CHECK_REFUSED(mohur_source_new_callback(t->ctx, &call, NULL));
    CHECK(out == NULL);
    CHECK_STATUS(MOHUR_E_IO, mohur_source_new_fd(t->ctx, 1000, &out));
    CHECK_STATUS(MOHUR_E_IO, mohur_source_new_file(t->ctx, "/", &out));
    CHECK(out == NULL);
}

static void
a_sink_needs_a_context(void **state)
{
    struct fixture *t         = *state;
    mohur_sink_callbacks call = MOHUR_SINK_CALLBACKS_INIT;
    mohur_source *other       = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *out           = NULL;
    const char *path          = fixture_path(t, "file");

    call.write = take;
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_sink_new_memory(bad, 1, &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_sink_new_buffer(bad, NULL, 0, &out));
    CHECK_BAD_HANDLES(
        mohur_ctx, bad, other,
        mohur_sink_new_file(bad, path, MOHUR_OVERWRITE_NEVER, &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other, mohur_sink_new_fd(bad, 1, &out));
    CHECK_BAD_HANDLES(mohur_ctx, bad, other,
                      mohur_sink_new_callback(bad, &call, &out));
    CHECK(out == NULL);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
    mohur_source_free(other);
}

static void
a_sink_needs_where_it_writes_and_a_place_to_go(void **state)
{
    struct fixture *t         = *state;
    mohur_sink_callbacks call = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *out           = NULL;
    const char *path          = fixture_path(t, "file");
    uint8_t room[1]           = {0};

    CHECK_REFUSED(mohur_sink_new_memory(t->ctx, 1, NULL));
    CHECK_REFUSED(mohur_sink_new_buffer(t->ctx, room, 1, NULL));
    CHECK_REFUSED(mohur_sink_new_buffer(t->ctx, NULL, 1, &out));
    CHECK_REFUSED(
        mohur_sink_new_file(t->ctx, NULL, MOHUR_OVERWRITE_NEVER, &out));
    CHECK_REFUSED(mohur_sink_new_file(t->ctx, path, (mohur_overwrite)2, &out));
    CHECK_REFUSED(
        mohur_sink_new_file(t->ctx, path, MOHUR_OVERWRITE_NEVER, NULL));
    CHECK_REFUSED(mohur_sink_new_fd(t->ctx, -1, &out));
    CHECK_REFUSED(mohur_sink_new_fd(t->ctx, 1, NULL));
    CHECK_REFUSED(mohur_sink_new_callback(t->ctx, NULL, &out));
    CHECK_REFUSED(mohur_sink_new_callback(t->ctx, &call, &out));
    call.write = take;
    CHECK_REFUSED(mohur_sink_new_callback(t->ctx, &call, NULL));
    CHECK(out == NULL);
    CHECK_NUMBER(0, fixture_count_files(fixture_tmpdir(t)));
}

static void
what_is_no_source_or_sink_is_empty_and_may_be_released(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink     = fixture_sink(t);

    for (size_t i = 0; i < WORLD_BAD_HANDLES; i++) {
        size_t len = 1;

        CHECK(mohur_source_len(world_bad(i, sink)) == MOHUR_LEN_UNKNOWN);
        CHECK(mohur_sink_memory(world_bad(i, source), &len) == NULL);
        CHECK_NUMBER(0, len);
        mohur_source_free(world_bad(i, sink));
        mohur_sink_free(world_bad(i, source));
    }
    CHECK(mohur_sink_memory(sink, NULL) == NULL); /* holds none of its own */
    mohur_sink_free(sink);
    mohur_source_free(source);
}

static void
a_sink_takes_one_object(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;
    size_t len        = 0;

    CHECK_OK(mohur_sink_new_memory(t->ctx, 65536, &sink));
    CHECK(mohur_sink_memory(sink, &len) == NULL);
    CHECK_OK(mohur_build_info(t->ctx, sink));
    CHECK(mohur_sink_memory(sink, &len) != NULL);
    CHECK_STATUS(MOHUR_E_STATE, mohur_build_info(t->ctx, sink));
    CHECK_MESSAGE("finished");
    mohur_sink_free(sink);
}

static void
a_sink_that_failed_takes_nothing_more(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_at = 1;
    CHECK_STATUS(MOHUR_E_IO, mohur_build_info(t->ctx, sink));
    CHECK_STATUS(MOHUR_E_STATE, mohur_build_info(t->ctx, sink));
    CHECK_MESSAGE("failed");
    mohur_sink_free(sink);
    CHECK_OK(mohur_sink_new_memory(t->ctx, 10, &sink));
    CHECK_STATUS(MOHUR_E_LIMIT, mohur_build_info(t->ctx, sink));
    CHECK_STATUS(MOHUR_E_STATE, mohur_build_info(t->ctx, sink));
    mohur_sink_free(sink);
}

static void
handles_stay_with_their_context(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *other  = fixture_ctx(t, 0);
    mohur_sink *sink  = fixture_sink(t);

    CHECK_REFUSED(mohur_build_info(other, sink));
    CHECK_OK(mohur_build_info(t->ctx, sink));
    mohur_sink_free(sink);
    fixture_ctx_free(t, other);
}

/* A callback that calls back in, and what came of it. */
static mohur_status inner;

static int32_t
call_back_in(void *user, const uint8_t *data, size_t data_len)
{
    mohur_sink *sink = NULL;

    (void)data;
    (void)data_len;
    inner = mohur_sink_new_memory(user, 10, &sink);
    mohur_sink_free(sink);
    return 0;
}

static void
no_call_is_made_from_inside_a_callback_of_the_same_context(void **state)
{
    struct fixture *t         = *state;
    mohur_sink_callbacks call = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink          = NULL;

    call.user  = t->ctx;
    call.write = call_back_in;
    CHECK_OK(mohur_sink_new_callback(t->ctx, &call, &sink));
    inner = MOHUR_OK;
    CHECK_OK(mohur_build_info(t->ctx, sink));
    CHECK_NUMBER(MOHUR_E_STATE, inner);
    mohur_sink_free(sink);
}

static void
reports_need_a_context_and_a_sink(void **state)
{
    struct fixture *t    = *state;
    mohur_source *source = fixture_source(t, VIEW_TEXT("x"));
    mohur_sink *sink     = fixture_sink(t);

    CHECK_BAD_HANDLES(mohur_ctx, bad, source, mohur_build_info(bad, sink));
    CHECK_BAD_HANDLES(mohur_ctx, bad, source, mohur_selftest(bad, sink));
    CHECK_BAD_HANDLES(mohur_sink, bad, source, mohur_build_info(t->ctx, bad));
    CHECK_BAD_HANDLES(mohur_sink, bad, source, mohur_selftest(t->ctx, bad));
    mohur_sink_free(sink);
    mohur_source_free(source);
}

static void
an_error_is_forgotten_by_the_next_call(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = NULL;

    CHECK_REFUSED(mohur_sink_new_fd(t->ctx, -1, &sink));
    CHECK_NUMBER(MOHUR_E_ARGUMENT, mohur_ctx_status(t->ctx));
    CHECK_MESSAGE("-1 is no file descriptor");
    CHECK_OK(mohur_sink_new_memory(t->ctx, 1, &sink));
    CHECK_TEXT("", mohur_ctx_message(t->ctx));
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(a_context_needs_a_place_to_go_and_whole_options),
        CASE(what_is_no_context_has_no_words_and_takes_none),
        CASE(a_source_needs_a_context),
        CASE(a_source_needs_what_it_reads_and_a_place_to_go),
        CASE(a_sink_needs_a_context),
        CASE(a_sink_needs_where_it_writes_and_a_place_to_go),
        CASE(what_is_no_source_or_sink_is_empty_and_may_be_released),
        CASE(a_sink_takes_one_object),
        CASE(a_sink_that_failed_takes_nothing_more),
        CASE(handles_stay_with_their_context),
        CASE(no_call_is_made_from_inside_a_callback_of_the_same_context),
        CASE(reports_need_a_context_and_a_sink),
        CASE(an_error_is_forgotten_by_the_next_call),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
