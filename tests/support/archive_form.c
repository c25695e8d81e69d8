/* SPDX-License-Identifier: Apache-2.0 */
#include "archive_form.h"

#include "archive/directory.h"
#include "archive/ext.h"
#include "archive/header.h"
#include "archive/manifest.h"
#include "archive/record.h"
#include "archive/signature.h"
#include "archive/slot.h"
#include "archive/tlv.h"
#include "archive/trailer.h"
#include "base/guard.h"

#include <stdlib.h>

enum {
    FORM_MAX = 1 << 21
};

static mohur_status
all_of(const struct mohur__cursor *c)
{
    return mohur__cursor_end(c) ? MOHUR_OK : MOHUR_E_FORMAT;
}

static void
emit_slot_body(const struct mohur__slot *s, struct mohur__buf *out)
{
    if (s->type == MOHUR__SLOT_BOTH) {
        mohur__buf_u16(out, s->kem_type);
    }
    if (s->type == MOHUR__SLOT_PASSPHRASE || s->type == MOHUR__SLOT_BOTH) {
        mohur__slot_emit_cost((struct mohur__pwhash_cost){s->m_kib, s->t},
                              s->salt, out);
    }
    if (s->type == MOHUR__SLOT_KEK || s->type == MOHUR__SLOT_HSM) {
        mohur__buf_u32(out, s->kek_version);
    }
    if (s->type == MOHUR__SLOT_KEK) {
        mohur__buf_bytes(out, s->salt);
    }
    mohur__buf_bytes(out, s->enc);
    mohur__buf_bytes(out, s->check);
    mohur__buf_bytes(out, s->wrap);
}

static void
emit_slot(const struct mohur__slot *s, struct mohur__buf *out)
{
    mohur__buf_u16(out, s->type);
    mohur__buf_u8(out, s->flags);
    mohur__buf_u8(out, (uint8_t)s->hint.len);
    mohur__buf_u32(out, (uint32_t)s->body.len);
    mohur__buf_bytes(out, s->hint);
    if (s->wrap.len != 0) {
        emit_slot_body(s, out);
    } else {
        mohur__buf_bytes(out, s->body);
    }
}

mohur_status
form_slot(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c = mohur__cursor_of(in);
    struct mohur__slot s   = {.type = 0};
    mohur_status st        = MOHUR_OK;

    TRY(mohur__slot_parse(ctx, &c, &s));
    TRY(all_of(&c));
    emit_slot(&s, out);

out:
    return st;
}

static void
emit_ext(const struct mohur__ext *e, struct mohur__buf *out)
{
    mohur__buf_u32(out, (uint32_t)e->sealed.len);
    mohur__buf_bytes(out, e->salt);
    mohur__buf_bytes(out, e->sealed);
}

mohur_status
form_ext(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c = mohur__cursor_of(in);
    struct mohur__ext e    = {.raw = MOHUR__NOTHING};
    mohur_status st        = MOHUR_OK;

    TRY(mohur__ext_parse(ctx, &c, &e));
    TRY(all_of(&c));
    emit_ext(&e, out);

out:
    return st;
}

static mohur_status
emit_lists(mohur_ctx *ctx,
           const struct mohur__header *h,
           struct mohur__buf *out)
{
    struct mohur__cursor slots = mohur__cursor_of(h->slots);
    struct mohur__cursor exts  = mohur__cursor_of(h->ext);
    struct mohur__slot s       = {.type = 0};
    struct mohur__ext e        = {.raw = MOHUR__NOTHING};
    mohur_status st            = MOHUR_OK;

    for (uint32_t i = 0; i < h->n_slots; i++) {
        TRY(mohur__slot_parse(ctx, &slots, &s));
        emit_slot(&s, out);
    }
    for (uint32_t i = 0; i < h->n_ext; i++) {
        TRY(mohur__ext_parse(ctx, &exts, &e));
        emit_ext(&e, out);
    }

out:
    return st;
}

