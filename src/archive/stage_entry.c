/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "archive/stage.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"

#include <inttypes.h>

/*
 * What passes of an entry.  Two segments are in memory: one that is being
 * filled, and one that a job hashes and writes.
 */
enum {
    TABLE_CAP = MOHUR__TABLE_ROWS * MOHUR__TABLE_ROW_LEN,
    /* Places in the body of ENTRY, section 8.1. */
    AT_KIND     = 4,
    AT_COMP     = 5,
    AT_MODE     = 6,
    AT_NAME_LEN = 16
};

static void
piece_run(void *arg)
{
    struct mohur__stage_piece *p = arg;
    mohur__bytes body            = mohur__bytes_of(p->room, p->len);

    p->st = mohur__content_segments(p->lanes, &body, 1, MOHUR__SPAN(p->digest));
    p->place_error =
        p->tree != NULL ? mohur__os_tree_place(p->tree, p->place, body) : 0;
}

static mohur_status
piece_init(mohur_ctx *ctx, struct mohur__stage_piece *p)
{
    mohur_status st = MOHUR_OK;
    void *room      = NULL;

    p->task = (struct mohur__task){.run = piece_run, .arg = p};
    TRY(mohur__lanes_new(ctx, MOHUR_ALG_SHA_256, &p->lanes));
    TRY(mohur__alloc(ctx, MOHUR__SEGMENT_STORED_MAX, &room));
    p->room = room;

out:
    return st;
}

mohur_status
mohur__stage_entry_init(struct mohur__stage *s)
{
    mohur_status st = MOHUR_OK;
    void *rows      = NULL;
    void *table     = NULL;

    TRY(piece_init(s->ctx, &s->pieces[0]));
    TRY(piece_init(s->ctx, &s->pieces[1]));
    TRY(mohur__alloc(s->ctx, TABLE_CAP, &rows));
    s->rows = rows;
    TRY(mohur__alloc(s->ctx, TABLE_CAP, &table));
    s->table = table;
    TRY(mohur__hasher_new(s->ctx, MOHUR_ALG_SHA_256, &s->trail));

out:
    return st;
}

/* No job works for us any more. */
static void
jobs_finish(struct mohur__stage *s)
{
    mohur__jobs_wait(s->ctx->jobs, &s->pieces[0].task);
    mohur__jobs_wait(s->ctx->jobs, &s->pieces[1].task);
}

void
mohur__stage_entry_wipe(struct mohur__stage *s)
{
    jobs_finish(s);
    for (size_t i = 0; i < 2; i++) {
        mohur__lanes_free(s->pieces[i].lanes);
        mohur__free(s->pieces[i].room);
    }
    mohur__free(s->rows);
    mohur__free(s->table);
    mohur__hasher_free(s->trail);
    mohur__unpacker_free(s->unpacker);
    mohur__free(s->unpacked);
}

/* Remember the first thing that is wrong with the content. */
static void
fault_at(struct mohur__stage *s, mohur_status st, uint64_t off)
{
    s->entry.wrong = true;
    if (s->fault == MOHUR_OK) {
        s->fault     = st;
        s->fault_off = off;
    }
}

/* ---- ENTRY ---- */

static mohur_status
limits_check(const struct mohur__stage *s)
{
    mohur_status st                          = MOHUR_OK;
    const mohur_archive_open_options *limits = s->limits;

    REQUIRE(s->ctx, s->entries <= limits->max_entries, MOHUR_E_LIMIT,
            "there are more entries than the limit of %" PRIu64,
            limits->max_entries);
    REQUIRE(s->ctx, s->content <= limits->max_content, MOHUR_E_LIMIT,
            "there are more bytes than the limit of %" PRIu64,
            limits->max_content);
    REQUIRE(s->ctx, s->entry.len <= limits->max_entry_len, MOHUR_E_LIMIT,
            "an entry has more bytes than the limit of %" PRIu64,
            limits->max_entry_len);

out:
    return st;
}

