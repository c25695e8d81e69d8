/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/rules.h"

/* Profiles made for one rule each, so that each step decides alone. */
enum {
    DAY = 1000000
};

#define ALWAYS  {.status = MOHUR__RULE_ACCEPTABLE, .max_level = 3}
#define SHA_512 (UINT32_C(1) << 3 | MOHUR__HASHES_LISTED)

/* A profile with these rules and nothing else to say no. */
static struct mohur__policy
policy_of(const struct mohur__rule *rules, size_t n)
{
    static const struct mohur__level_policy open[] = {
        {.level = 0, .exportable = true, .unlock_factors = 1}};

    return (struct mohur__policy){.id               = "test",
                                  .rules            = rules,
                                  .rules_len        = n,
                                  .level_policy     = open,
                                  .level_policy_len = 1,
                                  .levels           = 4,
                                  .limits = {.argon2_max_m_kib = UINT32_MAX,
                                             .argon2_max_t     = UINT32_MAX,
                                             .pbkdf2_max       = UINT32_MAX}};
}

static mohur_decision
ask(const struct mohur__policy *policy,
    mohur_operation operation,
    mohur_alg alg,
    uint8_t level,
    int64_t now)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.operation = operation;
    request.alg       = alg;
    request.level     = level;
    request.now       = now;
    mohur__policy_decide(policy, &request, &decision);
    return decision;
}

/* Ask about sealing with X25519 under this one rule. */
static mohur_decision
seal_under(struct mohur__rule_side protect, uint8_t level, int64_t now)
{
    const struct mohur__rule rule = {
        .alg = MOHUR_ALG_X25519, .protect = protect, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);

    return ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, level, now);
}

static mohur_decision
process_under(mohur_operation operation,
              struct mohur__rule_side process,
              int64_t now)
{
    mohur_alg alg =
        operation == MOHUR_OP_VERIFY ? MOHUR_ALG_ML_DSA_65 : MOHUR_ALG_X25519;
    const struct mohur__rule rule = {
        .alg = alg, .protect = ALWAYS, .process = process};
    struct mohur__policy policy = policy_of(&rule, 1);

    return ask(&policy, operation, alg, 0, now);
}

static void
refuses_what_no_rule_names(void **state)
{
    struct mohur__policy policy = policy_of(NULL, 0);
    mohur_decision d =
        ask(&policy, MOHUR_OP_SIGN, MOHUR_ALG_ED25519, 0, FIXTURE_NOW);

    (void)state;
    CHECK(!d.allowed);
    CHECK_NUMBER(MOHUR_REASON_NO_RULE, d.reason);
    CHECK_NUMBER(-1, d.rule);
    CHECK(d.until == INT64_MAX);
    CHECK_TEXT("test", d.profile);
}

static void
refuses_a_rule_left_empty(void **state)
{
    mohur_decision d = seal_under((struct mohur__rule_side){0}, 0, FIXTURE_NOW);

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED, d.reason);
    CHECK_NUMBER(0, d.rule);
}

static void
allows_deprecated_with_its_reason(void **state)
{
    mohur_decision d = seal_under(
        (struct mohur__rule_side){MOHUR__RULE_DEPRECATED, 3, 0, 0, 0}, 0,
        FIXTURE_NOW);

    (void)state;
    CHECK(d.allowed);
    CHECK_NUMBER(MOHUR_REASON_DEPRECATED, d.reason);
}

