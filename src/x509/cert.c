/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/cert.h"

#include "asn1/der_time.h"
#include "base/guard.h"
#include "x509/extension.h"
#include "x509/name.h"

/*
 * Reading a certificate: the fields, then the extensions one by one.
 */

/* ---- extensions ---- */

static bool
read_basic_constraints(const struct mohur__extension *e,
                       struct mohur__cert *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, e->value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    if (mohur__der_next_is(&r, MOHUR__DER_BOOLEAN)) {
        out->is_ca = mohur__der_read_boolean(&r);
        r.failed   = r.failed || !out->is_ca; /* FALSE is left out in DER */
    }
    if (mohur__der_next_is(&r, MOHUR__DER_INTEGER)) {
        uint64_t len = mohur__der_read_uint(&r);

        r.failed      = r.failed || !out->is_ca || len > INT32_MAX;
        out->path_len = (int64_t)len;
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

static bool
read_key_usage(const struct mohur__extension *e, struct mohur__cert *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, e->value);
    out->usage     = mohur__der_read_flags(&r);
    out->has_usage = true;
    return mohur__der_close(&r) && out->usage != 0;
}

static uint32_t
purpose(enum mohur__oid oid)
{
    switch ((uint32_t)oid) {
    case MOHUR__OID_ANY_EKU:
        return MOHUR__EKU_ANY;
    case MOHUR__OID_EKU_EMAIL:
    case MOHUR__OID_EKU_DOCUMENT:
        return MOHUR__EKU_DOCUMENT;
    case MOHUR__OID_EKU_TIME:
        return MOHUR__EKU_TIME;
    case MOHUR__OID_EKU_OCSP:
        return MOHUR__EKU_OCSP;
    default:
        return MOHUR__EKU_OTHER;
    }
}

static bool
read_eku(const struct mohur__extension *e, struct mohur__cert *out)
{
    struct mohur__der_reader r;

    out->eku = MOHUR__EKU_PRESENT | (e->critical ? MOHUR__EKU_CRITICAL : 0U);
    mohur__der_open(&r, e->value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    do {
        out->eku |= purpose(mohur__der_read_known_oid(&r));
    } while (!r.failed && r.left.len > 0);
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

static bool
read_subject_key_id(const struct mohur__extension *e, struct mohur__cert *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, e->value);
    out->subject_key_id = mohur__der_read_octets(&r);
    return mohur__der_close(&r);
}

static bool
read_authority_key_id(const struct mohur__extension *e, struct mohur__cert *out)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, e->value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0P)) {
        out->authority_key_id = mohur__der_read(&r, MOHUR__DER_CONTEXT_0P);
    }
    /* Issuer and serial number only help to find: they are not used. */
    while (!r.failed && r.left.len > 0) {
        (void)mohur__der_read_element(&r);
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

/* QcType (EN 319 412-5 4.2.3): what the certificate is for. */
static void
read_qc_type(struct mohur__der_reader *r, bool *signs, bool *seals)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    while (!r->failed && r->left.len > 0) {
        enum mohur__oid type = mohur__der_read_known_oid(r);

        *signs = *signs || type == MOHUR__OID_QC_TYPE_SIGN;
        *seals = *seals || type == MOHUR__OID_QC_TYPE_SEAL;
    }
    mohur__der_leave(r);
}

/* QCStatements (RFC 3739 3.2.6): each an OID, and perhaps something to it. */
static bool
read_qc_statements(const struct mohur__extension *e, struct mohur__cert *out)
{
    bool signs = false;
    bool seals = false;
    struct mohur__der_reader r;

    mohur__der_open(&r, e->value);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    while (!r.failed && r.left.len > 0) {
        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
        if (mohur__der_read_known_oid(&r) == MOHUR__OID_QC_TYPE) {
            read_qc_type(&r, &signs, &seals);
        } else if (r.left.len > 0) {
            (void)mohur__der_read_element(&r);
        }
        mohur__der_leave(&r);
    }
    mohur__der_leave(&r);
    out->is_for_seals = seals && !signs;
    return mohur__der_close(&r);
}

/* What is processed later, or never. */
static bool
keep(const struct mohur__extension *e, mohur__bytes *out)
{
    *out = e->value;
    return mohur__extension_is_element(e->value);
}

static bool
take_extension(const struct mohur__extension *e, void *user)
{
    struct mohur__cert *out = user;

    switch ((uint32_t)e->oid) {
    case MOHUR__OID_BASIC_CONSTRAINTS:
        return read_basic_constraints(e, out);
    case MOHUR__OID_KEY_USAGE:
        return read_key_usage(e, out);
    case MOHUR__OID_EXT_KEY_USAGE:
        return read_eku(e, out);
    case MOHUR__OID_SUBJECT_KEY_ID:
        return read_subject_key_id(e, out);
    case MOHUR__OID_AUTHORITY_KEY_ID:
        return read_authority_key_id(e, out);
    case MOHUR__OID_SUBJECT_ALT_NAME:
        return keep(e, &out->alt_names);
    case MOHUR__OID_NAME_CONSTRAINTS:
        return keep(e, &out->name_constraints);
    case MOHUR__OID_POLICIES:
        return keep(e, &out->policies);
    case MOHUR__OID_POLICY_MAPPINGS:
        return keep(e, &out->policy_mappings);
    case MOHUR__OID_POLICY_CONSTRAINTS:
        return keep(e, &out->policy_constraints);
    case MOHUR__OID_INHIBIT_ANY_POLICY:
        return keep(e, &out->inhibit_any_policy);
    case MOHUR__OID_CRL_POINTS:
        return keep(e, &out->crl_points);
    case MOHUR__OID_AUTHORITY_INFO:
        return keep(e, &out->authority_info);
    case MOHUR__OID_OCSP_NO_CHECK:
        out->ocsp_no_check = true;
        return mohur__extension_is_element(e->value);
    case MOHUR__OID_ISSUER_ALT_NAME:
    case MOHUR__OID_FRESHEST_CRL:
        return mohur__extension_is_element(e->value);
    case MOHUR__OID_QC_STATEMENTS:
        return read_qc_statements(e, out);
    default:
        out->unknown_critical = out->unknown_critical || e->critical;
        return true;
    }
}