static mohur__bytes
entry_name(const struct mohur__stage_entry *e)
{
    return mohur__bytes_sub(mohur__bytes_of(e->head, e->head_len),
                            MOHUR__ENTRY_FIXED_LEN,
                            mohur__load16(&e->head[AT_NAME_LEN]));
}

/* Is this the entry that is to go out?  Its name was not verified, and says
 * no more than which content is meant. */
static mohur_status
emit_choose(struct mohur__stage *s)
{
    struct mohur__stage_entry *e = &s->entry;
    bool any                     = s->name.len == 0;
    mohur_status st              = MOHUR_OK;

    if (s->use != MOHUR__STAGE_EMIT ||
        (!any && !mohur__bytes_equal(s->name, entry_name(e)))) {
        return MOHUR_OK;
    }
    REQUIRE(s->ctx, !any || s->entries == 1, MOHUR_E_ARGUMENT,
            "there is more than one entry: name the one that is wanted");
    REQUIRE(s->ctx, e->head[AT_KIND] == MOHUR__KIND_FILE, MOHUR_E_ARGUMENT,
            "a folder has no content of its own");
    REQUIRE(s->ctx, e->head[AT_COMP] == MOHUR__COMP_STORED, MOHUR_E_UNSUPPORTED,
            "compressed content is not expanded before it is verified");
    e->emitted = !s->found;
    s->found   = true;

out:
    return st;
}

/* In a rescue every file is one from the beginning, even an empty one. */
static mohur_status
file_make(struct mohur__stage *s)
{
    struct mohur__stage_entry *e  = &s->entry;
    struct mohur__stage_name name = mohur__stage_name(s->entries - 1);
    bool run        = s->use == MOHUR__STAGE_FILES && e->head[AT_MODE] != 0;
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_tree_file(s->tree, mohur__bytes_text(name.text), run));
    e->to_file = true;

out:
    return st;
}

static bool
is_packed(const struct mohur__stage_entry *e)
{
    return e->head[AT_COMP] != MOHUR__COMP_STORED;
}

static mohur_status
entry_known(struct mohur__stage *s)
{
    struct mohur__stage_entry *e = &s->entry;
    bool is_file                 = e->head[AT_KIND] == MOHUR__KIND_FILE;
    mohur_status st              = MOHUR_OK;

    s->entries++;
    TRY(limits_check(s));
    TRY(emit_choose(s));
    if (s->use != MOHUR__STAGE_SALVAGE || !is_file) {
        return MOHUR_OK;
    }
    if (is_packed(e)) {
        st = mohur__stage_unpacker(s);
        if (st == MOHUR_E_UNSUPPORTED) {
            mohur__error_clear(s->ctx);
            s->skipped++;
            return MOHUR_OK;
        }
        TRY(st);
    }
    TRY(file_make(s));

out:
    return st;
}

static mohur_status
take_entry(struct mohur__stage *s, const struct mohur__scan_piece *piece)
{
    struct mohur__stage_entry *e = &s->entry;

    if (piece->begins) {
        *e = (struct mohur__stage_entry){.off = piece->record_off};
    }
    e->head_len += mohur__copy(
        mohur__span_sub(MOHUR__SPAN(e->head), e->head_len, sizeof e->head),
        piece->bytes);
    return piece->ends ? entry_known(s) : MOHUR_OK;
}

/* ---- SEGMENT ---- */

/* With the first segment it shows what becomes of the content. */
static mohur_status
content_begin(struct mohur__stage *s, uint64_t len)
{
    struct mohur__stage_entry *e = &s->entry;
    mohur_status st              = MOHUR_OK;

    e->begun = true;
    e->hashed =
        s->use == MOHUR__STAGE_SALVAGE ||
        (len == MOHUR__SEGMENT_LEN && e->head[AT_KIND] == MOHUR__KIND_FILE &&
         e->head[AT_COMP] == MOHUR__COMP_STORED);
    if (e->hashed && s->use == MOHUR__STAGE_FILES) {
        TRY(file_make(s));
    }

out:
    return st;
}

