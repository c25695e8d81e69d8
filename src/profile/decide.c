/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"
#include "profile/rules.h"

/*
 * decide(): floor, expiry, rules, level policy, provider, in this order.  The
 * first refusal ends it; of what is allowed, the worst component names the
 * reason.  No clock, no allocation, no input or output.
 */

/* What a store of this version can offer to a level that asks for it. */
enum {
    STORE_FACTORS  = 1,
    STORE_HAS_DUAL = 0,
    STORE_ANCHORS  = 0
};

bool
mohur__operation_protects(mohur_operation operation)
{
    return operation < MOHUR_OP_VERIFY;
}

static bool
refuses(mohur_reason reason)
{
    return reason >= MOHUR_REASON_FLOOR;
}

/* The answer stays as it is until then, or until something earlier. */
static void
changes_at(mohur_decision *out, int64_t when)
{
    if (when < out->until) {
        out->until = when;
    }
}

/* ---- rules ---- */

static bool
hash_matches(const struct mohur__rule *rule, mohur_alg hash)
{
    bool any = true;

    for (size_t i = 0; i < MOHUR__RULE_HASHES; i++) {
        if (rule->hashes[i] != MOHUR_ALG_NONE) {
            any = false;
        }
        if (rule->hashes[i] == hash && hash != MOHUR_ALG_NONE) {
            return true;
        }
    }
    return any;
}

static const struct mohur__rule_side *
side_of(const struct mohur__rule *rule, mohur_operation operation)
{
    return mohur__operation_protects(operation) ? &rule->protect
                                                : &rule->process;
}

/* The first rule for this; rules_len if there is none. */
static size_t
rule_find(const struct mohur__policy *policy,
          mohur_operation operation,
          mohur_alg alg,
          mohur_alg hash,
          uint32_t bits)
{
    size_t i = 0;

    for (; i < policy->rules_len; i++) {
        const struct mohur__rule *rule = &policy->rules[i];

        if (rule->alg == alg && (rule->operations >> operation & 1) != 0 &&
            hash_matches(rule, hash) &&
            bits >= side_of(rule, operation)->min_bits) {
            break;
        }
    }
    return i;
}

/* A date before the first day, or after the last one. */
static mohur_reason
dates_check(const struct mohur__rule_side *side,
            int64_t now,
            mohur_decision *out)
{
    if (side->from != 0 && now < side->from) {
        changes_at(out, side->from);
        return MOHUR_REASON_NOT_YET;
    }
    if (side->until != 0 && now > side->until) {
        return MOHUR_REASON_ENDED;
    }
    if (side->until != 0) {
        changes_at(out, side->until + 1);
    }
    return MOHUR_REASON_OK;
}

static mohur_reason
status_reason(enum mohur__rule_status status)
{
    switch (status) {
    case MOHUR__RULE_ACCEPTABLE:
        return MOHUR_REASON_OK;
    case MOHUR__RULE_DEPRECATED:
        return MOHUR_REASON_DEPRECATED;
    case MOHUR__RULE_LEGACY:
    case MOHUR__RULE_DISALLOWED:
        break;
    }
    return MOHUR_REASON_DISALLOWED;
}

static mohur_reason
protect_check(const struct mohur__rule_side *side,
              const mohur_request *request,
              mohur_decision *out)
{
    mohur_reason reason = status_reason(side->status);

    if (!refuses(reason)) {
        mohur_reason dates = dates_check(side, request->now, out);
        reason             = refuses(dates) ? dates : reason;
    }
    if (!refuses(reason) && request->level > side->max_level) {
        reason = MOHUR_REASON_LEVEL;
    }
    return reason;
}

/*
 * What was made in time may be processed later with a proof of existence,
 * which a signature can have.  No request carries one yet.
 */
