/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "archive/content.h"
#include "archive/entry.h"
#include "archive/sealer.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * The job of a block.  Entries of one segment are finished here, many at a
 * time, so that the messages of each step fill the lanes of the hash.
 */
enum {
    BATCH         = 128, /* pieces */
    ROOT_LEN      = MOHUR__ROOT_PREFIX_LEN + MOHUR__DIGEST_LEN,
    TAIL_ROOT_OFF = 32, /* in a directory record, after its head */
    END_FROM_TABLE =
        MOHUR__RECORD_HEAD_LEN + MOHUR__TABLE_ROW_LEN + MOHUR__RECORD_HEAD_LEN
};

/* What is computed for some pieces at once. */
struct batch {
    mohur__bytes views[BATCH];
    uint8_t digests[BATCH * MOHUR__DIGEST_LEN];
    uint8_t messages[BATCH * ROOT_LEN];
};

mohur_status
mohur__block_make(struct mohur__sealer *s, struct mohur__block *b)
{
    void *plain     = NULL;
    void *sealed    = NULL;
    mohur_status st = MOHUR_OK;

    if (b->pieces != NULL) {
        return MOHUR_OK;
    }
    b->n0         = s->schedule->n0;
    b->places     = mohur__sink_is_shared(s->sink) ? s->sink : NULL;
    b->places_off = s->sink_off;
    TRY(mohur__alloc(s->ctx, MOHUR__BLOCK_LEN, &plain));
    b->plain = mohur__span_of(plain, MOHUR__BLOCK_LEN);
    if (b->places == NULL || !mohur__sink_has_room(b->places)) {
        TRY(mohur__alloc(s->ctx, MOHUR__BLOCK_SEALED_LEN, &sealed));
        b->sealed = mohur__span_of(sealed, MOHUR__BLOCK_SEALED_LEN);
    }
    TRY(mohur__aead_new(s->ctx, s->aead,
                        mohur__secret_bytes(s->schedule->payload_key),
                        &b->aead));
    TRY(mohur__lanes_new(s->ctx, MOHUR_ALG_SHA_256, &b->lanes));
    TRY(mohur__alloc_array(s->ctx, MOHUR__BLOCK_PIECES, sizeof *b->pieces,
                           (void **)&b->pieces));

out:
    return st;
}

void
mohur__block_wipe(struct mohur__block *b)
{
    mohur__free(b->plain.data);
    mohur__free(b->sealed.data);
    mohur__aead_free(b->aead);
    mohur__lanes_free(b->lanes);
    mohur__free(b->pieces);
    *b = (struct mohur__block){.len = 0};
}

mohur__bytes
mohur__block_bytes(const struct mohur__block *b, size_t off, size_t len)
{
    /* Chunks that lie only partly in borrowed memory were copied. */
    if (off >= b->borrowed_off &&
        off + len <= b->borrowed_off + b->borrowed.len) {
        return mohur__bytes_sub(b->borrowed, off - b->borrowed_off, len);
    }
    return mohur__span_bytes(mohur__span_sub(b->plain, off, len));
}

static mohur__span
digest_at(struct batch *batch, size_t i)
{
    return mohur__span_sub(MOHUR__SPAN(batch->digests), i * MOHUR__DIGEST_LEN,
                           MOHUR__DIGEST_LEN);
}

static mohur__span
digests_of(struct batch *batch, size_t n)
{
    return mohur__span_sub(MOHUR__SPAN(batch->digests), 0,
                           n * MOHUR__DIGEST_LEN);
}

/* Hash the segments and write the rows of small entries. */
static mohur_status
hash_segments(struct mohur__block *b,
              struct mohur__piece *pieces,
              size_t n,
              struct batch *batch)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < n; i++) {
        batch->views[i] = mohur__block_bytes(b, pieces[i].off, pieces[i].len);
    }
    TRY(mohur__content_segments(b->lanes, batch->views, n,
                                digests_of(batch, n)));
    for (size_t i = 0; i < n; i++) {
        mohur__bytes digest = mohur__span_bytes(digest_at(batch, i));
        mohur__copy(MOHUR__SPAN(pieces[i].digest), digest);
        if (pieces[i].table_off != 0) {
            mohur__table_row_emit(
                (struct mohur__table_row){(uint32_t)pieces[i].len, digest},
                mohur__span_sub(b->plain,
                                pieces[i].table_off + MOHUR__RECORD_HEAD_LEN,
                                MOHUR__TABLE_ROW_LEN));
        }
    }

