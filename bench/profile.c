/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "crypto/sign.h"
#include "profile/handle.h"
#include "profile/subject.h"
#include <mohur/mohur.h>

#include <string.h>

/*
 * A profile: what one decision costs, what reading and verifying a file does,
 * and what a report on many keys does.  Timed by the time on the processor;
 * one JSON object a line:
 *   bench_profile FILE RUNS KEY KEY KEY
 * FILE is signed by two of the keys.
 */
enum {
    RUNS_MAX = 1000,
    KEYS     = 3,
    RULES    = 100,
    CALLS    = 20000, /* of decide() for a sample */
    REPORTS  = 5,     /* at most */
    SUBJECTS = 10000,
    REPORT   = 64 << 20
};

static double samples[RUNS_MAX];

static void
report(const char *what, size_t n)
{
    printf("{\"what\":\"%s\"", what);
    bench_print_samples("samples", samples, n);
    printf("}\n");
    fflush(stdout);
}

/* ---- a decision ---- */

/* RSA of ever more bits; the last two are for what is asked. */
static struct mohur__policy
policy_of_many(struct mohur__rule rules[RULES])
{
    const struct mohur__rule_side yes = {MOHUR__RULE_ACCEPTABLE, 3, 1,
                                         INT64_MAX - 1, 0};
    struct mohur__policy policy       = mohur__policy_builtin;

    for (uint32_t i = 0; i < RULES; i++) {
        rules[i] = (struct mohur__rule){.alg      = MOHUR_ALG_RSASSA_PSS,
                                        .min_bits = 3072 + i,
                                        .max_bits = 3072 + i,
                                        .protect  = yes,
                                        .process  = yes};
    }
    rules[RULES - 2].alg      = MOHUR_ALG_SHA_256;
    rules[RULES - 2].min_bits = 0;
    rules[RULES - 2].max_bits = 0;
    policy.rules              = rules;
    policy.rules_len          = RULES;
    return policy;
}

static void
decide_often(const struct mohur__policy *policy,
             mohur_request request,
             const char *what,
             size_t runs)
{
    for (size_t i = 0; i < runs; i++) {
        double start = bench_worked();

        for (int j = 0; j < CALLS; j++) {
            mohur_decision d = MOHUR_DECISION_INIT;

            request.now = 1790000000 + j;
            mohur__policy_decide(policy, &request, &d);
            bench_must(d.allowed, what);
        }
        samples[i] = (bench_worked() - start) / CALLS;
    }
    report(what, runs);
}

/* With its hash: the slowest question, whose rules stand last. */
static void
measure_deciding(size_t runs)
{
    struct mohur__rule rules[RULES];
    struct mohur__policy many = policy_of_many(rules);
    mohur_request request     = MOHUR_REQUEST_INIT;

    request.alg  = MOHUR_ALG_RSASSA_PSS;
    request.hash = MOHUR_ALG_SHA_256;
    request.bits = rules[RULES - 1].min_bits;
    decide_often(&many, request, "decide, the last of 100 rules", runs);
    request.alg  = MOHUR_ALG_ECDSA_P256;
    request.bits = 0;
    decide_often(&mohur__policy_builtin, request,
                 "decide, the built-in profile", runs);
}

/* ---- a file ---- */

static size_t
file_read(const char *path, uint8_t *out, size_t cap)
{
    FILE *file = fopen(path, "rb");
    size_t len = 0;

    bench_must(file != NULL, path);
    len = fread(out, 1, cap, file);
    fclose(file);
    return len;
}

static mohur_profile *
profile_of(mohur_ctx *ctx, const uint8_t *file, size_t len)
{
    mohur_profile *p = NULL;

    bench_must(mohur_profile_parse(ctx, file, len, &p) == MOHUR_OK,
               mohur_ctx_message(ctx));
    return p;
}

