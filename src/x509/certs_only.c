/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/certs_only.h"

#include "asn1/der_read.h"
#include "base/guard.h"

/*
 * The one form that RFC 5652 leaves for it: version 1, no digests, id-data
 * without content, certificates, perhaps revocation lists, which nobody asked
 * for and which are passed over, and an empty set of signers.
 */
enum {
    VERSION = 1
};

static const char NOT_EXACT[] =
    "this is not exactly certificates in an envelope (RFC 8551, certs-only)";

bool
mohur__certs_only_is(mohur__bytes file)
{
    struct mohur__der_reader r;

    mohur__der_open(&r, file);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    return mohur__der_next_is(&r, MOHUR__DER_OID);
}

static void
read_oid(struct mohur__der_reader *r, enum mohur__oid want)
{
    if (mohur__der_read_known_oid(r) != want) {
        r->failed = true;
    }
}

/* What stands in front of the certificates. */
static void
read_head(struct mohur__der_reader *r)
{
    mohur__der_enter(r, MOHUR__DER_SEQUENCE); /* ContentInfo */
    read_oid(r, MOHUR__OID_SIGNED_DATA);
    mohur__der_enter(r, MOHUR__DER_CONTEXT_0);
    mohur__der_enter(r, MOHUR__DER_SEQUENCE); /* SignedData */
    if (mohur__der_read_uint(r) != VERSION) {
        r->failed = true;
    }
    (void)mohur__der_read_exactly(r, MOHUR__DER_SET, 0);
    mohur__der_enter(r, MOHUR__DER_SEQUENCE);
    read_oid(r, MOHUR__OID_DATA);
    mohur__der_leave(r);
}

static void
read_tail(struct mohur__der_reader *r)
{
    if (mohur__der_next_is(r, MOHUR__DER_CONTEXT_1)) {
        (void)mohur__der_read_element(r); /* revocation lists */
    }
    (void)mohur__der_read_exactly(r, MOHUR__DER_SET, 0);
    mohur__der_leave(r);
    mohur__der_leave(r);
    mohur__der_leave(r);
}

mohur_status
mohur__certs_only_parse(mohur_ctx *ctx,
                        mohur__bytes der,
                        struct mohur__certs_only *out)
{
    mohur_status st = MOHUR_OK;
    struct mohur__der_reader r;

    out->len = 0;
    mohur__der_open(&r, der);
    read_head(&r);
    mohur__der_enter(&r, MOHUR__DER_CONTEXT_0);
    while (mohur__der_next_is(&r, MOHUR__DER_SEQUENCE)) {
        REQUIRE(ctx, out->len < MOHUR__CERTS_ONLY_MAX, MOHUR_E_LIMIT,
                "there are more than %d certificates in one envelope",
                MOHUR__CERTS_ONLY_MAX);
        out->at[out->len] = mohur__der_read_element(&r);
        out->len += r.failed ? 0 : 1;
    }
    mohur__der_leave(&r);
    read_tail(&r);
    REQUIRE(ctx, mohur__der_close(&r) && out->len > 0, MOHUR_E_FORMAT,
            NOT_EXACT);

out:
    return st;
}
