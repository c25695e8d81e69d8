/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/sealer.h"

#include "archive/record.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * Blocks form a ring: some in flight, oldest first, then the current one,
 * which is being filled.  Without threads a block is done and written as
 * soon as it is full.
 */
enum {
    BLOCKS_MIN = 2,
    TABLES_MAX = 16384 * MOHUR__ENTRY_END_TABLE_LEN, /* of 2^44 bytes */
    /* With threads, a call must keep them busy to be worth a wait. */
    BORROW_SEGMENTS = 4
};

mohur_status
mohur__sealer_init(mohur_ctx *ctx,
                   mohur_sink *sink,
                   const struct mohur__schedule *schedule,
                   mohur_alg aead,
                   struct mohur__sealer *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__sealer){.ctx      = ctx,
                                  .sink     = sink,
                                  .sink_off = sink->written,
                                  .schedule = schedule,
                                  .aead     = aead};
    mohur__buf_init(&out->rows, ctx, MOHUR__TABLE_ROWS * MOHUR__TABLE_ROW_LEN);
    mohur__buf_init(&out->tables, ctx, TABLES_MAX);
    out->blocks_len = mohur__jobs_width(ctx->jobs) + 1;
    TRY(mohur__alloc_array(ctx, out->blocks_len, sizeof *out->blocks,
                           (void **)&out->blocks));
    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &out->hasher));
    out->current = &out->blocks[0];
    TRY(mohur__block_make(out, out->current));

out:
    return st;
}

void
mohur__sealer_wipe(struct mohur__sealer *s)
{
    for (size_t i = 0; i < s->in_flight; i++) {
        mohur__jobs_wait(s->ctx->jobs,
                         &s->blocks[(s->oldest + i) % s->blocks_len].task);
    }
    for (size_t i = 0; s->blocks != NULL && i < s->blocks_len; i++) {
        mohur__block_wipe(&s->blocks[i]);
    }
    mohur__free(s->blocks);
    mohur__hasher_free(s->hasher);
    mohur__buf_wipe(&s->rows);
    mohur__buf_wipe(&s->tables);
    *s = (struct mohur__sealer){.ctx = NULL};
}

uint64_t
mohur__sealer_offset(const struct mohur__sealer *s)
{
    return s->current->first_chunk * MOHUR__CHUNK_LEN + s->current->len;
}

/* The bytes after the last whole chunk. */
static mohur__bytes
rest_of(const struct mohur__block *b)
{
    size_t rest = b->len % MOHUR__CHUNK_LEN;

    return mohur__span_bytes(mohur__span_sub(b->plain, b->len - rest, rest));
}

/* The job of a block is done, or could not begin, for want of its bytes. */
static mohur_status
block_settle(struct mohur__sealer *s, struct mohur__block *b)
{
    mohur_status st = MOHUR_OK;

    mohur__jobs_wait(s->ctx->jobs, &b->task);
    if (b->unread.len > 0) {
        TRY(mohur__source_read_at(b->source, b->source_off, b->unread));
        b->unread.len = 0;
        mohur__block_run(b);
    }
    REQUIRE(s->ctx, b->st == MOHUR_OK, b->st, "sealing the content failed");
    TRY(mohur__sealer_fold(s, b));
    st = mohur__block_seal_late(b);
    REQUIRE(s->ctx, st == MOHUR_OK, st, "sealing the content failed");

out:
    return st;
}

/* Write a block, or what its job left of it. */
static mohur_status
block_write(struct mohur__sealer *s, const struct mohur__block *b)
{
    size_t len = b->len + mohur__block_chunks(b) * MOHUR__CHUNK_TAG_LEN -
                 (b->last ? 0 : rest_of(b).len);
    int error       = 0;
    mohur_status st = MOHUR_OK;

    if (b->places == NULL) {
        return mohur__sink_write(
            s->sink, mohur__span_bytes(mohur__span_sub(b->sealed, 0, len)));
    }
    TRY(mohur__sink_check(s->ctx, s->sink));
    error = mohur__block_place(b, true);
    if (error != 0) {
        TRY(mohur__sink_place_error(s->sink, error));
    }
    mohur__sink_reached(s->sink, s->sink->written + len);

out:
    return st;
}