mohur_status
form_header(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__header h           = {.suite = 0};
    struct mohur__header_parts parts = {.areas = 0};
    uint8_t imm[MOHUR__IMM_LEN];
    mohur_status st = MOHUR_OK;

    TRY(mohur__header_parse(ctx, in, MOHUR__FEATURE_LINKS, &h));
    parts.suite    = h.suite;
    parts.features = h.features;
    parts.salt     = h.salt;
    mohur__header_emit_imm(&parts, MOHUR__SPAN(imm));
    mohur__buf_bytes(out, MOHUR__BYTES(imm));
    mohur__buf_bytes(out, h.commitment);
    mohur__buf_u32(out, h.generation);
    mohur__buf_u16(out, (uint16_t)h.n_slots);
    mohur__buf_u16(out, (uint16_t)h.n_ext);
    mohur__buf_u32(out, h.used_len);
    mohur__buf_u16(out, (uint16_t)(h.geometry.area_len / MOHUR__PAGE_LEN));
    mohur__buf_u8(out, (uint8_t)h.geometry.areas);
    mohur__buf_u8(out, 0);
    TRY(emit_lists(ctx, &h, out));
    mohur__buf_bytes(out, h.mac);
    mohur__buf_zeros(out, in.len - out->len - MOHUR__HEADER_CHECK_LEN);
    /* The check bytes are looked at before parsing. */
    mohur__buf_bytes(out, mohur__bytes_sub(in, out->len, in.len));

out:
    return st;
}

mohur_status
form_record(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    uint8_t head[MOHUR__RECORD_HEAD_LEN];
    struct mohur__cursor c       = mohur__cursor_of(in);
    enum mohur__record_type type = (enum mohur__record_type)mohur__read_u16(&c);
    uint64_t len                 = 0;
    mohur_status st              = MOHUR_OK;

    TRY(mohur__record_parse(ctx, in, type, &len));
    mohur__record_emit(type, len, MOHUR__SPAN(head));
    mohur__buf_bytes(out, MOHUR__BYTES(head));

out:
    return st;
}

mohur_status
form_tlv(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c = mohur__cursor_of(in);
    struct mohur__tlv item = {0, MOHUR__NOTHING};
    mohur_status st        = MOHUR_OK;

    TRY(mohur__tlv_check(ctx, in, "test"));
    while (mohur__tlv_next(ctx, &c, &item) == MOHUR_OK) {
        mohur__buf_u16(out, item.tag);
        mohur__buf_u16(out, (uint16_t)item.value.len);
        mohur__buf_bytes(out, item.value);
    }

out:
    return st;
}

static void
emit_head(const struct mohur__entry_head *h, struct mohur__buf *out)
{
    mohur__entry_head_emit(h, mohur__buf_room(out, mohur__entry_head_len(h)));
}

mohur_status
form_entry(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c     = mohur__cursor_of(in);
    struct mohur__entry_head h = {.entry_no = 0};
    mohur_status st            = MOHUR_OK;

    TRY(mohur__entry_head_parse(ctx, &c, true, &h));
    TRY(all_of(&c));
    emit_head(&h, out);

out:
    return st;
}

mohur_status
form_entry_end(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__entry_end e = {.content_len = 0};
    uint64_t tables =
        in.len < MOHUR__ENTRY_END_LEN
            ? 0
            : (in.len - MOHUR__ENTRY_END_LEN) / MOHUR__ENTRY_END_TABLE_LEN;
    mohur_status st = MOHUR_OK;

    TRY(mohur__entry_end_parse(ctx, in, tables, &e));
    mohur__entry_end_emit(&e,
                          mohur__buf_room(out, mohur__entry_end_len(tables)));

out:
    return st;
}

mohur_status
form_dir_record(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c     = mohur__cursor_of(in);
    struct mohur__dir_record r = {.entry_off = 0};
    mohur_status st            = MOHUR_OK;

    TRY(mohur__dir_record_parse(ctx, &c, true, UINT64_MAX, &r));
    TRY(all_of(&c));
    emit_head(&r.head, out);
    mohur__dir_tail_emit(&r, mohur__buf_room(out, MOHUR__DIR_TAIL_LEN));

out:
    return st;
}

