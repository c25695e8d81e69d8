/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mbedtls/ec.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * ECDSA by Mbed TLS: signing with the nonces of RFC 6979, verifying.
 */

/* CT: leaks nothing. */
static mohur_status
sign(size_t bits,
     mohur_alg hash,
     mohur__bytes private_key,
     mohur__bytes message,
     mohur__span out)
{
    const struct mohur__psa_use use = {
        PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1), bits,
        PSA_KEY_USAGE_SIGN_HASH,
        PSA_ALG_DETERMINISTIC_ECDSA(mohur__psa_hash(hash))};

    return mohur__psa_sign(&use, private_key, message, out);
}

static struct mohur__psa_use
to_verify(size_t bits, psa_algorithm_t hash)
{
    return (struct mohur__psa_use){
        PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1), bits,
        PSA_KEY_USAGE_VERIFY_HASH, PSA_ALG_ECDSA(hash)};
}

static mohur_status
verify(size_t bits,
       mohur_alg hash,
       mohur__bytes public_key,
       mohur__bytes message,
       mohur__bytes signature)
{
    const struct mohur__psa_use use = to_verify(bits, mohur__psa_hash(hash));

    return mohur__psa_verify(&use, public_key, message, signature);
}

/* Importing checks that the point is on the curve; its order then is full. */
static mohur_status
check_public(size_t bits, mohur__bytes public_key)
{
    const struct mohur__psa_use use = to_verify(bits, PSA_ALG_SHA_256);
    mohur_status st                 = mohur__psa_enter();
    psa_key_id_t id                 = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    st = mohur__psa_import(&use, public_key, &id);
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks nothing. */
static mohur_status
p256_sign(mohur_alg hash,
          mohur__bytes private_key,
          mohur__bytes message,
          mohur__span out)
{
    return sign(256, hash, private_key, message, out);
}

/* CT: leaks nothing. */
static mohur_status
p256_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__psa_public_of(PSA_ECC_FAMILY_SECP_R1, 256, private_key, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_sign(mohur_alg hash,
          mohur__bytes private_key,
          mohur__bytes message,
          mohur__span out)
{
    return sign(384, hash, private_key, message, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__psa_public_of(PSA_ECC_FAMILY_SECP_R1, 384, private_key, out);
}

static mohur_status
p256_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    return verify(256, hash, public_key, message, signature);
}

static mohur_status
p256_check_public(mohur__bytes public_key)
{
    return check_public(256, public_key);
}

static mohur_status
p384_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    return verify(384, hash, public_key, message, signature);
}

static mohur_status
p384_check_public(mohur__bytes public_key)
{
    return check_public(384, public_key);
}

static mohur_status
p521_verify(mohur_alg hash,
            mohur__bytes public_key,
            mohur__bytes message,
            mohur__bytes signature)
{
    return verify(521, hash, public_key, message, signature);
}

static mohur_status
p521_check_public(mohur__bytes public_key)
{
    return check_public(521, public_key);
}

const struct mohur__signer_ops mohur__mbedtls_p256_signer = {
    .backend       = MOHUR_BACKEND_MBEDTLS,
    .alg           = MOHUR_ALG_ECDSA_P256,
    .private_len   = 32,
    .public_len    = 65,
    .signature_len = 64,
    .takes_digest  = true,
    .usable        = NULL,
    .sign          = p256_sign,
    .public_of     = p256_public_of,
};

const struct mohur__signer_ops mohur__mbedtls_p384_signer = {
    .backend       = MOHUR_BACKEND_MBEDTLS,
    .alg           = MOHUR_ALG_ECDSA_P384,
    .private_len   = 48,
    .public_len    = 97,
    .signature_len = 96,
    .takes_digest  = true,
    .usable        = NULL,
    .sign          = p384_sign,
    .public_of     = p384_public_of,
};

const struct mohur__verifier_ops mohur__mbedtls_p256_verifier = {
    .backend       = MOHUR_BACKEND_MBEDTLS,
    .alg           = MOHUR_ALG_ECDSA_P256,
    .public_len    = 65,
    .signature_len = 64,
    .takes_digest  = true,
    .verify        = p256_verify,
    .check_public  = p256_check_public,
};

const struct mohur__verifier_ops mohur__mbedtls_p384_verifier = {
    .backend       = MOHUR_BACKEND_MBEDTLS,
    .alg           = MOHUR_ALG_ECDSA_P384,
    .public_len    = 97,
    .signature_len = 96,
    .takes_digest  = true,
    .verify        = p384_verify,
    .check_public  = p384_check_public,
};

const struct mohur__verifier_ops mohur__mbedtls_p521_verifier = {
    .backend       = MOHUR_BACKEND_MBEDTLS,
    .alg           = MOHUR_ALG_ECDSA_P521,
    .public_len    = 133,
    .signature_len = 132,
    .takes_digest  = true,
    .verify        = p521_verify,
    .check_public  = p521_check_public,
};
