/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include "check.h"

static const char *const well_formed[] = {
    "",
    "plain",
    "m\xC3\xB6h\xC3\xBCr",
    "\xC2\x80",
    "\xDF\xBF",
    "\xE0\xA0\x80",
    "\xED\x9F\xBF",
    "\xEE\x80\x80",
    "\xEF\xBF\xBF",
    "\xF0\x90\x80\x80",
    "\xF4\x8F\xBF\xBF",
};

static const char *const ill_formed[] = {
    "\x80",                 /* a tail without a head */
    "\xBF",                 /* the same */
    "\xC3",                 /* a head without a tail */
    "\xC3(",                /* another letter where the tail should be */
    "\xC0\x80",             /* overlong zero */
    "\xC1\xBF",             /* overlong */
    "\xE0\x9F\xBF",         /* overlong */
    "\xF0\x8F\xBF\xBF",     /* overlong */
    "\xED\xA0\x80",         /* first surrogate */
    "\xED\xBF\xBF",         /* last surrogate */
    "\xF4\x90\x80\x80",     /* beyond U+10FFFF */
    "\xF5\x80\x80\x80",     /* beyond */
    "\xF8\x88\x80\x80\x80", /* five bytes */
    "\xFE",                 /* never */
    "\xFF",                 /* never */
    "\xE2\x82",             /* cut */
    "\xF0\x9F\x94",         /* cut */
};

static void
is_utf8_as_rfc_3629_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof well_formed / sizeof well_formed[0]; i++) {
        CHECK(mohur__utf8_valid(mohur__bytes_text(well_formed[i])));
    }
    for (size_t i = 0; i < sizeof ill_formed / sizeof ill_formed[0]; i++) {
        CHECK(!mohur__utf8_valid(mohur__bytes_text(ill_formed[i])));
    }
}

static size_t
encode(uint32_t point, uint8_t out[4])
{
    if (point < 0x80) {
        out[0] = (uint8_t)point;
        return 1;
    }
    if (point < 0x800) {
        out[0] = (uint8_t)(0xC0 | point >> 6);
        out[1] = (uint8_t)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        out[0] = (uint8_t)(0xE0 | point >> 12);
        out[1] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
        out[2] = (uint8_t)(0x80 | (point & 0x3F));
        return 3;
    }
    out[0] = (uint8_t)(0xF0 | point >> 18);
    out[1] = (uint8_t)(0x80 | (point >> 12 & 0x3F));
    out[2] = (uint8_t)(0x80 | (point >> 6 & 0x3F));
    out[3] = (uint8_t)(0x80 | (point & 0x3F));
    return 4;
}

static void
gives_back_every_code_point(void **state)
{
    (void)state;
    for (uint32_t point = 0; point < 0x110000; point++) {
        uint8_t room[4] = {0};
        size_t len      = encode(point, room);
        size_t pos      = 0;
        uint32_t want = point >= 0xD800 && point <= 0xDFFF ? UINT32_MAX : point;
        if (mohur__utf8_next(mohur__bytes_of(room, len), &pos) != want ||
            pos != (want == point ? len : 0)) {
            fail_msg("U+%04X", (unsigned)point);
        }
    }
}

static void
ends_without_moving_on(void **state)
{
    mohur__bytes text = MOHUR__TEXT("\xC9\x99z");
    size_t pos        = 0;

    (void)state;
    CHECK_NUMBER(0x0259, mohur__utf8_next(text, &pos));
    CHECK_NUMBER('z', mohur__utf8_next(text, &pos));
    CHECK_NUMBER(UINT32_MAX, mohur__utf8_next(text, &pos));
    CHECK_NUMBER(3, pos);
}

static void
folds_ascii_alone(void **state)
{
    (void)state;
    for (unsigned c = 0; c < 256; c++) {
        unsigned want = c >= 'A' && c <= 'Z' ? c + 32 : c;
        CHECK_NUMBER(want, mohur__ascii_fold((uint8_t)c));
    }
}

