/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/unlock_slot.h"

#include "base/buf.h"
#include "base/ct.h"
#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/aead.h"
#include "crypto/kdf.h"
#include "crypto/labels.h"

enum {
    ARGON2ID  = 1, /* version 1.3 */
    LANES     = 1,
    WK_LEN    = 32,
    WC_LEN    = 32,
    NONCE_LEN = 24,
    IKM_LEN   = 32,
    INFO_MAX  = MOHUR__SLOT_PARAMS_MAX + 64
};

void
mohur__slot_params_emit(const struct mohur__slot_params *p,
                        uint8_t out[MOHUR__SLOT_PARAMS_LEN])
{
    out[0] = ARGON2ID;
    mohur__store32(out + 1, p->cost.m_kib);
    mohur__store32(out + 5, p->cost.t);
    out[9] = LANES;
    mohur__copy(mohur__span_of(out + 10, MOHUR__PWHASH_SALT_LEN),
                MOHUR__BYTES(p->salt));
}

mohur_status
mohur__slot_params_parse(mohur_ctx *ctx,
                         mohur__bytes params,
                         struct mohur__slot_params *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(params);
    uint8_t function       = mohur__read_u8(&c);
    uint8_t lanes          = 0;

    *out            = (struct mohur__slot_params){0};
    out->cost.m_kib = mohur__read_u32(&c);
    out->cost.t     = mohur__read_u32(&c);
    lanes           = mohur__read_u8(&c);
    mohur__read_into(&c, MOHUR__SPAN(out->salt));
    REQUIRE(ctx,
            mohur__cursor_end(&c) && function == ARGON2ID && lanes == LANES,
            MOHUR_E_FORMAT, "a slot of the keystore is not well formed");
    TRY(mohur__pwhash_check(ctx, out->cost));

out:
    return st;
}

/* CT: leaks the lengths. */
mohur_status
mohur__slot_derive(mohur_ctx *ctx,
                   const struct mohur__slot_place *place,
                   mohur__bytes ikm,
                   struct mohur__secret **out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *wk_wc = NULL;
    struct mohur__buf info      = {0};
    mohur__bytes view           = MOHUR__NOTHING;
    uint8_t salt[32]            = {0};

    *out = NULL;
    mohur__copy(MOHUR__SPAN(salt), place->store_id);
    mohur__copy(mohur__span_of(salt + 16, 16), place->slot_id);
    mohur__buf_init(&info, ctx, INFO_MAX);
    mohur__buf_bytes(&info, MOHUR__LABEL_KS_SLOT);
    mohur__buf_u32(&info, place->epoch);
    mohur__buf_u8(&info, place->type);
    mohur__buf_u16(&info, place->kem);
    mohur__buf_u32(&info, (uint32_t)place->params.len);
    mohur__buf_bytes(&info, place->params);
    TRY(mohur__buf_status(&info));
    view = mohur__buf_view(&info);

    TRY(mohur__secret_new(ctx, WK_LEN + WC_LEN, &wk_wc));
    TRY(mohur__hkdf(ctx, MOHUR_ALG_SHA_512, MOHUR__BYTES(salt), ikm, &view, 1,
                    mohur__secret_span(wk_wc)));
    *out  = wk_wc;
    wk_wc = NULL;

out:
    mohur__secret_free(wk_wc);
    mohur__buf_wipe(&info);
    return st;
}

/* CT: leaks nothing. */
mohur_status
mohur__slot_wrap(mohur_ctx *ctx,
                 const struct mohur__slot_place *place,
                 mohur__bytes ikm,
                 mohur__bytes root_key,
                 uint8_t out[MOHUR__SLOT_WRAP_LEN])
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *wk_wc = NULL;
    struct mohur__aead *aead    = NULL;
    mohur__span room            = mohur__span_of(out, MOHUR__SLOT_WRAP_LEN);
    mohur__span nonce           = mohur__span_sub(room, WC_LEN, NONCE_LEN);
    mohur__bytes keys           = MOHUR__NOTHING;

    REQUIRE(ctx, root_key.len == 32, MOHUR_E_INTERNAL,
            "a root key has 32 bytes");
    TRY(mohur__slot_derive(ctx, place, ikm, &wk_wc));
    keys = mohur__secret_bytes(wk_wc);
    TRY(mohur__aead_new(ctx, MOHUR_ALG_XCHACHA20_POLY1305,
                        mohur__bytes_sub(keys, 0, WK_LEN), &aead));
    TRY(mohur__random(ctx, nonce));
    mohur__copy(room, mohur__bytes_sub(keys, WK_LEN, WC_LEN));
    TRY(mohur__aead_seal(aead, mohur__span_bytes(nonce), MOHUR__NOTHING,
                         root_key,
                         mohur__span_sub(room, WC_LEN + NONCE_LEN, room.len)));

out:
    mohur__aead_free(aead);
    mohur__secret_free(wk_wc);
    return st;
}

/* CT: leaks whether it opened, not which check failed. */
mohur_status
mohur__slot_unwrap(mohur_ctx *ctx,
                   const struct mohur__slot_place *place,
                   mohur__bytes ikm,
                   mohur__bytes wrap,
                   struct mohur__secret **out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *wk_wc    = NULL;
    struct mohur__secret *root_key = NULL;
    struct mohur__aead *aead       = NULL;
    mohur__bytes wc                = mohur__bytes_sub(wrap, 0, WC_LEN);
    mohur__bytes nonce             = mohur__bytes_sub(wrap, WC_LEN, NONCE_LEN);
    mohur__bytes keys              = MOHUR__NOTHING;

    *out = NULL;
    TRY(mohur__auth_require(ctx, wrap.len == MOHUR__SLOT_WRAP_LEN));
    TRY(mohur__slot_derive(ctx, place, ikm, &wk_wc));
    keys = mohur__secret_bytes(wk_wc);

    /* The AEAD does not commit to its key; the check value does. */
    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(mohur__bytes_sub(keys, WK_LEN, WC_LEN), wc)));
    TRY(mohur__aead_new(ctx, MOHUR_ALG_XCHACHA20_POLY1305,
                        mohur__bytes_sub(keys, 0, WK_LEN), &aead));
    TRY(mohur__secret_new(ctx, 32, &root_key));
    st = mohur__aead_open(aead, nonce, MOHUR__NOTHING,
                          mohur__bytes_sub(wrap, WC_LEN + NONCE_LEN, wrap.len),
                          mohur__secret_span(root_key));
    TRY(mohur__auth_require(ctx, st == MOHUR_OK));
    *out     = root_key;
    root_key = NULL;

out:
    mohur__secret_free(root_key);
    mohur__aead_free(aead);
    mohur__secret_free(wk_wc);
    return st;
}

/* CT: as mohur__pwhash. */
mohur_status
mohur__slot_passphrase(mohur_ctx *ctx,
                       const struct mohur__slot_params *params,
                       mohur__bytes passphrase,
                       struct mohur__secret **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *ikm = NULL;

    *out = NULL;
    TRY(mohur__secret_new(ctx, IKM_LEN, &ikm));
    TRY(mohur__pwhash(ctx, passphrase, MOHUR__BYTES(params->salt), params->cost,
                      mohur__secret_span(ikm)));
    *out = ikm;
    ikm  = NULL;

out:
    mohur__secret_free(ikm);
    return st;
}
