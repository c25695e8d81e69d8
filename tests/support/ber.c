/* SPDX-License-Identifier: Apache-2.0 */
#include "ber.h"

#include "asn1/der_read.h"
#include "check.h"

enum {
    CONSTRUCTED = 0x20,
    OPEN        = 0x80
};

mohur__bytes
ber_element(struct fixture *t, bool open, uint8_t tag, mohur__bytes contents)
{
    const uint8_t head[] = {tag, OPEN};
    struct mohur__der d;

    pki_der(t, &d);
    if (open) {
        mohur__der_raw(&d, MOHUR__BYTES(head));
        mohur__der_raw(&d, contents);
        mohur__der_raw(&d, MOHUR__TEXT("\0\0"));
    } else {
        mohur__der_element(&d, tag, contents);
    }
    return pki_done(&d);
}

static mohur__bytes
join(struct fixture *t, mohur__bytes a, mohur__bytes b)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, a);
    mohur__der_raw(&d, b);
    return pki_done(&d);
}

static mohur__bytes
pieces(struct fixture *t, mohur__bytes content, const struct ber_plan *plan)
{
    size_t each = plan->piece == 0 ? content.len : plan->piece;
    struct mohur__der d;

    if (plan->pieces.len > 0) {
        return plan->pieces;
    }
    pki_der(t, &d);
    for (size_t at = 0; at < content.len; at += each) {
        mohur__der_octets(&d, mohur__bytes_sub(content, at, each));
    }
    return pki_done(&d);
}

/* [0] { OCTET STRING }, if it is there. */
static mohur__bytes
content(struct fixture *t,
        struct mohur__der_reader *r,
        const struct ber_plan *plan)
{
    mohur__bytes octets = MOHUR__NOTHING;

    if (r->left.len == 0) {
        return MOHUR__NOTHING;
    }
    mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
    octets = mohur__der_read_octets(r);
    mohur__der_leave(r);
    octets = (plan->levels & BER_OCTETS) != 0
                 ? ber_element(t, true, MOHUR__DER_OCTETS | CONSTRUCTED,
                               pieces(t, octets, plan))
                 : ber_element(t, false, MOHUR__DER_OCTETS, octets);
    return ber_element(t, (plan->levels & BER_ITS_OCTETS) != 0,
                       MOHUR__DER_CONTEXT_0, octets);
}

/* What follows the content. */
static mohur__bytes
tail(struct fixture *t,
     struct mohur__der_reader *r,
     const struct ber_plan *plan)
{
    struct mohur__der d;

    pki_der(t, &d);
    while (!r->failed && r->left.len > 0) {
        uint8_t tag = r->left.data[0];
        bool open   = plan->open_sets && tag != MOHUR__DER_SET;

        mohur__der_raw(&d, ber_element(t, open, tag, mohur__der_read(r, tag)));
    }
    return pki_done(&d);
}

mohur__bytes
ber_message(struct fixture *t, mohur__bytes der, const struct ber_plan *plan)
{
    mohur__bytes oid  = MOHUR__NOTHING;
    mohur__bytes head = MOHUR__NOTHING;
    mohur__bytes body = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    oid = mohur__der_read_element(&r);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    head = mohur__der_read_element(&r);
    head = join(t, head, mohur__der_read_element(&r));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    body = mohur__der_read_element(&r);
    body = join(t, body, content(t, &r, plan));
    mohur__der_leave(&r);
    body = ber_element(t, (plan->levels & BER_ENCAPSULATED) != 0,
                       MOHUR__DER_SEQUENCE, body);
    body = join(t, join(t, head, body), tail(t, &r, plan));
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    mohur__der_leave(&r);
    CHECK(mohur__der_close(&r));
    body = ber_element(t, (plan->levels & BER_SIGNED_DATA) != 0,
                       MOHUR__DER_SEQUENCE, body);
    body = ber_element(t, (plan->levels & BER_ITS_CONTENT) != 0,
                       MOHUR__DER_CONTEXT_0, body);
    return ber_element(t, (plan->levels & BER_CONTENT_INFO) != 0,
                       MOHUR__DER_SEQUENCE, join(t, oid, body));
}
