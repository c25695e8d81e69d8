/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_XAES_H
#define MOHUR_SRC_CRYPTO_XAES_H

#include "base/bytes.h"
#include "base/ctx.h"

/*
 * XAES-256-GCM (C2SP): AES-256-GCM under a key of its own for each message,
 * which CMAC makes of half a nonce (SP 800-108r1).  The nonce is so long that
 * it may be random for ever, and nothing but AES is needed.
 */
enum {
    MOHUR__XAES_KEY_LEN   = 32,
    MOHUR__XAES_NONCE_LEN = 24
};

/* Has this build what it is made of? */
bool
mohur__xaes_available(const mohur_ctx *ctx);

/*
 * key 32 bytes, nonce 24; out.len = plain.len + 16: ciphertext, tag.
 * CT: leaks the lengths.
 */
mohur_status
mohur__xaes_seal(mohur_ctx *ctx,
                 mohur__bytes key,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out);

/*
 * out.len = sealed.len - 16.  MOHUR_E_AUTH, out zeroed, if not genuine or
 * shorter than a tag.
 * CT: leaks the lengths and whether it was genuine.
 */
mohur_status
mohur__xaes_open(mohur_ctx *ctx,
                 mohur__bytes key,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out);

#endif
