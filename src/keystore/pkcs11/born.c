/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_read.h"
#include "asn1/der_write.h"
#include "base/guard.h"
#include "crypto/curve.h"
#include "keystore/pair.h"
#include "keystore/pkcs11/kind.h"
#include "keystore/pkcs11/wrapping.h"
#include "keystore/rsa_key.h"

/* Pairs of a token: made, and read back. */

enum {
    PARAMS_MAX  = 16,  /* DER of a curve's OID */
    POINT_MAX   = 160, /* DER of an octet string with a point */
    MODULUS_MAX = MOHUR__RSA_DEFAULT_BITS / 8 + 1
};

static const uint8_t EXPONENT[] = {1, 0, 1};

/* ---- making ---- */

/* The curve as an object identifier, in DER. */
static mohur__bytes
params_of(const struct mohur__token_kind *kind, mohur__span room)
{
    struct mohur__der d = {.len = 0};
    mohur__bytes out    = MOHUR__NOTHING;

    mohur__der_init(&d, room);
    mohur__der_oid(&d, kind->curve);
    (void)mohur__der_done(&d, &out);
    return out;
}

static void
add_name(struct mohur__template *t, mohur__bytes id, mohur__bytes label)
{
    mohur__template_flag(t, CKA_TOKEN, true);
    mohur__template_bytes(t, CKA_ID, id);
    mohur__template_bytes(t, CKA_LABEL, label);
}

/* What the public half says of the pair; room is for the curve. */
static void
add_public(struct mohur__template *t,
           const struct mohur__token_kind *kind,
           mohur__span room)
{
    mohur__template_flag(t, CKA_PRIVATE, false);
    mohur__template_flag(
        t, mohur__token_kind_signs(kind) ? CKA_VERIFY : CKA_DERIVE, true);
    if (kind->type == CKK_RSA) {
        mohur__template_number(t, CKA_MODULUS_BITS, MOHUR__RSA_DEFAULT_BITS);
        mohur__template_bytes(t, CKA_PUBLIC_EXPONENT, MOHUR__BYTES(EXPONENT));
        mohur__template_flag(t, CKA_ENCRYPT, false);
        mohur__template_flag(t, CKA_WRAP, false);
    } else {
        mohur__template_bytes(t, CKA_EC_PARAMS, params_of(kind, room));
    }
}

static void
add_private(struct mohur__template *t, const struct mohur__token_kind *kind)
{
    mohur__template_flag(t, CKA_PRIVATE, true);
    mohur__template_flag(t, CKA_SENSITIVE, true);
    mohur__template_flag(t, CKA_EXTRACTABLE, false);
    mohur__template_flag(
        t, mohur__token_kind_signs(kind) ? CKA_SIGN : CKA_DERIVE, true);
    if (kind->type == CKK_RSA) {
        /* By default a token lets it, and who decrypts is asked too often. */
        mohur__template_flag(t, CKA_DECRYPT, false);
        mohur__template_flag(t, CKA_UNWRAP, false);
    }
}

mohur_status
mohur__hsm_generate(mohur_ctx *ctx,
                    struct mohur__hsm *token,
                    const struct mohur__hsm_key *key,
                    mohur__bytes label)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__token_kind *kind = NULL;
    struct mohur__session s              = {.open = false};
    struct mohur__template public        = {.len = 0};
    struct mohur__template private       = {.len = 0};
    uint8_t room[PARAMS_MAX]             = {0};
    CK_MECHANISM mechanism               = {0, NULL, 0};
    CK_OBJECT_HANDLE made[2]             = {0};

    if (key->alg == MOHUR_ALG_AES_256_WRAP) {
        return mohur__wrapping_generate(ctx, token, key, label);
    }
    TRY(mohur__token_kind_of(ctx, key->alg, &kind));
    add_name(&public, MOHUR__BYTES(key->id), label);
    add_public(&public, kind, MOHUR__SPAN(room));
    add_name(&private, MOHUR__BYTES(key->id), label);
    add_private(&private, kind);
    mechanism.mechanism = kind->generate;
    TRY(mohur__session_begin(ctx, token, true, &s));
    TRY(mohur__session_result(
        &s,
        s.f->C_GenerateKeyPair(s.handle, &mechanism, public.at, public.len,
                               private.at, private.len, &made[0], &made[1]),
        "make a key"));

out:
    mohur__session_end(&s);
    return st;
}

/* ---- reading back ---- */

/* The point in an octet string, as it should be, or as it is. */
static mohur__bytes
point_of(mohur__bytes value, size_t len)
{
    struct mohur__der_reader r;
    mohur__bytes inner;

    mohur__der_open(&r, value);
    inner = mohur__der_read_octets(&r);
    if (mohur__der_close(&r) && inner.len == len) {
        return inner;
    }
    return value;
}

