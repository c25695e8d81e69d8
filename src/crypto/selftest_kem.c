/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/selftest_kem.h"

#include "crypto/hash.h"

/*
 * ML-KEM-768 and X-Wing: seeds count up from 00, the randomness of an
 * encapsulation from 40.  The answers were made with PyPI's kyber-py and
 * cryptography.  Nothing here is secret.
 */
enum {
    MLKEM_PUBLIC_LEN = 1184,
    MLKEM_CIPHER_LEN = 1088,
    SECRET_LEN       = 32
};

static const uint8_t mlkem_secret[SECRET_LEN] = {
    0x9c, 0xdd, 0xd0, 0x89, 0xff, 0xe7, 0x0e, 0x39, 0x96, 0xe7, 0x6f,
    0x7c, 0x8d, 0x06, 0x74, 0x6d, 0xf3, 0x4d, 0x07, 0xe8, 0x65, 0x7b,
    0xc0, 0xfc, 0xf2, 0xbb, 0x0e, 0x1c, 0x30, 0x84, 0xae, 0xa1,
};
/* SHA-256 of the 1216 bytes. */
static const uint8_t xwing_public_hash[SECRET_LEN] = {
    0xc9, 0xa3, 0x56, 0x5f, 0xfd, 0xe4, 0xf7, 0x2b, 0x51, 0x66, 0x1b,
    0xe3, 0x91, 0xee, 0x13, 0xe4, 0x63, 0x78, 0xd7, 0xf0, 0x6d, 0xd5,
    0xc8, 0xbf, 0x5a, 0xf9, 0xd2, 0xcf, 0xb5, 0xb8, 0x33, 0x6b,
};

static void
count_up(mohur__span out, uint8_t from)
{
    for (size_t i = 0; i < out.len; i++) {
        out.data[i] = (uint8_t)(from + i);
    }
}

static bool
equal(const uint8_t a[SECRET_LEN], const uint8_t b[SECRET_LEN])
{
    return mohur__bytes_equal(mohur__bytes_of(a, SECRET_LEN),
                              mohur__bytes_of(b, SECRET_LEN));
}

bool
mohur__selftest_mlkem(const struct mohur__mlkem_ops *ops)
{
    uint8_t seed[64]                     = {0};
    uint8_t random[32]                   = {0};
    uint8_t public_key[MLKEM_PUBLIC_LEN] = {0};
    uint8_t cipher[MLKEM_CIPHER_LEN]     = {0};
    uint8_t sent[SECRET_LEN]             = {0};
    uint8_t got[SECRET_LEN]              = {0};
    bool passed                          = false;

    count_up(MOHUR__SPAN(seed), 0);
    count_up(MOHUR__SPAN(random), 0x40);
    passed = ops->public_of(MOHUR__BYTES(seed), MOHUR__SPAN(public_key)) ==
                 MOHUR_OK &&
             ops->encap(MOHUR__BYTES(public_key), MOHUR__BYTES(random),
                        MOHUR__SPAN(cipher), MOHUR__SPAN(sent)) == MOHUR_OK &&
             equal(sent, mlkem_secret) &&
             ops->decap(MOHUR__BYTES(seed), MOHUR__BYTES(cipher),
                        MOHUR__SPAN(got)) == MOHUR_OK &&
             equal(got, mlkem_secret);

    /* Implicit rejection, FIPS 203 6.3: another secret, not an error. */
    cipher[0] ^= 1;
    return passed &&
           ops->decap(MOHUR__BYTES(seed), MOHUR__BYTES(cipher),
                      MOHUR__SPAN(got)) == MOHUR_OK &&
           !equal(got, mlkem_secret);
}

bool
mohur__selftest_xwing(mohur_ctx *ctx)
{
    uint8_t seed[32]                          = {0};
    uint8_t public_key[MOHUR__KEM_PUBLIC_MAX] = {0};
    uint8_t enc[MOHUR__KEM_ENC_MAX]           = {0};
    uint8_t digest[SECRET_LEN]                = {0};
    uint8_t sent[SECRET_LEN]                  = {0};
    uint8_t got[SECRET_LEN]                   = {0};
    mohur_alg alg                             = MOHUR_ALG_X_WING;

    count_up(MOHUR__SPAN(seed), 0);
    return mohur__kem_public_of(ctx, alg, MOHUR__BYTES(seed),
                                MOHUR__SPAN(public_key)) == MOHUR_OK &&
           mohur__hash(ctx, MOHUR_ALG_SHA_256, MOHUR__BYTES(public_key),
                       MOHUR__SPAN(digest)) == MOHUR_OK &&
           equal(digest, xwing_public_hash) &&
           mohur__kem_encap(ctx, alg, MOHUR__BYTES(public_key),
                            MOHUR__SPAN(enc), MOHUR__SPAN(sent)) == MOHUR_OK &&
           mohur__kem_decap(ctx, alg, MOHUR__BYTES(seed), MOHUR__BYTES(enc),
                            MOHUR__SPAN(got)) == MOHUR_OK &&
           equal(sent, got);
}
