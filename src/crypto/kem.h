/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_KEM_H
#define MOHUR_SRC_CRYPTO_KEM_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Key encapsulation as HPKE knows it (RFC 9180 4): DHKEM over X25519, P-256
 * and P-384 (composed in construct/dhkem.c), X-Wing where a backend has
 * ML-KEM-768 (construct/xwing.c).  alg is MOHUR_ALG_X25519, _ECDH_P256,
 * _ECDH_P384 or _X_WING.  Private keys: scalars; the 32-byte seed of X-Wing.
 */
enum {
    MOHUR__KEM_PRIVATE_MAX = 48,
    MOHUR__KEM_PUBLIC_MAX  = 1216,
    MOHUR__KEM_ENC_MAX     = 1120,
    MOHUR__KEM_SHARED_MAX  = 48
};

/* ML-KEM-768 (FIPS 203): seed 64, public 1184, ciphertext 1088, shared 32. */
struct mohur__mlkem_ops {
    mohur_backend backend;
    mohur_alg alg;
    bool (*usable)(void);
    mohur_status (*public_of)(mohur__bytes seed, mohur__span out);
    mohur_status (*encap)(mohur__bytes public_key,
                          mohur__bytes random32,
                          mohur__span out_ciphertext,
                          mohur__span out_shared);
    mohur_status (*decap)(mohur__bytes seed,
                          mohur__bytes ciphertext,
                          mohur__span out_shared);
};

/* The HPKE id (0x0020, 0x0010, 0x0011, 0x647a) and sizes; 0 for no KEM. */
uint16_t
mohur__kem_hpke_id(mohur_alg alg);
size_t
mohur__kem_private_len(mohur_alg alg);
size_t
mohur__kem_public_len(mohur_alg alg);
size_t
mohur__kem_enc_len(mohur_alg alg);
size_t
mohur__kem_shared_len(mohur_alg alg);

/* Does this build have it? */
bool
mohur__kem_available(const mohur_ctx *ctx, mohur_alg alg);

mohur_status
mohur__kem_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private);
mohur_status
mohur__kem_public_of(mohur_ctx *ctx,
                     mohur_alg alg,
                     mohur__bytes private_key,
                     mohur__span out);
/* MOHUR_E_FORMAT unless valid. */
mohur_status
mohur__kem_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key);

/* Fresh shared secret and its encapsulation, from the context's randomness. */
mohur_status
mohur__kem_encap(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes public_key,
                 mohur__span out_enc,
                 mohur__span out_shared);

/* MOHUR_E_FORMAT for an invalid enc.  CT: leaks whether enc was valid. */
mohur_status
mohur__kem_decap(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes private_key,
                 mohur__bytes enc,
                 mohur__span out_shared);

/*
 * The same where the private key is elsewhere, of a DHKEM: dh is what it gave
 * for enc, which mohur__kem_check_public took.
 */
mohur_status
mohur__kem_decap_agreed(mohur_ctx *ctx,
                        mohur_alg alg,
                        mohur__bytes public_key,
                        mohur__bytes enc,
                        mohur__bytes dh,
                        mohur__span out_shared);

#endif
