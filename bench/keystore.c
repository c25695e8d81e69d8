/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "crypto/sign.h"
#include <mohur/mohur.h>

#include <sqlite3.h>
#include <string.h>

/*
 * A keystore of many keys: making them, opening the store, fetching one and
 * signing with it, a report on all of them; beside them what SQLite and the
 * signature take alone.  One JSON object a line:
 *   bench_keystore FOLDER KEYS
 * FOLDER is on the disk that is to be measured and does not exist yet.
 */
enum {
    STEP       = 500, /* keys for which a rate of making is printed */
    FETCHES    = 2000,
    OPENS      = 9,
    REPORTS    = 5,
    M_KIB      = 65536,
    T          = 3,
    REPORT_MAX = 256 << 20
};

static const char passphrase[] = "bench";

/* Keys are good for some seconds; a measurement takes longer. */
static int64_t
stands_still(void *user)
{
    (void)user;
    return 0;
}

static void
report(const char *what, long keys, const double *samples, size_t n)
{
    printf("{\"what\":\"%s\",\"keys\":%ld", what, keys);
    bench_print_samples("samples", samples, n);
    printf("}\n");
    fflush(stdout);
}

static mohur_keystore_options
where(const char *folder)
{
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;

    o.path           = folder;
    o.passphrase     = passphrase;
    o.passphrase_len = strlen(passphrase);
    o.m_kib          = M_KIB;
    o.t              = T;
    return o;
}

static mohur_keystore *
make(mohur_ctx *ctx, const char *folder)
{
    mohur_keystore_options o = where(folder);
    mohur_keystore *ks       = NULL;

    bench_must(mohur_keystore_create(ctx, &o, &ks) == MOHUR_OK,
               "keystore (the folder must not exist)");
    return ks;
}

static size_t
name_of(long i, char out[32])
{
    return (size_t)snprintf(out, 32, "key %ld", i);
}

static void
key_make(mohur_ctx *ctx, mohur_keystore *ks, long i)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;
    mohur_key *key      = NULL;
    char name[32];

    o.name_len = name_of(i, name);
    o.name     = name;
    o.alg      = MOHUR_ALG_ED25519;
    bench_must(mohur_keystore_key_new(ks, &o, &key) == MOHUR_OK,
               mohur_ctx_message(ctx));
    mohur_key_free(key);
}

/* Seconds for one key, at the end of each of a few sizes. */
static void
measure_making(mohur_ctx *ctx, mohur_keystore *ks, long keys)
{
    double took[STEP];
    long shown = STEP;

    for (long i = 0; i < keys; i++) {
        double start = bench_now();

        key_make(ctx, ks, i);
        took[i % STEP] = bench_now() - start;
        if (i + 1 == shown || i + 1 == keys) {
            report("make a key", i + 1, took, STEP);
            shown *= 10;
        }
    }
}

/* What a host's own secret opens costs nothing besides the store's work. */
static int32_t
secret_of_host(void *user,
               const char *name,
               size_t name_len,
               uint8_t *out,
               size_t out_cap,
               size_t *out_len)
{
    (void)user;
    (void)name;
    (void)name_len;
    (void)out_cap;
    memset(out, 7, 32);
    *out_len = 32;
    return 0;
}

static void
slot_for_host(mohur_ctx *ctx, mohur_keystore *ks)
{
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;
    uint8_t id[MOHUR_SLOT_ID_LEN];

    o.type          = MOHUR_SLOT_CALLBACK;
    o.label         = "host";
    o.callback      = secret_of_host;
    o.callback_name = "bench";
    bench_must(mohur_keystore_slot_add(ks, &o, id) == MOHUR_OK,
               mohur_ctx_message(ctx));
}

