/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/spki.h"

#include "asn1/pem.h"
#include "base/ct.h"
#include "base/guard.h"
#include "base/io.h"
#include "keystore/pair.h"
#include "keystore/rsa_key.h"

/*
 * Public keys as SubjectPublicKeyInfo, and the two public calls that read
 * and write them.
 */

/* A kind of key: what stands in its AlgorithmIdentifier, and what it does. */
struct kind {
    enum mohur__oid algorithm;
    enum mohur__oid curve; /* parameters; none: absent, or NULL for RSA */
    mohur_alg sign;
    mohur_alg seal;
};

static const struct kind KINDS[] = {
    {MOHUR__OID_ED25519, MOHUR__OID_NONE, MOHUR_ALG_ED25519, MOHUR_ALG_NONE},
    {MOHUR__OID_X25519, MOHUR__OID_NONE, MOHUR_ALG_NONE, MOHUR_ALG_X25519},
    {MOHUR__OID_X_WING, MOHUR__OID_NONE, MOHUR_ALG_NONE, MOHUR_ALG_X_WING},
    {MOHUR__OID_EC_PUBLIC_KEY, MOHUR__OID_P256, MOHUR_ALG_ECDSA_P256,
     MOHUR_ALG_ECDH_P256},
    {MOHUR__OID_EC_PUBLIC_KEY, MOHUR__OID_P384, MOHUR_ALG_ECDSA_P384,
     MOHUR_ALG_ECDH_P384},
    /* Either algorithm has these keys; what is read is for the first. */
    {MOHUR__OID_RSA_ENCRYPTION, MOHUR__OID_NONE, MOHUR_ALG_RSASSA_PSS,
     MOHUR_ALG_NONE},
    {MOHUR__OID_RSA_ENCRYPTION, MOHUR__OID_NONE, MOHUR_ALG_RSASSA_PKCS1,
     MOHUR_ALG_NONE},
};

enum {
    KINDS_LEN = sizeof KINDS / sizeof KINDS[0]
};

static const struct kind *
kind_of(mohur_alg alg)
{
    for (size_t i = 0; alg != MOHUR_ALG_NONE && i < KINDS_LEN; i++) {
        if (KINDS[i].sign == alg || KINDS[i].seal == alg) {
            return &KINDS[i];
        }
    }
    return NULL;
}

static const struct kind *
kind_find(enum mohur__oid algorithm, enum mohur__oid curve)
{
    for (size_t i = 0; i < KINDS_LEN; i++) {
        if (KINDS[i].algorithm == algorithm && KINDS[i].curve == curve) {
            return &KINDS[i];
        }
    }
    return NULL;
}

static mohur_alg
alg_for(const struct kind *kind, mohur_purpose purpose)
{
    if (kind == NULL) {
        return MOHUR_ALG_NONE;
    }
    return purpose == MOHUR_PURPOSE_SIGN ? kind->sign : kind->seal;
}

mohur_alg
mohur__spki_curve(mohur_purpose purpose, enum mohur__oid curve)
{
    return curve == MOHUR__OID_NONE
               ? MOHUR_ALG_NONE
               : alg_for(kind_find(MOHUR__OID_EC_PUBLIC_KEY, curve), purpose);
}

enum mohur__oid
mohur__spki_curve_oid(mohur_alg alg)
{
    const struct kind *kind = kind_of(alg);

    return kind == NULL ? MOHUR__OID_NONE : kind->curve;
}

void
mohur__spki_emit_algorithm(struct mohur__der *d, mohur_alg alg)
{
    const struct kind *kind = kind_of(alg);

    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, kind == NULL ? MOHUR__OID_NONE : kind->algorithm);
    if (kind != NULL && kind->curve != MOHUR__OID_NONE) {
        mohur__der_oid(d, kind->curve);
    } else if (kind != NULL && kind->algorithm == MOHUR__OID_RSA_ENCRYPTION) {
        mohur__der_null(d);
    }
    mohur__der_end(d);
}

mohur_status
mohur__spki_parse_algorithm(mohur_ctx *ctx,
                            mohur_purpose purpose,
                            struct mohur__der_reader *r,
                            mohur_alg *out_alg)
{
    mohur_status st           = MOHUR_OK;
    enum mohur__oid algorithm = MOHUR__OID_NONE;
    enum mohur__oid curve     = MOHUR__OID_NONE;
    const struct kind *kind   = NULL;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    algorithm = mohur__der_read_known_oid(r);
    REQUIRE(ctx, !r->failed, MOHUR_E_FORMAT, "the key is not exact DER");
    if (algorithm == MOHUR__OID_EC_PUBLIC_KEY) {
        REQUIRE(ctx, !mohur__der_next_is(r, MOHUR__DER_SEQUENCE),
                MOHUR_E_UNSUPPORTED,
                "the key spells out its curve; only named curves are read");
        curve = mohur__der_read_known_oid(r);
        REQUIRE(ctx, !r->failed, MOHUR_E_FORMAT, "the key is not exact DER");
    } else if (algorithm == MOHUR__OID_RSA_ENCRYPTION) {
        mohur__der_read_null(r);
        REQUIRE(ctx, !r->failed, MOHUR_E_FORMAT,
                "the parameters of an RSA key are NULL");
    }
    kind = kind_find(algorithm, curve);
    REQUIRE(ctx, kind != NULL, MOHUR_E_UNSUPPORTED,
            "the key is of a kind that is not read; Ed25519, X25519, P-256, "
            "P-384, X-Wing and RSA are");
    mohur__der_leave(r);
    REQUIRE(ctx, !r->failed, MOHUR_E_FORMAT,
            "the key has algorithm parameters where none belong");
    *out_alg = alg_for(kind, purpose);
    REQUIRE(ctx, *out_alg != MOHUR_ALG_NONE, MOHUR_E_UNSUPPORTED,
            "the key cannot %s",
            purpose == MOHUR_PURPOSE_SIGN ? "sign" : "be sealed to");

out:
    return st;
}

