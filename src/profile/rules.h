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

enum {
    MOHUR__RULES_MAX     = 512,
    MOHUR__LEVELS_MAX    = 16,
    MOHUR__DEFAULTS_MAX  = 8,
    MOHUR__DEFAULTS_FOR  = 3,
    MOHUR__POLICY_ID_MAX = 128, /* bytes of an id at most */
    MOHUR__HASHES_LISTED = 1    /* the bit that no hash has */
};

/* One direction of a rule: protecting or processing. */
struct mohur__rule_side {
    enum mohur__rule_status status;
    uint8_t max_level;
    int64_t from;       /* its first second; protecting only */
    int64_t until;      /* its last second */
    int64_t poe_before; /* processing: a proof is before it; 0: until + 1 */
};

struct mohur__rule {
    mohur_alg alg; /* NONE: a name without a number, which nothing matches */
    uint32_t min_bits;
    uint32_t max_bits; /* 0: any */
    uint32_t hashes;   /* bits of kinds.h and HASHES_LISTED; 0: with any */
    uint32_t uses;     /* of a hash: a bit for each mohur_hash_use; 0: all */
    struct mohur__rule_side protect;
    struct mohur__rule_side process;
    const char *name;   /* as it was written; NULL: that of alg */
    const char *source; /* document and clause; NULL: not said */
};

/* What period_days has a figure for. */
enum mohur__period {
    MOHUR__PERIOD_SIGN,
    MOHUR__PERIOD_SEAL,
    MOHUR__PERIOD_SYM,
    MOHUR__PERIODS
};

/* What a level wants; an entry holds from its level upwards. */
struct mohur__level_policy {
    uint8_t level;
    bool exportable; /* keys may be */
    bool randomised; /* no deterministic encryption of fields */
    bool memory_lock;
    bool dual_control;
    bool log_unlock;
    uint8_t hardware; /* custody: a bit for each that is enough; 0: any */
    uint8_t anchor;   /* mohur_anchor, at least */
    uint8_t unlock_factors;
    uint8_t witnesses;
    int64_t hybrid_from;                  /* 0: no hybrid KEM is wanted */
    uint32_t period_days[MOHUR__PERIODS]; /* that a key protects; 0: any */
};

struct mohur__limits {
    uint32_t argon2_min_m_kib; /* to protect */
    uint32_t argon2_max_m_kib;
    uint32_t argon2_min_t;
    uint32_t argon2_max_t;
    uint32_t pbkdf2_min; /* to protect; below it processing is deprecated */
    uint32_t pbkdf2_max;
    bool allow_legacy; /* the flag of a caller counts */
    uint32_t destroy_wait_days;
    uint32_t revocation_latency_s;
    uint64_t gcm_random_max;
};

/* What the readers of documents are told; docs/formats/profile.md. */
struct mohur__document_policy {
    bool ber_outer;
    bool signing_certificate_v1;
    const char *fin_oid;
    const char *fin_prefix;
    uint8_t ocsp_nonce;         /* 0 if present, 1 required, 2 ignored */
    uint8_t suspended_restored; /* 0 indeterminate, 1 passed, 2 failed */
    bool any_trust_list;        /* not only signed ones */
    bool loose_mimetype;        /* of a container: warn, and do not fail */
    uint8_t min_level;          /* mohur_document_level, at least */
    uint32_t revocation_age;    /* seconds that evidence is fresh; 0: any */
    uint32_t tsa_skew;          /* seconds that others' clocks may be ahead; */
    bool has_tsa_skew;          /* ... if it is said */
};

/* The data of a profile. */
struct mohur__policy {
    const char *id;
    uint64_t version;
    uint8_t hash[32];                /* of its text; zeros: it has none */
    const struct mohur__rule *rules; /* the first match wins */
    size_t rules_len;
    const struct mohur__level_policy *level_policy; /* ascending, from 0 */
    size_t level_policy_len;
    const char *const *level_names;
    uint8_t levels; /* 0 to levels - 1 */
    int64_t issued;
    int64_t effective; /* its first second */
    int64_t expires;   /* its last second: after it, nothing is protected */
    bool warns;        /* ... or only with a warning */
    struct mohur__limits limits;
    struct mohur__document_policy document;
    /* By purpose, as mohur_purpose of key.h numbers them: sign, seal, wrap. */
    mohur_alg defaults[MOHUR__DEFAULTS_FOR][MOHUR__DEFAULTS_MAX];
};

/* The built-in profile. */
extern const struct mohur__policy mohur__policy_builtin;

/* Does it protect (sign, seal, ...), and not process what exists? */
bool
mohur__operation_protects(mohur_operation operation);

/* Does the answer refuse? */
bool
mohur__reason_refuses(mohur_reason reason);

/* The answer stays as it is until then, or until something earlier. */
void
mohur__decision_changes_at(mohur_decision *out, int64_t when);

/*
 * Decide: a pure function.  out->size is left alone.
 */
void
mohur__policy_decide(const struct mohur__policy *policy,
                     const mohur_request *request,
                     mohur_decision *out);

/*
 * The rules' part of it: each component (the algorithm, its hash) by the
 * first rule that matches.  Sets out->reason, rule and until.
 */
mohur_reason
mohur__rules_check(const struct mohur__policy *policy,
                   const mohur_request *request,
                   mohur_decision *out);

/* What a level wants: the last entry that is not above it. */
const struct mohur__level_policy *
mohur__policy_level(const struct mohur__policy *policy, uint8_t level);

/* Is this below what any profile may allow? */
bool
mohur__floor_refuses(const mohur_request *request);

/* Does the rule allow what no profile may? */
bool
mohur__floor_refuses_rule(const struct mohur__rule *rule);

/* Are the costs of passwords below what any profile may allow? */
bool
mohur__floor_refuses_limits(const struct mohur__limits *limits);

/* Is it the name of something that has no number because of the floor? */
bool
mohur__floor_name(const char *name);

#endif
