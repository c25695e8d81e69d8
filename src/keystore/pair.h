/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_PAIR_H
#define MOHUR_SRC_KEYSTORE_PAIR_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "base/secret.h"
#include "crypto/rsa_sign.h"
#include <mohur/key.h>

/*
 * Key pairs without regard to what they are for: the algorithm says whether
 * a key signs or seals, and the right primitive is asked.  Keys are raw, as
 * in crypto/sign.h, crypto/kem.h and keystore/rsa_key.h.
 */
enum {
    MOHUR__PAIR_SIGNATURE_MAX = MOHUR__RSA_SIGNATURE_MAX
};

/* MOHUR_PURPOSE_SIGN, _SEAL or _WRAP; 0 for what keys are not made for. */
uint32_t
mohur__pair_purpose(mohur_alg alg);

/* Do both take the same keys, as PSS and PKCS #1 v1.5 of RSA do? */
bool
mohur__pair_same_keys(mohur_alg a, mohur_alg b);

/*
 * Bytes of a private and of a public key; 0 for what has none, and for RSA,
 * whose keys have one length each.
 */
size_t
mohur__pair_private_len(mohur_alg alg);
size_t
mohur__pair_public_len(mohur_alg alg);

/* Is it as long as a key of the algorithm, or an RSA key in its form? */
bool
mohur__pair_private_fits(mohur_alg alg, mohur__bytes private_key);
bool
mohur__pair_public_fits(mohur_alg alg, mohur__bytes public_key);

/* Bits of the modulus of RSA; 0 for other keys, whose algorithm says all. */
uint32_t
mohur__pair_bits(mohur_alg alg, mohur__bytes public_key);

/* A fresh private key; bits are for RSA alone. */
mohur_status
mohur__pair_make(mohur_ctx *ctx,
                 mohur_alg alg,
                 uint32_t bits,
                 struct mohur__secret **out);

/* The same in a span that is mohur__pair_private_len long; not RSA. */
mohur_status
mohur__pair_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out);

/*
 * MOHUR_E_FORMAT unless private_key is one; *out is the public key, the part
 * of room in use.
 */
mohur_status
mohur__pair_derive(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes private_key,
                   mohur__span room,
                   mohur__bytes *out);

/* The same where out is mohur__pair_public_len long; not RSA. */
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
 * What a private key that others made must pass besides: of RSA, that its
 * primes are primes.  MOHUR_E_FORMAT; MOHUR_E_UNSUPPORTED where that cannot
 * be told.
 */
mohur_status
mohur__pair_vet(mohur_ctx *ctx, mohur_alg alg, mohur__bytes private_key);

/* Bytes of a signature; 0 for what does not sign. */
size_t
mohur__pair_signature_len(mohur_alg alg, mohur__bytes public_key);

/* The hash it signs with unless told: SHA-256 for RSA; NONE for Ed25519. */
mohur_alg
mohur__pair_hash(mohur_alg alg);

/*
 * As mohur__sign and mohur__rsa_sign; hash MOHUR_ALG_NONE is the default one.
 * out is as long as the signature.
 */
mohur_status
mohur__pair_sign(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur_alg hash,
                 mohur__bytes private_key,
                 mohur__bytes message,
                 mohur__span out);

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
