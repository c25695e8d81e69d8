/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/rules.h"

/*
 * "az-reference-1": the built-in profile, a reference made by this project.
 * tests/golden/profile/az-reference-1.txt is what it decides, as text.
 */

/* Last seconds of years. */
#define END_OF_2030 INT64_C(1924991999)
#define END_OF_2031 INT64_C(1956527999)
#define END_OF_2035 INT64_C(2082758399)

#define OP(operation) (UINT32_C(1) << (operation))

/* What kinds of algorithms are for. */
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

#define SHA_2    {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384, MOHUR_ALG_SHA_512}
#define ANY_HASH {MOHUR_ALG_NONE, MOHUR_ALG_NONE, MOHUR_ALG_NONE}
#define YES      {MOHUR__RULE_ACCEPTABLE, 3, 0, 0, 0}
#define NO       {MOHUR__RULE_DISALLOWED, 0, 0, 0, 0}
#define YES_UNTIL(last, max_level)                                             \
    {MOHUR__RULE_ACCEPTABLE, (max_level), 0, (last), 0}
#define RSA(status, max_level, last, min_bits)                                 \
    {(status), (max_level), 0, (last), (min_bits)}

static const struct mohur__rule RULES[] = {
    {MOHUR_ALG_AES_256_GCM, CONTENT, ANY_HASH, YES, YES},
    {MOHUR_ALG_CHACHA20_POLY1305, CONTENT, ANY_HASH, YES, YES},
    {MOHUR_ALG_XCHACHA20_POLY1305, CONTENT, ANY_HASH, YES, YES},
    {MOHUR_ALG_XAES_256_GCM, CONTENT, ANY_HASH, YES, YES},
    {MOHUR_ALG_AES_256_CBC, FILE_CIPHER, ANY_HASH, YES, YES},
    {MOHUR_ALG_HMAC_SHA_256, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_HMAC_SHA_384, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_HMAC_SHA_512, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_AES_256_CMAC, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_SHA_256, DIGESTS, ANY_HASH, YES, YES},
    {MOHUR_ALG_SHA_384, DIGESTS, ANY_HASH, YES, YES},
    {MOHUR_ALG_SHA_512, DIGESTS, ANY_HASH, YES, YES},
    {MOHUR_ALG_HKDF_SHA_256, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_HKDF_SHA_512, INSIDE, ANY_HASH, YES, YES},
    {MOHUR_ALG_PBKDF2_SHA_256, FILE_PASS, ANY_HASH, YES, YES},
    {MOHUR_ALG_ARGON2ID, PASSES, ANY_HASH, YES, YES},
    {MOHUR_ALG_ED25519,
     SIGNS,
     {MOHUR_ALG_SHA_512},
     YES_UNTIL(END_OF_2035, 3),
     YES},
    {MOHUR_ALG_ECDSA_P256,
     SIGNS,
     {MOHUR_ALG_SHA_256},
     YES_UNTIL(END_OF_2035, 3),
     YES},
    {MOHUR_ALG_ECDSA_P256,
     SIGNS,
     {MOHUR_ALG_SHA_384, MOHUR_ALG_SHA_512},
     NO,
     YES},
    {MOHUR_ALG_ECDSA_P384,
     SIGNS,
     {MOHUR_ALG_SHA_384, MOHUR_ALG_SHA_512},
     YES_UNTIL(END_OF_2035, 3),
     YES},
    {MOHUR_ALG_ECDSA_P521, SIGNS, {MOHUR_ALG_SHA_512}, NO, YES},
    {MOHUR_ALG_RSASSA_PSS, SIGNS, SHA_2,
     RSA(MOHUR__RULE_ACCEPTABLE, 2, END_OF_2035, 3072),
     RSA(MOHUR__RULE_ACCEPTABLE, 3, 0, 3072)},
    {MOHUR_ALG_RSASSA_PSS, SIGNS, SHA_2, NO,
     RSA(MOHUR__RULE_ACCEPTABLE, 3, END_OF_2030, 2048)},
    {MOHUR_ALG_RSASSA_PKCS1, SIGNS, SHA_2,
     RSA(MOHUR__RULE_DEPRECATED, 2, END_OF_2030, 3072),
     RSA(MOHUR__RULE_ACCEPTABLE, 3, 0, 3072)},
    {MOHUR_ALG_RSASSA_PKCS1, SIGNS, SHA_2, NO,
     RSA(MOHUR__RULE_ACCEPTABLE, 3, END_OF_2030, 2048)},
    {MOHUR_ALG_X25519, SEALS, ANY_HASH, YES_UNTIL(END_OF_2031, 2), YES},
    {MOHUR_ALG_ECDH_P256, SEALS, ANY_HASH, YES_UNTIL(END_OF_2031, 2), YES},
    {MOHUR_ALG_ECDH_P384, SEALS, ANY_HASH, YES_UNTIL(END_OF_2031, 2), YES},
    {MOHUR_ALG_X_WING, SEALS, ANY_HASH, YES, YES},
    {MOHUR_ALG_AES_256_KW, WRAPS, ANY_HASH, NO, YES},
    {MOHUR_ALG_AES_256_KWP, WRAPS, ANY_HASH, YES, YES},
    {MOHUR_ALG_AES_256_WRAP, WRAPS | OP(MOHUR_OP_KEYGEN), ANY_HASH, YES, YES},
};

static const struct mohur__level_policy LEVEL_POLICY[] = {
    {.level          = 0,
     .exportable     = true,
     .unlock_factors = 1,
     .period_days    = {1095, 1095, 730}},
    {.level          = 2,
     .exportable     = false,
     .unlock_factors = 1,
     .period_days    = {1095, 1095, 730}},
    {.level          = 3,
     .exportable     = false,
     .hybrid_kem     = true,
     .memory_lock    = true,
     .dual_control   = true,
     .anchor         = true,
     .unlock_factors = 2,
     .period_days    = {730, 730, 365}},
};

const struct mohur__policy mohur__policy_builtin = {
    .id               = "az-reference-1",
    .rules            = RULES,
    .rules_len        = sizeof RULES / sizeof RULES[0],
    .level_policy     = LEVEL_POLICY,
    .level_policy_len = sizeof LEVEL_POLICY / sizeof LEVEL_POLICY[0],
    .levels           = 4,
    .limits           = {.argon2_min_m_kib     = 64 * 1024,
                         .argon2_max_m_kib     = 1024 * 1024,
                         .argon2_min_t         = 3,
                         .argon2_max_t         = 16,
                         .pbkdf2_min           = 600000,
                         .pbkdf2_max           = 10000000,
                         .revocation_latency_s = 5,
                         .destroy_wait_days    = 30},
};
