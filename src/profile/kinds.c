/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/kinds.h"

#define OP(operation) (UINT32_C(1) << (operation))

#define SIGNS                                                                  \
    (OP(MOHUR_OP_SIGN) | OP(MOHUR_OP_VERIFY) | OP(MOHUR_OP_KEYGEN) |           \
     OP(MOHUR_OP_EXPORT))
#define SEALS                                                                  \
    (OP(MOHUR_OP_SEAL) | OP(MOHUR_OP_OPEN) | OP(MOHUR_OP_KEYGEN) |             \
     OP(MOHUR_OP_EXPORT))
#define WRAPS   (OP(MOHUR_OP_WRAP) | OP(MOHUR_OP_UNWRAP))
#define CONTENT (OP(MOHUR_OP_ENCRYPT) | OP(MOHUR_OP_DECRYPT) | WRAPS)
#define DIGESTS (OP(MOHUR_OP_HASH) | OP(MOHUR_OP_REHASH))
#define PASSES  (OP(MOHUR_OP_PASSPHRASE) | OP(MOHUR_OP_REPASS))

/* Key derivation and message authentication, inside of everything. */
#define INSIDE (CONTENT | PASSES | OP(MOHUR_OP_SEAL) | OP(MOHUR_OP_OPEN))

/* PKCS#8 alone: a private key leaves or comes, under a passphrase. */
#define FILE_CIPHER (OP(MOHUR_OP_EXPORT) | OP(MOHUR_OP_UNWRAP))
#define FILE_PASS   (OP(MOHUR_OP_EXPORT) | OP(MOHUR_OP_REPASS))

static const struct mohur__kind kinds[] = {
    {MOHUR_ALG_AES_256_GCM, CONTENT, false, false},
    {MOHUR_ALG_CHACHA20_POLY1305, CONTENT, false, false},
    {MOHUR_ALG_XCHACHA20_POLY1305, CONTENT, false, false},
    {MOHUR_ALG_XAES_256_GCM, CONTENT, false, false},
    {MOHUR_ALG_AES_256_SIV, CONTENT, false, false},
    {MOHUR_ALG_AES_256_CBC, FILE_CIPHER, false, false},
    {MOHUR_ALG_HMAC_SHA_256, INSIDE, false, false},
    {MOHUR_ALG_HMAC_SHA_384, INSIDE, false, false},
    {MOHUR_ALG_HMAC_SHA_512, INSIDE, false, false},
    {MOHUR_ALG_AES_256_CMAC, INSIDE, false, false},
    {MOHUR_ALG_HMAC_SHA_1, INSIDE, false, false},
    {MOHUR_ALG_SHA_256, DIGESTS, false, false},
    {MOHUR_ALG_SHA_384, DIGESTS, false, false},
    {MOHUR_ALG_SHA_512, DIGESTS, false, false},
    {MOHUR_ALG_SHA3_256, DIGESTS, false, false},
    {MOHUR_ALG_SHA3_384, DIGESTS, false, false},
    {MOHUR_ALG_SHA3_512, DIGESTS, false, false},
    {MOHUR_ALG_SHA_224, DIGESTS, false, false},
    {MOHUR_ALG_SHA_1, DIGESTS, false, false},
    {MOHUR_ALG_HKDF_SHA_256, INSIDE, false, false},
    {MOHUR_ALG_HKDF_SHA_512, INSIDE, false, false},
    {MOHUR_ALG_PBKDF2_SHA_256, FILE_PASS, false, false},
    {MOHUR_ALG_ARGON2ID, PASSES, false, false},
    {MOHUR_ALG_ED25519, SIGNS, false, true},
    {MOHUR_ALG_ECDSA_P256, SIGNS, false, true},
    {MOHUR_ALG_ECDSA_P384, SIGNS, false, true},
    {MOHUR_ALG_ECDSA_P521, SIGNS, false, true},
    {MOHUR_ALG_RSASSA_PSS, SIGNS, true, true},
    {MOHUR_ALG_RSASSA_PKCS1, SIGNS, true, true},
    {MOHUR_ALG_ML_DSA_44, SIGNS, false, false},
    {MOHUR_ALG_ML_DSA_65, SIGNS, false, false},
    {MOHUR_ALG_ML_DSA_87, SIGNS, false, false},
    {MOHUR_ALG_ECDSA_BP256, SIGNS, false, true},
    {MOHUR_ALG_ECDSA_BP384, SIGNS, false, true},
    {MOHUR_ALG_LMS, SIGNS, false, false},
    {MOHUR_ALG_XMSS, SIGNS, false, false},
    {MOHUR_ALG_X25519, SEALS, false, false},
    {MOHUR_ALG_ECDH_P256, SEALS, false, false},
    {MOHUR_ALG_ECDH_P384, SEALS, false, false},
    {MOHUR_ALG_X_WING, SEALS, false, false},
    {MOHUR_ALG_RSAES_OAEP, SEALS, true, true},
    {MOHUR_ALG_MLKEM768_P256, SEALS, false, false},
    {MOHUR_ALG_MLKEM1024_P384, SEALS, false, false},
    {MOHUR_ALG_ML_KEM_1024, SEALS, false, false},
    {MOHUR_ALG_AES_256_KW, WRAPS, false, false},
    {MOHUR_ALG_AES_256_KWP, WRAPS, false, false},
    {MOHUR_ALG_AES_256_WRAP, WRAPS | OP(MOHUR_OP_KEYGEN) | OP(MOHUR_OP_EXPORT),
     false, false},
};

const struct mohur__kind *
mohur__kind_of(mohur_alg alg)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].alg == alg) {
            return &kinds[i];
        }
    }
    return NULL;
}

bool
mohur__kind_is_for(mohur_alg alg, mohur_operation operation)
{
    const struct mohur__kind *kind = mohur__kind_of(alg);

    return kind != NULL && operation >= 0 && operation < 32 &&
           (kind->operations >> operation & 1) != 0;
}

uint32_t
mohur__kind_hash_bit(mohur_alg alg)
{
    return (uint32_t)alg >> 8 == 0x03 && ((uint32_t)alg & 0xFF) < 31
               ? UINT32_C(1) << ((uint32_t)alg & 0xFF)
               : 0;
}