mohur_status
mohur__spki_emit(mohur_ctx *ctx,
                 mohur_alg alg,
                 mohur__bytes public_key,
                 mohur__span room,
                 mohur__bytes *out)
{
    struct mohur__der d;

    *out = MOHUR__NOTHING;
    if (kind_of(alg) == NULL || !mohur__pair_public_fits(alg, public_key)) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT, "not a public key of %s",
                            mohur_alg_name(alg));
    }
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__spki_emit_algorithm(&d, alg);
    mohur__der_bits(&d, public_key);
    mohur__der_end(&d);
    if (!mohur__der_done(&d, out)) {
        return mohur__error(ctx, MOHUR_E_INTERNAL, "a public key has no room");
    }
    return MOHUR_OK;
}

mohur_status
mohur__spki_parse(mohur_ctx *ctx,
                  mohur_purpose purpose,
                  mohur__bytes der,
                  mohur_alg *out_alg,
                  mohur__bytes *out_public)
{
    mohur_status st     = MOHUR_OK;
    mohur_alg alg       = MOHUR_ALG_NONE;
    mohur__bytes public = MOHUR__NOTHING;
    struct mohur__der_reader r;

    *out_alg    = MOHUR_ALG_NONE;
    *out_public = MOHUR__NOTHING;
    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    TRY(mohur__spki_parse_algorithm(ctx, purpose, &r, &alg));
    public = mohur__der_read_bits(&r);
    mohur__der_leave(&r);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT,
            "the public key is not exact DER");
    /* A compressed point has another length: one key, one encoding. */
    REQUIRE(ctx, mohur__rsa_alg(alg) || mohur__pair_public_fits(alg, public),
            MOHUR_E_FORMAT,
            "the public key has %zu bytes; %s has %zu (points uncompressed)",
            public.len, mohur_alg_name(alg), mohur__pair_public_len(alg));
    TRY(mohur__pair_check_public(ctx, alg, public));
    *out_alg    = alg;
    *out_public = public;

out:
    return st;
}

static mohur_status
key_from_der(mohur_ctx *ctx,
             mohur_purpose purpose,
             mohur__bytes der,
             mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__key_parts parts = {.purpose = purpose,
                                     .state   = MOHUR_KEY_ACTIVE};

    TRY(mohur__spki_parse(ctx, purpose, der, &parts.alg, &parts.public_key));
    TRY(mohur__key_new(ctx, &parts, out));

out:
    return st;
}

mohur_status
mohur_key_new_public(mohur_ctx *ctx,
                     mohur_purpose purpose,
                     const char *pem,
                     size_t pem_len,
                     mohur_key **out)
{
    mohur_status st               = MOHUR_OK;
    mohur__bytes der              = MOHUR__NOTHING;
    enum mohur__pem_label label   = MOHUR__PEM_NONE;
    uint8_t room[MOHUR__SPKI_MAX] = {0};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL && (pem != NULL || pem_len == 0), MOHUR_E_ARGUMENT,
            "pem or out is NULL");
    REQUIRE(ctx, purpose == MOHUR_PURPOSE_SIGN || purpose == MOHUR_PURPOSE_SEAL,
            MOHUR_E_ARGUMENT, "a public key signs or seals");
    TRY(mohur__pem_parse(ctx, mohur__bytes_of(pem, pem_len), MOHUR__SPAN(room),
                         &label, &der));
    REQUIRE(ctx, label == MOHUR__PEM_PUBLIC_KEY, MOHUR_E_FORMAT,
            "a PUBLIC KEY is wanted; this is a %s", mohur__pem_name(label));
    TRY(key_from_der(ctx, purpose, der, out));

out:
    mohur__wipe(room, sizeof room); /* it may be a private key, by mistake */
    return st;
}

static mohur_status
pem_to_sink(mohur_ctx *ctx, const mohur_key *key, mohur_sink *sink)
{
    mohur_status st               = MOHUR_OK;
    mohur__bytes der              = MOHUR__NOTHING;
    struct mohur__buf pem         = {0};
    uint8_t room[MOHUR__SPKI_MAX] = {0};

    mohur__buf_init(&pem, ctx, MOHUR__PEM_CAP(sizeof room));
    TRY(mohur__spki_emit(ctx, mohur_key_alg(key), mohur__key_public(key),
                         MOHUR__SPAN(room), &der));
    mohur__pem_emit(&pem, MOHUR__PEM_PUBLIC_KEY, der);
    TRY(mohur__buf_status(&pem));
    TRY(mohur__sink_write(sink, mohur__buf_view(&pem)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&pem);
    return st;
}

mohur_status
mohur_key_export_public(mohur_ctx *ctx, const mohur_key *key, mohur_sink *sink)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    REQUIRE(ctx, mohur__key_public(key).len > 0, MOHUR_E_ARGUMENT,
            "a wrapping key has no public part");
    TRY(mohur__key_require_public(ctx, key));
    TRY(pem_to_sink(ctx, key, sink));

out:
    return st;
}
