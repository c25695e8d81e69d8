/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/trust.h"

#include "asn1/pem.h"
#include "check.h"
#include "pki.h"

static mohur__bytes
anchor(struct fixture *t, uint8_t seed)
{
    struct pki_key key   = pki_key(t, MOHUR_ALG_ECDSA_P256, seed);
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &key;
    return pki_cert(t, &plan);
}

static mohur_status
add(struct fixture *t, mohur_trust *trust, uint32_t roles, mohur__bytes file)
{
    return mohur_trust_add(t->ctx, trust, roles, file.data, file.len);
}

static void
keeps_what_it_is_given_with_its_roles(void **state)
{
    struct fixture *t      = *state;
    mohur_trust *trust     = NULL;
    struct mohur__anchor a = {0};
    mohur__bytes first     = anchor(t, 1);

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_NUMBER(0, mohur_trust_len(trust));
    CHECK_OK(add(t, trust, MOHUR_TRUST_SIGN, first));
    CHECK_OK(add(t, trust, MOHUR_TRUST_TSA, anchor(t, 2)));
    CHECK_NUMBER(2, mohur_trust_len(trust));
    CHECK(mohur__trust_at(trust, 0, &a));
    CHECK_NUMBER(MOHUR_TRUST_SIGN, a.roles);
    CHECK_BYTES(first, a.cert->der);
    CHECK(a.cert->der.data != first.data);
    CHECK(mohur__trust_at(trust, 1, &a));
    CHECK_NUMBER(MOHUR_TRUST_TSA, a.roles);
    CHECK(!mohur__trust_at(trust, 2, &a));
    mohur_trust_free(trust);
}

static void
reads_several_from_one_pem_file_or_none(void **state)
{
    struct fixture *t     = *state;
    mohur_trust *trust    = NULL;
    struct mohur__buf pem = {0};

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    mohur__buf_init(&pem, t->ctx, 8192);
    mohur__pem_emit(&pem, MOHUR__PEM_CERTIFICATE, anchor(t, 1));
    mohur__pem_emit(&pem, MOHUR__PEM_CERTIFICATE, anchor(t, 2));
    CHECK_OK(add(t, trust, MOHUR_TRUST_SIGN, mohur__buf_view(&pem)));
    CHECK_NUMBER(2, mohur_trust_len(trust));
    mohur__pem_emit(&pem, MOHUR__PEM_PUBLIC_KEY, MOHUR__TEXT("abc"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 add(t, trust, MOHUR_TRUST_SIGN, mohur__buf_view(&pem)));
    CHECK_NUMBER(2, mohur_trust_len(trust));
    mohur__buf_wipe(&pem);
    mohur_trust_free(trust);
}

static void
refuses_what_is_no_certificate_or_no_role(void **state)
{
    struct fixture *t  = *state;
    mohur_trust *trust = NULL;

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_STATUS(MOHUR_E_FORMAT, add(t, trust, MOHUR_TRUST_SIGN,
                                     mohur__bytes_of("\x30\x00", 2)));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 add(t, trust, MOHUR_TRUST_SIGN, MOHUR__NOTHING));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add(t, trust, 0, anchor(t, 1)));
    CHECK_STATUS(MOHUR_E_ARGUMENT, add(t, trust, 32, anchor(t, 1)));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 add(t, (mohur_trust *)t->ctx, MOHUR_TRUST_SIGN, anchor(t, 1)));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_trust_new(t->ctx, NULL));
    CHECK_NUMBER(0, mohur_trust_len(NULL));
    mohur_trust_free(NULL);
    mohur_trust_free(trust);
}

static void
has_a_digest_of_its_own(void **state)
{
    struct fixture *t = *state;
    uint8_t digest[3][32];
    mohur_trust *trust = NULL;

    for (size_t i = 0; i < 3; i++) {
        CHECK_OK(mohur_trust_new(t->ctx, &trust));
        CHECK_OK(add(t, trust, i == 2 ? MOHUR_TRUST_TSA : MOHUR_TRUST_SIGN,
                     anchor(t, i == 1 ? 2 : 1)));
        CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest[i])));
        mohur_trust_free(trust);
    }
    CHECK(
        !mohur__bytes_equal(MOHUR__BYTES(digest[0]), MOHUR__BYTES(digest[1])));
    CHECK(
        !mohur__bytes_equal(MOHUR__BYTES(digest[0]), MOHUR__BYTES(digest[2])));
}

/* It is kept from one document to the next. */
static void
has_another_digest_once_it_has_changed(void **state)
{
    struct fixture *t  = *state;
    mohur_trust *trust = NULL;
    uint8_t digest[3][32];

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_OK(add(t, trust, MOHUR_TRUST_SIGN, anchor(t, 1)));
    CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest[0])));
    CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest[1])));
    CHECK_BYTES(MOHUR__BYTES(digest[0]), MOHUR__BYTES(digest[1]));
    CHECK_OK(add(t, trust, MOHUR_TRUST_SIGN, anchor(t, 2)));
    CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest[2])));
    CHECK(
        !mohur__bytes_equal(MOHUR__BYTES(digest[1]), MOHUR__BYTES(digest[2])));
    mohur_trust_free(trust);
}

static void
is_hashed_once_for_many_documents(void **state)
{
    struct fixture *t  = *state;
    mohur_trust *trust = NULL;
    uint8_t digest[32];

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_OK(add(t, trust, MOHUR_TRUST_SIGN, anchor(t, 1)));
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest)));
    CHECK(alloc_has_failed(&t->alloc));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest)));
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_OK(mohur__trust_digest(t->ctx, trust, MOHUR__SPAN(digest)));
    CHECK(!alloc_has_failed(&t->alloc));
    mohur_trust_free(trust);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keeps_what_it_is_given_with_its_roles),
        CASE(reads_several_from_one_pem_file_or_none),
        CASE(refuses_what_is_no_certificate_or_no_role),
        CASE(has_a_digest_of_its_own),
        CASE(has_another_digest_once_it_has_changed),
        CASE(is_hashed_once_for_many_documents),
    };
    return cmocka_run_group_tests_name("a trust store", cases, NULL, NULL);
}
