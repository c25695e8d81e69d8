/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/oid_text.h"

#include "asn1/oid.h"
#include "check.h"
#include "fixture.h"

/* Object identifiers as text: one text for one identifier. */

static size_t
read_text(const char *text)
{
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};

    return mohur__oid_read_text(text, MOHUR__SPAN(room));
}

static void
check_shown(struct fixture *t, mohur__bytes contents, const char *want)
{
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 4096);
    mohur__oid_put_text(&b, contents);
    CHECK_OK(mohur__buf_status(&b));
    CHECK_BYTES(VIEW_TEXT(want), ((struct view){mohur__buf_view(&b).data,
                                                mohur__buf_view(&b).len}));
    mohur__buf_wipe(&b);
}

static void
are_read_as_they_are_encoded(void **state)
{
    struct fixture *t = *state;
    static const struct {
        const char *text;
        enum mohur__oid oid;
    } known[] = {
        {"1.2.840.10045.2.1", MOHUR__OID_EC_PUBLIC_KEY},
        {"2.5.4.5", MOHUR__OID_SERIAL_NUMBER},
        {"0.4.0.1733.2.4", MOHUR__OID_ARCHIVE_TIME_STAMP_V3},
        {"1.3.6.1.4.1.62253.25722", MOHUR__OID_X_WING},
        {"0.9.2342.19200300.100.1.25", MOHUR__OID_DOMAIN_COMPONENT},
    };
    uint8_t room[MOHUR__OID_BYTES_MAX] = {0};

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        mohur__bytes want = mohur__oid_bytes(known[i].oid);
        size_t len = mohur__oid_read_text(known[i].text, MOHUR__SPAN(room));

        CHECK_BYTES(((struct view){want.data, want.len}),
                    ((struct view){room, len}));
        check_shown(t, want, known[i].text);
    }
}

static void
begin_with_two_numbers_in_one(void **state)
{
    struct fixture *t            = *state;
    static const uint8_t large[] = {0x88, 0x37};

    check_shown(t, MOHUR__BYTES(large), "2.999");
    CHECK_NUMBER(2, read_text("2.999"));
    CHECK_NUMBER(1, read_text("0.39"));
    CHECK_NUMBER(0, read_text("0.40"));
    CHECK_NUMBER(0, read_text("3.1"));
}

static void
have_no_other_form(void **state)
{
    static const char *const wrong[] = {
        "",
        "1",
        "1.",
        ".1",
        "1..2",
        "1.2.",
        "01.2",
        "1.02",
        "1.2.x",
        "1.-2",
        " 1.2",
        "1.2 ",
        "1.2.+3",
        "1,2,3",
        "1.2\n",
        "1.2.00",
        "1.2.9223372036854775808",
    };

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        CHECK_NUMBER(0, read_text(wrong[i]));
    }
}

static void
are_refused_where_they_have_no_room(void **state)
{
    char text[MOHUR__OID_TEXT_MAX + 3];
    uint8_t room[3] = {0};

    (void)state;
    CHECK_NUMBER(3, mohur__oid_read_text("1.2.3.4", MOHUR__SPAN(room)));
    CHECK_NUMBER(0, mohur__oid_read_text("1.2.3.400", MOHUR__SPAN(room)));
    for (size_t i = 0; i < sizeof text - 1; i++) {
        text[i] = i % 2 == 0 ? '1' : '.';
    }
    text[sizeof text - 1] = '\0';
    text[sizeof text - 2] = '1';
    CHECK_NUMBER(0, read_text(text));
    text[MOHUR__OID_TEXT_MAX - 1] = '\0';
    CHECK_NUMBER(63, read_text(text));
}

static void
show_nothing_of_what_is_none(void **state)
{
    struct fixture *t            = *state;
    static const uint8_t cut[]   = {0x2A, 0x86};
    static const uint8_t zeros[] = {0x2A, 0x80, 0x01};
    static const uint8_t large[] = {0x2A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                    0xFF, 0xFF, 0xFF, 0xFF, 0x7F};

    check_shown(t, MOHUR__NOTHING, "");
    check_shown(t, MOHUR__BYTES(cut), "");
    check_shown(t, MOHUR__BYTES(zeros), "");
    check_shown(t, MOHUR__BYTES(large), "");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(are_read_as_they_are_encoded),
        CASE_BASE(begin_with_two_numbers_in_one),
        CASE_BASE(have_no_other_form),
        CASE_BASE(are_refused_where_they_have_no_room),
        CASE_BASE(show_nothing_of_what_is_none),
    };
    return cmocka_run_group_tests_name("identifiers as text", cases, NULL,
                                       NULL);
}
