/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "base/ctx.h"
#include "crypto/backends.h"

#include <pthread.h>
#include <string.h>

/*
 * The raw calls of each backend, in the pieces that the archive uses: 64 KiB
 * a message for AEADs, 16 leaves of 32 KiB at once for hashes.  One JSON
 * object a line:  bench_crypto [SECONDS [THREADS]]
 */
enum {
    CHUNK       = 64 * 1024,
    LEAF        = 32 * 1024,
    LEAVES      = 16,
    THREADS_MAX = 64
};

static double seconds = 0.5;
static int threads    = 1;

/* One measured thing on one thread. */
struct work {
    const struct mohur__aead_ops *aead;
    const struct mohur__hash_ops *hash;
    const struct mohur__lanes_ops *lanes;
    double bytes;
};

static void
run_aead(mohur_ctx *ctx, struct work *w, double end)
{
    static const uint8_t key[32];
    static const uint8_t nonce[24];
    struct mohur__aead *a = NULL;
    uint8_t *in           = calloc(1, CHUNK);
    uint8_t *out          = calloc(1, CHUNK + 16);

    bench_must(in != NULL && out != NULL &&
                   mohur__aead_new_on(ctx, w->aead, MOHUR__BYTES(key), &a) ==
                       MOHUR_OK,
               "aead");
    while (bench_now() < end) {
        for (int i = 0; i < 16; i++) {
            bench_must(
                mohur__aead_seal(a, mohur__bytes_of(nonce, w->aead->nonce_len),
                                 MOHUR__NOTHING, mohur__bytes_of(in, CHUNK),
                                 mohur__span_of(out, CHUNK + 16)) == MOHUR_OK,
                "seal");
        }
        w->bytes += 16.0 * CHUNK;
    }
    mohur__aead_free(a);
    free(in);
    free(out);
}

static void
run_hash(mohur_ctx *ctx, struct work *w, double end)
{
    struct mohur__hasher *h = NULL;
    uint8_t out[64];
    uint8_t *in = calloc(1, LEAF);

    bench_must(in != NULL && mohur__hasher_new_on(ctx, w->hash, &h) == MOHUR_OK,
               "hash");
    while (bench_now() < end) {
        for (int i = 0; i < LEAVES; i++) {
            bench_must(mohur__hasher_update(h, mohur__bytes_of(in, LEAF)) ==
                               MOHUR_OK &&
                           mohur__hasher_finish(
                               h, mohur__span_of(out, w->hash->len)) ==
                               MOHUR_OK,
                       "digest");
        }
        w->bytes += (double)LEAVES * LEAF;
    }
    mohur__hasher_free(h);
    free(in);
}

static void
run_lanes(mohur_ctx *ctx, struct work *w, double end)
{
    struct mohur__lanes *l = NULL;
    mohur__bytes leaves[LEAVES];
    uint8_t out[LEAVES * 64];
    uint8_t *in = calloc(LEAVES, LEAF);

    bench_must(in != NULL && mohur__lanes_new_on(ctx, w->lanes, &l) == MOHUR_OK,
               "lanes");
    for (int i = 0; i < LEAVES; i++) {
        leaves[i] = mohur__bytes_of(in + (size_t)i * LEAF, LEAF);
    }
    while (bench_now() < end) {
        bench_must(mohur__lanes_digest(
                       l, leaves, LEAVES,
                       mohur__span_of(out, LEAVES * w->lanes->len)) == MOHUR_OK,
                   "digests");
        w->bytes += (double)LEAVES * LEAF;
    }
    mohur__lanes_free(l);
    free(in);
}

static void *
run(void *arg)
{
    struct work *w = arg;
    mohur_ctx *ctx = NULL;
    double end;

    bench_must(mohur_ctx_new(NULL, &ctx) == MOHUR_OK, "context");
    end = bench_now() + seconds;
    if (w->aead != NULL) {
        run_aead(ctx, w, end);
    } else if (w->hash != NULL) {
        run_hash(ctx, w, end);
    } else {
        run_lanes(ctx, w, end);
    }
    mohur_ctx_free(ctx);
    return NULL;
}

static void
measure(const struct work *what,
        const char *kind,
        mohur_alg alg,
        mohur_backend b)
{
    struct work works[THREADS_MAX];
    pthread_t ids[THREADS_MAX];
    double bytes = 0;
    double start = bench_now();

    for (int i = 0; i < threads; i++) {
        works[i] = *what;
        bench_must(pthread_create(&ids[i], NULL, run, &works[i]) == 0,
                   "thread");
    }
    for (int i = 0; i < threads; i++) {
        pthread_join(ids[i], NULL);
        bytes += works[i].bytes;
    }
    printf("{\"what\":\"%s\",\"alg\":\"%s\",\"backend\":\"%s\",\"threads\":%d,"
           "\"bytes_per_s\":%.0f}\n",
           kind, mohur_alg_name(alg), mohur__backend_name(b), threads,
           bytes / (bench_now() - start));
    fflush(stdout);
}

int
main(int argc, char **argv)
{
    const struct mohur__aead_ops *a;
    const struct mohur__hash_ops *h;
    const struct mohur__lanes_ops *l;

    seconds = argc > 1 ? atof(argv[1]) : seconds;
    threads = argc > 2 ? atoi(argv[2]) : threads;
    bench_must(seconds > 0 && threads >= 1 && threads <= THREADS_MAX, "usage");
    for (size_t i = 0; (a = mohur__backends_aead_at(i)) != NULL; i++) {
        if (a->usable == NULL || a->usable()) {
            measure(&(struct work){.aead = a}, "aead", a->alg, a->backend);
        }
    }
    for (size_t i = 0; (h = mohur__backends_hash_at(i)) != NULL; i++) {
        if (h->usable == NULL || h->usable()) {
            measure(&(struct work){.hash = h}, "hash", h->alg, h->backend);
        }
    }
    for (size_t i = 0; (l = mohur__backends_lanes_at(i)) != NULL; i++) {
        if (l->usable == NULL || l->usable()) {
            measure(&(struct work){.lanes = l}, "hash", l->alg, l->backend);
        }
    }
    return 0;
}
