/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "crypto/aead.h"
#include "crypto/hash.h"
#include <mohur/mohur.h>

#include <pthread.h>
#include <string.h>
#include <sys/stat.h>

/*
 * Seal and open a signed archive in memory, and beside them, in turns, the
 * raw calls that it cannot do without, on as many threads: an AEAD over 64 KiB
 * and SHA-256 over two leaves for each chunk, in buffers that stay in the
 * cache.  Whatever slows the machine slows all three, so it is the median of
 * the ratios that counts.  One JSON object:
 *   bench_archive FOLDER MIB RUNS JOBS CHOICE
 * FOLDER is where the keystore goes; CHOICE is one of the names below.
 */
enum {
    RUNS_MAX    = 101,
    THREADS_MAX = 64,
    MIB         = 1024 * 1024,
    CHUNK       = 64 * 1024,
    LEAF        = 32 * 1024,
    LEAVES      = 16, /* at once: those of 8 chunks */
    RAW_MIB     = 64  /* of one thread in one turn */
};

static const struct {
    const char *name;
    mohur_backend_choice choices[2];
} choices[] = {
    {"multi-buffer", {{0, MOHUR_BACKEND_IPSECMB}, {0, MOHUR_BACKEND_OPENSSL}}},
    {"openssl+multi-buffer",
     {{MOHUR_ALG_SHA_256, MOHUR_BACKEND_IPSECMB}, {0, MOHUR_BACKEND_OPENSSL}}},
    {"openssl", {{0, MOHUR_BACKEND_OPENSSL}, {0, MOHUR_BACKEND_OPENSSL}}},
    {"libsodium", {{0, MOHUR_BACKEND_SODIUM}, {0, MOHUR_BACKEND_SODIUM}}},
};

struct bench {
    mohur_ctx *ctx;
    mohur_keystore *store;
    mohur_key *box;
    mohur_key *me;
    uint8_t *content;
    size_t content_len;
    uint8_t *sealed; /* room that is there before the clock starts */
    size_t sealed_cap;
    size_t sealed_len;
    uint8_t *opened;
    int jobs;
};

/* What a raw thread works on. */
struct raw {
    pthread_t id;
    mohur_ctx *ctx; /* for its choice of backends alone */
    pthread_barrier_t *all;
    double seconds;
};

static void
raw_turn(struct mohur__aead *aead,
         struct mohur__lanes *lanes,
         uint8_t *in,
         uint8_t *out)
{
    static const uint8_t nonce[12];
    uint8_t digests[LEAVES * 32];
    mohur__bytes leaves[LEAVES];

    for (size_t i = 0; i < LEAVES; i++) {
        leaves[i] = mohur__bytes_of(in + i * LEAF, LEAF);
    }
    for (size_t i = 0; i < LEAVES / 2; i++) {
        bench_must(mohur__aead_seal(aead, MOHUR__BYTES(nonce), MOHUR__NOTHING,
                                    mohur__bytes_of(in + i * CHUNK, CHUNK),
                                    mohur__span_of(out, CHUNK + 16)) ==
                       MOHUR_OK,
                   "seal");
    }
    bench_must(mohur__lanes_digest(lanes, leaves, LEAVES,
                                   MOHUR__SPAN(digests)) == MOHUR_OK,
               "digests");
}

static void *
raw_run(void *arg)
{
    static const uint8_t key[32];
    struct raw *r              = arg;
    struct mohur__aead *aead   = NULL;
    struct mohur__lanes *lanes = NULL;
    uint8_t *in                = calloc(LEAVES, LEAF);
    uint8_t *out               = calloc(1, CHUNK + 16);
    double start;

    bench_must(in != NULL && out != NULL &&
                   mohur__aead_new(r->ctx, MOHUR_ALG_AES_256_GCM,
                                   MOHUR__BYTES(key), &aead) == MOHUR_OK &&
                   mohur__lanes_new(r->ctx, MOHUR_ALG_SHA_256, &lanes) ==
                       MOHUR_OK,
               "raw");
    memset(in, 0x5A, (size_t)LEAVES * LEAF);
    raw_turn(aead, lanes, in, out);
    pthread_barrier_wait(r->all);
    start = bench_now();
    for (size_t done = 0; done < (size_t)RAW_MIB * MIB; done += LEAVES * LEAF) {
        raw_turn(aead, lanes, in, out);
    }
    r->seconds = bench_now() - start;
    mohur__aead_free(aead);
    mohur__lanes_free(lanes);
    free(in);
    free(out);
    return NULL;
}

