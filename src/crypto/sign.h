/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SIGN_H
#define MOHUR_SRC_CRYPTO_SIGN_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Signatures.  Keys and signatures are raw: Ed25519 seed 32, public 32,
 * signature 64; ECDSA scalar 32 or 48, public the uncompressed point 65 or
 * 97, signature r, s of 64 or 96 bytes, big-endian.  ECDSA is deterministic
 * (RFC 6979) and its s is the low one; verifying refuses a high s only if
 * asked to.  Ed25519 verifies by the strict rule of libsodium.
 */
enum {
    MOHUR__SIGN_PRIVATE_MAX   = 66,
    MOHUR__SIGN_PUBLIC_MAX    = 133,
    MOHUR__SIGN_SIGNATURE_MAX = 132
};

/* The signing half; a backend may have only the other one. */
struct mohur__signer_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t private_len;
    size_t public_len;
    size_t signature_len;
    bool takes_digest;    /* message is a digest made with hash (ECDSA) */
    bool (*usable)(void); /* NULL: always */
    mohur_status (*sign)(mohur_alg hash,
                         mohur__bytes private_key,
                         mohur__bytes message,
                         mohur__span out);
    /* MOHUR_E_ARGUMENT for a scalar that is 0 or not below the order. */
    mohur_status (*public_of)(mohur__bytes private_key, mohur__span out);
};

struct mohur__verifier_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t public_len;
    size_t signature_len;
    bool takes_digest;
    /* MOHUR_E_AUTH if it does not verify. */
    mohur_status (*verify)(mohur_alg hash,
                           mohur__bytes public_key,
                           mohur__bytes message,
                           mohur__bytes signature);
    /* MOHUR_E_FORMAT unless it is a point of the curve, of full order. */
    mohur_status (*check_public)(mohur__bytes public_key);
};

/* Sizes in bytes; 0 for what does not sign. */
size_t
mohur__sign_private_len(mohur_alg alg);
size_t
mohur__sign_public_len(mohur_alg alg);
size_t
mohur__sign_signature_len(mohur_alg alg);

/* The hash an algorithm goes with unless told: SHA-256 for P-256, ... */
mohur_alg
mohur__sign_default_hash(mohur_alg alg);

/* A fresh private key from the context's randomness. */
mohur_status
mohur__sign_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private);

mohur_status
mohur__sign_public_of(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__span out);

/* MOHUR_E_FORMAT unless valid. */
mohur_status
mohur__sign_check_public(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur__bytes public_key);

/* hash MOHUR_ALG_NONE: the default.  The message whole, not its digest. */
mohur_status
mohur__sign(mohur_ctx *ctx,
            mohur_alg alg,
            mohur_alg hash,
            mohur__bytes private_key,
            mohur__bytes message,
            mohur__span out);

/*
 * For a private key that is elsewhere: the bytes that it signs, the message
 * or its digest in room, which holds any; and its signature made the one of
 * low s.
 */
enum {
    MOHUR__SIGN_INPUT_MAX = 64
};

mohur_status
mohur__sign_input(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur_alg hash,
                  mohur__bytes message,
                  mohur__span room,
                  mohur__bytes *out);
void
mohur__sign_lower(mohur_alg alg, mohur__span signature);

/* MOHUR_E_AUTH if it does not verify; strict_s: a high s does not. */
mohur_status
mohur__sign_verify(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur_alg hash,
                   bool strict_s,
                   mohur__bytes public_key,
                   mohur__bytes message,
                   mohur__bytes signature);

/*
 * The same over a digest that was made with hash, with any s.
 * MOHUR_E_UNSUPPORTED for Ed25519, which signs messages, not digests.
 */
mohur_status
mohur__sign_verify_digest(mohur_ctx *ctx,
                          mohur_alg alg,
                          mohur_alg hash,
                          mohur__bytes public_key,
                          mohur__bytes digest,
                          mohur__bytes signature);

#endif