out:
    return st;
}

/* The groups of small entries, in their order; returns how many. */
static size_t
small_groups(struct mohur__block *b,
             const struct mohur__piece *pieces,
             size_t n,
             struct batch *batch)
{
    size_t small = 0;

    for (size_t i = 0; i < n; i++) {
        if (pieces[i].table_off != 0) {
            batch->views[small] = mohur__span_bytes(mohur__span_sub(
                b->plain, pieces[i].table_off + MOHUR__RECORD_HEAD_LEN,
                MOHUR__TABLE_ROW_LEN));
            small++;
        }
    }
    return small;
}

/* Write ENTRY_END of small entries, but for the root, and the root's input. */
static void
emit_ends(struct mohur__block *b,
          const struct mohur__piece *pieces,
          size_t n,
          struct batch *batch)
{
    static const uint8_t zero[MOHUR__DIGEST_LEN] = {0};
    uint8_t table[MOHUR__ENTRY_END_TABLE_LEN];
    size_t small = 0;

    for (size_t i = 0; i < n; i++) {
        if (pieces[i].table_off == 0) {
            continue;
        }
        const struct mohur__entry_sum *sum = &pieces[i].sum;
        mohur__bytes group  = mohur__span_bytes(digest_at(batch, small));
        mohur__span message = mohur__span_sub(MOHUR__SPAN(batch->messages),
                                              small * ROOT_LEN, ROOT_LEN);
        mohur__store64(table,
                       b->first_chunk * MOHUR__CHUNK_LEN + pieces[i].table_off);
        mohur__copy(mohur__span_sub(MOHUR__SPAN(table), 8, MOHUR__DIGEST_LEN),
                    group);
        mohur__entry_end_emit(
            &(struct mohur__entry_end){sum->content_len, sum->stored_len,
                                       MOHUR__BYTES(table), MOHUR__BYTES(zero),
                                       MOHUR__BYTES(sum->content_sha256)},
            mohur__span_sub(b->plain, pieces[i].table_off + END_FROM_TABLE,
                            mohur__entry_end_len(1)));
        mohur__content_root_prefix(sum->comp, sum->content_len, sum->stored_len,
                                   message);
        mohur__copy(
            mohur__span_sub(message, MOHUR__ROOT_PREFIX_LEN, MOHUR__DIGEST_LEN),
            group);
        batch->views[small] = mohur__span_bytes(message);
        small++;
    }
}

/* Write the roots into ENTRY_END and into the directory records. */
static void
place_roots(struct mohur__block *b,
            const struct mohur__piece *pieces,
            size_t n,
            struct batch *batch)
{
    size_t small = 0;

    for (size_t i = 0; i < n; i++) {
        if (pieces[i].table_off == 0) {
            continue;
        }
        mohur__bytes root = mohur__span_bytes(digest_at(batch, small));
        mohur__copy(mohur__span_sub(b->plain,
                                    pieces[i].table_off + END_FROM_TABLE + 8 +
                                        8 + MOHUR__ENTRY_END_TABLE_LEN,
                                    MOHUR__DIGEST_LEN),
                    root);
        mohur__copy(mohur__span_sub(pieces[i].sum.tail, TAIL_ROOT_OFF,
                                    MOHUR__DIGEST_LEN),
                    root);
        small++;
    }
}

static mohur_status
hash_batch(struct mohur__block *b, struct mohur__piece *pieces, size_t n)
{
    struct batch batch;
    size_t small    = 0;
    mohur_status st = MOHUR_OK;

    TRY(hash_segments(b, pieces, n, &batch));
    small = small_groups(b, pieces, n, &batch);
    TRY(mohur__lanes_digest(b->lanes, batch.views, small,
                            digests_of(&batch, small)));
    emit_ends(b, pieces, n, &batch);
    TRY(mohur__lanes_digest(b->lanes, batch.views, small,
                            digests_of(&batch, small)));
    place_roots(b, pieces, n, &batch);

out:
    return st;
}

