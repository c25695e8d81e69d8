/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_PROFILE_RULES_H
#define MOHUR_SRC_PROFILE_RULES_H

#include <mohur/profile.h>

/*
 * What a profile is inside: rules, level policy and limits, all of it
 * constant data.  Dates are seconds since 1970 UTC; 0 is "none".
 */

/* Zero forbids, so that what is left out is forbidden. */
enum mohur__rule_status {
    MOHUR__RULE_DISALLOWED = 0,
    MOHUR__RULE_LEGACY, /* to process only, and only what is proven old */
    MOHUR__RULE_DEPRECATED,
    MOHUR__RULE_ACCEPTABLE
};

/* One direction of a rule: protecting or processing. */
struct mohur__rule_side {
    enum mohur__rule_status status;
    uint8_t max_level;
    int64_t from;      /* its first second */
    int64_t until;     /* its last second */
    uint32_t min_bits; /* RSA: the rule is not for a smaller modulus */
};

enum {
    MOHUR__RULE_HASHES = 3,
    MOHUR__PERIODS     = 3 /* purposes of keys: sign, seal, wrap */
};

struct mohur__rule {
    mohur_alg alg;
    uint32_t operations;                  /* a bit for each, by its number */
    mohur_alg hashes[MOHUR__RULE_HASHES]; /* all NONE: with any */
    struct mohur__rule_side protect;
    struct mohur__rule_side process;
};

/* What a level wants; an entry holds from its level upwards. */
struct mohur__level_policy {
    uint8_t level;
    bool exportable; /* keys may be */
    bool hybrid_kem;
    bool memory_lock;
    bool dual_control;
    bool anchor;
    uint8_t unlock_factors;
    uint32_t period_days[MOHUR__PERIODS]; /* that a key protects; 0: any */
};

struct mohur__limits {
    uint32_t argon2_min_m_kib; /* to protect */
    uint32_t argon2_max_m_kib;
    uint32_t argon2_min_t;
    uint32_t argon2_max_t;
    uint32_t pbkdf2_min; /* to protect; below it processing is deprecated */
    uint32_t pbkdf2_max;
    uint32_t revocation_latency_s;
    uint32_t destroy_wait_days;
};

/* The data of a profile. */
struct mohur__policy {
    const char *id;
    const struct mohur__rule *rules; /* the first match wins */
    size_t rules_len;
    const struct mohur__level_policy *level_policy; /* ascending, from 0 */
    size_t level_policy_len;
    uint8_t levels;  /* 0 to levels - 1 */
    int64_t expires; /* its last second: after it, nothing is protected */
    struct mohur__limits limits;
};

/* The built-in profile. */
extern const struct mohur__policy mohur__policy_builtin;

/* Does it protect (sign, seal, ...), and not process what exists? */
bool
mohur__operation_protects(mohur_operation operation);

/*
 * Decide: a pure function.  out->size is left alone.
 */
void
mohur__policy_decide(const struct mohur__policy *policy,
                     const mohur_request *request,
                     mohur_decision *out);

/* Is this below what any profile may allow? */
bool
mohur__floor_refuses(const mohur_request *request);

#endif