static mohur_reason
process_check(const struct mohur__rule_side *side,
              const mohur_request *request,
              mohur_decision *out)
{
    bool signature      = request->operation == MOHUR_OP_VERIFY;
    mohur_reason reason = status_reason(side->status);
    mohur_reason dates  = MOHUR_REASON_OK;

    if (side->status == MOHUR__RULE_LEGACY) {
        return signature ? MOHUR_REASON_POE_MISSING : MOHUR_REASON_DISALLOWED;
    }
    if (refuses(reason)) {
        return reason;
    }
    dates = dates_check(side, request->now, out);
    if (dates == MOHUR_REASON_ENDED && signature) {
        return MOHUR_REASON_POE_MISSING;
    }
    if (refuses(dates)) {
        return dates;
    }
    return request->level > side->max_level ? MOHUR_REASON_LEVEL : reason;
}

/* One component: an algorithm in an operation. */
static mohur_reason
component_check(const struct mohur__policy *policy,
                const mohur_request *request,
                mohur_operation operation,
                mohur_alg alg,
                mohur_alg hash,
                mohur_decision *out)
{
    bool protects = mohur__operation_protects(operation);
    size_t i      = rule_find(policy, operation, alg, hash, request->bits);
    mohur_reason reason = MOHUR_REASON_NO_RULE;

    if (i == policy->rules_len) {
        out->rule = -1;
        return reason;
    }
    reason = protects ? protect_check(&policy->rules[i].protect, request, out)
                      : process_check(&policy->rules[i].process, request, out);
    /* The algorithm comes first; its hash takes over only if it is worse. */
    if (out->rule < 0 || reason > out->reason) {
        out->rule = (int32_t)i;
    }
    return reason;
}

/* The hash that goes with an algorithm unless told; Ed25519 has one inside. */
static mohur_alg
own_hash(mohur_alg alg)
{
    return alg == MOHUR_ALG_ED25519 ? MOHUR_ALG_SHA_512
                                    : mohur__sign_default_hash(alg);
}

static mohur_reason
rules_check(const struct mohur__policy *policy,
            const mohur_request *request,
            mohur_decision *out)
{
    bool protects  = mohur__operation_protects(request->operation);
    mohur_alg hash = request->hash;

    if (hash == MOHUR_ALG_NONE) {
        hash = own_hash(request->alg);
    }
    out->reason = component_check(policy, request, request->operation,
                                  request->alg, hash, out);
    if (!refuses(out->reason) && hash != MOHUR_ALG_NONE) {
        mohur_operation digest = protects ? MOHUR_OP_HASH : MOHUR_OP_REHASH;
        mohur_reason reason =
            component_check(policy, request, digest, hash, MOHUR_ALG_NONE, out);
        out->reason = reason > out->reason ? reason : out->reason;
    }
    return out->reason;
}

/* ---- what a password costs ---- */

static mohur_reason
limits_check(const struct mohur__limits *limits, const mohur_request *request)
{
    bool protects = mohur__operation_protects(request->operation);
    bool low      = false;
    bool high     = false;

    if (request->alg == MOHUR_ALG_ARGON2ID) {
        low = request->m_kib < limits->argon2_min_m_kib ||
              request->t < limits->argon2_min_t;
        high = request->m_kib > limits->argon2_max_m_kib ||
               request->t > limits->argon2_max_t;
    }
    if (request->alg == MOHUR_ALG_PBKDF2_SHA_256) {
        low  = request->bits < limits->pbkdf2_min;
        high = request->bits > limits->pbkdf2_max;
    }
    if (high || (low && protects)) {
        return MOHUR_REASON_LIMIT;
    }
    return low ? MOHUR_REASON_DEPRECATED : MOHUR_REASON_OK;
}

/* ---- levels ---- */

static bool
is_plain_kem(mohur_alg alg)
{
    return alg == MOHUR_ALG_X25519 || alg == MOHUR_ALG_ECDH_P256 ||
           alg == MOHUR_ALG_ECDH_P384;
}

