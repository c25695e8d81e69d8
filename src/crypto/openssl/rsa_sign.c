/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa_sign.h"
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/openssl/rsa_padding.h"
#include "crypto/tables.h"

#include <openssl/rsa.h>
#include <openssl/x509.h>

/*
 * RSA keys and signatures by OpenSSL, which blinds and draws salts by a
 * generator that knows of forks.
 */

static mohur_status
private_key(mohur__bytes der, EVP_PKEY **out)
{
    const unsigned char *p = der.data;

    *out = d2i_PrivateKey(EVP_PKEY_RSA, NULL, &p, (long)der.len);
    return *out == NULL ? MOHUR_E_FORMAT : MOHUR_OK;
}

/* RSAPrivateKey into room, if it fits. */
static mohur_status
write_key(const EVP_PKEY *key, mohur__span room, size_t *out_len)
{
    unsigned char *p = room.data;
    int len          = i2d_PrivateKey(key, NULL);

    if (len <= 0 || (size_t)len > room.len || i2d_PrivateKey(key, &p) != len) {
        return MOHUR_E_BACKEND;
    }
    *out_len = (size_t)len;
    return MOHUR_OK;
}

/* CT: leaks how long the search for primes took. */
static mohur_status
generate(uint32_t bits, mohur__span room, size_t *out_len)
{
    mohur_status st   = MOHUR_OK;
    EVP_PKEY *key     = NULL;
    EVP_PKEY_CTX *ctx = NULL;

    mohur__evp_begin();
    ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
    if (ctx == NULL) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    TRY(mohur__evp_status(EVP_PKEY_keygen_init(ctx)));
    TRY(mohur__evp_status(EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, (int)bits)));
    TRY(mohur__evp_status(EVP_PKEY_generate(ctx, &key)));
    TRY(write_key(key, room, out_len));

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* CT: leaks the lengths. */
static mohur_status
sign(int padding,
     mohur_alg hash,
     mohur__bytes der,
     mohur__bytes digest,
     mohur__span out)
{
    mohur_status st   = MOHUR_OK;
    EVP_PKEY *key     = NULL;
    EVP_PKEY_CTX *ctx = NULL;
    size_t len        = out.len;

    mohur__evp_begin();
    TRY(private_key(der, &key));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    if (ctx == NULL || EVP_PKEY_sign_init(ctx) != 1 ||
        (size_t)EVP_PKEY_get_size(key) != out.len ||
        !mohur__rsa_set_padding(ctx, padding, hash)) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    TRY(mohur__evp_status(
        EVP_PKEY_sign(ctx, out.data, &len, digest.data, digest.len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* CT: leaks whether it is a key, and of one that is none what is wrong. */
static mohur_status
check(mohur__bytes der)
{
    mohur_status st   = MOHUR_OK;
    EVP_PKEY *key     = NULL;
    EVP_PKEY_CTX *ctx = NULL;

    mohur__evp_begin();
    TRY(private_key(der, &key));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    if (ctx == NULL) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    st = EVP_PKEY_check(ctx) == 1 ? MOHUR_OK : MOHUR_E_FORMAT;

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* CT: leaks the lengths. */
static mohur_status
pkcs1_sign(mohur_alg hash,
           mohur__bytes der,
           mohur__bytes digest,
           mohur__span out)
{
    return sign(RSA_PKCS1_PADDING, hash, der, digest, out);
}

/* CT: leaks the lengths. */
static mohur_status
pss_sign(mohur_alg hash, mohur__bytes der, mohur__bytes digest, mohur__span out)
{
    return sign(RSA_PKCS1_PSS_PADDING, hash, der, digest, out);
}

const struct mohur__rsa_signer_ops mohur__openssl_rsa_pkcs1_signer = {
    .backend  = MOHUR_BACKEND_OPENSSL,
    .alg      = MOHUR_ALG_RSASSA_PKCS1,
    .generate = generate,
    .sign     = pkcs1_sign,
    .check    = check,
};

const struct mohur__rsa_signer_ops mohur__openssl_rsa_pss_signer = {
    .backend  = MOHUR_BACKEND_OPENSSL,
    .alg      = MOHUR_ALG_RSASSA_PSS,
    .generate = generate,
    .sign     = pss_sign,
    .check    = check,
};
