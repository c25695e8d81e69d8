/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_read.h"

/*
 * The reader keeps what is left of the element it is in, and for each open
 * element what follows it.
 */
enum {
    LENGTH_OCTETS_MAX = 3, /* contents up to 16 MiB */
    UINT_OCTETS_MAX   = 8
};

void
mohur__der_open(struct mohur__der_reader *r, mohur__bytes der)
{
    *r = (struct mohur__der_reader){.left = der};
}

static mohur__bytes
failed(struct mohur__der_reader *r)
{
    r->failed = true;
    r->left   = MOHUR__NOTHING;
    return MOHUR__NOTHING;
}

bool
mohur__der_close(const struct mohur__der_reader *r)
{
    return !r->failed && r->depth == 0 && r->left.len == 0;
}

bool
mohur__der_next_is(const struct mohur__der_reader *r, uint8_t tag)
{
    return !r->failed && r->left.len > 0 && r->left.data[0] == tag;
}

/*
 * Read the length octets after the tag.  False: not DER.  *out_header is
 * what comes before the contents, tag and length.
 */
static bool
read_length(mohur__bytes element, size_t *out_header, size_t *out_len)
{
    size_t more = 0;
    size_t len  = 0;

    if (element.len < 2) {
        return false;
    }
    len = element.data[1];
    if (len >= 0x80) {
        more = len & 0x7F;
        len  = 0;
        if (more == 0 || more > LENGTH_OCTETS_MAX || element.len < 2 + more) {
            return false;
        }
        for (size_t i = 0; i < more; i++) {
            len = len << 8 | element.data[2 + i];
        }
        /* One octet less would have done: not the only encoding. */
        if (len < 0x80 || len >> (8 * (more - 1)) == 0) {
            return false;
        }
    }
    *out_header = 2 + more;
    *out_len    = len;
    return len <= element.len - 2 - more;
}

mohur__bytes
mohur__der_read(struct mohur__der_reader *r, uint8_t tag)
{
    size_t header        = 0;
    size_t len           = 0;
    mohur__bytes element = r->left;

    if (!mohur__der_next_is(r, tag) || !read_length(element, &header, &len)) {
        return failed(r);
    }
    r->left = mohur__bytes_sub(element, header + len, element.len);
    return mohur__bytes_of(element.data + header, len);
}

mohur__bytes
mohur__der_read_exactly(struct mohur__der_reader *r, uint8_t tag, size_t len)
{
    mohur__bytes contents = mohur__der_read(r, tag);

    return contents.len == len ? contents : failed(r);
}

mohur__bytes
mohur__der_read_element(struct mohur__der_reader *r)
{
    size_t header        = 0;
    size_t len           = 0;
    mohur__bytes element = r->left;

    /* Tags of several octets are not read: nothing here has them. */
    if (r->failed || element.len == 0 || (element.data[0] & 0x1F) == 0x1F ||
        !read_length(element, &header, &len)) {
        return failed(r);
    }
    r->left = mohur__bytes_sub(element, header + len, element.len);
    return mohur__bytes_of(element.data, header + len);
}

bool
mohur__der_read_boolean(struct mohur__der_reader *r)
{
    mohur__bytes v = mohur__der_read_exactly(r, MOHUR__DER_BOOLEAN, 1);

    if (v.len == 1 && v.data[0] != 0 && v.data[0] != 0xFF) {
        v = failed(r);
    }
    return v.len == 1 && v.data[0] == 0xFF;
}

bool
mohur__der_set_sorted(mohur__bytes contents)
{
    struct mohur__der_reader r;
    mohur__bytes last = MOHUR__NOTHING;

    mohur__der_open(&r, contents);
    while (!r.failed && r.left.len > 0) {
        mohur__bytes element = mohur__der_read_element(&r);

        if (mohur__bytes_compare(last, element) > 0) {
            return false;
        }
        last = element;
    }
    return !r.failed;
}

