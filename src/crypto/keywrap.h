/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_KEYWRAP_H
#define MOHUR_SRC_CRYPTO_KEYWRAP_H

#include "base/bytes.h"
#include "base/ctx.h"

/*
 * AES-256 key wrap with padding (RFC 5649, SP 800-38F KWP): what HSMs and
 * other tools exchange keys by.  It authenticates and needs no nonce; equal
 * keys give equal bytes.
 */
enum {
    MOHUR__KWP_KEY_LEN   = 32,
    MOHUR__KWP_BLOCK_LEN = 16,
    MOHUR__KWP_PLAIN_MAX = 4096 /* bytes; a key, not a message */
};

/*
 * A key of AES-256 that is somewhere else: it encrypts and decrypts one block
 * in place.  What fails there is what wrapping fails with.
 */
struct mohur__block_key {
    mohur_status (*encrypt)(void *user, uint8_t block[MOHUR__KWP_BLOCK_LEN]);
    mohur_status (*decrypt)(void *user, uint8_t block[MOHUR__KWP_BLOCK_LEN]);
    void *user;
};

/* Bytes that a plain of so many wraps to; 0 for one that does not. */
size_t
mohur__kwp_len(size_t plain_len);

/*
 * kek 32 bytes, plain 1 to MOHUR__KWP_PLAIN_MAX bytes, out.len =
 * mohur__kwp_len(plain.len).
 * CT: leaks the length.
 */
mohur_status
mohur__kwp_wrap(mohur_ctx *ctx,
                mohur__bytes kek,
                mohur__bytes plain,
                mohur__span out);

/*
 * out has room for sealed.len - 8 bytes.  MOHUR_E_AUTH, nothing in out, for
 * any other key and for anything that wrap does not make.
 * CT: leaks the lengths and whether it was genuine.
 */
mohur_status
mohur__kwp_unwrap(mohur_ctx *ctx,
                  mohur__bytes kek,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len);

/* Both by a key that is elsewhere: 6 blocks for each 8 bytes, or one for 8. */
mohur_status
mohur__kwp_wrap_by(mohur_ctx *ctx,
                   const struct mohur__block_key *by,
                   mohur__bytes plain,
                   mohur__span out);
mohur_status
mohur__kwp_unwrap_by(mohur_ctx *ctx,
                     const struct mohur__block_key *by,
                     mohur__bytes sealed,
                     mohur__span out,
                     size_t *out_len);

#endif
