/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/header.h"

#include "archive/ext.h"
#include "archive/slot.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/labels.h"

/*
 * An area is the preamble (64 bytes), a fixed mutable part (48), slots, EXT
 * records, header_mac, zeros, and 8 check bytes against torn writes.
 */
enum {
    GENERATION_OFF = 96,
    PAGES_OFF      = 108,
    SALT_OFF       = 32,
    TAIL_LEN       = MOHUR__HEADER_MAC_LEN + MOHUR__HEADER_CHECK_LEN
};

mohur_status
mohur__header_geometry(mohur_ctx *ctx,
                       mohur__bytes head,
                       struct mohur__header_geometry *out)
{
    struct mohur__cursor c = mohur__cursor_of(head);
    struct mohur__cursor tail =
        mohur__cursor_of(mohur__bytes_sub(head, PAGES_OFF, head.len));
    mohur__bytes begin = mohur__read_bytes(&c, MOHUR__HEADER_MAGIC.len);
    uint8_t version    = mohur__read_u8(&c);
    uint32_t pages     = mohur__read_u16(&tail);
    uint32_t areas     = mohur__read_u8(&tail);
    mohur_status st    = MOHUR_OK;

    *out = (struct mohur__header_geometry){0, 0, 0};
    REQUIRE(ctx, mohur__bytes_equal(begin, MOHUR__HEADER_MAGIC), MOHUR_E_FORMAT,
            "this is not a sealed archive");
    REQUIRE(ctx, version == MOHUR__HEADER_VERSION, MOHUR_E_UNSUPPORTED,
            "the archive is of version %d; this build reads version %d",
            version, MOHUR__HEADER_VERSION);
    REQUIRE(ctx,
            mohur__cursor_ok(&tail) && pages >= 1 &&
                pages <= MOHUR__AREA_PAGES_MAX && (areas == 1 || areas == 2),
            MOHUR_E_FORMAT, "the header says %u areas of %u pages", areas,
            pages);
    out->area_len    = pages * MOHUR__PAGE_LEN;
    out->areas       = areas;
    out->payload_off = (uint64_t)areas * out->area_len;

out:
    return st;
}

mohur_status
mohur__header_check_bytes(mohur_ctx *ctx, mohur__bytes area, mohur__span out)
{
    uint8_t digest[MOHUR__SHA512_LEN];
    mohur_status st = MOHUR_OK;

    TRY(mohur__hash(
        ctx, MOHUR_ALG_SHA_512,
        mohur__bytes_sub(area, 0, area.len - MOHUR__HEADER_CHECK_LEN),
        MOHUR__SPAN(digest)));
    mohur__copy(mohur__span_sub(out, 0, MOHUR__HEADER_CHECK_LEN),
                MOHUR__BYTES(digest));

out:
    return st;
}

mohur_status
mohur__header_if_whole(mohur_ctx *ctx, mohur__bytes area, mohur__bytes *out)
{
    uint8_t check[MOHUR__HEADER_CHECK_LEN];
    mohur_status st = MOHUR_OK;

    *out = MOHUR__NOTHING;
    TRY(mohur__header_check_bytes(ctx, area, MOHUR__SPAN(check)));
    if (mohur__bytes_equal(MOHUR__BYTES(check),
                           mohur__bytes_sub(area,
                                            area.len - MOHUR__HEADER_CHECK_LEN,
                                            MOHUR__HEADER_CHECK_LEN))) {
        *out = area;
    }

out:
    return st;
}

static uint32_t
generation_of(mohur__bytes area)
{
    return mohur__load32(mohur__bytes_sub(area, GENERATION_OFF, 4).data);
}

/* The current one of two, either of which may be nothing. */
static mohur_status
newer(mohur_ctx *ctx, mohur__bytes a, mohur__bytes b, mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;

    *out = a.len != 0 ? a : b;
    REQUIRE(ctx, out->len != 0, MOHUR_E_FORMAT,
            "the header is damaged: its check bytes are wrong");
    if (a.len != 0 && b.len != 0) {
        REQUIRE(
            ctx,
            generation_of(a) != generation_of(b) || mohur__bytes_equal(a, b),
            MOHUR_E_FORMAT, "two header areas of one generation are different");
        *out = generation_of(a) >= generation_of(b) ? a : b;
    }

out:
    return st;
}

