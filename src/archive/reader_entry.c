/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/reader.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * An entry is checked from its root down: the root is signed, ENTRY_END has
 * the groups under it, a TABLE the segments of a group.  A small entry goes
 * through the chunks that the stream keeps, so that each is opened once for
 * all entries in it; the segments of a large one go through the ring.
 */
enum {
    TABLE_CAP  = MOHUR__TABLE_ROWS * MOHUR__TABLE_ROW_LEN,
    FULL_GROUP = MOHUR__TABLE_ROWS * MOHUR__SEGMENT_STORED_MAX
};

mohur_status
mohur__reader_entry_init(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;
    void *table     = NULL;
    void *small     = NULL;

    TRY(mohur__alloc(r->ctx, TABLE_CAP, &table));
    r->table = table;
    TRY(mohur__alloc(r->ctx, MOHUR__SMALL_ENTRY_MAX, &small));
    r->small = small;
    TRY(mohur__hasher_new(r->ctx, MOHUR_ALG_SHA_256, &r->hasher));

out:
    return st;
}

void
mohur__reader_entry_wipe(mohur_archive_reader *r)
{
    mohur__reader_packed_wipe(r);
    mohur__ahead_free(r->ahead);
    mohur__hasher_free(r->hasher);
    mohur__free(r->open.end);
    mohur__free(r->table);
    mohur__free(r->small);
}

/* Forget the entry that was open, but for the memory. */
static void
entry_close(mohur_archive_reader *r)
{
    if (r->ahead != NULL) {
        mohur__ahead_drop(r->ahead);
    }
    r->open.table_no = 0;
    r->open.next     = 0;
    r->open.pos      = 0;
    r->open.hashed   = 0;
    r->open.depth    = 1;
    r->open.left     = MOHUR__NOTHING;
    r->open.placer   = NULL;
    r->state         = MOHUR__READER_LISTED;
}

/* A copy with a zero; returns how long it is. */
static size_t
copy_text(mohur__bytes text, char *out)
{
    size_t len = mohur__copy(mohur__span_of((uint8_t *)out, text.len), text);

    out[len] = '\0';
    return len;
}

static void
entry_describe(mohur_archive_reader *r)
{
    const struct mohur__entry_head *h = &r->record.head;

    r->entry = (mohur_archive_entry){
        .size        = sizeof r->entry,
        .name        = r->name,
        .name_len    = copy_text(h->name, r->name),
        .kind        = (mohur_entry_kind)h->kind,
        .executable  = h->mode == MOHUR__MODE_EXECUTABLE,
        .mtime       = h->mtime,
        .content_len = r->record.content_len,
        .compress    = h->comp == MOHUR__COMP_ZSTD,
        .stored_len  = r->record.stored_len,
        .link        = h->kind == MOHUR__KIND_LINK ? r->link : NULL,
        .link_len    = copy_text(h->link, r->link),
    };
}

mohur_status
mohur__reader_take(mohur_archive_reader *r,
                   const struct mohur__dir_record *record)
{
    mohur_status st        = MOHUR_OK;
    size_t len             = mohur__copy(MOHUR__SPAN(r->raw), record->raw);
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(r->raw, len));

    entry_close(r);
    r->has_record = false;
    /* Once more, since its views are to be of our own copy. */
    TRY(mohur__dir_record_parse(r->ctx, &c, r->links, r->listing.max_entry_len,
                                &r->record));
    r->has_record = true;
    entry_describe(r);

out:
    return st;
}

mohur_status
mohur__reader_next(mohur_archive_reader *r)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__dir_record record = {.raw = MOHUR__NOTHING};

    if (r->listing.index == r->listing.n) {
        entry_close(r);
        r->has_record = false;
        return MOHUR_END;
    }
    TRY(mohur__listing_read(r, &r->listing.pos, &record));
    r->listing.index++;
    TRY(mohur__reader_take(r, &record));

out:
    return st;
}

static mohur_status
check_inline(mohur_archive_reader *r)
{
    mohur_status st                     = MOHUR_OK;
    uint8_t head[MOHUR__ENTRY_HEAD_MAX] = {0};
    mohur__span body =
        mohur__span_sub(MOHUR__SPAN(head), 0, r->record.inner.len);

    TRY(mohur__stream_body(&r->stream, r->record.entry_off, MOHUR__RECORD_ENTRY,
                           body));
    REQUIRE(r->ctx,
            mohur__bytes_equal(mohur__span_bytes(body), r->record.inner),
            MOHUR_E_FORMAT, "an entry and its directory record differ");

out:
    return st;
}

/* Load ENTRY_END to r->open.end. */
static mohur_status
load_end(mohur_archive_reader *r, struct mohur__entry_end *out)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;
    void *room                  = NULL;

    e->end_len = mohur__entry_end_len(e->shape.tables);
    if (e->end_len > e->end_cap) {
        mohur__free(e->end);
        e->end     = NULL;
        e->end_cap = 0;
        TRY(mohur__alloc(r->ctx, e->end_len, &room));
        e->end     = room;
        e->end_cap = e->end_len;
    }
    TRY(mohur__stream_body(
        &r->stream, r->record.end_off - MOHUR__RECORD_HEAD_LEN - e->end_len,
        MOHUR__RECORD_ENTRY_END, mohur__span_of(e->end, e->end_len)));
    TRY(mohur__entry_end_parse(r->ctx, mohur__bytes_of(e->end, e->end_len),
                               e->shape.tables, out));

