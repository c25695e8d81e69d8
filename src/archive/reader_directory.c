/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * The directory is verified in one pass.  A small one is kept; of a large
 * one the digests of its chunks are, so that what is read again is what was
 * verified, even if somebody with the key changed the file meanwhile.
 */
enum {
    KEPT_MAX   = 8 * 1024 * 1024,
    WINDOW_CAP = 64 * 1024 + MOHUR__DIR_RECORD_MAX,
    MARK_STEP  = 64
};

static mohur_status
window_new(mohur_archive_reader *r)
{
    struct mohur__listing *l = &r->listing;
    mohur_status st          = MOHUR_OK;
    void *window             = NULL;

    l->window_cap = l->len <= KEPT_MAX ? (size_t)l->len : WINDOW_CAP;
    if (l->len > KEPT_MAX) {
        TRY(mohur__stream_pin(&r->stream, l->off, l->len));
    }
    TRY(mohur__alloc(r->ctx, l->window_cap, &window));
    l->window = window;

out:
    return st;
}

/* Have the window show a whole record at pos, or what is left. */
static mohur_status
window_show(mohur_archive_reader *r, uint64_t pos, mohur__bytes *out)
{
    struct mohur__listing *l = &r->listing;
    mohur_status st          = MOHUR_OK;
    uint64_t left            = l->len - pos;
    uint64_t need = left < MOHUR__DIR_RECORD_MAX ? left : MOHUR__DIR_RECORD_MAX;

    if (pos < l->window_off || pos + need > l->window_off + l->window_len) {
        l->window_len = 0;
        l->window_off = pos;
        left          = left < l->window_cap ? left : l->window_cap;
        TRY(mohur__stream_read(&r->stream, l->off + pos,
                               mohur__span_of(l->window, (size_t)left)));
        l->window_len = (size_t)left;
    }
    *out = mohur__bytes_sub(mohur__bytes_of(l->window, l->window_len),
                            (size_t)(pos - l->window_off), (size_t)need);

out:
    return st;
}

mohur_status
mohur__listing_read(mohur_archive_reader *r,
                    uint64_t *pos,
                    struct mohur__dir_record *out)
{
    mohur_status st        = MOHUR_OK;
    mohur__bytes view      = MOHUR__NOTHING;
    struct mohur__cursor c = {.failed = false};

    TRY(window_show(r, *pos, &view));
    c = mohur__cursor_of(view);
    TRY(mohur__dir_record_parse(r->ctx, &c, r->links, r->listing.max_entry_len,
                                out));
    *pos += out->raw.len;

out:
    return st;
}

/* What one pass over the directory gathers. */
struct pass {
    struct mohur__tiling *tiling;
    struct mohur__tree *tree;
    uint64_t content;
    uint64_t stored;
    uint8_t name[MOHUR__NAME_MAX]; /* of the record before */
    size_t name_len;
    bool is_folder;
};

static mohur_status
pass_record(mohur_archive_reader *r,
            struct pass *p,
            uint64_t i,
            const struct mohur__dir_record *record)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes name = record->head.name;

    REQUIRE(r->ctx,
            mohur__content_ratio_fits(record->content_len, record->stored_len,
                                      r->wish.options.max_ratio),
            MOHUR_E_LIMIT,
            "an entry is more than %u times what is stored of it",
            (unsigned)r->wish.options.max_ratio);
    TRY(mohur__name_check(r->ctx, name));
    if (record->head.kind == MOHUR__KIND_LINK) {
        TRY(mohur__name_check_link(r->ctx, name, record->head.link));
    }
    if (i > 0) {
        TRY(mohur__name_check_next(
            r->ctx, mohur__bytes_of(p->name, p->name_len), p->is_folder, name));
    }
    p->name_len  = mohur__copy(MOHUR__SPAN(p->name), name);
    p->is_folder = record->head.kind == MOHUR__KIND_FOLDER;
    TRY(mohur__tiling_add(p->tiling, record));
    TRY(mohur__tree_add(p->tree, &record->raw, 1));
    REQUIRE(r->ctx,
            mohur__u64_add(p->content, record->content_len, &p->content) &&
                mohur__u64_add(p->stored, record->stored_len, &p->stored),
            MOHUR_E_FORMAT, "the entries are larger than any archive");

out:
    return st;
}

static mohur_status
pass_records(mohur_archive_reader *r, struct pass *p)
{
    struct mohur__listing *l        = &r->listing;
    mohur_status st                 = MOHUR_OK;
    struct mohur__dir_record record = {.raw = MOHUR__NOTHING};
    uint64_t pos                    = 0;

    for (uint64_t i = 0; i < l->n; i++) {
        if (i % MARK_STEP == 0) {
            l->marks[i / MARK_STEP] = (uint32_t)pos; /* at most 2^30 */
        }
        TRY(mohur__listing_read(r, &pos, &record));
        TRY(pass_record(r, p, i, &record));
    }
    REQUIRE(r->ctx, pos == l->len, MOHUR_E_FORMAT,
            "the directory has more than its entries");

out:
    return st;
}

