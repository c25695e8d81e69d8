/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include <mohur/mohur.h>

#include <string.h>
#include <sys/stat.h>

/*
 * Seal and open a signed archive in memory, on the public API alone.  One
 * JSON object a line, a median of RUNS for each:
 *   bench_archive FOLDER MIB RUNS JOBS BACKEND
 * FOLDER is where the keystore goes; BACKEND is a number of
 * mohur/sys/backend.h, 0 for the built-in choice.
 */
enum {
    RUNS_MAX = 101,
    BLOCK    = 1024 * 1024
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
};

/* Keys are good for some seconds; a measurement takes longer. */
static int64_t
stands_still(void *user)
{
    (void)user;
    return 0;
}

static int32_t
take(void *user, const uint8_t *data, size_t data_len)
{
    struct bench *b = user;

    if (data_len > b->sealed_cap - b->sealed_len) {
        return 1;
    }
    memcpy(b->sealed + b->sealed_len, data, data_len);
    b->sealed_len += data_len;
    return 0;
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
    mohur_sink_callbacks calls     = MOHUR_SINK_CALLBACKS_INIT;
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
    calls.user             = b;
    calls.write            = take;
    b->sealed_len          = 0;
    st                     = mohur_sink_new_callback(b->ctx, &calls, &sink);
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_new(b->ctx, &options, sink, &writer);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_entry(writer, &entry);
    }
    for (size_t at = 0; st == MOHUR_OK && at < b->content_len; at += BLOCK) {
        st = mohur_archive_writer_update(writer, b->content + at, BLOCK);
    }
    if (st == MOHUR_OK) {
        st = mohur_archive_writer_finish(writer);
    }
    bench_must(st == MOHUR_OK, mohur_ctx_message(b->ctx));
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
    static uint8_t block[BLOCK];
    uint64_t total = 0;
    size_t n       = 0;
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
        st = mohur_archive_reader_read(reader, block, sizeof block, &n);
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

static void
measure(struct bench *b,
        const char *what,
        void (*once)(struct bench *),
        int runs,
        const char *const *argv)
{
    double rates[RUNS_MAX];

    once(b); /* warm-up */
    for (int i = 0; i < runs; i++) {
        double start = bench_now();

        once(b);
        rates[i] = (double)b->content_len / (bench_now() - start);
    }
    qsort(rates, (size_t)runs, sizeof rates[0], by_value);
    printf("{\"what\":\"%s\",\"jobs\":%s,\"backend\":%s,\"runs\":%d,"
           "\"bytes_per_s\":%.0f,\"min\":%.0f,\"max\":%.0f}\n",
           what, argv[4], argv[5], runs, rates[runs / 2], rates[0],
           rates[runs - 1]);
    fflush(stdout);
}

static void
start(struct bench *b, const char *folder, int jobs, int backend)
{
    mohur_backend_choice choice  = {0, (mohur_backend)backend};
    mohur_sys sys                = MOHUR_SYS_INIT;
    mohur_ctx_options options    = MOHUR_CTX_OPTIONS_INIT;
    mohur_keystore_options store = MOHUR_KEYSTORE_OPTIONS_INIT;

    sys.monotonic   = stands_still;
    sys.choices     = &choice;
    sys.choices_len = backend == 0 ? 0 : 1;
    options.jobs    = (uint32_t)jobs;
    options.sys     = &sys;
    sys.monotonic   = stands_still;
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

int
main(int argc, char **argv)
{
    struct bench b = {0};
    int runs       = argc == 6 ? atoi(argv[3]) : 0;

    bench_must(argc == 6 && runs > 0 && runs < RUNS_MAX,
               "usage: bench_archive FOLDER MIB RUNS JOBS BACKEND;");
    start(&b, argv[1], atoi(argv[4]), atoi(argv[5]));
    b.content_len = (size_t)atoi(argv[2]) * BLOCK;
    b.content     = malloc(b.content_len);
    b.sealed_cap  = b.content_len + b.content_len / 8 + 65536;
    b.sealed      = malloc(b.sealed_cap);
    bench_must(b.content != NULL && b.sealed != NULL, "memory");
    memset(b.content, 0x5A, b.content_len);
    memset(b.sealed, 0, b.sealed_cap);
    measure(&b, "seal", seal_once, runs, (const char *const *)argv);
    measure(&b, "open", open_once, runs, (const char *const *)argv);
    free(b.sealed);
    mohur_key_free(b.box);
    mohur_key_free(b.me);
    mohur_keystore_free(b.store);
    mohur_ctx_free(b.ctx);
    free(b.content);
    return 0;
}
