/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/suite.h"

#include "base/guard.h"
#include "crypto/aead.h"
#include "crypto/xaes.h"
#include "profile/decide.h"

enum {
    NONCE_LEN = MOHUR__SUITE_NONCE_LEN
};

enum mohur__suite
mohur__suite_by_number(uint64_t number)
{
    return number == MOHUR__SUITE_1   ? MOHUR__SUITE_1
           : number == MOHUR__SUITE_2 ? MOHUR__SUITE_2
                                      : MOHUR__SUITE_NONE;
}

mohur_alg
mohur__suite_alg(enum mohur__suite suite)
{
    switch (suite) {
    case MOHUR__SUITE_1:
        return MOHUR_ALG_XCHACHA20_POLY1305;
    case MOHUR__SUITE_2:
        return MOHUR_ALG_XAES_256_GCM;
    case MOHUR__SUITE_NONE:
        break;
    }
    return MOHUR_ALG_NONE;
}

/* ---- which ---- */

/* The profile's answer, without its words. */
static mohur_status
ask(mohur_ctx *ctx, enum mohur__suite suite)
{
    mohur_status st = mohur__profile_allow(
        ctx, MOHUR_OP_ENCRYPT, mohur__suite_alg(suite), MOHUR_ALG_NONE, 0);

    if (st != MOHUR_OK) {
        mohur__error_clear(ctx);
    }
    return st;
}

mohur_status
mohur__suite_require(mohur_ctx *ctx, enum mohur__suite suite)
{
    mohur_status st = ask(ctx, suite);

    if (st != MOHUR_OK) {
        FAIL(ctx, st,
             "the profile refuses %s, under which the keystore has its "
             "secrets; a new root key ('mohur slot renew') brings another",
             mohur_alg_name(mohur__suite_alg(suite)));
    }

out:
    return st;
}

mohur_status
mohur__suite_choose(mohur_ctx *ctx,
                    enum mohur__suite present,
                    enum mohur__suite *out)
{
    mohur_status st                   = MOHUR_OK;
    const enum mohur__suite wanted[3] = {present, MOHUR__SUITE_1,
                                         MOHUR__SUITE_2};

    for (size_t i = present == MOHUR__SUITE_NONE ? 1 : 0; i < 3; i++) {
        *out = wanted[i];
        st   = ask(ctx, *out);
        if (st == MOHUR_OK) {
            goto out;
        }
    }
    /* A slot that must go goes, and what there is can be copied. */
    *out = present;
    REQUIRE(ctx, present != MOHUR__SUITE_NONE, st,
            "the profile allows a keystore neither XChaCha20-Poly1305 nor "
            "XAES-256-GCM, and it needs one of them");
    st = MOHUR_OK;

out:
    return st;
}

/* ---- under a key ---- */

/* CT: leaks the lengths. */
static mohur_status
seal_1(mohur_ctx *ctx,
       const struct mohur__suite_key *by,
       mohur__bytes aad,
       mohur__bytes plain,
       mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__aead *aead = NULL;
    mohur__bytes nonce = mohur__bytes_sub(mohur__span_bytes(out), 0, NONCE_LEN);

    TRY(mohur__aead_new(ctx, mohur__suite_alg(by->suite), by->key, &aead));
    TRY(mohur__aead_seal(aead, nonce, aad, plain,
                         mohur__span_sub(out, NONCE_LEN, out.len)));

out:
    mohur__aead_free(aead);
    return st;
}

/* CT: leaks the lengths. */
mohur_status
mohur__suite_seal(mohur_ctx *ctx,
                  const struct mohur__suite_key *by,
                  mohur__bytes aad,
                  mohur__bytes plain,
                  mohur__span out)
{
    mohur_status st   = MOHUR_OK;
    mohur__span nonce = mohur__span_sub(out, 0, NONCE_LEN);

    REQUIRE(ctx,
            by->suite != MOHUR__SUITE_NONE &&
                out.len == plain.len + MOHUR__SUITE_EXTRA,
            MOHUR_E_INTERNAL, "nothing is sealed without a suite and room");
    TRY(mohur__random(ctx, nonce));
    TRY(by->suite == MOHUR__SUITE_2
            ? mohur__xaes_seal(ctx, by->key, mohur__span_bytes(nonce), aad,
                               plain, mohur__span_sub(out, NONCE_LEN, out.len))
            : seal_1(ctx, by, aad, plain, out));

out:
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
open_1(mohur_ctx *ctx,
       const struct mohur__suite_key *by,
       mohur__bytes aad,
       mohur__bytes sealed,
       mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__aead *aead = NULL;

    TRY(mohur__aead_new(ctx, mohur__suite_alg(by->suite), by->key, &aead));
    st = mohur__aead_open(aead, mohur__bytes_sub(sealed, 0, NONCE_LEN), aad,
                          mohur__bytes_sub(sealed, NONCE_LEN, sealed.len), out);
    TRY(mohur__auth_require(ctx, st == MOHUR_OK));

out:
    mohur__aead_free(aead);
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__suite_open(mohur_ctx *ctx,
                  const struct mohur__suite_key *by,
                  mohur__bytes aad,
                  mohur__bytes sealed,
                  mohur__span out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, by->suite != MOHUR__SUITE_NONE, MOHUR_E_INTERNAL,
            "nothing is opened without a suite");
    TRY(mohur__auth_require(ctx, sealed.len == out.len + MOHUR__SUITE_EXTRA));
    TRY(by->suite == MOHUR__SUITE_2
            ? mohur__xaes_open(
                  ctx, by->key, mohur__bytes_sub(sealed, 0, NONCE_LEN), aad,
                  mohur__bytes_sub(sealed, NONCE_LEN, sealed.len), out)
            : open_1(ctx, by, aad, sealed, out));

out:
    return st;
}
