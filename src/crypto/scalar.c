/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/scalar.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/curve.h"
#include "crypto/front.h"

/*
 * Private keys of curves, for signing and for Diffie-Hellman alike.
 */
enum {
    TRIES = 64 /* a candidate is refused once in 2^32 at most */
};

/* CT: leaks the answer. */
static bool
is_in_range(mohur_alg alg, mohur__bytes scalar)
{
    return mohur__curve_len(alg) == 0 || mohur__curve_scalar_valid(alg, scalar);
}

mohur_status
mohur__scalar_draw(mohur_ctx *ctx, mohur_alg alg, size_t len, mohur__span out)
{
    mohur_status st = MOHUR_OK;

    if (len == 0) {
        return mohur__crypto_missing(ctx, alg);
    }
    if (out.len != len) {
        return mohur__crypto_bad_length(ctx, alg, "private key");
    }
    for (int i = 0; i < TRIES; i++) {
        TRY(mohur__random(ctx, out));
        if (is_in_range(alg, mohur__span_bytes(out))) {
            goto out;
        }
    }
    FAIL(ctx, MOHUR_E_BACKEND, "the source of randomness is broken");

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

mohur_status
mohur__scalar_check(mohur_ctx *ctx,
                    mohur_alg alg,
                    size_t len,
                    mohur__bytes private_key)
{
    if (private_key.len != len) {
        return mohur__crypto_bad_length(ctx, alg, "private key");
    }
    return is_in_range(alg, private_key)
               ? MOHUR_OK
               : mohur__error(ctx, MOHUR_E_ARGUMENT,
                              "this is no valid private key for %s",
                              mohur_alg_name(alg));
}