uint32_t
mohur__der_read_flags(struct mohur__der_reader *r)
{
    mohur__bytes v = mohur__der_read(r, MOHUR__DER_BITS);
    uint32_t flags = 0;
    size_t unused  = v.len > 0 ? v.data[0] : 8;

    if (v.len < 1 || v.len > 3 || unused > 7 || (v.len == 1 && unused != 0)) {
        (void)failed(r);
        return 0;
    }
    for (size_t i = 0; i < 8 * (v.len - 1); i++) {
        if ((v.data[1 + i / 8] >> (7 - i % 8) & 1) != 0) {
            flags |= UINT32_C(1) << i;
        }
    }
    /* The last bit in use is a one: no trailing zeros, nothing behind it. */
    if (v.len > 1 && flags >> (8 * (v.len - 1) - unused - 1) != 1) {
        (void)failed(r);
        return 0;
    }
    return flags;
}

void
mohur__der_enter(struct mohur__der_reader *r, uint8_t tag)
{
    mohur__bytes contents = mohur__der_read(r, tag);

    if (r->depth >= MOHUR__DER_DEPTH_MAX) {
        (void)failed(r);
    }
    if (!r->failed) {
        r->after[r->depth++] = r->left;
        r->left              = contents;
    }
}

void
mohur__der_leave(struct mohur__der_reader *r)
{
    if (r->failed || r->depth == 0 || r->left.len != 0) {
        (void)failed(r);
        return;
    }
    r->left = r->after[--r->depth];
}

mohur__bytes
mohur__der_read_octets(struct mohur__der_reader *r)
{
    return mohur__der_read(r, MOHUR__DER_OCTETS);
}

void
mohur__der_read_null(struct mohur__der_reader *r)
{
    (void)mohur__der_read_exactly(r, MOHUR__DER_NULL, 0);
}

/* Each arc ends in an octet below 80 and does not begin with 80. */
static bool
oid_well_formed(mohur__bytes oid)
{
    bool at_start = true;

    for (size_t i = 0; i < oid.len; i++) {
        if (at_start && oid.data[i] == 0x80) {
            return false;
        }
        at_start = oid.data[i] < 0x80;
    }
    return oid.len > 0 && at_start;
}

mohur__bytes
mohur__der_read_oid(struct mohur__der_reader *r)
{
    mohur__bytes oid = mohur__der_read(r, MOHUR__DER_OID);

    return oid_well_formed(oid) ? oid : failed(r);
}

enum mohur__oid
mohur__der_read_known_oid(struct mohur__der_reader *r)
{
    return mohur__oid_find(mohur__der_read_oid(r));
}

mohur__bytes
mohur__der_read_integer(struct mohur__der_reader *r)
{
    mohur__bytes v = mohur__der_read(r, MOHUR__DER_INTEGER);

    if (v.len == 0 || v.data[0] >= 0x80) {
        return failed(r);
    }
    if (v.len > 1 && v.data[0] == 0) {
        v = mohur__bytes_sub(v, 1, v.len);
        /* The zero was needed only if the next octet has its high bit. */
        return v.data[0] >= 0x80 ? v : failed(r);
    }
    return v;
}

uint64_t
mohur__der_read_uint(struct mohur__der_reader *r)
{
    mohur__bytes v = mohur__der_read_integer(r);
    uint64_t n     = 0;

    if (v.len > UINT_OCTETS_MAX) {
        v = failed(r);
    }
    for (size_t i = 0; i < v.len; i++) {
        n = n << 8 | v.data[i];
    }
    return n;
}

mohur__bytes
mohur__der_whole_bits(struct mohur__der_reader *r, mohur__bytes contents)
{
    if (contents.len == 0 || contents.data[0] != 0) {
        return failed(r);
    }
    return mohur__bytes_sub(contents, 1, contents.len);
}

mohur__bytes
mohur__der_read_bits(struct mohur__der_reader *r)
{
    return mohur__der_whole_bits(r, mohur__der_read(r, MOHUR__DER_BITS));
}
