/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SHAMIR_H
#define MOHUR_SRC_CRYPTO_SHAMIR_H

#include "base/bytes.h"
#include "base/ctx.h"

/*
 * Shamir's secret sharing over GF(2^8) with the polynomial x^8 + x^4 + x^3 +
 * x + 1, byte by byte.  What makes a set of shares out of it is above.
 */
enum {
    MOHUR__SHAMIR_POINTS_MAX = 18, /* 16 shares, the digest, the secret */
    MOHUR__SHAMIR_VALUE_MAX  = 64  /* bytes of a share */
};

/* A point of the polynomials: the same x for all bytes of y. */
struct mohur__shamir_point {
    uint8_t x;
    mohur__bytes y;
};

/*
 * The value at x of the polynomials of least degree through n points, whose
 * x differ from each other; out.len is the length of each y.
 */
mohur_status
mohur__shamir_interpolate(mohur_ctx *ctx,
                          const struct mohur__shamir_point *points,
                          size_t n,
                          uint8_t x,
                          mohur__span out);

#endif
