/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/rules.h"

/*
 * decide(): floor, expiry, rules, level policy, provider, in this order.  The
 * first refusal ends it.  No clock, no allocation, no input or output.
 */
enum {
    DAY_SECONDS = 86400
};

bool
mohur__operation_protects(mohur_operation operation)
{
    return operation < MOHUR_OP_VERIFY;
}

bool
mohur__reason_refuses(mohur_reason reason)
{
    return reason >= MOHUR_REASON_FLOOR;
}

void
mohur__decision_changes_at(mohur_decision *out, int64_t when)
{
    if (when < out->until) {
        out->until = when;
    }
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

const struct mohur__level_policy *
mohur__policy_level(const struct mohur__policy *policy, uint8_t level)
{
    const struct mohur__level_policy *want = &policy->level_policy[0];

    for (size_t i = 1; i < policy->level_policy_len; i++) {
        if (policy->level_policy[i].level <= level) {
            want = &policy->level_policy[i];
        }
    }
    return want;
}

/* Hybrid KEMs are wanted from a date on. */
static bool
wants_hybrid(const struct mohur__level_policy *want,
             const mohur_request *request,
             mohur_decision *out)
{
    if (want->hybrid_from == 0 || !is_plain_kem(request->alg)) {
        return false;
    }
    if (request->now < want->hybrid_from) {
        mohur__decision_changes_at(out, want->hybrid_from);
        return false;
    }
    return true;
}

static uint32_t
days_of_key(const struct mohur__level_policy *want, mohur_operation operation)
{
    switch ((uint32_t)operation) {
    case MOHUR_OP_SIGN:
        return want->period_days[MOHUR__PERIOD_SIGN];
    case MOHUR_OP_SEAL:
        return want->period_days[MOHUR__PERIOD_SEAL];
    case MOHUR_OP_WRAP:
    case MOHUR_OP_ENCRYPT:
        return want->period_days[MOHUR__PERIOD_SYM];
    default:
        return 0;
    }
}

static bool
too_old(const struct mohur__level_policy *want,
        const mohur_request *request,
        mohur_decision *out)
{
    int64_t days = days_of_key(want, request->operation);

    if (days == 0 || request->key_created == 0) {
        return false;
    }
    if (request->now >= request->key_created + days * DAY_SECONDS) {
        return true;
    }
    mohur__decision_changes_at(out, request->key_created + days * DAY_SECONDS);
    return false;
}

/* What the level wants of the key. */
static mohur_reason
key_check(const struct mohur__level_policy *want,
          const mohur_request *request,
          mohur_decision *out)
{
    mohur_custody custody =
        request->custody != 0 ? request->custody : MOHUR_CUSTODY_SOFTWARE;

    if (!want->exportable && request->operation == MOHUR_OP_EXPORT) {
        return MOHUR_REASON_EXPORT;
    }
    if (wants_hybrid(want, request, out)) {
        return MOHUR_REASON_HYBRID;
    }
    if (want->hardware != 0 && (want->hardware >> custody & 1) == 0) {
        return MOHUR_REASON_CUSTODY;
    }
    if (want->randomised && request->deterministic) {
        return MOHUR_REASON_DETERMINISTIC;
    }
    return too_old(want, request, out) ? MOHUR_REASON_CRYPTOPERIOD
                                       : MOHUR_REASON_OK;
}

/* What it wants of the store and the machine. */
static mohur_reason
store_check(const struct mohur__level_policy *want,
            const mohur_request *request)
{
    uint8_t factors = request->factors != 0 ? request->factors : 1;

    if (want->memory_lock && !request->memory_locked) {
        return MOHUR_REASON_MEMORY;
    }
    if (want->unlock_factors > factors) {
        return MOHUR_REASON_FACTORS;
    }
    if (want->dual_control && !request->dual_control) {
        return MOHUR_REASON_DUAL;
    }
    if (want->anchor > request->anchor) {
        return MOHUR_REASON_ANCHOR;
    }
    return MOHUR_REASON_OK;
}

/* Only protecting is asked. */
static mohur_reason
level_check(const struct mohur__policy *policy,
            const mohur_request *request,
            mohur_decision *out)
{
    const struct mohur__level_policy *want =
        mohur__policy_level(policy, request->level);
    mohur_reason reason = key_check(want, request, out);

    return mohur__reason_refuses(reason) ? reason : store_check(want, request);
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
expiry_check(const struct mohur__policy *policy,
             const mohur_request *request,
             mohur_decision *out)
{
    if (policy->expires == 0) {
        return MOHUR_REASON_OK;
    }
    if (request->now <= policy->expires) {
        mohur__decision_changes_at(out, policy->expires + 1);
        return MOHUR_REASON_OK;
    }
    return policy->warns ? MOHUR_REASON_DEPRECATED : MOHUR_REASON_EXPIRED;
}

static bool
is_operation(mohur_operation operation)
{
    return (operation >= MOHUR_OP_SIGN && operation <= MOHUR_OP_EXPORT) ||
           (operation >= MOHUR_OP_VERIFY && operation <= MOHUR_OP_REPASS);
}

static mohur_reason
worse(mohur_reason a, mohur_reason b)
{
    return a > b ? a : b;
}

/* After the rules have allowed it. */
static mohur_reason
beyond_rules(const struct mohur__policy *policy,
             const mohur_request *request,
             bool known,
             mohur_decision *out)
{
    bool protects       = mohur__operation_protects(request->operation);
    mohur_reason reason = MOHUR_REASON_OK;

    if (protects && !known) {
        return MOHUR_REASON_LEVEL;
    }
    reason = limits_check(&policy->limits, request);
    if (!mohur__reason_refuses(reason) && protects) {
        reason = worse(reason, level_check(policy, request, out));
    }
    if (!mohur__reason_refuses(reason) && !request->available) {
        reason = MOHUR_REASON_UNAVAILABLE;
    }
    return reason;
}

static mohur_reason
decide(const struct mohur__policy *policy,
       mohur_request *request,
       mohur_decision *out)
{
    bool known          = level_known(policy, request);
    mohur_reason reason = MOHUR_REASON_OK;

    if (!is_operation(request->operation)) {
        return MOHUR_REASON_NO_RULE;
    }
    if (mohur__floor_refuses(request)) {
        return MOHUR_REASON_FLOOR;
    }
    if (mohur__operation_protects(request->operation)) {
        reason = expiry_check(policy, request, out);
    }
    if (!mohur__reason_refuses(reason)) {
        reason = worse(reason, mohur__rules_check(policy, request, out));
    }
    if (!mohur__reason_refuses(reason)) {
        reason = worse(reason, beyond_rules(policy, request, known, out));
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
    out->allowed = !mohur__reason_refuses(out->reason);
    /* A refusal for good does not end with the rule that it overrides. */
    if (!out->allowed && out->reason != MOHUR_REASON_NOT_YET) {
        out->until = INT64_MAX;
    }
}
