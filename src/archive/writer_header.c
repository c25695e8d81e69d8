/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/slot.h"
#include "archive/writer.h"
#include "base/guard.h"

/*
 * The header.  Randomness is drawn in this order, and never again: file key,
 * archive salt, archive id, what each slot needs in the order of slots, then
 * GREASE.
 */

/* CT: leaks nothing of the file key. */
static mohur_status
emit_slots(mohur_ctx *ctx,
           const struct mohur__writer_plan *plan,
           const struct mohur__slot_seal *with,
           struct mohur__buf *out,
           uint32_t *out_n)
{
    const mohur_archive_options *o = &plan->options;
    size_t grease                  = 0;
    mohur_status st                = MOHUR_OK;

    for (size_t i = 0; i < o->recipients_len; i++) {
        TRY(mohur__slot_seal_key(ctx, with, o->recipients[i], out));
    }
    if (plan->passphrase.len > 0) {
        TRY(mohur__slot_seal_passphrase(
            ctx, with, plan->passphrase,
            (struct mohur__pwhash_cost){o->passphrase_m_kib, o->passphrase_t},
            out));
    }
    TRY(mohur__slot_emit_grease(ctx, MOHUR__SLOTS_MAX - plan->slots, out,
                                &grease));
    *out_n = plan->slots + (uint32_t)grease;

out:
    return st;
}

/* Put an intended id in its place among n ascending ones. */
static void
insert_intended(mohur__span ids, size_t n, mohur__bytes id)
{
    size_t at = n * MOHUR__INTENDED_ID_LEN;

    while (at > 0) {
        mohur__bytes before = mohur__span_bytes(mohur__span_sub(
            ids, at - MOHUR__INTENDED_ID_LEN, MOHUR__INTENDED_ID_LEN));
        if (mohur__bytes_compare(before, id) < 0) {
            break;
        }
        mohur__copy(mohur__span_sub(ids, at, MOHUR__INTENDED_ID_LEN), before);
        at -= MOHUR__INTENDED_ID_LEN;
    }
    mohur__copy(mohur__span_sub(ids, at, MOHUR__INTENDED_ID_LEN), id);
}

static mohur_status
list_intended(mohur_archive_writer *w, const struct mohur__writer_plan *plan)
{
    uint8_t id[MOHUR__INTENDED_ID_LEN] = {0};
    mohur_status st                    = MOHUR_OK;

    for (uint32_t i = 0; i < plan->slots; i++) {
        TRY(mohur__intended_id(w->ctx, MOHUR__BYTES(w->archive_id),
                               mohur__bytes_sub(MOHUR__BYTES(plan->recipients),
                                                i * MOHUR__RECIPIENT_ID_LEN,
                                                MOHUR__RECIPIENT_ID_LEN),
                               MOHUR__SPAN(id)));
        insert_intended(MOHUR__SPAN(w->intended), i, MOHUR__BYTES(id));
    }
    w->intended_len = plan->slots;

out:
    return st;
}

/* Write the areas, all alike, and keep the digest of it that will be signed. */
static mohur_status
write_areas(mohur_archive_writer *w, const struct mohur__header_parts *parts)
{
    struct mohur__buf area      = {.ctx = NULL};
    struct mohur__header header = {.suite = 0};
    mohur_status st             = MOHUR_OK;

    mohur__buf_init(&area, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(mohur__header_emit(w->ctx, parts, &w->schedule, &area));
    TRY(mohur__header_parse(w->ctx, mohur__buf_view(&area), 0, &header));
    TRY(mohur__header_digest(w->ctx, &header, MOHUR__SPAN(w->header_digest)));
    for (uint8_t i = 0; i < parts->areas; i++) {
        TRY(mohur__sink_write(w->sink, mohur__buf_view(&area)));
    }

out:
    mohur__buf_wipe(&area);
    return st;
}

/* CT: leaks nothing of the file key. */
mohur_status
mohur__writer_header(mohur_archive_writer *w,
                     const struct mohur__writer_plan *plan)
{
    uint8_t salt[MOHUR__ARCHIVE_SALT_LEN] = {0};
    uint8_t imm[MOHUR__IMM_LEN]           = {0};
    struct mohur__secret *file_key        = NULL;
    struct mohur__buf slots               = {.ctx = NULL};
    struct mohur__header_parts parts      = {.areas = 0};
    struct mohur__slot_seal with          = {MOHUR__BYTES(imm), MOHUR__NOTHING};
    mohur_status st                       = MOHUR_OK;

    mohur__buf_init(&slots, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(mohur__secret_random(w->ctx, MOHUR__FILE_KEY_LEN, &file_key));
    TRY(mohur__random(w->ctx, MOHUR__SPAN(salt)));
    TRY(mohur__random(w->ctx, MOHUR__SPAN(w->archive_id)));
    parts.suite = mohur__suite_of(plan->options.aead);
    parts.areas = (uint8_t)plan->options.header_areas;
    parts.salt  = MOHUR__BYTES(salt);
    mohur__header_emit_imm(&parts, MOHUR__SPAN(imm));
    with.file_key = mohur__secret_bytes(file_key);
    TRY(emit_slots(w->ctx, plan, &with, &slots, &parts.n_slots));
    parts.slots = mohur__buf_view(&slots);
    TRY(mohur__schedule_init(w->ctx, MOHUR__BYTES(imm), with.file_key,
                             &w->schedule));
    TRY(list_intended(w, plan));
    TRY(write_areas(w, &parts));

out:
    mohur__secret_free(file_key);
    mohur__buf_wipe(&slots);
    return st;
}