static mohur_status
pass_end(mohur_archive_reader *r, struct pass *p)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t root[MOHUR__DIGEST_LEN] = {0};

    TRY(mohur__tiling_finish(p->tiling, r->trailer.dir_off));
    if (r->stage != NULL) {
        TRY(mohur__stage_note(r->stage, p->tiling));
    }
    REQUIRE(r->ctx,
            p->content == r->manifest.total_content &&
                p->stored == r->manifest.total_stored,
            MOHUR_E_FORMAT, "the sizes in the directory do not add up");
    TRY(mohur__dir_root(r->ctx, r->listing.n, p->tree, MOHUR__SPAN(root)));
    TRY(mohur__auth_require(
        r->ctx, mohur__bytes_equal(MOHUR__BYTES(root), r->manifest.dir_root)));

out:
    return st;
}

static mohur_status
listing_init(mohur_archive_reader *r)
{
    struct mohur__listing *l             = &r->listing;
    mohur_status st                      = MOHUR_OK;
    uint8_t head[MOHUR__RECORD_HEAD_LEN] = {0};
    void *marks                          = NULL;

    l->off           = r->trailer.dir_off + MOHUR__RECORD_HEAD_LEN;
    l->len           = r->trailer.dir_len;
    l->n             = r->manifest.n_entries;
    l->max_entry_len = r->wish.options.max_entry_len;
    TRY(mohur__stream_read(&r->stream, r->trailer.dir_off, MOHUR__SPAN(head)));
    TRY(mohur__record_expect(r->ctx, MOHUR__BYTES(head),
                             MOHUR__RECORD_DIRECTORY, l->len));
    REQUIRE(r->ctx, l->n <= l->len / MOHUR__DIR_RECORD_MIN, MOHUR_E_FORMAT,
            "the directory is too short for its entries");
    TRY(window_new(r));
    l->marks_len = (size_t)((l->n + MARK_STEP - 1) / MARK_STEP);
    TRY(mohur__alloc_array(r->ctx, l->marks_len, sizeof *l->marks, &marks));
    l->marks = marks;

out:
    return st;
}

mohur_status
mohur__listing_verify(mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;
    struct pass p   = {.tiling = NULL};

    TRY(listing_init(r));
    TRY(mohur__tiling_new(r->ctx, r->listing.n, &p.tiling));
    TRY(mohur__tree_new(r->ctx, &p.tree));
    TRY(pass_records(r, &p));
    TRY(pass_end(r, &p));

out:
    mohur__tree_free(p.tree);
    mohur__tiling_free(p.tiling);
    return st;
}

/* The last mark whose name is not after the one that is looked for. */
static mohur_status
find_mark(mohur_archive_reader *r, mohur__bytes name, size_t *out)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__dir_record record = {.raw = MOHUR__NOTHING};
    size_t low                      = 0;
    size_t high                     = r->listing.marks_len;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        uint64_t pos  = r->listing.marks[middle];
        TRY(mohur__listing_read(r, &pos, &record));
        if (mohur__name_compare(record.head.name, name) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    *out = low;

out:
    return st;
}

mohur_status
mohur__listing_find(mohur_archive_reader *r, mohur__bytes name)
{
    struct mohur__listing *l        = &r->listing;
    mohur_status st                 = MOHUR_OK;
    struct mohur__dir_record record = {.raw = MOHUR__NOTHING};
    size_t mark                     = 0;
    uint64_t pos                    = 0;
    uint64_t before                 = 0;

    if (l->n == 0) {
        return MOHUR_END;
    }
    TRY(find_mark(r, name, &mark));
    pos = l->marks[mark];
    for (uint64_t i = (uint64_t)mark * MARK_STEP; i < l->n; i++) {
        before = pos;
        TRY(mohur__listing_read(r, &pos, &record));
        if (mohur__bytes_equal(record.head.name, name)) {
            l->pos   = before;
            l->index = i;
            return MOHUR_OK;
        }
        if (mohur__name_compare(record.head.name, name) >= 0) {
            break;
        }
    }
    st = MOHUR_END;

out:
    return st;
}

void
mohur__listing_rewind(mohur_archive_reader *r)
{
    r->listing.pos   = 0;
    r->listing.index = 0;
}

void
mohur__listing_wipe(struct mohur__listing *l)
{
    mohur__free(l->window);
    mohur__free(l->marks);
    *l = (struct mohur__listing){.window = NULL};
}
