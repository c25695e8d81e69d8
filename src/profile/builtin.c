/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/rules.h"

/*
 * "az-reference-1": the built-in profile, a reference made by this project.
 * tests/golden/profile/az-reference-1.txt is what it decides, as text.
 */

/* Last seconds of years; the first second of 2026. */
#define END_OF_2030   INT64_C(1924991999)
#define END_OF_2031   INT64_C(1956527999)
#define END_OF_2035   INT64_C(2082758399)
#define START_OF_2026 INT64_C(1767225600)

#define HASH(alg) (UINT32_C(1) << ((uint32_t)(alg) & 0xFF))
#define WITH(set) ((set) | MOHUR__HASHES_LISTED)
#define SHA_2                                                                  \
    WITH(HASH(MOHUR_ALG_SHA_256) | HASH(MOHUR_ALG_SHA_384) |                   \
         HASH(MOHUR_ALG_SHA_512))
#define SHA_384_512 WITH(HASH(MOHUR_ALG_SHA_384) | HASH(MOHUR_ALG_SHA_512))

#define YES {.status = MOHUR__RULE_ACCEPTABLE, .max_level = UINT8_MAX}
#define NO  {.status = MOHUR__RULE_DISALLOWED, .max_level = UINT8_MAX}
#define TO(last)                                                               \
    {.status = MOHUR__RULE_ACCEPTABLE, .max_level = UINT8_MAX, .until = (last)}
#define TO_LEVEL_2(last)                                                       \
    {.status = MOHUR__RULE_ACCEPTABLE, .max_level = 2, .until = (last)}
#define LEVEL_2 {.status = MOHUR__RULE_ACCEPTABLE, .max_level = 2}
#define GOING                                                                  \
    {.status = MOHUR__RULE_DEPRECATED, .max_level = 2, .until = END_OF_2030}
/* What was signed before 2031 and is proven to be. */
#define OLD                                                                    \
    {.status     = MOHUR__RULE_ACCEPTABLE,                                     \
     .max_level  = UINT8_MAX,                                                  \
     .until      = END_OF_2030,                                                \
     .poe_before = END_OF_2030 + 1}

#define PLAIN(number, protects, processes)                                     \
    {.alg = (number), .protect = protects, .process = processes}
#define HASHED(number, set, protects, processes)                               \
    {.alg     = (number),                                                      \
     .hashes  = (set),                                                         \
     .protect = protects,                                                      \
     .process = processes}
#define RSA(number, least, most, set, protects, processes)                     \
    {.alg      = (number),                                                     \
     .min_bits = (least),                                                      \
     .max_bits = (most),                                                       \
     .hashes   = (set),                                                        \
     .protect  = protects,                                                     \
     .process  = processes}

