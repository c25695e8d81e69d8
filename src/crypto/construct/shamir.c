/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/shamir.h"

#include "base/ct.h"
#include "base/guard.h"

/*
 * Bitsliced: plane b holds bit b of every byte, byte n in its bit n, so that
 * a product is a few exclusive ors of whole planes.  No table is indexed and
 * no branch taken by a secret; the x are public, and so are the weights.
 */
struct planes {
    uint64_t bit[8];
};

/* ---- of public bytes ---- */

static uint8_t
byte_double(uint8_t a)
{
    return (uint8_t)((a << 1) ^ (0x1B & (0 - (a >> 7))));
}

static uint8_t
byte_mul(uint8_t a, uint8_t b)
{
    uint8_t product = 0;

    for (unsigned i = 0; i < 8; i++) {
        product ^= (uint8_t)(a & (0 - ((b >> i) & 1)));
        a = byte_double(a);
    }
    return product;
}

/* a^254, the inverse of a that is not zero. */
static uint8_t
byte_invert(uint8_t a)
{
    uint8_t power  = a;
    uint8_t result = 1;

    for (int i = 1; i < 8; i++) {
        power  = byte_mul(power, power);
        result = byte_mul(result, power);
    }
    return result;
}

/* What the i-th value counts for at x. */
static uint8_t
weight(const struct mohur__shamir_point *points, size_t n, size_t i, uint8_t x)
{
    uint8_t above = 1;
    uint8_t below = 1;

    for (size_t j = 0; j < n; j++) {
        if (j != i) {
            above = byte_mul(above, x ^ points[j].x);
            below = byte_mul(below, points[i].x ^ points[j].x);
        }
    }
    return byte_mul(above, byte_invert(below));
}

/* ---- of secret bytes ---- */

/* CT: leaks the length. */
static void
slice(mohur__bytes y, struct planes *out)
{
    *out = (struct planes){{0}};
    for (size_t n = 0; n < y.len; n++) {
        for (unsigned b = 0; b < 8; b++) {
            out->bit[b] |= (uint64_t)((y.data[n] >> b) & 1) << n;
        }
    }
}

/* CT: leaks the length. */
static void
unslice(const struct planes *p, mohur__span out)
{
    for (size_t n = 0; n < out.len; n++) {
        unsigned byte = 0;
        for (unsigned b = 0; b < 8; b++) {
            byte |= (unsigned)((p->bit[b] >> n) & 1) << b;
        }
        out.data[n] = (uint8_t)byte;
    }
}

/* CT: leaks nothing. */
static void
planes_double(struct planes *p)
{
    uint64_t top = p->bit[7];

    for (int b = 7; b > 0; b--) {
        p->bit[b] = p->bit[b - 1];
    }
    p->bit[0] = top;
    p->bit[1] ^= top;
    p->bit[3] ^= top;
    p->bit[4] ^= top;
}

/* sum += factor * p; p is used up.  CT: leaks nothing. */
static void
planes_add(struct planes *sum, struct planes *p, uint8_t factor)
{
    for (unsigned i = 0; i < 8; i++) {
        uint64_t mask = 0 - (uint64_t)((factor >> i) & 1);
        for (int b = 0; b < 8; b++) {
            sum->bit[b] ^= p->bit[b] & mask;
        }
        planes_double(p);
    }
}

static bool
points_are_good(const struct mohur__shamir_point *points, size_t n, size_t len)
{
    bool good = n > 0 && n <= MOHUR__SHAMIR_POINTS_MAX && len > 0 &&
                len <= MOHUR__SHAMIR_VALUE_MAX;

    for (size_t i = 0; good && i < n; i++) {
        good = points[i].y.len == len;
        for (size_t j = 0; j < i; j++) {
            good = good && points[i].x != points[j].x;
        }
    }
    return good;
}

/* CT: leaks how many points, where they are, and the length. */
mohur_status
mohur__shamir_interpolate(mohur_ctx *ctx,
                          const struct mohur__shamir_point *points,
                          size_t n,
                          uint8_t x,
                          mohur__span out)
{
    mohur_status st   = MOHUR_OK;
    struct planes sum = {{0}};
    struct planes p   = {{0}};

    REQUIRE(ctx, points_are_good(points, n, out.len), MOHUR_E_INTERNAL,
            "points of a polynomial have different places and one length");
    for (size_t i = 0; i < n; i++) {
        slice(points[i].y, &p);
        planes_add(&sum, &p, weight(points, n, i, x));
    }
    unslice(&sum, out);

out:
    mohur__wipe(&sum, sizeof sum);
    mohur__wipe(&p, sizeof p);
    return st;
}
