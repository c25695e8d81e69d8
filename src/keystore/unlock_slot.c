/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/unlock_slot.h"

#include "base/buf.h"
#include "base/ct.h"
#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/hpke.h"
#include "crypto/kdf.h"
#include "crypto/kem.h"
#include "crypto/labels.h"
#include "keystore/key_act.h"

enum {
    ARGON2ID    = 1, /* version 1.3 */
    LANES       = 1,
    WK_LEN      = 32,
    WC_LEN      = 32,
    IKM_LEN     = 32,
    WRAPPED_LEN = 32,
    INFO_MAX    = MOHUR__SLOT_PARAMS_MAX + 64
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

/* wc, nonce, and x under wk: out has room for x.len and 72 more. */
static mohur_status
seal_under(mohur_ctx *ctx,
           enum mohur__suite suite,
           mohur__bytes wk_wc,
           mohur__bytes x,
           mohur__span out)
{
    struct mohur__suite_key by = {suite, mohur__bytes_sub(wk_wc, 0, WK_LEN)};

    mohur__copy(out, mohur__bytes_sub(wk_wc, WK_LEN, WC_LEN));
    return mohur__suite_seal(ctx, &by, MOHUR__NOTHING, x,
                             mohur__span_sub(out, WC_LEN, out.len));
}

/* CT: leaks whether it opened, not which check failed. */
static mohur_status
open_under(mohur_ctx *ctx,
           enum mohur__suite suite,
           mohur__bytes keys,
           mohur__bytes wrap,
           struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *x    = NULL;
    struct mohur__suite_key by = {suite, mohur__bytes_sub(keys, 0, WK_LEN)};
    mohur__bytes wc            = mohur__bytes_sub(wrap, 0, WC_LEN);

    *out = NULL;
    TRY(mohur__auth_require(ctx, wrap.len == MOHUR__SLOT_WRAP_LEN));

    /* The AEAD does not commit to its key; the check value does. */
    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(mohur__bytes_sub(keys, WK_LEN, WC_LEN), wc)));
    TRY(mohur__secret_new(ctx, WRAPPED_LEN, &x));
    TRY(mohur__suite_open(ctx, &by, MOHUR__NOTHING,
                          mohur__bytes_sub(wrap, WC_LEN, wrap.len),
                          mohur__secret_span(x)));
    *out = x;
    x    = NULL;

out:
    mohur__secret_free(x);
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

    REQUIRE(ctx, root_key.len == WRAPPED_LEN, MOHUR_E_INTERNAL,
            "a root key has 32 bytes");
    TRY(mohur__slot_derive(ctx, place, ikm, &wk_wc));
    TRY(seal_under(ctx, place->suite, mohur__secret_bytes(wk_wc), root_key,
                   mohur__span_of(out, MOHUR__SLOT_WRAP_LEN)));

out:
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
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *wk_wc = NULL;

    *out = NULL;
    TRY(mohur__slot_derive(ctx, place, ikm, &wk_wc));
    TRY(open_under(ctx, place->suite, mohur__secret_bytes(wk_wc), wrap, out));

out:
    mohur__secret_free(wk_wc);
    return st;
}

/* ---- to a public key ---- */

mohur_alg
mohur__slot_kem_alg(uint16_t kem)
{
    static const mohur_alg algs[] = {MOHUR_ALG_X25519, MOHUR_ALG_ECDH_P256,
                                     MOHUR_ALG_ECDH_P384, MOHUR_ALG_X_WING};

    for (size_t i = 0; i < sizeof algs / sizeof algs[0]; i++) {
        if (kem != 0 && mohur__kem_hpke_id(algs[i]) == kem) {
            return algs[i];
        }
    }
    return MOHUR_ALG_NONE;
}

static struct mohur__hpke_suite
suite_of(const struct mohur__slot_place *place)
{
    return (struct mohur__hpke_suite){mohur__slot_kem_alg(place->kem),
                                      MOHUR_ALG_SHA_512, MOHUR_ALG_NONE};
}

