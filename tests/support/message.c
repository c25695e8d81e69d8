/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"

#include "asn1/der_read.h"
#include "check.h"
#include "cms/attrs.h"
#include "cms/signer_emit.h"
#include "crypto/hash.h"
#include "x509/cert.h"

enum {
    ELEMENTS_MAX = 64
};

/* ---- bytes ---- */

mohur__bytes
message_join(struct fixture *t, mohur__bytes a, mohur__bytes b, mohur__bytes c)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, a);
    mohur__der_raw(&d, b);
    mohur__der_raw(&d, c);
    return pki_done(&d);
}

static size_t
split(mohur__bytes elements, mohur__bytes out[ELEMENTS_MAX])
{
    size_t len = 0;
    struct mohur__der_reader r;

    mohur__der_open(&r, elements);
    while (!r.failed && r.left.len > 0) {
        CHECK(len < ELEMENTS_MAX);
        out[len++] = mohur__der_read_element(&r);
    }
    CHECK(!r.failed);
    return len;
}

mohur__bytes
message_sorted(struct fixture *t, mohur__bytes elements)
{
    mohur__bytes items[ELEMENTS_MAX];
    size_t len = split(elements, items);
    struct mohur__der d;

    for (size_t i = 1; i < len; i++) {
        for (size_t k = i;
             k > 0 && mohur__bytes_compare(items[k - 1], items[k]) > 0; k--) {
            mohur__bytes item = items[k];
            items[k]          = items[k - 1];
            items[k - 1]      = item;
        }
    }
    pki_der(t, &d);
    for (size_t i = 0; i < len; i++) {
        mohur__der_raw(&d, items[i]);
    }
    return pki_done(&d);
}

static bool
is_of_type(mohur__bytes attribute, enum mohur__oid type)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, attribute);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    return mohur__der_read_known_oid(&r) == type;
}

mohur__bytes
message_replace(struct fixture *t,
                mohur__bytes elements,
                enum mohur__oid type,
                mohur__bytes with)
{
    mohur__bytes items[ELEMENTS_MAX];
    size_t len = split(elements, items);
    struct mohur__der d;

    pki_der(t, &d);
    for (size_t i = 0; i < len; i++) {
        mohur__der_raw(&d, is_of_type(items[i], type) ? with : items[i]);
    }
    return message_sorted(t, pki_done(&d));
}

mohur__bytes
message_attr(struct fixture *t, enum mohur__oid type, mohur__bytes values)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, type);
    mohur__der_element(&d, MOHUR__DER_SET, values);
    mohur__der_end(&d);
    return pki_done(&d);
}

/* ---- parts ---- */

static struct mohur__cms_algs
algs_of(const struct message_plan *plan)
{
    struct mohur__cms_algs algs;

    CHECK(mohur__cms_algs_for(plan->key->alg, &algs));
    return algs;
}

mohur__bytes
message_sha_256(void)
{
    struct mohur__cms_algs algs;

    CHECK(mohur__cms_algs_for(MOHUR_ALG_ECDSA_P256, &algs));
    return algs.digest_alg;
}

/* The part of the plan, or else the one that belongs there. */
static mohur__bytes
or_else(mohur__bytes part, mohur__bytes usual)
{
    return part.data != NULL ? part : usual;
}

static mohur__bytes
digest(struct fixture *t, mohur_alg hash, mohur__bytes message)
{
    size_t len     = mohur__hash_len(hash);
    uint8_t *bytes = fixture_bytes(t, 0, len);

    CHECK_OK(mohur__hash(t->ctx, hash, message, mohur__span_of(bytes, len)));
    return mohur__bytes_of(bytes, len);
}

