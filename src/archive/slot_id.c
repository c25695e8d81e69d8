/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/labels.h"
#include "keystore/key.h"

/*
 * Who a slot is for: the hint, which only those can test who know the public
 * key, and the recipient id, which the manifest blinds.
 */
enum {
    KEK_ID_LEN = MOHUR__RING_ID_LEN + 4
};

/* The id that a hint is made of; returns its length. */
static size_t
hint_id(const mohur_key *key, uint8_t out[MOHUR_KEY_ID_LEN])
{
    mohur__span id = mohur__span_of(out, MOHUR_KEY_ID_LEN);

    if (mohur_key_purpose(key) != MOHUR_PURPOSE_WRAP) {
        return mohur__copy(
            id, mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN));
    }
    mohur__copy(id,
                mohur__bytes_of(mohur__key_ring_id(key), MOHUR__RING_ID_LEN));
    mohur__store32(mohur__span_sub(id, MOHUR__RING_ID_LEN, 4).data,
                   mohur_key_version(key));
    return KEK_ID_LEN;
}

mohur_status
mohur__slot_hint(mohur_ctx *ctx,
                 mohur__bytes archive_salt,
                 const mohur_key *key,
                 mohur__span out)
{
    return mohur__slot_hint_as(ctx, archive_salt, mohur__slot_type_of(key), key,
                               out);
}

mohur_status
mohur__slot_hint_as(mohur_ctx *ctx,
                    mohur__bytes archive_salt,
                    uint16_t type,
                    const mohur_key *key,
                    mohur__span out)
{
    uint8_t number[2];
    uint8_t id[MOHUR_KEY_ID_LEN];
    uint8_t digest[MOHUR__SHA512_LEN];
    const mohur__bytes parts[] = {MOHUR__LABEL_HINT, archive_salt,
                                  MOHUR__BYTES(number),
                                  mohur__bytes_of(id, hint_id(key, id))};
    mohur_status st            = MOHUR_OK;

    mohur__store16(number, type);
    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_512, parts, 4,
                          MOHUR__SPAN(digest)));
    mohur__copy(mohur__span_sub(out, 0, MOHUR__HINT_LEN), MOHUR__BYTES(digest));

out:
    return st;
}

mohur_status
mohur__slot_names(mohur_ctx *ctx,
                  mohur__bytes archive_salt,
                  const struct mohur__slot *slot,
                  const mohur_key *key,
                  bool *out)
{
    uint8_t hint[MOHUR__HINT_LEN] = {0};
    mohur_status st               = MOHUR_OK;

    *out = false;
    if (slot->hint.len == 0 || (slot->type != mohur__slot_type_of(key) &&
                                !mohur__slot_takes_both(slot, key))) {
        return MOHUR_OK;
    }
    TRY(mohur__slot_hint_as(ctx, archive_salt, slot->type, key,
                            MOHUR__SPAN(hint)));
    *out = mohur__bytes_equal(MOHUR__BYTES(hint), slot->hint);

out:
    return st;
}

static mohur_status
hash_id(mohur_ctx *ctx, mohur__bytes label, mohur__bytes id, mohur__span out)
{
    const mohur__bytes parts[] = {label, id};

    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2, out);
}

mohur_status
mohur__recipient_id_key(mohur_ctx *ctx, const mohur_key *key, mohur__span out)
{
    if (mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP) {
        return hash_id(
            ctx, MOHUR__LABEL_KEK,
            mohur__bytes_of(mohur__key_ring_id(key), MOHUR__RING_ID_LEN), out);
    }
    mohur__copy(out, mohur__bytes_of(mohur_key_id(key), MOHUR_KEY_ID_LEN));
    return MOHUR_OK;
}

mohur_status
mohur__recipient_id_passphrase(mohur_ctx *ctx, mohur__span out)
{
    return hash_id(ctx, MOHUR__LABEL_PASSPHRASE, MOHUR__NOTHING, out);
}
