/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_extend.h"

#include "base/guard.h"
#include "document/asic.h"
#include "document/asic_change.h"
#include "document/asic_seal.h"
#include "document/doc_calls.h"

/* Extending a container: every signature, or none. */

/* How each message of it is extended. */
struct each {
    mohur_extend_options options;
    struct mohur__asking *asking; /* NULL: nobody */
};

static mohur_status
extend_message(mohur_ctx *ctx,
               void *user,
               const struct mohur__asic_message *message,
               mohur_sink *sink)
{
    const struct each *each = user;
    mohur_extend_options o  = each->options;

    o.file    = message->file;
    o.content = message->content;
    return mohur__document_extend(ctx, &o, each->asking, sink);
}

static mohur_status
is_asic_e(mohur_ctx *ctx, mohur_source *file, bool *out)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__asic base = {.fault = NULL};

    TRY(mohur__asic_open(ctx, file, &base));
    *out = base.format == MOHUR_CONTAINER_ASIC_E;

out:
    mohur__asic_wipe(&base);
    return st;
}

mohur_status
mohur__asic_extend(mohur_ctx *ctx,
                   const mohur_extend_options *options,
                   struct mohur__asking *asking,
                   mohur_sink *sink)
{
    mohur_status st                  = MOHUR_OK;
    struct each each                 = {*options, asking};
    bool seals                       = false;
    struct mohur__asic_change change = {.file = options->file,
                                        .judges =
                                            options->level != MOHUR_DOCUMENT_T,
                                        .make = extend_message,
                                        .user = &each};

    REQUIRE(ctx, options->content == NULL, MOHUR_E_ARGUMENT,
            "the documents are inside of the container, and one was given too");
    if (options->level == MOHUR_DOCUMENT_LTA) {
        TRY(is_asic_e(ctx, options->file, &seals));
    }
    if (seals) { /* a signature's own archive time stamp would be over digests */
        each.options.level = MOHUR_DOCUMENT_LT;
        change.archives    = true;
        TRY(mohur__asic_seal(ctx, options, &change, asking, sink));
    } else {
        TRY(mohur__asic_change(ctx, &change, sink));
    }

out:
    return st;
}
