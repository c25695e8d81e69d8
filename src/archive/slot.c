/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"

#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/pwhash.h"
#include "keystore/key.h"

/*
 * The bytes of a slot: u16 type, u8 flags, u8 length of the hint, u32 length
 * of the body, hint, body.  Each known type has exactly one size.  What is
 * in wc and wrap is the business of slot_key.c, who is meant of slot_id.c.
 */
enum {
    KEK_BODY_LEN    = 4 + MOHUR__SLOT_SALT_LEN,
    KEK_ID_LEN      = MOHUR__RING_ID_LEN + 4,
    PASSPHRASE_LEN  = 1 + 4 + 4 + 1 + MOHUR__PWHASH_SALT_LEN,
    HSM_BODY_LEN    = 4 + MOHUR__SLOT_KWP_LEN,
    SECRETS_LEN     = MOHUR__SLOT_CHECK_LEN + MOHUR__SLOT_WRAP_LEN,
    ARGON2ID_1_3    = 1,
    GREASE_BODY_MAX = 64,
    GREASE_SLOTS    = 3, /* 0, 1 or 2 of them */
    GREASE_TYPE_LOW = 0x0F
};

static const struct {
    uint16_t type;
    mohur_alg alg;
} kems[] = {
    {MOHUR__SLOT_X25519, MOHUR_ALG_X25519},
    {MOHUR__SLOT_P256, MOHUR_ALG_ECDH_P256},
    {MOHUR__SLOT_P384, MOHUR_ALG_ECDH_P384},
    {MOHUR__SLOT_X_WING, MOHUR_ALG_X_WING},
};

mohur_alg
mohur__slot_kem(uint16_t type)
{
    for (size_t i = 0; i < sizeof kems / sizeof kems[0]; i++) {
        if (kems[i].type == type) {
            return kems[i].alg;
        }
    }
    return MOHUR_ALG_NONE;
}

uint16_t
mohur__slot_type_of(const mohur_key *key)
{
    if (mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP) {
        return mohur__key_custody(key) == MOHUR_CUSTODY_HSM ? MOHUR__SLOT_HSM
                                                            : MOHUR__SLOT_KEK;
    }
    for (size_t i = 0; i < sizeof kems / sizeof kems[0]; i++) {
        if (mohur_key_purpose(key) == MOHUR_PURPOSE_SEAL &&
            kems[i].alg == mohur_key_alg(key)) {
            return kems[i].type;
        }
    }
    return 0;
}

/* Exactly what is left must be wc and wrap. */
static void
parse_secrets(struct mohur__cursor *c, struct mohur__slot *out)
{
    out->check   = mohur__read_bytes(c, MOHUR__SLOT_CHECK_LEN);
    out->wrap    = mohur__read_bytes(c, MOHUR__SLOT_WRAP_LEN);
    out->context = mohur__bytes_sub(out->raw, 0, out->raw.len - SECRETS_LEN);
}

static mohur_status
parse_kem(struct mohur__cursor *c, uint16_t kem_type, struct mohur__slot *out)
{
    mohur_alg alg = mohur__slot_kem(kem_type);

    out->kem_type = kem_type;
    out->enc      = mohur__read_bytes(c, mohur__kem_enc_len(alg));
    parse_secrets(c, out);
    return alg == MOHUR_ALG_NONE ? MOHUR_E_FORMAT : MOHUR_OK;
}

/* The 26 bytes about Argon2id. */
static mohur_status
parse_cost(mohur_ctx *ctx, struct mohur__cursor *c, struct mohur__slot *out)
{
    uint8_t alg     = mohur__read_u8(c);
    uint8_t lanes   = 0;
    mohur_status st = MOHUR_OK;

    out->m_kib = mohur__read_u32(c);
    out->t     = mohur__read_u32(c);
    lanes      = mohur__read_u8(c);
    out->salt  = mohur__read_bytes(c, MOHUR__PWHASH_SALT_LEN);
    REQUIRE(ctx, mohur__cursor_ok(c), MOHUR_E_FORMAT, "a slot is cut");
    REQUIRE(ctx, alg == ARGON2ID_1_3 && lanes == 1, MOHUR_E_FORMAT,
            "a passphrase slot names hash %d with %d lanes, not Argon2id "
            "with one",
            alg, lanes);
    TRY(mohur__pwhash_check(ctx,
                            (struct mohur__pwhash_cost){out->m_kib, out->t}));

out:
    return st;
}

