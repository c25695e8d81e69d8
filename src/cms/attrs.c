/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/attrs.h"

#include "asn1/der_time.h"
#include "base/guard.h"
#include "crypto/hash.h"

/* ---- reading ---- */

static bool
read_content_type(mohur__bytes value, struct mohur__attrs *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    out->content_type     = mohur__der_read_known_oid(&r);
    out->has_content_type = true;
    return mohur__der_close(&r);
}

static bool
read_digest(mohur__bytes value, struct mohur__attrs *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    out->message_digest = mohur__der_read_octets(&r);
    return mohur__der_close(&r) && out->message_digest.len > 0;
}

static bool
read_time(mohur__bytes value, struct mohur__attrs *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    out->time     = mohur__der_read_time(&r);
    out->has_time = true;
    return mohur__der_close(&r);
}

/* IssuerSerial: one directoryName and the serial number (RFC 5035). */
static void
read_issuer_serial(struct mohur__der_reader *r, struct mohur__attrs *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    mohur__der_enter(r, MOHUR__DER_CONTEXT_4);
    if (!mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        r->failed = true;
    }
    out->cert_issuer = mohur__der_read_element(r);
    mohur__der_leave(r);
    mohur__der_leave(r);
    out->cert_serial = mohur__der_read(r, MOHUR__DER_INTEGER);
    mohur__der_leave(r);
}

/* ESSCertIDv2, of the signer; those of others may follow. */
static void
read_cert_id(struct mohur__der_reader *r, struct mohur__attrs *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    out->cert_hash = MOHUR_ALG_SHA_256;
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        out->cert_hash = mohur__digest_alg_read(r);
    }
    out->cert_digest = mohur__der_read_octets(r);
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        read_issuer_serial(r, out);
    }
    mohur__der_leave(r);
}

static bool
read_signing_cert(mohur__bytes value, struct mohur__attrs *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    read_cert_id(&r, out);
    while (mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)) {
        (void)mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    if (mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)) { /* policies */
        (void)mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    out->has_cert = true;
    return mohur__der_close(&r);
}

static bool
read_protection(mohur__bytes value, struct mohur__attrs *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->protected_hash = mohur__digest_alg_read(&r);
    out->protected_alg  = mohur__der_read(&r, MOHUR__DER_CONTEXT_1);
    mohur__der_leave(&r);
    out->has_protection = true;
    return mohur__der_close(&r);
}

static bool
take(enum mohur__oid type, mohur__bytes value, struct mohur__attrs *out)
{
    switch ((uint32_t)type) {
    case MOHUR__OID_CONTENT_TYPE:
        return read_content_type(value, out);
    case MOHUR__OID_MESSAGE_DIGEST:
        return read_digest(value, out);
    case MOHUR__OID_SIGNING_TIME:
        return read_time(value, out);
    case MOHUR__OID_SIGNING_CERTIFICATE_V2:
        return read_signing_cert(value, out);
    case MOHUR__OID_ALGORITHM_PROTECTION:
        return read_protection(value, out);
    case MOHUR__OID_SIGNING_CERTIFICATE:
        out->has_old_cert = true;
        return true;
    case MOHUR__OID_SIGNATURE_POLICY:
        out->has_policy = true;
        return true;
    case MOHUR__OID_CONTENT_TIME_STAMP:
        out->content_stamp = value;
        return true;
    default:
        return true; /* kept and believed in nothing */
    }
}

/* Types that nothing here looks at may have several values. */
static bool
is_ours(enum mohur__oid type)
{
    return type != MOHUR__OID_NONE && type != MOHUR__OID_CONTENT_IDENTIFIER &&
           type != MOHUR__OID_COMMITMENT_TYPE &&
           type != MOHUR__OID_SIGNER_ATTRIBUTES;
}

/* One Attribute with one value, if it is ours. */
static bool
read_attribute(struct mohur__der_reader *r,
               mohur__bytes *out_type,
               struct mohur__attrs *out)
{
    mohur__bytes values  = MOHUR__NOTHING;
    mohur__bytes value   = MOHUR__NOTHING;
    enum mohur__oid type = MOHUR__OID_NONE;
    struct mohur__der_reader set;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    *out_type = mohur__der_read_oid(r);
    values    = mohur__der_read(r, MOHUR__DER_SET);
    mohur__der_leave(r);
    type = mohur__oid_find(*out_type);
    if (r->failed || values.len == 0 || !mohur__der_set_sorted(values)) {
        return false;
    }
    mohur__der_open(&set, values);
    value = mohur__der_read_element(&set);
    if (!is_ours(type)) {
        return true;
    }
    return mohur__der_close(&set) && take(type, value, out);
}

bool
mohur__attrs_parse(mohur__bytes attributes, struct mohur__attrs *out)
{
    mohur__bytes types[MOHUR__ATTRS_LEN_MAX];
    size_t len = 0;
    struct mohur__der_reader r;

    *out = (struct mohur__attrs){.has_time = false};
    mohur__der_open(&r, attributes);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    if (attributes.len > MOHUR__ATTRS_MAX || !mohur__der_set_sorted(r.left)) {
        return false;
    }
    while (!r.failed && r.left.len > 0) {
        mohur__bytes type = MOHUR__NOTHING;

        if (len == MOHUR__ATTRS_LEN_MAX || !read_attribute(&r, &type, out) ||
            mohur__bytes_among(types, len, type)) {
            return false;
        }
        types[len++] = type;
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r) && len > 0;
}

