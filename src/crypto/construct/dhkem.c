/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/construct/dhkem.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/construct/labeled.h"
#include "crypto/dh.h"
#include "crypto/kem.h"
#include "crypto/mac.h"

/*
 * DHKEM of RFC 9180: a Diffie-Hellman result and both public keys, hashed.
 */
enum {
    SUITE_ID_LEN = 5
};

/* Section 7.1: P-384 goes with SHA-384, the others with SHA-256. */
static mohur_alg
hash_of(mohur_alg alg)
{
    return alg == MOHUR_ALG_ECDH_P384 ? MOHUR_ALG_SHA_384 : MOHUR_ALG_SHA_256;
}

/* ExtractAndExpand of section 4.1.  CT: leaks nothing. */
static mohur_status
extract_and_expand(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes dh,
                   mohur__bytes kem_context,
                   mohur__span out)
{
    mohur_status st                = MOHUR_OK;
    uint8_t suite_id[SUITE_ID_LEN] = {'K', 'E', 'M', 0, 0};
    uint8_t prk[MOHUR__MAC_MAX]    = {0};
    struct mohur__labeled l = {ctx, hash_of(alg), MOHUR__BYTES(suite_id)};
    mohur__span prk_span =
        mohur__span_of(prk, mohur__mac_len(mohur__mac_hmac_of(l.hash)));

    mohur__store16(&suite_id[3], mohur__kem_hpke_id(alg));
    TRY(mohur__labeled_extract(&l, MOHUR__NOTHING, MOHUR__TEXT("eae_prk"), dh,
                               prk_span));
    TRY(mohur__labeled_expand(&l, mohur__span_bytes(prk_span),
                              MOHUR__TEXT("shared_secret"), kem_context, out));

out:
    mohur__wipe(prk, sizeof prk);
    return st;
}

/* CT: leaks whether the other side's public key was valid. */
static mohur_status
agree(mohur_ctx *ctx,
      mohur_alg alg,
      mohur__bytes private_key,
      mohur__bytes theirs,
      mohur__bytes kem_context,
      mohur__span out_shared)
{
    mohur_status st                  = MOHUR_OK;
    uint8_t dh[MOHUR__DH_SHARED_MAX] = {0};
    mohur__span dh_span = mohur__span_of(dh, mohur__dh_shared_len(alg));

    TRY(mohur__dh(ctx, alg, private_key, theirs, dh_span));
    TRY(extract_and_expand(ctx, alg, mohur__span_bytes(dh_span), kem_context,
                           out_shared));

out:
    mohur__wipe(dh, sizeof dh);
    return st;
}

mohur_status
mohur__dhkem_encap(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes public_key,
                   mohur__span out_enc,
                   mohur__span out_shared)
{
    mohur_status st                           = MOHUR_OK;
    uint8_t ephemeral[MOHUR__DH_PRIVATE_MAX]  = {0};
    uint8_t context[2 * MOHUR__DH_PUBLIC_MAX] = {0};
    mohur__span key  = mohur__span_of(ephemeral, mohur__dh_private_len(alg));
    mohur__span rest = MOHUR__SPAN(context);
    size_t enc_len   = out_enc.len;

    TRY(mohur__dh_keygen(ctx, alg, key));
    TRY(mohur__dh_public_of(ctx, alg, mohur__span_bytes(key), out_enc));
    mohur__copy(rest, mohur__span_bytes(out_enc));
    rest = mohur__span_sub(rest, enc_len, enc_len);
    mohur__copy(rest, public_key);
    TRY(agree(ctx, alg, mohur__span_bytes(key), public_key,
              mohur__bytes_of(context, 2 * enc_len), out_shared));

out:
    mohur__wipe(ephemeral, sizeof ephemeral);
    return st;
}

mohur_status
mohur__dhkem_decap(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes private_key,
                   mohur__bytes enc,
                   mohur__span out_shared)
{
    mohur_status st                           = MOHUR_OK;
    size_t len                                = mohur__dh_public_len(alg);
    uint8_t context[2 * MOHUR__DH_PUBLIC_MAX] = {0};
    mohur__span whole                         = MOHUR__SPAN(context);

    mohur__copy(mohur__span_sub(whole, 0, len), enc);
    TRY(mohur__dh_public_of(ctx, alg, private_key,
                            mohur__span_sub(whole, len, len)));
    TRY(agree(ctx, alg, private_key, enc, mohur__bytes_of(context, 2 * len),
              out_shared));

out:
    return st;
}

/* CT: leaks nothing. */
mohur_status
mohur__dhkem_decap_agreed(mohur_ctx *ctx,
                          mohur_alg alg,
                          mohur__bytes public_key,
                          mohur__bytes enc,
                          mohur__bytes dh,
                          mohur__span out_shared)
{
    uint8_t context[2 * MOHUR__DH_PUBLIC_MAX] = {0};
    mohur__span whole                         = MOHUR__SPAN(context);

    mohur__copy(mohur__span_sub(whole, 0, enc.len), enc);
    mohur__copy(mohur__span_sub(whole, enc.len, public_key.len), public_key);
    return extract_and_expand(
        ctx, alg, dh, mohur__bytes_of(context, enc.len + public_key.len),
        out_shared);
}
