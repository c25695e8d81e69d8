/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/name.h"

#include "asn1/der_read.h"
#include "base/text.h"

/*
 * Names are walked as DER each time: they are short, and so nothing has to
 * be kept.
 */
struct attribute {
    mohur__bytes type;
    uint8_t tag;
    mohur__bytes value;
};

static struct attribute
read_attribute(struct mohur__der_reader *r)
{
    struct attribute a = {MOHUR__NOTHING, 0, MOHUR__NOTHING};

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    a.type = mohur__der_read_oid(r);
    if (!r->failed && r->left.len > 0) {
        a.tag   = r->left.data[0];
        a.value = mohur__der_read(r, a.tag);
    }
    mohur__der_leave(r);
    return a;
}

/* ---- text ---- */

static uint32_t
bmp_next(mohur__bytes text, size_t *pos)
{
    uint32_t c = UINT32_MAX;

    if (*pos + 2 <= text.len) {
        c = mohur__load16(text.data + *pos);
        *pos += 2;
    }
    return c;
}

static bool
is_text(uint8_t tag)
{
    return tag == MOHUR__DER_UTF8 || tag == MOHUR__DER_PRINTABLE ||
           tag == MOHUR__DER_BMP;
}

static uint32_t
text_next(const struct attribute *a, size_t *pos)
{
    return a->tag == MOHUR__DER_BMP ? bmp_next(a->value, pos)
                                    : mohur__utf8_next(a->value, pos);
}

static bool
is_ascii(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] >= 0x80 || text.data[i] == 0) {
            return false;
        }
    }
    return true;
}

static bool
has_zero(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == 0) {
            return true;
        }
    }
    return false;
}

/* No surrogates, no zero. */
static bool
bmp_valid(mohur__bytes text)
{
    size_t pos = 0;

    while (pos < text.len) {
        uint32_t c = bmp_next(text, &pos);

        if (c == UINT32_MAX || c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
            return false;
        }
    }
    return true;
}

static bool
attribute_valid(const struct attribute *a)
{
    switch (a->tag) {
    case MOHUR__DER_UTF8:
        return mohur__utf8_valid(a->value) && !has_zero(a->value);
    case MOHUR__DER_PRINTABLE:
    case MOHUR__DER_IA5:
        return is_ascii(a->value);
    case MOHUR__DER_BMP:
        return bmp_valid(a->value);
    default:
        return true;
    }
}

bool
mohur__name_valid(mohur__bytes name)
{
    struct mohur__der_reader r;
    bool valid = true;

    mohur__der_open(&r, name);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__der_enter(&r, MOHUR__DER_SET);
        valid = valid && r.left.len > 0 && mohur__der_set_sorted(r.left);
        while (!r.failed && r.left.len > 0) {
            struct attribute a = read_attribute(&r);

            valid = valid && attribute_valid(&a);
        }
        mohur__der_leave(&r);
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r) && valid;
}

/* ---- comparing ---- */

/* The next code point that counts: folded, runs of spaces as one. */
static uint32_t
folded_next(const struct attribute *a, size_t *pos, bool *begun)
{
    uint32_t c  = text_next(a, pos);
    bool space  = false;
    size_t last = *pos;

    while (c == ' ') {
        space = true;
        last  = *pos;
        c     = text_next(a, pos);
    }
    if (space && *begun && c != UINT32_MAX) {
        *pos = last; /* the space now, what follows it next */
        return ' ';
    }
    *begun = true;
    return c < 0x80 ? mohur__ascii_fold((uint8_t)c) : c;
}

static bool
text_equal(const struct attribute *a, const struct attribute *b)
{
    size_t at_a  = 0;
    size_t at_b  = 0;
    bool begun_a = false;
    bool begun_b = false;
    uint32_t x   = 0;
    uint32_t y   = 0;

    do {
        x = folded_next(a, &at_a, &begun_a);
        y = folded_next(b, &at_b, &begun_b);
    } while (x == y && x != UINT32_MAX);
    return x == y;
}

static bool
attribute_equal(const struct attribute *a, const struct attribute *b)
{
    if (!mohur__bytes_equal(a->type, b->type)) {
        return false;
    }
    if (a->tag == b->tag && mohur__bytes_equal(a->value, b->value)) {
        return true;
    }
    return is_text(a->tag) && is_text(b->tag) && text_equal(a, b);
}

/* The next RDN of both, attribute by attribute. */
static bool
rdn_equal(struct mohur__der_reader *a, struct mohur__der_reader *b)
{
    bool same = true;

    mohur__der_enter(a, MOHUR__DER_SET);
    mohur__der_enter(b, MOHUR__DER_SET);
    while (same && !a->failed && !b->failed && a->left.len > 0) {
        struct attribute x = read_attribute(a);
        struct attribute y = read_attribute(b);

        same = !b->failed && attribute_equal(&x, &y);
    }
    if (!same) {
        return false;
    }
    mohur__der_leave(a);
    mohur__der_leave(b); /* fails if it has more attributes */
    return !a->failed && !b->failed;
}

