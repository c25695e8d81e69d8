/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/extract.h"
#include "archive/stage.h"
#include "base/ctx.h"
#include "base/guard.h"
#include <mohur/archive_stream.h>

/* Extraction of what comes once: staged, judged, then given its names. */

static mohur_status
extract_stream(mohur_ctx *ctx,
               const mohur_archive_extract_options *wish,
               mohur_source *source,
               mohur_archive_reader *r)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__stage_new(ctx, wish, MOHUR__STAGE_FILES, &r->stage));
    TRY(mohur__stage_open(r, source));
    TRY(mohur__extract(r, wish));
    r->is_spent = true;

out:
    return st;
}

static mohur_status
stream(mohur_ctx *ctx,
       const mohur_archive_open_options *options,
       mohur_source *source,
       const mohur_archive_extract_options *extract,
       bool is_unsigned,
       mohur_archive_reader **out)
{
    mohur_status st                    = MOHUR_OK;
    mohur_archive_reader *r            = NULL;
    mohur_archive_extract_options wish = {.size = 0};

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__source_check(ctx, source));
    TRY(mohur__extract_wish_read(ctx, extract, &wish));
    TRY(mohur__reader_make(ctx, options, is_unsigned, &r));
    TRY(extract_stream(ctx, &wish, source, r));
    *out = r;
    r    = NULL;

out:
    mohur_archive_reader_free(r);
    return st;
}

mohur_status
mohur_archive_extract_stream(mohur_ctx *ctx,
                             const mohur_archive_open_options *options,
                             mohur_source *source,
                             const mohur_archive_extract_options *extract,
                             mohur_archive_reader **out)
{
    return stream(ctx, options, source, extract, false, out);
}

mohur_status
mohur_archive_extract_stream_unsigned(
    mohur_ctx *ctx,
    const mohur_archive_open_options *options,
    mohur_source *source,
    const mohur_archive_extract_options *extract,
    mohur_archive_reader **out)
{
    return stream(ctx, options, source, extract, true, out);
}