mohur_status
mohur__header_pick(mohur_ctx *ctx,
                   mohur__bytes areas,
                   const struct mohur__header_geometry *geometry,
                   mohur__bytes *out_area)
{
    struct mohur__header_geometry own = {0, 0, 0};
    mohur__bytes a                    = MOHUR__NOTHING;
    mohur__bytes b                    = MOHUR__NOTHING;
    size_t len                        = geometry->area_len;
    mohur_status st                   = MOHUR_OK;

    *out_area = MOHUR__NOTHING;
    REQUIRE(ctx, areas.len == geometry->payload_off, MOHUR_E_INTERNAL,
            "not all of the header was read");
    TRY(mohur__header_if_whole(ctx, mohur__bytes_sub(areas, 0, len), &a));
    if (geometry->areas == 2) {
        TRY(mohur__header_if_whole(ctx, mohur__bytes_sub(areas, len, len), &b));
    }
    TRY(newer(ctx, a, b, out_area));
    TRY(mohur__header_geometry(
        ctx, mohur__bytes_sub(*out_area, 0, MOHUR__HEADER_FIXED_LEN), &own));
    REQUIRE(ctx,
            own.area_len == geometry->area_len && own.areas == geometry->areas,
            MOHUR_E_FORMAT, "the header areas disagree about their size");

out:
    return st;
}

/* The preamble: 64 bytes. */
static mohur_status
parse_imm(mohur_ctx *ctx, uint64_t known_features, struct mohur__header *out)
{
    struct mohur__cursor c = mohur__cursor_of(
        mohur__bytes_sub(out->imm, MOHUR__HEADER_MAGIC.len + 1, SALT_OFF));
    uint8_t zero8   = mohur__read_u8(&c);
    uint32_t zero32 = 0;
    uint64_t zero64 = 0;
    mohur_status st = MOHUR_OK;

    out->suite    = mohur__read_u16(&c);
    zero32        = mohur__read_u32(&c);
    out->features = mohur__read_u64(&c);
    zero64        = mohur__read_u64(&c);
    out->salt = mohur__bytes_sub(out->imm, SALT_OFF, MOHUR__ARCHIVE_SALT_LEN);
    out->aead = mohur__suite_aead(out->suite);
    REQUIRE(ctx, zero8 == 0 && zero32 == 0 && zero64 == 0, MOHUR_E_FORMAT,
            "a reserved field of the header is set");
    REQUIRE(ctx, out->aead != MOHUR_ALG_NONE, MOHUR_E_UNSUPPORTED,
            "the archive uses suite %#06x, which this build does not know",
            out->suite);
    REQUIRE(ctx, (out->features & ~known_features) == 0, MOHUR_E_UNSUPPORTED,
            "the archive asks for a feature that is unknown or not allowed");

out:
    return st;
}

/* The fixed mutable part: 48 bytes. */
static mohur_status
parse_fixed(mohur_ctx *ctx, struct mohur__header *out)
{
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_sub(
        out->area, MOHUR__IMM_LEN, MOHUR__HEADER_FIXED_LEN - MOHUR__IMM_LEN));
    uint8_t zero8          = 0;
    mohur_status st        = MOHUR_OK;

    out->commitment = mohur__read_bytes(&c, MOHUR__COMMITMENT_LEN);
    out->generation = mohur__read_u32(&c);
    out->n_slots    = mohur__read_u16(&c);
    out->n_ext      = mohur__read_u16(&c);
    out->used_len   = mohur__read_u32(&c);
    (void)mohur__read_u16(&c);
    (void)mohur__read_u8(&c);
    zero8 = mohur__read_u8(&c);
    REQUIRE(ctx, zero8 == 0, MOHUR_E_FORMAT,
            "a reserved field of the header is set");
    REQUIRE(ctx, out->n_slots >= 1 && out->n_slots <= MOHUR__SLOTS_MAX,
            MOHUR_E_FORMAT, "the header says %u slots, not 1 to %d",
            out->n_slots, MOHUR__SLOTS_MAX);
    REQUIRE(ctx, out->n_ext <= MOHUR__EXT_MAX, MOHUR_E_FORMAT,
            "the header says %u EXT records, not up to %d", out->n_ext,
            MOHUR__EXT_MAX);
    REQUIRE(ctx,
            out->used_len >= MOHUR__HEADER_FIXED_LEN &&
                out->used_len <= out->area.len - TAIL_LEN,
            MOHUR_E_FORMAT, "the header uses more bytes than it has");

