/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "base/ctx.h"
#include "crypto/pwhash.h"
#include <mohur/mohur.h>

#include <sodium.h>
#include <string.h>
#include <sys/resource.h>

/*
 * Argon2id through our interface beside libsodium's, with the same cost, in
 * turns.  One JSON object:
 *   bench_pwhash MIB PASSES RUNS [ours|raw]
 * With the last word only that one, so that the peak is its own.
 */
enum {
    RUNS_MAX = 100
};

static const char PASSPHRASE[] = "a passphrase of six words, say";
static const uint8_t SALT[MOHUR__PWHASH_SALT_LEN];

static double
ours(mohur_ctx *ctx, struct mohur__pwhash_cost cost, uint8_t out[32])
{
    double start = bench_worked();

    bench_must(mohur__pwhash(ctx, mohur__bytes_text(PASSPHRASE),
                             MOHUR__BYTES(SALT), cost,
                             mohur__span_of(out, 32)) == MOHUR_OK,
               mohur_ctx_message(ctx));
    return bench_worked() - start;
}

static double
raw(struct mohur__pwhash_cost cost, uint8_t out[32])
{
    double start = bench_worked();

    bench_must(crypto_pwhash(out, 32, PASSPHRASE, strlen(PASSPHRASE), SALT,
                             cost.t, (size_t)cost.m_kib * 1024,
                             crypto_pwhash_ALG_ARGON2ID13) == 0,
               "crypto_pwhash");
    return bench_worked() - start;
}

static double
peak_mib(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024;
}

int
main(int argc, char **argv)
{
    struct mohur__pwhash_cost cost;
    double mine[RUNS_MAX]   = {0};
    double theirs[RUNS_MAX] = {0};
    uint8_t a[32]           = {0};
    uint8_t b[32]           = {0};
    mohur_ctx *ctx          = NULL;
    const char *only        = argc == 5 ? argv[4] : "";
    int runs                = argc >= 4 ? atoi(argv[3]) : 0;

    bench_must(runs > 0 && runs <= RUNS_MAX,
               "usage: bench_pwhash MIB PASSES RUNS [ours|raw];");
    cost.m_kib = (uint32_t)atoi(argv[1]) * 1024;
    cost.t     = (uint32_t)atoi(argv[2]);
    bench_must(sodium_init() >= 0 && mohur_ctx_new(NULL, &ctx) == MOHUR_OK,
               "context");
    for (int i = 0; i < runs; i++) {
        theirs[i] = strcmp(only, "ours") == 0 ? 0 : raw(cost, b);
        mine[i]   = strcmp(only, "raw") == 0 ? 0 : ours(ctx, cost, a);
        bench_must(only[0] != 0 || memcmp(a, b, sizeof a) == 0,
                   "ours and libsodium's differ: the comparison");
    }
    printf("{\"peak_mib\":%.1f", peak_mib());
    bench_print_samples("samples", mine, (size_t)runs);
    bench_print_samples("raw_samples", theirs, (size_t)runs);
    printf("}\n");
    mohur_ctx_free(ctx);
    return 0;
}
