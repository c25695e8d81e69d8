/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_FRONT_H
#define MOHUR_SRC_CRYPTO_FRONT_H

#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * What the fronts of the primitives say when something goes wrong: backends
 * know no context, so the words are made here, once.
 */

/* MOHUR_E_UNSUPPORTED: no backend of this build has the algorithm. */
mohur_status
mohur__crypto_missing(mohur_ctx *ctx, mohur_alg alg);

/* MOHUR_E_ARGUMENT: a key, nonce, tag or output has another length. */
mohur_status
mohur__crypto_bad_length(mohur_ctx *ctx, mohur_alg alg, const char *what);

/* Record what a backend came to, in words; returns st. */
mohur_status
mohur__crypto_result(mohur_ctx *ctx,
                     mohur_status st,
                     mohur_alg alg,
                     mohur_backend backend);

#endif
