/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/event.h"

#include "base/cursor.h"
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
    TAG_ROLE         = 7,
    TAG_APPROVALS    = 8,
    TAG_PROFILE      = 9,
    TAG_SLOT         = 12,
    TAG_EPOCHS       = 13,
    TAG_ERASE_LEVEL  = 14,
    TAG_BACKUP       = 15,
    TAG_KEY_ID       = 16,
    TAG_COUNTERS     = 17,
    COUNTERS         = 4, /* rev, seq of a backup, of what was live, uses */
    COUNTER_LEN      = 9,
    PROFILE_HASH_LEN = 32,
    TAG_CRITICAL     = 0x8000
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

/* Those that are not zero, in ascending order of their codes. */
static void
emit_counters(const struct mohur__event *e, struct mohur__buf *out)
{
    const uint64_t values[COUNTERS] = {e->rev, e->backup_seq, e->live_seq,
                                       e->uses};
    uint16_t len                    = 0;

    for (size_t i = 0; i < COUNTERS; i++) {
        len = (uint16_t)(len + (values[i] != 0 ? COUNTER_LEN : 0));
    }
    if (len > 0) {
        tag_head(out, TAG_COUNTERS, len);
    }
    for (size_t i = 0; i < COUNTERS; i++) {
        if (values[i] != 0) {
            mohur__buf_u8(out, (uint8_t)i);
            mohur__buf_u64(out, values[i]);
        }
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
    tag_bytes(out, TAG_ROLE, e->role);
    tag_bytes(out, TAG_APPROVALS, e->approvals);
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
    tag_bytes(out, TAG_BACKUP, e->backup);
    tag_bytes(out, TAG_KEY_ID, e->key_id);
    emit_counters(e, out);
}

static void
read_counters(struct mohur__cursor *v, struct mohur__event *e)
{
    uint64_t *const values[COUNTERS] = {&e->rev, &e->backup_seq, &e->live_seq,
                                        &e->uses};
    unsigned next                    = 0;

    do {
        unsigned code = mohur__read_u8(v);
        uint64_t n    = mohur__read_u64(v);
        v->failed     = v->failed || code < next || code >= COUNTERS;
        if (!v->failed) {
            *values[code] = n;
            next          = code + 1;
        }
    } while (!v->failed && v->left.len > 0);
}

/* Numbers of a known tag; what is left over shows in the cursor. */
static void
read_numbers(uint16_t tag, struct mohur__cursor *v, struct mohur__event *e)
{
    switch (tag) {
    case TAG_SEQ:
        e->seq = mohur__read_u64(v);
        break;
    case TAG_VERSION:
        e->version = mohur__read_u32(v);
        break;
    case TAG_STATES:
        e->from = mohur__read_u8(v);
        e->to   = mohur__read_u8(v);
        break;
    case TAG_PROFILE:
        e->profile_ver  = mohur__read_u64(v);
        e->profile_hash = mohur__read_bytes(v, PROFILE_HASH_LEN);
        break;
    case TAG_EPOCHS:
        e->epochs[0] = mohur__read_u32(v);
        e->epochs[1] = mohur__read_u32(v);
        break;
    case TAG_ERASE_LEVEL:
        e->erase_level = mohur__read_u8(v);
        break;
    default: /* TAG_COUNTERS */
        read_counters(v, e);
        break;
    }
}

/* One value, to its end. */
static bool
read_value(uint16_t tag, mohur__bytes value, struct mohur__event *e)
{
    struct mohur__cursor v = mohur__cursor_of(value);

    switch (tag) {
    case TAG_STORE_ID:
        e->store_id = value;
        return true;
    case TAG_RING:
        e->ring = value;
        return true;
    case TAG_ROLE:
        e->role = value;
        return true;
    case TAG_APPROVALS:
        e->approvals = value;
        return true;
    case TAG_SLOT:
        e->slot = value;
        return true;
    case TAG_BACKUP:
        e->backup = value;
        return true;
    case TAG_KEY_ID:
        e->key_id = value;
        return true;
    case TAG_SEQ:
    case TAG_VERSION:
    case TAG_STATES:
    case TAG_PROFILE:
    case TAG_EPOCHS:
    case TAG_ERASE_LEVEL:
    case TAG_COUNTERS:
        read_numbers(tag, &v, e);
        return mohur__cursor_end(&v);
    default:
        return tag < TAG_CRITICAL;
    }
}

mohur_status
mohur__event_parse(mohur_ctx *ctx, mohur__bytes leaf, struct mohur__event *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(leaf);
    mohur__bytes label     = MOHUR__LABEL_LEDGER_LEAF;
    uint32_t last          = 0;
    uint64_t t             = 0;
    bool ok                = false;

    *out = (struct mohur__event){0};
    ok   = mohur__bytes_equal(mohur__read_bytes(&c, label.len), label) &&
         mohur__read_u8(&c) == LEAF_FORMAT;
    out->type = (enum mohur__event_type)mohur__read_u16(&c);
    t         = mohur__read_u64(&c);
    out->time = t <= INT64_MAX ? (int64_t)t : 0;
    REQUIRE(ctx, ok && mohur__cursor_ok(&c) && t <= INT64_MAX, MOHUR_E_FORMAT,
            "this is no event");
    while (!mohur__cursor_end(&c)) {
        uint16_t tag       = mohur__read_u16(&c);
        mohur__bytes value = mohur__read_bytes(&c, mohur__read_u16(&c));
        REQUIRE(
            ctx,
            mohur__cursor_ok(&c) && tag > last && read_value(tag, value, out),
            MOHUR_E_FORMAT, "the event has a field that is not well formed");
        last = tag;
    }

out:
    return st;
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
