/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * Verifying RSA by Mbed TLS.  Every version of PSA reads RSAPublicKey.
 */
static mohur_status
verify(psa_algorithm_t alg,
       const struct mohur__rsa_public *key,
       mohur__bytes digest,
       mohur__bytes signature)
{
    const struct mohur__psa_use use = {PSA_KEY_TYPE_RSA_PUBLIC_KEY, 0,
                                       PSA_KEY_USAGE_VERIFY_HASH, alg};

    return mohur__psa_verify(&use, key->der, digest, signature);
}

static mohur_status
pkcs1_verify(mohur_alg hash,
             const struct mohur__rsa_public *key,
             mohur__bytes digest,
             mohur__bytes signature)
{
    return verify(PSA_ALG_RSA_PKCS1V15_SIGN(mohur__psa_hash(hash)), key, digest,
                  signature);
}

static mohur_status
pss_verify(mohur_alg hash,
           const struct mohur__rsa_public *key,
           mohur__bytes digest,
           mohur__bytes signature)
{
    return verify(PSA_ALG_RSA_PSS(mohur__psa_hash(hash)), key, digest,
                  signature);
}

const struct mohur__rsa_ops mohur__mbedtls_rsa_pkcs1 = {
    .backend = MOHUR_BACKEND_MBEDTLS,
    .alg     = MOHUR_ALG_RSASSA_PKCS1,
    .verify  = pkcs1_verify,
};

const struct mohur__rsa_ops mohur__mbedtls_rsa_pss = {
    .backend = MOHUR_BACKEND_MBEDTLS,
    .alg     = MOHUR_ALG_RSASSA_PSS,
    .verify  = pss_verify,
};