mohur_status
form_manifest(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__manifest m = {.n_signers = 0};
    mohur_status st          = MOHUR_OK;

    TRY(mohur__manifest_parse(ctx, in, &m));
    mohur__manifest_emit(&m, out);

out:
    return st;
}

mohur_status
form_signature(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    struct mohur__cursor c    = mohur__cursor_of(in);
    struct mohur__signature s = {.alg = 0};
    mohur_status st           = MOHUR_OK;

    TRY(mohur__signature_parse(ctx, &c, &s));
    TRY(all_of(&c));
    mohur__buf_u16(out, s.alg);
    mohur__buf_bytes(out, s.key_id);
    mohur__buf_u32(out, (uint32_t)s.blob.len);
    mohur__buf_bytes(out, s.blob);

out:
    return st;
}

mohur_status
form_trailer(mohur_ctx *ctx, mohur__bytes in, struct mohur__buf *out)
{
    uint8_t record[MOHUR__TRAILER_RECORD_LEN];
    struct mohur__trailer t = {.dir_off = 0};
    struct mohur__cursor c =
        mohur__cursor_of(mohur__bytes_sub(in, in.len - 16, 8));
    mohur_status st = MOHUR_OK;

    TRY(mohur__trailer_parse(ctx, in, mohur__read_u64(&c),
                             MOHUR__DIRECTORY_DEFAULT, &t));
    mohur__trailer_emit(&t, MOHUR__SPAN(record));
    mohur__buf_bytes(out, MOHUR__BYTES(record));

out:
    return st;
}

int
form_try(mohur_ctx *ctx, form_fn *form, mohur__bytes in)
{
    struct mohur__buf out = {.ctx = NULL};
    int result            = 0;

    mohur__buf_init(&out, ctx, FORM_MAX);
    if (form(ctx, in, &out) == MOHUR_OK) {
        bool same = mohur__buf_status(&out) == MOHUR_OK &&
                    mohur__bytes_equal(in, mohur__buf_view(&out));
        result = same ? 1 : -1;
    }
    mohur__buf_wipe(&out);
    return result;
}

/* The exact length, on the heap, so that a sanitizer sees each byte past it. */
static uint8_t *
exact_copy(mohur__bytes in)
{
    uint8_t *copy = malloc(in.len == 0 ? 1 : in.len);

    if (copy == NULL) {
        abort();
    }
    mohur__copy(mohur__span_of(copy, in.len), in);
    return copy;
}

void
form_check_same(struct fixture *t, form_fn *form, mohur__bytes good)
{
    struct mohur__buf out = {.ctx = NULL};

    mohur__buf_init(&out, t->ctx, FORM_MAX);
    CHECK_OK(form(t->ctx, good, &out));
    CHECK_BYTES(good, mohur__buf_view(&out));
    mohur__buf_wipe(&out);
}

void
form_check_truncations(struct fixture *t, form_fn *form, mohur__bytes good)
{
    for (size_t len = 0; len < good.len; len++) {
        uint8_t *cut = exact_copy(mohur__bytes_sub(good, 0, len));
        int result   = form_try(t->ctx, form, mohur__bytes_of(cut, len));
        free(cut);
        mohur__error_clear(t->ctx);
        if (result != 0) {
            fail_msg("accepted when cut to %zu of %zu bytes", len, good.len);
        }
    }
}

void
form_check_flips(struct fixture *t, form_fn *form, mohur__bytes good)
{
    uint8_t *flipped = exact_copy(good);
    size_t wrong     = 8 * good.len;

    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        uint8_t mask = (uint8_t)(1U << bit % 8);
        flipped[bit / 8] ^= mask;
        if (form_try(t->ctx, form, mohur__bytes_of(flipped, good.len)) < 0) {
            wrong = bit;
        }
        flipped[bit / 8] ^= mask;
        mohur__error_clear(t->ctx);
    }
    free(flipped);
    if (wrong != 8 * good.len) {
        fail_msg("byte %zu, bit %zu: accepted, but means something else",
                 wrong / 8, wrong % 8);
    }
}
