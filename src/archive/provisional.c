/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/stage.h"
#include "base/ctx.h"
#include "base/guard.h"
#include "base/options.h"
#include "base/os_file.h"
#include "base/text.h"
#include <mohur/archive_stream.h>

#include <stdio.h>

/* One entry to a sink while it comes, and the verdict on it afterwards. */
enum {
    PATH_CAP = 4096
};

/* What a call was given. */
struct request {
    const mohur_archive_open_options *options;
    mohur_source *source;
    const mohur_archive_provisional_options *what;
    mohur_sink *sink;
};

static mohur_status
read_options(mohur_ctx *ctx,
             const mohur_archive_provisional_options *options,
             mohur_archive_provisional_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__options_check(ctx, options, sizeof *o, o));
    REQUIRE(ctx, o->scratch != NULL, MOHUR_E_ARGUMENT, "scratch is NULL");
    REQUIRE(ctx,
            o->name == NULL
                ? o->name_len == 0
                : o->name_len >= 1 && o->name_len <= MOHUR__NAME_MAX,
            MOHUR_E_ARGUMENT, "a name has 1 to 1024 bytes");

out:
    return st;
}

/*
 * A stage in the folder for scratch files.  It is made beside a name that
 * nobody else can have taken, and never gets it.
 */
static mohur_status
make_stage(mohur_ctx *ctx,
           const mohur_archive_provisional_options *o,
           struct mohur__stage **out)
{
    mohur_archive_extract_options place = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;
    mohur_status st                     = MOHUR_OK;
    char path[PATH_CAP]                 = {0};
    char temp[MOHUR__OS_TEMP_CAP(PATH_CAP)] = {0};
    int len = snprintf(path, sizeof path, "%s/stream", o->scratch);

    REQUIRE(ctx, len > 0 && (size_t)len < sizeof path, MOHUR_E_IO,
            "the path of the folder for scratch files is too long");
    TRY(mohur__os_temp_name(ctx, path, temp, sizeof temp));
    place.path = temp;
    TRY(mohur__stage_new(ctx, &place, MOHUR__STAGE_EMIT, out));

out:
    return st;
}

static mohur_status
emit(mohur_archive_reader *r,
     mohur_source *source,
     const mohur_archive_provisional_options *o,
     mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    char shown[64]  = {0};

    r->stage->name = mohur__bytes_of(o->name, o->name_len);
    r->stage->sink = sink;
    TRY(mohur__stage_open(r, source));
    TRY(mohur__archive_reader_verify_all(r));
    TRY(mohur__stage_settle(r->stage));
    mohur__text_escape(r->stage->name, shown, sizeof shown);
    REQUIRE(r->ctx, r->stage->found, MOHUR_E_NO_KEY,
            "the archive has no entry '%s'", shown);
    TRY(mohur__stage_clear(r->stage));
    TRY(mohur__sink_finish(sink));
    mohur__listing_rewind(r);
    r->has_record         = false;
    r->is_spent           = true;
    r->result.provisional = true;

out:
    return st;
}

static mohur_status
provisional(mohur_ctx *ctx,
            const struct request *q,
            bool is_unsigned,
            mohur_archive_reader **out)
{
    mohur_status st                     = MOHUR_OK;
    mohur_archive_reader *r             = NULL;
    mohur_archive_provisional_options o = {.size = 0};

    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    *out = NULL;
    TRY(mohur__source_check(ctx, q->source));
    TRY(mohur__sink_check(ctx, q->sink));
    TRY(read_options(ctx, q->what, &o));
    TRY(mohur__reader_make(ctx, q->options, is_unsigned, &r));
    TRY(make_stage(ctx, &o, &r->stage));
    TRY(emit(r, q->source, &o, q->sink));
    *out = r;
    r    = NULL;

out:
    mohur_archive_reader_free(r);
    return st;
}

mohur_status
mohur_archive_emit_provisional(mohur_ctx *ctx,
                               const mohur_archive_open_options *options,
                               mohur_source *source,
                               const mohur_archive_provisional_options *what,
                               mohur_sink *sink,
                               mohur_archive_reader **out)
{
    return provisional(ctx, &(struct request){options, source, what, sink},
                       false, out);
}

mohur_status
mohur_archive_emit_provisional_unsigned(
    mohur_ctx *ctx,
    const mohur_archive_open_options *options,
    mohur_source *source,
    const mohur_archive_provisional_options *what,
    mohur_sink *sink,
    mohur_archive_reader **out)
{
    return provisional(ctx, &(struct request){options, source, what, sink},
                       true, out);
}
