/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/claims.h"

#include "asn1/der_read.h"
#include "asn1/oid_text.h"
#include "base/guard.h"
#include "base/text.h"
#include "cms/attrs.h"
#include "profile/expect.h"

static const char SEMANTICS[] = "VATAZ-"; /* EN 319 412-1 5.1.4 */

/* The next Attribute: its values, and which type it is. */
static mohur__bytes
next_attribute(struct mohur__der_reader *r, enum mohur__oid *out_type)
{
    mohur__bytes values = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    *out_type = mohur__der_read_known_oid(r);
    values    = mohur__der_read(r, MOHUR__DER_SET);
    mohur__der_leave(r);
    return values;
}

/* ---- registration number ---- */

static bool
is_plain_text(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] < 0x20 || text.data[i] == 0x7F) {
            return false;
        }
    }
    return mohur__utf8_valid(text);
}

static mohur__bytes
read_registration(mohur__bytes values)
{
    mohur__bytes text = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, values);
    text = mohur__der_read_octets(&r);
    return mohur__der_close(&r) && is_plain_text(text) ? text : MOHUR__NOTHING;
}

/* ---- VOEN ---- */

static mohur__bytes
read_number(mohur__bytes values)
{
    mohur__bytes front = mohur__bytes_text(SEMANTICS);
    mohur__bytes text  = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, values);
    text = mohur__der_read(&r, mohur__der_next_is(&r, MOHUR__DER_PRINTABLE)
                                   ? MOHUR__DER_PRINTABLE
                                   : MOHUR__DER_UTF8);
    if (!mohur__der_close(&r) ||
        !mohur__bytes_equal(mohur__bytes_sub(text, 0, front.len), front)) {
        return MOHUR__NOTHING;
    }
    text = mohur__bytes_sub(text, front.len, text.len);
    return mohur__voen_valid(text) ? text : MOHUR__NOTHING;
}

/* ClaimedAttributes: SEQUENCE OF Attribute; two of them are none. */
static mohur__bytes
read_claimed(struct mohur__der_reader *r)
{
    mohur__bytes out = MOHUR__NOTHING;
    size_t found     = 0;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    while (!r->failed && r->left.len > 0) {
        enum mohur__oid type = MOHUR__OID_NONE;
        mohur__bytes values  = next_attribute(r, &type);

        if (type == MOHUR__OID_ORGANIZATION_ID) {
            out = read_number(values);
            found++;
        }
    }
    mohur__der_leave(r);
    return found == 1 ? out : MOHUR__NOTHING;
}

/* Attributes that somebody certified are not asked: nobody here knows whom
 * to believe for them. */
static mohur__bytes
read_voen(mohur__bytes values)
{
    mohur__bytes out = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, values);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
        out = read_claimed(&r);
        mohur__der_leave(&r);
    }
    while (!r.failed && r.left.len > 0) {
        (void)mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r) ? out : MOHUR__NOTHING;
}

/* ---- commitments ---- */

/* The OID of the next CommitmentTypeIndication; its qualifiers say nothing. */
static mohur__bytes
next_commitment(struct mohur__der_reader *r)
{
    mohur__bytes oid = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    oid = mohur__der_read_oid(r);
    if (mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        (void)mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return oid;
}

/* A signer may commit to several things: all are in order, or none is. */
static mohur__bytes
read_commitments(mohur__bytes values)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, values);
    while (!r.failed && r.left.len > 0) {
        (void)next_commitment(&r);
    }
    return mohur__der_close(&r) ? values : MOHUR__NOTHING;
}

/* ---- all of them ---- */

void
mohur__claims_read(mohur__bytes attributes, struct mohur__claims *out)
{
    struct mohur__der_reader r;

    *out = (struct mohur__claims){.voen = MOHUR__NOTHING};
    mohur__der_open(&r, attributes);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    while (!r.failed && r.left.len > 0) {
        enum mohur__oid type = MOHUR__OID_NONE;
        mohur__bytes values  = next_attribute(&r, &type);

        if (type == MOHUR__OID_CONTENT_IDENTIFIER) {
            out->registration = read_registration(values);
        } else if (type == MOHUR__OID_SIGNER_ATTRIBUTES) {
            out->voen = read_voen(values);
        } else if (type == MOHUR__OID_COMMITMENT_TYPE) {
            out->commitments = read_commitments(values);
        }
    }
}

