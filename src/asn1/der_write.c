/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_write.h"

/*
 * The length of an element is known only at its end.  One octet is kept for
 * it; where that is too little the contents are moved up.  Elements are at
 * most some kilobytes, so moving them costs less than a first pass.
 */
enum {
    CONTENTS_MAX     = 0xFFFFFF, /* three octets of length */
    SHORT_LENGTH_MAX = 127
};

void
mohur__der_init(struct mohur__der *d, mohur__span room)
{
    *d = (struct mohur__der){.room = room};
}

/* n more bytes of room; nothing if they do not fit. */
static mohur__span
take(struct mohur__der *d, size_t n)
{
    mohur__span room = {NULL, 0};

    if (d->failed || n > d->room.len - d->len) {
        d->failed = true;
        return room;
    }
    room = mohur__span_sub(d->room, d->len, n);
    d->len += n;
    return room;
}

static void
append(struct mohur__der *d, mohur__bytes v)
{
    mohur__copy(take(d, v.len), v);
}

static void
append_u8(struct mohur__der *d, uint8_t v)
{
    append(d, mohur__bytes_of(&v, 1));
}

void
mohur__der_begin(struct mohur__der *d, uint8_t tag)
{
    append_u8(d, tag);
    append_u8(d, 0);
    if (d->depth >= MOHUR__DER_DEPTH_MAX) {
        d->failed = true;
    }
    if (!d->failed) {
        d->starts[d->depth++] = d->len;
    }
}

/* Octets of a length beyond the first one. */
static size_t
more_length_octets(size_t len)
{
    if (len <= SHORT_LENGTH_MAX) {
        return 0;
    }
    return len <= UINT8_MAX ? 1 : len <= UINT16_MAX ? 2 : 3;
}

/* Write the length of contents that begin at start and end at d->len. */
static void
put_length(struct mohur__der *d, size_t start)
{
    size_t len        = d->len - start;
    size_t more       = more_length_octets(len);
    mohur__span moved = {NULL, 0};

    if (len > CONTENTS_MAX) {
        d->failed = true;
    }
    (void)take(d, more);
    if (d->failed) {
        return;
    }
    moved = mohur__span_sub(d->room, start + more, len);
    mohur__move(moved, mohur__span_bytes(mohur__span_sub(d->room, start, len)));
    d->room.data[start - 1] =
        (uint8_t)(more == 0 ? len : 0x80U | (unsigned)more);
    for (size_t i = 0; i < more; i++) {
        d->room.data[start + i] = (uint8_t)(len >> (8 * (more - 1 - i)));
    }
}

void
mohur__der_end(struct mohur__der *d)
{
    if (d->failed || d->depth == 0) {
        d->failed = true;
        return;
    }
    put_length(d, d->starts[--d->depth]);
}

void
mohur__der_element(struct mohur__der *d, uint8_t tag, mohur__bytes contents)
{
    mohur__der_begin(d, tag);
    append(d, contents);
    mohur__der_end(d);
}

void
mohur__der_raw(struct mohur__der *d, mohur__bytes elements)
{
    append(d, elements);
}

void
mohur__der_oid(struct mohur__der *d, enum mohur__oid oid)
{
    mohur__bytes contents = mohur__oid_bytes(oid);

    if (contents.len == 0) {
        d->failed = true;
    }
    mohur__der_element(d, MOHUR__DER_OID, contents);
}

void
mohur__der_uint(struct mohur__der *d, uint64_t v)
{
    uint8_t octets[9] = {0};
    size_t first      = 0;

    /* A first octet of 80 or more would make it negative. */
    mohur__store64(octets + 1, v);
    while (first < 8 && octets[first] == 0 && octets[first + 1] < 0x80) {
        first++;
    }
    mohur__der_element(d, MOHUR__DER_INTEGER,
                       mohur__bytes_sub(MOHUR__BYTES(octets), first, 9));
}

void
mohur__der_integer(struct mohur__der *d, mohur__bytes v)
{
    while (v.len > 1 && v.data[0] == 0) {
        v = mohur__bytes_sub(v, 1, v.len);
    }
    mohur__der_begin(d, MOHUR__DER_INTEGER);
    if (v.len == 0 || v.data[0] >= 0x80) {
        append_u8(d, 0);
    }
    append(d, v);
    mohur__der_end(d);
}

void
mohur__der_null(struct mohur__der *d)
{
    mohur__der_element(d, MOHUR__DER_NULL, MOHUR__NOTHING);
}

void
mohur__der_octets(struct mohur__der *d, mohur__bytes v)
{
    mohur__der_element(d, MOHUR__DER_OCTETS, v);
}

void
mohur__der_bits(struct mohur__der *d, mohur__bytes v)
{
    mohur__der_begin(d, MOHUR__DER_BITS);
    append_u8(d, 0); /* unused bits */
    append(d, v);
    mohur__der_end(d);
}

bool
mohur__der_done(const struct mohur__der *d, mohur__bytes *out)
{
    *out = MOHUR__NOTHING;
    if (d->failed || d->depth != 0) {
        return false;
    }
    *out = mohur__bytes_of(d->room.data, d->len);
    return true;
}
