/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/evp.h>

/*
 * AES-256-CBC by OpenSSL.  What it is used for has a few thousand bytes.
 */
enum {
    ENCRYPT  = 1,
    DECRYPT  = 0,
    TEXT_MAX = 1 << 20
};

/* CT: leaks the lengths; decrypting, whether the padding was right. */
static mohur_status
run(int direction,
    mohur__bytes key,
    mohur__bytes iv,
    mohur__bytes in,
    mohur__span out,
    size_t *out_len)
{
    mohur_status st     = MOHUR_OK;
    EVP_CIPHER *cipher  = EVP_CIPHER_fetch(NULL, "AES-256-CBC", NULL);
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len             = 0;
    int last            = 0;

    mohur__evp_begin();
    if (cipher == NULL || ctx == NULL) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    TRY(mohur__evp_status(
        EVP_CipherInit_ex2(ctx, cipher, key.data, iv.data, direction, NULL)));
    if (in.len > 0) {
        TRY(mohur__evp_status(
            EVP_CipherUpdate(ctx, out.data, &len, in.data, (int)in.len)));
    }
    out = mohur__span_sub(out, (size_t)len, out.len);
    if (EVP_CipherFinal_ex(ctx, out.data, &last) != 1) {
        st = MOHUR_E_AUTH;
        goto out;
    }
    *out_len = (size_t)len + (size_t)last;

out:
    mohur__evp_end();
    EVP_CIPHER_CTX_free(ctx);
    EVP_CIPHER_free(cipher);
    return st;
}

/* CT: leaks the length. */
static mohur_status
encrypt(mohur__bytes key, mohur__bytes iv, mohur__bytes plain, mohur__span out)
{
    size_t len = 0;

    if (plain.len > TEXT_MAX) {
        return MOHUR_E_LIMIT;
    }
    return run(ENCRYPT, key, iv, plain, out, &len);
}

/* CT: leaks the lengths and whether the padding was right. */
static mohur_status
decrypt(mohur__bytes key,
        mohur__bytes iv,
        mohur__bytes sealed,
        mohur__span out,
        size_t *out_len)
{
    if (sealed.len > TEXT_MAX) {
        return MOHUR_E_LIMIT;
    }
    return run(DECRYPT, key, iv, sealed, out, out_len);
}

const struct mohur__cbc_ops mohur__openssl_cbc = {
    .backend = MOHUR_BACKEND_OPENSSL,
    .alg     = MOHUR_ALG_AES_256_CBC,
    .encrypt = encrypt,
    .decrypt = decrypt,
};