void
mohur__claims_put_commitments(struct mohur__buf *b,
                              const struct mohur__claims *claims)
{
    size_t before = b->len;
    struct mohur__der_reader r;

    mohur__der_open(&r, claims->commitments);
    while (!r.failed && r.left.len > 0) {
        mohur__buf_bytes(b, mohur__bytes_text(b->len > before ? " " : ""));
        mohur__oid_put_text(b, next_commitment(&r));
    }
}

/* ---- writing ---- */

mohur_status
mohur__claims_check(mohur_ctx *ctx, const struct mohur__claims_texts *texts)
{
    mohur_status st = MOHUR_OK;
    uint8_t oid[MOHUR__OID_BYTES_MAX];

    if (texts->registration != NULL) {
        mohur__bytes text = mohur__bytes_text(texts->registration);

        REQUIRE(ctx,
                text.len > 0 && text.len <= MOHUR__CLAIM_TEXT_MAX &&
                    is_plain_text(text),
                MOHUR_E_ARGUMENT,
                "a registration number is 1 to %d bytes of UTF-8, without "
                "control characters",
                MOHUR__CLAIM_TEXT_MAX);
    }
    REQUIRE(ctx,
            texts->voen == NULL ||
                mohur__voen_valid(mohur__bytes_text(texts->voen)),
            MOHUR_E_ARGUMENT, "a VOEN is 10 digits");
    REQUIRE(ctx,
            texts->commitment == NULL ||
                mohur__oid_read_text(texts->commitment, MOHUR__SPAN(oid)) > 0,
            MOHUR_E_ARGUMENT,
            "a commitment is an object identifier, such as "
            "1.2.840.113549.1.9.16.6.5");

out:
    return st;
}

/* organizationIdentifier "VATAZ-...", claimed in [0]. */
static void
put_voen(struct mohur__der *d, const char *voen)
{
    uint8_t room[32]    = {0};
    mohur__bytes front  = mohur__bytes_text(SEMANTICS);
    mohur__bytes digits = mohur__bytes_text(voen);
    mohur__span said =
        mohur__span_sub(MOHUR__SPAN(room), 0, front.len + digits.len);

    mohur__copy(said, front);
    mohur__copy(mohur__span_sub(said, front.len, digits.len), digits);
    mohur__attr_begin(d, MOHUR__OID_SIGNER_ATTRIBUTES);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(d, MOHUR__DER_CONTEXT_0);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__attr_begin(d, MOHUR__OID_ORGANIZATION_ID);
    mohur__der_element(d, MOHUR__DER_UTF8, mohur__span_bytes(said));
    mohur__attr_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__der_end(d);
    mohur__attr_end(d);
}

static void
put_commitment(struct mohur__der *d, const char *oid)
{
    uint8_t room[MOHUR__OID_BYTES_MAX];
    size_t len = mohur__oid_read_text(oid, MOHUR__SPAN(room));

    mohur__attr_begin(d, MOHUR__OID_COMMITMENT_TYPE);
    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_element(d, MOHUR__DER_OID, mohur__bytes_of(room, len));
    mohur__der_end(d);
    mohur__attr_end(d);
}

void
mohur__claims_put(struct mohur__der *d, const struct mohur__claims_texts *texts)
{
    if (texts->registration != NULL) {
        mohur__attr_begin(d, MOHUR__OID_CONTENT_IDENTIFIER);
        mohur__der_octets(d, mohur__bytes_text(texts->registration));
        mohur__attr_end(d);
    }
    if (texts->voen != NULL) {
        put_voen(d, texts->voen);
    }
    if (texts->commitment != NULL) {
        put_commitment(d, texts->commitment);
    }
}