out:
    return st;
}

/* The root over the groups that ENTRY_END lists is the directory's. */
static mohur_status
check_root(mohur_archive_reader *r, const struct mohur__entry_end *end)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t head[MOHUR__ROOT_PREFIX_LEN] = {0};
    uint8_t root[MOHUR__DIGEST_LEN]      = {0};

    mohur__content_root_prefix(r->record.head.comp, end->content_len,
                               end->stored_len, MOHUR__SPAN(head));
    TRY(mohur__hasher_update(r->hasher, MOHUR__BYTES(head)));
    for (uint64_t i = 0; i < r->open.shape.tables; i++) {
        TRY(mohur__hasher_update(r->hasher,
                                 mohur__entry_end_table(end, i).group));
    }
    TRY(mohur__hasher_finish(r->hasher, MOHUR__SPAN(root)));
    TRY(mohur__auth_require(
        r->ctx, mohur__bytes_equal(MOHUR__BYTES(root), r->record.root)));

out:
    return st;
}

/* How much a group of a stored entry stores. */
static uint64_t
stored_in(const struct mohur__open_entry *e, uint64_t table)
{
    uint64_t full = (uint64_t)MOHUR__TABLE_ROWS * MOHUR__SEGMENT_LEN;
    uint64_t left = e->content_len - table * full;

    return left < full ? left : full;
}

/* What ENTRY_END says of a table, once it was parsed. */
static struct mohur__entry_table
table_at(const struct mohur__open_entry *e, uint64_t i)
{
    mohur__bytes body           = mohur__bytes_of(e->end, e->end_len);
    struct mohur__entry_end end = {
        .tables =
            mohur__bytes_sub(body, 8 + 8, body.len - MOHUR__ENTRY_END_LEN)};

    return mohur__entry_end_table(&end, i);
}

uint64_t
mohur__reader_group_off(const struct mohur__open_entry *e, uint64_t table)
{
    return table == 0 ? e->body_off
                      : table_at(e, table - 1).offset + MOHUR__RECORD_HEAD_LEN +
                            TABLE_CAP;
}

size_t
mohur__reader_segment_len(const struct mohur__open_entry *e, uint64_t i)
{
    uint64_t left = e->content_len - i * MOHUR__SEGMENT_LEN;

    return left < MOHUR__SEGMENT_LEN ? (size_t)left : MOHUR__SEGMENT_LEN;
}

/*
 * Each TABLE stands where the segments of its group may end, and the last
 * one where ENTRY_END begins.  How long compressed segments are is seen only
 * in the TABLE.
 */
static mohur_status
check_offsets(mohur_archive_reader *r, const struct mohur__entry_end *end)
{
    const struct mohur__open_entry *e = &r->open;
    uint64_t stored                   = 0;
    mohur_status st                   = MOHUR_OK;

    for (uint64_t i = 0; i < e->shape.tables; i++) {
        uint64_t from = mohur__reader_group_off(e, i);
        uint64_t heads =
            (uint64_t)mohur__content_rows(e->shape, i) * MOHUR__RECORD_HEAD_LEN;
        uint64_t to = mohur__entry_end_table(end, i).offset;
        REQUIRE(r->ctx, to >= from + heads && to - from - heads <= FULL_GROUP,
                MOHUR_E_FORMAT, "a TABLE is not where its segments end");
        REQUIRE(r->ctx,
                e->comp == MOHUR__COMP_ZSTD ||
                    to - from - heads == stored_in(e, i),
                MOHUR_E_FORMAT, "a TABLE is not where its segments end");
        stored += to - from - heads;
    }
    REQUIRE(r->ctx, stored == e->stored_len, MOHUR_E_FORMAT,
            "a TABLE is not where its segments end");

out:
    return st;
}

mohur_status
mohur__reader_enter(mohur_archive_reader *r)
{
    struct mohur__open_entry *e = &r->open;
    mohur_status st             = MOHUR_OK;
    struct mohur__entry_end end = {.content_len = 0};

    if (r->state == MOHUR__READER_ENTRY) {
        return MOHUR_OK;
    }
    e->comp        = r->record.head.comp;
    e->content_len = r->record.content_len;
    e->stored_len  = r->record.stored_len;
    e->shape       = mohur__content_shape(e->content_len);
    e->body_off =
        r->record.entry_off + MOHUR__RECORD_HEAD_LEN + r->record.inner.len;
    REQUIRE(r->ctx, !r->is_spent, MOHUR_E_STATE,
            "what came as a stream was given out; it cannot be read again");
    TRY(check_inline(r));
    TRY(load_end(r, &end));
    REQUIRE(
        r->ctx,
        end.content_len == r->record.content_len &&
            end.stored_len == r->record.stored_len &&
            mohur__bytes_equal(end.root, r->record.root) &&
            mohur__bytes_equal(end.content_sha256, r->record.content_sha256),
        MOHUR_E_FORMAT, "an entry's end and its directory record differ");
    TRY(check_root(r, &end));
    TRY(check_offsets(r, &end));
    if (e->comp == MOHUR__COMP_ZSTD) {
        TRY(mohur__reader_packed_init(r));
    }
    r->state = MOHUR__READER_ENTRY;

out:
    return st;
}