static void
keeps_to_the_second_of_each_date(void **state)
{
    struct mohur__rule_side side = {MOHUR__RULE_ACCEPTABLE, 3, DAY, 2 * DAY, 0};

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_NOT_YET, seal_under(side, 0, DAY - 1).reason);
    CHECK_NUMBER(MOHUR_REASON_OK, seal_under(side, 0, DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_OK, seal_under(side, 0, 2 * DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_ENDED, seal_under(side, 0, 2 * DAY + 1).reason);
}

static void
says_when_the_answer_changes(void **state)
{
    struct mohur__rule_side side = {MOHUR__RULE_ACCEPTABLE, 3, DAY, 2 * DAY, 0};

    (void)state;
    CHECK_NUMBER(DAY, seal_under(side, 0, 0).until);
    CHECK_NUMBER(2 * DAY + 1, seal_under(side, 0, DAY).until);
    CHECK(seal_under(side, 0, 2 * DAY + 1).until == INT64_MAX);
    CHECK(seal_under((struct mohur__rule_side)ALWAYS, 0, DAY).until ==
          INT64_MAX);
}

static void
refuses_a_level_above_the_rule(void **state)
{
    struct mohur__rule_side side = {MOHUR__RULE_ACCEPTABLE, 1, 0, 0, 0};

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_OK, seal_under(side, 1, DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_LEVEL, seal_under(side, 2, DAY).reason);
}

static void
refuses_to_protect_at_an_unknown_level(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_REASON_LEVEL,
                 seal_under((struct mohur__rule_side)ALWAYS, 4, DAY).reason);
    CHECK_NUMBER(
        MOHUR_REASON_LEVEL,
        seal_under((struct mohur__rule_side)ALWAYS, UINT8_MAX, DAY).reason);
}

static void
wants_a_proof_for_an_old_signature_only(void **state)
{
    struct mohur__rule_side ended = {MOHUR__RULE_ACCEPTABLE, 3, 0, DAY, 0};

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_OK,
                 process_under(MOHUR_OP_VERIFY, ended, DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                 process_under(MOHUR_OP_VERIFY, ended, DAY + 1).reason);
    CHECK_NUMBER(MOHUR_REASON_ENDED,
                 process_under(MOHUR_OP_OPEN, ended, DAY + 1).reason);
}

static void
processes_legacy_with_a_proof_alone(void **state)
{
    struct mohur__rule_side legacy = {MOHUR__RULE_LEGACY, 3, 0, 0, 0};

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                 process_under(MOHUR_OP_VERIFY, legacy, DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED,
                 process_under(MOHUR_OP_OPEN, legacy, DAY).reason);
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED, seal_under(legacy, 0, DAY).reason);
}

static void
splits_protecting_from_processing(void **state)
{
    const struct mohur__rule rule = {
        .alg = MOHUR_ALG_X25519, .protect = {0}, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);

    (void)state;
    CHECK(!ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY).allowed);
    CHECK(ask(&policy, MOHUR_OP_OPEN, MOHUR_ALG_X25519, 0, DAY).allowed);
}

static void
takes_the_first_rule_that_matches(void **state)
{
    const struct mohur__rule rules[] = {
        {.alg = MOHUR_ALG_ECDH_P256, .protect = ALWAYS, .process = ALWAYS},
        {.alg = MOHUR_ALG_X25519, .protect = {0}, .process = {0}},
        {.alg = MOHUR_ALG_X25519, .protect = ALWAYS, .process = ALWAYS},
    };
    struct mohur__policy policy = policy_of(rules, 3);
    mohur_decision d = ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY);

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED, d.reason);
    CHECK_NUMBER(1, d.rule);
    CHECK_NUMBER(0,
                 ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_ECDH_P256, 0, DAY).rule);
}

/* RSA of these bits, under a rule for few and one for many. */
static mohur_decision
verify_where_rules_overlap(bool few_first, uint32_t bits)
{
    const struct mohur__rule few = {
        .alg      = MOHUR_ALG_RSASSA_PSS,
        .min_bits = 2048,
        .max_bits = 3072,
        .process  = {MOHUR__RULE_DEPRECATED, 3, 0, 0, 0}};
    const struct mohur__rule many = {
        .alg = MOHUR_ALG_RSASSA_PSS, .min_bits = 3072, .process = ALWAYS};
    const struct mohur__rule rules[] = {few_first ? few : many,
                                        few_first ? many : few};
    struct mohur__policy policy = policy_of(rules, 2);
    mohur_request request       = MOHUR_REQUEST_INIT;
    mohur_decision decision     = MOHUR_DECISION_INIT;

    request.operation = MOHUR_OP_VERIFY;
    request.alg       = MOHUR_ALG_RSASSA_PSS;
    request.bits      = bits;
    request.now       = DAY;
    mohur__policy_decide(&policy, &request, &decision);
    return decision;
}

