/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/dh.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/curve.h"
#include "crypto/front.h"
#include "crypto/scalar.h"

/*
 * The front of Diffie-Hellman.
 */
enum {
    X25519_LEN = 32
};

size_t
mohur__dh_private_len(mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_X25519:
        return X25519_LEN;
    case MOHUR_ALG_ECDH_P256:
    case MOHUR_ALG_ECDH_P384:
        return mohur__curve_len(alg);
    default:
        return 0;
    }
}

size_t
mohur__dh_public_len(mohur_alg alg)
{
    size_t len = mohur__dh_private_len(alg);

    return alg == MOHUR_ALG_X25519 || len == 0 ? len : 1 + 2 * len;
}

size_t
mohur__dh_shared_len(mohur_alg alg)
{
    return mohur__dh_private_len(alg);
}

static mohur_status
find(mohur_ctx *ctx, mohur_alg alg, const struct mohur__dh_ops **out)
{
    *out = mohur__backends_dh(ctx, alg);
    return *out == NULL ? mohur__crypto_missing(ctx, alg) : MOHUR_OK;
}

/* CT: as mohur__scalar_draw. */
mohur_status
mohur__dh_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private)
{
    return mohur__scalar_draw(ctx, alg, mohur__dh_private_len(alg),
                              out_private);
}

/* CT: leaks whether the key is in range. */
mohur_status
mohur__dh_public_of(mohur_ctx *ctx,
                    mohur_alg alg,
                    mohur__bytes private_key,
                    mohur__span out)
{
    mohur_status st                 = MOHUR_OK;
    const struct mohur__dh_ops *ops = NULL;

    TRY(find(ctx, alg, &ops));
    TRY(mohur__scalar_check(ctx, alg, ops->private_len, private_key));
    if (out.len != ops->public_len) {
        return mohur__crypto_bad_length(ctx, alg, "public key");
    }
    TRY(mohur__crypto_result(ctx, ops->public_of(private_key, out), alg,
                             ops->backend));

out:
    return st;
}

/*
 * A result of zeros is checked here, for every backend alike.
 * CT: leaks whether the public key was usable.
 */
static mohur_status
derive(const struct mohur__dh_ops *ops,
       mohur__bytes private_key,
       mohur__bytes public_key,
       mohur__span out)
{
    mohur_status st = MOHUR_E_FORMAT;

    if (public_key.len == ops->public_len &&
        (ops->alg == MOHUR_ALG_X25519 ||
         mohur__curve_point_shaped(ops->alg, public_key))) {
        st = ops->derive(private_key, public_key, out);
    }
    if (st == MOHUR_OK && ops->alg == MOHUR_ALG_X25519 &&
        mohur__ct_zero(mohur__span_bytes(out))) {
        st = MOHUR_E_FORMAT;
    }
    return st;
}

/* A public key is good if it gives a result; with the private key 1 any does. */
mohur_status
mohur__dh_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__dh_ops *ops     = NULL;
    uint8_t one[MOHUR__DH_PRIVATE_MAX]  = {0};
    uint8_t room[MOHUR__DH_PRIVATE_MAX] = {0};

    TRY(find(ctx, alg, &ops));
    one[ops->private_len - 1] = 1;
    TRY(mohur__crypto_result(ctx,
                             derive(ops, mohur__bytes_of(one, ops->private_len),
                                    public_key,
                                    mohur__span_of(room, ops->shared_len)),
                             alg, ops->backend));

out:
    return st;
}

mohur_status
mohur__dh(mohur_ctx *ctx,
          mohur_alg alg,
          mohur__bytes private_key,
          mohur__bytes public_key,
          mohur__span out)
{
    mohur_status st                 = MOHUR_OK;
    const struct mohur__dh_ops *ops = NULL;

    TRY(find(ctx, alg, &ops));
    TRY(mohur__scalar_check(ctx, alg, ops->private_len, private_key));
    if (out.len != ops->shared_len) {
        return mohur__crypto_bad_length(ctx, alg, "output");
    }
    TRY(mohur__crypto_result(ctx, derive(ops, private_key, public_key, out),
                             alg, ops->backend));

out:
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}
