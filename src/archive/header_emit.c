/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/header.h"
#include "base/guard.h"

/* The header area, written: the counterpart of header.c. */
enum {
    SALT_OFF = MOHUR__IMM_LEN - MOHUR__ARCHIVE_SALT_LEN,
    TAIL_LEN = MOHUR__HEADER_MAC_LEN + MOHUR__HEADER_CHECK_LEN
};

void
mohur__header_emit_imm(const struct mohur__header_parts *parts, mohur__span out)
{
    uint8_t fixed[SALT_OFF] = {0};

    mohur__copy(MOHUR__SPAN(fixed), MOHUR__HEADER_MAGIC);
    fixed[8] = MOHUR__HEADER_VERSION;
    mohur__store16(&fixed[10], parts->suite);
    mohur__store64(&fixed[16], parts->features);
    mohur__copy(out, MOHUR__BYTES(fixed));
    mohur__copy(mohur__span_sub(out, SALT_OFF, MOHUR__ARCHIVE_SALT_LEN),
                parts->salt);
}

/* A quarter of room for recipients to come. */
static uint32_t
default_pages(size_t used_len)
{
    size_t need = used_len + TAIL_LEN;
    size_t room = need + need / 4;

    return (uint32_t)((room + MOHUR__PAGE_LEN - 1) / MOHUR__PAGE_LEN);
}

static void
emit_used(const struct mohur__header_parts *parts,
          const struct mohur__schedule *s,
          uint32_t pages,
          struct mohur__buf *out)
{
    size_t used_len =
        MOHUR__HEADER_FIXED_LEN + parts->slots.len + parts->ext.len;
    uint8_t imm[MOHUR__IMM_LEN];

    mohur__header_emit_imm(parts, MOHUR__SPAN(imm));
    mohur__buf_bytes(out, MOHUR__BYTES(imm));
    mohur__buf_bytes(out, MOHUR__BYTES(s->commitment));
    mohur__buf_u32(out, parts->generation);
    mohur__buf_u16(out, (uint16_t)parts->n_slots);
    mohur__buf_u16(out, (uint16_t)parts->n_ext);
    mohur__buf_u32(out, (uint32_t)used_len);
    mohur__buf_u16(out, (uint16_t)pages);
    mohur__buf_u8(out, parts->areas);
    mohur__buf_u8(out, 0);
    mohur__buf_bytes(out, parts->slots);
    mohur__buf_bytes(out, parts->ext);
}

mohur_status
mohur__header_emit(mohur_ctx *ctx,
                   const struct mohur__header_parts *parts,
                   const struct mohur__schedule *s,
                   struct mohur__buf *out)
{
    size_t start = out->len;
    size_t used_len =
        MOHUR__HEADER_FIXED_LEN + parts->slots.len + parts->ext.len;
    uint32_t pages =
        parts->area_pages != 0 ? parts->area_pages : default_pages(used_len);
    mohur__bytes area = MOHUR__NOTHING;
    uint8_t end[MOHUR__HEADER_MAC_LEN];
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            pages <= MOHUR__AREA_PAGES_MAX &&
                used_len + TAIL_LEN <= (size_t)pages * MOHUR__PAGE_LEN,
            MOHUR_E_LIMIT, "the recipients do not fit into the header");
    emit_used(parts, s, pages, out);
    TRY(mohur__buf_status(out));
    area = mohur__bytes_sub(mohur__buf_view(out), start, used_len);
    TRY(mohur__schedule_header_mac(ctx, s, area, MOHUR__SPAN(end)));
    mohur__buf_bytes(out, MOHUR__BYTES(end));
    mohur__buf_zeros(out, pages * MOHUR__PAGE_LEN - used_len -
                              MOHUR__HEADER_MAC_LEN);
    TRY(mohur__buf_status(out));
    area =
        mohur__bytes_sub(mohur__buf_view(out), start, pages * MOHUR__PAGE_LEN);
    TRY(mohur__header_check_bytes(
        ctx, area,
        mohur__span_sub(mohur__span_of(out->data, out->len),
                        out->len - MOHUR__HEADER_CHECK_LEN,
                        MOHUR__HEADER_CHECK_LEN)));

out:
    return st;
}
