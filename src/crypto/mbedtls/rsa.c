/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
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
    mohur_status st                 = mohur__psa_enter();
    psa_key_id_t id                 = 0;
    const struct mohur__psa_use use = {PSA_KEY_TYPE_RSA_PUBLIC_KEY, 0,
                                       PSA_KEY_USAGE_VERIFY_HASH, alg};

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(&use, key->der, &id));
    TRY(mohur__psa_status(psa_verify_hash(id, alg, digest.data, digest.len,
                                          signature.data, signature.len)));

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st == MOHUR_E_FORMAT ? MOHUR_E_AUTH : st;
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