/* Bytes a second of the raw calls on all threads. */
static double
raw_rate(const struct bench *b)
{
    struct raw raws[THREADS_MAX];
    pthread_barrier_t all;
    double last = 0;

    bench_must(pthread_barrier_init(&all, NULL, (unsigned)b->jobs) == 0,
               "barrier");

    for (int i = 0; i < b->jobs; i++) {
        raws[i].ctx = b->ctx;
        raws[i].all = &all;
        bench_must(pthread_create(&raws[i].id, NULL, raw_run, &raws[i]) == 0,
                   "thread");
    }
    for (int i = 0; i < b->jobs; i++) {
        pthread_join(raws[i].id, NULL);
        last = raws[i].seconds > last ? raws[i].seconds : last;
    }
    pthread_barrier_destroy(&all);
    return (double)RAW_MIB * MIB * b->jobs / last;
}

static mohur_key *
make_key(mohur_keystore *store,
         const char *name,
         mohur_purpose p,
         mohur_alg alg)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key            = NULL;

    options.name     = name;
    options.name_len = strlen(name);
    options.purpose  = p;
    options.alg      = alg;
    bench_must(mohur_keystore_key_new(store, &options, &key) == MOHUR_OK, name);
    return key;
}

static void
seal_once(struct bench *b)
{
    mohur_archive_options options  = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_archive_entry entry      = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_archive_writer *writer   = NULL;
    mohur_sink *sink               = NULL;
    const mohur_key *recipients[1] = {b->box};
    const mohur_key *signers[1]    = {b->me};
    mohur_status st;

    options.recipients     = recipients;
    options.recipients_len = 1;
    options.signers        = signers;
    options.signers_len    = 1;
    entry.name             = "content";
    entry.name_len         = strlen(entry.name);
    st = mohur_sink_new_buffer(b->ctx, b->sealed, b->sealed_cap, &sink);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_new(b->ctx, &options, sink, &writer);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_entry(writer, &entry);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_update(writer, b->content, b->content_len);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    bench_must(st == MOHUR_OK, mohur_ctx_message(b->ctx));
    bench_must(mohur_sink_memory(sink, &b->sealed_len) == b->sealed, "sink");
    mohur_archive_writer_free(writer);
    mohur_sink_free(sink);
}

static void
open_once(struct bench *b)
{
    mohur_archive_open_options options = MOHUR_ARCHIVE_OPEN_OPTIONS_INIT;
    const mohur_archive_entry *entry   = NULL;
    mohur_archive_reader *reader       = NULL;
    mohur_source *source               = NULL;
    const mohur_key *keys[1]           = {b->box};
    const mohur_key *senders[1]        = {b->me};
    size_t total                       = 0;
    size_t n                           = 0;
    mohur_status st =
        mohur_source_new_memory(b->ctx, b->sealed, b->sealed_len, &source);

    options.keys          = keys;
    options.keys_len      = 1;
    options.senders       = senders;
    options.senders_len   = 1;
    options.max_entry_len = UINT64_C(1) << 44;
    options.max_content   = UINT64_C(1) << 44;
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_open(b->ctx, &options, source, &reader);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_reader_next(reader, &entry);
    }
    while (st == MOHUR_OK) {
        st = mohur_archive_reader_read(reader, b->opened + total,
                                       b->content_len + 1 - total, &n);
        total += n;
    }
    bench_must(st == MOHUR_END && total == b->content_len,
               mohur_ctx_message(b->ctx));
    mohur_archive_reader_free(reader);
    mohur_source_free(source);
}

