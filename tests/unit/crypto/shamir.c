/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "crypto/shamir.h"

/* Interpolation over GF(2^8). */

/* The product, bit by bit with branches: for a test that is good enough. */
static uint8_t
slow_mul(unsigned a, unsigned b)
{
    unsigned product = 0;

    for (; b != 0; b >>= 1) {
        if ((b & 1) != 0) {
            product ^= a;
        }
        a <<= 1;
        if ((a & 0x100) != 0) {
            a ^= 0x11B;
        }
    }
    return (uint8_t)product;
}

static struct mohur__shamir_point
point(uint8_t x, const uint8_t *y, size_t len)
{
    return (struct mohur__shamir_point){x, mohur__bytes_of(y, len)};
}

/* A line through (0, 0) and (1, b) has b * x at x. */
static void
multiplies_every_pair_of_bytes(void **state)
{
    struct fixture *t = *state;
    uint8_t zeros[64] = {0};
    uint8_t ones[64];
    uint8_t out[64];

    for (unsigned first = 0; first < 256; first += 64) {
        for (unsigned i = 0; i < 64; i++) {
            ones[i] = (uint8_t)(first + i);
        }
        for (unsigned x = 0; x < 256; x++) {
            const struct mohur__shamir_point line[] = {point(0, zeros, 64),
                                                       point(1, ones, 64)};
            CHECK_OK(mohur__shamir_interpolate(t->ctx, line, 2, (uint8_t)x,
                                               MOHUR__SPAN(out)));
            for (unsigned i = 0; i < 64; i++) {
                CHECK_NUMBER(slow_mul(first + i, x), out[i]);
            }
        }
    }
}

/* c0 + c1 x + c2 x^2, by Horner. */
static uint8_t
quadratic(const uint8_t c[3], uint8_t x)
{
    return (uint8_t)(c[0] ^ slow_mul(c[1] ^ slow_mul(c[2], x), x));
}

static void
finds_a_polynomial_from_any_three_of_its_points(void **state)
{
    static const uint8_t c[4][3] = {
        {1, 2, 3}, {0, 0, 0}, {0x53, 0xCA, 0}, {255, 0, 255}};
    static const uint8_t at[][3] = {
        {0, 1, 2}, {15, 3, 254}, {255, 254, 9}, {7, 255, 0}};
    struct fixture *t = *state;

    for (size_t k = 0; k < 4; k++) {
        uint8_t y[3][4];
        struct mohur__shamir_point p[3];
        uint8_t out[4];
        for (size_t i = 0; i < 3; i++) {
            for (size_t n = 0; n < 4; n++) {
                y[i][n] = quadratic(c[n], at[k][i]);
            }
            p[i] = point(at[k][i], y[i], 4);
        }
        for (unsigned x = 0; x < 256; x++) {
            CHECK_OK(mohur__shamir_interpolate(t->ctx, p, 3, (uint8_t)x,
                                               MOHUR__SPAN(out)));
            for (size_t n = 0; n < 4; n++) {
                CHECK_NUMBER(quadratic(c[n], (uint8_t)x), out[n]);
            }
        }
    }
}

static void
refuses_two_points_at_one_place_and_lengths_that_differ(void **state)
{
    struct fixture *t = *state;
    uint8_t y[65]     = {0};
    uint8_t out[65];
    struct mohur__shamir_point same[]   = {point(3, y, 4), point(3, y, 4)};
    struct mohur__shamir_point other[]  = {point(3, y, 4), point(4, y, 5)};
    struct mohur__shamir_point long_one = point(3, y, 65);
    mohur__span four                    = {out, 4};

    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__shamir_interpolate(t->ctx, same, 2, 0, four));
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__shamir_interpolate(t->ctx, other, 2, 0, four));
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__shamir_interpolate(t->ctx, same, 0, 0, four));
    CHECK_STATUS(
        MOHUR_E_INTERNAL,
        mohur__shamir_interpolate(t->ctx, &long_one, 1, 0, MOHUR__SPAN(out)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(multiplies_every_pair_of_bytes),
        CASE(finds_a_polynomial_from_any_three_of_its_points),
        CASE(refuses_two_points_at_one_place_and_lengths_that_differ),
    };
    return cmocka_run_group_tests_name("interpolation", cases, NULL, NULL);
}
