/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/jwk.h"

#include "base/base64.h"
#include "base/guard.h"
#include "base/io.h"
#include "crypto/hash.h"

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
    const char *crv;
    const char *kty;
    const char *use;
};

static const struct kind KINDS[] = {
    {MOHUR_ALG_ED25519, "EdDSA", "Ed25519", "OKP", "sig"},
    {MOHUR_ALG_ECDSA_P256, "ES256", "P-256", "EC", "sig"},
    {MOHUR_ALG_ECDSA_P384, "ES384", "P-384", "EC", "sig"},
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

/* "name":"value", after a comma unless it is the first. */
static void
member(struct mohur__buf *b, const char *name, const char *value, bool first)
{
    text(b, first ? "\"" : ",\"");
    text(b, name);
    text(b, "\":\"");
    text(b, value);
    text(b, "\"");
}

static void
coordinate(struct mohur__buf *b, const char *name, mohur__bytes value)
{
    text(b, ",\"");
    text(b, name);
    text(b, "\":\"");
    mohur__base64url_emit(b, value);
    text(b, "\"");
}

/* x, and y of a point: the raw key of an EC key is 04, x, y. */
static void
coordinates(struct mohur__buf *b, const struct kind *k, mohur__bytes key)
{
    size_t half = (key.len - 1) / 2;

    if (k->kty[0] == 'O') {
        coordinate(b, "x", key);
        return;
    }
    coordinate(b, "x", mohur__bytes_sub(key, 1, half));
    coordinate(b, "y", mohur__bytes_sub(key, 1 + half, half));
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
    text(&b, "{");
    member(&b, "crv", k->crv, true);
    member(&b, "kty", k->kty, false);
    coordinates(&b, k, key);
    text(&b, "}");
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
    text(out, "{");
    if (k->jwa[0] != '\0') {
        member(out, "alg", k->jwa, true);
    }
    member(out, "crv", k->crv, k->jwa[0] == '\0');
    coordinate(out, "kid", MOHUR__BYTES(kid));
    member(out, "kty", k->kty, false);
    member(out, "use", k->use, false);
    coordinates(out, k, public_key);
    text(out, "}\n");
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
