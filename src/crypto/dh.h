/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_DH_H
#define MOHUR_SRC_CRYPTO_DH_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Diffie-Hellman: X25519 (RFC 7748; 32, 32, 32 bytes), P-256 and P-384
 * (SEC 1; scalar 32 or 48, uncompressed point 65 or 97, x coordinate 32 or
 * 48), big-endian.
 */
enum {
    MOHUR__DH_PRIVATE_MAX = 48,
    MOHUR__DH_PUBLIC_MAX  = 97,
    MOHUR__DH_SHARED_MAX  = 48
};

struct mohur__dh_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t private_len;
    size_t public_len;
    size_t shared_len;
    mohur_status (*public_of)(mohur__bytes private_key, mohur__span out);
    /* MOHUR_E_FORMAT for a point that is not on the curve, infinity, or a
       result of zeros (RFC 9180 7.1.4). */
    mohur_status (*derive)(mohur__bytes private_key,
                           mohur__bytes public_key,
                           mohur__span out);
};

/* Sizes in bytes; 0 for what is no such algorithm. */
size_t
mohur__dh_private_len(mohur_alg alg);
size_t
mohur__dh_public_len(mohur_alg alg);
size_t
mohur__dh_shared_len(mohur_alg alg);

/* A fresh private key from the context's randomness. */
mohur_status
mohur__dh_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private);

mohur_status
mohur__dh_public_of(mohur_ctx *ctx,
                    mohur_alg alg,
                    mohur__bytes private_key,
                    mohur__span out);

/* MOHUR_E_FORMAT unless a point of the curve other than infinity. */
mohur_status
mohur__dh_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key);

/* CT: leaks whether the public key was usable. */
mohur_status
mohur__dh(mohur_ctx *ctx,
          mohur_alg alg,
          mohur__bytes private_key,
          mohur__bytes public_key,
          mohur__span out);

#endif
