/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "check.h"

static void
sees_every_flipped_bit(void **state)
{
    uint8_t a[33] = {0};
    uint8_t b[33] = {0};

    (void)state;
    for (size_t i = 0; i < 8 * sizeof a; i++) {
        CHECK(mohur__ct_equal(MOHUR__BYTES(a), MOHUR__BYTES(b)));
        b[i / 8] ^= (uint8_t)(1U << i % 8);
        CHECK(!mohur__ct_equal(MOHUR__BYTES(a), MOHUR__BYTES(b)));
        b[i / 8] = 0;
    }
}

static void
finds_other_lengths_unequal(void **state)
{
    (void)state;
    CHECK(!mohur__ct_equal(MOHUR__TEXT("ab"), MOHUR__TEXT("abc")));
    CHECK(!mohur__ct_equal(MOHUR__TEXT("a"), MOHUR__NOTHING));
    CHECK(mohur__ct_equal(MOHUR__NOTHING, MOHUR__TEXT("")));
}

static void
sees_every_bit_that_is_not_zero(void **state)
{
    uint8_t a[17] = {0};

    (void)state;
    CHECK(mohur__ct_zero(MOHUR__NOTHING));
    for (size_t i = 0; i < 8 * sizeof a; i++) {
        CHECK(mohur__ct_zero(MOHUR__BYTES(a)));
        a[i / 8] = (uint8_t)(1U << i % 8);
        CHECK(!mohur__ct_zero(MOHUR__BYTES(a)));
        a[i / 8] = 0;
    }
}

static void
wipes_what_it_was_given_and_no_more(void **state)
{
    uint8_t a[4] = {1, 2, 3, 4};

    (void)state;
    mohur__wipe(a, 3);
    mohur__wipe(NULL, 0);
    CHECK_BYTES(VIEW(((const uint8_t[4]){0, 0, 0, 4})), VIEW(a));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        cmocka_unit_test(sees_every_flipped_bit),
        cmocka_unit_test(finds_other_lengths_unequal),
        cmocka_unit_test(sees_every_bit_that_is_not_zero),
        cmocka_unit_test(wipes_what_it_was_given_and_no_more),
    };
    return cmocka_run_group_tests_name("comparing secrets", cases, NULL, NULL);
}
