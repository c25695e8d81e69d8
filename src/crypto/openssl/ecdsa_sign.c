/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/openssl/ecdsa.h"
#include "crypto/openssl/evp.h"
#include "crypto/openssl/pkey.h"
#include "crypto/tables.h"

#include <openssl/crypto.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

/*
 * Making ECDSA signatures by OpenSSL, with the nonces of RFC 6979.  Before
 * 3.2 it has none and would quietly ignore the wish for them, so this is
 * decided by the version that was loaded.
 */
enum {
    DER_MAX       = 144,
    DETERMINISTIC = 1
};

static const unsigned long FIRST_VERSION = 0x30200000UL;

static bool
usable(void)
{
    return OpenSSL_version_num() >= FIRST_VERSION;
}

static const char *
hash_name(mohur_alg hash)
{
    return hash == MOHUR_ALG_SHA_256   ? "SHA2-256"
           : hash == MOHUR_ALG_SHA_384 ? "SHA2-384"
                                       : "SHA2-512";
}

/* Which hash the nonce is made with, and that it is made so. */
static mohur_status
set_up(EVP_PKEY_CTX *ctx, mohur_alg hash)
{
    unsigned int nonce_type    = DETERMINISTIC;
    const OSSL_PARAM params[2] = {
        OSSL_PARAM_construct_uint("nonce-type", &nonce_type),
        OSSL_PARAM_construct_end()};
    mohur_status st = MOHUR_OK;
    EVP_MD *md      = EVP_MD_fetch(NULL, hash_name(hash), NULL);

    TRY(mohur__evp_status(EVP_PKEY_sign_init_ex(ctx, params)));
    TRY(mohur__evp_status(EVP_PKEY_CTX_set_signature_md(ctx, md)));

out:
    EVP_MD_free(md);
    return st;
}

/* CT: leaks nothing. */
static mohur_status
sign(const char *curve,
     mohur_alg hash,
     mohur__bytes private_key,
     mohur__bytes message,
     mohur__span out)
{
    mohur_status st      = MOHUR_OK;
    EVP_PKEY *key        = NULL;
    EVP_PKEY_CTX *ctx    = NULL;
    uint8_t der[DER_MAX] = {0};
    size_t der_len       = sizeof der;

    mohur__evp_begin();
    TRY(mohur__pkey_private(curve, private_key, &key));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    if (ctx == NULL) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    TRY(set_up(ctx, hash));
    TRY(mohur__evp_status(
        EVP_PKEY_sign(ctx, der, &der_len, message.data, message.len)));
    TRY(mohur__ecdsa_from_der(mohur__bytes_of(der, der_len), out));

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* CT: leaks nothing. */
static mohur_status
p256_sign(mohur_alg hash,
          mohur__bytes private_key,
          mohur__bytes message,
          mohur__span out)
{
    return sign("P-256", hash, private_key, message, out);
}

/* CT: leaks nothing. */
static mohur_status
p256_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__pkey_public_of(NID_X9_62_prime256v1, private_key, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_sign(mohur_alg hash,
          mohur__bytes private_key,
          mohur__bytes message,
          mohur__span out)
{
    return sign("P-384", hash, private_key, message, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__pkey_public_of(NID_secp384r1, private_key, out);
}

const struct mohur__signer_ops mohur__openssl_p256_signer = {
    .backend       = MOHUR_BACKEND_OPENSSL,
    .alg           = MOHUR_ALG_ECDSA_P256,
    .private_len   = 32,
    .public_len    = 65,
    .signature_len = 64,
    .takes_digest  = true,
    .usable        = usable,
    .sign          = p256_sign,
    .public_of     = p256_public_of,
};

const struct mohur__signer_ops mohur__openssl_p384_signer = {
    .backend       = MOHUR_BACKEND_OPENSSL,
    .alg           = MOHUR_ALG_ECDSA_P384,
    .private_len   = 48,
    .public_len    = 97,
    .signature_len = 96,
    .takes_digest  = true,
    .usable        = usable,
    .sign          = p384_sign,
    .public_of     = p384_public_of,
};