static void
is_escaped_where_it_could_do_harm(void **state)
{
    static const struct {
        const char *name;
        const char *shown;
    } names[] = {
        {"report.pdf", "report.pdf"},
        {"100%", "100%25"},
        {"a\nb\x1B[2J", "a%0ab%1b[2J"},
        {"\x7F", "%7f"},
        {"m\xC3\xB6h\xC3\xBCr \xC9\x99", "m\xC3\xB6h\xC3\xBCr \xC9\x99"},
        {"\xD0\x96", "\xD0\x96"},
        {"\xC2\x9B", "%c2%9b"}, /* a C1 control */
        {"\xC2\xA0", "%c2%a0"}, /* no-break space */
        {"\xE2\x80\xAE"
         "fdp",
         "%e2%80%aefdp"},              /* right to left */
        {"\xE2\x80\x8B", "%e2%80%8b"}, /* no width */
        {"o\xCC\x88", "o%cc%88"},      /* a combining mark */
        {"\xF0\x9F\x94\x91", "%f0%9f%94%91"},
        {"\xFF\xC3", "%ff%c3"}, /* not UTF-8 */
    };
    char out[64];

    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mohur__text_escape(mohur__bytes_text(names[i].name), out, sizeof out);
        CHECK_TEXT(names[i].shown, out);
    }
}

static void
is_cut_with_dots_at_every_length(void **state)
{
    mohur__bytes name = MOHUR__TEXT("ab\xC9\x99\ncd");
    char whole[16];
    char out[16];

    (void)state;
    mohur__text_escape(name, whole, sizeof whole);
    CHECK_TEXT("ab\xC9\x99%0acd", whole);
    for (size_t cap = 1; cap <= strlen(whole); cap++) {
        memset(out, 'X', sizeof out);
        mohur__text_escape(name, out, cap);
        size_t len = strlen(out);
        CHECK(len < cap && out[cap] == 'X');
        CHECK(cap < 4 || strcmp(out + len - 3, "...") == 0);
        CHECK(cap < 4 || strncmp(out, whole, len - 3) == 0);
        CHECK(cap >= 4 || strspn(out, ".") == len);
        CHECK(mohur__utf8_valid(mohur__bytes_text(out)));
    }
    memset(out, 'X', sizeof out);
    mohur__text_escape(name, out, 0);
    CHECK(out[0] == 'X');
}

static void
fits_where_the_macro_says(void **state)
{
    uint8_t worst[5] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    char out[MOHUR__ESCAPED_CAP(sizeof worst)];

    (void)state;
    mohur__text_escape(MOHUR__BYTES(worst), out, sizeof out);
    CHECK_TEXT("%ff%ff%ff%ff%ff", out);
}

static void
is_made_of_bytes_as_hex(void **state)
{
    static const uint8_t bytes[] = {0x00, 0x9A, 0xFF};
    char out[7];

    (void)state;
    mohur__hex(MOHUR__BYTES(bytes), out);
    CHECK_TEXT("009aff", out);
    mohur__hex(MOHUR__NOTHING, out);
    CHECK_TEXT("", out);
}

static void
is_a_number_of_digits_alone(void **state)
{
    static const char *const wrong[] = {"",
                                        "-1",
                                        "+1",
                                        " 1",
                                        "1 ",
                                        "0x1",
                                        "1a",
                                        "18446744073709551616",
                                        "99999999999999999999"};
    uint64_t n                       = 0;

    (void)state;
    CHECK(mohur__parse_u64(MOHUR__TEXT("0"), &n) && n == 0);
    CHECK(mohur__parse_u64(MOHUR__TEXT("18446744073709551615"), &n) &&
          n == UINT64_MAX);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK(!mohur__parse_u64(mohur__bytes_text(wrong[i]), &n));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(is_utf8_as_rfc_3629_says),
        cmocka_unit_test(gives_back_every_code_point),
        cmocka_unit_test(ends_without_moving_on),
        cmocka_unit_test(folds_ascii_alone),
        cmocka_unit_test(is_escaped_where_it_could_do_harm),
        cmocka_unit_test(is_cut_with_dots_at_every_length),
        cmocka_unit_test(fits_where_the_macro_says),
        cmocka_unit_test(is_made_of_bytes_as_hex),
        cmocka_unit_test(is_a_number_of_digits_alone),
    };
    return cmocka_run_group_tests_name("text", cases, NULL, NULL);
}
