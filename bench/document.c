/* SPDX-License-Identifier: Apache-2.0 */
#include "clock.h"

#include "crypto/hash.h"
#include "crypto/sign.h"
#include <mohur/mohur.h>

#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * Signed documents beside the raw calls: a large one beside the hash, many
 * small ones beside the signature.  One JSON object a line:
 *   bench_document FOLDER MIB COUNT RUNS JOBS
 * FOLDER has a keystore "store" with the passphrase "bench" and a key "me",
 * its certificates me.crt and ca.crt, the anchor root.crt, and a file "big"
 * of MIB; ours and the raw call take turns.
 */
enum {
    SMALL_LEN = 4096,
    FILE_MAX  = 64 * 1024,
    RUNS_MAX  = 99,
    PIECE     = 256 * 1024,
    SIGN_PART = 10, /* signing takes ten times as long as verifying */
    DTBS_LEN  = 240 /* what a signature at level B is over */
};

struct bytes {
    uint8_t *data;
    size_t len;
};

struct bench {
    mohur_ctx *ctx;
    const char *folder;
    mohur_key *key;
    mohur_trust *trust;
    struct bytes cert;
    struct bytes chain;
    uint64_t mib;
    size_t count;
    int runs;
    uint32_t jobs;
    struct bytes *signatures; /* a tenth of count */
    uint8_t private_key[MOHUR__SIGN_PRIVATE_MAX];
    uint8_t public_key[MOHUR__SIGN_PUBLIC_MAX];
    uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX];
};

static void
must(const struct bench *b, mohur_status st)
{
    bench_must(st == MOHUR_OK, mohur_ctx_message(b->ctx));
}

static int
by_value(const void *a, const void *b)
{
    const double *x = a;
    const double *y = b;

    return (*x > *y) - (*x < *y);
}

static struct bytes
load(const struct bench *b, const char *name)
{
    struct bytes out = {calloc(1, FILE_MAX), 0};
    char path[4096];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", b->folder, name);
    f = fopen(path, "rb");
    bench_must(f != NULL && out.data != NULL, path);
    out.len = fread(out.data, 1, FILE_MAX, f);
    fclose(f);
    return out;
}

/* ---- what is measured ---- */

static const uint8_t *
small_document(size_t i)
{
    static uint8_t text[SMALL_LEN];

    memcpy(text, &i, sizeof i);
    return text;
}

static mohur_source *
in_memory(const struct bench *b, const uint8_t *data, size_t len)
{
    mohur_source *s = NULL;

    must(b, mohur_source_new_memory(b->ctx, data, len, &s));
    return s;
}

static mohur_source *
big_file(const struct bench *b)
{
    mohur_source *s = NULL;
    char path[4096];

    snprintf(path, sizeof path, "%s/big", b->folder);
    must(b, mohur_source_new_file(b->ctx, path, &s));
    return s;
}

static const uint8_t *
map_big(const struct bench *b, size_t len)
{
    char path[4096];
    void *map;
    int fd;

    snprintf(path, sizeof path, "%s/big", b->folder);
    fd = open(path, O_RDONLY);
    bench_must(fd >= 0, path);
    map = mmap(NULL, len, PROT_READ, MAP_SHARED, fd, 0);
    bench_must(map != MAP_FAILED, path);
    close(fd);
    return map;
}

static void
sign(struct bench *b, mohur_source *content, struct bytes *out)
{
    mohur_sign_options o = MOHUR_SIGN_OPTIONS_INIT;
    mohur_sink *sink     = NULL;
    const uint8_t *made  = NULL;

    o.content   = content;
    o.cert      = b->cert.data;
    o.cert_len  = b->cert.len;
    o.chain     = b->chain.data;
    o.chain_len = b->chain.len;
    must(b, mohur_sink_new_memory(b->ctx, FILE_MAX, &sink));
    must(b, mohur_document_sign(b->ctx, b->key, &o, sink));
    made = mohur_sink_memory(sink, &out->len);
    free(out->data);
    out->data = malloc(out->len);
    bench_must(out->data != NULL, "memory");
    memcpy(out->data, made, out->len);
    mohur_sink_free(sink);
    mohur_source_free(content);
}

