/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/anonymous.h"

#include "archive/slot.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kem.h"
#include "keystore/key.h"

/* A decoy is a real slot, sealed to a fresh key that is thrown away: nothing
 * tells it from the others, whatever becomes of the algorithm. */

uint32_t
mohur__anonymous_ids(uint32_t n)
{
    uint32_t power = 1;

    while (power < n) {
        power *= 2;
    }
    return power;
}

/* How many recipients of the i-th one's type are there; 0 if it is not the
 * first of them. */
static uint32_t
count_alike(const mohur_archive_options *o, size_t i)
{
    uint16_t type = mohur__slot_type_of(o->recipients[i]);
    uint32_t n    = 0;

    for (size_t k = 0; k < o->recipients_len; k++) {
        bool alike = mohur__slot_type_of(o->recipients[k]) == type;
        if (alike && k < i) {
            return 0;
        }
        n += alike;
    }
    return n;
}

uint32_t
mohur__anonymous_decoys_of(const mohur_archive_options *o, size_t i)
{
    uint32_t n = count_alike(o, i);

    return n > 0 ? mohur__anonymous_ids(n) - n : 0;
}

uint32_t
mohur__anonymous_decoys(const mohur_archive_options *o)
{
    uint32_t n = 0;

    for (size_t i = 0; i < o->recipients_len; i++) {
        n += mohur__anonymous_decoys_of(o, i);
    }
    return n;
}

/* CT: leaks the algorithm. */
static mohur_status
fresh_pair(mohur_ctx *ctx, struct mohur__key_parts *parts, mohur_key **out)
{
    uint8_t secret_room[MOHUR__KEM_PRIVATE_MAX] = {0};
    uint8_t public_room[MOHUR__KEM_PUBLIC_MAX]  = {0};
    mohur__span secret = mohur__span_sub(MOHUR__SPAN(secret_room), 0,
                                         mohur__kem_private_len(parts->alg));
    mohur__span public = mohur__span_sub(MOHUR__SPAN(public_room), 0,
                                         mohur__kem_public_len(parts->alg));
    mohur_status st    = MOHUR_OK;

    TRY(mohur__kem_keygen(ctx, parts->alg, secret));
    TRY(mohur__kem_public_of(ctx, parts->alg, mohur__span_bytes(secret),
                             public));
    parts->public_key = mohur__span_bytes(public);
    TRY(mohur__key_new(ctx, parts, out));

out:
    mohur__wipe(secret_room, sizeof secret_room);
    parts->public_key = MOHUR__NOTHING;
    return st;
}

/* CT: leaks nothing of the key. */
static mohur_status
fresh_kek(mohur_ctx *ctx, struct mohur__key_parts *parts, mohur_key **out)
{
    uint8_t secret[MOHUR__WRAP_KEY_LEN] = {0};
    mohur_status st                     = MOHUR_OK;

    TRY(mohur__random(ctx, MOHUR__SPAN(secret)));
    parts->secret = MOHUR__BYTES(secret);
    TRY(mohur__key_new(ctx, parts, out));

out:
    mohur__wipe(secret, sizeof secret);
    parts->secret = MOHUR__NOTHING;
    return st;
}

/* CT: leaks the algorithm. */
mohur_status
mohur__anonymous_key(mohur_ctx *ctx, const mohur_key *like, mohur_key **out)
{
    struct mohur__key_parts parts = {.purpose = mohur_key_purpose(like),
                                     .alg     = mohur_key_alg(like),
                                     .state   = MOHUR_KEY_ACTIVE};

    if (parts.purpose != MOHUR_PURPOSE_WRAP) {
        return fresh_pair(ctx, &parts, out);
    }
    parts.version = mohur_key_version(like);
    return fresh_kek(ctx, &parts, out);
}

/* A number below n, which is 1 to 256; each as likely as the others. */
static mohur_status
random_below(mohur_ctx *ctx, uint32_t n, uint32_t *out)
{
    uint8_t drawn[2] = {0};
    uint32_t fair    = 0x10000 - 0x10000 % n;
    mohur_status st  = MOHUR_OK;

    do {
        TRY(mohur__random(ctx, MOHUR__SPAN(drawn)));
        *out = mohur__load16(drawn);
    } while (*out >= fair);
    *out %= n;

out:
    return st;
}

/* Views of all slots. */
static mohur_status
list_slots(mohur_ctx *ctx, mohur__bytes all, uint32_t n, mohur__bytes *out)
{
    struct mohur__cursor c  = mohur__cursor_of(all);
    struct mohur__slot slot = {.type = 0};
    mohur_status st         = MOHUR_OK;

    for (uint32_t i = 0; i < n; i++) {
        TRY(mohur__slot_parse(ctx, &c, &slot));
        out[i] = slot.raw;
    }

out:
    return st;
}

mohur_status
mohur__anonymous_shuffle(mohur_ctx *ctx, struct mohur__buf *slots, uint32_t n)
{
    mohur__bytes at[MOHUR__SLOTS_MAX];
    struct mohur__buf sorted = {.ctx = NULL};
    mohur_status st          = MOHUR_OK;

    mohur__buf_init(&sorted, ctx, MOHUR__AREA_LEN_MAX);
    mohur__buf_bytes(&sorted, mohur__buf_view(slots));
    TRY(mohur__buf_status(&sorted));
    TRY(list_slots(ctx, mohur__buf_view(&sorted), n, at));
    mohur__buf_clear(slots);
    for (uint32_t left = n; left > 0; left--) { /* Fisher and Yates */
        uint32_t pick = 0;
        TRY(random_below(ctx, left, &pick));
        mohur__buf_bytes(slots, at[pick]);
        at[pick] = at[left - 1];
    }
    TRY(mohur__buf_status(slots));

out:
    mohur__buf_wipe(&sorted);
    return st;
}
