/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"
#include "profile/kinds.h"
#include "profile/rules.h"

/*
 * The rules: which one matches a component, and what its status and dates
 * come to.  Of what is allowed, the worst component names the reason.
 */

/* ---- which rule ---- */

/* One component: an algorithm in an operation. */
struct component {
    mohur_operation operation;
    mohur_alg alg;
    mohur_alg hash;
    mohur_hash_use use; /* where alg is a hash */
};

static bool
rule_matches(const struct mohur__rule *rule,
             const struct component *c,
             uint32_t bits)
{
    return rule->alg == c->alg && bits >= rule->min_bits &&
           (rule->max_bits == 0 || bits <= rule->max_bits) &&
           (rule->hashes == 0 ||
            (rule->hashes & mohur__kind_hash_bit(c->hash)) != 0) &&
           (rule->uses == 0 || (rule->uses >> c->use & 1) != 0);
}

/* The first rule for this; rules_len if there is none. */
static size_t
rule_find(const struct mohur__policy *policy,
          const struct component *c,
          uint32_t bits)
{
    size_t i = 0;

    if (!mohur__kind_is_for(c->alg, c->operation)) {
        return policy->rules_len;
    }
    while (i < policy->rules_len && !rule_matches(&policy->rules[i], c, bits)) {
        i++;
    }
    return i;
}

/* ---- what it says ---- */

/* A date before the first day, or after the last one. */
static mohur_reason
dates_check(const struct mohur__rule_side *side,
            int64_t now,
            mohur_decision *out)
{
    if (side->from != 0 && now < side->from) {
        mohur__decision_changes_at(out, side->from);
        return MOHUR_REASON_NOT_YET;
    }
    if (side->until != 0 && now > side->until) {
        return MOHUR_REASON_ENDED;
    }
    if (side->until != 0) {
        mohur__decision_changes_at(out, side->until + 1);
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

    if (!mohur__reason_refuses(reason)) {
        mohur_reason dates = dates_check(side, request->now, out);
        reason             = mohur__reason_refuses(dates) ? dates : reason;
    }
    if (!mohur__reason_refuses(reason) && request->level > side->max_level) {
        reason = MOHUR_REASON_LEVEL;
    }
    return reason;
}

/* A proof from a ledger counts with the witnesses that the level wants. */
static bool
has_witnesses(const struct mohur__policy *policy, const mohur_request *request)
{
    return request->poe_source != MOHUR_POE_LEDGER ||
           request->witnesses >=
               mohur__policy_level(policy, request->level)->witnesses;
}

/* Was it proven to exist in time?  Only a signature can be. */
static mohur_reason
proof_check(const struct mohur__policy *policy,
            const struct mohur__rule_side *side,
            const mohur_request *request)
{
    int64_t before = side->poe_before != 0 ? side->poe_before : side->until + 1;

    if (request->poe_source == MOHUR_POE_NONE) {
        return MOHUR_REASON_POE_MISSING;
    }
    if (request->poe_time >= before) {
        return MOHUR_REASON_POE_LATE;
    }
    return has_witnesses(policy, request) ? MOHUR_REASON_LEGACY
                                          : MOHUR_REASON_QUORUM;
}

/* What is past its time or was never acceptable to make: section 6. */
static mohur_reason
old_check(const struct mohur__policy *policy,
          const struct mohur__rule_side *side,
          const mohur_request *request,
          const struct component *c)
{
    bool of_signature =
        c->operation == MOHUR_OP_VERIFY ||
        (c->operation == MOHUR_OP_REHASH && c->use == MOHUR_HASH_SIGNATURE);

    if (of_signature) {
        return proof_check(policy, side, request);
    }
    if (request->allow_legacy && policy->limits.allow_legacy) {
        return MOHUR_REASON_LEGACY;
    }
    return side->status == MOHUR__RULE_LEGACY ? MOHUR_REASON_DISALLOWED
                                              : MOHUR_REASON_ENDED;
}

static mohur_reason
process_check(const struct mohur__policy *policy,
              const struct mohur__rule_side *side,
              const mohur_request *request,
              const struct component *c,
              mohur_decision *out)
{
    mohur_reason reason = status_reason(side->status);

    if (side->status == MOHUR__RULE_DISALLOWED) {
        return reason;
    }
    if (side->status == MOHUR__RULE_LEGACY ||
        mohur__reason_refuses(dates_check(side, request->now, out))) {
        reason = old_check(policy, side, request, c);
    }
    if (!mohur__reason_refuses(reason) && request->level > side->max_level) {
        reason = MOHUR_REASON_LEVEL;
    }
    return reason;
}

/* ---- the components ---- */

static mohur_reason
component_check(const struct mohur__policy *policy,
                const mohur_request *request,
                const struct component *c,
                mohur_decision *out)
{
    size_t i            = rule_find(policy, c, request->bits);
    mohur_reason reason = MOHUR_REASON_NO_RULE;

    if (i == policy->rules_len) {
        out->rule = -1;
        return reason;
    }
    reason =
        mohur__operation_protects(c->operation)
            ? protect_check(&policy->rules[i].protect, request, out)
            : process_check(policy, &policy->rules[i].process, request, c, out);
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

mohur_reason
mohur__rules_check(const struct mohur__policy *policy,
                   const mohur_request *request,
                   mohur_decision *out)
{
    struct component c = {request->operation, request->alg, request->hash,
                          request->hash_use};

    if (c.hash == MOHUR_ALG_NONE) {
        c.hash = own_hash(request->alg);
    }
    out->reason = component_check(policy, request, &c, out);
    if (!mohur__reason_refuses(out->reason) && c.hash != MOHUR_ALG_NONE) {
        mohur_operation digest = mohur__operation_protects(request->operation)
                                     ? MOHUR_OP_HASH
                                     : MOHUR_OP_REHASH;
        struct component hash  = {digest, c.hash, MOHUR_ALG_NONE,
                                  MOHUR_HASH_SIGNATURE};
        mohur_reason reason    = component_check(policy, request, &hash, out);
        out->reason            = reason > out->reason ? reason : out->reason;
    }
    return out->reason;
}