static bool
read_extensions(struct mohur__der_reader *r, struct mohur__cert *out)
{
    bool good = false;

    mohur__der_enter(r, MOHUR__DER_CONTEXT_3);
    good = mohur__extensions_read(r, take_extension, out);
    mohur__der_leave(r);
    return good && !r->failed;
}

/* ---- fields ---- */

/* 1 or 3, which are written as "absent" and 2. */
static uint64_t
read_version(struct mohur__der_reader *r)
{
    uint64_t version = 0;

    if (!mohur__der_next_is(r, MOHUR__DER_CONTEXT_0)) {
        return 1;
    }
    mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
    version = mohur__der_read_uint(r);
    mohur__der_leave(r);
    return version == 2 ? 3 : 0;
}

/* Positive, at most 20 octets; its contents as they stand. */
static mohur__bytes
read_serial(struct mohur__der_reader *r)
{
    struct mohur__der_reader same = *r;
    mohur__bytes number           = mohur__der_read_integer(&same);
    mohur__bytes contents         = mohur__der_read(r, MOHUR__DER_INTEGER);

    if (same.failed || contents.len > MOHUR__CERT_SERIAL_MAX ||
        mohur__bytes_zero(number)) {
        r->failed = true;
    }
    return contents;
}

static void
read_validity(struct mohur__der_reader *r, struct mohur__cert *out)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    out->not_before = mohur__der_read_time(r);
    out->not_after  = mohur__der_read_time(r);
    mohur__der_leave(r);
}

/* The next element, which must be of this tag, whole. */
static mohur__bytes
read_whole(struct mohur__der_reader *r, uint8_t tag)
{
    if (!mohur__der_next_is(r, tag)) {
        r->failed = true;
    }
    return mohur__der_read_element(r);
}

/* issuerUniqueID and subjectUniqueID: nobody makes them, and they say nothing. */
static void
read_unique_ids(struct mohur__der_reader *r, uint64_t version)
{
    for (uint8_t tag = MOHUR__DER_CONTEXT_1P; tag <= MOHUR__DER_CONTEXT_2P;
         tag++) {
        if (version == 3 && mohur__der_next_is(r, tag)) {
            (void)mohur__der_read(r, tag);
        }
    }
}

/* TBSCertificate; *out_alg is its AlgorithmIdentifier, whole. */
static bool
parse_tbs(struct mohur__cert *out, mohur__bytes *out_alg)
{
    uint64_t version = 0;
    struct mohur__der_reader r;

    mohur__der_open(&r, out->tbs);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    version     = read_version(&r);
    out->serial = read_serial(&r);
    *out_alg    = read_whole(&r, MOHUR__DER_SEQUENCE);
    out->issuer = read_whole(&r, MOHUR__DER_SEQUENCE);
    read_validity(&r, out);
    out->subject = read_whole(&r, MOHUR__DER_SEQUENCE);
    out->spki    = read_whole(&r, MOHUR__DER_SEQUENCE);
    if (r.failed || version == 0) {
        return false;
    }
    read_unique_ids(&r, version);
    if (r.left.len > 0 && (version != 3 || !read_extensions(&r, out))) {
        return false;
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

static bool
parse_fields(struct mohur__cert *out)
{
    mohur__bytes outer = MOHUR__NOTHING;
    mohur__bytes inner = MOHUR__NOTHING;
    struct mohur__der_reader r;

    mohur__der_open(&r, out->der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    out->tbs       = read_whole(&r, MOHUR__DER_SEQUENCE);
    outer          = read_whole(&r, MOHUR__DER_SEQUENCE);
    out->signature = mohur__der_read_bits(&r);
    mohur__der_leave(&r);
    if (!mohur__der_close(&r) || !parse_tbs(out, &inner) ||
        !mohur__bytes_equal(outer, inner)) {
        return false;
    }
    mohur__der_open(&r, outer);
    out->signature_alg = mohur__signature_alg_read(&r);
    return mohur__der_close(&r);
}

bool
mohur__cert_parse(mohur__bytes der, struct mohur__cert *out)
{
    *out = (struct mohur__cert){.der = der, .path_len = MOHUR__CERT_PATH_NONE};
    return der.len <= MOHUR__CERT_MAX && parse_fields(out) &&
           mohur__name_valid(out->issuer) && mohur__name_valid(out->subject) &&
           !mohur__name_empty(out->issuer) &&
           mohur__public_key_parse(out->spki, &out->key) &&
           out->not_before <= out->not_after;
}

bool
mohur__cert_self_issued(const struct mohur__cert *cert)
{
    return mohur__name_equal(cert->issuer, cert->subject);
}

mohur_status
mohur__cert_verify(mohur_ctx *ctx,
                   const struct mohur__cert *cert,
                   const struct mohur__public_key *issuer)
{
    return mohur__public_key_verify(ctx, issuer, &cert->signature_alg,
                                    cert->tbs, cert->signature);
}
