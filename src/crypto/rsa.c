/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa.h"

#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/front.h"
#include "crypto/hash.h"

/*
 * The front of RSA.  What the backends judge differently (short keys, sizes
 * that are no multiple of eight, small exponents, signatures of another
 * length) is refused here, so that they give one verdict.
 */
enum {
    EXPONENT_MIN_LEN = 3, /* 65537 is 01 00 01 */
    EXPONENT_MAX_LEN = 4
};

uint32_t
mohur__rsa_bits(const struct mohur__rsa_public *key)
{
    mohur__bytes n = key->modulus;
    uint32_t bits  = 0;

    if (n.len == 0 || n.len > MOHUR__RSA_BITS_MAX) {
        return 0;
    }
    for (uint32_t first = n.data[0]; first != 0; first >>= 1) {
        bits++;
    }
    return bits + 8 * (uint32_t)(n.len - 1);
}

/* Odd, and 65537 or more; no leading zeros are there. */
static bool
exponent_shaped(mohur__bytes e)
{
    return e.len >= EXPONENT_MIN_LEN && e.len <= EXPONENT_MAX_LEN &&
           e.data[0] != 0 && (e.data[e.len - 1] & 1) == 1;
}

bool
mohur__rsa_shaped(const struct mohur__rsa_public *key)
{
    uint32_t bits  = mohur__rsa_bits(key);
    mohur__bytes n = key->modulus;

    return bits >= MOHUR__RSA_BITS_MIN && bits <= MOHUR__RSA_BITS_MAX &&
           bits % 8 == 0 && (n.data[n.len - 1] & 1) == 1 &&
           exponent_shaped(key->exponent);
}

mohur_status
mohur__rsa_verify_digest(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur_alg hash,
                         const struct mohur__rsa_public *key,
                         mohur__bytes digest,
                         mohur__bytes signature)
{
    mohur_status st                  = MOHUR_OK;
    const struct mohur__rsa_ops *ops = mohur__backends_rsa(ctx, alg);

    if (ops == NULL) {
        return mohur__crypto_missing(ctx, alg);
    }
    TRY(mohur__auth_require(ctx, mohur__rsa_shaped(key) && digest.len > 0 &&
                                     digest.len == mohur__hash_len(hash) &&
                                     signature.len == key->modulus.len));
    TRY(mohur__crypto_result(ctx, ops->verify(hash, key, digest, signature),
                             alg, ops->backend));

out:
    return st;
}

mohur_status
mohur__rsa_verify(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur_alg hash,
                  const struct mohur__rsa_public *key,
                  mohur__bytes message,
                  mohur__bytes signature)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t digest[MOHUR__HASH_MAX] = {0};
    mohur__span room =
        mohur__span_sub(MOHUR__SPAN(digest), 0, mohur__hash_len(hash));

    TRY(mohur__auth_require(ctx, room.len > 0));
    TRY(mohur__hash(ctx, hash, message, room));
    TRY(mohur__rsa_verify_digest(ctx, alg, hash, key, mohur__span_bytes(room),
                                 signature));

out:
    return st;
}