/* The info of HPKE: label, store, epoch, slot. */
static mohur_status
kem_info(mohur_ctx *ctx,
         const struct mohur__slot_place *place,
         struct mohur__buf *info)
{
    mohur__buf_init(info, ctx, INFO_MAX);
    mohur__buf_bytes(info, MOHUR__LABEL_KS_SLOT);
    mohur__buf_bytes(info, place->store_id);
    mohur__buf_u32(info, place->epoch);
    mohur__buf_bytes(info, place->slot_id);
    return mohur__buf_status(info);
}

/* CT: leaks nothing. */
mohur_status
mohur__slot_kem_wrap(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes public_key,
                     mohur__bytes root_key,
                     struct mohur__buf *out)
{
    mohur_status st                      = MOHUR_OK;
    struct mohur__secret *wk_wc          = NULL;
    struct mohur__buf info               = {0};
    uint8_t enc[MOHUR__KEM_ENC_MAX]      = {0};
    uint8_t sealed[MOHUR__SLOT_WRAP_LEN] = {0};
    struct mohur__hpke_suite suite       = suite_of(place);
    mohur__span enc_span                 = {enc, mohur__kem_enc_len(suite.kem)};

    TRY(kem_info(ctx, place, &info));
    TRY(mohur__secret_new(ctx, WK_LEN + WC_LEN, &wk_wc));
    TRY(mohur__hpke_send_export(ctx, suite, public_key, mohur__buf_view(&info),
                                MOHUR__NOTHING, enc_span,
                                mohur__secret_span(wk_wc)));
    TRY(seal_under(ctx, place->suite, mohur__secret_bytes(wk_wc), root_key,
                   MOHUR__SPAN(sealed)));
    mohur__buf_bytes(out, mohur__span_bytes(enc_span));
    mohur__buf_bytes(out, MOHUR__BYTES(sealed));
    TRY(mohur__buf_status(out));

out:
    mohur__secret_free(wk_wc);
    mohur__buf_wipe(&info);
    return st;
}

/* Of bytes, or of a key wherever it is.  CT: leaks whether enc was valid. */
static mohur_status
kem_receive(mohur_ctx *ctx,
            const struct mohur__slot_place *place,
            const struct mohur__slot_receiver *by,
            mohur__bytes enc,
            mohur__bytes info,
            mohur__span out)
{
    return by->key != NULL
               ? mohur__key_receive_export(ctx, by->key, suite_of(place), enc,
                                           info, MOHUR__NOTHING, out)
               : mohur__hpke_receive_export(ctx, suite_of(place), by->seed, enc,
                                            info, MOHUR__NOTHING, out);
}

/* CT: leaks whether it opened, and whether enc was valid. */
mohur_status
mohur__slot_kem_unwrap(mohur_ctx *ctx,
                       const struct mohur__slot_place *place,
                       struct mohur__slot_receiver by,
                       mohur__bytes wrap,
                       struct mohur__secret **out)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *wk_wc    = NULL;
    struct mohur__buf info         = {0};
    struct mohur__hpke_suite suite = suite_of(place);
    size_t enc_len                 = mohur__kem_enc_len(suite.kem);

    *out = NULL;
    TRY(mohur__auth_require(
        ctx, enc_len > 0 &&
                 (by.key != NULL
                      ? mohur_key_alg(by.key) == suite.kem
                      : by.seed.len == mohur__kem_private_len(suite.kem)) &&
                 wrap.len == enc_len + MOHUR__SLOT_WRAP_LEN));
    TRY(kem_info(ctx, place, &info));
    TRY(mohur__secret_new(ctx, WK_LEN + WC_LEN, &wk_wc));
    st = kem_receive(ctx, place, &by, mohur__bytes_sub(wrap, 0, enc_len),
                     mohur__buf_view(&info), mohur__secret_span(wk_wc));
    if (st == MOHUR_E_FORMAT) {
        mohur__error_clear(ctx);
    }
    TRY(st == MOHUR_E_FORMAT ? mohur__auth_require(ctx, false) : st);
    TRY(open_under(ctx, place->suite, mohur__secret_bytes(wk_wc),
                   mohur__bytes_sub(wrap, enc_len, wrap.len), out));

out:
    mohur__secret_free(wk_wc);
    mohur__buf_wipe(&info);
    return st;
}

/* ---- what a passphrase becomes ---- */

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
