/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/extract.h"
#include "archive/stage.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/options.h"
#include <mohur/archive_stream.h>

/*
 * What stands before the damage of an archive.  That a chunk is authentic
 * says that somebody with the key wrote it, and no more; nothing here looks
 * at names, directory or signatures.
 */

/* Is this what a damaged archive ends in? */
static bool
is_damage(mohur_status st)
{
    return st == MOHUR_E_AUTH || st == MOHUR_E_FORMAT;
}

static mohur_status
take(mohur_archive_reader *r, mohur_source *source, mohur_archive_salvaged *out)
{
    mohur_status st              = MOHUR_OK;
    const struct mohur__stage *s = r->stage;

    /* There may be links; none is made. */
    TRY(mohur__stage_header(r, source, MOHUR__FEATURE_LINKS));
    TRY(mohur__reader_key(r));
    st = mohur__stage_take(r, source);
    if (st != MOHUR_OK && (!is_damage(st) || s->saved == 0)) {
        goto out;
    }
    mohur__error_clear(r->ctx);
    out->entries     = s->saved;
    out->content_len = s->saved_len;
    out->skipped     = s->skipped;
    out->end         = st;
    st               = mohur__stage_abandon(r->stage);

out:
    return st;
}

static mohur_status
check_wish(mohur_ctx *ctx, const mohur_archive_extract_options *wish)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, wish->names_len == 0, MOHUR_E_ARGUMENT,
            "names are not verified, so none can be asked for");

out:
    return st;
}

static mohur_status
salvage(mohur_archive_reader *r,
        mohur_source *source,
        const mohur_archive_extract_options *wish,
        mohur_archive_salvaged *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__stage_new(r->ctx, wish, MOHUR__STAGE_SALVAGE, &r->stage));
    TRY(take(r, source, out));
    TRY(mohur__os_tree_finish(r->stage->tree));
    TRY(mohur__os_place_commit(r->stage->place, wish->sync));

out:
    return st;
}

mohur_status
mohur_archive_salvage(mohur_ctx *ctx,
                      const mohur_archive_open_options *options,
                      mohur_source *source,
                      const mohur_archive_extract_options *extract,
                      mohur_archive_salvaged *out)
{
    mohur_status st                    = MOHUR_OK;
    mohur_archive_reader *r            = NULL;
    mohur_archive_extract_options wish = {.size = 0};
    mohur_archive_salvaged got         = {.size = 0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__options_check(ctx, out, sizeof got, &got));
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__extract_wish_read(ctx, extract, &wish));
    TRY(check_wish(ctx, &wish));
    /* As unsigned: nobody's word is taken. */
    TRY(mohur__reader_make(ctx, options, true, &r));
    got = (mohur_archive_salvaged){.size = sizeof got};
    TRY(salvage(r, source, &wish, &got));
    *out = got;

out:
    mohur_archive_reader_free(r);
    return st;
}
