/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/body.h"

#include "fuzz.h"

/*
 * The body of a profile from anywhere.  What is accepted can be asked about
 * everything, and never allows what the floor refuses.
 */
static void
ask(const struct mohur__policy *policy, mohur_alg alg, uint32_t bits)
{
    for (int operation = 0; operation < 24; operation++) {
        mohur_request q  = MOHUR_REQUEST_INIT;
        mohur_decision d = MOHUR_DECISION_INIT;

        q.operation = (mohur_operation)operation;
        q.alg       = alg;
        q.bits      = bits;
        q.level     = (uint8_t)(bits & 3);
        q.now       = policy->effective;
        mohur__policy_decide(policy, &q, &d);
        fuzz_require(!d.allowed || !mohur__floor_refuses(&q));
        fuzz_require(d.rule < (int32_t)policy->rules_len);
        fuzz_require(d.allowed || d.reason >= MOHUR_REASON_FLOOR);
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx          = fuzz_ctx();
    struct mohur__body body = {0};

    if (mohur__body_parse(ctx, mohur__bytes_of(data, size), "1.0.0", &body) ==
        MOHUR_OK) {
        for (size_t i = 0; i < body.policy.rules_len; i++) {
            fuzz_require(!mohur__floor_refuses_rule(&body.rules[i]));
            ask(&body.policy, body.rules[i].alg, body.rules[i].min_bits);
        }
        fuzz_require(body.policy.levels >= 1);
        fuzz_require(body.policy.issued <= body.policy.effective);
        fuzz_require(body.policy.effective < body.policy.expires);
    }
    mohur__body_wipe(&body);
    return 0;
}
