/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/content.h"
#include "archive/directory.h"
#include "archive/record.h"
#include "archive/writer.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/names.h"

/*
 * One entry: ENTRY, then segments with a TABLE after each 1024 of them, then
 * ENTRY_END.  Content is copied once, to where it will be hashed and sealed.
 */

static mohur_status
put_record(mohur_archive_writer *w,
           enum mohur__record_type type,
           mohur__bytes body)
{
    uint8_t head[MOHUR__RECORD_HEAD_LEN];
    mohur_status st = MOHUR_OK;

    mohur__record_emit(type, body.len, MOHUR__SPAN(head));
    TRY(mohur__sealer_put(&w->sealer, MOHUR__BYTES(head)));
    TRY(mohur__sealer_put(&w->sealer, body));

out:
    return st;
}

mohur_status
mohur__writer_entry_open(mohur_archive_writer *w, enum mohur__entry_comp comp)
{
    struct mohur__writer_entry *e = &w->entry;
    uint8_t bytes[MOHUR__ENTRY_HEAD_MAX];
    mohur__span body = MOHUR__SPAN(bytes);
    mohur_status st  = MOHUR_OK;

    e->head.comp = (uint8_t)comp;
    e->sum.comp  = (uint8_t)comp;
    e->off       = mohur__sealer_offset(&w->sealer);
    e->is_open   = true;
    if (mohur__dir_store_is_full(&w->directory)) {
        TRY(mohur__sealer_settle(&w->sealer));
        TRY(mohur__dir_store_spill(&w->directory));
    }
    TRY(mohur__dir_store_add(&w->directory, &e->head, &e->sum.tail));
    body = mohur__span_sub(body, 0, mohur__entry_head_len(&e->head));
    mohur__entry_head_emit(&e->head, body);
    TRY(put_record(w, MOHUR__RECORD_ENTRY, mohur__span_bytes(body)));

out:
    return st;
}

/* What the caller says of an entry; texts are copied. */
static void
describe(mohur_archive_writer *w, const mohur_archive_entry *entry)
{
    struct mohur__writer_entry *e = &w->entry;
    size_t name_len               = mohur__copy(
        MOHUR__SPAN(e->name), mohur__bytes_of(entry->name, entry->name_len));
    size_t link_len = mohur__copy(
        MOHUR__SPAN(e->link), mohur__bytes_of(entry->link, entry->link_len));

    /* Kinds have the same numbers here and there. */
    e->head = (struct mohur__entry_head){
        .entry_no = (uint32_t)w->directory.n,
        .kind     = (uint8_t)entry->kind,
        .mode     = entry->executable ? MOHUR__MODE_EXECUTABLE : 0,
        .mtime    = entry->mtime,
        .name     = mohur__bytes_of(e->name, name_len),
        .link     = mohur__bytes_of(e->link, link_len)};
}

mohur_status
mohur__writer_entry_begin(mohur_archive_writer *w,
                          const mohur_archive_entry *entry)
{
    mohur__bytes name = mohur__bytes_of(entry->name, entry->name_len);
    mohur_status st   = MOHUR_OK;

    TRY(mohur__name_check(w->ctx, name));
    if (entry->kind == MOHUR_ENTRY_LINK) {
        TRY(mohur__name_check_link(
            w->ctx, name, mohur__bytes_of(entry->link, entry->link_len)));
    }
    w->entry = (struct mohur__writer_entry){.is_packed = entry->compress};
    describe(w, entry);
    /* Whether it is worth compressing shows later, and ENTRY says it. */
    TRY(entry->compress ? mohur__writer_packed_begin(w)
                        : mohur__writer_entry_open(w, MOHUR__COMP_STORED));

out:
    return st;
}

/* Have room for a segment of len bytes and what may follow it, and begin it. */
static mohur_status
segment_begin(mohur_archive_writer *w, size_t len)
{
    struct mohur__writer_entry *e = &w->entry;
    mohur_status st               = MOHUR_OK;

    if (e->rows == MOHUR__TABLE_ROWS) {
        e->tables++;
        e->rows = 0;
        TRY(mohur__sealer_table(
            &w->sealer, (struct mohur__late_table){.rows = MOHUR__TABLE_ROWS},
            e->tables));
    }
    TRY(mohur__sealer_reserve(&w->sealer, MOHUR__RECORD_HEAD_LEN + len +
                                              MOHUR__SMALL_END_LEN));
    e->head_off    = w->sealer.current->len;
    e->in_segment  = true;
    e->segment_len = 0;
    (void)mohur__sealer_take(&w->sealer, MOHUR__RECORD_HEAD_LEN);

out:
    return st;
}

