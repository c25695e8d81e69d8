/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_DER_WRITE_H
#define MOHUR_SRC_ASN1_DER_WRITE_H

#include "asn1/der.h"
#include "asn1/oid.h"
#include "base/bytes.h"

/*
 * Write DER (X.690) into the caller's memory, in the order of the schema:
 * begin, elements, end.  What does not fit sticks, so a run of emits needs
 * one mohur__der_done.  CT (all): leak the lengths and tags.
 */
struct mohur__der {
    mohur__span room;
    size_t len;
    size_t starts[MOHUR__DER_DEPTH_MAX]; /* of the contents of open elements */
    uint32_t depth;
    bool failed;
};

/* Start in room, which is empty. */
void
mohur__der_init(struct mohur__der *d, mohur__span room);

/* Open an element: what follows until the matching end is its contents. */
void
mohur__der_begin(struct mohur__der *d, uint8_t tag);
void
mohur__der_end(struct mohur__der *d);

/* A whole element with these contents octets. */
void
mohur__der_element(struct mohur__der *d, uint8_t tag, mohur__bytes contents);

/* Elements that are DER already. */
void
mohur__der_raw(struct mohur__der *d, mohur__bytes elements);

void
mohur__der_oid(struct mohur__der *d, enum mohur__oid oid);
void
mohur__der_uint(struct mohur__der *d, uint64_t v);
/* An INTEGER from the octets of a number >= 0, leading zeros or not. */
void
mohur__der_integer(struct mohur__der *d, mohur__bytes v);

void
mohur__der_null(struct mohur__der *d);
void
mohur__der_octets(struct mohur__der *d, mohur__bytes v);

/* A BIT STRING of whole octets. */
void
mohur__der_bits(struct mohur__der *d, mohur__bytes v);

/* Did everything fit, and is every element closed?  *out is what there is. */
bool
mohur__der_done(const struct mohur__der *d, mohur__bytes *out);

#endif