/* The row of the piece that is being hashed, when it is done. */
static mohur_status
row_finish(struct mohur__stage *s)
{
    struct mohur__stage_entry *e = &s->entry;
    struct mohur__stage_piece *p = &s->pieces[1 - s->piece];
    mohur_status st              = MOHUR_OK;

    if (!e->has_open) {
        return MOHUR_OK;
    }
    e->has_open = false;
    mohur__jobs_wait(s->ctx->jobs, &p->task);
    REQUIRE(s->ctx, p->st == MOHUR_OK, p->st, "a segment could not be hashed");
    if (p->place_error != 0) {
        TRY(mohur__os_tree_place_error(s->tree, p->place_error));
    }
    mohur__table_row_emit(
        (struct mohur__table_row){.stored_len = (uint32_t)p->len,
                                  .digest     = MOHUR__BYTES(p->digest)},
        mohur__span_sub(mohur__span_of(s->rows, TABLE_CAP),
                        e->rows * MOHUR__TABLE_ROW_LEN, MOHUR__TABLE_ROW_LEN));
    e->rows++;

out:
    return st;
}

/* Expanded now, by the caller: what is rescued need not be fast. */
static mohur_status
segment_unpack(struct mohur__stage *s, mohur__bytes body)
{
    mohur_status st = mohur__stage_unpack(s, body);

    if (st == MOHUR_E_FORMAT) {
        fault_at(s, st, s->scan.record_off);
        st = MOHUR_OK;
    }
    return st;
}

static mohur_status
segment_end(struct mohur__stage *s)
{
    struct mohur__stage_entry *e = &s->entry;
    struct mohur__stage_piece *p = &s->pieces[s->piece];
    mohur__bytes body            = mohur__bytes_of(p->room, p->len);
    mohur_status st              = MOHUR_OK;

    TRY(row_finish(s));
    if (e->hashed) {
        p->tree  = e->to_file && !is_packed(e) ? s->tree : NULL;
        p->place = e->len - p->len;
        mohur__jobs_submit(s->ctx->jobs, &p->task);
        e->has_open = true;
        s->piece    = 1 - s->piece;
    }
    if (e->to_file && is_packed(e) && !e->wrong) {
        TRY(segment_unpack(s, body));
    }
    if (e->emitted) {
        TRY(mohur__sink_write(s->sink, body));
    }

out:
    return st;
}

static mohur_status
take_segment(struct mohur__stage *s,
             const struct mohur__scan_piece *piece,
             bool *keep)
{
    struct mohur__stage_entry *e = &s->entry;
    struct mohur__stage_piece *p = &s->pieces[s->piece];
    mohur_status st              = MOHUR_OK;

    if (piece->begins) {
        e->len += piece->body_len;
        s->content += piece->body_len;
        TRY(limits_check(s));
        p->len = 0;
        if (!e->begun) {
            TRY(content_begin(s, piece->body_len));
        }
    }
    *keep |= !e->hashed || piece->begins;
    if (e->hashed || e->emitted) {
        p->len += mohur__copy(
            mohur__span_sub(mohur__span_of(p->room, MOHUR__SEGMENT_STORED_MAX),
                            p->len, MOHUR__SEGMENT_STORED_MAX),
            piece->bytes);
        if (piece->ends) {
            TRY(segment_end(s));
        }
    }

out:
    return st;
}

/* ---- TABLE, ENTRY_END ---- */

