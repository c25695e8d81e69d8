/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pair.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/sign.h"

/*
 * Signing keys go to crypto/sign.h, sealing keys to crypto/kem.h.
 */

static bool
signs(mohur_alg alg)
{
    return mohur__sign_private_len(alg) != 0;
}

uint32_t
mohur__pair_purpose(mohur_alg alg)
{
    if (signs(alg)) {
        return MOHUR_PURPOSE_SIGN;
    }
    if (mohur__kem_private_len(alg) != 0) {
        return MOHUR_PURPOSE_SEAL;
    }
    return alg == MOHUR_ALG_AES_256_WRAP ? MOHUR_PURPOSE_WRAP : 0;
}

size_t
mohur__pair_private_len(mohur_alg alg)
{
    return signs(alg) ? mohur__sign_private_len(alg)
                      : mohur__kem_private_len(alg);
}

size_t
mohur__pair_public_len(mohur_alg alg)
{
    return signs(alg) ? mohur__sign_public_len(alg)
                      : mohur__kem_public_len(alg);
}

mohur_status
mohur__pair_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out)
{
    return signs(alg) ? mohur__sign_keygen(ctx, alg, out)
                      : mohur__kem_keygen(ctx, alg, out);
}

/* CT: leaks the lengths and whether the private key is one. */
mohur_status
mohur__pair_public_of(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__span out)
{
    mohur_status st = MOHUR_OK;

    if (signs(alg)) {
        st = mohur__sign_public_of(ctx, alg, private_key, out);
    } else {
        st = mohur__kem_public_of(ctx, alg, private_key, out);
    }
    /* A scalar out of range is a bad key file, not a bad call. */
    if (st == MOHUR_E_ARGUMENT) {
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_FORMAT,
                          "the private key is not a valid %s key",
                          mohur_alg_name(alg));
    }
    return st;
}

mohur_status
mohur__pair_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key)
{
    return signs(alg) ? mohur__sign_check_public(ctx, alg, public_key)
                      : mohur__kem_check_public(ctx, alg, public_key);
}

/* CT: leaks the lengths and whether it verified. */
static mohur_status
sign_once(mohur_ctx *ctx,
          mohur_alg alg,
          mohur__bytes private_key,
          mohur__bytes public_key)
{
    mohur_status st                              = MOHUR_OK;
    mohur__bytes message                         = MOHUR__TEXT("pairwise test");
    uint8_t signature[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    mohur__span out = mohur__span_sub(MOHUR__SPAN(signature), 0,
                                      mohur__sign_signature_len(alg));

    TRY(mohur__sign(ctx, alg, MOHUR_ALG_NONE, private_key, message, out));
    TRY(mohur__sign_verify(ctx, alg, MOHUR_ALG_NONE, false, public_key, message,
                           mohur__span_bytes(out)));

out:
    return st;
}

/* CT: leaks the lengths and whether the two shared secrets are equal. */
static mohur_status
seal_once(mohur_ctx *ctx,
          mohur_alg alg,
          mohur__bytes private_key,
          mohur__bytes public_key)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t enc[MOHUR__KEM_ENC_MAX]      = {0};
    uint8_t here[MOHUR__KEM_SHARED_MAX]  = {0};
    uint8_t there[MOHUR__KEM_SHARED_MAX] = {0};
    size_t enc_len                       = mohur__kem_enc_len(alg);
    size_t len                           = mohur__kem_shared_len(alg);

    TRY(mohur__kem_encap(ctx, alg, public_key,
                         mohur__span_sub(MOHUR__SPAN(enc), 0, enc_len),
                         mohur__span_sub(MOHUR__SPAN(here), 0, len)));
    TRY(mohur__kem_decap(ctx, alg, private_key, mohur__bytes_of(enc, enc_len),
                         mohur__span_sub(MOHUR__SPAN(there), 0, len)));
    TRY(mohur__auth_require(
        ctx, mohur__ct_equal(MOHUR__BYTES(here), MOHUR__BYTES(there))));

out:
    mohur__wipe(here, sizeof here);
    mohur__wipe(there, sizeof there);
    return st;
}

mohur_status
mohur__pair_check(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur__bytes private_key,
                  mohur__bytes public_key)
{
    mohur_status st = signs(alg) ? sign_once(ctx, alg, private_key, public_key)
                                 : seal_once(ctx, alg, private_key, public_key);

    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_FORMAT,
                          "the private and the public %s key differ",
                          mohur_alg_name(alg));
    }
    return st;
}
