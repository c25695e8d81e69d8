/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/json.h"

#include "check.h"

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

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_what_is_canonical),
        CASE(refuses_everything_else),
        CASE(refuses_ten_thousand_levels),
    };
    return cmocka_run_group_tests_name("JSON", cases, NULL, NULL);
}