/* How far it is: in bytes of the stream, up to what was announced. */
static mohur_status
tell(const struct mohur__sealer *s, const struct mohur__block *b)
{
    uint64_t done = b->first_chunk * MOHUR__CHUNK_LEN + b->len;

    if (s->total == 0) {
        return mohur__progress(s->ctx, done, MOHUR_LEN_UNKNOWN);
    }
    return mohur__progress(s->ctx, b->last || done > s->total ? s->total : done,
                           s->total);
}

/* Finish the oldest block and write it. */
static mohur_status
block_leave(struct mohur__sealer *s)
{
    struct mohur__block *b    = &s->blocks[s->oldest];
    struct mohur__block *next = &s->blocks[(s->oldest + 1) % s->blocks_len];
    mohur_status st           = MOHUR_OK;

    TRY(block_settle(s, b));
    s->oldest = (s->oldest + 1) % s->blocks_len;
    s->in_flight--;
    TRY(block_write(s, b));
    if (!b->last) {
        mohur__copy(next->plain, rest_of(b));
    }
    TRY(tell(s, b));

out:
    return st;
}

/* Make the block after b the current one. */
static mohur_status
block_begin(struct mohur__sealer *s, const struct mohur__block *b)
{
    struct mohur__block *next =
        &s->blocks[(s->oldest + s->in_flight) % s->blocks_len];
    mohur_status st = MOHUR_OK;

    TRY(mohur__block_make(s, next));
    next->first_chunk  = b->first_chunk + b->len / MOHUR__CHUNK_LEN;
    next->borrowed     = MOHUR__NOTHING;
    next->borrowed_off = 0;
    next->source       = NULL;
    next->unread       = mohur__span_of(NULL, 0);
    next->carry        = b->len % MOHUR__CHUNK_LEN;
    next->len          = next->carry;
    next->last         = false;
    next->late_from    = 0;
    next->late_to      = 0;
    next->pieces_len   = 0;
    next->late_len     = 0;
    s->current         = next;

out:
    return st;
}

/* Give the current block to a job and go on with another. */
static mohur_status
block_close(struct mohur__sealer *s)
{
    struct mohur__block *b = s->current;
    mohur_status st        = MOHUR_OK;

    b->task = (struct mohur__task){.run = mohur__block_run, .arg = b};
    mohur__jobs_submit(s->ctx->jobs, &b->task);
    s->in_flight++;
    while (s->in_flight == s->blocks_len) {
        TRY(block_leave(s));
    }
    TRY(block_begin(s, b));
    while (s->blocks_len == BLOCKS_MIN && s->in_flight > 0) {
        TRY(block_leave(s));
    }

out:
    return st;
}

static bool
is_full(const struct mohur__block *b, size_t n)
{
    return b->plain.len - b->len < n || b->pieces_len == MOHUR__BLOCK_PIECES ||
           b->late_len == MOHUR__BLOCK_LATE;
}

mohur_status
mohur__sealer_reserve(struct mohur__sealer *s, size_t n)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(s->ctx, mohur__sealer_offset(s) + n <= MOHUR__STREAM_LEN_MAX,
            MOHUR_E_LIMIT, "the archive would be longer than any may be");
    if (is_full(s->current, n)) {
        TRY(block_close(s));
    }

out:
    return st;
}

mohur__span
mohur__sealer_take(struct mohur__sealer *s, size_t n)
{
    struct mohur__block *b = s->current;
    mohur__span taken      = mohur__span_sub(b->plain, b->len, n);

    b->len += taken.len;
    mohur__fill(taken, 0);
    return taken;
}

mohur_status
mohur__sealer_put(struct mohur__sealer *s, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    while (data.len > 0) {
        TRY(mohur__sealer_reserve(s, 1));
        size_t n = mohur__copy(
            mohur__span_sub(s->current->plain, s->current->len, data.len),
            data);
        s->current->len += n;
        data = mohur__bytes_sub(data, n, data.len);
    }

out:
    return st;
}

mohur_status
mohur__sealer_zeros(struct mohur__sealer *s, uint64_t n)
{
    mohur_status st = MOHUR_OK;

    while (n > 0) {
        TRY(mohur__sealer_reserve(s, 1));
        n -= mohur__sealer_take(s, n < SIZE_MAX ? (size_t)n : SIZE_MAX).len;
    }

out:
    return st;
}

