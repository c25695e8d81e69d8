/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/sign.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/curve.h"
#include "crypto/front.h"
#include "crypto/scalar.h"

/*
 * The front of signatures.  Messages are hashed here for ECDSA, so that the
 * hash may come from another backend; the low form of s is made and checked
 * here, the same for all backends.
 */
enum {
    ED25519_LEN = 32
};

size_t
mohur__sign_private_len(mohur_alg alg)
{
    return alg == MOHUR_ALG_ED25519 ? ED25519_LEN
           : mohur__sign_default_hash(alg) == MOHUR_ALG_NONE
               ? 0
               : mohur__curve_len(alg);
}

size_t
mohur__sign_public_len(mohur_alg alg)
{
    size_t len = mohur__sign_private_len(alg);

    return alg == MOHUR_ALG_ED25519 || len == 0 ? len : 1 + 2 * len;
}

size_t
mohur__sign_signature_len(mohur_alg alg)
{
    return 2 * mohur__sign_private_len(alg);
}

mohur_alg
mohur__sign_default_hash(mohur_alg alg)
{
    switch ((uint32_t)alg) {
    case MOHUR_ALG_ECDSA_P256:
        return MOHUR_ALG_SHA_256;
    case MOHUR_ALG_ECDSA_P384:
        return MOHUR_ALG_SHA_384;
    case MOHUR_ALG_ECDSA_P521:
        return MOHUR_ALG_SHA_512;
    default:
        return MOHUR_ALG_NONE;
    }
}

static mohur_status
find_signer(mohur_ctx *ctx, mohur_alg alg, const struct mohur__signer_ops **out)
{
    *out = mohur__backends_signer(ctx, alg);
    return *out == NULL ? mohur__crypto_missing(ctx, alg) : MOHUR_OK;
}

static mohur_status
find_verifier(mohur_ctx *ctx,
              mohur_alg alg,
              const struct mohur__verifier_ops **out)
{
    *out = mohur__backends_verifier(ctx, alg);
    return *out == NULL ? mohur__crypto_missing(ctx, alg) : MOHUR_OK;
}

/* CT: as mohur__scalar_draw. */
mohur_status
mohur__sign_keygen(mohur_ctx *ctx, mohur_alg alg, mohur__span out_private)
{
    return mohur__scalar_draw(ctx, alg, mohur__sign_private_len(alg),
                              out_private);
}

/* CT: leaks whether the key is in range. */
mohur_status
mohur__sign_public_of(mohur_ctx *ctx,
                      mohur_alg alg,
                      mohur__bytes private_key,
                      mohur__span out)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__signer_ops *ops = NULL;

    TRY(find_signer(ctx, alg, &ops));
    TRY(mohur__scalar_check(ctx, alg, ops->private_len, private_key));
    if (out.len != ops->public_len) {
        return mohur__crypto_bad_length(ctx, alg, "public key");
    }
    TRY(mohur__crypto_result(ctx, ops->public_of(private_key, out), alg,
                             ops->backend));

out:
    return st;
}

/* Public keys of another length or form never reach a backend. */
static bool
is_shaped(const struct mohur__verifier_ops *ops, mohur__bytes public_key)
{
    return public_key.len == ops->public_len &&
           (ops->alg == MOHUR_ALG_ED25519 ||
            mohur__curve_point_shaped(ops->alg, public_key));
}

mohur_status
mohur__sign_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key)
{
    mohur_status st                       = MOHUR_OK;
    const struct mohur__verifier_ops *ops = NULL;

    TRY(find_verifier(ctx, alg, &ops));
    st = is_shaped(ops, public_key) ? ops->check_public(public_key)
                                    : MOHUR_E_FORMAT;
    TRY(mohur__crypto_result(ctx, st, alg, ops->backend));

out:
    return st;
}

/* The bytes that are signed: the message, or its digest in room. */
static mohur_status
prepare(mohur_ctx *ctx,
        mohur_alg hash,
        bool takes_digest,
        mohur__bytes message,
        mohur__span room,
        mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;

    *out = message;
    if (takes_digest) {
        mohur__span digest = mohur__span_sub(room, 0, mohur__hash_len(hash));

        TRY(mohur__hash(ctx, hash, message, digest));
        *out = mohur__span_bytes(digest);
    }

out:
    return st;
}