/* P19: both match 3072 bits; neither stands in the other's way elsewhere. */
static void
lets_the_order_decide_where_rules_overlap(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_REASON_DEPRECATED,
                 verify_where_rules_overlap(true, 3072).reason);
    CHECK_NUMBER(MOHUR_REASON_OK,
                 verify_where_rules_overlap(false, 3072).reason);
    for (int first = 0; first < 2; first++) {
        CHECK_NUMBER(MOHUR_REASON_DEPRECATED,
                     verify_where_rules_overlap(first, 3071).reason);
        CHECK_NUMBER(MOHUR_REASON_OK,
                     verify_where_rules_overlap(first, 3073).reason);
        CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                     verify_where_rules_overlap(first, 2047).reason);
    }
}

/* Ed25519 by rule 0, SHA-512 by rule 1. */
static mohur_decision
sign_with_hash_under(struct mohur__rule_side sign, struct mohur__rule_side hash)
{
    const struct mohur__rule rules[] = {
        {.alg     = MOHUR_ALG_ED25519,
         .hashes  = SHA_512,
         .protect = sign,
         .process = sign},
        {.alg = MOHUR_ALG_SHA_512, .protect = hash, .process = hash},
    };
    struct mohur__policy policy = policy_of(rules, 2);

    return ask(&policy, MOHUR_OP_SIGN, MOHUR_ALG_ED25519, 0, DAY);
}

static void
takes_the_worst_component(void **state)
{
    struct mohur__rule_side old   = {MOHUR__RULE_DEPRECATED, 3, 0, 0, 0};
    struct mohur__rule_side ended = {MOHUR__RULE_ACCEPTABLE, 3, 0, DAY - 1, 0};
    struct mohur__rule_side soon  = {MOHUR__RULE_ACCEPTABLE, 3, 0, 2 * DAY, 0};
    struct mohur__rule_side ok    = ALWAYS;
    mohur_decision d              = sign_with_hash_under(ok, old);

    (void)state;
    CHECK(d.allowed && d.reason == MOHUR_REASON_DEPRECATED && d.rule == 1);
    d = sign_with_hash_under(old, ok);
    CHECK(d.allowed && d.reason == MOHUR_REASON_DEPRECATED && d.rule == 0);
    d = sign_with_hash_under(ok, ended);
    CHECK(!d.allowed && d.reason == MOHUR_REASON_ENDED && d.rule == 1);
    d = sign_with_hash_under(ok, soon);
    CHECK(d.allowed && d.until == 2 * DAY + 1 && d.rule == 0);
}

static void
wants_a_rule_for_the_hash_too(void **state)
{
    const struct mohur__rule rule = {.alg     = MOHUR_ALG_ED25519,
                                     .hashes  = SHA_512,
                                     .protect = ALWAYS,
                                     .process = ALWAYS};
    struct mohur__policy policy   = policy_of(&rule, 1);
    mohur_decision d = ask(&policy, MOHUR_OP_SIGN, MOHUR_ALG_ED25519, 0, DAY);

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_NO_RULE, d.reason);
    CHECK_NUMBER(-1, d.rule);
}

static void
protects_nothing_once_expired(void **state)
{
    const struct mohur__rule rule = {
        .alg = MOHUR_ALG_X25519, .protect = ALWAYS, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);
    mohur_decision d;

    (void)state;
    policy.expires = DAY;
    d              = ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY);
    CHECK(d.allowed && d.until == DAY + 1);
    d = ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY + 1);
    CHECK_NUMBER(MOHUR_REASON_EXPIRED, d.reason);
    CHECK(ask(&policy, MOHUR_OP_OPEN, MOHUR_ALG_X25519, 0, DAY + 1).allowed);
}