static mohur_status
parse_body(mohur_ctx *ctx, struct mohur__cursor *c, struct mohur__slot *out)
{
    mohur_status st = MOHUR_OK;

    switch (out->type) {
    case MOHUR__SLOT_X25519:
    case MOHUR__SLOT_P256:
    case MOHUR__SLOT_P384:
    case MOHUR__SLOT_X_WING:
        return parse_kem(c, out->type, out);
    case MOHUR__SLOT_PASSPHRASE:
        TRY(parse_cost(ctx, c, out));
        parse_secrets(c, out);
        break;
    case MOHUR__SLOT_KEK:
        out->kek_version = mohur__read_u32(c);
        out->salt        = mohur__read_bytes(c, MOHUR__SLOT_SALT_LEN);
        parse_secrets(c, out);
        break;
    case MOHUR__SLOT_HSM:
        out->kek_version = mohur__read_u32(c);
        out->wrap        = mohur__read_bytes(c, MOHUR__SLOT_KWP_LEN);
        break;
    case MOHUR__SLOT_BOTH:
        out->kem_type = mohur__read_u16(c);
        TRY(parse_cost(ctx, c, out));
        return parse_kem(c, out->kem_type, out);
    default:
        /* Unknown: nobody looks inside. */
        (void)mohur__read_bytes(c, c->left.len);
        break;
    }

out:
    return st;
}

static bool
is_known(uint16_t type)
{
    return mohur__slot_kem(type) != MOHUR_ALG_NONE ||
           (type >= MOHUR__SLOT_PASSPHRASE && type <= MOHUR__SLOT_BOTH);
}

mohur_status
mohur__slot_parse(mohur_ctx *ctx,
                  struct mohur__cursor *c,
                  struct mohur__slot *out)
{
    mohur__bytes all          = c->left;
    struct mohur__cursor body = mohur__cursor_of(MOHUR__NOTHING);
    size_t hint_len           = 0;
    size_t body_len           = 0;
    mohur_status st           = MOHUR_OK;

    *out       = (struct mohur__slot){.type = mohur__read_u16(c)};
    out->flags = mohur__read_u8(c);
    hint_len   = mohur__read_u8(c);
    body_len   = mohur__read_u32(c);
    out->hint  = mohur__read_bytes(c, hint_len);
    out->body  = mohur__read_bytes(c, body_len);
    REQUIRE(ctx, (out->flags & ~MOHUR__SLOT_FLAG_CRITICAL) == 0,
            MOHUR_E_UNSUPPORTED, "a slot has the unknown flags %#x",
            out->flags);
    REQUIRE(ctx,
            mohur__cursor_ok(c) &&
                (hint_len == 0 || hint_len == MOHUR__HINT_LEN),
            MOHUR_E_FORMAT, "a slot of type %d is cut", out->type);
    REQUIRE(ctx,
            is_known(out->type) ||
                (out->flags & MOHUR__SLOT_FLAG_CRITICAL) == 0,
            MOHUR_E_UNSUPPORTED,
            "a slot of type %d must be understood, and is unknown", out->type);
    REQUIRE(ctx, out->type != MOHUR__SLOT_PASSPHRASE || hint_len == 0,
            MOHUR_E_FORMAT, "a passphrase slot has a hint");
    out->raw = mohur__bytes_sub(all, 0, all.len - c->left.len);
    body     = mohur__cursor_of(out->body);
    st       = parse_body(ctx, &body, out);
    REQUIRE(ctx, st != MOHUR_E_LIMIT, st, "a passphrase slot costs too much");
    REQUIRE(ctx, st == MOHUR_OK && mohur__cursor_end(&body), MOHUR_E_FORMAT,
            "a slot of type %d has a size that it cannot have", out->type);

out:
    return st;
}

bool
mohur__slot_takes_both(const struct mohur__slot *slot, const mohur_key *key)
{
    return slot->type == MOHUR__SLOT_BOTH &&
           mohur_key_purpose(key) == MOHUR_PURPOSE_SEAL &&
           slot->kem_type == mohur__slot_type_of(key);
}