static void
segment_end(mohur_archive_writer *w)
{
    struct mohur__writer_entry *e = &w->entry;

    mohur__record_emit(MOHUR__RECORD_SEGMENT, e->segment_len,
                       mohur__span_sub(w->sealer.current->plain, e->head_off,
                                       MOHUR__RECORD_HEAD_LEN));
    e->in_segment = false;
    e->sum.stored_len += e->segment_len;
    e->segments++;
    e->rows++;
}

/* A whole segment, sealed from where it lies. */
static mohur_status
add_borrowed(mohur_archive_writer *w, mohur__bytes segment)
{
    w->entry.segment_len = segment.len;
    w->entry.left        = true;
    segment_end(w);
    return mohur__sealer_borrow(&w->sealer, segment);
}

static mohur_status
add_copied(mohur_archive_writer *w, mohur__bytes part)
{
    struct mohur__writer_entry *e = &w->entry;
    mohur_status st               = MOHUR_OK;

    TRY(mohur__sealer_put(&w->sealer, part));
    e->segment_len += part.len;
    if (e->segment_len == MOHUR__SEGMENT_LEN) {
        segment_end(w);
        mohur__sealer_piece(&w->sealer, MOHUR__SEGMENT_LEN);
    }

out:
    return st;
}

mohur_status
mohur__writer_entry_store(mohur_archive_writer *w, mohur__bytes data)
{
    struct mohur__writer_entry *e = &w->entry;
    bool may_borrow = mohur__sealer_may_borrow(&w->sealer, data.len);
    mohur_status st = MOHUR_OK;

    while (data.len > 0) {
        if (!e->in_segment) {
            TRY(segment_begin(w, MOHUR__SEGMENT_LEN));
        }
        mohur__bytes part =
            mohur__bytes_sub(data, 0, MOHUR__SEGMENT_LEN - e->segment_len);
        TRY(may_borrow && part.len == MOHUR__SEGMENT_LEN ? add_borrowed(w, part)
                                                         : add_copied(w, part));
        data = mohur__bytes_sub(data, part.len, data.len);
    }

out:
    /* The caller's memory is the caller's again, after failure too. */
    mohur__sealer_return(&w->sealer);
    return st;
}

mohur_status
mohur__writer_entry_frame(mohur_archive_writer *w, mohur__bytes frame)
{
    mohur_status st = MOHUR_OK;

    TRY(segment_begin(w, frame.len));
    TRY(mohur__sealer_put(&w->sealer, frame));
    w->entry.segment_len = frame.len;
    segment_end(w);
    mohur__sealer_piece(&w->sealer, frame.len);

out:
    return st;
}

/* So much will be added to the entry. */
static mohur_status
count(mohur_archive_writer *w, uint64_t len)
{
    struct mohur__writer_entry *e = &w->entry;
    mohur_status st               = MOHUR_OK;

    REQUIRE(w->ctx, e->head.kind == MOHUR__KIND_FILE || len == 0,
            MOHUR_E_ARGUMENT, "only files have content");
    REQUIRE(w->ctx, len <= MOHUR__ENTRY_LEN_MAX - e->sum.content_len,
            MOHUR_E_LIMIT, "an entry is larger than 2^44 bytes");
    e->sum.content_len += len;

out:
    return st;
}

mohur_status
mohur__writer_entry_update(mohur_archive_writer *w, mohur__bytes data)
{
    mohur_status st = MOHUR_OK;

    TRY(count(w, data.len));
    TRY(w->entry.is_packed ? mohur__writer_packed_update(w, data)
                           : mohur__writer_entry_store(w, data));

out:
    return st;
}

/* A whole segment that its job reads. */
static mohur_status
add_loaded(mohur_archive_writer *w, mohur_source *source)
{
    w->entry.segment_len = MOHUR__SEGMENT_LEN;
    w->entry.left        = true;
    segment_end(w);
    return mohur__sealer_load(&w->sealer, source, source->pos);
}

static mohur_status
add_read(mohur_archive_writer *w, mohur_source *source, size_t len)
{
    struct mohur__writer_entry *e = &w->entry;
    mohur_status st               = MOHUR_OK;

    TRY(mohur__sealer_read(&w->sealer, source, source->pos, len));
    e->segment_len += len;
    if (e->segment_len == MOHUR__SEGMENT_LEN) {
        segment_end(w);
        mohur__sealer_piece(&w->sealer, MOHUR__SEGMENT_LEN);
    }

out:
    return st;
}