mohur__bytes
message_attrs(struct fixture *t, const struct message_plan *plan)
{
    struct mohur__cms_algs algs = algs_of(plan);
    mohur__bytes set            = MOHUR__NOTHING;
    uint8_t *room               = fixture_bytes(t, 0, PKI_ROOM);
    struct mohur__cert cert;
    struct mohur__der_reader r;

    mohur__error_clear(t->ctx);
    CHECK(mohur__cert_parse(plan->cert, &cert));
    const struct mohur__attrs_parts parts = {
        .hash           = algs.hash,
        .content_digest = digest(t, algs.hash, plan->content),
        .time           = FIXTURE_NOW,
        .cert_digest    = digest(t, algs.hash, plan->cert),
        .issuer         = cert.issuer,
        .serial         = cert.serial,
        .digest_alg     = algs.digest_alg,
        .signature_alg  = algs.signature_alg};
    CHECK_OK(mohur__attrs_emit(t->ctx, &parts, mohur__span_of(room, PKI_ROOM),
                               &set));
    mohur__der_open(&r, set);
    return mohur__der_read(&r, MOHUR__DER_SET);
}

static mohur__bytes
usual_sid(struct fixture *t, const struct message_plan *plan)
{
    struct mohur__cert cert;
    struct mohur__der d;

    CHECK(mohur__cert_parse(plan->cert, &cert));
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(&d, cert.issuer);
    mohur__der_element(&d, MOHUR__DER_INTEGER, cert.serial);
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur__bytes
as_set(struct fixture *t, uint8_t tag, mohur__bytes contents)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_element(&d, tag, contents);
    return pki_done(&d);
}

mohur__bytes
message_signer(struct fixture *t, const struct message_plan *plan)
{
    struct mohur__cms_algs algs = algs_of(plan);
    mohur__bytes attrs          = plan->attrs;
    mohur__bytes to_sign        = plan->content;
    struct mohur__der d;

    if (!plan->no_attrs) {
        attrs   = attrs.data != NULL ? attrs : message_attrs(t, plan);
        to_sign = as_set(t, MOHUR__DER_SET, attrs);
    }
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, 1);
    mohur__der_raw(&d, or_else(plan->sid, usual_sid(t, plan)));
    mohur__der_raw(&d, or_else(plan->digest_alg, algs.digest_alg));
    if (!plan->no_attrs) {
        mohur__der_element(&d, MOHUR__DER_CONTEXT_0, attrs);
    }
    mohur__der_raw(&d, or_else(plan->signature_alg, algs.signature_alg));
    mohur__der_octets(
        &d, or_else(plan->signature, pki_sign(t, plan->key, to_sign)));
    if (plan->unsigned_attrs.data != NULL) {
        mohur__der_element(&d, MOHUR__DER_CONTEXT_1, plan->unsigned_attrs);
    }
    mohur__der_end(&d);
    return pki_done(&d);
}

static void
put_content(struct mohur__der *d, const struct message_plan *plan)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_element(
        d, MOHUR__DER_OID,
        or_else(plan->content_type, mohur__oid_bytes(MOHUR__OID_DATA)));
    if (plan->attached) {
        mohur__der_begin(d, MOHUR__DER_CONTEXT_0);
        mohur__der_octets(d, plan->content);
        mohur__der_end(d);
    }
    mohur__der_end(d);
}

mohur__bytes
message_make(struct fixture *t, const struct message_plan *plan)
{
    mohur__bytes signers = plan->more_signers;
    struct mohur__der d;

    if (!plan->no_signer) {
        signers =
            message_sorted(t, message_join(t, message_signer(t, plan),
                                           plan->more_signers, MOHUR__NOTHING));
    }
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, MOHUR__OID_SIGNED_DATA);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(&d, plan->version == 0 ? 1 : plan->version);
    mohur__der_element(&d, MOHUR__DER_SET,
                       or_else(plan->digest_algs, algs_of(plan).digest_alg));
    put_content(&d, plan);
    mohur__der_element(&d, MOHUR__DER_CONTEXT_0,
                       or_else(plan->certs, plan->cert));
    if (plan->crls.len > 0) {
        mohur__der_element(&d, MOHUR__DER_CONTEXT_1, plan->crls);
    }
    mohur__der_element(&d, MOHUR__DER_SET, signers);
    mohur__der_end(&d);
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_done(&d);
}
