/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/scratch.h"

#include "archive/chunk.h"
#include "archive/directory.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/names.h"
#include "base/os_change.h"
#include "base/os_file.h"
#include "base/os_scratch.h"
#include "base/secret.h"
#include "crypto/aead.h"

/*
 * Chunks are numbered through the whole file, so each nonce is used once; a
 * run begins a chunk of its own.  The merge keeps a window for each run: the
 * rest of one chunk, with a record that goes on in the next, and that chunk.
 */
enum {
    KEY_LEN    = 32,
    WINDOW_CAP = MOHUR__DIR_RECORD_MAX + MOHUR__CHUNK_LEN
};

struct run {
    uint64_t next; /* the chunk that is read next */
    uint64_t left; /* bytes in it and after it */
    uint8_t *window;
    size_t from;
    size_t to;
    mohur__bytes record; /* the first one left; nothing at the end */
};

struct mohur__scratch {
    mohur_ctx *ctx;
    int fd;
    struct mohur__aead *aead;
    uint64_t chunks; /* written */
    size_t filled;   /* bytes in plain */
    uint8_t plain[MOHUR__CHUNK_LEN];
    uint8_t sealed[MOHUR__CHUNK_SEALED_LEN];
    size_t runs_len;
    struct run runs[MOHUR__SCRATCH_RUNS_MAX];
};

static const uint8_t n0[MOHUR__CHUNK_NONCE_LEN] = {0};

mohur_status
mohur__scratch_new(mohur_ctx *ctx,
                   const char *folder,
                   mohur_alg aead,
                   struct mohur__scratch **out)
{
    struct mohur__scratch *s  = NULL;
    struct mohur__secret *key = NULL;
    mohur_status st           = MOHUR_OK;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &s));
    s->ctx = ctx;
    s->fd  = -1;
    TRY(mohur__secret_random(ctx, KEY_LEN, &key));
    TRY(mohur__aead_new(ctx, aead, mohur__secret_bytes(key), &s->aead));
    TRY(mohur__os_scratch_new(ctx, folder, &s->fd));
    *out = s;
    s    = NULL;

out:
    mohur__secret_free(key);
    mohur__scratch_free(s);
    return st;
}

void
mohur__scratch_free(struct mohur__scratch *s)
{
    if (s == NULL) {
        return;
    }
    for (size_t i = 0; i < s->runs_len; i++) {
        mohur__free(s->runs[i].window);
    }
    mohur__aead_free(s->aead);
    mohur__os_close(s->fd);
    mohur__free(s);
}

/* CT: leaks the lengths. */
static mohur_status
chunk_write(struct mohur__scratch *s)
{
    mohur__span sealed = mohur__span_sub(MOHUR__SPAN(s->sealed), 0,
                                         s->filled + MOHUR__CHUNK_TAG_LEN);
    mohur_status st    = MOHUR_OK;

    st = mohur__chunk_seal(s->aead, n0, s->chunks,
                           mohur__bytes_of(s->plain, s->filled), sealed);
    REQUIRE(s->ctx, st == MOHUR_OK, st, "sealing the scratch file failed");
    TRY(mohur__os_write_at(s->ctx, s->fd, s->chunks * MOHUR__CHUNK_SEALED_LEN,
                           mohur__span_bytes(sealed)));
    s->chunks++;
    s->filled = 0;

out:
    return st;
}

static mohur_status
record_write(struct mohur__scratch *s, mohur__bytes record)
{
    mohur_status st = MOHUR_OK;

    while (record.len > 0) {
        size_t n = mohur__copy(
            mohur__span_sub(MOHUR__SPAN(s->plain), s->filled, record.len),
            record);
        s->filled += n;
        record = mohur__bytes_sub(record, n, record.len);
        if (s->filled == MOHUR__CHUNK_LEN) {
            TRY(chunk_write(s));
        }
    }

out:
    return st;
}

mohur_status
mohur__scratch_add(struct mohur__scratch *s,
                   const mohur__bytes *records,
                   size_t n)
{
    struct run *run = &s->runs[s->runs_len];
    mohur_status st = MOHUR_OK;

    REQUIRE(s->ctx, s->runs_len < MOHUR__SCRATCH_RUNS_MAX, MOHUR_E_LIMIT,
            "the names take too many runs of the memory allowed");
    *run = (struct run){.next = s->chunks};
    for (size_t i = 0; i < n; i++) {
        TRY(record_write(s, records[i]));
        run->left += records[i].len;
    }
    if (s->filled > 0) {
        TRY(chunk_write(s));
    }
    s->runs_len++;

out:
    return st;
}

