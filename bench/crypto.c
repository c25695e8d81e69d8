/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/call.h"

#include <pthread.h>

/*
 * Primitives through our interface beside the calls of the libraries, in
 * turns on the same bytes.  One JSON object a line, of each turn the seconds
 * of one call:
 *   bench_crypto RUNS MILLISECONDS THREADS
 * A turn takes about MILLISECONDS; some work is done on 2, 4, ... THREADS
 * threads too.
 *   bench_crypto cold ours|raw
 * does one thing and ends: for who measures how long a program takes to start.
 */
enum {
    RUNS_MAX    = 1000,
    THREADS_MAX = 64
};

static const char *const OP_NAMES[] = {
    [SEAL] = "seal",           [OPEN] = "open",         [HASH] = "hash",
    [HASH_MANY] = "hash many", [MAC] = "mac",           [HKDF] = "hkdf",
    [PBKDF2] = "pbkdf2",       [SIGN] = "sign",         [VERIFY] = "verify",
    [ENCAP] = "encapsulate",   [DECAP] = "decapsulate", [HPKE] = "hpke seal",
    [TREE] = "tree hash",
};

/* Sizes of each kind of work, ended by 0: many where the curve is shown. */
static const size_t CURVE[]  = {16,   64,    256,   1024,    4096,
                                8192, 16384, 65536, 1048576, 0};
static const size_t PIECE[]  = {65536, 0};
static const size_t LEAVES[] = {16 * 2048, 16 * 32768, 0};
static const size_t FEW[]    = {64, 1024, 65536, 0};
static const size_t SMALL[]  = {256, 0};
static const size_t TREES[]  = {64 * 1024, 0};

static const size_t *const SIZES[] = {
    [SEAL] = CURVE,   [OPEN] = PIECE,  [HASH] = CURVE,   [HASH_MANY] = LEAVES,
    [MAC] = FEW,      [HKDF] = SMALL,  [PBKDF2] = SMALL, [SIGN] = SMALL,
    [VERIFY] = SMALL, [ENCAP] = SMALL, [DECAP] = SMALL,  [HPKE] = SMALL,
    [TREE] = TREES,
};

static int runs;
static double turn;
static int threads_max;

/* One thread's work in one way. */
struct worker {
    pthread_t id;
    const struct call *call;
    void *state;
    struct data data;
    size_t n;
};

struct way {
    struct call call;
    struct worker workers[THREADS_MAX];
    int threads;
    double samples[RUNS_MAX];
};

static bool
way_make(struct way *w, struct call call, size_t len, int threads)
{
    memset(w, 0, sizeof *w);
    w->call    = call;
    w->threads = threads;
    for (int i = 0; i < threads; i++) {
        struct worker *one = &w->workers[i];

        data_make(&one->data, call.op, call.alg, len);
        one->call  = &w->call;
        one->state = call.make(&call, &one->data);
        if (one->state == NULL) {
            data_drop(&one->data);
            w->threads = i;
            return false;
        }
    }
    return true;
}

static void
way_drop(struct way *w)
{
    for (int i = 0; i < w->threads; i++) {
        w->call.drop(w->workers[i].state);
        data_drop(&w->workers[i].data);
    }
}

static void *
work(void *arg)
{
    struct worker *w = arg;

    for (size_t i = 0; i < w->n; i++) {
        w->call->run(w->state, &w->data);
    }
    return NULL;
}

/* Several threads are timed by the wall: they are to gain time. */
static double
seconds_of(const struct way *w)
{
    return w->threads > 1 ? bench_now() : bench_worked();
}

/* Seconds of one call, of n on each thread. */
static double
way_turn(struct way *w, size_t n)
{
    double start = seconds_of(w);

    for (int i = 0; i < w->threads; i++) {
        w->workers[i].n = n;
    }
    for (int i = 1; i < w->threads; i++) {
        bench_must(
            pthread_create(&w->workers[i].id, NULL, work, &w->workers[i]) == 0,
            "thread");
    }
    work(&w->workers[0]);
    for (int i = 1; i < w->threads; i++) {
        pthread_join(w->workers[i].id, NULL);
    }
    return (seconds_of(w) - start) / (double)n / w->threads;
}