bool
mohur__sealer_may_borrow(const struct mohur__sealer *s, size_t len)
{
    size_t width    = s->blocks_len - 1;
    size_t segments = width == 1 ? 1 : BORROW_SEGMENTS * width;

    return len / MOHUR__SEGMENT_LEN >= segments;
}

/* Copy the part of a borrowed segment that lies in one chunk with others. */
static void
copy_part(struct mohur__block *b, size_t from, size_t to)
{
    mohur__copy(
        mohur__span_sub(b->plain, from, to - from),
        mohur__bytes_sub(b->borrowed, from - b->borrowed_off, to - from));
}

mohur_status
mohur__sealer_borrow(struct mohur__sealer *s, mohur__bytes segment)
{
    struct mohur__block *b = s->current;
    size_t begin           = b->len;
    size_t end             = b->len + segment.len;

    b->borrowed     = segment;
    b->borrowed_off = begin;
    b->len          = end;
    if (begin % MOHUR__CHUNK_LEN != 0) {
        copy_part(b, begin,
                  begin + MOHUR__CHUNK_LEN - begin % MOHUR__CHUNK_LEN);
    }
    copy_part(b, end - end % MOHUR__CHUNK_LEN, end);
    mohur__sealer_piece(s, segment.len);
    return block_close(s);
}

mohur_status
mohur__sealer_load(struct mohur__sealer *s, mohur_source *source, uint64_t off)
{
    struct mohur__block *b = s->current;

    b->source     = source;
    b->source_off = off;
    b->unread     = mohur__span_sub(b->plain, b->len, MOHUR__SEGMENT_LEN);
    b->len += MOHUR__SEGMENT_LEN;
    mohur__sealer_piece(s, MOHUR__SEGMENT_LEN);
    return block_close(s);
}

mohur_status
mohur__sealer_read(struct mohur__sealer *s,
                   mohur_source *source,
                   uint64_t off,
                   size_t n)
{
    struct mohur__block *b = s->current;
    mohur_status st        = mohur__source_read_at(
        source, off, mohur__span_sub(b->plain, b->len, n));

    b->len += st == MOHUR_OK ? n : 0;
    return st;
}

void
mohur__sealer_return(struct mohur__sealer *s)
{
    for (size_t i = 0; i < s->in_flight; i++) {
        struct mohur__block *b = &s->blocks[(s->oldest + i) % s->blocks_len];
        if (b->borrowed.len != 0 || b->source != NULL) {
            mohur__jobs_wait(s->ctx->jobs, &b->task);
        }
    }
}

mohur_status
mohur__sealer_drain(struct mohur__sealer *s)
{
    mohur_status st = MOHUR_OK;

    while (s->in_flight > 0) {
        TRY(block_leave(s));
    }

out:
    return st;
}

void
mohur__sealer_piece(struct mohur__sealer *s, size_t len)
{
    struct mohur__block *b = s->current;

    b->pieces[b->pieces_len] =
        (struct mohur__piece){.off = b->len - len, .len = len};
    b->pieces_len++;
}

mohur_status
mohur__sealer_settle(struct mohur__sealer *s)
{
    struct mohur__block *b = s->current;
    mohur_status st        = MOHUR_OK;

    TRY(mohur__sealer_drain(s));
    st = mohur__block_hash(b);
    REQUIRE(s->ctx, st == MOHUR_OK, st, "hashing the content failed");
    TRY(mohur__sealer_fold(s, b));
    /* Nothing in it waits any more, so all of it can be sealed at once. */
    b->carry      = 0;
    b->pieces_len = 0;
    b->late_len   = 0;
    b->late_to    = 0;

out:
    return st;
}

mohur_status
mohur__sealer_finish(struct mohur__sealer *s)
{
    mohur_status st = MOHUR_OK;

    s->current->last = true;
    s->current->task =
        (struct mohur__task){.run = mohur__block_run, .arg = s->current};
    mohur__jobs_submit(s->ctx->jobs, &s->current->task);
    s->in_flight++;
    TRY(mohur__sealer_drain(s));

out:
    return st;
}