/* What sealing, at level 1, comes to where that level wants this. */
static mohur_reason
seal_where(struct mohur__level_policy want, mohur_operation operation)
{
    const struct mohur__level_policy levels[] = {
        {.level = 0, .exportable = true, .unlock_factors = 1}, want};
    const struct mohur__rule rule = {
        .alg = MOHUR_ALG_X25519, .protect = ALWAYS, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);

    policy.level_policy     = levels;
    policy.level_policy_len = 2;
    CHECK(ask(&policy, operation, MOHUR_ALG_X25519, 0, DAY).allowed);
    CHECK(ask(&policy, MOHUR_OP_OPEN, MOHUR_ALG_X25519, 1, DAY).allowed);
    return ask(&policy, operation, MOHUR_ALG_X25519, 1, DAY).reason;
}

static void
refuses_each_thing_that_a_level_wants(void **state)
{
    struct mohur__level_policy want = {
        .level = 1, .exportable = true, .unlock_factors = 1};
    struct mohur__level_policy one = want;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_OK, seal_where(want, MOHUR_OP_SEAL));
    one.exportable = false;
    CHECK_NUMBER(MOHUR_REASON_EXPORT, seal_where(one, MOHUR_OP_EXPORT));
    CHECK_NUMBER(MOHUR_REASON_OK, seal_where(one, MOHUR_OP_SEAL));
    one             = want;
    one.hybrid_from = 1;
    CHECK_NUMBER(MOHUR_REASON_HYBRID, seal_where(one, MOHUR_OP_SEAL));
    one             = want;
    one.memory_lock = true;
    CHECK_NUMBER(MOHUR_REASON_MEMORY, seal_where(one, MOHUR_OP_SEAL));
    one                = want;
    one.unlock_factors = 2;
    CHECK_NUMBER(MOHUR_REASON_FACTORS, seal_where(one, MOHUR_OP_SEAL));
    one              = want;
    one.dual_control = true;
    CHECK_NUMBER(MOHUR_REASON_DUAL, seal_where(one, MOHUR_OP_SEAL));
    one        = want;
    one.anchor = MOHUR_ANCHOR_LOCAL;
    CHECK_NUMBER(MOHUR_REASON_ANCHOR, seal_where(one, MOHUR_OP_SEAL));
}

static void
says_unavailable_only_of_what_is_allowed(void **state)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    (void)state;
    request.alg       = MOHUR_ALG_ED25519;
    request.available = false;
    request.now       = FIXTURE_NOW;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    CHECK_NUMBER(MOHUR_REASON_UNAVAILABLE, decision.reason);
    CHECK(!decision.allowed);
    request.alg = MOHUR_ALG_ECDSA_P521;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED, decision.reason);
}

static void
refuses_operations_and_algorithms_that_are_none(void **state)
{
    static const int none[] = {0, 9, 16, 23, 31, 32, 33, 1000, INT32_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++) {
        CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                     ask(&mohur__policy_builtin, (mohur_operation)none[i],
                         MOHUR_ALG_ED25519, 0, DAY)
                         .reason);
        CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                     ask(&mohur__policy_builtin, MOHUR_OP_VERIFY,
                         (mohur_alg)none[i], 0, DAY)
                         .reason);
    }
}

/* ---- proofs of existence, and reading in spite of it ---- */

