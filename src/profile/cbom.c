/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/text.h"
#include "base/time.h"
#include "crypto/sign.h"
#include "profile/subject.h"

#include <stdio.h>

/*
 * A cryptographic bill of materials, CycloneDX 1.7: an asset for each
 * algorithm in use, by keys, slots, roles or the keystore itself, and one for
 * each version of a key.  The same store at the
 * same time gives the same bytes, so there is no serial number.
 */
enum {
    REF_CAP = 96,
    ID_CAP  = 64
};

/* What the standard asks of an algorithm. */
static const struct asset {
    mohur_alg alg;
    const char *primitive;
    const char *family;
    const char *parameter;
    const char *curve; /* NULL: none */
    const char *functions[3];
    int quantum; /* NIST category; 0: none */
    int bits;    /* of its keys */
} assets[] = {
    {MOHUR_ALG_ED25519,
     "signature",
     "EdDSA",
     "Ed25519",
     "other/Ed25519",
     {"keygen", "sign", "verify"},
     0,
     256},
    {MOHUR_ALG_ECDSA_P256,
     "signature",
     "ECDSA",
     "P-256",
     "nist/P-256",
     {"keygen", "sign", "verify"},
     0,
     256},
    {MOHUR_ALG_ECDSA_P384,
     "signature",
     "ECDSA",
     "P-384",
     "nist/P-384",
     {"keygen", "sign", "verify"},
     0,
     384},
    {MOHUR_ALG_X25519,
     "key-agree",
     "ECDH",
     "X25519",
     "other/Curve25519",
     {"keygen", "encapsulate", "decapsulate"},
     0,
     256},
    {MOHUR_ALG_ECDH_P256,
     "key-agree",
     "ECDH",
     "P-256",
     "nist/P-256",
     {"keygen", "encapsulate", "decapsulate"},
     0,
     256},
    {MOHUR_ALG_ECDH_P384,
     "key-agree",
     "ECDH",
     "P-384",
     "nist/P-384",
     {"keygen", "encapsulate", "decapsulate"},
     0,
     384},
    {MOHUR_ALG_X_WING,
     "combiner",
     "ML-KEM",
     "X-Wing",
     NULL,
     {"keygen", "encapsulate", "decapsulate"},
     3,
     256},
    {MOHUR_ALG_AES_256_WRAP,
     "key-wrap",
     "AES",
     "256",
     NULL,
     {"keygen", "encrypt", "decrypt"},
     5,
     256},
    {MOHUR_ALG_RSASSA_PSS,
     "signature",
     "RSASSA-PSS",
     NULL,
     NULL,
     {"keygen", "sign", "verify"},
     0,
     0},
    {MOHUR_ALG_RSASSA_PKCS1,
     "signature",
     "RSASSA-PKCS1",
     NULL,
     NULL,
     {"keygen", "sign", "verify"},
     0,
     0},
    {MOHUR_ALG_XCHACHA20_POLY1305,
     "ae",
     "ChaCha20",
     "XChaCha20-Poly1305",
     NULL,
     {"encrypt", "decrypt"},
     5,
     256},
    {MOHUR_ALG_XAES_256_GCM,
     "ae",
     "AES",
     "XAES-256-GCM",
     NULL,
     {"encrypt", "decrypt"},
     5,
     256},
    {MOHUR_ALG_HMAC_SHA_256, "mac", "HMAC", "SHA-256", NULL, {"tag"}, 5, 256},
    {MOHUR_ALG_HKDF_SHA_512,
     "kdf",
     "HKDF",
     "SHA-512",
     NULL,
     {"keyderive"},
     5,
     0},
    {MOHUR_ALG_SHA_256, "hash", "SHA-2", "256", NULL, {"digest"}, 2, 0},
    {MOHUR_ALG_ARGON2ID, "kdf", "Argon2", "id", NULL, {"keyderive"}, 5, 0},
};

enum {
    ASSETS_LEN = sizeof assets / sizeof assets[0]
};

static const struct asset *
asset_of(mohur_alg alg)
{
    for (size_t i = 0; i < ASSETS_LEN; i++) {
        if (assets[i].alg == alg) {
            return &assets[i];
        }
    }
    return NULL;
}

static void
put(json_t *object, const char *name, json_t *value)
{
    (void)json_object_set_new(object, name, value);
}

static void
put_date(json_t *object, const char *name, int64_t t)
{
    char text[MOHUR__TIME_CAP] = {0};

    if (t != 0) {
        mohur__time_format(t, text);
        put(object, name, json_string(text));
    }
}

static json_t *
component(const char *ref, const char *name, const char *kind, json_t *inner)
{
    json_t *out        = json_object();
    json_t *properties = json_object();
    const char *member = kind[0] == 'a' ? "algorithmProperties"
                                        : "relatedCryptoMaterialProperties";

    put(properties, "assetType", json_string(kind));
    put(properties, member, inner);
    put(out, "type", json_string("cryptographic-asset"));
    put(out, "bom-ref", json_string(ref));
    put(out, "name", json_string(name));
    put(out, "cryptoProperties", properties);
    return out;
}

/* ---- algorithms ---- */

static void
ref_of_alg(mohur_alg alg, char out[REF_CAP])
{
    snprintf(out, REF_CAP, "algorithm/%s", mohur_alg_name(alg));
}

