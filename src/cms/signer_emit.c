/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/signer_emit.h"

#include "asn1/der_write.h"
#include "base/guard.h"
#include "base/mem.h"
#include "cms/signed_data.h"

enum {
    AROUND = 1024 /* headers, version, algorithms */
};

/* ---- algorithms ---- */

static const uint8_t SHA_256_ID[] = {0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                                     0x01, 0x65, 0x03, 0x04, 0x02, 0x01};
static const uint8_t SHA_384_ID[] = {0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                                     0x01, 0x65, 0x03, 0x04, 0x02, 0x02};
static const uint8_t SHA_512_ID[] = {0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48,
                                     0x01, 0x65, 0x03, 0x04, 0x02, 0x03};
static const uint8_t ECDSA_SHA_256_ID[] = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
                                           0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
static const uint8_t ECDSA_SHA_384_ID[] = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
                                           0x48, 0xCE, 0x3D, 0x04, 0x03, 0x03};
static const uint8_t ED25519_ID[] = {0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70};

static const uint8_t RSA_SHA_256_ID[] = {0x30, 0x0D, 0x06, 0x09, 0x2A,
                                         0x86, 0x48, 0x86, 0xF7, 0x0D,
                                         0x01, 0x01, 0x0B, 0x05, 0x00};
/* SHA-256 in both places, a salt of 32 (RFC 4055 3.1). */
static const uint8_t PSS_SHA_256_ID[] = {
    0x30, 0x3D, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01,
    0x01, 0x0A, 0x30, 0x30, 0xA0, 0x0D, 0x30, 0x0B, 0x06, 0x09, 0x60,
    0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0xA1, 0x1A, 0x30,
    0x18, 0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x01,
    0x08, 0x30, 0x0B, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03,
    0x04, 0x02, 0x01, 0xA2, 0x03, 0x02, 0x01, 0x20};

bool
mohur__cms_algs_for(mohur_alg key, struct mohur__cms_algs *out)
{
    switch ((uint32_t)key) {
    case MOHUR_ALG_ECDSA_P256:
        *out = (struct mohur__cms_algs){MOHUR_ALG_SHA_256,
                                        MOHUR__BYTES(SHA_256_ID),
                                        MOHUR__BYTES(ECDSA_SHA_256_ID)};
        return true;
    case MOHUR_ALG_ECDSA_P384:
        *out = (struct mohur__cms_algs){MOHUR_ALG_SHA_384,
                                        MOHUR__BYTES(SHA_384_ID),
                                        MOHUR__BYTES(ECDSA_SHA_384_ID)};
        return true;
    case MOHUR_ALG_RSASSA_PKCS1:
        *out = (struct mohur__cms_algs){MOHUR_ALG_SHA_256,
                                        MOHUR__BYTES(SHA_256_ID),
                                        MOHUR__BYTES(RSA_SHA_256_ID)};
        return true;
    case MOHUR_ALG_RSASSA_PSS:
        *out = (struct mohur__cms_algs){MOHUR_ALG_SHA_256,
                                        MOHUR__BYTES(SHA_256_ID),
                                        MOHUR__BYTES(PSS_SHA_256_ID)};
        return true;
    case MOHUR_ALG_ED25519: /* RFC 8419: with SHA-512 */
        *out = (struct mohur__cms_algs){MOHUR_ALG_SHA_512,
                                        MOHUR__BYTES(SHA_512_ID),
                                        MOHUR__BYTES(ED25519_ID)};
        return true;
    default:
        return false;
    }
}

/* ---- elements ---- */

/* Those of certs that were not yet written, the smallest encoding first. */
static const mohur__bytes *
next_cert(const struct mohur__cms_signer *s, mohur__bytes last)
{
    const mohur__bytes *best = NULL;

    for (size_t i = 0; i < s->certs_len; i++) {
        const mohur__bytes *c = &s->certs[i];

        if (mohur__bytes_compare(*c, last) > 0 &&
            (best == NULL || mohur__bytes_compare(*c, *best) < 0)) {
            best = c;
        }
    }
    return best;
}

static void
put_certs(struct mohur__der *d, const struct mohur__cms_signer *s)
{
    const mohur__bytes *c = next_cert(s, MOHUR__NOTHING);

    mohur__der_begin(d, MOHUR__DER_CONTEXT_0);
    while (c != NULL) { /* one that is there twice is written once */
        mohur__der_raw(d, *c);
        c = next_cert(s, *c);
    }
    mohur__der_end(d);
}

/* The attributes with the tag that they have outside of the signature. */
static void
put_attributes(struct mohur__der *d, mohur__bytes set)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, set);
    mohur__der_element(d, MOHUR__DER_CONTEXT_0,
                       mohur__der_read(&r, MOHUR__DER_SET));
}

static void
put_signer(struct mohur__der *d, const struct mohur__cms_signer *s)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(d, 1);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, s->issuer);
    mohur__der_element(d, MOHUR__DER_INTEGER, s->serial);
    mohur__der_end(d);
    mohur__der_raw(d, s->algs.digest_alg);
    put_attributes(d, s->attributes);
    mohur__der_raw(d, s->algs.signature_alg);
    mohur__der_octets(d, s->signature);
    mohur__der_raw(d, s->beside);
    mohur__der_end(d);
}

static size_t
room_for(const struct mohur__cms_signer *s)
{
    size_t len = AROUND + s->issuer.len + s->attributes.len + s->signature.len +
                 s->beside.len;

    for (size_t i = 0; i < s->certs_len; i++) {
        len += s->certs[i].len; /* few, of 64 KiB each: no overflow */
    }
    return len;
}

/* Certificates and signatures, or one signature alone. */
static mohur_status
emit(mohur_ctx *ctx,
     const struct mohur__cms_signer *signer,
     bool alone,
     struct mohur__buf *out)
{
    mohur_status st  = MOHUR_OK;
    size_t room      = room_for(signer);
    void *memory     = NULL;
    mohur__bytes der = MOHUR__NOTHING;
    struct mohur__der d;

    TRY(mohur__alloc(ctx, room, &memory));
    mohur__der_init(&d, mohur__span_of(memory, room));
    if (alone) {
        put_signer(&d, signer);
    } else {
        put_certs(&d, signer);
        mohur__der_begin(&d, MOHUR__DER_SET);
        put_signer(&d, signer);
        mohur__der_end(&d);
    }
    REQUIRE(ctx, mohur__der_done(&d, &der), MOHUR_E_INTERNAL,
            "a signature has no room");
    mohur__buf_bytes(out, der);
    TRY(mohur__buf_status(out));

out:
    mohur__free(memory);
    return st;
}

mohur_status
mohur__cms_signer_emit(mohur_ctx *ctx,
                       const struct mohur__cms_signer *signer,
                       struct mohur__buf *out)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, signer->certs_len <= MOHUR__CMS_CERTS_MAX, MOHUR_E_LIMIT,
            "a signature has at most %d certificates beside it",
            MOHUR__CMS_CERTS_MAX);
    TRY(emit(ctx, signer, false, out));

out:
    return st;
}

mohur_status
mohur__cms_signer_emit_info(mohur_ctx *ctx,
                            const struct mohur__cms_signer *signer,
                            struct mohur__buf *out)
{
    return emit(ctx, signer, true, out);
}
