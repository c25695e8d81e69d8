/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa_sign.h"
#include "base/guard.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * RSA keys and signatures by Mbed TLS.  Primes, salts and what blinds a key
 * come from PSA's generator, which some versions copy on fork.  It looks at
 * no primes of a key that is given to it.
 */

/* CT: leaks how long the search for primes took. */
static mohur_status
generate(uint32_t bits, mohur__span room, size_t *out_len)
{
    mohur_status st                 = mohur__psa_enter();
    psa_key_id_t id                 = 0;
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_draws() ? MOHUR_OK : MOHUR_E_STATE);
    psa_set_key_type(&attributes, PSA_KEY_TYPE_RSA_KEY_PAIR);
    psa_set_key_bits(&attributes, bits);
    psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_EXPORT);
    TRY(mohur__psa_status(psa_generate_key(&attributes, &id)));
    TRY(mohur__psa_status(psa_export_key(id, room.data, room.len, out_len)));

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks the lengths. */
static mohur_status
sign(psa_algorithm_t alg,
     mohur__bytes private_key,
     mohur__bytes digest,
     mohur__span out)
{
    const struct mohur__psa_use use = {PSA_KEY_TYPE_RSA_KEY_PAIR, 0,
                                       PSA_KEY_USAGE_SIGN_HASH, alg};

    return mohur__psa_draws() ? mohur__psa_sign(&use, private_key, digest, out)
                              : MOHUR_E_STATE;
}

/* CT: leaks the lengths. */
static mohur_status
pkcs1_sign(mohur_alg hash,
           mohur__bytes private_key,
           mohur__bytes digest,
           mohur__span out)
{
    return sign(PSA_ALG_RSA_PKCS1V15_SIGN(mohur__psa_hash(hash)), private_key,
                digest, out);
}

/* CT: leaks the lengths. */
static mohur_status
pss_sign(mohur_alg hash,
         mohur__bytes private_key,
         mohur__bytes digest,
         mohur__span out)
{
    return sign(PSA_ALG_RSA_PSS(mohur__psa_hash(hash)), private_key, digest,
                out);
}

const struct mohur__rsa_signer_ops mohur__mbedtls_rsa_pkcs1_signer = {
    .backend  = MOHUR_BACKEND_MBEDTLS,
    .alg      = MOHUR_ALG_RSASSA_PKCS1,
    .generate = generate,
    .sign     = pkcs1_sign,
    .check    = NULL,
};

const struct mohur__rsa_signer_ops mohur__mbedtls_rsa_pss_signer = {
    .backend  = MOHUR_BACKEND_MBEDTLS,
    .alg      = MOHUR_ALG_RSASSA_PSS,
    .generate = generate,
    .sign     = pss_sign,
    .check    = NULL,
};
