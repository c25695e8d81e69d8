/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/mbedtls/ec.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * Diffie-Hellman by Mbed TLS.
 */
static mohur_status
import(psa_ecc_family_t family,
       size_t bits,
       mohur__bytes private_key,
       psa_key_id_t *out)
{
    const struct mohur__psa_use use = {PSA_KEY_TYPE_ECC_KEY_PAIR(family), bits,
                                       PSA_KEY_USAGE_DERIVE, PSA_ALG_ECDH};

    return mohur__psa_import(&use, private_key, out);
}

mohur_status
mohur__psa_public_of(psa_ecc_family_t family,
                     size_t bits,
                     mohur__bytes private_key,
                     mohur__span out)
{
    mohur_status st = mohur__psa_enter();
    psa_key_id_t id = 0;
    size_t len      = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(import(family, bits, private_key, &id));
    TRY(mohur__psa_status(psa_export_public_key(id, out.data, out.len, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks whether the public key was usable. */
static mohur_status
derive(psa_ecc_family_t family,
       size_t bits,
       mohur__bytes private_key,
       mohur__bytes public_key,
       mohur__span out)
{
    mohur_status st = mohur__psa_enter();
    psa_key_id_t id = 0;
    size_t len      = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(import(family, bits, private_key, &id));
    TRY(mohur__psa_status(psa_raw_key_agreement(PSA_ALG_ECDH, id,
                                                public_key.data, public_key.len,
                                                out.data, out.len, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks nothing. */
static mohur_status
x25519_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__psa_public_of(PSA_ECC_FAMILY_MONTGOMERY, 255, private_key,
                                out);
}

/* CT: leaks whether the public key was usable. */
static mohur_status
x25519_derive(mohur__bytes private_key,
              mohur__bytes public_key,
              mohur__span out)
{
    return derive(PSA_ECC_FAMILY_MONTGOMERY, 255, private_key, public_key, out);
}

/* CT: leaks nothing. */
static mohur_status
p256_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__psa_public_of(PSA_ECC_FAMILY_SECP_R1, 256, private_key, out);
}

/* CT: leaks whether the public key was usable. */
static mohur_status
p256_derive(mohur__bytes private_key, mohur__bytes public_key, mohur__span out)
{
    return derive(PSA_ECC_FAMILY_SECP_R1, 256, private_key, public_key, out);
}

/* CT: leaks nothing. */
static mohur_status
p384_public_of(mohur__bytes private_key, mohur__span out)
{
    return mohur__psa_public_of(PSA_ECC_FAMILY_SECP_R1, 384, private_key, out);
}

/* CT: leaks whether the public key was usable. */
static mohur_status
p384_derive(mohur__bytes private_key, mohur__bytes public_key, mohur__span out)
{
    return derive(PSA_ECC_FAMILY_SECP_R1, 384, private_key, public_key, out);
}

const struct mohur__dh_ops mohur__mbedtls_x25519 = {
    .backend     = MOHUR_BACKEND_MBEDTLS,
    .alg         = MOHUR_ALG_X25519,
    .private_len = 32,
    .public_len  = 32,
    .shared_len  = 32,
    .public_of   = x25519_public_of,
    .derive      = x25519_derive,
};

const struct mohur__dh_ops mohur__mbedtls_ecdh_p256 = {
    .backend     = MOHUR_BACKEND_MBEDTLS,
    .alg         = MOHUR_ALG_ECDH_P256,
    .private_len = 32,
    .public_len  = 65,
    .shared_len  = 32,
    .public_of   = p256_public_of,
    .derive      = p256_derive,
};

const struct mohur__dh_ops mohur__mbedtls_ecdh_p384 = {
    .backend     = MOHUR_BACKEND_MBEDTLS,
    .alg         = MOHUR_ALG_ECDH_P384,
    .private_len = 48,
    .public_len  = 97,
    .shared_len  = 48,
    .public_of   = p384_public_of,
    .derive      = p384_derive,
};
