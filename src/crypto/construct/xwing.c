/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/construct/xwing.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/backends.h"
#include "crypto/dh.h"
#include "crypto/front.h"

/*
 * X-Wing, composed of ML-KEM-768, X25519 and SHA-3.
 */
enum {
    SEED_M_LEN    = 64,
    X_LEN         = 32,
    EXPANDED_LEN  = SEED_M_LEN + X_LEN,
    PUBLIC_M_LEN  = 1184,
    CIPHER_M_LEN  = 1088,
    SHARED_LEN    = 32,
    RANDOM_M_LEN  = 32,
    COMBINE_PARTS = 5
};

/* The seed expanded: what ML-KEM takes and what X25519 takes. */
struct keys {
    uint8_t bytes[EXPANDED_LEN];
    mohur__bytes m;
    mohur__bytes x;
};

bool
mohur__xwing_available(const mohur_ctx *ctx)
{
    return mohur__backends_mlkem(ctx, MOHUR_ALG_ML_KEM_768) != NULL &&
           mohur__backends_sha3(ctx) != NULL &&
           mohur__backends_dh(ctx, MOHUR_ALG_X25519) != NULL;
}

static mohur_status
say(mohur_ctx *ctx, mohur_status st)
{
    return mohur__crypto_result(ctx, st, MOHUR_ALG_X_WING,
                                MOHUR_BACKEND_OPENSSL);
}

/* CT: leaks nothing. */
static mohur_status
expand(mohur_ctx *ctx, mohur__bytes seed, struct keys *k)
{
    k->m = mohur__bytes_of(k->bytes, SEED_M_LEN);
    k->x = mohur__bytes_sub(MOHUR__BYTES(k->bytes), SEED_M_LEN, X_LEN);
    return say(
        ctx, mohur__backends_sha3(ctx)->shake256(seed, MOHUR__SPAN(k->bytes)));
}

/* CT: leaks nothing. */
static mohur_status
combine(mohur_ctx *ctx,
        mohur__bytes shared_m,
        mohur__bytes shared_x,
        mohur__bytes enc_x,
        mohur__bytes public_x,
        mohur__span out)
{
    const mohur__bytes parts[COMBINE_PARTS] = {
        shared_m, shared_x, enc_x, public_x, MOHUR__TEXT("\\.//^\\")};

    return say(ctx,
               mohur__backends_sha3(ctx)->sha3_256(parts, COMBINE_PARTS, out));
}

mohur_status
mohur__xwing_public_of(mohur_ctx *ctx, mohur__bytes seed, mohur__span out)
{
    mohur_status st = MOHUR_OK;
    struct keys k   = {.bytes = {0}};
    const struct mohur__mlkem_ops *mlkem =
        mohur__backends_mlkem(ctx, MOHUR_ALG_ML_KEM_768);

    TRY(expand(ctx, seed, &k));
    TRY(say(ctx, mlkem->public_of(k.m, mohur__span_sub(out, 0, PUBLIC_M_LEN))));
    TRY(mohur__dh_public_of(ctx, MOHUR_ALG_X25519, k.x,
                            mohur__span_sub(out, PUBLIC_M_LEN, X_LEN)));

out:
    mohur__wipe(&k, sizeof k);
    return st;
}

/* The checks of both halves are those of encapsulation, so do one. */
mohur_status
mohur__xwing_check_public(mohur_ctx *ctx, mohur__bytes public_key)
{
    mohur_status st                   = MOHUR_OK;
    uint8_t enc[CIPHER_M_LEN + X_LEN] = {0};
    uint8_t shared[SHARED_LEN]        = {0};

    TRY(mohur__xwing_encap(ctx, public_key, MOHUR__SPAN(enc),
                           MOHUR__SPAN(shared)));

out:
    mohur__wipe(shared, sizeof shared);
    return st;
}

/* The X25519 half.  CT: leaks whether the public key was valid. */
static mohur_status
encap_x(mohur_ctx *ctx,
        mohur__bytes public_x,
        mohur__span out_enc,
        mohur__span out_shared)
{
    mohur_status st          = MOHUR_OK;
    uint8_t ephemeral[X_LEN] = {0};

    TRY(mohur__dh_keygen(ctx, MOHUR_ALG_X25519, MOHUR__SPAN(ephemeral)));
    TRY(mohur__dh_public_of(ctx, MOHUR_ALG_X25519, MOHUR__BYTES(ephemeral),
                            out_enc));
    TRY(mohur__dh(ctx, MOHUR_ALG_X25519, MOHUR__BYTES(ephemeral), public_x,
                  out_shared));

out:
    mohur__wipe(ephemeral, sizeof ephemeral);
    return st;
}

