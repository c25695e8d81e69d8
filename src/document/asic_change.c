/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_change.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/stream.h"
#include "document/asic_plan.h"
#include "document/asic_sheet.h"
#include "document/doc_report.h"

struct changing {
    mohur_ctx *ctx;
    const struct mohur__asic_change *asked;
    struct mohur__asic base;
    struct mohur__sheets sheets; /* of an ASiC-E whose documents are judged */
    struct mohur__asic_plan plan;
    mohur_sink **messages; /* for each part; NULL: it is copied */
};

/* ---- what is there ---- */

/* What was made over a signature does not hold for a longer one. */
static mohur_status
open_base(struct changing *x)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__asic_open(x->ctx, x->asked->file, &x->base));
    TRY(mohur__asic_require_sound(&x->base));
    REQUIRE(x->ctx, mohur__asic_count(&x->base, MOHUR__ASIC_SIGNATURE) > 0,
            MOHUR_E_FORMAT, "nobody signed this container with CAdES");
    REQUIRE(x->ctx,
            mohur__asic_count(&x->base, MOHUR__ASIC_EVIDENCE) == 0 &&
                mohur__asic_count(&x->base, MOHUR__ASIC_ARCHIVE) == 0 &&
                mohur__asic_count(&x->base, MOHUR__ASIC_STAMP) == 0,
            MOHUR_E_UNSUPPORTED,
            "the container has time stamps or evidence records of its own, "
            "which other signatures would make void");
    TRY(mohur__asic_plan_init(x->ctx, MOHUR_ALG_SHA_256,
                              x->base.zip.entries_len, &x->plan));
    TRY(mohur__asic_plan_base(&x->plan, &x->base));
    TRY(mohur__alloc_array(x->ctx, x->plan.len, sizeof *x->messages, &memory));
    x->messages = memory;

out:
    return st;
}

/* ---- signatures ---- */

static bool
is_signature(const struct changing *x, size_t part)
{
    return x->base.roles[x->plan.parts[part].entry - x->base.zip.entries] ==
           MOHUR__ASIC_SIGNATURE;
}

/* Where signatures are judged, so are manifests and documents. */
static mohur_status
read_sheets(struct changing *x)
{
    mohur_status st = MOHUR_OK;

    if (!x->asked->judges || x->base.format != MOHUR_CONTAINER_ASIC_E) {
        return MOHUR_OK;
    }
    TRY(mohur__sheets_read(&x->base, &x->sheets));
    TRY(mohur__asic_require_sound(&x->base));
    TRY(mohur__sheets_check(&x->base, &x->sheets));

out:
    return st;
}

/* What the signature in a part is over, if that is asked; room is for the
 * manifest. */
static mohur_status
open_content(struct changing *x,
             size_t part,
             struct mohur__buf *room,
             mohur_source **out)
{
    mohur_status st = MOHUR_OK;
    size_t entry    = (size_t)(x->plan.parts[part].entry - x->base.zip.entries);
    const struct mohur__sheet *sheet = NULL;

    if (!x->asked->judges) {
        return MOHUR_OK;
    }
    if (x->base.format == MOHUR_CONTAINER_ASIC_S) {
        return mohur__zip_member(&x->base.zip,
                                 mohur__asic_first_document(&x->base), out);
    }
    sheet = mohur__sheets_of(&x->sheets, entry);
    REQUIRE(x->ctx, sheet != NULL, MOHUR_E_FORMAT,
            "no manifest names this signature, or several do");
    REQUIRE(x->ctx, sheet->why == MOHUR_WHY_NONE, mohur__why_status(sheet->why),
            "%s", sheet->detail);
    TRY(mohur__zip_load(&x->base.zip, &x->base.zip.entries[sheet->entry],
                        MOHUR__ASIC_META_MAX, room));
    TRY(mohur__source_new_memory(x->ctx, mohur__buf_view(room), out));

out:
    return st;
}

static mohur_status
change_message(struct changing *x, size_t part)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__buf old              = {0};
    struct mohur__buf room             = {0};
    struct mohur__asic_message message = {.file = NULL};

    TRY(mohur__zip_load(&x->base.zip, x->plan.parts[part].entry,
                        MOHUR__ASIC_META_MAX, &old));
    TRY(mohur__source_new_memory(x->ctx, mohur__buf_view(&old), &message.file));
    TRY(open_content(x, part, &room, &message.content));
    TRY(mohur__sink_new_memory(x->ctx, MOHUR__CMS_MAX, &x->messages[part]));
    TRY(x->asked->make(x->ctx, x->asked->user, &message, x->messages[part]));

out:
    mohur_source_free(message.content);
    mohur_source_free(message.file);
    mohur__buf_wipe(&room);
    mohur__buf_wipe(&old);
    return st;
}

static mohur_status
change_messages(struct changing *x)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < x->plan.len; i++) {
        if (is_signature(x, i)) {
            TRY(change_message(x, i));
        }
    }

out:
    return st;
}

/* ---- the file ---- */

static mohur_status
write_part(struct changing *x, size_t part, struct mohur__zip_writer *w)
{
    size_t len           = 0;
    const uint8_t *bytes = NULL;

    if (x->messages[part] == NULL) {
        return mohur__asic_plan_copy(&x->plan, part, w);
    }
    bytes = mohur_sink_memory(x->messages[part], &len);
    return mohur__zip_writer_member(w, x->plan.parts[part].name,
                                    mohur__bytes_of(bytes, len));
}

static mohur_status
write_parts(struct changing *x, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    struct mohur__zip_writer w;

    mohur__zip_writer_init(&w, x->ctx, sink);
    for (size_t i = 0; i < x->plan.len; i++) {
        TRY(write_part(x, i, &w));
    }
    TRY(mohur__zip_writer_end(&w));
    TRY(mohur__sink_finish(sink));

out:
    mohur__zip_writer_wipe(&w);
    return st;
}

static void
changing_wipe(struct changing *x)
{
    for (size_t i = 0; x->messages != NULL && i < x->plan.len; i++) {
        mohur_sink_free(x->messages[i]);
    }
    mohur__free(x->messages);
    mohur__sheets_wipe(&x->sheets);
    mohur__asic_plan_wipe(&x->plan);
    mohur__asic_wipe(&x->base);
}

mohur_status
mohur__asic_change(mohur_ctx *ctx,
                   const struct mohur__asic_change *asked,
                   mohur_sink *sink)
{
    mohur_status st   = MOHUR_OK;
    struct changing x = {.ctx = ctx, .asked = asked};

    TRY(open_base(&x));
    TRY(read_sheets(&x));
    TRY(change_messages(&x));
    TRY(write_parts(&x, sink));

out:
    changing_wipe(&x);
    return st;
}
