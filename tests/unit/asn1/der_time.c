/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_time.h"

#include "base/time.h"
#include "check.h"

/* tag, text, and what it says; NULL: it is refused. */
static const struct {
    uint8_t tag;
    const char *text;
    const char *want;
} rows[] = {
    {MOHUR__DER_UTC_TIME, "260101000000Z", "2026-01-01T00:00:00Z"},
    {MOHUR__DER_UTC_TIME, "491231235959Z", "2049-12-31T23:59:59Z"},
    {MOHUR__DER_UTC_TIME, "500101000000Z", "1950-01-01T00:00:00Z"},
    {MOHUR__DER_UTC_TIME, "991231235959Z", "1999-12-31T23:59:59Z"},
    {MOHUR__DER_UTC_TIME, "240229120000Z", "2024-02-29T12:00:00Z"},
    {MOHUR__DER_TIME, "19491231235959Z", "1949-12-31T23:59:59Z"},
    {MOHUR__DER_TIME, "20500101000000Z", "2050-01-01T00:00:00Z"},
    {MOHUR__DER_TIME, "99991231235959Z", "9999-12-31T23:59:59Z"},
    {MOHUR__DER_UTC_TIME, "250229120000Z", NULL},
    {MOHUR__DER_UTC_TIME, "2601010000Z", NULL},
    {MOHUR__DER_UTC_TIME, "260101000000+0400", NULL},
    {MOHUR__DER_UTC_TIME, "260101000060Z", NULL},
    {MOHUR__DER_UTC_TIME, "2601010000 0Z", NULL},
    {MOHUR__DER_UTC_TIME, ":60101000000Z", NULL},
    {MOHUR__DER_UTC_TIME, "260101000000", NULL},
    {MOHUR__DER_TIME, "20260101000000.5Z", NULL},
    {MOHUR__DER_TIME, "20260101000000", NULL},
    {MOHUR__DER_TIME, "20261301000000Z", NULL},
    {MOHUR__DER_TIME, "260101000000Z", NULL},
    {MOHUR__DER_UTF8, "260101000000Z", NULL},
};

static mohur__bytes
element(uint8_t tag, const char *text, uint8_t room[32])
{
    mohur__bytes out = MOHUR__NOTHING;
    struct mohur__der d;

    mohur__der_init(&d, mohur__span_of(room, 32));
    mohur__der_element(&d, tag, mohur__bytes_text(text));
    CHECK(mohur__der_done(&d, &out));
    return out;
}

static void
is_read_strictly(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t room[32]           = {0};
        char text[MOHUR__TIME_CAP] = {0};
        struct mohur__der_reader r;
        mohur__der_open(&r, element(rows[i].tag, rows[i].text, room));
        mohur__time_format(mohur__der_read_time(&r), text);
        CHECK_NUMBER(rows[i].want != NULL, mohur__der_close(&r));
        if (rows[i].want != NULL) {
            CHECK_TEXT(rows[i].want, text);
        }
    }
}

static void
is_written_as_it_was_read(void **state)
{
    (void)state;
    for (size_t i = 0; rows[i].want != NULL; i++) {
        uint8_t room[32]  = {0};
        uint8_t again[32] = {0};
        mohur__bytes der  = element(rows[i].tag, rows[i].text, room);
        mohur__bytes out  = MOHUR__NOTHING;
        struct mohur__der_reader r;
        struct mohur__der d;
        mohur__der_open(&r, der);
        mohur__der_init(&d, MOHUR__SPAN(again));
        mohur__der_time(&d, mohur__der_read_time(&r));
        CHECK(mohur__der_done(&d, &out));
        CHECK_BYTES(der, out);
    }
}

static void
is_read_as_generalized_in_any_year(void **state)
{
    uint8_t room[32] = {0};
    struct mohur__der_reader r;

    (void)state;
    mohur__der_open(&r, element(MOHUR__DER_TIME, "20380119031408Z", room));
    CHECK_NUMBER(INT64_C(2147483648), mohur__der_read_time(&r));
    CHECK(mohur__der_close(&r));
}

static void
is_not_written_beyond_four_digits_of_years(void **state)
{
    uint8_t room[32] = {0};
    mohur__bytes out = MOHUR__NOTHING;
    struct mohur__der d;

    (void)state;
    mohur__der_init(&d, MOHUR__SPAN(room));
    mohur__der_time(&d, INT64_MAX);
    CHECK(!mohur__der_done(&d, &out));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_read_strictly),
        CASE_BASE(is_written_as_it_was_read),
        CASE_BASE(is_read_as_generalized_in_any_year),
        CASE_BASE(is_not_written_beyond_four_digits_of_years),
    };
    return cmocka_run_group_tests_name("a time in DER", cases, NULL, NULL);
}
