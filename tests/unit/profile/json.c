/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/json.h"

#include "check.h"

#include <stdlib.h>

static mohur_status
parse(struct fixture *t, mohur__bytes text)
{
    json_t *json    = NULL;
    mohur_status st = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__json_parse(t->ctx, text, &json);
    CHECK((st == MOHUR_OK) == (json != NULL));
    json_decref(json);
    return st;
}

static void
reads_what_is_canonical(void **state)
{
    static const char *const good[] = {
        "{}",
        "[]",
        "{\"a\":1,\"b\":[true,false],\"c\":{\"d\":\"/\"}}",
        "{\"a\":9007199254740991,\"b\":0}",
        "{\"a\":\"\xC3\xA9 \\\" \\\\\"}",
        "[[[[[[[[]]]]]]]]",
        "{\"a\":\"[[[[[[[[[[\"}",
        "{\"a\":\"\xC2\xA0\xC2\xA9\"}",
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        CHECK_OK(parse(t, mohur__bytes_text(good[i])));
    }
}

/* P13, P14, P15, P23. */
static void
refuses_everything_else(void **state)
{
    static const char *const bad[] = {
        "",
        "1",
        "\"a\"",
        "{",
        "{}}",
        "{} ",
        " {}",
        "{ }",
        "\xEF\xBB\xBF{}",
        "{\"b\":1,\"a\":1}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":1}",
        "{\"a\":1.0}",
        "{\"a\":1e3}",
        "{\"a\":-1}",
        "{\"a\":-0}",
        "{\"a\":01}",
        "{\"a\":9007199254740992}",
        "{\"a\":99999999999999999999}",
        "{\"a\":NaN}",
        "{\"a\":null}",
        "{\"a\":\"\\/\"}",
        "{\"a\":\"\\u00e9\"}",
        "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\n\"}",
        "{\"a\":\"\\u0001\"}",
        "{\"a\":\"\x7F\"}",
        "{\"a\":\"\xC2\x85\"}",
        "{\"a\":\"\xFF\"}",
        "{\"\xC3\xA9\":1}",
        "{\"\\u0001\":1}",
        "{\"a\":1,}",
        "{\"a\":1}\n",
        "{\"a\":1}/**/",
        "[[[[[[[[[]]]]]]]]]",
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        if (parse(t, mohur__bytes_text(bad[i])) != MOHUR_E_FORMAT) {
            fail_msg("was not refused: %s", bad[i]);
        }
    }
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, mohur__bytes_of("{\"a\":\0}", 7)));
}

/* P14: refused before a parser recurses. */
static void
refuses_ten_thousand_levels(void **state)
{
    struct fixture *t = *state;
    uint8_t *deep     = fixture_bytes(t, 0, 20000);

    for (size_t i = 0; i < 10000; i++) {
        deep[i]         = '[';
        deep[19999 - i] = ']';
    }
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, mohur__bytes_of(deep, 20000)));
    CHECK_MESSAGE("nests deeper than 8");
}

/* jansson's own memory, whose nth block from now on is not to be had. */
static size_t blocks_left;

static void *
take_or_fail(size_t len)
{
    blocks_left--;
    return blocks_left == 0 ? NULL : malloc(len);
}

static void
fail_block(size_t nth)
{
    blocks_left = nth;
    json_set_alloc_funcs(take_or_fail, free);
}

static void
end_failing(void)
{
    json_set_alloc_funcs(malloc, free);
}

static void
tells_memory_that_ran_out_from_what_is_no_json(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t nth = 1; st == MOHUR_E_NO_MEMORY; nth++) {
        CHECK(nth < 100);
        fail_block(nth);
        st = parse(t, MOHUR__TEXT("[]"));
        end_failing();
    }
    CHECK_OK(st);
}

/* Into t->sink, with jansson's nth block not to be had; 0: all are. */
static mohur_status
write_line(struct fixture *t, size_t nth)
{
    json_t *json     = json_pack("{s:i}", "a", 1);
    mohur_sink *sink = fixture_sink(t);
    mohur_status st  = MOHUR_OK;

    mohur__error_clear(t->ctx);
    if (nth > 0) {
        fail_block(nth);
    }
    st = mohur__json_write(t->ctx, json, sink);
    end_failing();
    mohur_sink_free(sink);
    return st;
}

static void
is_written_as_one_line(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(write_line(t, 0));
    CHECK_BYTES(VIEW_TEXT("{\"a\":1}\n"), fixture_output(t));
}

static void
is_not_written_when_memory_runs_out(void **state)
{
    struct fixture *t = *state;
    mohur_status st   = MOHUR_E_NO_MEMORY;

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, write_line(t, 0));
    CHECK(alloc_has_failed(&t->alloc));
    for (size_t nth = 1; st == MOHUR_E_NO_MEMORY; nth++) {
        CHECK(nth < 100);
        st = write_line(t, nth);
        CHECK(st == MOHUR_OK || fixture_output(t).len == 0);
    }
    CHECK_OK(st);
}

static void
is_not_written_where_nothing_can_be(void **state)
{
    struct fixture *t = *state;
    mohur_sink *sink  = fixture_sink(t);

    t->sink.fail_at = 1;
    CHECK_STATUS(MOHUR_E_IO, mohur__json_write(t->ctx, json_object(), sink));
    mohur_sink_free(sink);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_what_is_canonical),
        CASE(refuses_everything_else),
        CASE(refuses_ten_thousand_levels),
        CASE(tells_memory_that_ran_out_from_what_is_no_json),
        CASE(is_written_as_one_line),
        CASE(is_not_written_when_memory_runs_out),
        CASE(is_not_written_where_nothing_can_be),
    };
    return cmocka_run_group_tests_name("JSON", cases, NULL, NULL);
}
