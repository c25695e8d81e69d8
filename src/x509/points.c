/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/points.h"

#include "x509/name.h"

/*
 * Names of points are GeneralNames.  Those of a certificate are walked once
 * for each question: there are one or two.
 */
enum {
    URI       = 0x86,
    DIRECTORY = 0xA4,
    ONLY_CA   = MOHUR__DER_CONTEXT_2P,
    REASONS   = 0x83,
    INDIRECT  = 0x84,
    ATTRIBUTE = 0x85,
    NAMES_MAX = 16 /* that a list gives itself */
};

static const char MALFORMED[] = "a revocation list says malformed things of "
                                "its scope";

/* ---- names ---- */

/* Two GeneralNames, whole. */
static bool
same_name(mohur__bytes a, mohur__bytes b)
{
    struct mohur__der_reader x;
    struct mohur__der_reader y;

    if (mohur__bytes_equal(a, b)) {
        return true;
    }
    mohur__der_open(&x, a);
    mohur__der_open(&y, b);
    if (!mohur__der_next_is(&x, DIRECTORY) ||
        !mohur__der_next_is(&y, DIRECTORY)) {
        return false;
    }
    a = mohur__der_read(&x, DIRECTORY);
    b = mohur__der_read(&y, DIRECTORY);
    return mohur__name_valid(a) && mohur__name_valid(b) &&
           mohur__name_equal(a, b);
}

/* Is a name among GeneralNames, the contents of a fullName? */
static bool
is_among(mohur__bytes names, mohur__bytes name)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, names);
    while (!r.failed && r.left.len > 0) {
        if (same_name(mohur__der_read_element(&r), name)) {
            return true;
        }
    }
    return false;
}

/* DistributionPointName: the contents of its fullName; nothing otherwise. */
static mohur__bytes
read_full_name(struct mohur__der_reader *r)
{
    mohur__bytes names = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_0)) {
        names = mohur__der_read(r, MOHUR__DER_CONTEXT_0);
    } else {
        (void)mohur__der_read_element(r);
    }
    mohur__der_leave(r);
    return names;
}

/* ---- the points of a certificate ---- */

/*
 * The full name of the next DistributionPoint; nothing for one that leads to
 * a list by somebody else or about some reasons.
 */
static mohur__bytes
read_point(struct mohur__der_reader *r)
{
    mohur__bytes names = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_0)) {
        names = read_full_name(r);
    }
    while (!r->failed && r->left.len > 0) {
        (void)mohur__der_read_element(r);
        names = MOHUR__NOTHING;
    }
    mohur__der_leave(r);
    return r->failed ? MOHUR__NOTHING : names;
}

/* Does the certificate name the point that a list gives itself? */
static bool
leads_to(const struct mohur__cert *cert, mohur__bytes names)
{
    struct mohur__der_reader points;

    mohur__der_open(&points, cert->crl_points);
    mohur__der_enter(&points, MOHUR__DER_SEQUENCE);
    while (!points.failed && points.left.len > 0) {
        mohur__bytes full = read_point(&points);
        struct mohur__der_reader r;

        mohur__der_open(&r, names);
        for (int i = 0; i < NAMES_MAX && !r.failed && r.left.len > 0; i++) {
            if (is_among(full, mohur__der_read_element(&r))) {
                return true;
            }
        }
    }
    return false;
}

/* ---- the scope of a list ---- */

/* [n] BOOLEAN DEFAULT FALSE: is it there, and true? */
static bool
read_flag(struct mohur__der_reader *r, uint8_t tag)
{
    mohur__bytes v = MOHUR__NOTHING;

    if (!mohur__der_next_is(r, tag)) {
        return false;
    }
    v = mohur__der_read_exactly(r, tag, 1);
    if (v.len == 1 && v.data[0] != 0xFF) {
        r->failed = true;
    }
    return true;
}

const char *
mohur__scope_fault(mohur__bytes scope, const struct mohur__cert *cert)
{
    bool has_point     = false;
    bool users         = false;
    bool authorities   = false;
    bool partly        = false;
    mohur__bytes names = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, scope);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    has_point = mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0);
    if (has_point) {
        names = read_full_name(&r);
    }
    users       = read_flag(&r, MOHUR__DER_CONTEXT_1P);
    authorities = read_flag(&r, ONLY_CA);
    if (mohur__der_next_is(&r, REASONS)) {
        partly = true;
        (void)mohur__der_read_element(&r);
    }
    partly = read_flag(&r, INDIRECT) || partly;
    partly = read_flag(&r, ATTRIBUTE) || partly;
    mohur__der_leave(&r);
    if (!mohur__der_close(&r)) {
        return MALFORMED;
    }
    if (partly) {
        return "a revocation list is indirect, about some reasons only, or "
               "about attributes";
    }
    if ((users && cert->is_ca) || (authorities && !cert->is_ca)) {
        return "a revocation list is about certificates of another kind";
    }
    return has_point && !leads_to(cert, names)
               ? "a revocation list is of a point that the certificate does "
                 "not name"
               : NULL;
}

/* ---- addresses ---- */

static bool
begins_with(mohur__bytes text, mohur__bytes prefix)
{
    return mohur__bytes_equal(mohur__bytes_sub(text, 0, prefix.len), prefix);
}

/* Printable ASCII without blanks, http or https. */
static bool
is_address(mohur__bytes text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] <= ' ' || text.data[i] > '~') {
            return false;
        }
    }
    return begins_with(text, MOHUR__TEXT("http://")) ||
           begins_with(text, MOHUR__TEXT("https://"));
}

/* The next GeneralName, if it is an address; nothing otherwise. */
static mohur__bytes
read_address(struct mohur__der_reader *r)
{
    mohur__bytes text = MOHUR__NOTHING;

    if (mohur__der_next_is(r, URI)) {
        text = mohur__der_read(r, URI);
        return is_address(text) ? text : MOHUR__NOTHING;
    }
    (void)mohur__der_read_element(r);
    return text;
}

bool
mohur__point_crl(const struct mohur__cert *cert, size_t i, mohur__bytes *out)
{
    struct mohur__der_reader points;

    mohur__der_open(&points, cert->crl_points);
    mohur__der_enter(&points, MOHUR__DER_SEQUENCE);
    while (!points.failed && points.left.len > 0) {
        struct mohur__der_reader r;

        mohur__der_open(&r, read_point(&points));
        while (!r.failed && r.left.len > 0) {
            *out = read_address(&r);
            if (out->len > 0 && i-- == 0) {
                return true;
            }
        }
    }
    *out = MOHUR__NOTHING;
    return false;
}

/* The i-th address of authorityInfoAccess that is for this. */
static bool
read_access(const struct mohur__cert *cert,
            enum mohur__oid method,
            size_t i,
            mohur__bytes *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, cert->authority_info);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        bool is_it = false;

        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
        is_it = mohur__der_read_known_oid(&r) == method;
        *out  = read_address(&r);
        mohur__der_leave(&r);
        if (!r.failed && is_it && out->len > 0 && i-- == 0) {
            return true;
        }
    }
    *out = MOHUR__NOTHING;
    return false;
}

bool
mohur__point_ocsp(const struct mohur__cert *cert, size_t i, mohur__bytes *out)
{
    return read_access(cert, MOHUR__OID_OCSP, i, out);
}

bool
mohur__point_issuer(const struct mohur__cert *cert, size_t i, mohur__bytes *out)
{
    return read_access(cert, MOHUR__OID_CA_ISSUERS, i, out);
}
