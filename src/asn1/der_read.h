/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_DER_READ_H
#define MOHUR_SRC_ASN1_DER_READ_H

#include "asn1/der.h"
#include "asn1/oid.h"
#include "base/bytes.h"

/*
 * Read strict DER (X.690): definite lengths in as few octets as possible,
 * one-octet tags, minimal integers, at most MOHUR__DER_DEPTH_MAX levels.
 * Whatever does not fit the call fails and sticks; what is read after that
 * is nothing.  So a parser reads as a schema and asks once, at the end.
 * Views are of the input; nothing is allocated.
 * CT (all): leak lengths, tags and where it failed, not contents octets.
 */
struct mohur__der_reader {
    mohur__bytes left;
    mohur__bytes after[MOHUR__DER_DEPTH_MAX]; /* each open element */
    uint32_t depth;
    bool failed;
};

void
mohur__der_open(struct mohur__der_reader *r, mohur__bytes der);

/* Nothing failed, every element was left, and nothing follows. */
bool
mohur__der_close(const struct mohur__der_reader *r);

/* Is the next element one of this tag?  False at the end. */
bool
mohur__der_next_is(const struct mohur__der_reader *r, uint8_t tag);

/* Go into the next element, of this tag; go out of it: all must be read. */
void
mohur__der_enter(struct mohur__der_reader *r, uint8_t tag);
void
mohur__der_leave(struct mohur__der_reader *r);

/* The contents of the next element, of this tag. */
mohur__bytes
mohur__der_read(struct mohur__der_reader *r, uint8_t tag);

/* The same, where contents must be of this length. */
mohur__bytes
mohur__der_read_exactly(struct mohur__der_reader *r, uint8_t tag, size_t len);

/* The next element whole, tag and length included, whatever its tag is. */
mohur__bytes
mohur__der_read_element(struct mohur__der_reader *r);

/* A BOOLEAN; FF is the only true. */
bool
mohur__der_read_boolean(struct mohur__der_reader *r);

mohur__bytes
mohur__der_read_octets(struct mohur__der_reader *r);
void
mohur__der_read_null(struct mohur__der_reader *r);

/* Contents octets of an OID that is well formed; which one, if we know it. */
mohur__bytes
mohur__der_read_oid(struct mohur__der_reader *r);
enum mohur__oid
mohur__der_read_known_oid(struct mohur__der_reader *r);

/* An INTEGER of 0 to 2^64-1; the octets of one >= 0 without leading zeros. */
uint64_t
mohur__der_read_uint(struct mohur__der_reader *r);
mohur__bytes
mohur__der_read_integer(struct mohur__der_reader *r);

/* The elements of a SET OF are in the order of their octets (X.690 11.6). */
bool
mohur__der_set_sorted(mohur__bytes contents);

/*
 * A BIT STRING with names for its bits (X.690 11.2.2): bit 0 of the result
 * is the first one; at most 16 of them, and no zero after the last one.
 */
uint32_t
mohur__der_read_flags(struct mohur__der_reader *r);

/* A BIT STRING of whole octets. */
mohur__bytes
mohur__der_read_bits(struct mohur__der_reader *r);

/* The contents of a BIT STRING that was read by its tag, as above. */
mohur__bytes
mohur__der_whole_bits(struct mohur__der_reader *r, mohur__bytes contents);

#endif
