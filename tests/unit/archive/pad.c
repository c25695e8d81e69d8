/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/pad.h"
#include "check.h"

static void
is_that_of_the_known_answer(void **state)
{
    (void)state;
    CHECK_NUMBER(704, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, 680));
}

static void
of_padme_leaves_short_lengths(void **state)
{
    (void)state;
    for (uint64_t n = 0; n <= 8; n++) {
        CHECK_NUMBER(n, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, n));
    }
    CHECK_NUMBER(10, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, 9));
}

/* E = floor(log2 n), S = floor(log2 E) + 1: multiples of 2^(E - S). */
static void
of_padme_follows_its_definition(void **state)
{
    static const struct {
        uint64_t n;
        uint64_t want;
    } cases[] = {
        {1000, 1024},
        {1024, 1024},
        {1025, 1088},
        {65535, 65536},
        {65536, 65536},
        {65537, 67584},
        {1048577, 1081344},
        {UINT64_C(1) << 40, UINT64_C(1) << 40},
        {(UINT64_C(1) << 40) + 1, (UINT64_C(1) << 40) + (UINT64_C(1) << 34)},
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_NUMBER(
            cases[i].want,
            mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, cases[i].n));
    }
}

static void
of_padme_adds_at_most_an_eighth(void **state)
{
    (void)state;
    for (uint64_t n = 9; n < 300000; n += 7) {
        uint64_t padded = mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, n);
        CHECK(padded >= n && padded - n <= n / 8);
        CHECK_NUMBER(padded,
                     mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_PADME, 0, padded));
    }
}

static void
can_be_a_power_of_two(void **state)
{
    (void)state;
    CHECK_NUMBER(1024, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_POWER, 0, 513));
    CHECK_NUMBER(1024, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_POWER, 0, 1024));
    CHECK_NUMBER(2048, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_POWER, 0, 1025));
}

static void
can_be_left_alone(void **state)
{
    (void)state;
    CHECK_NUMBER(1025, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_NONE, 0, 1025));
}

static void
to_buckets_is_the_next_multiple(void **state)
{
    (void)state;
    CHECK_NUMBER(700, mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_BUCKET, 1, 700));
    CHECK_NUMBER(1000,
                 mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_BUCKET, 1000, 700));
    CHECK_NUMBER(1000,
                 mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_BUCKET, 1000, 1000));
    CHECK_NUMBER(2000,
                 mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_BUCKET, 1000, 1001));
    CHECK_NUMBER(UINT64_C(1) << 48,
                 mohur__pad_stream_len(MOHUR_ARCHIVE_PAD_BUCKET,
                                       UINT64_C(1) << 40,
                                       (UINT64_C(1) << 48) - 1));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_that_of_the_known_answer),
        CASE(of_padme_leaves_short_lengths),
        CASE(of_padme_follows_its_definition),
        CASE(of_padme_adds_at_most_an_eighth),
        CASE(to_buckets_is_the_next_multiple),
        CASE(can_be_a_power_of_two),
        CASE(can_be_left_alone),
    };
    return cmocka_run_group_tests_name("the padded length", cases, NULL, NULL);
}