static void
measure_reading(mohur_ctx *ctx,
                const uint8_t *file,
                size_t len,
                const char *const *keys,
                size_t runs)
{
    mohur_profile_trust trust    = MOHUR_PROFILE_TRUST_INIT;
    mohur_profile_findings found = MOHUR_PROFILE_FINDINGS_INIT;

    trust.keys      = keys;
    trust.keys_len  = KEYS;
    trust.threshold = 2;
    for (size_t i = 0; i < runs; i++) {
        double start     = bench_worked();
        mohur_profile *p = profile_of(ctx, file, len);

        bench_must(mohur_profile_check(ctx, p, &trust, &found) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        mohur_profile_free(p);
        samples[i] = bench_worked() - start;
    }
    report("read a profile and verify 2 of 3", runs);
}

/* What that cannot do without. */
static void
measure_verifying(mohur_ctx *ctx, size_t runs)
{
    static const uint8_t seed[32] = {1};
    static uint8_t text[8192];
    uint8_t public[32];
    uint8_t signature[64];

    bench_must(mohur__sign_public_of(ctx, MOHUR_ALG_ED25519, MOHUR__BYTES(seed),
                                     MOHUR__SPAN(public)) == MOHUR_OK &&
                   mohur__sign(ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                               MOHUR__BYTES(seed), MOHUR__BYTES(text),
                               MOHUR__SPAN(signature)) == MOHUR_OK,
               "sign");
    for (size_t i = 0; i < runs; i++) {
        double start = bench_worked();

        for (int j = 0; j < 2; j++) {
            bench_must(mohur__sign_verify(
                           ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE, false,
                           MOHUR__BYTES(public), MOHUR__BYTES(text),
                           MOHUR__BYTES(signature)) == MOHUR_OK,
                       "verify");
        }
        samples[i] = bench_worked() - start;
    }
    report("raw: two signatures, Ed25519", runs);
}

/* ---- a report ---- */

/* Every third one signs, seals, wraps; all of them may leave their store. */
static struct mohur__subject
key_of(uint32_t i)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_X25519,
                                     MOHUR_ALG_AES_256_WRAP};
    static const mohur_operation protects[] = {MOHUR_OP_SIGN, MOHUR_OP_SEAL,
                                               MOHUR_OP_WRAP};
    static const mohur_operation reads[]    = {MOHUR_OP_VERIFY, MOHUR_OP_OPEN,
                                               MOHUR_OP_UNWRAP};

    return (struct mohur__subject){
        .object  = "key",
        .name    = "a key",
        .version = i + 1,
        .alg     = algs[i % 3],
        .level   = (uint8_t)(i % 4),
        .operations =
            UINT32_C(1) << protects[i % 3] | UINT32_C(1) << reads[i % 3] |
            UINT32_C(1) << MOHUR_OP_KEYGEN | UINT32_C(1) << MOHUR_OP_EXPORT};
}

static void
measure_impact(mohur_ctx *ctx, const uint8_t *file, size_t len, size_t runs)
{
    static struct mohur__subject subjects[SUBJECTS];
    mohur_profile *next           = profile_of(ctx, file, len);
    struct mohur__force none      = {0};
    struct mohur__outlook outlook = {&none, next->policy, 1790000000};

    for (uint32_t i = 0; i < SUBJECTS; i++) {
        subjects[i] = key_of(i);
    }
    for (size_t i = 0; i < runs; i++) {
        double start     = bench_worked();
        mohur_sink *sink = NULL;

        bench_must(mohur_sink_new_memory(ctx, REPORT, &sink) == MOHUR_OK &&
                       mohur__impact_write(ctx, &outlook, subjects, SUBJECTS,
                                           sink) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        samples[i] = bench_worked() - start;
        mohur_sink_free(sink);
    }
    report("impact of a profile on 10,000 keys", runs);
    mohur_profile_free(next);
}

int
main(int argc, char **argv)
{
    static uint8_t file[1 << 18];
    mohur_ctx *ctx = NULL;
    size_t runs    = argc == 3 + KEYS ? (size_t)atoi(argv[2]) : 0;
    size_t len     = 0;

    bench_must(runs > 0 && runs <= RUNS_MAX,
               "usage: bench_profile FILE RUNS KEY KEY KEY;");
    bench_must(mohur_ctx_new(NULL, &ctx) == MOHUR_OK, "context");
    len = file_read(argv[1], file, sizeof file);
    measure_deciding(runs);
    measure_reading(ctx, file, len, (const char *const *)&argv[3], runs);
    measure_verifying(ctx, runs);
    measure_impact(ctx, file, len, runs < REPORTS ? runs : REPORTS);
    mohur_ctx_free(ctx);
    return 0;
}
