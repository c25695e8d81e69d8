/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/openssl/rsa_padding.h"
#include "crypto/tables.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

/*
 * Verifying RSA by OpenSSL.
 */
static mohur_status
from_params(OSSL_PARAM *params, EVP_PKEY **out)
{
    mohur_status st   = MOHUR_E_BACKEND;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);

    if (ctx != NULL && params != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
        EVP_PKEY_fromdata(ctx, out, EVP_PKEY_PUBLIC_KEY, params) == 1) {
        st = MOHUR_OK;
    }
    EVP_PKEY_CTX_free(ctx);
    return st;
}

static mohur_status
public_key(const struct mohur__rsa_public *key, EVP_PKEY **out)
{
    mohur_status st       = MOHUR_E_BACKEND;
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    OSSL_PARAM *params    = NULL;
    BIGNUM *n = BN_bin2bn(key->modulus.data, (int)key->modulus.len, NULL);
    BIGNUM *e = BN_bin2bn(key->exponent.data, (int)key->exponent.len, NULL);

    if (build != NULL && n != NULL && e != NULL &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, n) == 1 &&
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, e) == 1) {
        params = OSSL_PARAM_BLD_to_param(build);
        st     = from_params(params, out);
    }
    OSSL_PARAM_free(params);
    OSSL_PARAM_BLD_free(build);
    BN_free(n);
    BN_free(e);
    return st;
}

static mohur_status
verify(int padding,
       mohur_alg hash,
       const struct mohur__rsa_public *key,
       mohur__bytes digest,
       mohur__bytes signature)
{
    mohur_status st   = MOHUR_OK;
    EVP_PKEY *pkey    = NULL;
    EVP_PKEY_CTX *ctx = NULL;

    mohur__evp_begin();
    TRY(public_key(key, &pkey));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, pkey, NULL);
    if (ctx == NULL || EVP_PKEY_verify_init(ctx) != 1 ||
        !mohur__rsa_set_padding(ctx, padding, hash)) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    st = EVP_PKEY_verify(ctx, signature.data, signature.len, digest.data,
                         digest.len) == 1
             ? MOHUR_OK
             : MOHUR_E_AUTH;

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(pkey);
    mohur__evp_end();
    return st;
}

static mohur_status
pkcs1_verify(mohur_alg hash,
             const struct mohur__rsa_public *key,
             mohur__bytes digest,
             mohur__bytes signature)
{
    return verify(RSA_PKCS1_PADDING, hash, key, digest, signature);
}

static mohur_status
pss_verify(mohur_alg hash,
           const struct mohur__rsa_public *key,
           mohur__bytes digest,
           mohur__bytes signature)
{
    return verify(RSA_PKCS1_PSS_PADDING, hash, key, digest, signature);
}

const struct mohur__rsa_ops mohur__openssl_rsa_pkcs1 = {
    .backend = MOHUR_BACKEND_OPENSSL,
    .alg     = MOHUR_ALG_RSASSA_PKCS1,
    .verify  = pkcs1_verify,
};

const struct mohur__rsa_ops mohur__openssl_rsa_pss = {
    .backend = MOHUR_BACKEND_OPENSSL,
    .alg     = MOHUR_ALG_RSASSA_PSS,
    .verify  = pss_verify,
};