static void
verify(const struct bench *b, mohur_source *content, struct bytes signature)
{
    mohur_verify_options o = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report   = NULL;

    o.file       = in_memory(b, signature.data, signature.len);
    o.content    = content;
    o.trust      = b->trust;
    o.revocation = MOHUR_REVOCATION_NONE;
    must(b, mohur_document_verify(b->ctx, &o, &report));
    bench_must(mohur_report_is_accepted(report), "verdict");
    mohur_report_free(report);
    mohur_source_free(o.file);
    mohur_source_free(content);
}

static void
sign_many(struct bench *b)
{
    for (size_t i = 0; i < b->count / SIGN_PART; i++) {
        sign(b, in_memory(b, small_document(i), SMALL_LEN), &b->signatures[i]);
    }
}

static void
verify_many(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        verify(
            b,
            in_memory(b, small_document(i % (b->count / SIGN_PART)), SMALL_LEN),
            b->signatures[i % (b->count / SIGN_PART)]);
    }
}

static void
sign_big(struct bench *b)
{
    struct bytes one = {NULL, 0};

    sign(b, big_file(b), &one);
    free(one.data);
}

static void
verify_big(struct bench *b)
{
    static struct bytes one;

    if (one.data == NULL) {
        sign(b, big_file(b), &one);
    }
    verify(b, big_file(b), one);
}

/* The same, mapped by the caller, who knows that nobody cuts the file. */
static void
verify_mapped(struct bench *b)
{
    static struct bytes one;
    static const uint8_t *map;
    size_t len = (size_t)b->mib << 20;

    if (map == NULL) {
        map = map_big(b, len);
        sign(b, in_memory(b, map, len), &one);
    }
    verify(b, in_memory(b, map, len), one);
}

/* ---- the raw calls ---- */

static void
raw_hash(struct bench *b)
{
    static uint8_t piece[PIECE];
    struct mohur__hasher *h = NULL;
    uint8_t digest[MOHUR__SHA256_LEN];

    must(b, mohur__hasher_new(b->ctx, MOHUR_ALG_SHA_256, &h));
    for (uint64_t at = 0; at < b->mib << 20; at += PIECE) {
        must(b, mohur__hasher_update(h, MOHUR__BYTES(piece)));
    }
    must(b, mohur__hasher_finish(h, MOHUR__SPAN(digest)));
    mohur__hasher_free(h);
}

static mohur__bytes
dtbs(void)
{
    static const uint8_t text[DTBS_LEN] = {0x31};

    return MOHUR__BYTES(text);
}

static void
raw_sign(struct bench *b)
{
    for (size_t i = 0; i < b->count / SIGN_PART; i++) {
        must(b, mohur__sign(b->ctx, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256,
                            mohur__bytes_of(b->private_key, 32), dtbs(),
                            mohur__span_of(b->signature, 64)));
    }
}

static void
raw_verify(struct bench *b)
{
    for (size_t i = 0; i < b->count; i++) {
        must(b,
             mohur__sign_verify(b->ctx, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256,
                                false, mohur__bytes_of(b->public_key, 65),
                                dtbs(), mohur__bytes_of(b->signature, 64)));
    }
}

static void
prepare_raw(struct bench *b)
{
    must(b, mohur__sign_keygen(b->ctx, MOHUR_ALG_ECDSA_P256,
                               mohur__span_of(b->private_key, 32)));
    must(b, mohur__sign_public_of(b->ctx, MOHUR_ALG_ECDSA_P256,
                                  mohur__bytes_of(b->private_key, 32),
                                  mohur__span_of(b->public_key, 65)));
    raw_sign(b);
}

/* ---- the turns ---- */

struct took {
    double wall;
    double work; /* of the processor, which a busy machine changes less */
};

