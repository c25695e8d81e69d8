/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_MBEDTLS_PSA_H
#define MOHUR_SRC_CRYPTO_MBEDTLS_PSA_H

#include "base/bytes.h"
#include <mohur/alg.h>
#include <psa/crypto.h>

/*
 * What all PSA calls share.  Keys live for one call: PSA 2.28 has room for
 * 32 of them and no lock over that room, so each use stands between enter
 * and leave, which let one thread in at a time where the library needs it.
 */

/* Start PSA if need be and take it.  leave only after MOHUR_OK. */
mohur_status
mohur__psa_enter(void);
void
mohur__psa_leave(void);

/*
 * May its generator be asked?  Before 3.6.6 and 4.1 it is copied on fork, so
 * that parent and child draw the same: false in a child of the process that
 * started PSA here.
 */
bool
mohur__psa_draws(void);

/*
 * What a PSA status means to us: a wrong tag, signature or padding is
 * MOHUR_E_AUTH; an argument refused, which here is always somebody's public
 * key, is MOHUR_E_FORMAT.
 */
mohur_status
mohur__psa_status(psa_status_t status);

/* What a key is imported for. */
struct mohur__psa_use {
    psa_key_type_t type;
    size_t bits;
    psa_key_usage_t usage;
    psa_algorithm_t alg;
};

/* Between enter and leave.  The key is released with psa_destroy_key. */
mohur_status
mohur__psa_import(const struct mohur__psa_use *use,
                  mohur__bytes key,
                  psa_key_id_t *out);

/*
 * Sign a digest, or verify the signature of one, with a key that lives for
 * this call: enter and leave are in it.  A public key that is none verifies
 * nothing: MOHUR_E_AUTH.
 */
mohur_status
mohur__psa_sign(const struct mohur__psa_use *use,
                mohur__bytes private_key,
                mohur__bytes digest,
                mohur__span out);
mohur_status
mohur__psa_verify(const struct mohur__psa_use *use,
                  mohur__bytes public_key,
                  mohur__bytes digest,
                  mohur__bytes signature);

/* The name PSA has for a hash or a hash inside HMAC; 0 for what is none. */
psa_algorithm_t
mohur__psa_hash(mohur_alg alg);

#endif
