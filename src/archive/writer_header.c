/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/admin.h"
#include "archive/anonymous.h"
#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/slot.h"
#include "archive/writer.h"
#include "base/guard.h"

/*
 * The header.  Randomness is drawn in this order, and never again: file key,
 * archive salt, archive id, what each slot needs in the order of slots,
 * decoys behind the first of their type, GREASE, the order of an anonymous
 * header, and ids that are nobody's.
 */

static struct mohur__pwhash_cost
cost_of(const struct mohur__writer_plan *plan)
{
    return (struct mohur__pwhash_cost){plan->options.passphrase_m_kib,
                                       plan->options.passphrase_t};
}

/* CT: leaks nothing of the file key. */
static mohur_status
emit_key(mohur_ctx *ctx,
         const struct mohur__writer_plan *plan,
         const struct mohur__slot_seal *with,
         const mohur_key *key,
         struct mohur__buf *out)
{
    return plan->options.passphrase_and_key
               ? mohur__slot_seal_both(ctx, with, key, plan->passphrase,
                                       cost_of(plan), out)
               : mohur__slot_seal_key(ctx, with, key, out);
}

/* Those of the type of the i-th recipient.  CT: leaks nothing of the keys. */
static mohur_status
emit_decoys(mohur_ctx *ctx,
            const struct mohur__writer_plan *plan,
            const struct mohur__slot_seal *with,
            size_t i,
            struct mohur__buf *out)
{
    uint32_t n                 = mohur__anonymous_decoys_of(&plan->options, i);
    mohur_key *key             = NULL;
    mohur_status st            = MOHUR_OK;
    struct mohur__slot_seal as = *with;

    as.like = plan->options.recipients[i];

    for (uint32_t k = 0; k < n; k++) {
        TRY(mohur__anonymous_key(ctx, plan->options.recipients[i], &key));
        TRY(emit_key(ctx, plan, &as, key, out));
        mohur_key_free(key);
        key = NULL;
    }

out:
    mohur_key_free(key);
    return st;
}

/* CT: leaks nothing of the file key. */
static mohur_status
emit_slots(mohur_ctx *ctx,
           const struct mohur__writer_plan *plan,
           const struct mohur__slot_seal *with,
           struct mohur__buf *out,
           uint32_t *out_n)
{
    const mohur_archive_options *o = &plan->options;
    uint32_t slots                 = plan->slots + plan->decoys;
    size_t grease                  = 0;
    mohur_status st                = MOHUR_OK;

    for (size_t i = 0; i < o->recipients_len; i++) {
        TRY(emit_key(ctx, plan, with, o->recipients[i], out));
        if (o->anonymous) {
            TRY(emit_decoys(ctx, plan, with, i, out));
        }
    }
    if (plan->passphrase.len > 0 && !o->passphrase_and_key) {
        TRY(mohur__slot_seal_passphrase(ctx, with, plan->passphrase,
                                        cost_of(plan), out));
    }
    TRY(mohur__slot_emit_grease(ctx, MOHUR__SLOTS_MAX - slots, out, &grease));
    *out_n = slots + (uint32_t)grease;
    if (o->anonymous) {
        TRY(mohur__anonymous_shuffle(ctx, out, *out_n));
    }

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
    w->intended_len = plan->options.anonymous
                          ? mohur__anonymous_ids(plan->slots)
                          : plan->slots;
    for (uint32_t i = plan->slots; i < w->intended_len; i++) {
        TRY(mohur__random(w->ctx, MOHUR__SPAN(id)));
        insert_intended(MOHUR__SPAN(w->intended), i, MOHUR__BYTES(id));
    }

out:
    return st;
}

/* Make an area, and the digest of it, which EXT records do not change. */
static mohur_status
make_area(mohur_archive_writer *w,
          const struct mohur__header_parts *parts,
          struct mohur__buf *area)
{
    struct mohur__header header = {.suite = 0};
    mohur_status st             = MOHUR_OK;

    mohur__buf_clear(area);
    TRY(mohur__header_emit(w->ctx, parts, &w->schedule, area));
    TRY(mohur__header_parse(w->ctx, mohur__buf_view(area), parts->features,
                            &header));
    TRY(mohur__header_digest(w->ctx, &header, MOHUR__SPAN(w->header_digest)));

out:
    return st;
}

/* The EXT records of an archive that is sealed again. */
static mohur_status
carry_ext(mohur_archive_writer *w,
          const struct mohur__writer_plan *plan,
          struct mohur__header_parts *parts,
          struct mohur__buf *ext)
{
    const struct mohur__writer_again *a = plan->again;
    const struct mohur__admin_to to     = {&w->schedule, plan->options.aead};
    mohur_status st                     = MOHUR_OK;

    TRY(mohur__admin_others(w->ctx, a->header, a->schedule, &to, ext,
                            &parts->n_ext));
    if (a->admin != NULL) {
        TRY(mohur__admin_sign(w->ctx, to.schedule, to.aead, a->admin,
                              MOHUR__BYTES(w->header_digest), ext));
        parts->n_ext++;
    }
    parts->ext = mohur__buf_view(ext);

out:
    return st;
}

/* Write the areas, all alike. */
static mohur_status
write_areas(mohur_archive_writer *w,
            const struct mohur__writer_plan *plan,
            struct mohur__header_parts *parts)
{
    struct mohur__buf area = {.ctx = NULL};
    struct mohur__buf ext  = {.ctx = NULL};
    mohur_status st        = MOHUR_OK;

    mohur__buf_init(&area, w->ctx, MOHUR__AREA_LEN_MAX);
    mohur__buf_init(&ext, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(make_area(w, parts, &area));
    if (plan->again != NULL) {
        TRY(carry_ext(w, plan, parts, &ext));
        TRY(make_area(w, parts, &area));
    }
    for (uint8_t i = 0; i < parts->areas; i++) {
        TRY(mohur__sink_write(w->sink, mohur__buf_view(&area)));
    }

out:
    mohur__buf_wipe(&area);
    mohur__buf_wipe(&ext);
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
    struct mohur__slot_seal with          = {.imm = MOHUR__BYTES(imm)};
    mohur_status st                       = MOHUR_OK;

    mohur__buf_init(&slots, w->ctx, MOHUR__AREA_LEN_MAX);
    TRY(mohur__secret_random(w->ctx, MOHUR__FILE_KEY_LEN, &file_key));
    TRY(mohur__random(w->ctx, MOHUR__SPAN(salt)));
    TRY(mohur__random(w->ctx, MOHUR__SPAN(w->archive_id)));
    parts.suite    = mohur__suite_of(plan->options.aead);
    parts.areas    = (uint8_t)plan->options.header_areas;
    parts.salt     = MOHUR__BYTES(salt);
    parts.features = w->links ? MOHUR__FEATURE_LINKS : 0;
    if (plan->again != NULL) {
        parts.features = plan->again->header->features;
    }
    mohur__header_emit_imm(&parts, MOHUR__SPAN(imm));
    with.file_key = mohur__secret_bytes(file_key);
    with.hintless = plan->options.anonymous;
    TRY(emit_slots(w->ctx, plan, &with, &slots, &parts.n_slots));
    parts.slots = mohur__buf_view(&slots);
    TRY(mohur__schedule_init(w->ctx, MOHUR__BYTES(imm), with.file_key,
                             &w->schedule));
    TRY(list_intended(w, plan));
    TRY(write_areas(w, plan, &parts));

out:
    mohur__secret_free(file_key);
    mohur__buf_wipe(&slots);
    return st;
}