/* Of this thread: what others do meanwhile is done beside it. */
static double
worked(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static struct took
take(struct bench *b, void (*once)(struct bench *))
{
    struct took start = {bench_now(), worked()};

    once(b);
    return (struct took){bench_now() - start.wall, worked() - start.work};
}

static double
median(double *values, size_t n)
{
    qsort(values, n, sizeof *values, by_value);
    return values[n / 2];
}

static void
measure(struct bench *b,
        const char *what,
        void (*ours)(struct bench *),
        void (*raw)(struct bench *))
{
    double took[RUNS_MAX];
    double beside[RUNS_MAX];
    double part[RUNS_MAX];
    double work_part[RUNS_MAX];
    size_t n = (size_t)b->runs;

    ours(b); /* the warm-up */
    for (size_t i = 0; i < n; i++) {
        struct took theirs = take(b, raw);
        struct took mine   = take(b, ours);

        beside[i]    = theirs.wall;
        took[i]      = mine.wall;
        part[i]      = theirs.wall / mine.wall;
        work_part[i] = theirs.work / mine.work;
    }
    printf("{\"what\":\"%s\",\"jobs\":%u", what, b->jobs);
    bench_print_samples("samples", took, n);
    bench_print_samples("raw_samples", beside, n);
    printf(",\"seconds\":%.6f,\"raw\":%.6f,\"part\":%.3f,"
           "\"work_part\":%.3f}\n",
           median(took, n), median(beside, n), median(part, n),
           median(work_part, n));
    fflush(stdout);
}

/* Keys are good for some seconds; a measurement takes longer. */
static int64_t
stands_still(void *user)
{
    (void)user;
    return 0;
}

static void
start(struct bench *b)
{
    mohur_sys sys                = MOHUR_SYS_INIT;
    mohur_ctx_options options    = MOHUR_CTX_OPTIONS_INIT;
    mohur_keystore_options store = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *ks           = NULL;
    struct bytes root;
    char path[4096];

    sys.monotonic = stands_still;
    options.sys   = &sys;
    options.jobs  = b->jobs;
    bench_must(mohur_ctx_new(&options, &b->ctx) == MOHUR_OK, "context");
    snprintf(path, sizeof path, "%s/store", b->folder);
    store.path           = path;
    store.passphrase     = "bench";
    store.passphrase_len = 5;
    must(b, mohur_keystore_open(b->ctx, &store, &ks));
    must(b, mohur_keystore_unlock(ks, "bench", 5));
    must(b, mohur_keystore_key(ks, "me", 2, 0, &b->key));
    mohur_keystore_free(ks);
    b->cert  = load(b, "me.crt");
    b->chain = load(b, "ca.crt");
    root     = load(b, "root.crt");
    must(b, mohur_trust_new(b->ctx, &b->trust));
    must(b, mohur_trust_add(b->ctx, b->trust, MOHUR_TRUST_SIGN, root.data,
                            root.len));
    free(root.data);
    b->signatures = calloc(b->count / SIGN_PART + 1, sizeof *b->signatures);
    bench_must(b->signatures != NULL, "memory");
}

int
main(int argc, char **argv)
{
    struct bench b = {0};
    struct rusage usage;

    bench_must(argc == 6, "usage: bench_document FOLDER MIB COUNT RUNS JOBS;");
    b.folder = argv[1];
    b.mib    = strtoull(argv[2], NULL, 10);
    b.count  = (size_t)atol(argv[3]);
    b.runs   = atoi(argv[4]);
    b.jobs   = (uint32_t)atoi(argv[5]);
    bench_must(b.jobs > 0 && b.runs > 0 && b.runs < RUNS_MAX, "usage");
    start(&b);
    prepare_raw(&b);
    if (b.mib > 0) {
        measure(&b, "verify one large", verify_big, raw_hash);
        measure(&b, "sign one large", sign_big, raw_hash);
    }
    if (b.count > 0) {
        measure(&b, "sign many small", sign_many, raw_sign);
        measure(&b, "verify many small", verify_many, raw_verify);
    }
    getrusage(RUSAGE_SELF, &usage);
    printf("{\"what\":\"peak\",\"mib\":%.1f}\n",
           (double)usage.ru_maxrss / 1024);
    if (b.mib > 0) { /* whose pages would count */
        measure(&b, "verify one large, mapped", verify_mapped, raw_hash);
    }
    return 0;
}
