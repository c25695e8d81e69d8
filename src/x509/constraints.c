/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/constraints.h"

#include "base/text.h"
#include "x509/name.h"

/*
 * Each name is held against each subtree of its form.  GeneralName is known
 * by its tag.
 */
enum {
    EMAIL     = 0x81,
    DNS       = 0x82,
    DIRECTORY = 0xA4,
    URI       = 0x86,
    IP        = 0x87
};

struct general {
    uint8_t tag;
    mohur__bytes value; /* contents; of a directory name the whole Name */
};

/* ---- text ---- */

static bool
text_equal(mohur__bytes a, mohur__bytes b)
{
    bool same = a.len == b.len;

    for (size_t i = 0; same && i < a.len; i++) {
        same = mohur__ascii_fold(a.data[i]) == mohur__ascii_fold(b.data[i]);
    }
    return same;
}

static mohur__bytes
tail_of(mohur__bytes text, size_t len)
{
    return mohur__bytes_sub(text, text.len - len, len);
}

/* Where c stands; the length if it does not. */
static size_t
find(mohur__bytes text, uint8_t c)
{
    size_t i = 0;

    while (i < text.len && text.data[i] != c) {
        i++;
    }
    return i;
}

static bool
starts_with(mohur__bytes text, uint8_t c)
{
    return text.len > 0 && text.data[0] == c;
}

/* Letters, digits, '-', '_' and '.', as a host has them. */
static bool
is_host(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        uint8_t c = mohur__ascii_fold(text.data[i]);

        if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' &&
            c != '_' && c != '.') {
            return false;
        }
    }
    return text.len > 0;
}

/* ".example" stands for what is below it, "example" for itself. */
static bool
host_within(mohur__bytes host, mohur__bytes base)
{
    if (starts_with(base, '.')) {
        return host.len > base.len && text_equal(tail_of(host, base.len), base);
    }
    return text_equal(host, base);
}

/* ---- the forms ---- */

/* "example" stands for itself and what is below it; "" for everything. */
static bool
dns_within(mohur__bytes name, mohur__bytes base)
{
    if (base.len == 0 || text_equal(name, base)) {
        return true;
    }
    return name.len > base.len && name.data[name.len - base.len - 1] == '.' &&
           text_equal(tail_of(name, base.len), base);
}

static bool
email_within(mohur__bytes name, mohur__bytes base)
{
    size_t at            = find(name, '@');
    size_t base_at       = find(base, '@');
    mohur__bytes host    = mohur__bytes_sub(name, at + 1, name.len);
    mohur__bytes mailbox = mohur__bytes_sub(name, 0, at);

    if (base_at == base.len) {
        return host_within(host, base);
    }
    return mohur__bytes_equal(mailbox, mohur__bytes_sub(base, 0, base_at)) &&
           text_equal(host, mohur__bytes_sub(base, base_at + 1, base.len));
}

/* The host of "scheme://user@host:port/..."; nothing if it has none. */
static mohur__bytes
host_of(mohur__bytes uri)
{
    size_t colon      = find(uri, ':');
    mohur__bytes rest = mohur__bytes_sub(uri, colon + 1, uri.len);
    size_t at         = 0;

    if (!mohur__bytes_equal(mohur__bytes_sub(rest, 0, 2), MOHUR__TEXT("//"))) {
        return MOHUR__NOTHING;
    }
    rest     = mohur__bytes_sub(rest, 2, rest.len);
    rest.len = find(rest, '/');
    rest.len = find(rest, '?');
    rest.len = find(rest, '#');
    at       = find(rest, '@');
    if (at < rest.len) {
        rest = mohur__bytes_sub(rest, at + 1, rest.len);
    }
    rest.len = find(rest, ':');
    return rest;
}

/* Address and mask: every bit of the mask that is set must agree. */
static bool
ip_within(mohur__bytes name, mohur__bytes base)
{
    for (size_t i = 0; i < name.len; i++) {
        uint8_t mask = base.data[name.len + i];

        if (((name.data[i] ^ base.data[i]) & mask) != 0) {
            return false;
        }
    }
    return true;
}

static bool
within(const struct general *name, mohur__bytes base)
{
    switch (name->tag) {
    case DIRECTORY:
        return mohur__name_within(name->value, base);
    case DNS:
        return dns_within(name->value, base);
    case EMAIL:
        return email_within(name->value, base);
    case URI:
        return host_within(host_of(name->value), base);
    default: /* IP; another length is another kind of address */
        return base.len == 2 * name->value.len && ip_within(name->value, base);
    }
}

/* ---- what can be compared at all ---- */

