/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/signed_data.h"

#include "base/guard.h"

enum {
    INFOS_MAX = 2 * MOHUR__CMS_CRLS_MAX
};

static const char NOT_EXACT[] =
    "certificates and signatures are not those of a signed message (CMS)";

/* ---- the sets ---- */

/* The elements of a set, each a SEQUENCE; how many, or SIZE_MAX. */
static size_t
read_set(mohur__bytes contents, mohur__bytes *out, size_t max, bool *out_more)
{
    size_t len = 0;
    struct mohur__der_reader r;

    *out_more = false;
    mohur__der_open(&r, contents);
    while (!r.failed && r.left.len > 0) {
        if (!mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)) {
            return SIZE_MAX;
        }
        if (len == max) {
            *out_more = true;
            return len;
        }
        out[len++] = mohur__der_read_element(&r);
    }
    return r.failed ? SIZE_MAX : len;
}

static mohur_status
read_certs(mohur_ctx *ctx, mohur__bytes set, struct mohur__signed_data *out)
{
    mohur_status st = MOHUR_OK;
    bool more       = false;

    out->certs_len = read_set(set, out->certs, MOHUR__CMS_CERTS_MAX, &more);
    REQUIRE(ctx, out->certs_len != SIZE_MAX, MOHUR_E_FORMAT, NOT_EXACT);
    REQUIRE(ctx, !more, MOHUR_E_LIMIT,
            "the message has more than %d certificates", MOHUR__CMS_CERTS_MAX);

out:
    return st;
}

/* OtherRevocationInfoFormat: an OCSP response (RFC 5940); others are not read. */
static mohur_status
read_other(mohur_ctx *ctx,
           struct mohur__der_reader *r,
           struct mohur__signed_data *out)
{
    mohur_status st     = MOHUR_OK;
    enum mohur__oid oid = MOHUR__OID_NONE;
    mohur__bytes info   = MOHUR__NOTHING;

    mohur__der_enter(r, MOHUR__DER_CONTEXT_1);
    oid  = mohur__der_read_known_oid(r);
    info = mohur__der_read_element(r);
    mohur__der_leave(r);
    out->has_ocsp = true;
    if (oid == MOHUR__OID_OCSP_RESPONSE && !r->failed) {
        REQUIRE(ctx, out->responses_len < MOHUR__CMS_CRLS_MAX, MOHUR_E_LIMIT,
                "the message has more than %d OCSP responses",
                MOHUR__CMS_CRLS_MAX);
        out->responses[out->responses_len++] = info;
    }

out:
    return st;
}

/* CRLs, and [1] for OCSP responses and the like. */
static mohur_status
read_crls(mohur_ctx *ctx, mohur__bytes set, struct mohur__signed_data *out)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der_reader r;

    mohur__der_open(&r, set);
    while (!r.failed && r.left.len > 0) {
        bool other = mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1);
        struct mohur__der_reader whole = r;

        REQUIRE(ctx, out->infos_len < INFOS_MAX, MOHUR_E_LIMIT,
                "the message has more than %d pieces of revocation data",
                INFOS_MAX);
        out->infos[out->infos_len++] = mohur__der_read_element(&whole);
        REQUIRE(ctx, other || mohur__der_next_is(&r, MOHUR__DER_SEQUENCE),
                MOHUR_E_FORMAT, NOT_EXACT);
        if (other) {
            TRY(read_other(ctx, &r, out));
            continue;
        }
        REQUIRE(ctx, out->crls_len < MOHUR__CMS_CRLS_MAX, MOHUR_E_LIMIT,
                "the message has more than %d CRLs", MOHUR__CMS_CRLS_MAX);
        out->crls[out->crls_len++] = mohur__der_read_element(&r);
    }
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_EXACT);

out:
    return st;
}

mohur_status
mohur__signed_data_parse(mohur_ctx *ctx,
                         mohur__bytes tail,
                         struct mohur__signed_data *out)
{
    mohur_status st   = MOHUR_OK;
    bool more         = false;
    mohur__bytes sets = MOHUR__NOTHING;
    struct mohur__der_reader r;

