/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/ecdsa.h"
#include "crypto/openssl/evp.h"
#include "crypto/openssl/pkey.h"
#include "crypto/tables.h"

/*
 * Verifying ECDSA by OpenSSL.
 */
static mohur_status
verify(const char *curve,
       mohur__bytes public_key,
       mohur__bytes message,
       mohur__bytes signature)
{
    mohur_status st    = MOHUR_OK;
    EVP_PKEY *key      = NULL;
    EVP_PKEY_CTX *ctx  = NULL;
    unsigned char *der = NULL;
    size_t der_len     = 0;

    mohur__evp_begin();
    TRY(mohur__pkey_public(curve, public_key, &key));
    TRY(mohur__ecdsa_to_der(signature, &der, &der_len));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    st = EVP_PKEY_verify(ctx, der, der_len, message.data, message.len) == 1
             ? MOHUR_OK
             : MOHUR_E_AUTH;

out:
    OPENSSL_free(der);
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    /* A key that is no point verifies nothing. */
    return st == MOHUR_E_FORMAT ? MOHUR_E_AUTH : st;
}

/* Making the key checks that the point is on the curve. */
static mohur_status
check_public(const char *curve, mohur__bytes public_key)
{
    mohur_status st = MOHUR_OK;
    EVP_PKEY *key   = NULL;

    mohur__evp_begin();
    st = mohur__pkey_public(curve, public_key, &key);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

static mohur_status
p256_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    (void)hash;
    return verify("P-256", public_key, message, signature);
}

static mohur_status
p256_check_public(mohur__bytes public_key)
{
    return check_public("P-256", public_key);
}

static mohur_status
p384_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    (void)hash;
    return verify("P-384", public_key, message, signature);
}

static mohur_status
p384_check_public(mohur__bytes public_key)
{
    return check_public("P-384", public_key);
}

static mohur_status
p521_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    (void)hash;
    return verify("P-521", public_key, message, signature);
}

static mohur_status
p521_check_public(mohur__bytes public_key)
{
    return check_public("P-521", public_key);
}

const struct mohur__verifier_ops mohur__openssl_p256_verifier = {
    .backend       = MOHUR_BACKEND_OPENSSL,
    .alg           = MOHUR_ALG_ECDSA_P256,
    .public_len    = 65,
    .signature_len = 64,
    .takes_digest  = true,
    .verify        = p256_verify,
    .check_public  = p256_check_public,
};

const struct mohur__verifier_ops mohur__openssl_p384_verifier = {
    .backend       = MOHUR_BACKEND_OPENSSL,
    .alg           = MOHUR_ALG_ECDSA_P384,
    .public_len    = 97,
    .signature_len = 96,
    .takes_digest  = true,
    .verify        = p384_verify,
    .check_public  = p384_check_public,
};

const struct mohur__verifier_ops mohur__openssl_p521_verifier = {
    .backend       = MOHUR_BACKEND_OPENSSL,
    .alg           = MOHUR_ALG_ECDSA_P521,
    .public_len    = 133,
    .signature_len = 132,
    .takes_digest  = true,
    .verify        = p521_verify,
    .check_public  = p521_check_public,
};
