/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/extract.h"

#include "archive/filer.h"
#include "archive/stage.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/jobs.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/os_dir.h"
#include "base/os_place.h"
#include "base/text.h"

/*
 * Extraction to a folder: folders in the order of the directory, so that
 * each comes before what is in it; then files in the order of the stream, so
 * that each chunk is opened once; then links, so that nothing is written where
 * one leads; then the times of folders, which nothing changes any more.
 */
struct extract {
    mohur_ctx *ctx;
    mohur_archive_reader *reader;
    const mohur_archive_extract_options *options;
    struct mohur__os_place *place;
    struct mohur__os_tree *tree;
    struct mohur__filer *filer; /* of small files; NULL without threads */
    uint32_t *files; /* by entry_no: where its record is; NO_FILE for none */
    uint8_t *found;  /* for each name: an entry has it */
    uint64_t done;   /* bytes of content, for progress */
    uint64_t told;
    uint64_t total;
};

#define NO_FILE UINT32_MAX /* directories have at most 2^30 bytes */

enum {
    TELL_EVERY = 1024 * 1024
};

mohur_status
mohur__extract_wish_read(mohur_ctx *ctx,
                         const mohur_archive_extract_options *options,
                         mohur_archive_extract_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__options_check(ctx, options, sizeof *o, o));
    REQUIRE(ctx, o->path != NULL, MOHUR_E_ARGUMENT, "path is NULL");
    REQUIRE(ctx, o->names != NULL || o->names_len == 0, MOHUR_E_ARGUMENT,
            "names is NULL");
    for (size_t i = 0; i < o->names_len; i++) {
        REQUIRE(ctx, o->names[i] != NULL, MOHUR_E_ARGUMENT, "a name is NULL");
    }
    REQUIRE(ctx,
            o->overwrite == MOHUR_OVERWRITE_NEVER ||
                o->overwrite == MOHUR_OVERWRITE_REPLACE,
            MOHUR_E_ARGUMENT, "overwrite is none of its values");

out:
    return st;
}

/* Was this entry asked for?  Marks the names that it answers. */
static bool
is_wanted(struct extract *x, mohur__bytes name)
{
    bool wanted = x->options->names_len == 0;

    for (size_t i = 0; i < x->options->names_len; i++) {
        if (mohur__name_is_within(name,
                                  mohur__bytes_text(x->options->names[i]))) {
            x->found[i] = 1;
            wanted      = true;
        }
    }
    return wanted;
}

/* One wanted record: note where it is, add what it has. */
static void
plan_record(struct extract *x, const struct mohur__dir_record *d, uint64_t pos)
{
    if (d->head.kind == MOHUR__KIND_FILE) {
        x->files[d->head.entry_no] = (uint32_t)pos;
    }
    x->total += d->content_len;
}

static mohur_status
plan_init(struct extract *x)
{
    mohur_status st = MOHUR_OK;
    size_t n        = (size_t)x->reader->listing.n; /* at most 2^24 */
    void *files     = NULL;
    void *found     = NULL;

    TRY(mohur__alloc_array(x->ctx, n, sizeof *x->files, &files));
    x->files = files;
    for (size_t i = 0; i < n; i++) {
        x->files[i] = NO_FILE;
    }
    TRY(mohur__alloc(x->ctx, x->options->names_len, &found));
    x->found = found;

out:
    return st;
}

/* Find what is wanted, before anything is written. */
static mohur_status
plan(struct extract *x)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__dir_record d = {.raw = MOHUR__NOTHING};
    char shown[64]             = {0};
    uint64_t pos               = 0;

    TRY(plan_init(x));
    for (uint64_t i = 0; i < x->reader->listing.n; i++) {
        uint64_t before = pos;
        TRY(mohur__listing_read(x->reader, &pos, &d));
        if (is_wanted(x, d.head.name)) {
            plan_record(x, &d, before);
        }
    }
    for (size_t i = 0; i < x->options->names_len; i++) {
        mohur__text_escape(mohur__bytes_text(x->options->names[i]), shown,
                           sizeof shown);
        REQUIRE(x->ctx, x->found[i] != 0, MOHUR_E_NO_KEY,
                "the archive has no entry '%s'", shown);
    }