    *out = (struct mohur__signed_data){.certs_len = 0};
    mohur__der_open(&r, tail);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0)) {
        TRY(read_certs(ctx, mohur__der_read(&r, MOHUR__DER_CONTEXT_0), out));
    }
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        TRY(read_crls(ctx, mohur__der_read(&r, MOHUR__DER_CONTEXT_1), out));
    }
    sets = mohur__der_read(&r, MOHUR__DER_SET);
    REQUIRE(ctx, mohur__der_close(&r), MOHUR_E_FORMAT, NOT_EXACT);
    out->signers_len =
        read_set(sets, out->signers, MOHUR__CMS_SIGNERS_MAX, &more);
    REQUIRE(ctx, out->signers_len != SIZE_MAX, MOHUR_E_FORMAT, NOT_EXACT);
    REQUIRE(ctx, !more, MOHUR_E_LIMIT, "the message has more than %d signers",
            MOHUR__CMS_SIGNERS_MAX);
    REQUIRE(ctx, out->signers_len > 0, MOHUR_E_FORMAT,
            "nobody signed this message");

out:
    return st;
}

/* ---- a signer ---- */

/* The contents of an INTEGER that is not negative, as they stand. */
static mohur__bytes
read_serial(struct mohur__der_reader *r)
{
    struct mohur__der_reader same = *r;
    mohur__bytes contents         = mohur__der_read(r, MOHUR__DER_INTEGER);

    (void)mohur__der_read_integer(&same);
    r->failed = r->failed || same.failed;
    return contents;
}

static void
read_signer_id(struct mohur__der_reader *r, struct mohur__signer_info *out)
{
    if (out->version == 3) {
        out->key_id = mohur__der_read(r, MOHUR__DER_CONTEXT_0P);
        return;
    }
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    if (!mohur__der_next_is(r, MOHUR__DER_SEQUENCE)) {
        r->failed = true;
    }
    out->issuer = mohur__der_read_element(r);
    out->serial = read_serial(r);
    mohur__der_leave(r);
}

static void
read_signature_alg(struct mohur__der_reader *r, struct mohur__signer_info *out)
{
    struct mohur__der_reader same = *r;

    out->alg          = mohur__signature_alg_read(r);
    out->alg_contents = mohur__der_read(&same, MOHUR__DER_SEQUENCE);
}

bool
mohur__signer_info_parse(mohur__bytes der, struct mohur__signer_info *out)
{
    mohur__bytes all = MOHUR__NOTHING;
    struct mohur__der_reader r;

    *out = (struct mohur__signer_info){.version = 0};
    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    all          = r.left;
    out->version = mohur__der_read_uint(&r);
    if (out->version != 1 && out->version != 3) {
        return false;
    }
    read_signer_id(&r, out);
    out->hash           = mohur__digest_alg_read(&r);
    out->has_attributes = mohur__der_next_is(&r, MOHUR__DER_CONTEXT_0);
    if (out->has_attributes) {
        out->attributes = mohur__der_read_element(&r);
    }
    read_signature_alg(&r, out);
    out->signature = mohur__der_read_octets(&r);
    out->fields    = mohur__bytes_sub(all, 0, all.len - r.left.len);
    if (mohur__der_next_is(&r, MOHUR__DER_CONTEXT_1)) {
        out->unsigned_attributes = mohur__der_read(&r, MOHUR__DER_CONTEXT_1);
    }
    mohur__der_leave(&r);
    return mohur__der_close(&r);
}

bool
mohur__signer_info_names(const struct mohur__signer_info *info,
                         const struct mohur__cert *cert)
{
    if (info->version == 3) {
        return cert->subject_key_id.len > 0 &&
               mohur__bytes_equal(info->key_id, cert->subject_key_id);
    }
    return mohur__bytes_equal(info->issuer, cert->issuer) &&
           mohur__bytes_equal(info->serial, cert->serial);
}

/* ---- the version ---- */

uint64_t
mohur__signed_data_version(const struct mohur__signed_data *data, bool is_data)
{
    bool by_key_id = false;

    for (size_t i = 0; i < data->signers_len; i++) {
        struct mohur__signer_info info;

        by_key_id = (mohur__signer_info_parse(data->signers[i], &info) &&
                     info.version == 3) ||
                    by_key_id;
    }
    if (data->has_ocsp) {
        return 5;
    }
    return by_key_id || !is_data ? 3 : 1;
}
