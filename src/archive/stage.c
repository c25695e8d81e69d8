/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"

#include "base/ctx.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_change.h"
#include "base/os_file.h"

/* The stream chunk by chunk: what is kept of it, and what is passed on. */

enum {
    TELL_EVERY = 16 /* chunks, 1 MiB */
};

static mohur_status
spool_read_at(mohur_source *source,
              uint64_t offset,
              mohur__span out,
              size_t *out_len)
{
    const struct mohur__spool *spool = (const struct mohur__spool *)source;

    return mohur__os_read_at(source->ctx, spool->fd, offset, out, out_len);
}

static const struct mohur__source_ops spool_ops = {.read_at = spool_read_at};

mohur_status
mohur__stage_new(mohur_ctx *ctx,
                 const mohur_archive_extract_options *wish,
                 enum mohur__stage_use use,
                 struct mohur__stage **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stage *s = NULL;
    bool replace           = wish->overwrite == MOHUR_OVERWRITE_REPLACE;
    /* Other files are synced when they got their names. */
    bool sync = use == MOHUR__STAGE_SALVAGE && wish->sync;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &s));
    s->ctx      = ctx;
    s->use      = use;
    s->spool.fd = -1;
    TRY(mohur__os_place_new(ctx, wish->path, replace, &s->place));
    TRY(mohur__os_tree_new(ctx, mohur__os_place_fd(s->place), wish->path, sync,
                           &s->tree));
    if (use != MOHUR__STAGE_SALVAGE) {
        TRY(mohur__os_place_scratch(s->place, &s->spool.fd));
    }
    TRY(mohur__stage_entry_init(s));
    *out = s;
    s    = NULL;

out:
    mohur__stage_free(s);
    return st;
}

/* Keep a chunk where it stands in the archive. */
static mohur_status
chunk_keep(struct mohur__stage *s, const struct mohur__pumped *chunk)
{
    return mohur__os_write_at(
        s->ctx, s->spool.fd,
        s->payload_off + chunk->index * MOHUR__CHUNK_SEALED_LEN, chunk->sealed);
}

/* From here on it is no stream of records; all of it is kept, so that the
 * reader can say what is wrong. */
static mohur_status
break_off(struct mohur__stage *s)
{
    mohur__error_clear(s->ctx);
    s->broken = true;
    return mohur__stage_abandon(s);
}

static mohur_status
chunk_take(struct mohur__stage *s, const struct mohur__pumped *chunk)
{
    mohur_status st                = MOHUR_OK;
    mohur__bytes left              = chunk->plain;
    struct mohur__scan_piece piece = {.type = 0};
    bool keep                      = chunk->last;

    while (left.len > 0 && !s->broken) {
        if (mohur__scan_next(&s->scan, &left, &piece) != MOHUR_OK) {
            TRY(break_off(s));
        } else {
            TRY(mohur__stage_piece(s, &piece, &keep));
        }
    }
    if ((keep || s->broken) && s->spool.fd >= 0) {
        TRY(chunk_keep(s, chunk));
    }

out:
    return st;
}

static mohur_status
tell(struct mohur__stage *s, const struct mohur__pumped *chunk)
{
    if (chunk->index % TELL_EVERY != 0 && !chunk->last) {
        return MOHUR_OK;
    }
    return mohur__progress(s->ctx,
                           chunk->index * MOHUR__CHUNK_LEN + chunk->plain.len,
                           MOHUR_LEN_UNKNOWN);
}

mohur_status
mohur__stage_take(mohur_archive_reader *r, mohur_source *source)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__stage *s             = r->stage;
    const struct mohur__header *header = &r->load.header;
    struct mohur__pump *pump           = NULL;
    struct mohur__pumped chunk         = {.index = 0};

    s->payload_off = header->geometry.payload_off;
    s->limits      = &r->wish.options;
    mohur__scan_init(s->ctx, &s->scan);
    TRY(mohur__pump_new(s->ctx, source, header->aead, &r->schedule, &pump));
    while ((st = mohur__pump_next(pump, &chunk)) == MOHUR_OK) {
        TRY(chunk_take(s, &chunk));
        TRY(tell(s, &chunk));
        if (s->broken && s->use == MOHUR__STAGE_SALVAGE) {
            FAIL(s->ctx, MOHUR_E_FORMAT,
                 "a record of the stream is not where it should be");
        }
    }
    if (st == MOHUR_END) {
        st = mohur__hasher_finish(s->trail, MOHUR__SPAN(s->seen));
    }

out:
    if (pump != NULL) {
        mohur__source_init(&s->spool.common, s->ctx, &spool_ops,
                           s->payload_off + mohur__pump_len(pump));
    }
    mohur__pump_free(pump);
    return st;
}

mohur_status
mohur__stage_clear(struct mohur__stage *s)
{
    mohur__os_tree_free(s->tree);
    s->tree = NULL;
    return mohur__os_place_discard(s->place);
}

void
mohur__stage_free(struct mohur__stage *s)
{
    if (s == NULL) {
        return;
    }
    mohur__stage_entry_wipe(s);
    mohur__os_tree_free(s->tree);
    mohur__os_place_free(s->place);
    mohur__os_close(s->spool.fd);
    mohur__free(s);
}
