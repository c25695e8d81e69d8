/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/cipher.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/front.h"

/*
 * The front of AES-256-CBC.
 */
enum {
    KEY_LEN   = 32,
    BLOCK_LEN = 16
};

static mohur_status
check(mohur_ctx *ctx, mohur__bytes key, mohur__bytes iv)
{
    if (key.len != KEY_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_CBC, "key");
    }
    if (iv.len != BLOCK_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_CBC, "IV");
    }
    return MOHUR_OK;
}

/* CT: leaks the lengths. */
mohur_status
mohur__cbc_encrypt(mohur_ctx *ctx,
                   mohur__bytes key,
                   mohur__bytes iv,
                   mohur__bytes plain,
                   mohur__span out)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__cbc_ops *ops =
        mohur__backends_cbc(ctx, MOHUR_ALG_AES_256_CBC);

    if (ops == NULL) {
        return mohur__crypto_missing(ctx, MOHUR_ALG_AES_256_CBC);
    }
    TRY(check(ctx, key, iv));
    if (plain.len > SIZE_MAX - BLOCK_LEN ||
        out.len != plain.len + BLOCK_LEN - plain.len % BLOCK_LEN) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_CBC, "output");
    }
    TRY(mohur__crypto_result(ctx, ops->encrypt(key, iv, plain, out),
                             MOHUR_ALG_AES_256_CBC, ops->backend));

out:
    return st;
}

mohur_status
mohur__cbc_decrypt(mohur_ctx *ctx,
                   mohur__bytes key,
                   mohur__bytes iv,
                   mohur__bytes sealed,
                   mohur__span out,
                   size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__cbc_ops *ops =
        mohur__backends_cbc(ctx, MOHUR_ALG_AES_256_CBC);

    *out_len = 0;
    if (ops == NULL) {
        return mohur__crypto_missing(ctx, MOHUR_ALG_AES_256_CBC);
    }
    TRY(check(ctx, key, iv));
    if (sealed.len == 0 || sealed.len % BLOCK_LEN != 0) {
        st = mohur__auth_require(ctx, false);
        goto out;
    }
    if (out.len < sealed.len) {
        return mohur__crypto_bad_length(ctx, MOHUR_ALG_AES_256_CBC, "output");
    }
    TRY(mohur__crypto_result(ctx, ops->decrypt(key, iv, sealed, out, out_len),
                             MOHUR_ALG_AES_256_CBC, ops->backend));

out:
    if (st != MOHUR_OK) {
        *out_len = 0;
        mohur__wipe(out.data, out.len);
    }
    return st;
}