static mohur_status
read_all(struct mohur__scratch *s, uint64_t offset, mohur__span out)
{
    size_t len      = 0;
    mohur_status st = MOHUR_OK;

    while (out.len > 0) {
        TRY(mohur__os_read_at(s->ctx, s->fd, offset, out, &len));
        REQUIRE(s->ctx, len > 0, MOHUR_E_IO, "the scratch file was cut");
        out = mohur__span_sub(out, len, out.len);
        offset += len;
    }

out:
    return st;
}

/* Have the next chunk of a run behind what is left in its window. */
static mohur_status
window_load(struct mohur__scratch *s, struct run *run)
{
    size_t len =
        run->left < MOHUR__CHUNK_LEN ? (size_t)run->left : MOHUR__CHUNK_LEN;
    mohur__span window = mohur__span_of(run->window, WINDOW_CAP);
    mohur__span sealed =
        mohur__span_sub(MOHUR__SPAN(s->sealed), 0, len + MOHUR__CHUNK_TAG_LEN);
    mohur_status st = MOHUR_OK;

    run->to   = mohur__move(window, mohur__span_bytes(mohur__span_sub(
                                      window, run->from, run->to - run->from)));
    run->from = 0;
    TRY(read_all(s, run->next * MOHUR__CHUNK_SEALED_LEN, sealed));
    st = mohur__chunk_open(s->aead, n0, run->next, mohur__span_bytes(sealed),
                           mohur__span_sub(window, run->to, len));
    REQUIRE(s->ctx, st == MOHUR_OK, MOHUR_E_IO,
            "the scratch file holds something else than was written");
    run->to += len;
    run->left -= len;
    run->next++;

out:
    return st;
}

/* Make the record after the first the first. */
static mohur_status
run_next(struct mohur__scratch *s, struct run *run)
{
    mohur_status st = MOHUR_OK;

    run->from += run->record.len;
    for (;;) {
        mohur__bytes rest =
            mohur__bytes_sub(mohur__bytes_of(run->window, run->to), run->from,
                             run->to - run->from);
        run->record = mohur__dir_raw_first(rest);
        if (run->record.len > 0 || run->left == 0) {
            break;
        }
        TRY(window_load(s, run));
    }

out:
    return st;
}

static bool
is_before(const struct run *a, const struct run *b)
{
    return mohur__name_compare(mohur__dir_raw_name(a->record),
                               mohur__dir_raw_name(b->record)) < 0;
}

/* Let the i-th of a heap, least first, sink to where it belongs. */
static void
heap_sink(struct run **heap, size_t n, size_t i)
{
    for (;;) {
        size_t child = 2 * i + 1;
        if (child + 1 < n && is_before(heap[child + 1], heap[child])) {
            child++;
        }
        if (child >= n || !is_before(heap[child], heap[i])) {
            return;
        }
        struct run *up = heap[child];
        heap[child]    = heap[i];
        heap[i]        = up;
        i              = child;
    }
}

/* Have the first record of each run; returns the runs as a heap. */
static mohur_status
merge_start(struct mohur__scratch *s, struct run **heap)
{
    void *window    = NULL;
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < s->runs_len; i++) {
        TRY(mohur__alloc(s->ctx, WINDOW_CAP, &window));
        s->runs[i].window = window;
        TRY(run_next(s, &s->runs[i]));
        heap[i] = &s->runs[i];
    }
    for (size_t i = s->runs_len; i > 0; i--) {
        heap_sink(heap, s->runs_len, i - 1);
    }

out:
    return st;
}

mohur_status
mohur__scratch_merge(struct mohur__scratch *s,
                     mohur__record_fn *each,
                     void *user)
{
    struct run *heap[MOHUR__SCRATCH_RUNS_MAX] = {NULL};
    size_t n                                  = s->runs_len;
    mohur_status st                           = MOHUR_OK;

    TRY(merge_start(s, heap));
    while (n > 0) {
        TRY(each(user, heap[0]->record));
        TRY(run_next(s, heap[0]));
        if (heap[0]->record.len == 0) {
            n--;
            heap[0] = heap[n];
        }
        heap_sink(heap, n, 0);
    }

out:
    return st;
}