/* An algorithm's answer under one rule, asked with these facts. */
static mohur_reason
facts_under(struct mohur__rule_side process,
            mohur_operation operation,
            int64_t poe_time,
            bool insists,
            bool flag_counts)
{
    mohur_alg alg =
        operation == MOHUR_OP_VERIFY ? MOHUR_ALG_ML_DSA_65 : MOHUR_ALG_X25519;
    const struct mohur__rule rule = {
        .alg = alg, .protect = ALWAYS, .process = process};
    struct mohur__policy policy = policy_of(&rule, 1);
    mohur_request request       = MOHUR_REQUEST_INIT;
    mohur_decision decision     = MOHUR_DECISION_INIT;

    policy.limits.allow_legacy = flag_counts;
    request.operation          = operation;
    request.alg                = alg;
    request.now                = 9 * DAY;
    request.poe_source   = poe_time != 0 ? MOHUR_POE_TIMESTAMP : MOHUR_POE_NONE;
    request.poe_time     = poe_time;
    request.allow_legacy = insists;
    mohur__policy_decide(&policy, &request, &decision);
    return decision.reason;
}

static void
takes_a_proof_one_second_before_its_date_and_not_at_it(void **state)
{
    struct mohur__rule_side named   = {MOHUR__RULE_ACCEPTABLE, 3, 0, DAY,
                                       2 * DAY};
    struct mohur__rule_side derived = {MOHUR__RULE_ACCEPTABLE, 3, 0, DAY, 0};
    struct mohur__rule_side legacy  = {MOHUR__RULE_LEGACY, 3, 0, 0, 2 * DAY};
    mohur_operation verify          = MOHUR_OP_VERIFY;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                 facts_under(named, verify, 0, false, false));
    CHECK_NUMBER(MOHUR_REASON_LEGACY,
                 facts_under(named, verify, 2 * DAY - 1, false, false));
    CHECK_NUMBER(MOHUR_REASON_POE_LATE,
                 facts_under(named, verify, 2 * DAY, false, false));
    CHECK_NUMBER(MOHUR_REASON_LEGACY,
                 facts_under(derived, verify, DAY, false, false));
    CHECK_NUMBER(MOHUR_REASON_POE_LATE,
                 facts_under(derived, verify, DAY + 1, false, false));
    CHECK_NUMBER(MOHUR_REASON_LEGACY,
                 facts_under(legacy, verify, DAY, false, false));
    CHECK_NUMBER(
        MOHUR_REASON_DISALLOWED,
        facts_under((struct mohur__rule_side){0}, verify, DAY, true, true));
}

static void
never_lets_a_flag_stand_for_a_proof(void **state)
{
    struct mohur__rule_side legacy = {MOHUR__RULE_LEGACY, 3, 0, 0, 2 * DAY};

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                 facts_under(legacy, MOHUR_OP_VERIFY, 0, true, true));
    CHECK_NUMBER(MOHUR_REASON_POE_LATE,
                 facts_under(legacy, MOHUR_OP_VERIFY, 3 * DAY, true, true));
}

static void
opens_what_is_old_for_who_insists_and_may(void **state)
{
    struct mohur__rule_side legacy = {MOHUR__RULE_LEGACY, 3, 0, 0, 2 * DAY};
    struct mohur__rule_side ended  = {MOHUR__RULE_ACCEPTABLE, 3, 0, DAY, 0};
    mohur_operation open           = MOHUR_OP_OPEN;

    (void)state;
    CHECK_NUMBER(MOHUR_REASON_LEGACY, facts_under(legacy, open, 0, true, true));
    CHECK_NUMBER(MOHUR_REASON_LEGACY, facts_under(ended, open, 0, true, true));
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED,
                 facts_under(legacy, open, 0, true, false));
    CHECK_NUMBER(MOHUR_REASON_ENDED, facts_under(ended, open, 0, false, true));
    CHECK_NUMBER(MOHUR_REASON_DISALLOWED,
                 facts_under(legacy, open, DAY, false, true));
}

static mohur_reason
verify_rsa(uint32_t bits, mohur_alg hash, int64_t now)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    request.operation = MOHUR_OP_VERIFY;
    request.alg       = MOHUR_ALG_RSASSA_PKCS1;
    request.hash      = hash;
    request.bits      = bits;
    request.now       = now;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    return decision.reason;
}