static int
by_value(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static double
median(const double *values, int n)
{
    double sorted[RUNS_MAX];

    memcpy(sorted, values, (size_t)n * sizeof *values);
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    return sorted[n / 2];
}

/* Keys are good for some seconds only. */
static void
get_keys(struct bench *b)
{
    mohur_key_free(b->box);
    mohur_key_free(b->me);
    b->box = NULL;
    b->me  = NULL;
    bench_must(mohur_keystore_key(b->store, "box", 3, 1, &b->box) == MOHUR_OK &&
                   mohur_keystore_key(b->store, "me", 2, 1, &b->me) == MOHUR_OK,
               mohur_ctx_message(b->ctx));
}

static double
rate_of(struct bench *b, void (*once)(struct bench *))
{
    double start = bench_now();

    once(b);
    return (double)b->content_len / (bench_now() - start);
}

static void
print_seconds(const struct bench *b,
              const char *name,
              const double *rates,
              int runs)
{
    double seconds[RUNS_MAX];

    for (int i = 0; i < runs; i++) {
        seconds[i] = (double)b->content_len / rates[i];
    }
    bench_print_samples(name, seconds, (size_t)runs);
}

static void
measure(struct bench *b, int runs, const char *choice)
{
    double raw[RUNS_MAX];
    double seal[RUNS_MAX];
    double open[RUNS_MAX];
    double seal_part[RUNS_MAX];
    double open_part[RUNS_MAX];

    for (int i = -1; i < runs; i++) {
        int at        = i < 0 ? 0 : i; /* the first is the warm-up */
        double before = raw_rate(b);
        double after;

        get_keys(b);

        seal[at] = rate_of(b, seal_once);
        open[at] = rate_of(b, open_once);
        after    = raw_rate(b);
        /* Seconds add, rates do not. */
        raw[at]       = 2 / (1 / before + 1 / after);
        seal_part[at] = seal[at] / raw[at];
        open_part[at] = open[at] / raw[at];
    }
    printf("{\"choice\":\"%s\",\"jobs\":%d,\"runs\":%d,\"raw\":%.0f,"
           "\"seal\":%.0f,\"open\":%.0f,\"seal_part\":%.3f,"
           "\"open_part\":%.3f,\"bytes\":%zu",
           choice, b->jobs, runs, median(raw, runs), median(seal, runs),
           median(open, runs), median(seal_part, runs), median(open_part, runs),
           b->content_len);
    print_seconds(b, "raw_samples", raw, runs);
    print_seconds(b, "seal_samples", seal, runs);
    print_seconds(b, "open_samples", open, runs);
    printf("}\n");
    fflush(stdout);
}

static void
start(struct bench *b, const char *folder, size_t choice)
{
    mohur_sys sys                = MOHUR_SYS_INIT;
    mohur_ctx_options options    = MOHUR_CTX_OPTIONS_INIT;
    mohur_keystore_options store = MOHUR_KEYSTORE_OPTIONS_INIT;

    sys.choices     = choices[choice].choices;
    sys.choices_len = 2;
    options.jobs    = (uint32_t)b->jobs;
    options.sys     = &sys;
    bench_must(mohur_ctx_new(&options, &b->ctx) == MOHUR_OK, "context");
    store.path           = folder;
    store.passphrase     = "bench";
    store.passphrase_len = 5;
    bench_must(mohur_keystore_create(b->ctx, &store, &b->store) == MOHUR_OK,
               "keystore (the folder must not exist)");
    b->box = make_key(b->store, "box", MOHUR_PURPOSE_SEAL, MOHUR_ALG_X25519);
    b->me  = make_key(b->store, "me", MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519);
}

static size_t
choice_named(const char *name)
{
    size_t i = 0;

    while (i < sizeof choices / sizeof choices[0] &&
           strcmp(choices[i].name, name) != 0) {
        i++;
    }
    bench_must(i < sizeof choices / sizeof choices[0], name);
    return i;
}

/* Memory that is there: nobody measures the kernel making pages. */
static uint8_t *
memory(size_t len, int byte)
{
    uint8_t *m = malloc(len);

    bench_must(m != NULL, "memory");
    memset(m, byte, len);
    return m;
}

int
main(int argc, char **argv)
{
    struct bench b = {0};
    int runs       = argc == 6 ? atoi(argv[3]) : 0;

    b.jobs = argc == 6 ? atoi(argv[4]) : 0;
    bench_must(runs > 0 && runs < RUNS_MAX && b.jobs > 0 &&
                   b.jobs <= THREADS_MAX,
               "usage: bench_archive FOLDER MIB RUNS JOBS CHOICE;");
    start(&b, argv[1], choice_named(argv[5]));
    b.content_len = (size_t)atoi(argv[2]) * MIB;
    b.content     = memory(b.content_len, 0x5A);
    b.sealed_cap  = b.content_len + b.content_len / 8 + 65536;
    b.sealed      = memory(b.sealed_cap, 0);
    b.opened      = memory(b.content_len + 1, 0);
    measure(&b, runs, argv[5]);
    free(b.opened);
    free(b.sealed);
    free(b.content);
    mohur_key_free(b.box);
    mohur_key_free(b.me);
    mohur_keystore_free(b.store);
    mohur_ctx_free(b.ctx);
    return 0;
}
