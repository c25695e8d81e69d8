/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_CURVE_H
#define MOHUR_SRC_CRYPTO_CURVE_H

#include "base/bytes.h"
#include <mohur/alg.h>

/*
 * What we must know of the NIST curves (SP 800-186) ourselves: how long a
 * number is and what the order of the group is.  alg is an ECDSA or an ECDH
 * algorithm.  Numbers are big-endian and as long as the order.
 */
enum {
    MOHUR__CURVE_LEN_MAX = 66
};

/* Bytes of a scalar or coordinate; 0 for what is not on a NIST curve. */
size_t
mohur__curve_len(mohur_alg alg);

/*
 * Is it at least 1 and below the order?  False for another length.
 * CT: leaks the length and the answer.
 */
bool
mohur__curve_scalar_valid(mohur_alg alg, mohur__bytes scalar);

/* Does it look like an uncompressed point: 04, x, y?  Nothing more. */
bool
mohur__curve_point_shaped(mohur_alg alg, mohur__bytes point);

/* Is s, from a signature, more than half of the order?  Public bytes. */
bool
mohur__curve_is_high(mohur_alg alg, mohur__bytes s);

/* s = order - s.  s is below the order.  Public bytes. */
void
mohur__curve_negate(mohur_alg alg, mohur__span s);

#endif
