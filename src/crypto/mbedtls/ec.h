/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_MBEDTLS_EC_H
#define MOHUR_SRC_CRYPTO_MBEDTLS_EC_H

#include "base/bytes.h"
#include <psa/crypto.h>

/*
 * The public key of a private key, as PSA writes it: an uncompressed point,
 * or the 32 bytes of Curve25519.  CT: leaks nothing.
 */
mohur_status
mohur__psa_public_of(psa_ecc_family_t family,
                     size_t bits,
                     mohur__bytes private_key,
                     mohur__span out);

#endif