/* The ML-KEM half.  CT: leaks whether the public key was valid. */
static mohur_status
encap_m(mohur_ctx *ctx,
        mohur__bytes public_m,
        mohur__span out_enc,
        mohur__span out_shared)
{
    mohur_status st              = MOHUR_OK;
    uint8_t random[RANDOM_M_LEN] = {0};

    TRY(mohur__random(ctx, MOHUR__SPAN(random)));
    TRY(say(ctx,
            mohur__backends_mlkem(ctx, MOHUR_ALG_ML_KEM_768)
                ->encap(public_m, MOHUR__BYTES(random), out_enc, out_shared)));

out:
    mohur__wipe(random, sizeof random);
    return st;
}

mohur_status
mohur__xwing_encap(mohur_ctx *ctx,
                   mohur__bytes public_key,
                   mohur__span out_enc,
                   mohur__span out_shared)
{
    mohur_status st            = MOHUR_OK;
    uint8_t shared[SHARED_LEN] = {0};
    uint8_t dh[X_LEN]          = {0};
    mohur__bytes public_x = mohur__bytes_sub(public_key, PUBLIC_M_LEN, X_LEN);
    mohur__span enc_x     = mohur__span_sub(out_enc, CIPHER_M_LEN, X_LEN);

    if (public_key.len != PUBLIC_M_LEN + X_LEN) {
        return say(ctx, MOHUR_E_FORMAT);
    }
    TRY(encap_m(ctx, mohur__bytes_sub(public_key, 0, PUBLIC_M_LEN),
                mohur__span_sub(out_enc, 0, CIPHER_M_LEN),
                MOHUR__SPAN(shared)));
    TRY(encap_x(ctx, public_x, enc_x, MOHUR__SPAN(dh)));
    TRY(combine(ctx, MOHUR__BYTES(shared), MOHUR__BYTES(dh),
                mohur__span_bytes(enc_x), public_x, out_shared));

out:
    mohur__wipe(shared, sizeof shared);
    mohur__wipe(dh, sizeof dh);
    return st;
}

/* Both halves decapsulated.  CT: leaks whether the X25519 half was valid. */
static mohur_status
decap_both(mohur_ctx *ctx,
           const struct keys *k,
           mohur__bytes enc,
           mohur__span shared_m,
           mohur__span shared_x)
{
    mohur_status st = MOHUR_OK;
    const struct mohur__mlkem_ops *mlkem =
        mohur__backends_mlkem(ctx, MOHUR_ALG_ML_KEM_768);

    TRY(say(ctx, mlkem->decap(k->m, mohur__bytes_sub(enc, 0, CIPHER_M_LEN),
                              shared_m)));
    TRY(mohur__dh(ctx, MOHUR_ALG_X25519, k->x,
                  mohur__bytes_sub(enc, CIPHER_M_LEN, X_LEN), shared_x));

out:
    return st;
}

mohur_status
mohur__xwing_decap(mohur_ctx *ctx,
                   mohur__bytes seed,
                   mohur__bytes enc,
                   mohur__span out_shared)
{
    mohur_status st            = MOHUR_OK;
    struct keys k              = {.bytes = {0}};
    uint8_t shared[SHARED_LEN] = {0};
    uint8_t dh[X_LEN]          = {0};
    uint8_t public_x[X_LEN]    = {0};

    if (enc.len != CIPHER_M_LEN + X_LEN) {
        return say(ctx, MOHUR_E_FORMAT);
    }
    TRY(expand(ctx, seed, &k));
    TRY(decap_both(ctx, &k, enc, MOHUR__SPAN(shared), MOHUR__SPAN(dh)));
    TRY(mohur__dh_public_of(ctx, MOHUR_ALG_X25519, k.x, MOHUR__SPAN(public_x)));
    TRY(combine(ctx, MOHUR__BYTES(shared), MOHUR__BYTES(dh),
                mohur__bytes_sub(enc, CIPHER_M_LEN, X_LEN),
                MOHUR__BYTES(public_x), out_shared));

out:
    mohur__wipe(&k, sizeof k);
    mohur__wipe(shared, sizeof shared);
    mohur__wipe(dh, sizeof dh);
    return st;
}
