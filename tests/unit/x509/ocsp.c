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
    CHECK_OK(mohur__ocsp_request(
        t->ctx,
        &(struct mohur__ocsp_question){&w.cert, &w.issuer, MOHUR_ALG_SHA_256,
                                       MOHUR__BYTES(nonce)},
        &b));
    der = mohur__buf_view(&b);
    CHECK_BYTES(head, mohur__bytes_sub(der, 0, head.len));
    CHECK_BYTES(tail, mohur__bytes_sub(der, head.len + 32 + 2 + 32, tail.len));
    CHECK_BYTES(MOHUR__BYTES(nonce),
                mohur__bytes_sub(der, head.len + 66 + tail.len, der.len));
    mohur__buf_wipe(&b);
}

static void
asks_by_sha_1_who_knows_no_other(void **state)
{
    struct world w    = world_of(*state);
    struct fixture *t = w.t;
    uint8_t nonce[MOHUR__OCSP_NONCE_LEN];
    struct mohur__buf b;
    struct view head = fixture_hex(
        t, "3077 3075 303e 303c 303a 3009 06052b0e03021a 0500 0414");

    mohur__error_clear(t->ctx);
    mohur__fill(MOHUR__SPAN(nonce), 0x5A);
    mohur__buf_init(&b, t->ctx, MOHUR__OCSP_REQUEST_MAX);
    CHECK_OK(mohur__ocsp_request(
        t->ctx,
        &(struct mohur__ocsp_question){&w.cert, &w.issuer, MOHUR_ALG_SHA_1,
                                       MOHUR__BYTES(nonce)},
        &b));
    CHECK_BYTES(head, mohur__bytes_sub(mohur__buf_view(&b), 0, head.len));
    mohur__buf_wipe(&b);
}

/* Does it say something of the certificate?  No signature is looked at. */
static bool
speaks(struct world *w, mohur__bytes der)
{
    struct fixture *t = w->t;

    CHECK_OK(mohur__ocsp_read(t->ctx, der, &w->cert, &w->issuer, MOHUR__NOTHING,
                              &w->out));
    return w->out.fault == NULL;
}

/* Where a CertID of SHA-1 begins in a response: at its AlgorithmIdentifier. */
static size_t
find_cert_id(mohur__bytes der)
{
    static const uint8_t head[] = {0x30, 0x07, 0x06, 0x05, 0x2B,
                                   0x0E, 0x03, 0x02, 0x1A};
    size_t at                   = 0;

    while (!mohur__bytes_equal(mohur__bytes_sub(der, at, sizeof head),
                               MOHUR__BYTES(head))) {
        CHECK(++at < der.len);
    }
    return at;
}

static void
names_a_certificate_by_sha_1_to_the_bit(void **state)
{
    enum {
        CERT_ID_LEN = 9 + 22 + 22 + 3 /* hash, name, key, serial number */
    };
    struct world w                = world_of(*state);
    struct fixture *t             = w.t;
    const struct answer_plan plan = {.issuer     = "Issuer",
                                     .issuer_key = &w.key,
                                     .serial     = SERIAL,
                                     .sha_1      = true};
    mohur__bytes good             = revoke_answer(t, &plan);
    size_t at                     = find_cert_id(good);
    uint8_t *bad                  = fixture_bytes(t, 0, good.len);

    mohur__error_clear(t->ctx);
    CHECK(speaks(&w, good));
    for (size_t len = 0; len < good.len; len++) {
        CHECK(!speaks(&w, mohur__bytes_sub(good, 0, len)));
    }
    for (size_t bit = 8 * at; bit < 8 * (at + CERT_ID_LEN); bit++) {
        mohur__copy(mohur__span_of(bad, good.len), good);
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK(!speaks(&w, mohur__bytes_of(bad, good.len)));
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct world w                = world_of(*state);
    struct fixture *t             = w.t;
    const struct answer_plan plan = {.issuer     = "Issuer",
                                     .issuer_key = &w.key,
                                     .serial     = SERIAL,
                                     .sha_1      = true};
    mohur__bytes der              = revoke_answer(t, &plan);
    mohur_status st               = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        mohur__error_clear(t->ctx);
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = mohur__ocsp_read(t->ctx, der, &w.cert, &w.issuer, MOHUR__NOTHING,
                              &w.out);
        (void)alloc_has_failed(&t->alloc);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    CHECK(w.out.fault == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(asks_for_one_certificate_with_a_nonce),
        CASE(asks_by_sha_1_who_knows_no_other),
        CASE(names_a_certificate_by_sha_1_to_the_bit),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("OCSP", cases, NULL, NULL);
}