/* How many calls a turn has; the warm-up as well. */
static size_t
calls_of(struct way *w)
{
    size_t n = 1;

    while (way_turn(w, n) * (double)n * w->threads < turn) {
        n *= 2;
    }
    return n;
}

/* What both write must be the same, where it is the same each time. */
static void
compare(const struct way *a, const struct way *b)
{
    const struct data *x = &a->workers[0].data;
    const struct data *y = &b->workers[0].data;
    enum op op           = a->call.op;

    if (op == SEAL || op == OPEN || op == HASH || op == HASH_MANY ||
        op == MAC || op == HKDF || op == PBKDF2) {
        bench_must(memcmp(x->out, y->out,
                          op == SEAL   ? x->len + 16
                          : op == OPEN ? x->len
                                       : 16) == 0,
                   a->call.name);
    }
}

static void
print_row(const struct way *ours, const struct way *theirs)
{
    const struct call *c = &theirs->call;

    printf("{\"op\":\"%s\",\"alg\":\"%s\",\"backend\":\"%s\","
           "\"raw\":\"%s\",\"bytes\":%zu,\"threads\":%d,"
           "\"clock\":\"%s\"",
           OP_NAMES[c->op], mohur_alg_name(c->alg),
           mohur__backend_name(c->backend), c->name, ours->workers[0].data.len,
           ours->threads, ours->threads > 1 ? "wall" : "processor");
    bench_print_samples("samples", ours->samples, (size_t)runs);
    bench_print_samples("raw_samples", theirs->samples, (size_t)runs);
    printf("}\n");
    fflush(stdout);
}

/* Who goes first changes from turn to turn. */
static void
take_turns(struct way *ours, struct way *theirs)
{
    size_t n = calls_of(ours);

    way_turn(theirs, n);
    compare(ours, theirs);
    for (int i = 0; i < runs; i++) {
        struct way *first  = i % 2 == 0 ? theirs : ours;
        struct way *second = i % 2 == 0 ? ours : theirs;

        first->samples[i]  = way_turn(first, n);
        second->samples[i] = way_turn(second, n);
    }
    print_row(ours, theirs);
}

static void
measure(const struct call *raw, size_t len, int threads)
{
    static struct way ours;
    static struct way theirs;

    if (way_make(&ours, ours_of(raw), len, threads)) {
        if (way_make(&theirs, *raw, len, threads)) {
            take_turns(&ours, &theirs);
        }
        way_drop(&theirs);
    }
    way_drop(&ours);
}

static bool
is_scaled(const struct call *c)
{
    return (c->op == SEAL && c->alg == MOHUR_ALG_AES_256_GCM) ||
           (c->op == HASH && c->alg == MOHUR_ALG_SHA_256) || c->op == SIGN;
}

static void
measure_all(const struct call *c)
{
    for (; c->name != NULL; c++) {
        for (const size_t *len = SIZES[c->op]; *len > 0; len++) {
            measure(c, *len, 1);
        }
        for (int n = 2; is_scaled(c) && n <= threads_max; n *= 2) {
            measure(c, c->op == SIGN ? 256 : 65536, n);
        }
    }
}

/* One message sealed: by us with all that a context does, or by libsodium. */
static int
cold(const char *which)
{
    bool is_ours           = strcmp(which, "ours") == 0;
    const struct call *raw = &raw_sodium[2];
    static struct way way;

    bench_must(way_make(&way, is_ours ? ours_of(raw) : *raw, 64, 1), "cold");
    way_turn(&way, 1);
    way_drop(&way);
    return 0;
}

int
main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "cold") == 0) {
        return cold(argv[2]);
    }
    bench_must(argc == 4,
               "usage: bench_crypto RUNS MILLISECONDS THREADS, or cold");
    runs        = atoi(argv[1]);
    turn        = atof(argv[2]) / 1000;
    threads_max = atoi(argv[3]);
    bench_must(runs > 0 && runs <= RUNS_MAX && turn > 0 &&
                   threads_max <= THREADS_MAX,
               "usage");
    measure_all(raw_sodium);
#if MOHUR_HAVE_OPENSSL
    measure_all(raw_openssl);
#endif
    measure_all(raw_mbedtls);
#if MOHUR_HAVE_IPSECMB
    measure_all(raw_ipsecmb);
#endif
    return 0;
}
