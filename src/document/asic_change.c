/* SPDX-License-Identifier: Apache-2.0 */
#include "document/asic_change.h"

#include "base/guard.h"
#include "base/mem.h"
#include "cms/stream.h"
#include "document/asic_plan.h"
#include "document/asic_sheet.h"
#include "document/doc_report.h"

/* ---- what is there ---- */

/* Does it name this time stamp? */
static bool
is_of_archive(const struct mohur__sheets *s, size_t stamp)
{
    for (size_t i = 0; i < s->archives_len; i++) {
        if (s->archives[i].signature == stamp) {
            return true;
        }
    }
    return false;
}

/* What was made over a signature does not hold for a longer one. */
static mohur_status
check_evidence(const struct mohur__asic_changing *x)
{
    mohur_status st                = MOHUR_OK;
    const struct mohur__asic *base = &x->base;
    const struct mohur__sheets *s  = &x->sheets;
    bool archives =
        x->asked->archives &&
        s->archives_len == mohur__asic_count(base, MOHUR__ASIC_ARCHIVE);

    for (size_t i = 0; i < base->zip.entries_len; i++) {
        enum mohur__asic_role role = base->roles[i];

        REQUIRE(x->ctx,
                role != MOHUR__ASIC_EVIDENCE &&
                    (role != MOHUR__ASIC_ARCHIVE || archives) &&
                    (role != MOHUR__ASIC_STAMP ||
                     (archives && is_of_archive(s, i))),
                MOHUR_E_UNSUPPORTED,
                "the container has time stamps or evidence records of its own, "
                "which other signatures would make void");
    }

out:
    return st;
}

static mohur_status
make_plan(struct mohur__asic_changing *x)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__asic_plan_init(x->ctx, MOHUR_ALG_SHA_256,
                              x->base.zip.entries_len, &x->plan));
    TRY(mohur__asic_plan_base(&x->plan, &x->base));
    TRY(mohur__alloc_array(x->ctx, x->plan.len, sizeof *x->parts, &memory));
    x->parts = memory;

out:
    return st;
}

size_t
mohur__asic_changing_entry(const struct mohur__asic_changing *x, size_t part)
{
    return (size_t)(x->plan.parts[part].entry - x->base.zip.entries);
}

bool
mohur__asic_changing_stays(const struct mohur__asic_changing *x, size_t part)
{
    size_t entry = mohur__asic_changing_entry(x, part);

    for (size_t i = 0; i < x->sheets.archives_len; i++) {
        if (mohur__sheet_names(&x->sheets.archives[i], entry)) {
            return true;
        }
    }
    return false;
}

/* ---- signatures ---- */

/* Where signatures are judged, so are manifests and documents. */
static mohur_status
read_sheets(struct mohur__asic_changing *x)
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

mohur_status
mohur__asic_changing_open(struct mohur__asic_changing *x)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__asic_open(x->ctx, x->asked->file, &x->base));
    TRY(mohur__asic_require_sound(&x->base));
    REQUIRE(x->ctx, mohur__asic_count(&x->base, MOHUR__ASIC_SIGNATURE) > 0,
            MOHUR_E_FORMAT, "nobody signed this container with CAdES");
    TRY(read_sheets(x));
    TRY(check_evidence(x));
    TRY(make_plan(x));

out:
    return st;
}

/* What the signature in a part is over, if that is asked; room is for the
 * manifest. */
static mohur_status
open_content(struct mohur__asic_changing *x,
             size_t part,
             struct mohur__buf *room,
             mohur_source **out)
{
    mohur_status st                  = MOHUR_OK;
    size_t entry                     = mohur__asic_changing_entry(x, part);
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
change_message(struct mohur__asic_changing *x, size_t part)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__buf old              = {0};
    struct mohur__buf room             = {0};
    struct mohur__asic_message message = {.file = NULL};

    TRY(mohur__zip_load(&x->base.zip, x->plan.parts[part].entry,
                        MOHUR__ASIC_META_MAX, &old));
    TRY(mohur__source_new_memory(x->ctx, mohur__buf_view(&old), &message.file));
    TRY(open_content(x, part, &room, &message.content));
    TRY(mohur__sink_new_memory(x->ctx, MOHUR__CMS_MAX, &x->parts[part]));
    TRY(x->asked->make(x->ctx, x->asked->user, &message, x->parts[part]));

out:
    mohur_source_free(message.content);
    mohur_source_free(message.file);
    mohur__buf_wipe(&room);
    mohur__buf_wipe(&old);
    return st;
}

mohur_status
mohur__asic_changing_messages(struct mohur__asic_changing *x)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < x->plan.len; i++) {
        if (x->base.roles[mohur__asic_changing_entry(x, i)] ==
                MOHUR__ASIC_SIGNATURE &&
            !mohur__asic_changing_stays(x, i)) {
            TRY(change_message(x, i));
        }
    }

out:
    return st;
}

/* ---- the file ---- */

static mohur_status
write_part(struct mohur__asic_changing *x,
           size_t part,
           struct mohur__zip_writer *w)
{
    size_t len           = 0;
    const uint8_t *bytes = NULL;

    if (x->parts[part] == NULL) {
        return mohur__asic_plan_copy(&x->plan, part, w);
    }
    bytes = mohur_sink_memory(x->parts[part], &len);
    return mohur__zip_writer_member(w, x->plan.parts[part].name,
                                    mohur__bytes_of(bytes, len));
}

mohur_status
mohur__asic_changing_write(struct mohur__asic_changing *x,
                           const struct mohur__asic_member *more,
                           size_t more_len,
                           mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;
    struct mohur__zip_writer w;

    mohur__zip_writer_init(&w, x->ctx, sink);
    for (size_t i = 0; i < x->plan.len; i++) {
        TRY(write_part(x, i, &w));
    }
    for (size_t i = 0; i < more_len; i++) {
        TRY(mohur__zip_writer_member(&w, more[i].name, more[i].data));
    }
    TRY(mohur__zip_writer_end(&w));
    TRY(mohur__sink_finish(sink));

out:
    mohur__zip_writer_wipe(&w);
    return st;
}

/* ---- the whole ---- */

void
mohur__asic_changing_wipe(struct mohur__asic_changing *x)
{
    for (size_t i = 0; x->parts != NULL && i < x->plan.len; i++) {
        mohur_sink_free(x->parts[i]);
    }
    mohur__free(x->parts);
    mohur__sheets_wipe(&x->sheets);
    mohur__asic_plan_wipe(&x->plan);
    mohur__asic_wipe(&x->base);
}

mohur_status
mohur__asic_change(mohur_ctx *ctx,
                   const struct mohur__asic_change *asked,
                   mohur_sink *sink)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__asic_changing *x = NULL;

    TRY(MOHUR__NEW(ctx, &x));
    x->ctx   = ctx;
    x->asked = asked;
    TRY(mohur__asic_changing_open(x));
    TRY(mohur__asic_changing_messages(x));
    TRY(mohur__asic_changing_write(x, NULL, 0, sink));

out:
    if (x != NULL) {
        mohur__asic_changing_wipe(x);
    }
    mohur__free(x);
    return st;
}
