/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pair.h"

#include "base/ct.h"
#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/sign.h"
#include "keystore/rsa_key.h"

/*
 * Signing keys go to crypto/sign.h or keystore/rsa_key.h, sealing keys to
 * crypto/kem.h.
 */

static bool
signs(mohur_alg alg)
{
    return mohur__sign_private_len(alg) != 0;
}

uint32_t
mohur__pair_purpose(mohur_alg alg)
{
    if (signs(alg) || mohur__rsa_alg(alg)) {
        return MOHUR_PURPOSE_SIGN;
    }
    if (mohur__kem_private_len(alg) != 0) {
        return MOHUR_PURPOSE_SEAL;
    }
    return alg == MOHUR_ALG_AES_256_WRAP ? MOHUR_PURPOSE_WRAP : 0;
}

bool
mohur__pair_same_keys(mohur_alg a, mohur_alg b)
{
    return a == b || (mohur__rsa_alg(a) && mohur__rsa_alg(b));
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

bool
mohur__pair_private_fits(mohur_alg alg, mohur__bytes private_key)
{
    return mohur__rsa_alg(alg)
               ? private_key.len <= MOHUR__RSA_PRIVATE_MAX
               : private_key.len == mohur__pair_private_len(alg);
}

bool
mohur__pair_public_fits(mohur_alg alg, mohur__bytes public_key)
{
    struct mohur__rsa_public rsa = {0};

    return mohur__rsa_alg(alg) ? mohur__rsa_public_parse(public_key, &rsa)
                               : public_key.len == mohur__pair_public_len(alg);
}

uint32_t
mohur__pair_bits(mohur_alg alg, mohur__bytes public_key)
{
    struct mohur__rsa_public rsa = {0};

    return mohur__rsa_alg(alg) && mohur__rsa_public_parse(public_key, &rsa)
               ? mohur__rsa_bits(&rsa)
               : 0;
}

/* CT: leaks how long the search for primes took. */
static mohur_status
make_rsa(mohur_ctx *ctx,
         mohur_alg alg,
         uint32_t bits,
         struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    size_t len                 = 0;

    TRY(mohur__secret_new(ctx, MOHUR__RSA_PRIVATE_MAX, &room));
    TRY(mohur__rsa_generate(ctx, alg, bits, mohur__secret_span(room), &len));
    TRY(mohur__secret_copy(
        ctx, mohur__bytes_sub(mohur__secret_bytes(room), 0, len), out));

out:
    mohur__secret_free(room);
    return st;
}

/* CT: as drawing it. */
mohur_status
mohur__pair_make(mohur_ctx *ctx,
                 mohur_alg alg,
                 uint32_t bits,
                 struct mohur__secret **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__secret *key = NULL;

    if (mohur__rsa_alg(alg)) {
        return make_rsa(ctx, alg, bits, out);
    }
    TRY(mohur__secret_new(ctx, mohur__pair_private_len(alg), &key));
    TRY(mohur__pair_keygen(ctx, alg, mohur__secret_span(key)));
    *out = key;
    key  = NULL; /* the caller's now */

out:
    mohur__secret_free(key);
    return st;
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

/* CT: leaks the lengths and whether the private key is one. */
mohur_status
mohur__pair_derive(mohur_ctx *ctx,
                   mohur_alg alg,
                   mohur__bytes private_key,
                   mohur__span room,
                   mohur__bytes *out)
{
    mohur_status st    = MOHUR_OK;
    mohur__span public = mohur__span_sub(room, 0, mohur__pair_public_len(alg));

    *out = MOHUR__NOTHING;
    if (mohur__rsa_alg(alg)) {
        return mohur__rsa_public_of(ctx, private_key, room, out);
    }
    TRY(mohur__pair_public_of(ctx, alg, private_key, public));
    *out = mohur__span_bytes(public);

out:
    return st;
}

mohur_status
mohur__pair_check_public(mohur_ctx *ctx, mohur_alg alg, mohur__bytes public_key)
{
    if (mohur__rsa_alg(alg)) {
        return mohur__pair_public_fits(alg, public_key)
                   ? MOHUR_OK
                   : mohur__error(ctx, MOHUR_E_FORMAT,
                                  "this is not an RSA key of 2048 to 4096 "
                                  "bits");
    }
    return signs(alg) ? mohur__sign_check_public(ctx, alg, public_key)
                      : mohur__kem_check_public(ctx, alg, public_key);
}

mohur_status
mohur__pair_vet(mohur_ctx *ctx, mohur_alg alg, mohur__bytes private_key)
{
    return mohur__rsa_alg(alg) ? mohur__rsa_check_private(ctx, alg, private_key)
                               : MOHUR_OK;
}

size_t
mohur__pair_signature_len(mohur_alg alg, mohur__bytes public_key)
{
    return mohur__rsa_alg(alg) ? mohur__pair_bits(alg, public_key) / 8
                               : mohur__sign_signature_len(alg);
}

mohur_alg
mohur__pair_hash(mohur_alg alg)
{
    return mohur__rsa_alg(alg) ? MOHUR_ALG_SHA_256
                               : mohur__sign_default_hash(alg);
}

/* CT: as signing. */
mohur_status
mohur__pair_sign(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur_alg hash,
                 mohur__bytes private_key,
                 mohur__bytes message,
                 mohur__span out)
{
    if (!mohur__rsa_alg(alg)) {
        return mohur__sign(ctx, alg, hash, private_key, message, out);
    }
    hash = hash == MOHUR_ALG_NONE ? mohur__pair_hash(alg) : hash;
    return mohur__rsa_sign(ctx, alg, hash, private_key, message, out);
}

static mohur_status
verify(mohur_ctx *ctx,
       mohur_alg alg,
       mohur__bytes public_key,
       mohur__bytes message,
       mohur__bytes signature)
{
    struct mohur__rsa_public rsa = {0};

    if (!mohur__rsa_alg(alg)) {
        return mohur__sign_verify(ctx, alg, MOHUR_ALG_NONE, false, public_key,
                                  message, signature);
    }
    return mohur__rsa_public_parse(public_key, &rsa)
               ? mohur__rsa_verify(ctx, alg, mohur__pair_hash(alg), &rsa,
                                   message, signature)
               : mohur__auth_require(ctx, false);
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
    uint8_t signature[MOHUR__PAIR_SIGNATURE_MAX] = {0};
    mohur__span out                              = mohur__span_sub(
        MOHUR__SPAN(signature), 0, mohur__pair_signature_len(alg, public_key));

    TRY(mohur__pair_sign(ctx, alg, MOHUR_ALG_NONE, private_key, message, out));
    TRY(verify(ctx, alg, public_key, message, mohur__span_bytes(out)));

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
    mohur_status st = mohur__pair_purpose(alg) == MOHUR_PURPOSE_SIGN
                          ? sign_once(ctx, alg, private_key, public_key)
                          : seal_once(ctx, alg, private_key, public_key);

    if (st == MOHUR_E_AUTH) {
        mohur__error_clear(ctx);
        st = mohur__error(ctx, MOHUR_E_FORMAT,
                          "the private and the public %s key differ",
                          mohur_alg_name(alg));
    }
    return st;
}
