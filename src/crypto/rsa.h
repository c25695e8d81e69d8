/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_RSA_H
#define MOHUR_SRC_CRYPTO_RSA_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Verifying RSA signatures (RFC 8017): MOHUR_ALG_RSASSA_PKCS1, where DigestInfo
 * has its NULL, and MOHUR_ALG_RSASSA_PSS, where the hash of MGF1 is that of the
 * message and the salt is as long as it.  Keys and signatures have other
 * lengths than those of crypto/sign.h, one for each key, so this is a
 * primitive of its own.
 */
enum {
    MOHUR__RSA_BITS_MIN = 2048,
    MOHUR__RSA_BITS_MAX = 4096
};

/* A public key in two forms, of which each backend takes one. */
struct mohur__rsa_public {
    mohur__bytes der;      /* RSAPublicKey, exact DER (RFC 8017 A.1.1) */
    mohur__bytes modulus;  /* big-endian, no leading zeros */
    mohur__bytes exponent; /* the same */
};

struct mohur__rsa_ops {
    mohur_backend backend;
    mohur_alg alg;
    /* digest is made with hash.  MOHUR_E_AUTH if it does not verify. */
    mohur_status (*verify)(mohur_alg hash,
                           const struct mohur__rsa_public *key,
                           mohur__bytes digest,
                           mohur__bytes signature);
};

/* Bits of the modulus. */
uint32_t
mohur__rsa_bits(const struct mohur__rsa_public *key);

/*
 * Is it of a size that every backend has: 2048 to 4096 bits, a multiple of
 * eight, odd, with an odd exponent of 65537 to 2^32-1?
 */
bool
mohur__rsa_shaped(const struct mohur__rsa_public *key);

/*
 * Verify over the message whole.  MOHUR_E_AUTH if it does not verify, or the
 * key is not shaped as above.
 */
mohur_status
mohur__rsa_verify(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur_alg hash,
                  const struct mohur__rsa_public *key,
                  mohur__bytes message,
                  mohur__bytes signature);

/* The same over a digest that was made with hash. */
mohur_status
mohur__rsa_verify_digest(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur_alg hash,
                         const struct mohur__rsa_public *key,
                         mohur__bytes digest,
                         mohur__bytes signature);

#endif
