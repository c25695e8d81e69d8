/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cursor.h"
#include "check.h"

static const uint8_t record[] = {1, 2,  3,  4,  5,  6,  7,  8,
                                 9, 10, 11, 12, 13, 14, 15, 16};

static void
reads_fields_in_turn(void **state)
{
    struct mohur__cursor c = mohur__cursor_of(MOHUR__BYTES(record));

    (void)state;
    CHECK_NUMBER(0x01, mohur__read_u8(&c));
    CHECK_NUMBER(0x0203, mohur__read_u16(&c));
    CHECK_NUMBER(0x04050607, mohur__read_u32(&c));
    CHECK_NUMBER(0x08090A0B0C0D0E0F, mohur__read_u64(&c));
    CHECK(mohur__cursor_ok(&c));
    CHECK(!mohur__cursor_end(&c));
    CHECK_NUMBER(16, mohur__read_u8(&c));
    CHECK(mohur__cursor_end(&c));
}

static void
gives_views_and_copies(void **state)
{
    struct mohur__cursor c = mohur__cursor_of(MOHUR__BYTES(record));
    uint8_t copy[3]        = {0};

    (void)state;
    CHECK(mohur__read_bytes(&c, 5).data == record);
    mohur__read_into(&c, MOHUR__SPAN(copy));
    CHECK_BYTES(VIEW(((const uint8_t[3]){6, 7, 8})), VIEW(copy));
    CHECK_NUMBER(0, mohur__read_bytes(&c, 0).len);
    CHECK_NUMBER(8, mohur__read_bytes(&c, 8).len);
    CHECK(mohur__cursor_end(&c));
}

/* Fields of 15 bytes, from every length below that. */
static void
fails_at_every_truncation(void **state)
{
    (void)state;
    for (size_t len = 0; len <= 15; len++) {
        struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(record, len));
        mohur__read_u8(&c);
        mohur__read_u16(&c);
        mohur__read_u32(&c);
        mohur__read_u64(&c);
        CHECK(mohur__cursor_ok(&c) == (len == 15));
        CHECK(mohur__cursor_end(&c) == (len == 15));
    }
}

static void
gives_zeros_once_it_failed(void **state)
{
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(record, 3));
    uint8_t copy[2]        = {9, 9};

    (void)state;
    CHECK_NUMBER(0, mohur__read_u32(&c));
    CHECK_NUMBER(0, mohur__read_u8(&c));
    CHECK_NUMBER(0, mohur__read_u16(&c));
    CHECK_NUMBER(0, mohur__read_u64(&c));
    mohur__read_into(&c, MOHUR__SPAN(copy));
    CHECK_BYTES(VIEW(((const uint8_t[2]){0, 0})), VIEW(copy));
    CHECK(mohur__read_bytes(&c, 1).data == NULL);
    CHECK(!mohur__cursor_ok(&c));
}

static void
refuses_a_length_beyond_all_bounds(void **state)
{
    struct mohur__cursor c = mohur__cursor_of(MOHUR__BYTES(record));

    (void)state;
    CHECK(mohur__read_bytes(&c, SIZE_MAX).data == NULL);
    CHECK(!mohur__cursor_ok(&c));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(reads_fields_in_turn),
        cmocka_unit_test(gives_views_and_copies),
        cmocka_unit_test(fails_at_every_truncation),
        cmocka_unit_test(gives_zeros_once_it_failed),
        cmocka_unit_test(refuses_a_length_beyond_all_bounds),
    };
    return cmocka_run_group_tests_name("a cursor", cases, NULL, NULL);
}