static void
takes_bits_and_hash_into_account(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_REASON_OK,
                 verify_rsa(3072, MOHUR_ALG_SHA_256, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_OK,
                 verify_rsa(4096, MOHUR_ALG_SHA_512, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                 verify_rsa(4097, MOHUR_ALG_SHA_256, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_OK,
                 verify_rsa(2048, MOHUR_ALG_SHA_256, 1924991999));
    CHECK_NUMBER(MOHUR_REASON_POE_MISSING,
                 verify_rsa(2048, MOHUR_ALG_SHA_256, 1924992000));
    CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                 verify_rsa(2047, MOHUR_ALG_SHA_256, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                 verify_rsa(3072, MOHUR_ALG_SHA_1, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_NO_RULE,
                 verify_rsa(3072, MOHUR_ALG_NONE, FIXTURE_NOW));
    CHECK_NUMBER(MOHUR_REASON_FLOOR,
                 verify_rsa(1023, MOHUR_ALG_SHA_256, FIXTURE_NOW));
}

static void
knows_what_a_hash_is_for(void **state)
{
    mohur_request request   = MOHUR_REQUEST_INIT;
    mohur_decision decision = MOHUR_DECISION_INIT;

    (void)state;
    request.operation = MOHUR_OP_REHASH;
    request.alg       = MOHUR_ALG_SHA_1;
    request.now       = FIXTURE_NOW;
    request.hash_use  = MOHUR_HASH_IDENTIFIER;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    CHECK_NUMBER(MOHUR_REASON_OK, decision.reason);
    request.hash_use = MOHUR_HASH_SIGNATURE;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    CHECK_NUMBER(MOHUR_REASON_NO_RULE, decision.reason);
    request.hash_use = MOHUR_HASH_CONTENT;
    mohur__policy_decide(&mohur__policy_builtin, &request, &decision);
    CHECK_NUMBER(MOHUR_REASON_NO_RULE, decision.reason);
}

/* What sealing at level 1 comes to, with these facts, where it wants this. */
static mohur_decision
seal_with_facts(struct mohur__level_policy want, mohur_request facts)
{
    const struct mohur__level_policy levels[] = {{.exportable = true}, want};
    const struct mohur__rule rule             = {
                    .alg = MOHUR_ALG_X25519, .protect = ALWAYS, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);
    mohur_decision decision     = MOHUR_DECISION_INIT;

    policy.level_policy     = levels;
    policy.level_policy_len = 2;
    facts.operation         = MOHUR_OP_SEAL;
    facts.alg               = MOHUR_ALG_X25519;
    facts.level             = 1;
    facts.now               = 9 * DAY;
    mohur__policy_decide(&policy, &facts, &decision);
    return decision;
}

static void
allows_a_level_what_it_wants(void **state)
{
    struct mohur__level_policy want = {.level          = 1,
                                       .memory_lock    = true,
                                       .dual_control   = true,
                                       .unlock_factors = 2,
                                       .anchor         = MOHUR_ANCHOR_HARDWARE,
                                       .hardware = 1 << MOHUR_CUSTODY_HSM};
    mohur_request facts             = MOHUR_REQUEST_INIT;

    (void)state;
    facts.memory_locked = true;
    facts.dual_control  = true;
    facts.factors       = 2;
    facts.anchor        = MOHUR_ANCHOR_WITNESSED;
    facts.custody       = MOHUR_CUSTODY_HSM;
    CHECK_NUMBER(MOHUR_REASON_OK, seal_with_facts(want, facts).reason);
    facts.custody = MOHUR_CUSTODY_SOFTWARE;
    CHECK_NUMBER(MOHUR_REASON_CUSTODY, seal_with_facts(want, facts).reason);
    facts.custody = MOHUR_CUSTODY_HSM;
    facts.anchor  = MOHUR_ANCHOR_LOCAL;
    CHECK_NUMBER(MOHUR_REASON_ANCHOR, seal_with_facts(want, facts).reason);
}

static void
refuses_a_key_that_is_too_old(void **state)
{
    struct mohur__level_policy want = {.level = 1};
    mohur_request facts             = MOHUR_REQUEST_INIT;
    mohur_decision d;

    (void)state;
    want.period_days[MOHUR__PERIOD_SEAL] = 10;
    facts.key_created                    = 9 * DAY - 864000 + 1;
    d                                    = seal_with_facts(want, facts);
    CHECK(d.allowed && d.until == 9 * DAY + 1);
    facts.key_created--;
    CHECK_NUMBER(MOHUR_REASON_CRYPTOPERIOD,
                 seal_with_facts(want, facts).reason);
}

static void
wants_hybrid_from_a_date_and_nothing_deterministic(void **state)
{
    struct mohur__level_policy hybrid = {.level       = 1,
                                         .hybrid_from = 9 * DAY + 1};
    struct mohur__level_policy random = {.level = 1, .randomised = true};
    mohur_request facts               = MOHUR_REQUEST_INIT;
    mohur_decision d                  = seal_with_facts(hybrid, facts);

    (void)state;
    CHECK(d.allowed && d.until == 9 * DAY + 1);
    hybrid.hybrid_from--;
    CHECK_NUMBER(MOHUR_REASON_HYBRID, seal_with_facts(hybrid, facts).reason);
    CHECK_NUMBER(MOHUR_REASON_OK, seal_with_facts(random, facts).reason);
    facts.deterministic = true;
    CHECK_NUMBER(MOHUR_REASON_DETERMINISTIC,
                 seal_with_facts(random, facts).reason);
}

static void
only_warns_once_expired_where_the_profile_says_so(void **state)
{
    const struct mohur__rule rule = {
        .alg = MOHUR_ALG_X25519, .protect = ALWAYS, .process = ALWAYS};
    struct mohur__policy policy = policy_of(&rule, 1);

    (void)state;
    policy.expires = DAY;
    policy.warns   = true;
    CHECK_NUMBER(
        MOHUR_REASON_DEPRECATED,
        ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY + 1).reason);
    CHECK_NUMBER(MOHUR_REASON_OK,
                 ask(&policy, MOHUR_OP_SEAL, MOHUR_ALG_X25519, 0, DAY).reason);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(refuses_what_no_rule_names),
        CASE(refuses_a_rule_left_empty),
        CASE(allows_deprecated_with_its_reason),
        CASE(keeps_to_the_second_of_each_date),
        CASE(says_when_the_answer_changes),
        CASE(refuses_a_level_above_the_rule),
        CASE(refuses_to_protect_at_an_unknown_level),
        CASE(wants_a_proof_for_an_old_signature_only),
        CASE(processes_legacy_with_a_proof_alone),
        CASE(splits_protecting_from_processing),
        CASE(takes_the_first_rule_that_matches),
        CASE(lets_the_order_decide_where_rules_overlap),
        CASE(takes_the_worst_component),
        CASE(wants_a_rule_for_the_hash_too),
        CASE(protects_nothing_once_expired),
        CASE(refuses_each_thing_that_a_level_wants),
        CASE(says_unavailable_only_of_what_is_allowed),
        CASE(refuses_operations_and_algorithms_that_are_none),
        CASE(takes_a_proof_one_second_before_its_date_and_not_at_it),
        CASE(never_lets_a_flag_stand_for_a_proof),
        CASE(opens_what_is_old_for_who_insists_and_may),
        CASE(takes_bits_and_hash_into_account),
        CASE(knows_what_a_hash_is_for),
        CASE(allows_a_level_what_it_wants),
        CASE(refuses_a_key_that_is_too_old),
        CASE(wants_hybrid_from_a_date_and_nothing_deterministic),
        CASE(only_warns_once_expired_where_the_profile_says_so),
    };
    return cmocka_run_group_tests_name("a decision", cases, NULL, NULL);
}