static json_t *
algorithm_json(const struct asset *a)
{
    char ref[REF_CAP] = {0};
    json_t *inner     = json_object();
    json_t *functions = json_array();

    ref_of_alg(a->alg, ref);
    for (size_t i = 0; i < 3 && a->functions[i] != NULL; i++) {
        (void)json_array_append_new(functions, json_string(a->functions[i]));
    }
    put(inner, "primitive", json_string(a->primitive));
    put(inner, "algorithmFamily", json_string(a->family));
    if (a->parameter != NULL) {
        put(inner, "parameterSetIdentifier", json_string(a->parameter));
    }
    if (a->curve != NULL) {
        put(inner, "ellipticCurve", json_string(a->curve));
    }
    put(inner, "cryptoFunctions", functions);
    put(inner, "nistQuantumSecurityLevel", json_integer(a->quantum));
    return component(ref, mohur_alg_name(a->alg), "algorithm", inner);
}

/* Whatever a keystore holds, and in either suite. */
static bool
is_of_every_store(mohur_alg alg)
{
    return alg == MOHUR_ALG_HMAC_SHA_256 || alg == MOHUR_ALG_HKDF_SHA_512 ||
           alg == MOHUR_ALG_SHA_256;
}

static bool
is_used(const struct asset *a,
        const struct mohur__subject *subjects,
        size_t subjects_len)
{
    for (size_t i = 0; i < subjects_len; i++) {
        if (subjects[i].alg == a->alg) {
            return true;
        }
    }
    return is_of_every_store(a->alg);
}

/* ---- keys ---- */

static const char *
mechanism_of(mohur_custody custody)
{
    static const char *const names[] = {"Software", "Software", "HSM", "TPM"};

    return custody <= MOHUR_CUSTODY_TPM ? names[custody] : names[0];
}

static json_t *
fingerprint_json(mohur__bytes id)
{
    char hex[65] = {0};
    json_t *out  = json_object();

    mohur__hex(mohur__bytes_sub(id, 0, 32), hex);
    put(out, "alg", json_string("SHA-256"));
    put(out, "content", json_string(hex));
    return out;
}

static json_t *
related_json(mohur_alg alg)
{
    char ref[REF_CAP] = {0};
    json_t *list      = json_array();
    json_t *one       = json_object();

    ref_of_alg(alg, ref);
    put(one, "type", json_string("algorithm"));
    put(one, "ref", json_string(ref));
    (void)json_array_append_new(list, one);
    return list;
}

static json_t *
key_json(const struct mohur__subject *s)
{
    char hex[33]          = {0};
    char ref[REF_CAP]     = {0};
    char id[ID_CAP]       = {0};
    const struct asset *a = asset_of(s->alg);
    json_t *inner         = json_object();
    json_t *secured       = json_object();

    mohur__hex(mohur__bytes_sub(s->ring_id, 0, 16), hex);
    snprintf(id, sizeof id, "%s/%u", hex, (unsigned)s->version);
    snprintf(ref, sizeof ref, "key/%s", id);
    put(inner, "type",
        json_string(s->alg == MOHUR_ALG_AES_256_WRAP ? "secret-key"
                                                     : "private-key"));
    put(inner, "id", json_string(id));
    put(inner, "state", json_string(s->state));
    if (a != NULL) {
        put(inner, "size", json_integer(s->bits != 0 ? (int)s->bits : a->bits));
    }
    put_date(inner, "creationDate", s->created);
    put_date(inner, "activationDate", s->activate_at);
    put_date(inner, "expirationDate", s->protect_until);
    put(secured, "mechanism", json_string(mechanism_of(s->custody)));
    put(inner, "securedBy", secured);
    if (s->id.len > 0) {
        put(inner, "fingerprint", fingerprint_json(s->id));
    }
    put(inner, "relatedCryptographicAssets", related_json(s->alg));
    return component(ref, s->name != NULL ? s->name : id,
                     "related-crypto-material", inner);
}

/* ---- all of it ---- */

static json_t *
metadata_json(int64_t now)
{
    json_t *out       = json_object();
    json_t *described = json_object();

    put_date(out, "timestamp", now);
    put(described, "type", json_string("data"));
    put(described, "bom-ref", json_string("keystore"));
    put(described, "name", json_string("keystore"));
    put(out, "component", described);
    return out;
}

mohur_status
mohur__cbom_write(mohur_ctx *ctx,
                  const struct mohur__subject *subjects,
                  size_t subjects_len,
                  int64_t now,
                  mohur_sink *sink)
{
    json_t *out  = json_object();
    json_t *list = json_array();

    for (size_t i = 0; i < ASSETS_LEN; i++) {
        if (is_used(&assets[i], subjects, subjects_len)) {
            (void)json_array_append_new(list, algorithm_json(&assets[i]));
        }
    }
    for (size_t i = 0; i < subjects_len; i++) {
        if (subjects[i].ring_id.len > 0) {
            (void)json_array_append_new(list, key_json(&subjects[i]));
        }
    }
    put(out, "$schema",
        json_string("http://cyclonedx.org/schema/bom-1.7.schema.json"));
    put(out, "bomFormat", json_string("CycloneDX"));
    put(out, "specVersion", json_string("1.7"));
    put(out, "version", json_integer(1));
    put(out, "metadata", metadata_json(now));
    put(out, "components", list);
    return mohur__json_write(ctx, out, sink);
}