static const struct mohur__rule RULES[] = {
    PLAIN(MOHUR_ALG_AES_256_GCM, YES, YES),
    PLAIN(MOHUR_ALG_CHACHA20_POLY1305, YES, YES),
    PLAIN(MOHUR_ALG_XCHACHA20_POLY1305, YES, YES),
    PLAIN(MOHUR_ALG_XAES_256_GCM, YES, YES),
    PLAIN(MOHUR_ALG_AES_256_SIV, LEVEL_2, YES),
    PLAIN(MOHUR_ALG_AES_256_CBC, YES, YES),
    PLAIN(MOHUR_ALG_HMAC_SHA_256, YES, YES),
    PLAIN(MOHUR_ALG_HMAC_SHA_384, YES, YES),
    PLAIN(MOHUR_ALG_HMAC_SHA_512, YES, YES),
    PLAIN(MOHUR_ALG_AES_256_CMAC, YES, YES),
    PLAIN(MOHUR_ALG_HMAC_SHA_1, NO, TO(END_OF_2030)),
    PLAIN(MOHUR_ALG_SHA_256, YES, YES),
    PLAIN(MOHUR_ALG_SHA_384, YES, YES),
    PLAIN(MOHUR_ALG_SHA_512, YES, YES),
    PLAIN(MOHUR_ALG_SHA3_256, YES, YES),
    PLAIN(MOHUR_ALG_SHA3_384, YES, YES),
    PLAIN(MOHUR_ALG_SHA3_512, YES, YES),
    PLAIN(MOHUR_ALG_SHA_224, NO, TO(END_OF_2030)),
    {.alg     = MOHUR_ALG_SHA_1,
     .uses    = UINT32_C(1) << MOHUR_HASH_IDENTIFIER,
     .protect = NO,
     .process = YES},
    PLAIN(MOHUR_ALG_HKDF_SHA_256, YES, YES),
    PLAIN(MOHUR_ALG_HKDF_SHA_512, YES, YES),
    PLAIN(MOHUR_ALG_PBKDF2_SHA_256, YES, YES),
    PLAIN(MOHUR_ALG_ARGON2ID, YES, YES),
    HASHED(
        MOHUR_ALG_ED25519, WITH(HASH(MOHUR_ALG_SHA_512)), TO(END_OF_2035), YES),
    HASHED(MOHUR_ALG_ECDSA_P256,
           WITH(HASH(MOHUR_ALG_SHA_256)),
           TO(END_OF_2035),
           YES),
    HASHED(MOHUR_ALG_ECDSA_P256, SHA_384_512, NO, YES),
    HASHED(MOHUR_ALG_ECDSA_P384, SHA_384_512, TO(END_OF_2035), YES),
    HASHED(MOHUR_ALG_ECDSA_P521, WITH(HASH(MOHUR_ALG_SHA_512)), NO, YES),
    RSA(MOHUR_ALG_RSASSA_PSS, 3072, 4096, SHA_2, TO_LEVEL_2(END_OF_2035), YES),
    RSA(MOHUR_ALG_RSASSA_PSS, 2048, 3071, SHA_2, NO, OLD),
    RSA(MOHUR_ALG_RSASSA_PKCS1, 3072, 4096, SHA_2, GOING, YES),
    RSA(MOHUR_ALG_RSASSA_PKCS1, 2048, 3071, SHA_2, NO, OLD),
    PLAIN(MOHUR_ALG_ML_DSA_44, YES, YES),
    PLAIN(MOHUR_ALG_ML_DSA_65, YES, YES),
    PLAIN(MOHUR_ALG_ML_DSA_87, YES, YES),
    PLAIN(MOHUR_ALG_X25519, TO_LEVEL_2(END_OF_2031), YES),
    PLAIN(MOHUR_ALG_ECDH_P256, TO_LEVEL_2(END_OF_2031), YES),
    PLAIN(MOHUR_ALG_ECDH_P384, TO_LEVEL_2(END_OF_2031), YES),
    PLAIN(MOHUR_ALG_X_WING, YES, YES),
    RSA(MOHUR_ALG_RSAES_OAEP,
        3072,
        4096,
        WITH(HASH(MOHUR_ALG_SHA_256)),
        TO_LEVEL_2(END_OF_2031),
        YES),
    RSA(MOHUR_ALG_RSAES_OAEP,
        2048,
        3071,
        WITH(HASH(MOHUR_ALG_SHA_256)),
        NO,
        TO(END_OF_2030)),
    PLAIN(MOHUR_ALG_AES_256_KW, NO, YES),
    PLAIN(MOHUR_ALG_AES_256_KWP, YES, YES),
    PLAIN(MOHUR_ALG_AES_256_WRAP, YES, YES),
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
     .hybrid_from    = START_OF_2026,
     .memory_lock    = true,
     .dual_control   = true,
     .anchor         = MOHUR_ANCHOR_LOCAL,
     .unlock_factors = 2,
     .period_days    = {730, 730, 365}},
};

static const char *const LEVEL_NAMES[] = {"open", "official", "restricted",
                                          "confidential"};

const struct mohur__policy mohur__policy_builtin = {
    .id               = "az-reference-1",
    .version          = 1,
    .rules            = RULES,
    .rules_len        = sizeof RULES / sizeof RULES[0],
    .level_policy     = LEVEL_POLICY,
    .level_policy_len = sizeof LEVEL_POLICY / sizeof LEVEL_POLICY[0],
    .level_names      = LEVEL_NAMES,
    .levels           = sizeof LEVEL_NAMES / sizeof LEVEL_NAMES[0],
    .limits           = {.argon2_min_m_kib     = 64 * 1024,
                         .argon2_max_m_kib     = 1024 * 1024,
                         .argon2_min_t         = 3,
                         .argon2_max_t         = 16,
                         .pbkdf2_min           = 600000,
                         .pbkdf2_max           = 10000000,
                         .allow_legacy         = false,
                         .destroy_wait_days    = 30,
                         .revocation_latency_s = 5,
                         .gcm_random_max       = UINT64_C(4294967296)},
    .document         = {.fin_oid = "2.5.4.5", .fin_prefix = ""},
    .defaults         = {{MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ED25519,
                          MOHUR_ALG_ECDSA_P384},
                         {MOHUR_ALG_X_WING, MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                          MOHUR_ALG_ECDH_P384},
                         {MOHUR_ALG_AES_256_WRAP}},
};