bool
mohur__name_within(mohur__bytes name, mohur__bytes tree)
{
    struct mohur__der_reader a;
    struct mohur__der_reader b;

    mohur__der_open(&a, tree);
    mohur__der_open(&b, name);
    mohur__der_enter(&a, MOHUR__DER_SEQUENCE);
    mohur__der_enter(&b, MOHUR__DER_SEQUENCE);
    while (!a.failed && a.left.len > 0) {
        if (!rdn_equal(&a, &b)) {
            return false;
        }
    }
    return !a.failed && !b.failed;
}

bool
mohur__name_equal(mohur__bytes a, mohur__bytes b)
{
    return mohur__bytes_equal(a, b) ||
           (mohur__name_within(a, b) && mohur__name_within(b, a));
}

bool
mohur__name_empty(mohur__bytes name)
{
    return name.len <= 2;
}

bool
mohur__name_find(mohur__bytes name,
                 enum mohur__oid type,
                 size_t i,
                 mohur__bytes *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, name);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__der_enter(&r, MOHUR__DER_SET);
        while (!r.failed && r.left.len > 0) {
            struct attribute a = read_attribute(&r);

            if (!r.failed && mohur__oid_find(a.type) == type && i-- == 0) {
                *out = a.value;
                return true;
            }
        }
        mohur__der_leave(&r);
    }
    return false;
}

/* ---- showing ---- */

static void
emit_utf8(struct mohur__buf *b, uint32_t c)
{
    if (c < 0x80) {
        mohur__buf_u8(b, (uint8_t)c);
        return;
    }
    if (c < 0x800) {
        mohur__buf_u8(b, (uint8_t)(0xC0 | c >> 6));
    } else {
        mohur__buf_u8(b, (uint8_t)(0xE0 | c >> 12)); /* BMP: no four bytes */
        mohur__buf_u8(b, (uint8_t)(0x80 | (c >> 6 & 0x3F)));
    }
    mohur__buf_u8(b, (uint8_t)(0x80 | (c & 0x3F)));
}

static void
emit_value(struct mohur__buf *b, const struct attribute *a)
{
    size_t pos = 0;

    if (a->tag == MOHUR__DER_BMP) {
        while (pos < a->value.len) {
            emit_utf8(b, bmp_next(a->value, &pos));
        }
    } else if (is_text(a->tag) || a->tag == MOHUR__DER_IA5) {
        mohur__buf_bytes(b, a->value);
    } else {
        mohur__buf_u8(b, '?');
    }
}

static const struct {
    enum mohur__oid type;
    const char *text;
} TYPES[] = {
    {MOHUR__OID_COMMON_NAME, "CN"},
    {MOHUR__OID_SERIAL_NUMBER, "serialNumber"},
    {MOHUR__OID_COUNTRY, "C"},
    {MOHUR__OID_LOCALITY, "L"},
    {MOHUR__OID_STATE, "ST"},
    {MOHUR__OID_ORGANIZATION, "O"},
    {MOHUR__OID_UNIT, "OU"},
    {MOHUR__OID_EMAIL, "emailAddress"},
    {MOHUR__OID_DOMAIN_COMPONENT, "DC"},
};

static const char *
type_text(mohur__bytes type)
{
    enum mohur__oid oid = mohur__oid_find(type);

    for (size_t i = 0; i < sizeof TYPES / sizeof TYPES[0]; i++) {
        if (TYPES[i].type == oid) {
            return TYPES[i].text;
        }
    }
    return "?";
}

void
mohur__name_text(struct mohur__buf *b, mohur__bytes name)
{
    bool first = true;
    struct mohur__der_reader r;

    mohur__der_open(&r, name);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__der_enter(&r, MOHUR__DER_SET);
        while (!r.failed && r.left.len > 0) {
            struct attribute a = read_attribute(&r);

            mohur__buf_bytes(b, mohur__bytes_text(first ? "" : ", "));
            mohur__buf_bytes(b, mohur__bytes_text(type_text(a.type)));
            mohur__buf_u8(b, '=');
            emit_value(b, &a);
            first = false;
        }
        mohur__der_leave(&r);
    }
}

size_t
mohur__name_value_of(struct mohur__buf *b, mohur__bytes name, mohur__bytes type)
{
    struct attribute found = {MOHUR__NOTHING, 0, MOHUR__NOTHING};
    size_t len             = 0;
    struct mohur__der_reader r;

    mohur__der_open(&r, name);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__der_enter(&r, MOHUR__DER_SET);
        while (!r.failed && r.left.len > 0) {
            struct attribute a = read_attribute(&r);

            if (mohur__bytes_equal(a.type, type)) {
                found = a;
                len++;
            }
        }
        mohur__der_leave(&r);
    }
    if (found.value.len > 0 &&
        (is_text(found.tag) || found.tag == MOHUR__DER_IA5)) {
        emit_value(b, &found);
    }
    return len;
}

void
mohur__name_value(struct mohur__buf *b, mohur__bytes name, enum mohur__oid type)
{
    (void)mohur__name_value_of(b, name, mohur__oid_bytes(type));
}
