/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/content.h"
#include "archive/entry.h"
#include "archive/record.h"
#include "archive/sealer.h"
#include "base/guard.h"

/*
 * TABLE and ENTRY_END.  Those of an entry of one segment are filled in by
 * the job of their block; those of larger entries when their block leaves,
 * since only then the blocks before it are known to be done.
 */
enum {
    TAIL_ROOT_OFF = 32 /* in a directory record, after its head */
};

static size_t
table_len(size_t rows)
{
    return MOHUR__RECORD_HEAD_LEN + rows * MOHUR__TABLE_ROW_LEN;
}

static void
put_head(struct mohur__sealer *s, enum mohur__record_type type, size_t len)
{
    mohur__record_emit(type, len,
                       mohur__sealer_take(s, MOHUR__RECORD_HEAD_LEN));
    (void)mohur__sealer_take(s, len);
}

void
mohur__sealer_end_small(struct mohur__sealer *s,
                        const struct mohur__entry_sum *sum)
{
    struct mohur__block *b     = s->current;
    struct mohur__piece *piece = &b->pieces[b->pieces_len - 1];

    piece->table_off = b->len;
    piece->sum       = *sum;
    put_head(s, MOHUR__RECORD_TABLE, MOHUR__TABLE_ROW_LEN);
    put_head(s, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(1));
}

/* The chunks from byte off to the end of the block wait. */
static void
wait_from(struct mohur__block *b, size_t off)
{
    size_t from = off / MOHUR__CHUNK_LEN;

    if (b->late_to == 0) {
        b->late_from = from;
    }
    b->late_to = (b->len - 1) / MOHUR__CHUNK_LEN + 1;
}

mohur_status
mohur__sealer_table(struct mohur__sealer *s,
                    struct mohur__late_table late,
                    uint64_t tables)
{
    size_t len      = table_len(late.rows);
    mohur_status st = MOHUR_OK;

    if (late.ends) {
        len += MOHUR__RECORD_HEAD_LEN + mohur__entry_end_len(tables);
    }
    TRY(mohur__sealer_reserve(s, len));
    late.off    = s->current->len;
    late.pieces = s->current->pieces_len;
    put_head(s, MOHUR__RECORD_TABLE, late.rows * MOHUR__TABLE_ROW_LEN);
    if (late.ends) {
        put_head(s, MOHUR__RECORD_ENTRY_END, mohur__entry_end_len(tables));
    }
    s->current->late[s->current->late_len] = late;
    s->current->late_len++;
    wait_from(s->current, late.off);

out:
    return st;
}

static mohur_status
hash_rows(struct mohur__sealer *s, mohur__span out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__hasher_update(s->hasher, mohur__buf_view(&s->rows)));
    TRY(mohur__hasher_finish(s->hasher, out));

out:
    return st;
}

static mohur_status
hash_root(struct mohur__sealer *s,
          const struct mohur__entry_sum *sum,
          mohur__span out)
{
    uint8_t prefix[MOHUR__ROOT_PREFIX_LEN];
    mohur__bytes tables = mohur__buf_view(&s->tables);
    mohur_status st     = MOHUR_OK;

    mohur__content_root_prefix(sum->comp, sum->content_len, sum->stored_len,
                               MOHUR__SPAN(prefix));
    TRY(mohur__hasher_update(s->hasher, MOHUR__BYTES(prefix)));
    for (size_t at = 0; at < tables.len; at += MOHUR__ENTRY_END_TABLE_LEN) {
        TRY(mohur__hasher_update(
            s->hasher, mohur__bytes_sub(tables, at + 8, MOHUR__DIGEST_LEN)));
    }
    TRY(mohur__hasher_finish(s->hasher, out));

out:
    return st;
}

/* ENTRY_END, and the root in the directory record. */
static mohur_status
fill_end(struct mohur__sealer *s,
         const struct mohur__entry_sum *sum,
         mohur__span out)
{
    uint8_t root[MOHUR__DIGEST_LEN] = {0};
    mohur_status st                 = MOHUR_OK;

    TRY(hash_root(s, sum, MOHUR__SPAN(root)));
    mohur__entry_end_emit(
        &(struct mohur__entry_end){
            sum->content_len, sum->stored_len, mohur__buf_view(&s->tables),
            MOHUR__BYTES(root), MOHUR__BYTES(sum->content_sha256)},
        out);
    mohur__copy(mohur__span_sub(sum->tail, TAIL_ROOT_OFF, MOHUR__DIGEST_LEN),
                MOHUR__BYTES(root));
    mohur__buf_clear(&s->tables);

out:
    return st;
}

static mohur_status
fill_table(struct mohur__sealer *s,
           struct mohur__block *b,
           const struct mohur__late_table *late)
{
    uint8_t group[MOHUR__DIGEST_LEN] = {0};
    mohur_status st                  = MOHUR_OK;

    TRY(mohur__buf_status(&s->rows));
    mohur__copy(mohur__span_sub(b->plain, late->off + MOHUR__RECORD_HEAD_LEN,
                                s->rows.len),
                mohur__buf_view(&s->rows));
    TRY(hash_rows(s, MOHUR__SPAN(group)));
    mohur__buf_clear(&s->rows);
    mohur__buf_u64(&s->tables, b->first_chunk * MOHUR__CHUNK_LEN + late->off);
    mohur__buf_bytes(&s->tables, MOHUR__BYTES(group));
    TRY(mohur__buf_status(&s->tables));
    if (late->ends) {
        TRY(fill_end(s, &late->sum,
                     mohur__span_sub(b->plain,
                                     late->off + table_len(late->rows) +
                                         MOHUR__RECORD_HEAD_LEN,
                                     MOHUR__ENTRY_END_LEN + s->tables.len)));
    }

out:
    return st;
}

static void
add_row(struct mohur__sealer *s, const struct mohur__piece *piece)
{
    mohur__buf_u32(&s->rows, (uint32_t)piece->len);
    mohur__buf_bytes(&s->rows, MOHUR__BYTES(piece->digest));
}

mohur_status
mohur__sealer_fold(struct mohur__sealer *s, struct mohur__block *b)
{
    size_t late     = 0;
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i <= b->pieces_len; i++) {
        while (late < b->late_len && b->late[late].pieces == i) {
            TRY(fill_table(s, b, &b->late[late]));
            late++;
        }
        if (i < b->pieces_len && b->pieces[i].table_off == 0) {
            add_row(s, &b->pieces[i]);
        }
    }

out:
    return st;
}
