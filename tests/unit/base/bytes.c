/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"
#include "check.h"

static const uint8_t digits[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};

static void
of_text_end_before_its_zero(void **state)
{
    (void)state;
    CHECK_NUMBER(5, mohur__bytes_text("hello").len);
    CHECK_NUMBER(5, MOHUR__TEXT("hello").len);
    CHECK_NUMBER(0, mohur__bytes_text("").len);
    CHECK(mohur__bytes_text(NULL).data == NULL);
}

static void
are_found_among_others(void **state)
{
    const mohur__bytes list[] = {MOHUR__TEXT("a"), MOHUR__TEXT("ab")};

    (void)state;
    CHECK(mohur__bytes_among(list, 2, MOHUR__TEXT("ab")));
    CHECK(!mohur__bytes_among(list, 1, MOHUR__TEXT("ab")));
    CHECK(!mohur__bytes_among(list, 2, MOHUR__TEXT("b")));
    CHECK(!mohur__bytes_among(list, 0, MOHUR__TEXT("a")));
}

static void
are_clamped_when_cut_out(void **state)
{
    mohur__bytes b = MOHUR__BYTES(digits);

    (void)state;
    CHECK_BYTES(((struct view){digits + 3, 4}), mohur__bytes_sub(b, 3, 4));
    CHECK_BYTES(((struct view){digits + 8, 2}), mohur__bytes_sub(b, 8, 4));
    CHECK_BYTES(((struct view){digits + 8, 2}),
                mohur__bytes_sub(b, 8, SIZE_MAX));
    CHECK_NUMBER(0, mohur__bytes_sub(b, 10, 1).len);
    CHECK_NUMBER(0, mohur__bytes_sub(b, SIZE_MAX, 1).len);
    CHECK_NUMBER(0, mohur__bytes_sub(MOHUR__NOTHING, 0, 1).len);
}

static void
are_clamped_when_cut_out_writable(void **state)
{
    uint8_t room[4] = {0};
    mohur__span s   = MOHUR__SPAN(room);

    (void)state;
    CHECK(mohur__span_sub(s, 1, 9).data == room + 1);
    CHECK_NUMBER(3, mohur__span_sub(s, 1, 9).len);
    CHECK_NUMBER(2, mohur__span_sub(s, 0, 2).len);
    CHECK(mohur__span_sub(s, 4, 1).data == NULL);
}

static void
are_copied_as_far_as_there_is_room(void **state)
{
    uint8_t room[4] = {0xFF, 0xFF, 0xFF, 0xFF};

    (void)state;
    CHECK_NUMBER(3, mohur__copy(mohur__span_of(room, 3), MOHUR__BYTES(digits)));
    CHECK_BYTES(VIEW(((const uint8_t[4]){0, 1, 2, 0xFF})), VIEW(room));
    CHECK_NUMBER(
        2, mohur__copy(MOHUR__SPAN(room), mohur__bytes_of(digits + 7, 2)));
    CHECK_BYTES(VIEW(((const uint8_t[4]){7, 8, 2, 0xFF})), VIEW(room));
    CHECK_NUMBER(0, mohur__copy(MOHUR__SPAN(room), MOHUR__NOTHING));
    CHECK_NUMBER(0, mohur__copy(mohur__span_of(NULL, 0), MOHUR__BYTES(digits)));
}

static void
are_moved_over_themselves(void **state)
{
    uint8_t room[6] = {1, 2, 3, 4, 5, 6};

    (void)state;
    CHECK_NUMBER(4,
                 mohur__move(mohur__span_of(room + 1, 4), MOHUR__BYTES(room)));
    CHECK_BYTES(VIEW(((const uint8_t[6]){1, 1, 2, 3, 4, 6})), VIEW(room));
    CHECK_NUMBER(0, mohur__move(mohur__span_of(NULL, 0), MOHUR__NOTHING));
}

static void
are_filled(void **state)
{
    uint8_t room[3] = {1, 2, 3};

    (void)state;
    mohur__fill(mohur__span_of(room, 2), 9);
    mohur__fill(mohur__span_of(NULL, 0), 9);
    CHECK_BYTES(VIEW(((const uint8_t[3]){9, 9, 3})), VIEW(room));
}

static void
are_equal_only_as_a_whole(void **state)
{
    mohur__bytes b = MOHUR__BYTES(digits);

    (void)state;
    CHECK(mohur__bytes_equal(b, b));
    CHECK(mohur__bytes_equal(MOHUR__NOTHING, mohur__bytes_of(digits, 0)));
    CHECK(!mohur__bytes_equal(b, mohur__bytes_sub(b, 0, 9)));
    CHECK(!mohur__bytes_equal(mohur__bytes_sub(b, 0, 2),
                              mohur__bytes_sub(b, 1, 2)));
}

