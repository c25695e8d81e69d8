/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/event.h"

#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/labels.h"

enum {
    LEAF_FORMAT      = 1,
    TAG_STORE_ID     = 1,
    TAG_SEQ          = 2,
    TAG_RING         = 3,
    TAG_VERSION      = 4,
    TAG_STATES       = 5,
    TAG_PROFILE      = 9,
    TAG_SLOT         = 12,
    TAG_EPOCHS       = 13,
    TAG_ERASE_LEVEL  = 14,
    TAG_KEY_ID       = 16,
    PROFILE_HASH_LEN = 32
};

static void
tag_head(struct mohur__buf *out, uint16_t tag, uint16_t len)
{
    mohur__buf_u16(out, tag);
    mohur__buf_u16(out, len);
}

/* Values here are ids and hashes, far below 64 KiB. */
static void
tag_bytes(struct mohur__buf *out, uint16_t tag, mohur__bytes value)
{
    if (value.len > 0) {
        tag_head(out, tag, (uint16_t)value.len);
        mohur__buf_bytes(out, value);
    }
}

static void
emit_about_key(const struct mohur__event *e, struct mohur__buf *out)
{
    tag_bytes(out, TAG_RING, e->ring);
    if (e->version != 0) {
        tag_head(out, TAG_VERSION, 4);
        mohur__buf_u32(out, e->version);
    }
    if (e->from != 0 || e->to != 0) {
        tag_head(out, TAG_STATES, 2);
        mohur__buf_u8(out, e->from);
        mohur__buf_u8(out, e->to);
    }
}

/* Tags in strictly ascending order. */
void
mohur__event_emit(const struct mohur__event *e, struct mohur__buf *out)
{
    mohur__buf_bytes(out, MOHUR__LABEL_LEDGER_LEAF);
    mohur__buf_u8(out, LEAF_FORMAT);
    mohur__buf_u16(out, (uint16_t)e->type);
    mohur__buf_u64(out, (uint64_t)e->time);
    tag_bytes(out, TAG_STORE_ID, e->store_id);
    if (e->seq != 0) {
        tag_head(out, TAG_SEQ, 8);
        mohur__buf_u64(out, e->seq);
    }
    emit_about_key(e, out);
    if (e->profile_ver != 0) {
        tag_head(out, TAG_PROFILE, 8 + PROFILE_HASH_LEN);
        mohur__buf_u64(out, e->profile_ver);
        mohur__buf_bytes(out, e->profile_hash);
    }
    tag_bytes(out, TAG_SLOT, e->slot);
    if (e->epochs[0] != 0 || e->epochs[1] != 0) {
        tag_head(out, TAG_EPOCHS, 8);
        mohur__buf_u32(out, e->epochs[0]);
        mohur__buf_u32(out, e->epochs[1]);
    }
    if (e->erase_level != 0) {
        tag_head(out, TAG_ERASE_LEVEL, 1);
        mohur__buf_u8(out, e->erase_level);
    }
    tag_bytes(out, TAG_KEY_ID, e->key_id);
}

mohur_status
mohur__event_chain_start(mohur_ctx *ctx,
                         mohur__bytes store_id,
                         uint8_t chain[MOHUR__EVENT_HASH_LEN])
{
    const mohur__bytes parts[] = {MOHUR__LABEL_LEDGER_CHAIN, store_id};

    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2,
                             mohur__span_of(chain, MOHUR__EVENT_HASH_LEN));
}

mohur_status
mohur__event_chain_next(mohur_ctx *ctx,
                        mohur__bytes leaf,
                        uint8_t chain[MOHUR__EVENT_HASH_LEN])
{
    mohur_status st                     = MOHUR_OK;
    static const uint8_t prefix         = 0; /* of a leaf, RFC 6962 */
    uint8_t h[MOHUR__SHA256_LEN]        = {0};
    mohur__span link                    = {chain, MOHUR__EVENT_HASH_LEN};
    const mohur__bytes in_leaf[]        = {mohur__bytes_of(&prefix, 1), leaf};
    const mohur__bytes in_chain[]       = {MOHUR__LABEL_LEDGER_CHAIN,
                                           mohur__span_bytes(link), MOHUR__BYTES(h)};
    uint8_t next[MOHUR__EVENT_HASH_LEN] = {0};

    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, in_leaf, 2, MOHUR__SPAN(h)));
    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, in_chain, 3,
                          MOHUR__SPAN(next)));
    mohur__copy(link, MOHUR__BYTES(next));

out:
    return st;
}
