/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_extend.h"

#include "base/guard.h"
#include "document/asic.h"
#include "document/asic_change.h"
#include "document/doc_calls.h"

/* Extending a container: every signature, or none. */

static mohur_status
extend_message(mohur_ctx *ctx,
               void *user,
               const struct mohur__asic_message *message,
               mohur_sink *sink)
{
    const mohur_extend_options *options = user;
    mohur_extend_options o              = *options;

    o.file    = message->file;
    o.content = message->content;
    return mohur__document_extend(ctx, &o, sink);
}

/* What a container of this kind cannot have yet. */
static mohur_status
check_level(mohur_ctx *ctx, const mohur_extend_options *o)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__asic base = {.fault = NULL};

    if (o->level != MOHUR_DOCUMENT_LTA) {
        return MOHUR_OK;
    }
    TRY(mohur__asic_open(ctx, o->file, &base));
    REQUIRE(ctx, base.format != MOHUR_CONTAINER_ASIC_E, MOHUR_E_UNSUPPORTED,
            "level LTA of an ASiC-E takes an archive manifest, which is not "
            "written yet: extend it to level LT");

out:
    mohur__asic_wipe(&base);
    return st;
}

mohur_status
mohur__asic_extend(mohur_ctx *ctx,
                   const mohur_extend_options *options,
                   mohur_sink *sink)
{
    mohur_status st                        = MOHUR_OK;
    mohur_extend_options copy              = *options;
    const struct mohur__asic_change change = {.file   = options->file,
                                              .judges = options->level !=
                                                        MOHUR_DOCUMENT_T,
                                              .make = extend_message,
                                              .user = &copy};

    REQUIRE(ctx, options->content == NULL, MOHUR_E_ARGUMENT,
            "the documents are inside of the container, and one was given too");
    TRY(check_level(ctx, options));
    TRY(mohur__asic_change(ctx, &change, sink));

out:
    return st;
}