static void
are_in_order_with_a_prefix_first(void **state)
{
    (void)state;
    CHECK(mohur__bytes_compare(MOHUR__TEXT("ab"), MOHUR__TEXT("abc")) < 0);
    CHECK(mohur__bytes_compare(MOHUR__TEXT("abc"), MOHUR__TEXT("ab")) > 0);
    CHECK(mohur__bytes_compare(MOHUR__TEXT("b"), MOHUR__TEXT("abc")) > 0);
    CHECK(mohur__bytes_compare(MOHUR__TEXT("\x7F"), MOHUR__TEXT("\x80")) < 0);
    CHECK(mohur__bytes_compare(MOHUR__NOTHING, MOHUR__TEXT("")) == 0);
    CHECK(mohur__bytes_compare(MOHUR__NOTHING, MOHUR__TEXT("a")) < 0);
}

static void
are_zero_only_if_each_one_is(void **state)
{
    uint8_t room[5] = {0};

    (void)state;
    CHECK(mohur__bytes_zero(MOHUR__BYTES(room)));
    CHECK(mohur__bytes_zero(MOHUR__NOTHING));
    for (size_t i = 0; i < sizeof room; i++) {
        room[i] = 1;
        CHECK(!mohur__bytes_zero(MOHUR__BYTES(room)));
        room[i] = 0;
    }
}

static void
may_be_the_same_but_not_overlap_in_part(void **state)
{
    mohur__bytes b = MOHUR__BYTES(digits);

    (void)state;
    CHECK(mohur__bytes_disjoint_or_same(b, b));
    CHECK(mohur__bytes_disjoint_or_same(b, mohur__bytes_sub(b, 0, 4)));
    CHECK(mohur__bytes_disjoint_or_same(mohur__bytes_sub(b, 0, 5),
                                        mohur__bytes_sub(b, 5, 5)));
    CHECK(mohur__bytes_disjoint_or_same(mohur__bytes_sub(b, 5, 5),
                                        mohur__bytes_sub(b, 0, 5)));
    CHECK(!mohur__bytes_disjoint_or_same(mohur__bytes_sub(b, 0, 5),
                                         mohur__bytes_sub(b, 4, 5)));
    CHECK(!mohur__bytes_disjoint_or_same(mohur__bytes_sub(b, 4, 1),
                                         mohur__bytes_sub(b, 3, 5)));
    CHECK(mohur__bytes_disjoint_or_same(mohur__bytes_of(digits + 3, 0), b));
}

static void
have_lengths_that_are_added_with_care(void **state)
{
    size_t size  = 0;
    uint64_t u64 = 0;

    (void)state;
    CHECK(mohur__size_add(SIZE_MAX - 1, 1, &size) && size == SIZE_MAX);
    CHECK(!mohur__size_add(SIZE_MAX, 1, &size) && size == SIZE_MAX);
    CHECK(mohur__u64_add(1, UINT64_MAX - 1, &u64) && u64 == UINT64_MAX);
    CHECK(!mohur__u64_add(1, UINT64_MAX, &u64) && u64 == UINT64_MAX);
}

static void
have_lengths_that_are_multiplied_with_care(void **state)
{
    uint64_t u64 = 0;

    (void)state;
    CHECK(mohur__u64_mul(UINT64_MAX / 3, 3, &u64) && u64 == UINT64_MAX);
    CHECK(!mohur__u64_mul(UINT64_MAX / 3 + 1, 3, &u64));
    CHECK(mohur__u64_mul(UINT64_MAX, 0, &u64) && u64 == 0);
    CHECK(!mohur__u64_mul(1ULL << 32, 1ULL << 32, &u64) && u64 == 0);
}

static void
hold_big_endian_numbers(void **state)
{
    uint8_t room[8] = {0};

    (void)state;
    CHECK_NUMBER(0x0102, mohur__load16(digits + 1));
    CHECK_NUMBER(0x01020304, mohur__load32(digits + 1));
    CHECK(mohur__load64(digits + 1) == 0x0102030405060708);
    mohur__store16(room, 0xFFFE);
    CHECK_BYTES(VIEW(((const uint8_t[2]){0xFF, 0xFE})),
                mohur__bytes_of(room, 2));
    mohur__store32(room, 0x81020304);
    CHECK(mohur__load32(room) == 0x81020304);
    mohur__store64(room, 0x8102030405060708);
    CHECK(mohur__load64(room) == 0x8102030405060708);
    CHECK(room[0] == 0x81 && room[7] == 0x08);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(of_text_end_before_its_zero),
        cmocka_unit_test(are_found_among_others),
        cmocka_unit_test(are_clamped_when_cut_out),
        cmocka_unit_test(are_clamped_when_cut_out_writable),
        cmocka_unit_test(are_copied_as_far_as_there_is_room),
        cmocka_unit_test(are_moved_over_themselves),
        cmocka_unit_test(are_filled),
        cmocka_unit_test(are_equal_only_as_a_whole),
        cmocka_unit_test(are_in_order_with_a_prefix_first),
        cmocka_unit_test(are_zero_only_if_each_one_is),
        cmocka_unit_test(may_be_the_same_but_not_overlap_in_part),
        cmocka_unit_test(have_lengths_that_are_added_with_care),
        cmocka_unit_test(have_lengths_that_are_multiplied_with_care),
        cmocka_unit_test(hold_big_endian_numbers),
    };
    return cmocka_run_group_tests_name("bytes", cases, NULL, NULL);
}
