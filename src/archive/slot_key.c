/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/schedule.h"
#include "archive/slot.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/aead.h"
#include "crypto/hpke.h"
#include "crypto/kdf.h"
#include "crypto/kem.h"
#include "crypto/labels.h"
#include "crypto/pwhash.h"
#include "keystore/key.h"

/*
 * The keys of a slot: wk wraps the file key, once; wc commits the slot to
 * one key, so it is compared before anything is unwrapped.  All depends on
 * the preamble, so no slot fits into another archive.
 */
enum {
    WK_LEN    = 32,
    KEYS_LEN  = WK_LEN + MOHUR__SLOT_CHECK_LEN,
    SUITE_OFF = 10
};

/* wk, then wc. */
struct slot_keys {
    uint8_t both[KEYS_LEN];
};

static const uint8_t zero_nonce[MOHUR__CHUNK_NONCE_LEN] = {0};

static mohur__bytes
wk_of(const struct slot_keys *keys)
{
    return mohur__bytes_sub(MOHUR__BYTES(keys->both), 0, WK_LEN);
}

static mohur__bytes
wc_of(const struct slot_keys *keys)
{
    return mohur__bytes_sub(MOHUR__BYTES(keys->both), WK_LEN,
                            MOHUR__SLOT_CHECK_LEN);
}

static mohur_alg
aead_of(mohur__bytes imm)
{
    return mohur__suite_aead(
        mohur__load16(mohur__bytes_sub(imm, SUITE_OFF, 2).data));
}

static struct mohur__hpke_suite
hpke_suite(mohur_alg kem)
{
    return (struct mohur__hpke_suite){kem, MOHUR_ALG_SHA_512, MOHUR_ALG_NONE};
}

/* Label and preamble, which are the info of HPKE. */
struct hpke_info {
    uint8_t bytes[13 + MOHUR__IMM_LEN];
};

static struct hpke_info
hpke_info(mohur__bytes imm)
{
    struct hpke_info info;
    size_t at = mohur__copy(MOHUR__SPAN(info.bytes), MOHUR__LABEL_SLOT);

    mohur__copy(mohur__span_sub(MOHUR__SPAN(info.bytes), at, imm.len), imm);
    return info;
}

/* CT: leaks the lengths. */
static mohur_status
derive_secret(mohur_ctx *ctx,
              mohur__bytes imm,
              mohur__bytes ikm,
              mohur__bytes context,
              struct slot_keys *out)
{
    const mohur__bytes info[] = {MOHUR__LABEL_SLOT, context};

    return mohur__hkdf(ctx, MOHUR_ALG_SHA_512, imm, ikm, info, 2,
                       MOHUR__SPAN(out->both));
}

/* CT: leaks the length of the passphrase. */
static mohur_status
derive_passphrase(mohur_ctx *ctx,
                  mohur__bytes imm,
                  const struct mohur__slot *slot,
                  mohur__bytes passphrase,
                  struct slot_keys *out)
{
    uint8_t ikm[WK_LEN] = {0};
    mohur_status st     = MOHUR_OK;

    TRY(mohur__pwhash(ctx, passphrase, slot->salt,
                      (struct mohur__pwhash_cost){slot->m_kib, slot->t},
                      MOHUR__SPAN(ikm)));
    TRY(derive_secret(ctx, imm, MOHUR__BYTES(ikm), slot->context, out));

out:
    mohur__wipe(ikm, sizeof ikm);
    return st;
}

/* CT: leaks whether enc was valid. */
static mohur_status
derive_opener(mohur_ctx *ctx,
              mohur__bytes imm,
              const struct mohur__slot *slot,
              const struct mohur__slot_opener *opener,
              struct slot_keys *out)
{
    struct hpke_info info = hpke_info(imm);

    if (opener->key == NULL) {
        return derive_passphrase(ctx, imm, slot, opener->passphrase, out);
    }
    if (slot->type == MOHUR__SLOT_KEK) {
        return derive_secret(ctx, imm, mohur__key_secret(opener->key),
                             slot->context, out);
    }
    return mohur__hpke_receive_export(
        ctx, hpke_suite(mohur_key_alg(opener->key)),
        mohur__key_secret(opener->key), slot->enc, MOHUR__BYTES(info.bytes),
        slot->context, MOHUR__SPAN(out->both));
}

/* CT: leaks whether it opened. */
static mohur_status
unwrap(mohur_ctx *ctx,
       mohur__bytes imm,
       const struct mohur__slot *slot,
       const struct slot_keys *keys,
       struct mohur__secret **out)
{
    struct mohur__aead *aead       = NULL;
    struct mohur__secret *file_key = NULL;
    mohur_status st                = MOHUR_OK;

    TRY(mohur__auth_require(ctx, mohur__ct_equal(wc_of(keys), slot->check)));
    TRY(mohur__secret_new(ctx, MOHUR__FILE_KEY_LEN, &file_key));
    TRY(mohur__aead_new(ctx, aead_of(imm), wk_of(keys), &aead));
    TRY(mohur__aead_open(aead, MOHUR__BYTES(zero_nonce), MOHUR__NOTHING,
                         slot->wrap, mohur__secret_span(file_key)));
    *out     = file_key;
    file_key = NULL; /* the caller's now */

out:
    mohur__aead_free(aead);
    mohur__secret_free(file_key);
    return st;
}

