/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/writer.h"

#include "archive/signature.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "keystore/key.h"

/*
 * The public face of the writer: which call may follow which, and that an
 * error is the end of it.
 */

void
mohur_archive_writer_free(mohur_archive_writer *w)
{
    if (w == NULL || w->magic != MOHUR__MAGIC_WRITER) {
        return;
    }
    mohur__press_free(w->press);
    mohur__hasher_free(w->hasher);
    mohur__sealer_wipe(&w->sealer);
    mohur__schedule_wipe(&w->schedule);
    mohur__dir_store_wipe(&w->directory);
    for (size_t i = 0; i < w->signers_len; i++) {
        mohur_key_free(w->signers[i]);
    }
    mohur__free(w); /* which wipes the magic */
}

static void
hold_signers(mohur_archive_writer *w, const mohur_archive_options *o)
{
    for (size_t i = 0; i < o->signers_len; i++) {
        w->signers[i] = mohur__key_hold(o->signers[i]);
    }
    w->signers_len = o->signers_len;
}

/* What the manifest will say beside what is in the archive. */
static void
hold_policies(mohur_archive_writer *w, const mohur_archive_options *o)
{
    w->addressees_only = o->addressees_only;
    w->label_len       = mohur__copy(MOHUR__SPAN(w->label),
                                     mohur__bytes_of(o->label, o->label_len));
    w->header_policy   = o->header_policy;
    w->admins_len =
        mohur__signers_list(o->admins, o->admins_len, MOHUR__SPAN(w->admins));
}

mohur_status
mohur__writer_make(mohur_ctx *ctx,
                   const struct mohur__writer_plan *plan,
                   mohur_sink *sink,
                   mohur_archive_writer **out)
{
    mohur_archive_writer *w = NULL;
    mohur_status st         = MOHUR_OK;

    TRY(MOHUR__NEW(ctx, &w));
    w->magic      = MOHUR__MAGIC_WRITER;
    w->ctx        = ctx;
    w->sink       = sink;
    w->pad        = plan->options.pad;
    w->pad_bucket = plan->options.pad_bucket;
    w->links      = plan->options.allow_links;
    w->created    = mohur__now(ctx);
    mohur__dir_store_init(ctx, &w->directory);
    TRY(mohur__dir_store_plan(&w->directory, &plan->options));
    hold_signers(w, &plan->options);
    hold_policies(w, &plan->options);
    TRY(mohur__writer_header(w, plan));
    TRY(mohur__sealer_init(ctx, sink, &w->schedule, plan->options.aead,
                           &w->sealer));
    w->sealer.total = plan->options.content_total;
    w->state        = MOHUR__WRITER_READY;
    *out            = w;
    w               = NULL;

out:
    mohur_archive_writer_free(w);
    return st;
}

static mohur_status
writer_new(mohur_ctx *ctx,
           const mohur_archive_options *options,
           bool is_signed,
           mohur_sink *sink,
           mohur_archive_writer **out)
{
    struct mohur__writer_plan *plan = NULL;
    mohur_status st                 = MOHUR_OK;

    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__sink_check(ctx, sink));
    TRY(MOHUR__NEW(ctx, &plan));
    TRY(mohur__writer_plan(ctx, options, is_signed, plan));
    TRY(mohur__writer_make(ctx, plan, sink, out));

out:
    mohur__free(plan);
    return st;
}

mohur_status
mohur_archive_writer_new(mohur_ctx *ctx,
                         const mohur_archive_options *options,
                         mohur_sink *sink,
                         mohur_archive_writer **out)
{
    mohur_status st = mohur__ctx_enter(ctx);

    return st == MOHUR_OK ? writer_new(ctx, options, true, sink, out) : st;
}

mohur_status
mohur_archive_writer_new_unsigned(mohur_ctx *ctx,
                                  const mohur_archive_options *options,
                                  mohur_sink *sink,
                                  mohur_archive_writer **out)
{
    mohur_status st = mohur__ctx_enter(ctx);

    return st == MOHUR_OK ? writer_new(ctx, options, false, sink, out) : st;
}

/* Is it a writer, and one that is still alive? */
static mohur_status
writer_enter(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    if (w == NULL || w->magic != MOHUR__MAGIC_WRITER) {
        return MOHUR_E_ARGUMENT;
    }
    TRY(mohur__ctx_enter(w->ctx));
    REQUIRE(w->ctx, w->state != MOHUR__WRITER_DEAD, MOHUR_E_STATE,
            "the archive writer failed before");
    REQUIRE(w->ctx, w->state != MOHUR__WRITER_DONE, MOHUR_E_STATE,
            "the archive is finished");

out:
    return st;
}