bool
mohur__slot_fits(const struct mohur__slot *slot,
                 const struct mohur__slot_opener *opener,
                 mohur__bytes hint)
{
    if (opener->key == NULL) {
        return slot->type == MOHUR__SLOT_PASSPHRASE;
    }
    return slot->type == mohur__slot_type_of(opener->key) &&
           ((slot->type != MOHUR__SLOT_KEK && slot->type != MOHUR__SLOT_HSM) ||
            slot->kek_version == mohur_key_version(opener->key)) &&
           (slot->hint.len == 0 || mohur__bytes_equal(slot->hint, hint));
}

/* How long a body is; key is NULL for a passphrase. */
static size_t
body_len(uint16_t type, const mohur_key *key)
{
    size_t enc = key != NULL ? mohur__kem_enc_len(mohur_key_alg(key)) : 0;

    switch (type) {
    case MOHUR__SLOT_PASSPHRASE:
        return PASSPHRASE_LEN + SECRETS_LEN;
    case MOHUR__SLOT_KEK:
        return KEK_BODY_LEN + SECRETS_LEN;
    case MOHUR__SLOT_HSM:
        return HSM_BODY_LEN;
    case MOHUR__SLOT_BOTH:
        return 2 + PASSPHRASE_LEN + enc + SECRETS_LEN;
    default:
        return enc + SECRETS_LEN;
    }
}

mohur_status
mohur__slot_emit_head(mohur_ctx *ctx,
                      const struct mohur__slot_seal *with,
                      uint16_t type,
                      const mohur_key *key,
                      struct mohur__buf *out)
{
    mohur__bytes salt =
        mohur__bytes_sub(with->imm, MOHUR__IMM_LEN - MOHUR__ARCHIVE_SALT_LEN,
                         MOHUR__ARCHIVE_SALT_LEN);
    uint8_t hint[MOHUR__HINT_LEN];
    bool hinted     = key != NULL && !with->hintless;
    mohur_status st = MOHUR_OK;

    if (hinted) {
        TRY(mohur__slot_hint_as(ctx, salt, type, key, MOHUR__SPAN(hint)));
    }
    mohur__buf_u16(out, type);
    mohur__buf_u8(out, 0);
    mohur__buf_u8(out, hinted ? MOHUR__HINT_LEN : 0);
    mohur__buf_u32(out, (uint32_t)body_len(type, key));
    mohur__buf_bytes(out, hinted ? MOHUR__BYTES(hint) : MOHUR__NOTHING);
    TRY(mohur__buf_status(out));

out:
    return st;
}

void
mohur__slot_emit_cost(struct mohur__pwhash_cost cost,
                      mohur__bytes salt,
                      struct mohur__buf *out)
{
    mohur__buf_u8(out, ARGON2ID_1_3);
    mohur__buf_u32(out, cost.m_kib);
    mohur__buf_u32(out, cost.t);
    mohur__buf_u8(out, 1);
    mohur__buf_bytes(out, salt);
}

static mohur_status
emit_grease_slot(mohur_ctx *ctx, struct mohur__buf *out)
{
    uint8_t drawn[2] = {0};
    size_t body_len  = 0;
    mohur_status st  = MOHUR_OK;

    TRY(mohur__random(ctx, mohur__span_of(&drawn[0], 1)));
    TRY(mohur__random(ctx, mohur__span_of(&drawn[1], 1)));
    body_len = drawn[1] % (GREASE_BODY_MAX + 1);
    mohur__buf_u16(
        out, (uint16_t)(MOHUR__SLOT_GREASE | (drawn[0] & GREASE_TYPE_LOW)));
    mohur__buf_u8(out, 0);
    mohur__buf_u8(out, 0);
    mohur__buf_u32(out, (uint32_t)body_len);
    if (body_len > 0) {
        mohur__span body = mohur__buf_room(out, body_len);
        TRY(mohur__buf_status(out));
        TRY(mohur__random(ctx, body));
    }
    TRY(mohur__buf_status(out));

out:
    return st;
}

mohur_status
mohur__slot_emit_grease(mohur_ctx *ctx,
                        size_t max,
                        struct mohur__buf *out,
                        size_t *out_n)
{
    uint8_t drawn   = 0;
    size_t n        = 0;
    mohur_status st = MOHUR_OK;

    *out_n = 0;
    TRY(mohur__random(ctx, mohur__span_of(&drawn, 1)));
    n = drawn % GREASE_SLOTS;
    n = n < max ? n : max;
    for (size_t i = 0; i < n; i++) {
        TRY(emit_grease_slot(ctx, out));
    }
    *out_n = n;

out:
    return st;
}