/* What the level wants of a key and its store.  Only protecting is asked. */
static mohur_reason
level_check(const struct mohur__policy *policy, const mohur_request *request)
{
    const struct mohur__level_policy *want = &policy->level_policy[0];

    for (size_t i = 1; i < policy->level_policy_len; i++) {
        if (policy->level_policy[i].level <= request->level) {
            want = &policy->level_policy[i];
        }
    }
    if (!want->exportable && request->operation == MOHUR_OP_EXPORT) {
        return MOHUR_REASON_EXPORT;
    }
    if (want->hybrid_kem && is_plain_kem(request->alg)) {
        return MOHUR_REASON_HYBRID;
    }
    if (want->memory_lock && !request->memory_locked) {
        return MOHUR_REASON_MEMORY;
    }
    if (want->unlock_factors > STORE_FACTORS) {
        return MOHUR_REASON_FACTORS;
    }
    if (want->dual_control && !STORE_HAS_DUAL) {
        return MOHUR_REASON_DUAL;
    }
    if (want->anchor && !STORE_ANCHORS) {
        return MOHUR_REASON_ANCHOR;
    }
    return MOHUR_REASON_OK;
}

/* An unknown label: protecting is refused, processing takes the highest. */
static bool
level_known(const struct mohur__policy *policy, mohur_request *request)
{
    if (request->level < policy->levels) {
        return true;
    }
    request->level = (uint8_t)(policy->levels - 1);
    return false;
}

/* ---- all of it ---- */

static mohur_reason
protect_more(const struct mohur__policy *policy,
             const mohur_request *request,
             mohur_decision *out)
{
    if (policy->expires != 0) {
        if (request->now > policy->expires) {
            return MOHUR_REASON_EXPIRED;
        }
        changes_at(out, policy->expires + 1);
    }
    return MOHUR_REASON_OK;
}

static bool
is_operation(mohur_operation operation)
{
    return (operation >= MOHUR_OP_SIGN && operation <= MOHUR_OP_EXPORT) ||
           (operation >= MOHUR_OP_VERIFY && operation <= MOHUR_OP_REPASS);
}

static mohur_reason
decide(const struct mohur__policy *policy,
       mohur_request *request,
       mohur_decision *out)
{
    bool protects       = mohur__operation_protects(request->operation);
    bool known          = level_known(policy, request);
    mohur_reason reason = MOHUR_REASON_OK;
    mohur_reason cost   = MOHUR_REASON_OK;

    if (!is_operation(request->operation)) {
        return MOHUR_REASON_NO_RULE;
    }
    if (mohur__floor_refuses(request)) {
        return MOHUR_REASON_FLOOR;
    }
    reason = protects ? protect_more(policy, request, out) : MOHUR_REASON_OK;
    if (!refuses(reason)) {
        reason = rules_check(policy, request, out);
    }
    if (!refuses(reason) && protects && !known) {
        reason = MOHUR_REASON_LEVEL;
    }
    if (!refuses(reason)) {
        cost   = limits_check(&policy->limits, request);
        reason = cost > reason ? cost : reason;
    }
    if (!refuses(reason) && protects) {
        mohur_reason level = level_check(policy, request);
        reason             = refuses(level) ? level : reason;
    }
    if (!refuses(reason) && !request->available) {
        reason = MOHUR_REASON_UNAVAILABLE;
    }
    return reason;
}

void
mohur__policy_decide(const struct mohur__policy *policy,
                     const mohur_request *request,
                     mohur_decision *out)
{
    mohur_request asked = *request;

    out->rule    = -1;
    out->until   = INT64_MAX;
    out->reason  = MOHUR_REASON_OK;
    out->profile = policy->id;
    out->reason  = decide(policy, &asked, out);
    out->allowed = !refuses(out->reason);
    /* A refusal for good does not end with the rule that it overrides. */
    if (!out->allowed && out->reason != MOHUR_REASON_NOT_YET) {
        out->until = INT64_MAX;
    }
}