/* ---- writing ---- */

enum {
    OURS = 8 /* five, and what is claimed */
};

void
mohur__attr_begin(struct mohur__der *d, enum mohur__oid type)
{
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(d, type);
    mohur__der_begin(d, MOHUR__DER_SET);
}

void
mohur__attr_end(struct mohur__der *d)
{
    mohur__der_end(d);
    mohur__der_end(d);
}

static void
put_content_type(struct mohur__der *d)
{
    mohur__attr_begin(d, MOHUR__OID_CONTENT_TYPE);
    mohur__der_oid(d, MOHUR__OID_DATA);
    mohur__attr_end(d);
}

static void
put_digest(struct mohur__der *d, const struct mohur__attrs_parts *parts)
{
    mohur__attr_begin(d, MOHUR__OID_MESSAGE_DIGEST);
    mohur__der_octets(d, parts->content_digest);
    mohur__attr_end(d);
}

static void
put_time(struct mohur__der *d, const struct mohur__attrs_parts *parts)
{
    mohur__attr_begin(d, MOHUR__OID_SIGNING_TIME);
    mohur__der_time(d, parts->time);
    mohur__attr_end(d);
}

static void
put_signing_cert(struct mohur__der *d, const struct mohur__attrs_parts *parts)
{
    mohur__attr_begin(d, MOHUR__OID_SIGNING_CERTIFICATE_V2);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    if (parts->hash != MOHUR_ALG_SHA_256) { /* the default is left out */
        mohur__der_raw(d, parts->digest_alg);
    }
    mohur__der_octets(d, parts->cert_digest);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_element(d, MOHUR__DER_CONTEXT_4, parts->issuer);
    mohur__der_end(d);
    mohur__der_element(d, MOHUR__DER_INTEGER, parts->serial);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__attr_end(d);
}

static void
put_protection(struct mohur__der *d, const struct mohur__attrs_parts *parts)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, parts->signature_alg);
    mohur__attr_begin(d, MOHUR__OID_ALGORITHM_PROTECTION);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_raw(d, parts->digest_alg);
    mohur__der_element(d, MOHUR__DER_CONTEXT_1,
                       mohur__der_read(&r, MOHUR__DER_SEQUENCE));
    mohur__der_end(d);
    mohur__attr_end(d);
}

/* The order of a SET OF in DER is that of the encodings. */
static void
sort(mohur__bytes *items, size_t len)
{
    for (size_t i = 1; i < len; i++) {
        for (size_t j = i;
             j > 0 && mohur__bytes_compare(items[j - 1], items[j]) > 0; j--) {
            mohur__bytes item = items[j];

            items[j]     = items[j - 1];
            items[j - 1] = item;
        }
    }
}

/* Write them one after the other, and find where each is. */
static bool
put_all(struct mohur__der *d,
        const struct mohur__attrs_parts *parts,
        mohur__bytes items[OURS],
        size_t *out_len)
{
    mohur__bytes all = MOHUR__NOTHING;
    struct mohur__der_reader r;

    if (!parts->is_counter) {
        put_content_type(d);
    }
    put_digest(d, parts);
    put_time(d, parts);
    put_signing_cert(d, parts);
    put_protection(d, parts);
    mohur__claims_put(d, &parts->claims);
    if (!mohur__der_done(d, &all)) {
        return false;
    }
    mohur__der_open(&r, all);
    for (*out_len = 0; !r.failed && r.left.len > 0; (*out_len)++) {
        items[*out_len] = mohur__der_read_element(&r);
    }
    return mohur__der_close(&r);
}

mohur_status
mohur__attrs_emit(mohur_ctx *ctx,
                  const struct mohur__attrs_parts *parts,
                  mohur__span room,
                  mohur__bytes *out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf draft  = {0};
    mohur__span draft_room   = {NULL, 0};
    mohur__bytes items[OURS] = {{NULL, 0}};
    size_t len               = 0;
    struct mohur__der d;

    mohur__buf_init(&draft, ctx, room.len);
    draft_room = mohur__buf_room(&draft, room.len);
    TRY(mohur__buf_status(&draft));
    mohur__der_init(&d, draft_room);
    REQUIRE(ctx, put_all(&d, parts, items, &len), MOHUR_E_LIMIT,
            "the certificate's issuer has too long a name");
    sort(items, len);
    mohur__der_init(&d, room);
    mohur__der_begin(&d, MOHUR__DER_SET);
    for (size_t i = 0; i < len; i++) {
        mohur__der_raw(&d, items[i]);
    }
    mohur__der_end(&d);
    REQUIRE(ctx, mohur__der_done(&d, out), MOHUR_E_LIMIT,
            "the certificate's issuer has too long a name");

out:
    mohur__buf_wipe(&draft);
    return st;
}
