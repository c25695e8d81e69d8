/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "base/guard.h"

/*
 * The content of an entry whose records were checked: a table at a time, a
 * segment at a time.  What goes out was compared with its digest, and was
 * not fetched again after that.
 */

enum {
    SMALL_LEAVES = MOHUR__SMALL_ENTRY_MAX / MOHUR__LEAF_LEN
};

/* Does all of it go through the chunks that the stream keeps? */
static bool
is_small(const struct mohur__open_entry *e)
{
    return e->shape.segments <= 1 && e->stored_len <= MOHUR__SMALL_ENTRY_MAX;
}

bool
mohur__reader_is_small(const mohur_archive_reader *r)
{
    return is_small(&r->open);
}

bool
mohur__reader_hurry(mohur_archive_reader *r, const struct mohur__placer *placer)
{
    bool large = !is_small(&r->open);

    r->open.depth      = SIZE_MAX;
    r->open.placer     = large ? placer : NULL;
    r->open.placer_end = UINT64_MAX;
    return large;
}

void
mohur__reader_settle(mohur_archive_reader *r)
{
    if (r->ahead != NULL) {
        mohur__ahead_drop(r->ahead);
    }
    r->open.left = MOHUR__NOTHING;
}

void
mohur__reader_seek(mohur_archive_reader *r, uint64_t pos)
{
    mohur__reader_settle(r);
    r->open.pos  = pos;
    r->open.next = pos / MOHUR__SEGMENT_LEN;
}

/* The i-th table of the entry, when it is at hand. */
static mohur__bytes
table_body(const mohur_archive_reader *r, uint64_t i)
{
    return mohur__bytes_of(r->table, mohur__content_rows(r->open.shape, i) *
                                         MOHUR__TABLE_ROW_LEN);
}

/* Bytes of the records of the first n segments of the table at hand, when
 * others follow or they are compressed. */
static uint64_t
stored_before(const mohur_archive_reader *r, uint64_t table, size_t n)
{
    mohur__bytes body = table_body(r, table);
    uint64_t len      = (uint64_t)n * MOHUR__RECORD_HEAD_LEN;

    if (r->open.comp == MOHUR__COMP_STORED) {
        return len + (uint64_t)n * MOHUR__SEGMENT_LEN;
    }
    for (size_t i = 0; i < n; i++) {
        len += mohur__table_row_at(body, i).stored_len;
    }
    return len;
}

/* The segments of the table at hand end where it begins. */
static mohur_status
check_group(mohur_archive_reader *r, uint64_t table, uint64_t table_off)
{
    size_t rows     = mohur__content_rows(r->open.shape, table);
    mohur_status st = MOHUR_OK;

    if (r->open.comp == MOHUR__COMP_STORED) {
        return MOHUR_OK; /* seen already, from the length of the content */
    }
    REQUIRE(r->ctx,
            mohur__reader_group_off(&r->open, table) +
                    stored_before(r, table, rows) ==
                table_off,
            MOHUR_E_FORMAT, "a TABLE is not where its segments end");

out:
    return st;
}

/* Have the i-th table of the entry in r->table, verified. */
static mohur_status
load_table(mohur_archive_reader *r, uint64_t i)
{
    struct mohur__open_entry *e      = &r->open;
    mohur_status st                  = MOHUR_OK;
    struct mohur__entry_end end      = {.content_len = 0};
    struct mohur__entry_table where  = {.offset = 0};
    uint8_t group[MOHUR__DIGEST_LEN] = {0};
    mohur__span body                 = {NULL, 0};

    if (e->table_no == i + 1) {
        return MOHUR_OK;
    }
    e->table_no = 0;
    TRY(mohur__entry_end_parse(r->ctx, mohur__bytes_of(e->end, e->end_len),
                               e->shape.tables, &end));
    where = mohur__entry_end_table(&end, i);
    body  = mohur__span_of(r->table, mohur__content_rows(e->shape, i) *
                                         MOHUR__TABLE_ROW_LEN);
    TRY(mohur__stream_body(&r->stream, where.offset, MOHUR__RECORD_TABLE,
                           body));
    TRY(mohur__hasher_update(r->hasher, mohur__span_bytes(body)));
    TRY(mohur__hasher_finish(r->hasher, MOHUR__SPAN(group)));
    TRY(mohur__auth_require(
        r->ctx, mohur__bytes_equal(MOHUR__BYTES(group), where.group)));
    TRY(mohur__table_check(r->ctx, mohur__span_bytes(body), e->comp,
                           e->content_len, i));
    TRY(check_group(r, i, where.offset));
    e->table_no = i + 1;

out:
    return st;
}

mohur_status
mohur__reader_table(mohur_archive_reader *r, uint64_t i)
{
    return load_table(r, i);
}

/* Describe a segment of the table at hand. */
static struct mohur__segment
segment_at(const mohur_archive_reader *r, uint64_t i)
{
    const struct mohur__open_entry *e = &r->open;
    uint64_t table                    = i / MOHUR__TABLE_ROWS;
    size_t row_no                     = (size_t)(i % MOHUR__TABLE_ROWS);
    struct mohur__table_row row =
        mohur__table_row_at(table_body(r, table), row_no);
    struct mohur__segment seg = {
        .off =
            mohur__reader_group_off(e, table) + stored_before(r, table, row_no),
        .stored_len  = row.stored_len,
        .is_frame    = e->comp == MOHUR__COMP_ZSTD,
        .content_len = mohur__reader_segment_len(e, i),
    };

    mohur__copy(MOHUR__SPAN(seg.digest), row.digest);
    return seg;
}

