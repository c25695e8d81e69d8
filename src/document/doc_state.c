/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_state.h"

#include "base/ct.h"
#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/mac.h"

/*
 * The state's bytes.  Nothing of it is read before its tag but what says that
 * it is one, and how long.
 */
enum {
    HEAD_LEN    = 100,
    ITEM_LEN    = 14, /* without name and digest */
    FLAGS_KNOWN = 1,  /* bit 0: another signature for an existing file */
    FORMAT_LAST = 5,  /* of those that have a number */
    LEVEL_LAST  = 3
};

static const uint8_t MAGIC[] = {'m', 'o', 'h', 'u', 'r', 'd', 's', 1};

/* ---- the tag ---- */

/* CT: leaks the length. */
static mohur_status
tag_of(mohur_ctx *ctx, mohur__bytes key, mohur__bytes bytes, mohur__span out)
{
    return mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_512, key, &bytes, 1, out);
}

/* CT: leaks the length, and whether it was genuine. */
static mohur_status
check_tag(mohur_ctx *ctx, mohur__bytes blob, mohur__bytes key)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t tag[MOHUR__STATE_TAG_LEN] = {0};
    size_t len                        = blob.len - sizeof tag;

    TRY(tag_of(ctx, key, mohur__bytes_sub(blob, 0, len), MOHUR__SPAN(tag)));
    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(MOHUR__BYTES(tag),
                             mohur__bytes_sub(blob, len, sizeof tag))));

out:
    mohur__wipe(tag, sizeof tag);
    return st;
}

/* ---- writing ---- */

/* Where a part is too long for its field, the whole is too long. */
static size_t
total_len(const struct mohur__state *s)
{
    return HEAD_LEN + s->cert.len + s->attributes.len + ITEM_LEN +
           s->item.name.len + s->item.digest.len + s->chain.len +
           MOHUR__STATE_TAG_LEN;
}

static void
put_head(struct mohur__buf *b, const struct mohur__state *s)
{
    mohur__buf_bytes(b, MOHUR__BYTES(MAGIC));
    mohur__buf_u8(b, (uint8_t)s->format);
    mohur__buf_u8(b, 0); /* level B */
    mohur__buf_u16(b, 0);
    mohur__buf_u32(b, (uint32_t)total_len(s));
    mohur__buf_bytes(b, s->id);
    mohur__buf_u64(b, (uint64_t)s->created);
    mohur__buf_u64(b, (uint64_t)s->expires);
    mohur__buf_bytes(b, s->profile);
    mohur__buf_u16(b, (uint16_t)s->alg);
    mohur__buf_u16(b, (uint16_t)s->hash);
    mohur__buf_u16(b, 1); /* items */
    mohur__buf_u16(b, 0);
    mohur__buf_u32(b, (uint32_t)s->cert.len);
    mohur__buf_u32(b, (uint32_t)s->attributes.len);
    mohur__buf_u32(b, (uint32_t)s->chain.len);
}

static void
put_item(struct mohur__buf *b, const struct mohur__state_item *item)
{
    mohur__buf_u16(b, (uint16_t)item->name.len);
    mohur__buf_bytes(b, item->name);
    mohur__buf_u64(b, item->len);
    mohur__buf_u32(b, item->crc);
    mohur__buf_bytes(b, item->digest);
}

mohur_status
mohur__state_emit(mohur_ctx *ctx,
                  const struct mohur__state *state,
                  mohur__bytes key,
                  struct mohur__buf *out)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t tag[MOHUR__STATE_TAG_LEN] = {0};

    put_head(out, state);
    mohur__buf_bytes(out, state->cert);
    mohur__buf_bytes(out, state->attributes);
    put_item(out, &state->item);
    mohur__buf_bytes(out, state->chain);
    TRY(mohur__buf_status(out));
    TRY(tag_of(ctx, key, mohur__buf_view(out), MOHUR__SPAN(tag)));
    mohur__buf_bytes(out, MOHUR__BYTES(tag));
    TRY(mohur__buf_status(out));

out:
    return st;
}

/* ---- reading ---- */

