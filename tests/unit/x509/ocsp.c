/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/ocsp.h"

#include "check.h"
#include "revoke.h"

/* Requests to the byte, and responses.  Whose answer counts is told in
 * revocation.c. */
enum {
    SERIAL    = 7,
    YESTERDAY = FIXTURE_NOW - PKI_DAY
};

struct world {
    struct fixture *t;
    struct pki_key key;
    struct mohur__cert issuer;
    struct mohur__cert cert;
    struct mohur__ocsp out;
};

static struct world
world_of(struct fixture *t)
{
    struct world w = {.t = t, .key = pki_key(t, MOHUR_ALG_ECDSA_P256, 1)};
    struct pki_plan issuer = PKI_PLAN_CA;
    struct pki_plan cert   = PKI_PLAN_SIGNER;

    issuer.subject = issuer.issuer = cert.issuer = "Issuer";
    issuer.key = issuer.signer = cert.key = cert.signer = &w.key;
    cert.subject                                        = "Signer";
    cert.serial                                         = SERIAL;
    CHECK(mohur__cert_parse(pki_cert(t, &issuer), &w.issuer));
    CHECK(mohur__cert_parse(pki_cert(t, &cert), &w.cert));
    return w;
}

static void
asks_for_one_certificate_with_a_nonce(void **state)
{
    struct world w    = world_of(*state);
    struct fixture *t = w.t;
    uint8_t nonce[MOHUR__OCSP_NONCE_LEN];
    struct mohur__buf b;
    mohur__bytes der;
    struct view head = fixture_hex(t, "308192 30818f 3058 3056 3054 300b0609"
                                      "608648016503040201 0420");
    struct view tail = fixture_hex(t, "020107 a2 33 30 31 30 2f"
                                      "0609 2b0601050507300102 0422 0420");

    mohur__error_clear(t->ctx);
    mohur__fill(MOHUR__SPAN(nonce), 0x5A);
    mohur__buf_init(&b, t->ctx, MOHUR__OCSP_REQUEST_MAX);
    CHECK_OK(mohur__ocsp_request(t->ctx, &w.cert, &w.issuer,
                                 MOHUR__BYTES(nonce), &b));
    der = mohur__buf_view(&b);
    CHECK_BYTES(head, mohur__bytes_sub(der, 0, head.len));
    CHECK_BYTES(tail, mohur__bytes_sub(der, head.len + 32 + 2 + 32, tail.len));
    CHECK_BYTES(MOHUR__BYTES(nonce),
                mohur__bytes_sub(der, head.len + 66 + tail.len, der.len));
    mohur__buf_wipe(&b);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(asks_for_one_certificate_with_a_nonce),
    };
    return cmocka_run_group_tests_name("OCSP", cases, NULL, NULL);
}