static mohur_status
choose_hash(mohur_ctx *ctx, mohur_alg alg, mohur_alg *hash)
{
    if (*hash == MOHUR_ALG_NONE) {
        *hash = mohur__sign_default_hash(alg);
    }
    if (alg == MOHUR_ALG_ED25519 ? *hash != MOHUR_ALG_NONE
                                 : mohur__hash_len(*hash) == 0) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "%s does not go with %s",
                            mohur_alg_name(alg), mohur_alg_name(*hash));
    }
    return MOHUR_OK;
}

mohur_status
mohur__sign_input(mohur_ctx *ctx,
                  mohur_alg alg,
                  mohur_alg hash,
                  mohur__bytes message,
                  mohur__span room,
                  mohur__bytes *out)
{
    mohur_status st = MOHUR_OK;

    TRY(choose_hash(ctx, alg, &hash));
    TRY(prepare(ctx, hash, alg != MOHUR_ALG_ED25519, message, room, out));

out:
    return st;
}

void
mohur__sign_lower(mohur_alg alg, mohur__span signature)
{
    size_t half   = signature.len / 2;
    mohur__span s = mohur__span_sub(signature, half, half);

    if (alg != MOHUR_ALG_ED25519 &&
        mohur__curve_is_high(alg, mohur__span_bytes(s))) {
        mohur__curve_negate(alg, s);
    }
}

/* CT: leaks the lengths and whether the key is in range. */
mohur_status
mohur__sign(mohur_ctx *ctx,
            mohur_alg alg,
            mohur_alg hash,
            mohur__bytes private_key,
            mohur__bytes message,
            mohur__span out)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__signer_ops *ops = NULL;
    uint8_t room[MOHUR__HASH_MAX]       = {0};
    mohur__bytes prepared               = MOHUR__NOTHING;

    TRY(find_signer(ctx, alg, &ops));
    TRY(mohur__scalar_check(ctx, alg, ops->private_len, private_key));
    if (out.len != ops->signature_len) {
        return mohur__crypto_bad_length(ctx, alg, "signature");
    }
    TRY(choose_hash(ctx, alg, &hash));
    TRY(prepare(ctx, hash, ops->takes_digest, message, MOHUR__SPAN(room),
                &prepared));
    TRY(mohur__crypto_result(ctx, ops->sign(hash, private_key, prepared, out),
                             alg, ops->backend));
    mohur__sign_lower(alg, out);

out:
    mohur__wipe(room, sizeof room);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}

mohur_status
mohur__sign_verify(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur_alg hash,
                   bool strict_s,
                   mohur__bytes public_key,
                   mohur__bytes message,
                   mohur__bytes signature)
{
    mohur_status st                       = MOHUR_OK;
    const struct mohur__verifier_ops *ops = NULL;
    uint8_t room[MOHUR__HASH_MAX]         = {0};
    mohur__bytes prepared                 = MOHUR__NOTHING;
    mohur__bytes s                        = MOHUR__NOTHING;

    TRY(find_verifier(ctx, alg, &ops));
    TRY(choose_hash(ctx, alg, &hash));
    TRY(mohur__auth_require(ctx, signature.len == ops->signature_len &&
                                     is_shaped(ops, public_key)));
    s = mohur__bytes_sub(signature, signature.len / 2, signature.len);
    if (strict_s && alg != MOHUR_ALG_ED25519) {
        TRY(mohur__auth_require(ctx, !mohur__curve_is_high(alg, s)));
    }
    TRY(prepare(ctx, hash, ops->takes_digest, message, MOHUR__SPAN(room),
                &prepared));
    TRY(mohur__crypto_result(ctx,
                             ops->verify(hash, public_key, prepared, signature),
                             alg, ops->backend));

out:
    return st;
}

mohur_status
mohur__sign_verify_digest(mohur_ctx *ctx,
                          mohur_alg alg,
                          mohur_alg hash,
                          mohur__bytes public_key,
                          mohur__bytes digest,
                          mohur__bytes signature)
{
    mohur_status st                       = MOHUR_OK;
    const struct mohur__verifier_ops *ops = NULL;

    TRY(find_verifier(ctx, alg, &ops));
    if (!ops->takes_digest) {
        return mohur__crypto_missing(ctx, alg);
    }
    TRY(choose_hash(ctx, alg, &hash));
    TRY(mohur__auth_require(ctx, signature.len == ops->signature_len &&
                                     digest.len == mohur__hash_len(hash) &&
                                     is_shaped(ops, public_key)));
    TRY(mohur__crypto_result(ctx,
                             ops->verify(hash, public_key, digest, signature),
                             alg, ops->backend));

out:
    return st;
}
