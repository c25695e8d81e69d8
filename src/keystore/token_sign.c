/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/token_sign.h"

#include "asn1/der_write.h"
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/sign.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"

/*
 * Signatures of a token, from the message to what was verified.  What a token
 * is given differs: a digest, for Ed25519 the message, for PKCS #1 v1.5 the
 * DigestInfo, which no token then has to make.
 */
enum {
    INFO_MAX  = 96, /* DigestInfo of SHA-512 */
    INPUT_MAX = INFO_MAX
};

static enum mohur__oid
oid_of(mohur_alg hash)
{
    return hash == MOHUR_ALG_SHA_512   ? MOHUR__OID_SHA_512
           : hash == MOHUR_ALG_SHA_384 ? MOHUR__OID_SHA_384
                                       : MOHUR__OID_SHA_256;
}

/* DigestInfo (RFC 8017 A.2.4), where the hash has its NULL. */
static bool
info_emit(mohur_alg hash,
          mohur__bytes digest,
          mohur__span room,
          mohur__bytes *out)
{
    struct mohur__der d = {.len = 0};

    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, oid_of(hash));
    mohur__der_null(&d);
    mohur__der_end(&d);
    mohur__der_octets(&d, digest);
    mohur__der_end(&d);
    return mohur__der_done(&d, out);
}

static mohur_status
rsa_input(mohur_ctx *ctx,
          mohur_alg alg,
          mohur_alg hash,
          mohur__bytes message,
          mohur__span room,
          mohur__bytes *out)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t digest[MOHUR__HASH_MAX] = {0};
    mohur__span made =
        mohur__span_sub(MOHUR__SPAN(digest), 0, mohur__hash_len(hash));
    bool fits = true;

    REQUIRE(ctx,
            hash == MOHUR_ALG_SHA_256 || hash == MOHUR_ALG_SHA_384 ||
                hash == MOHUR_ALG_SHA_512,
            MOHUR_E_ARGUMENT, "%s does not go with %s", mohur_alg_name(alg),
            mohur_alg_name(hash));
    TRY(mohur__hash(ctx, hash, message, made));
    if (alg == MOHUR_ALG_RSASSA_PKCS1) {
        fits = info_emit(hash, mohur__span_bytes(made), room, out);
    } else {
        *out = mohur__bytes_sub(mohur__span_bytes(room), 0,
                                mohur__copy(room, mohur__span_bytes(made)));
    }
    REQUIRE(ctx, fits, MOHUR_E_INTERNAL, "no room for a digest");

out:
    return st;
}

static mohur_status
verify(mohur_ctx *ctx,
       const struct mohur__token_pair *with,
       mohur_alg hash,
       mohur__bytes message,
       mohur__bytes signature)
{
    mohur_alg alg                = with->key.alg;
    struct mohur__rsa_public rsa = {0};

    if (!mohur__rsa_alg(alg)) {
        return mohur__sign_verify(ctx, alg, hash, true, with->public_key,
                                  message, signature);
    }
    return mohur__rsa_public_parse(with->public_key, &rsa)
               ? mohur__rsa_verify(ctx, alg, hash, &rsa, message, signature)
               : mohur__auth_require(ctx, false);
}

mohur_status
mohur__token_sign(mohur_ctx *ctx,
                  const struct mohur__token_pair *with,
                  mohur_alg hash,
                  mohur__bytes message,
                  mohur__span out)
{
    mohur_status st         = MOHUR_OK;
    mohur_alg alg           = with->key.alg;
    bool rsa                = mohur__rsa_alg(alg);
    uint8_t room[INPUT_MAX] = {0};
    mohur__bytes input      = MOHUR__NOTHING;

    hash = hash != MOHUR_ALG_NONE ? hash : mohur__pair_hash(alg);
    TRY(rsa ? rsa_input(ctx, alg, hash, message, MOHUR__SPAN(room), &input)
            : mohur__sign_input(ctx, alg, hash, message, MOHUR__SPAN(room),
                                &input));
    TRY(mohur__hsm_sign(ctx, with->token, &with->key, hash, input, out));
    if (!rsa) {
        mohur__sign_lower(alg, out);
    }
    st = verify(ctx, with, hash, message, mohur__span_bytes(out));
    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ctx);
        FAIL(ctx, MOHUR_E_BACKEND,
             "the token signed with another key, or wrongly");
    }

out:
    mohur__wipe(room, sizeof room);
    if (st != MOHUR_OK) {
        mohur__wipe(out.data, out.len);
    }
    return st;
}
