/* SPDX-License-Identifier: Apache-2.0 */
#include "base/time.h"
#include "check.h"

static const struct {
    int64_t t;
    const char *text;
} known[] = {
    {0, "1970-01-01T00:00:00Z"},
    {-1, "1969-12-31T23:59:59Z"},
    {FIXTURE_NOW, "2026-01-01T00:00:00Z"},
    {951782400, "2000-02-29T00:00:00Z"},
    {4107542399, "2100-02-28T23:59:59Z"},
    {4107542400, "2100-03-01T00:00:00Z"},
    {253402300799, "9999-12-31T23:59:59Z"},
    {-62167219200, "0000-01-01T00:00:00Z"},
    {-62162035201, "0000-02-29T23:59:59Z"},
    {2147483648, "2038-01-19T03:14:08Z"},
};

enum {
    KNOWN_LEN = sizeof known / sizeof known[0]
};

static void
is_written_as_rfc_3339(void **state)
{
    char text[MOHUR__TIME_CAP];

    (void)state;
    for (size_t i = 0; i < KNOWN_LEN; i++) {
        mohur__time_format(known[i].t, text);
        CHECK_TEXT(known[i].text, text);
    }
}

static void
is_read_as_rfc_3339(void **state)
{
    int64_t t = 0;

    (void)state;
    for (size_t i = 0; i < KNOWN_LEN; i++) {
        CHECK(mohur__time_parse(mohur__bytes_text(known[i].text), &t));
        CHECK_NUMBER(known[i].t, t);
    }
}

static void
outside_of_four_digit_years_is_a_question_mark(void **state)
{
    static const int64_t outside[] = {253402300800, -62167219201, INT64_MAX,
                                      INT64_MIN};
    char text[MOHUR__TIME_CAP];

    (void)state;
    for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        mohur__time_format(outside[i], text);
        CHECK_TEXT("?", text);
    }
}

/* Steps of a day and some seconds, over two turns of the calendar. */
static void
comes_back_from_its_text(void **state)
{
    char text[MOHUR__TIME_CAP];
    int64_t back = 0;

    (void)state;
    for (int64_t t = -62167219200; t < -36000000000; t += 86400 * 3 + 12345) {
        mohur__time_format(t, text);
        CHECK(mohur__time_parse(mohur__bytes_text(text), &back));
        CHECK_NUMBER(t, back);
    }
}

static void
may_be_a_date_alone(void **state)
{
    int64_t t = 0;

    (void)state;
    CHECK(mohur__time_parse(MOHUR__TEXT("2026-01-01"), &t));
    CHECK_NUMBER(FIXTURE_NOW, t);
}

static void
is_refused_in_any_other_form(void **state)
{
    static const char *const wrong[] = {
        "",
        "2026",
        "2026-01-01T00:00:00",
        "2026-01-01T00:00:00z",
        "2026-01-01t00:00:00Z",
        "2026-01-01 00:00:00Z",
        "2026-01-01T00:00:00+",
        "2026-01-01T00-00:00Z",
        "2026-01-01T00:00-00Z",
        "2026/01-01",
        "2026-01/01",
        "2026-00-01",
        "2026-13-01",
        "2026-01-00",
        "2026-01-32",
        "2026-04-31",
        "2025-02-29",
        "2100-02-29",
        "+026-01-01",
        "2026- 1-01",
        "2026-01-+1",
        "2026-01-01T24:00:00Z",
        "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z",
        "2026-01-01T-1:00:00Z",
        "2026-01-01T00:-1:00Z",
        "2026-01-01T00:00:-1Z",
        "2026-01-01T00:00:00ZZ",
    };
    int64_t t = 5;

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        if (mohur__time_parse(mohur__bytes_text(wrong[i]), &t)) {
            fail_msg("accepted: %s", wrong[i]);
        }
        CHECK_NUMBER(5, t);
    }
}

static void
is_told_by_the_system(void **state)
{
    int64_t before = mohur__clock_monotonic(NULL);

    (void)state;
    CHECK(mohur__clock_system(NULL) > 1700000000);
    CHECK(mohur__clock_monotonic(NULL) >= before);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(is_written_as_rfc_3339),
        cmocka_unit_test(is_read_as_rfc_3339),
        cmocka_unit_test(outside_of_four_digit_years_is_a_question_mark),
        cmocka_unit_test(comes_back_from_its_text),
        cmocka_unit_test(may_be_a_date_alone),
        cmocka_unit_test(is_refused_in_any_other_form),
        cmocka_unit_test(is_told_by_the_system),
    };
    return cmocka_run_group_tests_name("a time", cases, NULL, NULL);
}