/* What shows without a key: that it is one, and all of it. */
static bool
has_form(mohur__bytes blob)
{
    struct mohur__cursor c = mohur__cursor_of(blob);
    mohur__bytes magic     = mohur__read_bytes(&c, sizeof MAGIC);
    uint16_t flags         = 0;
    uint32_t len           = 0;

    (void)mohur__read_u16(&c); /* format and level */
    flags = mohur__read_u16(&c);
    len   = mohur__read_u32(&c);
    /* As far as the number of items. */
    (void)mohur__read_bytes(&c, MOHUR__STATE_ID_LEN + 2 * sizeof(uint64_t) +
                                    MOHUR__STATE_PROFILE_LEN +
                                    3 * sizeof(uint16_t));
    return mohur__bytes_equal(magic, MOHUR__BYTES(MAGIC)) &&
           (flags & ~FLAGS_KNOWN) == 0 && mohur__read_u16(&c) == 0 &&
           len == blob.len && len <= MOHUR__STATE_MAX &&
           len >= HEAD_LEN + ITEM_LEN + MOHUR__STATE_TAG_LEN;
}

/* The three numbers that say what becomes of it. */
static mohur_status
read_kind(mohur_ctx *ctx, struct mohur__cursor *c, struct mohur__state *out)
{
    mohur_status st = MOHUR_OK;
    uint8_t format  = mohur__read_u8(c);
    uint8_t level   = mohur__read_u8(c);
    uint16_t flags  = mohur__read_u16(c);

    REQUIRE(ctx, format >= 1 && format <= FORMAT_LAST && level <= LEVEL_LAST,
            MOHUR_E_FORMAT, "the state names format %u and level %u",
            (unsigned)format, (unsigned)level);
    REQUIRE(ctx, format <= MOHUR__STATE_ATTACHED && level == 0 && flags == 0,
            MOHUR_E_UNSUPPORTED,
            "the state is that of another file than a new one of level B with "
            "one document inside or beside it");
    out->format = (enum mohur__state_format)format;

out:
    return st;
}

/* What stands behind the head; lengths are those of the head. */
static bool
read_parts(struct mohur__cursor *c, uint16_t items, struct mohur__state *out)
{
    size_t cert_len  = mohur__read_u32(c);
    size_t attrs_len = mohur__read_u32(c);
    size_t chain_len = mohur__read_u32(c);

    out->cert        = mohur__read_bytes(c, cert_len);
    out->attributes  = mohur__read_bytes(c, attrs_len);
    out->item.name   = mohur__read_bytes(c, mohur__read_u16(c));
    out->item.len    = mohur__read_u64(c);
    out->item.crc    = mohur__read_u32(c);
    out->item.digest = mohur__read_bytes(c, mohur__hash_len(out->hash));
    out->chain       = mohur__read_bytes(c, chain_len);
    return mohur__cursor_end(c) && items == 1 && out->item.name.len == 0 &&
           out->item.crc == 0 && out->item.digest.len > 0 && cert_len > 0 &&
           attrs_len > 0;
}

static mohur_status
read_fields(mohur_ctx *ctx, mohur__bytes bytes, struct mohur__state *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(bytes);
    uint16_t items         = 0;

    (void)mohur__read_bytes(&c, sizeof MAGIC);
    TRY(read_kind(ctx, &c, out));
    (void)mohur__read_u32(&c); /* its length */
    out->id      = mohur__read_bytes(&c, MOHUR__STATE_ID_LEN);
    out->created = (int64_t)mohur__read_u64(&c);
    out->expires = (int64_t)mohur__read_u64(&c);
    out->profile = mohur__read_bytes(&c, MOHUR__STATE_PROFILE_LEN);
    out->alg     = (mohur_alg)mohur__read_u16(&c);
    out->hash    = (mohur_alg)mohur__read_u16(&c);
    items        = mohur__read_u16(&c);
    (void)mohur__read_u16(&c); /* zero */
    REQUIRE(ctx,
            read_parts(&c, items, out) && out->created >= 0 &&
                out->expires >= out->created,
            MOHUR_E_FORMAT, "the state is genuine and contradicts itself");

out:
    return st;
}

mohur_status
mohur__state_parse(mohur_ctx *ctx,
                   mohur__bytes blob,
                   mohur__bytes key,
                   struct mohur__state *out)
{
    mohur_status st = MOHUR_OK;

    *out = (struct mohur__state){.created = 0};
    REQUIRE(ctx, has_form(blob), MOHUR_E_FORMAT,
            "this is not the state of a prepared signature, or not all of it");
    TRY(check_tag(ctx, blob, key));
    TRY(read_fields(
        ctx, mohur__bytes_sub(blob, 0, blob.len - MOHUR__STATE_TAG_LEN), out));

out:
    return st;
}
