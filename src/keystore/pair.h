/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PAIR_H
#define MOHUR_SRC_KEYSTORE_PAIR_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/key.h>

/*
 * Key pairs without regard to what they are for: the algorithm says whether
 * a key signs or seals, and the right primitive is asked.  Keys are raw, as
 * in crypto/sign.h and crypto/kem.h.
 */

/* MOHUR_PURPOSE_SIGN, _SEAL or _WRAP; 0 for what keys are not made for. */
uint32_t
mohur__pair_purpose(mohur_alg alg);

/* Bytes of a private and of a public key; 0 for what has none. */
size_t
mohur__pair_private_len(mohur_alg alg);
size_t
mohur__pair_public_len(mohur_alg alg);

/* A fresh private key; out is mohur__pair_private_len long. */
mohur_status
mohur__pair_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out);

/* MOHUR_E_FORMAT unless private_key is one; out is the public key. */
mohur_status
mohur__pair_public_of(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__span out);

/* MOHUR_E_FORMAT unless valid. */
mohur_status
mohur__pair_check_public(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur__bytes public_key);

/*
 * Use the two together once: sign and verify, or seal and open.
 * MOHUR_E_FORMAT if they do not belong to each other.
 */
mohur_status
mohur__pair_check(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur__bytes private_key,
                  mohur__bytes public_key);

#endif