static mohur_status
point_read(struct mohur__session *s,
           const struct mohur__token_kind *kind,
           CK_OBJECT_HANDLE object,
           mohur__span out)
{
    mohur_status st          = MOHUR_OK;
    uint8_t room[POINT_MAX]  = {0};
    uint8_t want[PARAMS_MAX] = {0};
    mohur__bytes value       = MOHUR__NOTHING;

    TRY(mohur__object_bytes(s, object, CKA_EC_PARAMS, MOHUR__SPAN(room),
                            &value));
    REQUIRE(s->ctx,
            mohur__bytes_equal(value, params_of(kind, MOHUR__SPAN(want))),
            MOHUR_E_BACKEND, "the token made a key on another curve");
    TRY(mohur__object_bytes(s, object, CKA_EC_POINT, MOHUR__SPAN(room),
                            &value));
    value = point_of(value, out.len);
    REQUIRE(s->ctx, value.len == out.len, MOHUR_E_BACKEND,
            "the token's public key has %zu bytes, not %zu", value.len,
            out.len);
    mohur__copy(out, value);

out:
    return st;
}

/* RSAPublicKey, of the size and exponent that were asked for. */
static mohur_status
rsa_read(struct mohur__session *s,
         CK_OBJECT_HANDLE object,
         mohur__span room,
         mohur__bytes *out)
{
    mohur_status st              = MOHUR_OK;
    uint8_t number[MODULUS_MAX]  = {0};
    mohur__bytes value           = MOHUR__NOTHING;
    struct mohur__der d          = {.len = 0};
    struct mohur__rsa_public key = {0};

    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    TRY(mohur__object_bytes(s, object, CKA_MODULUS, MOHUR__SPAN(number),
                            &value));
    mohur__der_integer(&d, value);
    TRY(mohur__object_bytes(s, object, CKA_PUBLIC_EXPONENT, MOHUR__SPAN(number),
                            &value));
    mohur__der_integer(&d, value);
    mohur__der_end(&d);
    REQUIRE(s->ctx,
            mohur__der_done(&d, out) && mohur__rsa_public_parse(*out, &key) &&
                mohur__rsa_bits(&key) == MOHUR__RSA_DEFAULT_BITS &&
                mohur__bytes_equal(key.exponent, MOHUR__BYTES(EXPONENT)),
            MOHUR_E_BACKEND, "the token made another RSA key than was asked");

out:
    return st;
}

static mohur_status
public_read(struct mohur__session *s,
            const struct mohur__token_kind *kind,
            CK_OBJECT_HANDLE object,
            mohur__span room,
            mohur__bytes *out)
{
    mohur_status st   = MOHUR_OK;
    mohur__span point = {NULL, 0};

    if (kind->type == CKK_RSA) {
        return rsa_read(s, object, room, out);
    }
    point = mohur__span_sub(room, 0, mohur__pair_public_len(kind->alg));
    TRY(point_read(s, kind, object, point));
    *out = mohur__span_bytes(point);

out:
    return st;
}

static mohur_status
pair_read(mohur_ctx *ctx,
          struct mohur__hsm *token,
          const struct mohur__hsm_key *key,
          mohur__span room,
          mohur__bytes *out,
          bool *found)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__token_kind *kind = NULL;
    struct mohur__session s              = {.open = false};
    CK_OBJECT_HANDLE public              = 0;
    CK_OBJECT_HANDLE private             = 0;
    bool both                            = false;

    TRY(mohur__token_kind_of(ctx, key->alg, &kind));
    TRY(mohur__session_begin(ctx, token, false, &s));
    TRY(mohur__object_of(&s, CKO_PRIVATE_KEY, MOHUR__BYTES(key->id), &private,
                         found));
    TRY(mohur__object_of(&s, CKO_PUBLIC_KEY, MOHUR__BYTES(key->id), &public,
                         &both));
    *found = *found && both;
    if (*found) {
        TRY(mohur__object_kept(&s, private, kind->type));
        TRY(public_read(&s, kind, public, room, out));
        if (mohur__pair_check_public(ctx, key->alg, *out) != MOHUR_OK) {
            mohur__error_clear(ctx);
            FAIL(ctx, MOHUR_E_BACKEND, "the token's public key is not one");
        }
    }

out:
    mohur__session_end(&s);
    return st;
}

mohur_status
mohur__hsm_read(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__span room,
                mohur__bytes *out,
                bool *found)
{
    mohur__span kcv = mohur__span_sub(room, 0, MOHUR__KCV_LEN);

    *found = false;
    *out   = MOHUR__NOTHING;
    if (key->alg != MOHUR_ALG_AES_256_WRAP) {
        return pair_read(ctx, token, key, room, out, found);
    }
    *out = mohur__span_bytes(kcv);
    return mohur__wrapping_read(ctx, token, key, kcv, found);
}