out:
    return st;
}

/* Read n_slots slots; what they took becomes out->slots. */
static mohur_status
parse_slots(mohur_ctx *ctx, struct mohur__cursor *c, struct mohur__header *out)
{
    mohur__bytes all        = c->left;
    uint32_t argon2         = 0;
    struct mohur__slot slot = {.type = 0};
    mohur_status st         = MOHUR_OK;

    for (uint32_t i = 0; i < out->n_slots; i++) {
        TRY(mohur__slot_parse(ctx, c, &slot));
        argon2 += slot.type == MOHUR__SLOT_PASSPHRASE ||
                  slot.type == MOHUR__SLOT_BOTH;
    }
    REQUIRE(ctx, argon2 <= MOHUR__ARGON2_SLOTS_MAX, MOHUR_E_LIMIT,
            "the header has %u passphrase slots, more than %d", argon2,
            MOHUR__ARGON2_SLOTS_MAX);
    out->slots = mohur__bytes_sub(all, 0, all.len - c->left.len);

out:
    return st;
}

mohur_status
mohur__header_parse(mohur_ctx *ctx,
                    mohur__bytes area,
                    uint64_t known_features,
                    struct mohur__header *out)
{
    struct mohur__cursor c = mohur__cursor_of(MOHUR__NOTHING);
    mohur__bytes slack     = MOHUR__NOTHING;
    mohur_status st        = MOHUR_OK;

    *out = (struct mohur__header){.area = area};
    TRY(mohur__header_geometry(
        ctx, mohur__bytes_sub(area, 0, MOHUR__HEADER_FIXED_LEN),
        &out->geometry));
    REQUIRE(ctx, area.len == out->geometry.area_len, MOHUR_E_FORMAT,
            "the header is cut");
    out->imm = mohur__bytes_sub(area, 0, MOHUR__IMM_LEN);
    TRY(parse_imm(ctx, known_features, out));
    TRY(parse_fixed(ctx, out));
    out->used = mohur__bytes_sub(area, 0, out->used_len);
    out->mac  = mohur__bytes_sub(area, out->used_len, MOHUR__HEADER_MAC_LEN);
    c         = mohur__cursor_of(
        mohur__bytes_sub(out->used, MOHUR__HEADER_FIXED_LEN, out->used_len));
    TRY(parse_slots(ctx, &c, out));
    out->ext = c.left;
    TRY(mohur__ext_check(ctx, out->ext, out->n_ext));
    slack = mohur__bytes_sub(area, out->used_len + MOHUR__HEADER_MAC_LEN,
                             area.len - out->used_len - TAIL_LEN);
    REQUIRE(ctx, mohur__bytes_zero(slack), MOHUR_E_FORMAT,
            "the unused part of the header is not zero");

out:
    return st;
}

/* CT: leaks whether each check held. */
mohur_status
mohur__header_verify(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     const struct mohur__schedule *s)
{
    uint8_t mac[MOHUR__HEADER_MAC_LEN];
    mohur_status st = MOHUR_OK;

    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(MOHUR__BYTES(s->commitment), h->commitment)));
    TRY(mohur__schedule_header_mac(ctx, s, h->used, MOHUR__SPAN(mac)));
    TRY(mohur__auth_require(ctx, mohur__ct_equal(MOHUR__BYTES(mac), h->mac)));

out:
    return st;
}

mohur_status
mohur__header_digest(mohur_ctx *ctx,
                     const struct mohur__header *h,
                     mohur__span out)
{
    uint8_t counts[4 + 2];
    const mohur__bytes parts[] = {MOHUR__LABEL_HEADER, h->imm, h->commitment,
                                  MOHUR__BYTES(counts), h->slots};

    mohur__store32(counts, h->generation);
    mohur__store16(&counts[4], (uint16_t)h->n_slots);
    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 5, out);
}
