/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_CONSTRUCT_XWING_H
#define MOHUR_SRC_CRYPTO_CONSTRUCT_XWING_H

#include "base/ctx.h"

/*
 * X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 side by
 * side; safe while one of them is.  Private key: a seed of 32 bytes; public
 * key 1184 + 32; encapsulation 1088 + 32; shared secret 32.  Called by
 * crypto/kem.c, which checks the lengths of private keys and outputs.
 */

/* Is there ML-KEM-768 and SHA-3 on this machine? */
bool
mohur__xwing_available(const mohur_ctx *ctx);

mohur_status
mohur__xwing_public_of(mohur_ctx *ctx, mohur__bytes seed, mohur__span out);

/* MOHUR_E_FORMAT unless valid. */
mohur_status
mohur__xwing_check_public(mohur_ctx *ctx, mohur__bytes public_key);

/* MOHUR_E_FORMAT for an invalid public key. */
mohur_status
mohur__xwing_encap(mohur_ctx *ctx,
                   mohur__bytes public_key,
                   mohur__span out_enc,
                   mohur__span out_shared);

/* MOHUR_E_FORMAT for an invalid enc.  CT: leaks whether enc was valid. */
mohur_status
mohur__xwing_decap(mohur_ctx *ctx,
                   mohur__bytes seed,
                   mohur__bytes enc,
                   mohur__span out_shared);

#endif
