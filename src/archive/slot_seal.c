/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "archive/slot_secret.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/pwhash.h"
#include "keystore/key_act.h"

/* A slot, sealed: the counterpart of slot_key.c. */

/* Append wc and wrap. */
static mohur_status
emit_secrets(mohur_ctx *ctx,
             const struct mohur__slot_seal *with,
             const struct mohur__slot_keys *keys,
             struct mohur__buf *out)
{
    struct mohur__aead *aead = NULL;
    mohur__span wrap         = {NULL, 0};
    mohur_status st          = MOHUR_OK;

    TRY(mohur__slot_aead_new(ctx, with->imm, keys, &aead));
    mohur__buf_bytes(out, mohur__slot_wc(keys));
    wrap = mohur__buf_room(out, MOHUR__SLOT_WRAP_LEN);
    TRY(mohur__buf_status(out));
    TRY(mohur__aead_seal(aead, mohur__slot_nonce(), MOHUR__NOTHING,
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

/*
 * Append enc, and export from what it encapsulates; the slot begins at start.
 * CT: leaks the algorithm.
 */
static mohur_status
send_export(mohur_ctx *ctx,
            const struct mohur__slot_seal *with,
            const mohur_key *key,
            size_t start,
            struct mohur__buf *out,
            mohur__span out_exported)
{
    struct mohur__slot_hpke_info info = mohur__slot_hpke_info(with->imm);
    mohur_alg alg                     = mohur_key_alg(key);
    uint8_t shared_room[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span shared = mohur__span_sub(MOHUR__SPAN(shared_room), 0,
                                         mohur__kem_shared_len(alg));
    mohur__span enc    = {NULL, 0};
    mohur_status st    = MOHUR_OK;

    enc = mohur__buf_room(out, mohur__kem_enc_len(alg));
    TRY(mohur__buf_status(out));
    TRY(mohur__kem_encap(ctx, alg, mohur__key_public(key), enc, shared));
    TRY(mohur__hpke_export(ctx, mohur__slot_hpke_suite(alg),
                           mohur__span_bytes(shared), MOHUR__BYTES(info.bytes),
                           context_since(out, start), out_exported));

out:
    mohur__wipe(shared_room, sizeof shared_room);
    return st;
}

/* CT: leaks the algorithm. */
static mohur_status
seal_kem(mohur_ctx *ctx,
         const struct mohur__slot_seal *with,
         const mohur_key *key,
         size_t start,
         struct mohur__buf *out)
{
    struct mohur__slot_keys keys = {{0}};
    mohur_status st              = MOHUR_OK;

    TRY(send_export(ctx, with, key, start, out, MOHUR__SPAN(keys.both)));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
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
    struct mohur__slot_keys keys = {{0}};
    mohur__span salt             = {NULL, 0};
    mohur_status st              = MOHUR_OK;

    mohur__buf_u32(out, mohur_key_version(key));
    salt = mohur__buf_room(out, MOHUR__SLOT_SALT_LEN);
    TRY(mohur__buf_status(out));
    TRY(mohur__random(ctx, salt));
    TRY(mohur__slot_keys_derive(ctx, with->imm, mohur__key_secret(key),
                                context_since(out, start), &keys));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&keys, sizeof keys);
    return st;
}

/* The token wraps the file key itself.  CT: leaks nothing of it. */
static mohur_status
seal_hsm(mohur_ctx *ctx,
         const struct mohur__slot_seal *with,
         const mohur_key *key,
         struct mohur__buf *out)
{
    mohur__span wrap = {NULL, 0};
    mohur_status st  = MOHUR_OK;

    mohur__buf_u32(out, mohur_key_version(key));
    wrap = mohur__buf_room(out, MOHUR__SLOT_KWP_LEN);
    TRY(mohur__buf_status(out));
    TRY(mohur__key_wrap(ctx, key, with->file_key, wrap));

out:
    return st;
}

/* CT: leaks the type. */
static mohur_status
seal_body(mohur_ctx *ctx,
          const struct mohur__slot_seal *with,
          uint16_t type,
          const mohur_key *key,
          size_t start,
          struct mohur__buf *out)
{
    switch (type) {
    case MOHUR__SLOT_KEK:
        return seal_kek(ctx, with, key, start, out);
    case MOHUR__SLOT_HSM:
        return seal_hsm(ctx, with, key, out);
    default:
        return seal_kem(ctx, with, key, start, out);
    }
}

mohur_status
mohur__slot_seal_key(mohur_ctx *ctx,
                     const struct mohur__slot_seal *with,
                     const mohur_key *key,
                     struct mohur__buf *out)
{
    size_t start  = out->len;
    uint16_t type = mohur__slot_type_of(with->like != NULL ? with->like : key);
    mohur_status st = MOHUR_OK;

    TRY(mohur__slot_emit_head(ctx, with, type, key, out));
    TRY(seal_body(ctx, with, type, key, start, out));

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
    uint8_t ikm[MOHUR__SLOT_WK_LEN]      = {0};
    struct mohur__slot_keys keys         = {{0}};
    size_t start                         = out->len;
    mohur_status st                      = MOHUR_OK;

    TRY(mohur__slot_emit_head(ctx, with, MOHUR__SLOT_PASSPHRASE, NULL, out));
    TRY(mohur__random(ctx, MOHUR__SPAN(salt)));
    mohur__slot_emit_cost(cost, MOHUR__BYTES(salt), out);
    TRY(mohur__buf_status(out));
    TRY(mohur__pwhash(ctx, passphrase, MOHUR__BYTES(salt), cost,
                      MOHUR__SPAN(ikm)));
    TRY(mohur__slot_keys_derive(ctx, with->imm, MOHUR__BYTES(ikm),
                                context_since(out, start), &keys));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(ikm, sizeof ikm);
    mohur__wipe(&keys, sizeof keys);
    return st;
}

/* CT: leaks the algorithm, and the length of the passphrase. */
mohur_status
mohur__slot_seal_both(mohur_ctx *ctx,
                      const struct mohur__slot_seal *with,
                      const mohur_key *key,
                      mohur__bytes passphrase,
                      struct mohur__pwhash_cost cost,
                      struct mohur__buf *out)
{
    uint8_t salt[MOHUR__PWHASH_SALT_LEN] = {0};
    struct mohur__slot_ikm ikm           = {{0}};
    struct mohur__slot_keys keys         = {{0}};
    size_t start                         = out->len;
    mohur_status st                      = MOHUR_OK;

    TRY(mohur__slot_emit_head(ctx, with, MOHUR__SLOT_BOTH, key, out));
    TRY(mohur__random(ctx, MOHUR__SPAN(salt)));
    mohur__buf_u16(out, mohur__slot_type_of(key));
    mohur__slot_emit_cost(cost, MOHUR__BYTES(salt), out);
    TRY(send_export(ctx, with, key, start, out,
                    mohur__slot_ikm_exported(&ikm)));
    TRY(mohur__pwhash(ctx, passphrase, MOHUR__BYTES(salt), cost,
                      mohur__slot_ikm_stretched(&ikm)));
    TRY(mohur__slot_keys_derive(ctx, with->imm, MOHUR__BYTES(ikm.bytes),
                                context_since(out, start), &keys));
    TRY(emit_secrets(ctx, with, &keys, out));

out:
    mohur__wipe(&ikm, sizeof ikm);
    mohur__wipe(&keys, sizeof keys);
    return st;
}
