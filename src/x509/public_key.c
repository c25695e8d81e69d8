/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/public_key.h"

#include "base/guard.h"
#include "crypto/hash.h"
#include "crypto/sign.h"

/*
 * Keys and signatures between DER and what crypto/ takes.
 */

/* ---- keys ---- */

static mohur_alg
alg_of_curve(enum mohur__oid curve)
{
    return curve == MOHUR__OID_P256   ? MOHUR_ALG_ECDSA_P256
           : curve == MOHUR__OID_P384 ? MOHUR_ALG_ECDSA_P384
           : curve == MOHUR__OID_P521 ? MOHUR_ALG_ECDSA_P521
                                      : MOHUR_ALG_NONE;
}

/* RSAPublicKey (RFC 8017 A.1.1). */
static bool
rsa_parse(mohur__bytes der, struct mohur__rsa_public *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->der      = der;
    out->modulus  = mohur__der_read_integer(&r);
    out->exponent = mohur__der_read_integer(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

/* The kind of key; whatever else the parameters are is read over. */
static mohur_alg
read_key_alg(struct mohur__der_reader *r)
{
    enum mohur__oid oid = MOHUR__OID_NONE;
    mohur_alg alg       = MOHUR_ALG_NONE;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    oid = mohur__der_read_known_oid(r);
    if (oid == MOHUR__OID_EC_PUBLIC_KEY &&
        mohur__der_next_is(r, MOHUR__DER_OID)) {
        alg = alg_of_curve(mohur__der_read_known_oid(r));
    } else if (oid == MOHUR__OID_RSA_ENCRYPTION) {
        mohur__der_read_null(r);
        alg = MOHUR_ALG_RSASSA_PKCS1;
    } else if (oid == MOHUR__OID_ED25519) {
        alg = MOHUR_ALG_ED25519;
    } else if (r->left.len > 0) {
        (void)mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return alg;
}

bool
mohur__public_key_parse(mohur__bytes spki, struct mohur__public_key *out)
{
    mohur__bytes bits = MOHUR__NOTHING;
    struct mohur__der_reader r;

    *out = (struct mohur__public_key){.alg = MOHUR_ALG_NONE};
    mohur__der_open(&r, spki);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->alg = read_key_alg(&r);
    bits     = mohur__der_read_bits(&r);
    mohur__der_leave(&r);
    if (!mohur__der_close(&r)) {
        return false;
    }
    if (out->alg == MOHUR_ALG_RSASSA_PKCS1) {
        return rsa_parse(bits, &out->rsa);
    }
    out->point = bits;
    return true;
}

uint32_t
mohur__public_key_bits(const struct mohur__public_key *key)
{
    return key->alg == MOHUR_ALG_RSASSA_PKCS1 ? mohur__rsa_bits(&key->rsa) : 0;
}

/* ---- algorithms ---- */

static const struct {
    enum mohur__oid oid;
    mohur_alg alg; /* of ECDSA the family: the key says the curve */
    mohur_alg hash;
    bool null; /* parameters are NULL, and not absent */
} SIGNATURES[] = {
    {MOHUR__OID_ECDSA_SHA_256, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_256, false},
    {MOHUR__OID_ECDSA_SHA_384, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_384, false},
    {MOHUR__OID_ECDSA_SHA_512, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_SHA_512, false},
    {MOHUR__OID_RSA_SHA_256, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_256, true},
    {MOHUR__OID_RSA_SHA_384, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_384, true},
    {MOHUR__OID_RSA_SHA_512, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_SHA_512, true},
    {MOHUR__OID_RSA_ENCRYPTION, MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_NONE, true},
    {MOHUR__OID_ED25519, MOHUR_ALG_ED25519, MOHUR_ALG_NONE, false},
};

static mohur_alg
hash_of(enum mohur__oid oid)
{
    return oid == MOHUR__OID_SHA_256   ? MOHUR_ALG_SHA_256
           : oid == MOHUR__OID_SHA_384 ? MOHUR_ALG_SHA_384
           : oid == MOHUR__OID_SHA_512 ? MOHUR_ALG_SHA_512
                                       : MOHUR_ALG_NONE;
}

mohur_alg
mohur__digest_alg_read(struct mohur__der_reader *r)
{
    mohur_alg hash = MOHUR_ALG_NONE;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    hash = hash_of(mohur__der_read_known_oid(r));
    if (mohur__der_next_is(r, MOHUR__DER_NULL)) {
        mohur__der_read_null(r);
    } else if (hash == MOHUR_ALG_NONE && r->left.len > 0) {
        (void)mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return hash;
}

/* [1] { id-mgf1, hash }: the hash; NONE for another function. */
static mohur_alg
read_mgf(struct mohur__der_reader *r)
{
    enum mohur__oid mgf = MOHUR__OID_NONE;
    mohur_alg hash      = MOHUR_ALG_NONE;

    mohur__der_enter(r, MOHUR__DER_CONTEXT_1);
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    mgf  = mohur__der_read_known_oid(r);
    hash = mohur__digest_alg_read(r);
    mohur__der_leave(r);
    mohur__der_leave(r);
    return mgf == MOHUR__OID_MGF1 ? hash : MOHUR_ALG_NONE;
}

/*
 * RSASSA-PSS-params (RFC 4055 3.1), of which we know one form: both hashes
 * named and equal, the salt as long as they, the trailer left out.
 */
static mohur_alg
pss_hash(mohur__bytes parameters)
{
    mohur_alg hash = MOHUR_ALG_NONE;
    mohur_alg mgf  = MOHUR_ALG_NONE;
    uint64_t salt  = 0;
    struct mohur__der_reader r;

    mohur__der_open(&r, parameters);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    hash = mohur__digest_alg_read(&r);
    mohur__der_leave(&r);
    mgf = read_mgf(&r);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_2);
    salt = mohur__der_read_uint(&r);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r) && hash == mgf && salt == mohur__hash_len(hash)
               ? hash
               : MOHUR_ALG_NONE;
}

/* Parameters as a whole element; nothing if they are absent. */
static bool
parameters_fit(bool null, mohur__bytes parameters)
{
    static const uint8_t NULL_DER[] = {MOHUR__DER_NULL, 0};

    return mohur__bytes_equal(parameters,
                              null ? MOHUR__BYTES(NULL_DER) : MOHUR__NOTHING);
}

static struct mohur__signature_alg
find(enum mohur__oid oid, mohur__bytes parameters)
{
    struct mohur__signature_alg out = {MOHUR_ALG_NONE, MOHUR_ALG_NONE};

    if (oid == MOHUR__OID_RSA_PSS) {
        out.hash = pss_hash(parameters);
        out.alg =
            out.hash == MOHUR_ALG_NONE ? MOHUR_ALG_NONE : MOHUR_ALG_RSASSA_PSS;
        return out;
    }
    for (size_t i = 0; i < sizeof SIGNATURES / sizeof SIGNATURES[0]; i++) {
        if (SIGNATURES[i].oid == oid &&
            parameters_fit(SIGNATURES[i].null, parameters)) {
            out.alg  = SIGNATURES[i].alg;
            out.hash = SIGNATURES[i].hash;
        }
    }
    return out;
}

struct mohur__signature_alg
mohur__signature_alg_read(struct mohur__der_reader *r)
{
    enum mohur__oid oid     = MOHUR__OID_NONE;
    mohur__bytes parameters = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    oid = mohur__der_read_known_oid(r);
    if (r->left.len > 0) {
        parameters = mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return find(oid, parameters);
}

static bool
is_ecdsa(mohur_alg alg)
{
    return mohur__sign_default_hash(alg) != MOHUR_ALG_NONE;
}

bool
mohur__signature_alg_fits(const struct mohur__signature_alg *alg,
                          const struct mohur__public_key *key)
{
    if (is_ecdsa(alg->alg)) {
        return is_ecdsa(key->alg);
    }
    if (alg->alg == MOHUR_ALG_RSASSA_PSS) {
        return key->alg == MOHUR_ALG_RSASSA_PKCS1;
    }
    return alg->alg != MOHUR_ALG_NONE && alg->alg == key->alg;
}

/* ---- signatures ---- */

/* A number at the end of its half; false if it does not fit. */
static bool
place(mohur__bytes number, mohur__span half)
{
    if (number.len > half.len) {
        return false;
    }
    mohur__copy(mohur__span_sub(half, half.len - number.len, number.len),
                number);
    return true;
}

/* ECDSA-Sig-Value (RFC 3279 2.2.3) as r, s of the width of the curve. */
static bool
ecdsa_parse(mohur__bytes der, mohur__span out)
{
    mohur__bytes a = MOHUR__NOTHING;
    mohur__bytes b = MOHUR__NOTHING;
    size_t half    = out.len / 2;
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    a = mohur__der_read_integer(&r);
    b = mohur__der_read_integer(&r);
    mohur__der_leave(&r);
    return mohur__der_close(&r) && place(a, mohur__span_sub(out, 0, half)) &&
           place(b, mohur__span_sub(out, half, half));
}

void
mohur__signature_value_emit(mohur_alg alg,
                            mohur__bytes raw,
                            mohur__span room,
                            mohur__bytes *out)
{
    size_t half = raw.len / 2;
    struct mohur__der d;

    mohur__der_init(&d, room);
    if (is_ecdsa(alg)) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
        mohur__der_integer(&d, mohur__bytes_sub(raw, 0, half));
        mohur__der_integer(&d, mohur__bytes_sub(raw, half, half));
        mohur__der_end(&d);
    } else {
        mohur__der_raw(&d, raw);
    }
    (void)mohur__der_done(&d, out);
}

static mohur_status
ecdsa_verify(mohur_ctx *ctx,
             const struct mohur__public_key *key,
             mohur_alg hash,
             mohur__bytes message,
             mohur__bytes signature)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t room[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    mohur__span raw = mohur__span_sub(MOHUR__SPAN(room), 0,
                                      mohur__sign_signature_len(key->alg));

    TRY(mohur__auth_require(ctx, ecdsa_parse(signature, raw)));
    TRY(mohur__sign_verify(ctx, key->alg, hash, false, key->point, message,
                           mohur__span_bytes(raw)));

out:
    return st;
}

mohur_status
mohur__public_key_verify(mohur_ctx *ctx,
                         const struct mohur__public_key *key,
                         const struct mohur__signature_alg *alg,
                         mohur__bytes message,
                         mohur__bytes signature)
{
    if (!mohur__signature_alg_fits(alg, key)) {
        return mohur__auth_require(ctx, false);
    }
    if (is_ecdsa(key->alg)) {
        return ecdsa_verify(ctx, key, alg->hash, message, signature);
    }
    if (key->alg == MOHUR_ALG_ED25519) {
        return mohur__sign_verify(ctx, key->alg, MOHUR_ALG_NONE, true,
                                  key->point, message, signature);
    }
    return mohur__rsa_verify(ctx, alg->alg, alg->hash, &key->rsa, message,
                             signature);
}

mohur_status
mohur__public_key_verify_digest(mohur_ctx *ctx,
                                const struct mohur__public_key *key,
                                const struct mohur__signature_alg *alg,
                                mohur__bytes digest,
                                mohur__bytes signature)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t room[MOHUR__SIGN_SIGNATURE_MAX] = {0};
    mohur__span raw = mohur__span_sub(MOHUR__SPAN(room), 0,
                                      mohur__sign_signature_len(key->alg));

    TRY(mohur__auth_require(ctx, mohur__signature_alg_fits(alg, key)));
    if (key->alg == MOHUR_ALG_RSASSA_PKCS1) {
        return mohur__rsa_verify_digest(ctx, alg->alg, alg->hash, &key->rsa,
                                        digest, signature);
    }
    TRY(mohur__auth_require(ctx, !is_ecdsa(key->alg) ||
                                     ecdsa_parse(signature, raw)));
    TRY(mohur__sign_verify_digest(ctx, key->alg, alg->hash, key->point, digest,
                                  mohur__span_bytes(raw)));

out:
    return st;
}
