/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/key_act.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/dh.h"
#include "crypto/kdf.h"
#include "crypto/kem.h"
#include "crypto/keywrap.h"
#include "keystore/key_handle.h"
#include "keystore/pair.h"
#include "keystore/token_sign.h"

/* Two places where a private key can be, behind one interface. */
struct custody_ops {
    mohur_status (*sign)(mohur_ctx *ctx,
                         const mohur_key *key,
                         mohur_alg hash,
                         mohur__bytes message,
                         mohur__span out);
    /* As mohur__kem_decap. */
    mohur_status (*decap)(mohur_ctx *ctx,
                          const mohur_key *key,
                          mohur__bytes enc,
                          mohur__span out_shared);
    /* As mohur__kwp_wrap, and _unwrap. */
    mohur_status (*wrap)(mohur_ctx *ctx,
                         const mohur_key *kek,
                         mohur__bytes plain,
                         mohur__span out);
    mohur_status (*unwrap)(mohur_ctx *ctx,
                           const mohur_key *kek,
                           mohur__bytes sealed,
                           mohur__span out,
                           size_t *out_len);
};

/* ---- in memory ---- */

/* CT: as mohur__sign. */
static mohur_status
memory_sign(mohur_ctx *ctx,
            const mohur_key *key,
            mohur_alg hash,
            mohur__bytes message,
            mohur__span out)
{
    return mohur__pair_sign(ctx, key->alg, hash, mohur__key_secret(key),
                            message, out);
}

/* CT: as mohur__kem_decap. */
static mohur_status
memory_decap(mohur_ctx *ctx,
             const mohur_key *key,
             mohur__bytes enc,
             mohur__span out_shared)
{
    return mohur__kem_decap(ctx, key->alg, mohur__key_secret(key), enc,
                            out_shared);
}

/* CT: as mohur__kwp_wrap. */
static mohur_status
memory_wrap(mohur_ctx *ctx,
            const mohur_key *kek,
            mohur__bytes plain,
            mohur__span out)
{
    return mohur__kwp_wrap(ctx, mohur__key_secret(kek), plain, out);
}

/* CT: as mohur__kwp_unwrap. */
static mohur_status
memory_unwrap(mohur_ctx *ctx,
              const mohur_key *kek,
              mohur__bytes sealed,
              mohur__span out,
              size_t *out_len)
{
    return mohur__kwp_unwrap(ctx, mohur__key_secret(kek), sealed, out, out_len);
}

static const struct custody_ops IN_MEMORY = {memory_sign, memory_decap,
                                             memory_wrap, memory_unwrap};

/* ---- in a token ---- */

static struct mohur__hsm_key
place_of(const mohur_key *key)
{
    return mohur__hsm_key_of(key->alg, key->ring_id, key->version);
}

static mohur_status
token_sign(mohur_ctx *ctx,
           const mohur_key *key,
           mohur_alg hash,
           mohur__bytes message,
           mohur__span out)
{
    const struct mohur__token_pair with = {key->token, place_of(key),
                                           mohur__key_public(key)};

    return mohur__token_sign(ctx, &with, hash, message, out);
}

/* The point is checked here: what a token does with a bad one is its own.
 * CT: leaks whether enc was valid. */
static mohur_status
token_decap(mohur_ctx *ctx,
            const mohur_key *key,
            mohur__bytes enc,
            mohur__span out_shared)
{
    mohur_status st                    = MOHUR_OK;
    struct mohur__hsm_key place        = place_of(key);
    uint8_t room[MOHUR__DH_SHARED_MAX] = {0};
    mohur__span dh =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__dh_shared_len(key->alg));

    TRY(mohur__kem_check_public(ctx, key->alg, enc));
    TRY(mohur__hsm_agree(ctx, key->token, &place, enc, dh));
    TRY(mohur__kem_decap_agreed(ctx, key->alg, mohur__key_public(key), enc,
                                mohur__span_bytes(dh), out_shared));

out:
    mohur__wipe(room, sizeof room);
    return st;
}

/* CT: as mohur__hsm_wrap. */
static mohur_status
token_wrap(mohur_ctx *ctx,
           const mohur_key *kek,
           mohur__bytes plain,
           mohur__span out)
{
    struct mohur__hsm_key place = place_of(kek);

    return mohur__hsm_wrap(ctx, kek->token, &place, MOHUR__BYTES(kek->kcv),
                           plain, out);
}

/* CT: as mohur__hsm_unwrap. */
static mohur_status
token_unwrap(mohur_ctx *ctx,
             const mohur_key *kek,
             mohur__bytes sealed,
             mohur__span out,
             size_t *out_len)
{
    struct mohur__hsm_key place = place_of(kek);

    return mohur__hsm_unwrap(ctx, kek->token, &place, MOHUR__BYTES(kek->kcv),
                             sealed, out, out_len);
}

static const struct custody_ops IN_TOKEN = {token_sign, token_decap, token_wrap,
                                            token_unwrap};

/* ---- either ---- */

static const struct custody_ops *
ops_of(const mohur_key *key)
{
    return key->token != NULL ? &IN_TOKEN : &IN_MEMORY;
}

mohur_status
mohur__key_sign(mohur_ctx *ctx,
                const mohur_key *key,
                mohur_alg hash,
                mohur__bytes message,
                mohur__span out)
{
    return ops_of(key)->sign(ctx, key, hash, message, out);
}

mohur_status
mohur__key_receive_export(mohur_ctx *ctx,
                          const mohur_key *key,
                          struct mohur__hpke_suite suite,
                          mohur__bytes enc,
                          mohur__bytes info,
                          mohur__bytes exporter_context,
                          mohur__span out_secret)
{
    mohur_status st                     = MOHUR_OK;
    uint8_t room[MOHUR__KEM_SHARED_MAX] = {0};
    mohur__span shared =
        mohur__span_sub(MOHUR__SPAN(room), 0, mohur__kem_shared_len(suite.kem));

    TRY(ops_of(key)->decap(ctx, key, enc, shared));
    TRY(mohur__hpke_export(ctx, suite, mohur__span_bytes(shared), info,
                           exporter_context, out_secret));

out:
    mohur__wipe(room, sizeof room);
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__key_wrap(mohur_ctx *ctx,
                const mohur_key *kek,
                mohur__bytes plain,
                mohur__span out)
{
    return ops_of(kek)->wrap(ctx, kek, plain, out);
}

/* CT: leaks the lengths and whether it was genuine. */
mohur_status
mohur__key_unwrap(mohur_ctx *ctx,
                  const mohur_key *kek,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len)
{
    return ops_of(kek)->unwrap(ctx, kek, sealed, out, out_len);
}

/* CT: leaks the length. */
mohur_status
mohur__key_derive(mohur_ctx *ctx,
                  const mohur_key *kek,
                  mohur__bytes label,
                  mohur__span out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, kek->token == NULL, MOHUR_E_UNSUPPORTED,
            "a key that lives in a token wraps, and nothing else");
    TRY(mohur__hkdf(ctx, MOHUR_ALG_SHA_512, MOHUR__NOTHING,
                    mohur__key_secret(kek), &label, 1, out));

out:
    return st;
}