/* Ones, then zeros. */
static bool
mask_good(mohur__bytes mask)
{
    bool ended = false;

    for (size_t i = 0; i < 8 * mask.len; i++) {
        bool one = (mask.data[i / 8] >> (7 - i % 8) & 1) != 0;

        if (one && ended) {
            return false;
        }
        ended = ended || !one;
    }
    return true;
}

static bool
base_good(const struct general *base)
{
    mohur__bytes v = base->value;

    switch (base->tag) {
    case DIRECTORY:
        return mohur__name_valid(v);
    case DNS:
        return v.len == 0 || (is_host(v) && !starts_with(v, '.'));
    case EMAIL:
        return is_host(mohur__bytes_sub(
            v, find(v, '@') == v.len ? 0 : find(v, '@') + 1, v.len));
    case URI:
        return is_host(v);
    case IP:
        return (v.len == 8 || v.len == 32) && mask_good(tail_of(v, v.len / 2));
    default:
        return false;
    }
}

static bool
name_good(const struct general *name)
{
    mohur__bytes v = name->value;
    size_t at      = find(v, '@');

    switch (name->tag) {
    case DIRECTORY:
        return mohur__name_valid(v);
    case DNS:
        return is_host(v) && !starts_with(v, '.');
    case EMAIL:
        return at > 0 && is_host(mohur__bytes_sub(v, at + 1, v.len));
    case URI:
        return is_host(host_of(v));
    case IP:
        return v.len == 4 || v.len == 16;
    default:
        return false;
    }
}

/* ---- subtrees ---- */

static struct general
read_general(struct mohur__der_reader *r)
{
    struct general g = {0, MOHUR__NOTHING};

    if (!r->failed && r->left.len > 0) {
        g.tag   = r->left.data[0];
        g.value = mohur__der_read(r, g.tag);
    }
    return g;
}

struct answer {
    bool malformed;
    bool any;     /* there is a subtree of this form */
    bool matches; /* and the name is in one of them */
};

/* Hold a name against a list of subtrees; the list as contents. */
static void
ask(mohur__bytes subtrees, const struct general *name, struct answer *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, subtrees);
    while (!r.failed && r.left.len > 0) {
        struct general base;

        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
        base = read_general(&r);
        mohur__der_leave(&r); /* minimum and maximum are not used in PKIX */
        if (r.failed || !base_good(&base)) {
            out->malformed = true;
            return;
        }
        if (base.tag == name->tag) {
            out->any     = true;
            out->matches = out->matches || within(name, base.value);
        }
    }
    out->malformed = out->malformed || r.failed || subtrees.len == 0;
}

static bool
allows(mohur__bytes constraints, const struct general *name)
{
    struct answer permitted = {false, false, false};
    struct answer excluded  = {false, false, false};
    struct mohur__der_reader r;

    mohur__der_open(&r, constraints);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    if (r.left.len == 0) {
        return false;
    }
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        ask(mohur__der_read(&r, MOHUR__DER_CONTEXT_0), name, &permitted);
    }
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        ask(mohur__der_read(&r, MOHUR__DER_CONTEXT_1), name, &excluded);
    }
    mohur__der_leave(&r);
    if (!mohur__der_close(&r) || permitted.malformed || excluded.malformed) {
        return false;
    }
    if (!permitted.any && !excluded.any) {
        return true;
    }
    return name_good(name) && !excluded.matches &&
           (!permitted.any || permitted.matches);
}

/* ---- the names of a certificate ---- */

static bool
allows_alt_names(mohur__bytes constraints, mohur__bytes alt_names)
{
    struct mohur__der_reader r;

    if (alt_names.len == 0) {
        return true;
    }
    mohur__der_open(&r, alt_names);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        struct general name = read_general(&r);

        if (r.failed || !allows(constraints, &name)) {
            return false;
        }
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

/* Addresses in the subject, as old certificates have them. */
static bool
allows_emails(mohur__bytes constraints, mohur__bytes subject)
{
    struct general name = {EMAIL, MOHUR__NOTHING};

    for (size_t i = 0;
         mohur__name_find(subject, MOHUR__OID_EMAIL, i, &name.value); i++) {
        if (!allows(constraints, &name)) {
            return false;
        }
    }
    return true;
}

bool
mohur__constraints_allow(mohur__bytes constraints,
                         const struct mohur__cert *cert)
{
    const struct general subject = {DIRECTORY, cert->subject};

    return (mohur__name_empty(cert->subject) ||
            allows(constraints, &subject)) &&
           allows_emails(constraints, cert->subject) &&
           allows_alt_names(constraints, cert->alt_names);
}