out:
    return st;
}

/* Call once for each wanted entry of a kind, in the order of the directory. */
typedef mohur_status
entry_fn(struct extract *x, const struct mohur__dir_record *d);

static mohur_status
each_of(struct extract *x, enum mohur__entry_kind kind, entry_fn *call)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__dir_record d = {.raw = MOHUR__NOTHING};
    uint64_t pos               = 0;

    for (uint64_t i = 0; i < x->reader->listing.n; i++) {
        TRY(mohur__listing_read(x->reader, &pos, &d));
        if (d.head.kind == kind && is_wanted(x, d.head.name)) {
            TRY(call(x, &d));
        }
    }

out:
    return st;
}

static mohur_status
make_folder(struct extract *x, const struct mohur__dir_record *d)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__reader_take(x->reader, d));
    TRY(mohur__reader_enter(x->reader));
    TRY(mohur__os_tree_folder(x->tree, x->reader->record.head.name));

out:
    return st;
}

/* Nothing is written after it but folders' times, so nothing through it. */
static mohur_status
make_link(struct extract *x, const struct mohur__dir_record *d)
{
    const struct mohur__entry_head *h = &x->reader->record.head;
    mohur_status st                   = MOHUR_OK;

    TRY(mohur__reader_take(x->reader, d));
    TRY(mohur__reader_enter(x->reader));
    TRY(mohur__os_tree_link(x->tree, h->name, h->link));
    if (h->mtime != MOHUR_TIME_ABSENT) {
        TRY(mohur__os_tree_link_time(x->tree, h->mtime));
    }

out:
    return st;
}

static mohur_status
time_folder(struct extract *x, const struct mohur__dir_record *d)
{
    if (d->head.mtime == MOHUR_TIME_ABSENT) {
        return MOHUR_OK;
    }
    return mohur__os_tree_folder_time(x->tree, d->head.name, d->head.mtime);
}

/* Tell the caller how far we are, about once per MiB. */
static mohur_status
tell(struct extract *x, uint64_t more)
{
    x->done += more;
    if (x->done - x->told < TELL_EVERY && x->done < x->total) {
        return MOHUR_OK;
    }
    x->told = x->done;
    return mohur__progress(x->ctx, x->done, x->total);
}

static int
place_segment(void *tree, uint64_t offset, mohur__bytes data)
{
    return mohur__os_tree_place(tree, offset, data);
}

static mohur_status
place_error(void *tree, int error)
{
    return mohur__os_tree_place_error(tree, error);
}

/* Write the content of the current entry; each piece was verified. */
static mohur_status
write_content(struct extract *x)
{
    const struct mohur__placer placer = {place_segment, place_error, x->tree};
    bool placed                       = mohur__reader_hurry(x->reader, &placer);
    mohur_status st                   = MOHUR_OK;
    mohur__bytes bytes                = MOHUR__NOTHING;

    for (;;) {
        st = mohur__reader_content(x->reader, SIZE_MAX, &bytes);
        if (st != MOHUR_OK) {
            break;
        }
        if (!placed) {
            TRY(mohur__os_tree_write(x->tree, bytes));
        }
        TRY(tell(x, bytes.len));
    }
    if (st == MOHUR_END) {
        st = MOHUR_OK;
    }

out:
    /* Jobs have the placer, which ends here. */
    mohur__reader_settle(x->reader);
    return st;
}

/* A small file that is not staged: have it made. */
static mohur_status
make_small(struct extract *x)
{
    const struct mohur__dir_record *d = &x->reader->record;
    uint8_t digest[MOHUR__DIGEST_LEN] = {0};
    struct mohur__file file           = {.name       = d->head.name,
                                         .executable = x->reader->entry.executable,
                                         .mtime      = x->reader->entry.mtime,
                                         .content    = MOHUR__NOTHING};
    mohur_status st                   = MOHUR_OK;

    if (d->content_len > 0 && d->head.comp == MOHUR__COMP_STORED) {
        TRY(mohur__reader_unverified(x->reader, &file.content,
                                     MOHUR__SPAN(digest)));
        file.digest = MOHUR__BYTES(digest);
    } else if (d->content_len > 0) {
        TRY(mohur__reader_content(x->reader, SIZE_MAX, &file.content));
    }
    TRY(mohur__filer_add(x->filer, &file));
    TRY(tell(x, file.content.len));

out:
    return st;
}