/* CT: leaks the slot's type and whether it opened, not which check failed. */
mohur_status
mohur__slot_open(mohur_ctx *ctx,
                 mohur__bytes imm,
                 const struct mohur__slot *slot,
                 const struct mohur__slot_opener *opener,
                 struct mohur__secret **out_file_key)
{
    struct slot_keys keys = {{0}};
    mohur_status st       = MOHUR_OK;

    *out_file_key = NULL;
    TRY(derive_opener(ctx, imm, slot, opener, &keys));
    TRY(unwrap(ctx, imm, slot, &keys, out_file_key));

out:
    mohur__wipe(&keys, sizeof keys);
    /* Why it does not open is nobody's business. */
    if (st == MOHUR_E_AUTH || st == MOHUR_E_FORMAT) {
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_NO_KEY, "no slot opens with this key");
    }
    return st;
}

/* Append wc and wrap. */
static mohur_status
emit_secrets(mohur_ctx *ctx,
             const struct mohur__slot_seal *with,
             const struct slot_keys *keys,
             struct mohur__buf *out)
{
    struct mohur__aead *aead = NULL;
    mohur__span wrap         = {NULL, 0};
    mohur_status st          = MOHUR_OK;

    TRY(mohur__aead_new(ctx, aead_of(with->imm), wk_of(keys), &aead));
    mohur__buf_bytes(out, wc_of(keys));
    wrap = mohur__buf_room(out, MOHUR__SLOT_WRAP_LEN);
    TRY(mohur__buf_status(out));
    TRY(mohur__aead_seal(aead, MOHUR__BYTES(zero_nonce), MOHUR__NOTHING,
                         with->file_key, wrap));

out:
    mohur__aead_free(aead);
    return st;
}

/* The slot so far: what was appended since start. */
static mohur__bytes
context_since(const struct mohur__buf *b, size_t start)
{
    return mohur__bytes_sub(mohur__buf_view(b), start, b->len - start);
}

/* CT: leaks the algorithm. */
static mohur_status
seal_kem(mohur_ctx *ctx,
         const struct mohur__slot_seal *with,
         const mohur_key *key,
         size_t start,
         struct mohur__buf *out)
{
    struct hpke_info info                      = hpke_info(with->imm);
    struct slot_keys keys                      = {{0}};
    mohur_alg alg                              = mohur_key_alg(key);
    uint8_t shared_room[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span shared = mohur__span_sub(MOHUR__SPAN(shared_room), 0,
                                         mohur__kem_shared_len(alg));
    mohur__span enc    = {NULL, 0};
    mohur_status st    = MOHUR_OK;

    enc = mohur__buf_room(out, mohur__kem_enc_len(alg));
    TRY(mohur__buf_status(out));
    TRY(mohur__kem_encap(ctx, alg, mohur__key_public(key), enc, shared));
    TRY(mohur__hpke_export(ctx, hpke_suite(alg), mohur__span_bytes(shared),
                           MOHUR__BYTES(info.bytes), context_since(out, start),
                           MOHUR__SPAN(keys.both)));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
    mohur__wipe(shared_room, sizeof shared_room);
    return st;
}

/* CT: leaks nothing of the key. */
static mohur_status
seal_kek(mohur_ctx *ctx,
         const struct mohur__slot_seal *with,
         const mohur_key *key,
         size_t start,
         struct mohur__buf *out)
{
    struct slot_keys keys = {{0}};
    mohur__span salt      = {NULL, 0};
    mohur_status st       = MOHUR_OK;

    mohur__buf_u32(out, mohur_key_version(key));
    salt = mohur__buf_room(out, MOHUR__SLOT_SALT_LEN);
    TRY(mohur__buf_status(out));
    TRY(mohur__random(ctx, salt));
    TRY(derive_secret(ctx, with->imm, mohur__key_secret(key),
                      context_since(out, start), &keys));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
    return st;
}

mohur_status
mohur__slot_seal_key(mohur_ctx *ctx,
                     const struct mohur__slot_seal *with,
                     const mohur_key *key,
                     struct mohur__buf *out)
{
    size_t start    = out->len;
    mohur_status st = MOHUR_OK;

    TRY(mohur__slot_emit_head(ctx, with, key, out));
    TRY(mohur_key_purpose(key) == MOHUR_PURPOSE_WRAP
            ? seal_kek(ctx, with, key, start, out)
            : seal_kem(ctx, with, key, start, out));

out:
    return st;
}

/* CT: leaks the length of the passphrase. */
mohur_status
mohur__slot_seal_passphrase(mohur_ctx *ctx,
                            const struct mohur__slot_seal *with,
                            mohur__bytes passphrase,
                            struct mohur__pwhash_cost cost,
                            struct mohur__buf *out)
{
    uint8_t salt[MOHUR__PWHASH_SALT_LEN] = {0};
    struct slot_keys keys                = {{0}};
    struct mohur__slot slot              = {.m_kib = cost.m_kib, .t = cost.t};
    size_t start                         = out->len;
    mohur_status st                      = MOHUR_OK;

    TRY(mohur__slot_emit_head(ctx, with, NULL, out));
    TRY(mohur__random(ctx, MOHUR__SPAN(salt)));
    mohur__slot_emit_cost(cost, MOHUR__BYTES(salt), out);
    TRY(mohur__buf_status(out));
    slot.salt    = MOHUR__BYTES(salt);
    slot.context = context_since(out, start);
    TRY(derive_passphrase(ctx, with->imm, &slot, passphrase, &keys));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
    return st;
}