/* Open and unlock. */
static void
measure_opening(mohur_ctx *ctx,
                const char *folder,
                mohur_slot_type type,
                double took[OPENS])
{
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    how.type           = type;
    how.passphrase     = passphrase;
    how.passphrase_len = strlen(passphrase);
    how.callback       = secret_of_host;

    for (size_t i = 0; i < OPENS; i++) {
        mohur_keystore_options o = where(folder);
        mohur_keystore *ks       = NULL;
        double start             = bench_now();

        bench_must(mohur_keystore_open(ctx, &o, &ks) == MOHUR_OK &&
                       mohur_keystore_unlock_with(ks, &how) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        took[i] = bench_now() - start;
        mohur_keystore_free(ks);
    }
}

/* One use: a request for a certificate, which is signed. */
static void
sign_with(mohur_ctx *ctx, const mohur_key *key)
{
    static const char subject[] = "C=AZ, O=Bench";
    mohur_sink *sink            = NULL;

    bench_must(mohur_sink_new_memory(ctx, 4096, &sink) == MOHUR_OK &&
                   mohur_csr_emit(ctx, key, subject, strlen(subject), sink) ==
                       MOHUR_OK,
               mohur_ctx_message(ctx));
    mohur_sink_free(sink);
}

static void
measure_fetching(mohur_ctx *ctx, mohur_keystore *ks, long keys)
{
    static double fetched[FETCHES];
    static double used[FETCHES];

    for (size_t i = 0; i < FETCHES; i++) {
        double start   = bench_now();
        mohur_key *key = NULL;
        char name[32];
        size_t len = name_of((long)(i * 7919) % keys, name);

        bench_must(mohur_keystore_key(ks, name, len, 0, &key) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        fetched[i] = bench_now() - start;
        sign_with(ctx, key);
        used[i] = bench_now() - start;
        mohur_key_free(key);
    }
    report("fetch a key by name", keys, fetched, FETCHES);
    report("fetch a key and sign with it", keys, used, FETCHES);
}

/* What a profile would change for every key: read, verified and asked about. */
static void
measure_impact(mohur_ctx *ctx, mohur_keystore *ks, long keys)
{
    double took[REPORTS];

    for (size_t i = 0; i < REPORTS; i++) {
        double start     = bench_now();
        mohur_sink *sink = NULL;

        bench_must(mohur_sink_new_memory(ctx, REPORT_MAX, &sink) == MOHUR_OK &&
                       mohur_keystore_impact(ks, NULL, sink) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        took[i] = bench_now() - start;
        mohur_sink_free(sink);
    }
    report("impact of the profile in force", keys, took, REPORTS);
}

/* The signature alone, of as many bytes as a request has. */
static void
measure_signing(mohur_ctx *ctx)
{
    static double took[FETCHES];
    static const uint8_t seed[32]  = {1};
    static const uint8_t text[100] = {2};
    uint8_t signature[64];

    for (size_t i = 0; i < FETCHES; i++) {
        double start = bench_now();

        bench_must(mohur__sign(ctx, MOHUR_ALG_ED25519, MOHUR_ALG_NONE,
                               MOHUR__BYTES(seed), MOHUR__BYTES(text),
                               MOHUR__SPAN(signature)) == MOHUR_OK,
                   mohur_ctx_message(ctx));
        took[i] = bench_now() - start;
    }
    report("raw signature, Ed25519", 1, took, FETCHES);
}

/* A commit of SQLite alone, as safe, with as many rows as a new key has. */
static void
measure_sqlite(const char *folder)
{
    sqlite3 *db = NULL;
    char path[4096];
    double took[STEP];

    snprintf(path, sizeof path, "%s/raw.db", folder);
    bench_must(sqlite3_open(path, &db) == SQLITE_OK &&
                   sqlite3_exec(db,
                                "PRAGMA journal_mode = DELETE;"
                                "PRAGMA synchronous = EXTRA;"
                                "PRAGMA secure_delete = ON;"
                                "CREATE TABLE t(a BLOB PRIMARY KEY, b BLOB) "
                                "WITHOUT ROWID",
                                NULL, NULL, NULL) == SQLITE_OK,
               "SQLite");
    for (int i = 0; i < STEP; i++) {
        double start = bench_now();

        bench_must(sqlite3_exec(
                       db,
                       "BEGIN IMMEDIATE;"
                       "INSERT INTO t VALUES(randomblob(16), randomblob(300)),"
                       "(randomblob(16), randomblob(300)),"
                       "(randomblob(16), randomblob(64)),"
                       "(randomblob(16), randomblob(64)),"
                       "(randomblob(16), randomblob(200));"
                       "COMMIT",
                       NULL, NULL, NULL) == SQLITE_OK,
                   "SQLite");
        took[i] = bench_now() - start;
    }
    report("raw SQLite: commit five rows", STEP, took, STEP);
    sqlite3_close(db);
}

int
main(int argc, char **argv)
{
    mohur_sys sys             = MOHUR_SYS_INIT;
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;
    mohur_keystore *ks        = NULL;
    long keys                 = argc == 3 ? atol(argv[2]) : 0;
    double empty[OPENS];
    double pass[OPENS];
    double full[OPENS];

    bench_must(keys >= STEP && keys % STEP == 0,
               "usage: bench_keystore FOLDER KEYS (a multiple of 500);");
    sys.monotonic = stands_still;
    options.sys   = &sys;
    bench_must(mohur_ctx_new(&options, &ctx) == MOHUR_OK, "context");
    ks = make(ctx, argv[1]);
    slot_for_host(ctx, ks);
    measure_opening(ctx, argv[1], MOHUR_SLOT_CALLBACK, empty);
    measure_opening(ctx, argv[1], MOHUR_SLOT_PASSPHRASE, pass);
    measure_making(ctx, ks, keys);
    measure_fetching(ctx, ks, keys);
    measure_impact(ctx, ks, keys);
    report("open without a passphrase, no key in it", 0, empty, OPENS);
    report("open with a passphrase, no key in it", 0, pass, OPENS);
    measure_opening(ctx, argv[1], MOHUR_SLOT_CALLBACK, full);
    report("open without a passphrase", keys, full, OPENS);
    mohur_keystore_free(ks);
    measure_signing(ctx);
    mohur_ctx_free(ctx);
    measure_sqlite(argv[1]);
    return 0;
}
