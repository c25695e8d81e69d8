/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SCALAR_H
#define MOHUR_SRC_CRYPTO_SCALAR_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Private keys of curves: numbers below the order on a NIST curve, any bytes
 * on the others.  len is how long one of alg is; 0 for what is none.
 */

/* Draw one.  CT: leaks how many candidates were refused, which says nothing
 * of the key. */
mohur_status
mohur__scalar_draw(mohur_ctx *ctx, mohur_alg alg, size_t len, mohur__span out);

/* MOHUR_E_ARGUMENT unless it is one.  CT: leaks the answer. */
mohur_status
mohur__scalar_check(mohur_ctx *ctx,
                    mohur_alg alg,
                    size_t len,
                    mohur__bytes private_key);

#endif
