/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <sodium.h>
#include <stdlib.h>

/* What the system gives, in the hands of the case. */

/* Memory that lives as long as the fixture. */
struct fixture_block {
    struct fixture_block *next;
    uint8_t bytes[];
};

static void *
block_new(struct fixture *t, size_t len)
{
    struct fixture_block *b = calloc(1, sizeof *b + len + 1);

    if (b == NULL) {
        abort();
    }
    b->next   = t->blocks;
    t->blocks = b;
    return b->bytes;
}

static int32_t
rng_fill(void *user, uint8_t *out, size_t len)
{
    struct fixture *t = user;
    uint64_t call     = atomic_fetch_add(&t->random.calls, 1) + 1;
    uint8_t seed[randombytes_SEEDBYTES];

    if (t->random.fail_at != 0 && call == t->random.fail_at) {
        memset(out, 0xEE, len / 2); /* half done, as a bad source may */
        return -1;
    }
    memcpy(seed, t->random.seed, sizeof seed);
    memcpy(seed, &call, sizeof call);
    randombytes_buf_deterministic(out, len, seed);
    return 0;
}

static int64_t
clock_now(void *user)
{
    return ((struct fixture *)user)->now;
}

static int64_t
ticks_now(void *user)
{
    return ((struct fixture *)user)->ticks;
}

static void *
sys_alloc(void *user, size_t len)
{
    return alloc_take(&((struct fixture *)user)->alloc, len);
}

static void
sys_release(void *user, void *block)
{
    alloc_release(&((struct fixture *)user)->alloc, block);
}

mohur_sys
fixture_sys(struct fixture *t)
{
    mohur_sys sys = MOHUR_SYS_INIT;

    sys.user      = t;
    sys.random    = rng_fill;
    sys.clock     = clock_now;
    sys.monotonic = ticks_now;
    sys.alloc     = sys_alloc;
    sys.release   = sys_release;
    return sys;
}

mohur_ctx *
fixture_ctx(struct fixture *t, uint32_t jobs)
{
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;

    options.jobs = jobs;
    options.sys  = &sys;
    return t->make(&options, &ctx) == MOHUR_OK ? ctx : NULL;
}

void
fixture_ctx_free(struct fixture *t, mohur_ctx *ctx)
{
    t->unmake(ctx);
}

int
fixture_new_with(void **state,
                 mohur_status (*make)(const mohur_ctx_options *, mohur_ctx **),
                 void (*unmake)(mohur_ctx *))
{
    struct fixture *t = calloc(1, sizeof *t);

    if (t == NULL || sodium_init() < 0) {
        free(t);
        return -1;
    }
    t->now    = FIXTURE_NOW;
    t->make   = make;
    t->unmake = unmake;
    t->ctx    = fixture_ctx(t, 0);
    *state    = t;
    return t->ctx != NULL ? 0 : -1;
}

int
fixture_free(void **state)
{
    struct fixture *t = *state;
    size_t live       = 0;
    size_t unwiped    = 0;

    alloc_fail_at(&t->alloc, 0, ALLOC_ONCE);
    t->unmake(t->ctx);
    while (t->blocks != NULL) {
        struct fixture_block *b = t->blocks;
        t->blocks               = b->next;
        free(b);
    }
    fixture_remove_tmpdir(t);
    live    = atomic_load(&t->alloc.live);
    unwiped = atomic_load(&t->alloc.unwiped);
    if (live != 0 || unwiped != 0) {
        fprintf(stderr, "%zu blocks not released, %zu not wiped\n", live,
                unwiped);
    }
    free(t->sink.data);
    free(t->extra);
    free(t);
    return live == 0 && unwiped == 0 ? 0 : -1;
}

static int32_t
output_write(void *user, const uint8_t *data, size_t data_len)
{
    struct output *o = user;

    if (++o->writes == o->fail_at) {
        return -1;
    }
    if (data_len > o->cap - o->len) {
        size_t cap    = 2 * o->cap + data_len;
        uint8_t *more = realloc(o->data, cap);
        if (more == NULL) {
            return -2;
        }
        o->data = more;
        o->cap  = cap;
    }
    memcpy(o->data + o->len, data, data_len);
    o->len += data_len;
    return 0;
}

static int32_t
output_finish(void *user)
{
    struct output *o = user;

    o->finishes++;
    return o->fail_finish ? -1 : 0;
}

mohur_sink *
fixture_sink(struct fixture *t)
{
    mohur_sink_callbacks calls = MOHUR_SINK_CALLBACKS_INIT;
    mohur_sink *sink           = NULL;
    size_t nth                 = t->alloc.nth;
    size_t seen                = atomic_load(&t->alloc.calls);

    t->sink.len      = 0;
    t->sink.writes   = 0;
    t->sink.finishes = 0;
    calls.user       = &t->sink;
    calls.write      = output_write;
    calls.finish     = output_finish;
    t->alloc.nth     = 0;
    if (mohur_sink_new_callback(t->ctx, &calls, &sink) != MOHUR_OK) {
        abort();
    }
    t->alloc.nth = nth;
    atomic_store(&t->alloc.calls, seen);
    return sink;
}

struct view
fixture_output(const struct fixture *t)
{
    return (struct view){t->sink.data, t->sink.len};
}

mohur_source *
fixture_source(struct fixture *t, struct view data)
{
    mohur_source *source = NULL;
    size_t nth           = t->alloc.nth;
    size_t seen          = atomic_load(&t->alloc.calls);

    t->alloc.nth = 0;
    if (mohur_source_new_memory(t->ctx, data.data, data.len, &source) !=
        MOHUR_OK) {
        abort();
    }
    t->alloc.nth = nth;
    atomic_store(&t->alloc.calls, seen);
    return source;
}

struct view
fixture_hex(struct fixture *t, const char *hex)
{
    size_t cap   = strlen(hex) / 2;
    size_t len   = 0;
    uint8_t *out = block_new(t, cap);

    if (sodium_hex2bin(out, cap, hex, strlen(hex), " \n", &len, NULL) != 0) {
        abort();
    }
    return (struct view){out, len};
}

uint8_t *
fixture_bytes(struct fixture *t, uint8_t first, size_t len)
{
    uint8_t *bytes = block_new(t, len);

    for (size_t i = 0; i < len; i++) {
        bytes[i] = (uint8_t)(first + i);
    }
    return bytes;
}

const char *
fixture_path(struct fixture *t, const char *name)
{
    const char *folder = fixture_tmpdir(t);
    size_t cap         = strlen(folder) + strlen(name) + 2;
    char *path         = block_new(t, cap);

    snprintf(path, cap, "%s/%s", folder, name);
    return path;
}

struct view
fixture_read_file(struct fixture *t, const char *path)
{
    FILE *f      = fopen(path, "rb");
    long len     = 0;
    uint8_t *all = NULL;

    if (f == NULL) {
        return (struct view){NULL, 0};
    }
    if (fseek(f, 0, SEEK_END) != 0 || (len = ftell(f)) < 0) {
        abort();
    }
    rewind(f);
    all = block_new(t, (size_t)len);
    if (fread(all, 1, (size_t)len, f) != (size_t)len) {
        abort();
    }
    fclose(f);
    return (struct view){all, (size_t)len};
}