/* The first row that is another than what came, as the reader would find. */
static void
table_compare(struct mohur__stage *s, uint64_t off)
{
    size_t len        = s->entry.rows * MOHUR__TABLE_ROW_LEN;
    mohur__bytes want = mohur__bytes_of(s->table, s->table_len);
    mohur__bytes got  = mohur__bytes_of(s->rows, len);

    if (mohur__bytes_equal(want, got)) {
        return;
    }
    for (size_t i = 0; i < s->entry.rows; i++) {
        struct mohur__table_row a = mohur__table_row_at(want, i);
        struct mohur__table_row b = mohur__table_row_at(got, i);
        if (a.stored_len != b.stored_len) {
            fault_at(s, MOHUR_E_FORMAT, off);
        } else if (!mohur__bytes_equal(a.digest, b.digest)) {
            fault_at(s, MOHUR_E_AUTH, off);
        }
    }
}

/* Gather what there is room for. */
static void
table_gather(struct mohur__stage *s, const struct mohur__scan_piece *piece)
{
    if (piece->begins) {
        s->table_len = 0;
    }
    s->table_len +=
        mohur__copy(mohur__span_sub(mohur__span_of(s->table, TABLE_CAP),
                                    s->table_len, TABLE_CAP),
                    piece->bytes);
}

static mohur_status
take_table(struct mohur__stage *s, const struct mohur__scan_piece *piece)
{
    mohur_status st = MOHUR_OK;

    table_gather(s, piece);
    if (piece->ends && s->entry.hashed) {
        TRY(row_finish(s));
        table_compare(s, piece->record_off);
        s->entry.rows = 0;
    }

out:
    return st;
}

/* Where it began and where it ended, for later. */
static mohur_status
trail_add(struct mohur__stage *s)
{
    uint8_t extent[16] = {0};

    mohur__store64(extent, s->entry.off);
    mohur__store64(&extent[8], s->scan.off);
    return mohur__hasher_update(s->trail, MOHUR__BYTES(extent));
}

/* Done with the file of an entry: it stays if it is what it should be. */
static mohur_status
file_end(struct mohur__stage *s)
{
    struct mohur__stage_entry *e = &s->entry;
    mohur_status st              = MOHUR_OK;

    e->to_file = false;
    if (e->wrong) {
        return mohur__os_tree_drop(s->tree);
    }
    TRY(mohur__os_tree_close(s->tree));
    s->saved++;
    s->saved_len += is_packed(e) ? e->content_len : e->len;

out:
    return st;
}

static mohur_status
take_end(struct mohur__stage *s, const struct mohur__scan_piece *piece)
{
    struct mohur__stage_entry *e = &s->entry;
    mohur_status st              = MOHUR_OK;

    table_gather(s, piece);
    if (!piece->ends) {
        return MOHUR_OK;
    }
    /* content_len and stored_len stand first. */
    if (e->hashed &&
        (mohur__load64(s->table) != (is_packed(e) ? e->content_len : e->len) ||
         mohur__load64(&s->table[8]) != e->len)) {
        fault_at(s, MOHUR_E_FORMAT, piece->record_off);
    }
    TRY(trail_add(s));
    if (e->to_file) {
        TRY(file_end(s));
    }

out:
    return st;
}

mohur_status
mohur__stage_piece(struct mohur__stage *s,
                   const struct mohur__scan_piece *piece,
                   bool *keep)
{
    if (piece->type == MOHUR__RECORD_SEGMENT) {
        return take_segment(s, piece, keep);
    }
    *keep = true;
    switch (piece->type) {
    case MOHUR__RECORD_ENTRY:
        return take_entry(s, piece);
    case MOHUR__RECORD_TABLE:
        return take_table(s, piece);
    case MOHUR__RECORD_ENTRY_END:
        return take_end(s, piece);
    default: /* a part of a head, or the rest */
        return MOHUR_OK;
    }
}

mohur_status
mohur__stage_abandon(struct mohur__stage *s)
{
    jobs_finish(s);
    s->entry.to_file  = false;
    s->entry.has_open = false;
    return mohur__os_tree_drop(s->tree);
}
