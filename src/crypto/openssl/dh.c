/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/openssl/pkey.h"
#include "crypto/tables.h"

#include <openssl/obj_mac.h>

/*
 * Diffie-Hellman by OpenSSL.
 */

/*
 * The keys are valid, so what may still fail is a result of zeros.
 * CT: leaks whether there was a result.
 */
static mohur_status
agree(EVP_PKEY *mine, EVP_PKEY *theirs, mohur__span out)
{
    mohur_status st   = MOHUR_E_BACKEND;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, mine, NULL);
    size_t len        = out.len;

    if (ctx != NULL && EVP_PKEY_derive_init(ctx) == 1 &&
        EVP_PKEY_derive_set_peer_ex(ctx, theirs, 0) == 1) {
        st = EVP_PKEY_derive(ctx, out.data, &len) == 1 && len == out.len
                 ? MOHUR_OK
                 : MOHUR_E_FORMAT;
    }
    EVP_PKEY_CTX_free(ctx);
    return st;
}

/* CT: leaks whether the public key was usable. */
static mohur_status
nist_derive(const char *curve,
            mohur__bytes private_key,
            mohur__bytes public_key,
            mohur__span out)
{
    mohur_status st  = MOHUR_OK;
    EVP_PKEY *mine   = NULL;
    EVP_PKEY *theirs = NULL;

    mohur__evp_begin();
    TRY(mohur__pkey_public(curve, public_key, &theirs));
    TRY(mohur__pkey_private(curve, private_key, &mine));
    TRY(agree(mine, theirs, out));

out:
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
    mohur__evp_end();
    return st;
}

/* CT: leaks nothing. */
static mohur_status
p256_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__pkey_public_of(NID_X9_62_prime256v1, private_key, out);
}

/* CT: leaks whether the public key was usable. */
static mohur_status
p256_derive(mohur__bytes private_key, mohur__bytes public_key, mohur__span out)
{
    return nist_derive("P-256", private_key, public_key, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__pkey_public_of(NID_secp384r1, private_key, out);
}

/* CT: leaks whether the public key was usable. */
static mohur_status
p384_derive(mohur__bytes private_key, mohur__bytes public_key, mohur__span out)
{
    return nist_derive("P-384", private_key, public_key, out);
}

static EVP_PKEY *
x25519_private(mohur__bytes private_key)
{
    return EVP_PKEY_new_raw_private_key_ex(NULL, "X25519", NULL,
                                           private_key.data, private_key.len);
}

/* CT: leaks nothing. */
static mohur_status
x25519_public_of(mohur__bytes private_key, mohur__span out)
{
    mohur_status st = MOHUR_E_BACKEND;
    EVP_PKEY *key   = x25519_private(private_key);
    size_t len      = out.len;

    if (key != NULL && EVP_PKEY_get_raw_public_key(key, out.data, &len) == 1 &&
        len == out.len) {
        st = MOHUR_OK;
    }
    EVP_PKEY_free(key);
    return st;
}

/* CT: leaks whether the result was zero. */
static mohur_status
x25519_derive(mohur__bytes private_key,
              mohur__bytes public_key,
              mohur__span out)
{
    mohur_status st  = MOHUR_E_BACKEND;
    EVP_PKEY *mine   = NULL;
    EVP_PKEY *theirs = NULL;

    mohur__evp_begin();
    mine   = x25519_private(private_key);
    theirs = EVP_PKEY_new_raw_public_key_ex(NULL, "X25519", NULL,
                                            public_key.data, public_key.len);
    if (mine != NULL && theirs != NULL) {
        st = agree(mine, theirs, out);
    }
    EVP_PKEY_free(mine);
    EVP_PKEY_free(theirs);
    mohur__evp_end();
    return st;
}

const struct mohur__dh_ops mohur__openssl_x25519 = {
    .backend     = MOHUR_BACKEND_OPENSSL,
    .alg         = MOHUR_ALG_X25519,
    .private_len = 32,
    .public_len  = 32,
    .shared_len  = 32,
    .public_of   = x25519_public_of,
    .derive      = x25519_derive,
};

const struct mohur__dh_ops mohur__openssl_ecdh_p256 = {
    .backend     = MOHUR_BACKEND_OPENSSL,
    .alg         = MOHUR_ALG_ECDH_P256,
    .private_len = 32,
    .public_len  = 65,
    .shared_len  = 32,
    .public_of   = p256_public_of,
    .derive      = p256_derive,
};

const struct mohur__dh_ops mohur__openssl_ecdh_p384 = {
    .backend     = MOHUR_BACKEND_OPENSSL,
    .alg         = MOHUR_ALG_ECDH_P384,
    .private_len = 48,
    .public_len  = 97,
    .shared_len  = 48,
    .public_of   = p384_public_of,
    .derive      = p384_derive,
};