static mohur_status
make_file(struct extract *x, uint32_t no)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__dir_record d = {.raw = MOHUR__NOTHING};
    uint64_t pos               = x->files[no];

    TRY(mohur__listing_read(x->reader, &pos, &d));
    TRY(mohur__reader_take(x->reader, &d));
    TRY(mohur__reader_enter(x->reader));
    if (x->filer != NULL && !mohur__stage_has(x->reader) &&
        mohur__reader_is_small(x->reader)) {
        return make_small(x);
    }
    if (mohur__stage_has(x->reader)) {
        TRY(mohur__stage_adopt(x->reader, x->tree));
        TRY(tell(x, x->reader->record.content_len));
    } else {
        TRY(mohur__os_tree_file(x->tree, x->reader->record.head.name,
                                x->reader->entry.executable));
        TRY(write_content(x));
    }
    if (x->reader->entry.mtime != MOHUR_TIME_ABSENT) {
        TRY(mohur__os_tree_file_time(x->tree, x->reader->entry.mtime));
    }
    TRY(mohur__os_tree_close(x->tree));

out:
    return st;
}

static mohur_status
fill(struct extract *x)
{
    mohur_status st = MOHUR_OK;
    uint64_t n      = x->reader->listing.n;

    TRY(each_of(x, MOHUR__KIND_FOLDER, make_folder));
    for (uint32_t no = 0; no < n; no++) {
        if (x->files[no] != NO_FILE) {
            TRY(make_file(x, no));
        }
    }
    if (x->filer != NULL) {
        TRY(mohur__filer_drain(x->filer));
    }
    if (x->options->names_len == 0) {
        TRY(mohur__reader_check_pad(x->reader));
    }
    if (x->reader->stage != NULL) {
        TRY(mohur__stage_settle(x->reader->stage));
    }
    TRY(each_of(x, MOHUR__KIND_LINK, make_link));
    TRY(each_of(x, MOHUR__KIND_FOLDER, time_folder));
    TRY(mohur__os_tree_finish(x->tree));

out:
    return st;
}

static mohur_status
extract(struct extract *x)
{
    mohur_status st = MOHUR_OK;
    bool replace    = x->options->overwrite == MOHUR_OVERWRITE_REPLACE;

    TRY(plan(x));
    TRY(mohur__os_place_new(x->ctx, x->options->path, replace, &x->place));
    TRY(mohur__os_tree_new(x->ctx, mohur__os_place_fd(x->place),
                           x->options->path, x->options->sync, &x->tree));
    if (mohur__jobs_width(x->ctx->jobs) > 1) {
        TRY(mohur__filer_new(x->ctx, mohur__os_place_fd(x->place),
                             x->options->path, x->options->sync, &x->filer));
    }
    TRY(fill(x));
    if (x->reader->stage != NULL) {
        TRY(mohur__stage_clear(x->reader->stage));
    }
    TRY(mohur__os_place_commit(x->place, x->options->sync));

out:
    return st;
}

mohur_status
mohur__extract(mohur_archive_reader *r,
               const mohur_archive_extract_options *options)
{
    struct extract x = {.ctx = r->ctx, .reader = r, .options = options};
    mohur_status st  = extract(&x);

    mohur__filer_free(x.filer);
    mohur__os_tree_free(x.tree);
    mohur__os_place_free(x.place);
    mohur__free(x.files);
    mohur__free(x.found);
    /* next() begins anew; nothing of the last file is held. */
    mohur__listing_rewind(r);
    r->has_record = false;
    return st;
}

mohur_status
mohur_archive_reader_extract(mohur_archive_reader *r,
                             const mohur_archive_extract_options *options)
{
    mohur_status st                    = mohur__reader_begin(r);
    mohur_archive_extract_options wish = {.size = 0};

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__extract_wish_read(r->ctx, options, &wish));
    TRY(mohur__extract(r, &wish));

out:
    return mohur__reader_end(r, st);
}