/* From a source that can seek, each byte to where it will be sealed. */
static mohur_status
add_seekable(mohur_archive_writer *w, mohur_source *source)
{
    struct mohur__writer_entry *e = &w->entry;
    uint64_t left                 = source->len - source->pos;
    size_t many                   = left < SIZE_MAX ? (size_t)left : SIZE_MAX;
    bool may_load                 = mohur__source_is_shared(source) &&
                    mohur__sealer_may_borrow(&w->sealer, many);
    mohur_status st = MOHUR_OK;

    TRY(count(w, left));
    while (left > 0) {
        size_t len = MOHUR__SEGMENT_LEN;
        if (!e->in_segment) {
            TRY(segment_begin(w, MOHUR__SEGMENT_LEN));
        }
        len -= e->segment_len;
        len = left < len ? (size_t)left : len;
        TRY(may_load && len == MOHUR__SEGMENT_LEN ? add_loaded(w, source)
                                                  : add_read(w, source, len));
        source->pos += len;
        left -= len;
    }
    if (may_load) {
        TRY(mohur__sealer_drain(&w->sealer));
    }

out:
    mohur__sealer_return(&w->sealer);
    return st;
}

static mohur_status
add_stream(mohur_archive_writer *w, mohur_source *source)
{
    void *room      = NULL;
    size_t len      = 0;
    mohur_status st = MOHUR_OK;

    TRY(mohur__alloc(w->ctx, MOHUR__SEGMENT_LEN, &room));
    do {
        TRY(mohur__source_read(source, mohur__span_of(room, MOHUR__SEGMENT_LEN),
                               &len));
        TRY(mohur__writer_entry_update(w, mohur__bytes_of(room, len)));
    } while (len > 0);

out:
    mohur__free(room);
    return st;
}

mohur_status
mohur__writer_entry_update_from(mohur_archive_writer *w, mohur_source *source)
{
    return mohur__source_seekable(source) && !w->entry.is_packed
               ? add_seekable(w, source)
               : add_stream(w, source);
}

/* ENTRY_END of an entry without content, which depends on nothing. */
static mohur_status
end_empty(mohur_archive_writer *w)
{
    uint8_t root[MOHUR__DIGEST_LEN]              = {0};
    static const uint8_t zero[MOHUR__DIGEST_LEN] = {0};
    uint8_t body[MOHUR__ENTRY_END_LEN];
    mohur_status st = MOHUR_OK;

    TRY(mohur__content_root(w->ctx, MOHUR__COMP_STORED, 0, 0, MOHUR__NOTHING,
                            MOHUR__SPAN(root)));
    mohur__entry_end_emit(&(struct mohur__entry_end){0, 0, MOHUR__NOTHING,
                                                     MOHUR__BYTES(root),
                                                     MOHUR__BYTES(zero)},
                          MOHUR__SPAN(body));
    TRY(put_record(w, MOHUR__RECORD_ENTRY_END, MOHUR__BYTES(body)));
    mohur__copy(mohur__span_sub(w->entry.sum.tail,
                                MOHUR__DIR_TAIL_LEN - 2 * MOHUR__DIGEST_LEN,
                                MOHUR__DIGEST_LEN),
                MOHUR__BYTES(root));

out:
    return st;
}

static mohur_status
end_large(mohur_archive_writer *w)
{
    struct mohur__writer_entry *e  = &w->entry;
    struct mohur__late_table table = {
        .rows = e->rows, .ends = true, .sum = e->sum};

    e->tables++;
    return mohur__sealer_table(&w->sealer, table, e->tables);
}

/* The directory record, but for the root, which its computer writes. */
static void
describe_end(mohur_archive_writer *w)
{
    const struct mohur__writer_entry *e = &w->entry;
    const struct mohur__entry_sum *sum  = &e->sum;

    mohur__store64(mohur__span_sub(sum->tail, 0, 8).data, e->off);
    mohur__store64(mohur__span_sub(sum->tail, 8, 8).data,
                   mohur__sealer_offset(&w->sealer));
    mohur__store64(mohur__span_sub(sum->tail, 16, 8).data, sum->content_len);
    mohur__store64(mohur__span_sub(sum->tail, 24, 8).data, sum->stored_len);
    mohur__copy(mohur__span_sub(sum->tail,
                                MOHUR__DIR_TAIL_LEN - MOHUR__DIGEST_LEN,
                                MOHUR__DIGEST_LEN),
                MOHUR__BYTES(sum->content_sha256));
}

mohur_status
mohur__writer_entry_end(mohur_archive_writer *w)
{
    struct mohur__writer_entry *e = &w->entry;
    mohur_status st               = MOHUR_OK;

    if (e->is_packed) {
        TRY(mohur__writer_packed_end(w));
    }
    if (e->in_segment) {
        segment_end(w);
        mohur__sealer_piece(&w->sealer, e->segment_len);
    }
    if (e->segments == 0) {
        TRY(end_empty(w));
    } else if (e->segments == 1 && !e->left) {
        mohur__sealer_end_small(&w->sealer, &e->sum);
    } else {
        TRY(end_large(w));
    }
    describe_end(w);
    w->total_content += e->sum.content_len;
    w->total_stored += e->sum.stored_len;

out:
    return st;
}
