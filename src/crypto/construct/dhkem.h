/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_CONSTRUCT_DHKEM_H
#define MOHUR_SRC_CRYPTO_CONSTRUCT_DHKEM_H

#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * DHKEM, RFC 9180 4.1, over X25519, P-256 or P-384.  Called by crypto/kem.c,
 * which checks the lengths of private keys and outputs.
 */

/* MOHUR_E_FORMAT for an invalid public key. */
mohur_status
mohur__dhkem_encap(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes public_key,
                   mohur__span out_enc,
                   mohur__span out_shared);

/* MOHUR_E_FORMAT for an invalid enc.  CT: leaks whether enc was valid. */
mohur_status
mohur__dhkem_decap(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes private_key,
                   mohur__bytes enc,
                   mohur__span out_shared);

/* The same from what the private key and enc agreed on. */
mohur_status
mohur__dhkem_decap_agreed(mohur_ctx *ctx,
                          mohur_alg alg,
                          mohur__bytes public_key,
                          mohur__bytes enc,
                          mohur__bytes dh,
                          mohur__span out_shared);

#endif
