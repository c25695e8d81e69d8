/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/cert.h"

#include "fuzz.h"
#include "x509/name.h"
#include "x509/points.h"

/*
 * Certificates from anywhere.  What is read is a view of the input; names in
 * it equal themselves, addresses are fit for a request; nothing that was read
 * has a broken signature and says that it is genuine.
 */
enum {
    POINTS_MAX = 16 /* each is found from the beginning */
};

static bool
is_inside(mohur__bytes part, mohur__bytes all)
{
    return part.len == 0 || (part.data >= all.data &&
                             part.data + part.len <= all.data + all.len);
}

/* Addresses are views of it, and fit for a request. */
static void
walk_points(const struct mohur__cert *cert, mohur__bytes der)
{
    static bool (*const walks[])(const struct mohur__cert *cert, size_t i,
                                 mohur__bytes *out) = {
        mohur__point_crl, mohur__point_ocsp, mohur__point_issuer};
    mohur__bytes url = MOHUR__NOTHING;

    for (size_t k = 0; k < sizeof walks / sizeof walks[0]; k++) {
        for (size_t i = 0; i < POINTS_MAX && walks[k](cert, i, &url); i++) {
            fuzz_require(is_inside(url, der) && url.len >= 7 &&
                         url.data[0] == 'h');
            for (size_t n = 0; n < url.len; n++) {
                fuzz_require(url.data[n] > ' ' && url.data[n] <= '~');
            }
        }
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx   = fuzz_ctx();
    mohur__bytes der = mohur__bytes_of(data, size);
    struct mohur__buf b;
    struct mohur__cert cert;

    if (!mohur__cert_parse(der, &cert)) {
        return 0;
    }
    fuzz_require(is_inside(cert.tbs, der) && is_inside(cert.subject, der) &&
                 is_inside(cert.serial, der) && is_inside(cert.signature, der));
    fuzz_require(is_inside(cert.policies, der) &&
                 is_inside(cert.name_constraints, der) &&
                 is_inside(cert.subject_key_id, der));
    walk_points(&cert, der);
    fuzz_require(mohur__name_equal(cert.subject, cert.subject));
    fuzz_require(mohur__name_within(cert.issuer, cert.issuer));
    mohur__buf_init(&b, ctx, 4 * MOHUR__CERT_MAX);
    mohur__name_text(&b, cert.subject);
    mohur__name_value(&b, cert.issuer, MOHUR__OID_COMMON_NAME);
    fuzz_require(mohur__buf_status(&b) == MOHUR_OK);
    mohur__buf_wipe(&b);
    (void)mohur__cert_verify(ctx, &cert, &cert.key);
    return 0;
}
