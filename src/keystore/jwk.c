/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/jwk.h"

#include "base/base64.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/hash.h"
#include "keystore/rsa_key.h"

/*
 * JSON Web Keys.  All that is written is fixed text and base64url, so no
 * string has to be escaped.
 */
enum {
    THUMBPRINT_LEN = 32
};

struct kind {
    mohur_alg alg;
    const char *jwa; /* the algorithm in RFC 7518 and 8037; "" for ECDH */
    const char *crv; /* "" for RSA */
    const char *kty;
    const char *use;
};

static const struct kind KINDS[] = {
    {MOHUR_ALG_ED25519, "EdDSA", "Ed25519", "OKP", "sig"},
    {MOHUR_ALG_ECDSA_P256, "ES256", "P-256", "EC", "sig"},
    {MOHUR_ALG_ECDSA_P384, "ES384", "P-384", "EC", "sig"},
    {MOHUR_ALG_RSASSA_PSS, "PS256", "", "RSA", "sig"},
    {MOHUR_ALG_RSASSA_PKCS1, "RS256", "", "RSA", "sig"},
    {MOHUR_ALG_X25519, "", "X25519", "OKP", "enc"},
    {MOHUR_ALG_ECDH_P256, "", "P-256", "EC", "enc"},
    {MOHUR_ALG_ECDH_P384, "", "P-384", "EC", "enc"},
};

static const struct kind *
kind_of(mohur_alg alg)
{
    for (size_t i = 0; i < sizeof KINDS / sizeof KINDS[0]; i++) {
        if (KINDS[i].alg == alg) {
            return &KINDS[i];
        }
    }
    return NULL;
}

static void
text(struct mohur__buf *b, const char *t)
{
    mohur__buf_bytes(b, mohur__bytes_text(t));
}

/* After a comma, unless it is the first. */
static void
separate(struct mohur__buf *b)
{
    mohur__bytes done = mohur__buf_view(b);

    if (done.len > 0 && done.data[done.len - 1] != '{') {
        text(b, ",");
    }
}

/* "name":"value"; left out without a value. */
static void
member(struct mohur__buf *b, const char *name, const char *value)
{
    if (value[0] == '\0') {
        return;
    }
    separate(b);
    text(b, "\"");
    text(b, name);
    text(b, "\":\"");
    text(b, value);
    text(b, "\"");
}

/* The same in base64url. */
static void
coordinate(struct mohur__buf *b, const char *name, mohur__bytes value)
{
    if (value.len == 0) {
        return;
    }
    separate(b);
    text(b, "\"");
    text(b, name);
    text(b, "\":\"");
    mohur__base64url_emit(b, value);
    text(b, "\"");
}

/* Modulus and exponent; nothing for a key that is not of RSA. */
static struct mohur__rsa_public
rsa_of(const struct kind *k, mohur__bytes key)
{
    struct mohur__rsa_public rsa = {0};

    return mohur__rsa_alg(k->alg) && mohur__rsa_public_parse(key, &rsa)
               ? rsa
               : (struct mohur__rsa_public){0};
}

/* x, and y of a point: the raw key of an EC key is 04, x, y. */
static void
coordinates(struct mohur__buf *b, const struct kind *k, mohur__bytes key)
{
    size_t half = (key.len - 1) / 2;

    if (k->kty[0] == 'O') {
        coordinate(b, "x", key);
    } else if (k->kty[0] == 'E') {
        coordinate(b, "x", mohur__bytes_sub(key, 1, half));
        coordinate(b, "y", mohur__bytes_sub(key, 1 + half, half));
    }
}

/* All members, sorted; without kid those alone that are required. */
static void
members(struct mohur__buf *b,
        const struct kind *k,
        mohur__bytes key,
        mohur__bytes kid)
{
    struct mohur__rsa_public rsa = rsa_of(k, key);
    bool whole                   = kid.len > 0;

    text(b, "{");
    member(b, "alg", whole ? k->jwa : "");
    member(b, "crv", k->crv);
    coordinate(b, "e", rsa.exponent);
    coordinate(b, "kid", kid);
    member(b, "kty", k->kty);
    coordinate(b, "n", rsa.modulus);
    member(b, "use", whole ? k->use : "");
    coordinates(b, k, key);
    text(b, "}");
}

/* SHA-256 of the required members alone, sorted (RFC 7638 3). */
static mohur_status
thumbprint(mohur_ctx *ctx,
           const struct kind *k,
           mohur__bytes key,
           uint8_t out[THUMBPRINT_LEN])
{
    mohur_status st     = MOHUR_OK;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, ctx, MOHUR__JWK_MAX);
    members(&b, k, key, MOHUR__NOTHING);
    TRY(mohur__buf_status(&b));
    TRY(mohur__hash(ctx, MOHUR_ALG_SHA_256, mohur__buf_view(&b),
                    mohur__span_of(out, THUMBPRINT_LEN)));

out:
    mohur__buf_wipe(&b);
    return st;
}

mohur_status
mohur__jwk_emit(mohur_ctx *ctx,
                mohur_alg alg,
                mohur__bytes public_key,
                struct mohur__buf *out)
{
    mohur_status st             = MOHUR_OK;
    const struct kind *k        = kind_of(alg);
    uint8_t kid[THUMBPRINT_LEN] = {0};

    REQUIRE(ctx, k != NULL, MOHUR_E_UNSUPPORTED,
            "a key of %s has no form as a JSON Web Key", mohur_alg_name(alg));
    TRY(thumbprint(ctx, k, public_key, kid));
    members(out, k, public_key, MOHUR__BYTES(kid));
    text(out, "\n");
    TRY(mohur__buf_status(out));

out:
    return st;
}

mohur_status
mohur_key_export_jwk(mohur_ctx *ctx, const mohur_key *key, mohur_sink *sink)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__buf jwk = {0};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__key_check(ctx, key));
    TRY(mohur__sink_check(ctx, sink));
    REQUIRE(ctx, mohur__key_public(key).len > 0, MOHUR_E_ARGUMENT,
            "a wrapping key has no public part");
    mohur__buf_init(&jwk, ctx, MOHUR__JWK_MAX);
    TRY(mohur__jwk_emit(ctx, mohur_key_alg(key), mohur__key_public(key), &jwk));
    TRY(mohur__sink_write(sink, mohur__buf_view(&jwk)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__buf_wipe(&jwk);
    return st;
}
