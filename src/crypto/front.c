/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/front.h"

#include "crypto/backends.h"

/*
 * Error text shared by the fronts of all primitives.
 */

mohur_status
mohur__crypto_missing(mohur_ctx *ctx, mohur_alg alg)
{
    return mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                        "no backend of this build can do %s",
                        mohur_alg_name(alg));
}

mohur_status
mohur__crypto_bad_length(mohur_ctx *ctx, mohur_alg alg, const char *what)
{
    return mohur__error(ctx, MOHUR_E_ARGUMENT,
                        "%s: the %s has the wrong length", mohur_alg_name(alg),
                        what);
}

mohur_status
mohur__crypto_result(mohur_ctx *ctx,
                     mohur_status st,
                     mohur_alg alg,
                     mohur_backend backend)
{
    if (st == MOHUR_OK) {
        return st;
    }
    if (st == MOHUR_E_AUTH) {
        return mohur__auth_require(ctx, false);
    }
    if (st == MOHUR_E_NO_MEMORY) {
        return mohur__error(ctx, st, "memory ran out");
    }
    if (st == MOHUR_E_FORMAT) {
        return mohur__error(ctx, st, "this is no valid public key for %s",
                            mohur_alg_name(alg));
    }
    return mohur__error(ctx, st, "%s failed at %s",
                        mohur__backend_name(backend), mohur_alg_name(alg));
}
