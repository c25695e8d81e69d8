/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"
#include <mohur/alg.h>

/*
 * The registry of algorithm names.
 */
static const struct {
    mohur_alg alg;
    const char *name;
} NAMES[] = {
    {MOHUR_ALG_NONE, "none"},
    {MOHUR_ALG_AES_256_GCM, "AES-256-GCM"},
    {MOHUR_ALG_CHACHA20_POLY1305, "ChaCha20-Poly1305"},
    {MOHUR_ALG_XCHACHA20_POLY1305, "XChaCha20-Poly1305"},
    {MOHUR_ALG_XAES_256_GCM, "XAES-256-GCM"},
    {MOHUR_ALG_AES_256_SIV, "AES-256-SIV"},
    {MOHUR_ALG_AES_256_CBC, "AES-256-CBC"},
    {MOHUR_ALG_HMAC_SHA_256, "HMAC-SHA-256"},
    {MOHUR_ALG_HMAC_SHA_384, "HMAC-SHA-384"},
    {MOHUR_ALG_HMAC_SHA_512, "HMAC-SHA-512"},
    {MOHUR_ALG_AES_256_CMAC, "AES-256-CMAC"},
    {MOHUR_ALG_HMAC_SHA_1, "HMAC-SHA-1"},
    {MOHUR_ALG_SHA_256, "SHA-256"},
    {MOHUR_ALG_SHA_384, "SHA-384"},
    {MOHUR_ALG_SHA_512, "SHA-512"},
    {MOHUR_ALG_SHA3_256, "SHA3-256"},
    {MOHUR_ALG_SHA3_384, "SHA3-384"},
    {MOHUR_ALG_SHA3_512, "SHA3-512"},
    {MOHUR_ALG_SHA_224, "SHA-224"},
    {MOHUR_ALG_SHA_1, "SHA-1"},
    {MOHUR_ALG_HKDF_SHA_256, "HKDF-SHA-256"},
    {MOHUR_ALG_HKDF_SHA_512, "HKDF-SHA-512"},
    {MOHUR_ALG_PBKDF2_SHA_256, "PBKDF2-HMAC-SHA-256"},
    {MOHUR_ALG_ARGON2ID, "Argon2id"},
    {MOHUR_ALG_ED25519, "Ed25519"},
    {MOHUR_ALG_ECDSA_P256, "ECDSA-P256"},
    {MOHUR_ALG_ECDSA_P384, "ECDSA-P384"},
    {MOHUR_ALG_ECDSA_P521, "ECDSA-P521"},
    {MOHUR_ALG_RSASSA_PSS, "RSASSA-PSS"},
    {MOHUR_ALG_RSASSA_PKCS1, "RSASSA-PKCS1-v1_5"},
    {MOHUR_ALG_ML_DSA_44, "ML-DSA-44"},
    {MOHUR_ALG_ML_DSA_65, "ML-DSA-65"},
    {MOHUR_ALG_ML_DSA_87, "ML-DSA-87"},
    {MOHUR_ALG_ECDSA_BP256, "ECDSA-brainpoolP256r1"},
    {MOHUR_ALG_ECDSA_BP384, "ECDSA-brainpoolP384r1"},
    {MOHUR_ALG_LMS, "LMS"},
    {MOHUR_ALG_XMSS, "XMSS"},
    {MOHUR_ALG_X25519, "X25519"},
    {MOHUR_ALG_ECDH_P256, "ECDH-P256"},
    {MOHUR_ALG_ECDH_P384, "ECDH-P384"},
    {MOHUR_ALG_X_WING, "X-Wing"},
    {MOHUR_ALG_RSAES_OAEP, "RSAES-OAEP"},
    {MOHUR_ALG_MLKEM768_P256, "MLKEM768-P256"},
    {MOHUR_ALG_MLKEM1024_P384, "MLKEM1024-P384"},
    {MOHUR_ALG_ML_KEM_1024, "ML-KEM-1024"},
    {MOHUR_ALG_ML_KEM_768, "ML-KEM-768"},
    {MOHUR_ALG_AES_256_KW, "AES-256-KW"},
    {MOHUR_ALG_AES_256_KWP, "AES-256-KWP"},
    {MOHUR_ALG_AES_256_WRAP, "AES-256"},
};

enum {
    NAMES_LEN = sizeof NAMES / sizeof NAMES[0]
};

const char *
mohur_alg_name(mohur_alg alg)
{
    for (size_t i = 0; i < NAMES_LEN; i++) {
        if (NAMES[i].alg == alg) {
            return NAMES[i].name;
        }
    }
    return "unknown";
}

static bool
same_name(const char *a, const char *b)
{
    while (*a != '\0' &&
           mohur__ascii_fold((uint8_t)*a) == mohur__ascii_fold((uint8_t)*b)) {
        a++;
        b++;
    }
    return *a == '\0' && *b == '\0';
}

mohur_alg
mohur_alg_from_name(const char *name)
{
    for (size_t i = 0; name != NULL && i < NAMES_LEN; i++) {
        if (same_name(name, NAMES[i].name)) {
            return NAMES[i].alg;
        }
    }
    return MOHUR_ALG_NONE;
}
