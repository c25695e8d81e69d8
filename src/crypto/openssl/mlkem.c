/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/params.h>

/*
 * ML-KEM-768 by OpenSSL 3.5 and later.  The functions are those of 3.0 and
 * the names are looked up when they are used, so one build serves both.
 */
static const char NAME[] = "ML-KEM-768";

static bool
usable(void)
{
    EVP_KEM *kem = NULL;

    mohur__evp_begin();
    kem = EVP_KEM_fetch(NULL, NAME, NULL);
    EVP_KEM_free(kem);
    mohur__evp_end();
    return kem != NULL;
}

/* params takes no const, but is only read from.  CT: leaks nothing. */
static mohur_status
from_seed(mohur__bytes seed, EVP_PKEY **out)
{
    mohur_status st      = MOHUR_E_BACKEND;
    EVP_PKEY_CTX *ctx    = EVP_PKEY_CTX_new_from_name(NULL, NAME, NULL);
    OSSL_PARAM params[2] = {OSSL_PARAM_construct_octet_string(
                                "seed", (void *)(uintptr_t)seed.data, seed.len),
                            OSSL_PARAM_construct_end()};

    if (ctx != NULL && EVP_PKEY_fromdata_init(ctx) == 1 &&
        EVP_PKEY_fromdata(ctx, out, EVP_PKEY_KEYPAIR, params) == 1) {
        st = MOHUR_OK;
    }
    EVP_PKEY_CTX_free(ctx);
    return st;
}

/* CT: leaks nothing. */
static mohur_status
public_of(mohur__bytes seed, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    EVP_PKEY *key   = NULL;
    size_t len      = out.len;

    mohur__evp_begin();
    TRY(from_seed(seed, &key));
    TRY(mohur__evp_status(EVP_PKEY_get_raw_public_key(key, out.data, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* CT: leaks whether the public key was valid. */
static mohur_status
encap(mohur__bytes public_key,
      mohur__bytes random32,
      mohur__span out_ciphertext,
      mohur__span out_shared)
{
    mohur_status st            = MOHUR_OK;
    EVP_PKEY *key              = NULL;
    EVP_PKEY_CTX *ctx          = NULL;
    size_t ciphertext_len      = out_ciphertext.len;
    size_t shared_len          = out_shared.len;
    const OSSL_PARAM params[2] = {
        OSSL_PARAM_construct_octet_string(
            "ikme", (void *)(uintptr_t)random32.data, random32.len),
        OSSL_PARAM_construct_end()};

    mohur__evp_begin();
    key = EVP_PKEY_new_raw_public_key_ex(NULL, NAME, NULL, public_key.data,
                                         public_key.len);
    if (key == NULL) {
        st = MOHUR_E_FORMAT;
        goto out;
    }
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    TRY(mohur__evp_status(EVP_PKEY_encapsulate_init(ctx, params)));
    TRY(mohur__evp_status(EVP_PKEY_encapsulate(ctx, out_ciphertext.data,
                                               &ciphertext_len, out_shared.data,
                                               &shared_len)));

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

/* A ciphertext that is none gives another secret.  CT: leaks nothing. */
static mohur_status
decap(mohur__bytes seed, mohur__bytes ciphertext, mohur__span out_shared)
{
    mohur_status st   = MOHUR_OK;
    EVP_PKEY *key     = NULL;
    EVP_PKEY_CTX *ctx = NULL;
    size_t len        = out_shared.len;

    mohur__evp_begin();
    TRY(from_seed(seed, &key));
    ctx = EVP_PKEY_CTX_new_from_pkey(NULL, key, NULL);
    TRY(mohur__evp_status(EVP_PKEY_decapsulate_init(ctx, NULL)));
    TRY(mohur__evp_status(EVP_PKEY_decapsulate(
        ctx, out_shared.data, &len, ciphertext.data, ciphertext.len)));

out:
    EVP_PKEY_CTX_free(ctx);
    EVP_PKEY_free(key);
    mohur__evp_end();
    return st;
}

const struct mohur__mlkem_ops mohur__openssl_mlkem = {
    .backend   = MOHUR_BACKEND_OPENSSL,
    .alg       = MOHUR_ALG_ML_KEM_768,
    .usable    = usable,
    .public_of = public_of,
    .encap     = encap,
    .decap     = decap,
};