/* An error is the end: nobody may write on behind a gap. */
static mohur_status
writer_leave(mohur_archive_writer *w, mohur_status st)
{
    if (st != MOHUR_OK) {
        w->state = MOHUR__WRITER_DEAD;
    }
    return st;
}

static mohur_status
end_open_entry(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    if (w->state == MOHUR__WRITER_ENTRY) {
        TRY(mohur__writer_entry_end(w));
        w->state = MOHUR__WRITER_READY;
    }

out:
    return st;
}

/* What may be said of a file, a folder, a link. */
static mohur_status
check_kind(const mohur_archive_writer *w, const mohur_archive_entry *entry)
{
    bool is_file    = entry->kind == MOHUR_ENTRY_FILE;
    bool is_link    = entry->kind == MOHUR_ENTRY_LINK;
    mohur_status st = MOHUR_OK;

    REQUIRE(w->ctx, is_file || is_link || entry->kind == MOHUR_ENTRY_FOLDER,
            MOHUR_E_ARGUMENT, "there is no kind of entry %d", (int)entry->kind);
    REQUIRE(w->ctx, is_file || !entry->executable, MOHUR_E_ARGUMENT,
            "a folder is not executable, nor is a link");
    REQUIRE(w->ctx, is_file || !entry->compress, MOHUR_E_ARGUMENT,
            "a folder has nothing to compress, nor has a link");
    REQUIRE(w->ctx, mohur__frame_usable() || !entry->compress,
            MOHUR_E_UNSUPPORTED, "this build has no zstd to compress with");
    REQUIRE(w->ctx,
            is_link ? entry->link != NULL
                    : entry->link == NULL && entry->link_len == 0,
            MOHUR_E_ARGUMENT, "a link has a text, and nothing else has one");
    REQUIRE(w->ctx, !is_link || w->links, MOHUR_E_ARGUMENT,
            "links in this archive were not asked for");

out:
    return st;
}

static mohur_status
next_entry(mohur_archive_writer *w, const mohur_archive_entry *given)
{
    mohur_archive_entry entry = MOHUR_ARCHIVE_ENTRY_INIT;
    mohur_status st           = MOHUR_OK;

    TRY(mohur__options_check(w->ctx, given, sizeof entry, &entry));
    REQUIRE(w->ctx, entry.name != NULL || entry.name_len == 0, MOHUR_E_ARGUMENT,
            "the name is NULL");
    TRY(check_kind(w, &entry));
    TRY(end_open_entry(w));
    TRY(mohur__writer_entry_begin(w, &entry));
    w->state = MOHUR__WRITER_ENTRY;

out:
    return st;
}

mohur_status
mohur_archive_writer_entry(mohur_archive_writer *w,
                           const mohur_archive_entry *entry)
{
    mohur_status st = writer_enter(w);

    return st == MOHUR_OK ? writer_leave(w, next_entry(w, entry)) : st;
}

static mohur_status
add_content(mohur_archive_writer *w, const uint8_t *data, size_t data_len)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(w->ctx, data != NULL || data_len == 0, MOHUR_E_ARGUMENT,
            "data is NULL");
    REQUIRE(w->ctx, w->state == MOHUR__WRITER_ENTRY, MOHUR_E_STATE,
            "there is no entry to add to");
    TRY(mohur__writer_entry_update(w, mohur__bytes_of(data, data_len)));

out:
    return st;
}

mohur_status
mohur_archive_writer_update(mohur_archive_writer *w,
                            const uint8_t *data,
                            size_t data_len)
{
    mohur_status st = writer_enter(w);

    return st == MOHUR_OK ? writer_leave(w, add_content(w, data, data_len))
                          : st;
}

static mohur_status
add_source(mohur_archive_writer *w, mohur_source *source)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(w->ctx, source));
    REQUIRE(w->ctx, w->state == MOHUR__WRITER_ENTRY, MOHUR_E_STATE,
            "there is no entry to add to");
    TRY(mohur__writer_entry_update_from(w, source));

out:
    return st;
}

mohur_status
mohur_archive_writer_update_from(mohur_archive_writer *w, mohur_source *source)
{
    mohur_status st = writer_enter(w);

    return st == MOHUR_OK ? writer_leave(w, add_source(w, source)) : st;
}

static mohur_status
finish(mohur_archive_writer *w)
{
    mohur_status st = MOHUR_OK;

    TRY(end_open_entry(w));
    TRY(mohur__writer_finish(w));
    w->state = MOHUR__WRITER_DONE;

out:
    return st;
}

mohur_status
mohur_archive_writer_finish(mohur_archive_writer *w)
{
    mohur_status st = writer_enter(w);

    return st == MOHUR_OK ? writer_leave(w, finish(w)) : st;
}