mohur_status
mohur__block_hash(struct mohur__block *b)
{
    mohur_status st = MOHUR_OK;

    for (size_t done = 0; done < b->pieces_len; done += BATCH) {
        size_t left = b->pieces_len - done;
        TRY(hash_batch(b, &b->pieces[done], left < BATCH ? left : BATCH));
    }

out:
    return st;
}

size_t
mohur__block_chunks(const struct mohur__block *b)
{
    return b->len / MOHUR__CHUNK_LEN + (b->last ? 1 : 0);
}

/* Where the i-th chunk goes, in the sink or before it is written there. */
static mohur__span
chunk_room(const struct mohur__block *b, size_t i, size_t len)
{
    size_t at = i * MOHUR__CHUNK_SEALED_LEN;

    if (b->sealed.data != NULL) {
        return mohur__span_sub(b->sealed, at, len);
    }
    return mohur__sink_room(
        b->places,
        b->places_off + b->first_chunk * MOHUR__CHUNK_SEALED_LEN + at, len);
}

/* CT: leaks the lengths. */
static mohur_status
seal_chunk(struct mohur__block *b, size_t i)
{
    size_t at          = i * MOHUR__CHUNK_LEN;
    size_t left        = b->len - at;
    mohur__bytes plain = mohur__block_bytes(
        b, at, left < MOHUR__CHUNK_LEN ? left : MOHUR__CHUNK_LEN);
    size_t len       = plain.len + MOHUR__CHUNK_TAG_LEN;
    mohur__span room = chunk_room(b, i, len);

    if (room.len < len) {
        b->places_error = 1; /* of a sink in memory: it does not fit */
        return MOHUR_OK;
    }
    return mohur__chunk_seal(b->aead, b->n0, b->first_chunk + i, plain, room);
}

/* Does a chunk wait, for bytes of the block before or of a late table? */
static bool
waits(const struct mohur__block *b, size_t i)
{
    return (i == 0 && b->carry > 0) || (i >= b->late_from && i < b->late_to);
}

/* Seal the chunks that wait, or the others. */
static mohur_status
seal_chunks(struct mohur__block *b, bool waiting)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < mohur__block_chunks(b); i++) {
        if (waits(b, i) == waiting) {
            TRY(seal_chunk(b, i));
        }
    }

out:
    return st;
}

mohur_status
mohur__block_seal_late(struct mohur__block *b)
{
    return seal_chunks(b, true);
}

/* Write some chunks that lie side by side. */
static int
place_run(const struct mohur__block *b, size_t from, size_t to)
{
    size_t begin = from * MOHUR__CHUNK_SEALED_LEN;
    size_t end   = to * MOHUR__CHUNK_SEALED_LEN;

    if (b->last && to == mohur__block_chunks(b)) {
        end = b->len + to * MOHUR__CHUNK_TAG_LEN;
    }
    return mohur__sink_place(
        b->places,
        b->places_off + b->first_chunk * MOHUR__CHUNK_SEALED_LEN + begin,
        mohur__span_bytes(mohur__span_sub(b->sealed, begin, end - begin)));
}

int
mohur__block_place(const struct mohur__block *b, bool waiting)
{
    size_t n    = mohur__block_chunks(b);
    size_t from = 0;
    int error   = b->places_error;

    if (b->sealed.data == NULL) {
        return error;
    }
    for (size_t i = 0; i <= n && error == 0; i++) {
        if (i == n || waits(b, i) != waiting) {
            error = from < i ? place_run(b, from, i) : 0;
            from  = i + 1;
        }
    }
    return error;
}

/* Read what is to be read; what failed is read again by who can say why. */
static bool
is_read(struct mohur__block *b)
{
    if (b->unread.len > 0 &&
        !mohur__source_fetch(b->source, b->source_off, b->unread)) {
        return false;
    }
    b->unread.len = 0;
    return true;
}

void
mohur__block_run(void *block)
{
    struct mohur__block *b = block;

    b->places_error = 0;
    if (!is_read(b)) {
        return;
    }
    b->st = mohur__block_hash(b);
    if (b->st == MOHUR_OK) {
        b->st = seal_chunks(b, false);
    }
    if (b->st == MOHUR_OK && b->places != NULL) {
        b->places_error = mohur__block_place(b, false);
    }
}