/* seg of a few leaves, one after the other: for so few, lanes are slower. */
static mohur_status
digest_small(mohur_archive_reader *r, mohur__bytes body, mohur__span out)
{
    uint8_t leaves[SMALL_LEAVES * MOHUR__DIGEST_LEN] = {0};
    mohur_status st                                  = MOHUR_OK;
    size_t n                                         = 0;

    for (size_t at = 0; at < body.len; at += MOHUR__LEAF_LEN) {
        TRY(mohur__hasher_update(r->hasher,
                                 mohur__bytes_sub(body, at, MOHUR__LEAF_LEN)));
        TRY(mohur__hasher_finish(
            r->hasher,
            mohur__span_sub(MOHUR__SPAN(leaves), n, MOHUR__DIGEST_LEN)));
        n += MOHUR__DIGEST_LEN;
    }
    TRY(mohur__hasher_update(r->hasher, mohur__bytes_of(leaves, n)));
    TRY(mohur__hasher_finish(r->hasher, out));

out:
    return st;
}

/* Load the one segment of a small entry, through the chunks that are kept. */
static mohur_status
load_small(mohur_archive_reader *r, struct mohur__segment *out)
{
    mohur_status st = MOHUR_OK;

    TRY(load_table(r, 0));
    *out = segment_at(r, 0);
    TRY(mohur__stream_body(&r->stream, out->off, MOHUR__RECORD_SEGMENT,
                           mohur__span_of(r->small, out->stored_len)));

out:
    return st;
}

mohur_status
mohur__reader_unverified(mohur_archive_reader *r,
                         mohur__bytes *out_body,
                         mohur__span out_digest)
{
    struct mohur__segment seg = {.off = 0};
    mohur_status st           = MOHUR_OK;

    TRY(load_small(r, &seg));
    *out_body = mohur__bytes_of(r->small, seg.stored_len);
    mohur__copy(out_digest, MOHUR__BYTES(seg.digest));

out:
    return st;
}

static mohur_status
read_small(mohur_archive_reader *r)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__segment seg         = {.off = 0};
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    mohur__bytes body                 = MOHUR__NOTHING;

    TRY(load_small(r, &seg));
    body = mohur__bytes_of(r->small, seg.stored_len);
    TRY(digest_small(r, body, MOHUR__SPAN(digest)));
    TRY(mohur__auth_require(
        r->ctx,
        mohur__bytes_equal(MOHUR__BYTES(digest), MOHUR__BYTES(seg.digest))));
    if (seg.is_frame) {
        TRY(mohur__reader_packed_small(r, body, &body));
    }
    r->open.left = body;

out:
    return st;
}

/*
 * Send for segments, as many as may be on their way.  A table is loaded when
 * nothing is: were it wrong, all that stands before it would be out by then,
 * with any number of jobs.
 */
static mohur_status
send_some(mohur_archive_reader *r)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;
    struct mohur__segment seg   = {.off = 0};

    while (e->next < e->shape.segments && mohur__ahead_has_room(r->ahead) &&
           mohur__ahead_sent(r->ahead) < e->depth) {
        uint64_t table = e->next / MOHUR__TABLE_ROWS;
        if (e->table_no != table + 1 && mohur__ahead_sent(r->ahead) > 0) {
            break;
        }
        if (e->placer != NULL &&
            e->next * MOHUR__SEGMENT_LEN >= e->placer_end) {
            break;
        }
        TRY(load_table(r, table));
        seg           = segment_at(r, e->next);
        seg.placer    = e->placer;
        seg.place_off = e->next * MOHUR__SEGMENT_LEN;
        mohur__ahead_send(r->ahead, &seg);
        e->next++;
    }

out:
    return st;
}

static mohur_status
read_large(mohur_archive_reader *r)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;

    if (r->ahead == NULL) {
        TRY(mohur__ahead_new(r->ctx, &r->stream, &r->ahead));
    }
    if (e->comp == MOHUR__COMP_ZSTD) {
        TRY(mohur__ahead_unpack(r->ahead));
    }
    mohur__ahead_release(r->ahead);
    TRY(send_some(r));
    TRY(mohur__ahead_take(r->ahead, &e->left));
    /* Who reads on is likely to read further. */
    e->depth += e->depth < SIZE_MAX;

out:
    return st;
}

/* Have the segment that pos lies in at hand. */
static mohur_status
read_segment(mohur_archive_reader *r)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;

    TRY(is_small(e) ? read_small(r) : read_large(r));
    if (e->comp == MOHUR__COMP_ZSTD) {
        TRY(mohur__reader_packed_check(r, e->left));
    }
    e->left = mohur__bytes_sub(e->left, (size_t)(e->pos % MOHUR__SEGMENT_LEN),
                               e->left.len);

out:
    return st;
}

mohur_status
mohur__reader_content(mohur_archive_reader *r, size_t cap, mohur__bytes *out)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;

    *out = MOHUR__NOTHING;
    if (e->pos == e->content_len) {
        return MOHUR_END;
    }
    if (e->left.len == 0) {
        TRY(read_segment(r));
    }
    *out    = mohur__bytes_sub(e->left, 0, cap);
    e->left = mohur__bytes_sub(e->left, out->len, e->left.len);
    e->pos += out->len;

out:
    return st;
}
