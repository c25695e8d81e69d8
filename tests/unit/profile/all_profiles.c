/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"
#include "profile/handle.h"
#include "profile/kinds.h"
#include "source.h"

/*
 * What holds of every profile that is here: the built-in one, its file, and
 * the examples of docs/profiles.
 */
enum {
    ALG_END = 0x0800,
    LEVELS  = 5 /* one that no profile has, too */
};

#define IN_2090 INT64_C(3786912000)

static const char *const names[] = {"az-reference-1", "bsi-tr02102-2026",
                                    "cnsa-2.0", "eccg-acm-2", "nist-131a"};

/* A question that a good store asks: nothing that a level wants is missing. */
static mohur_request
request_of(mohur_operation operation, mohur_alg alg)
{
    mohur_request q = MOHUR_REQUEST_INIT;

    q.operation     = operation;
    q.alg           = alg;
    q.now           = FIXTURE_NOW;
    q.m_kib         = 65536;
    q.t             = 3;
    q.memory_locked = true;
    q.dual_control  = true;
    q.factors       = 3;
    q.custody       = MOHUR_CUSTODY_HSM;
    q.anchor        = MOHUR_ANCHOR_WITNESSED;
    return q;
}

typedef void (*check)(const struct mohur__policy *policy, mohur_request q);

/* With each length, hash and use that may matter to the algorithm. */
static void
each_variant(const struct mohur__policy *policy, mohur_request q, check f)
{
    static const uint32_t bits[]    = {0, 2048, 3072, 4096, 600000};
    static const mohur_alg hashes[] = {MOHUR_ALG_NONE, MOHUR_ALG_SHA_1,
                                       MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                                       MOHUR_ALG_SHA_512};
    bool hashed                     = mohur__kind_of(q.alg)->hashed;
    bool hash                       = mohur__kind_hash_bit(q.alg) != 0;

    for (size_t i = 0; i < sizeof bits / sizeof bits[0]; i++) {
        for (size_t j = 0; j < (hashed ? sizeof hashes / sizeof hashes[0] : 1);
             j++) {
            for (int use = 0; use <= (hash ? 2 : 0); use++) {
                q.bits     = bits[i];
                q.hash     = hashes[j];
                q.hash_use = (mohur_hash_use)use;
                f(policy, q);
            }
        }
    }
}

/* Each operation from first to last with each algorithm at each level. */
static void
each_request(const struct mohur__policy *policy,
             mohur_operation first,
             mohur_operation last,
             check f)
{
    for (int op = (int)first; op <= (int)last; op++) {
        for (int alg = 1; alg < ALG_END; alg++) {
            if (!mohur__kind_is_for((mohur_alg)alg, (mohur_operation)op)) {
                continue;
            }
            for (uint8_t level = 0; level < LEVELS; level++) {
                mohur_request q =
                    request_of((mohur_operation)op, (mohur_alg)alg);

                q.level = level;
                each_variant(policy, q, f);
            }
        }
    }
}

static void
each_profile(struct fixture *t,
             mohur_operation first,
             mohur_operation last,
             check f)
{
    each_request(&mohur__policy_builtin, first, last, f);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        mohur_profile *p = NULL;
        char path[128]   = {0};
        struct view file = {NULL, 0};

        snprintf(path, sizeof path, "docs/profiles/%s.json-note", names[i]);
        file = source_file(t, path);
        CHECK_OK(mohur_profile_parse(t->ctx, file.data, file.len, &p));
        each_request(p->policy, first, last, f);
        mohur_profile_free(p);
    }
}

static mohur_decision
decide(const struct mohur__policy *policy, const mohur_request *q)
{
    mohur_decision d = MOHUR_DECISION_INIT;

    mohur__policy_decide(policy, q, &d);
    return d;
}

static void
check_read(const struct mohur__policy *policy,
           const mohur_request *q,
           const char *when)
{
    mohur_decision d = decide(policy, q);

    if (!d.allowed) {
        fail_msg("%s: what %s %s of %u bits, use %d, made at level %u cannot "
                 "be read %s: %s",
                 policy->id, mohur_alg_name(q->alg), mohur_alg_name(q->hash),
                 q->bits, (int)q->hash_use, q->level, when,
                 mohur_reason_name(d.reason));
    }
}

/* What is protected now is read now, and in 2090; a signature with a proof
 * that it was there the next day. */
static void
is_read_for_ever(const struct mohur__policy *policy, mohur_request q)
{
    static const mohur_operation reads[] = {
        [MOHUR_OP_SIGN]       = MOHUR_OP_VERIFY,
        [MOHUR_OP_SEAL]       = MOHUR_OP_OPEN,
        [MOHUR_OP_WRAP]       = MOHUR_OP_UNWRAP,
        [MOHUR_OP_ENCRYPT]    = MOHUR_OP_DECRYPT,
        [MOHUR_OP_HASH]       = MOHUR_OP_REHASH,
        [MOHUR_OP_PASSPHRASE] = MOHUR_OP_REPASS};

    if (!decide(policy, &q).allowed) {
        return;
    }
    q.operation = reads[q.operation];
    check_read(policy, &q, "now");
    q.now        = IN_2090;
    q.poe_source = MOHUR_POE_TIMESTAMP;
    q.poe_time   = FIXTURE_NOW + 86400;
    check_read(policy, &q, "in 2090");
}

/* P12. */
static void
let_what_they_protect_be_read_in_2090(void **state)
{
    each_profile(*state, MOHUR_OP_SIGN, MOHUR_OP_PASSPHRASE, is_read_for_ever);
}

/* Whoever has no provider hears so exactly where the answer was yes. */
static void
is_unavailable(const struct mohur__policy *policy, mohur_request q)
{
    mohur_decision with = decide(policy, &q);
    mohur_decision d    = {0};

    q.available = false;
    d           = decide(policy, &q);
    CHECK(!d.allowed);
    CHECK_NUMBER(with.allowed ? MOHUR_REASON_UNAVAILABLE : with.reason,
                 d.reason);
}

/* P30. */
static void
call_unavailable_what_they_allow_without_a_provider(void **state)
{
    each_profile(*state, MOHUR_OP_SIGN, MOHUR_OP_REPASS, is_unavailable);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(let_what_they_protect_be_read_in_2090),
        CASE(call_unavailable_what_they_allow_without_a_provider),
    };
    return cmocka_run_group_tests_name("all profiles", cases, NULL, NULL);
}
