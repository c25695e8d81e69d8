/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/certs_only.h"

#include "base/error.h"
#include "base/mem.h"
#include "check.h"
#include "pki.h"
#include "x509/certs.h"

/* Envelopes with two certificates, and what is not exactly one. */
enum {
    TWO = 2
};

static mohur__bytes
cert(struct fixture *t, const char *subject)
{
    struct pki_key key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    struct pki_plan plan = PKI_PLAN_CA;

    plan.subject = plan.issuer = subject;
    plan.key = plan.signer = &key;
    return pki_cert(t, &plan);
}

/* So many times the same elements. */
static mohur__bytes
times(struct fixture *t, mohur__bytes element, size_t n)
{
    struct mohur__der d;

    pki_der(t, &d);
    for (size_t i = 0; i < n; i++) {
        mohur__der_raw(&d, element);
    }
    return pki_done(&d);
}

static struct pki_envelope
two(struct fixture *t)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_raw(&d, cert(t, "Upper"));
    mohur__der_raw(&d, cert(t, "Lower"));
    return (struct pki_envelope){.certs = pki_done(&d)};
}

/* What adding it comes to; *out_len: how many certificates there are then. */
static mohur_status
add(struct fixture *t, mohur__bytes file, size_t *out_len)
{
    struct mohur__certs certs = {NULL, 0};
    mohur_status st           = mohur__certs_add_bundle(t->ctx, &certs, file);

    *out_len = certs.len;
    mohur__certs_free(&certs);
    return st;
}

static void
check_refused(struct fixture *t, const struct pki_envelope *plan)
{
    size_t len = 0;

    CHECK_STATUS(MOHUR_E_FORMAT, add(t, pki_envelope(t, plan), &len));
    CHECK_NUMBER(0, len);
    mohur__error_clear(t->ctx);
}

static void
gives_its_certificates(void **state)
{
    struct fixture *t              = *state;
    const struct pki_envelope plan = two(t);
    size_t len                     = 0;

    CHECK_OK(add(t, pki_envelope(t, &plan), &len));
    CHECK_NUMBER(TWO, len);
}

static void
may_hold_lists_that_nobody_reads(void **state)
{
    static const uint8_t lists[] = {0xA1, 0x02, 0x30, 0x00};
    struct fixture *t            = *state;
    struct pki_envelope plan     = two(t);
    size_t len                   = 0;

    plan.crls = MOHUR__BYTES(lists);
    CHECK_OK(add(t, pki_envelope(t, &plan), &len));
    CHECK_NUMBER(TWO, len);
}

static void
is_told_from_a_certificate(void **state)
{
    struct fixture *t = *state;
    size_t len        = 0;

    CHECK(!mohur__certs_only_is(cert(t, "Upper")));
    CHECK(!mohur__certs_only_is(MOHUR__NOTHING));
    CHECK_OK(add(t, cert(t, "Upper"), &len));
    CHECK_NUMBER(1, len);
}

/* What a file of anchors is read with. */
static void
is_nothing_to_be_believed(void **state)
{
    struct fixture *t              = *state;
    const struct pki_envelope plan = two(t);
    struct mohur__certs certs      = {NULL, 0};

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__certs_add(t->ctx, &certs, pki_envelope(t, &plan)));
    CHECK_NUMBER(0, certs.len);
    mohur__certs_free(&certs);
}

static void
has_no_signature_no_content_and_no_other_version(void **state)
{
    static const uint8_t element[] = {0x30, 0x00};
    static const uint8_t content[] = {0xA0, 0x03, 0x04, 0x01, 0x61};
    struct fixture *t              = *state;
    struct pki_envelope plan       = two(t);

    plan.signers = MOHUR__BYTES(element);
    check_refused(t, &plan);
    plan         = two(t);
    plan.content = MOHUR__BYTES(content);
    check_refused(t, &plan);
    plan         = two(t);
    plan.digests = MOHUR__BYTES(element);
    check_refused(t, &plan);
    plan         = two(t);
    plan.version = 3;
    check_refused(t, &plan);
    plan      = two(t);
    plan.type = MOHUR__OID_SIGNED_DATA;
    check_refused(t, &plan);
    plan      = two(t);
    plan.crls = times(t, MOHUR__TEXT("\xA1\x00"), TWO);
    check_refused(t, &plan);
}

static void
has_certificates_and_nothing_else_in_their_place(void **state)
{
    static const uint8_t other[] = {0xA1, 0x02, 0x30, 0x00};
    static const uint8_t empty[] = {0x30, 0x00};
    struct fixture *t            = *state;
    struct pki_envelope plan     = {.version = 1};

    check_refused(t, &plan); /* none */
    plan.certs = MOHUR__BYTES(empty);
    check_refused(t, &plan);
    plan.certs = MOHUR__BYTES(other); /* of attributes */
    check_refused(t, &plan);
}

static void
has_no_more_of_them_than_a_message(void **state)
{
    struct fixture *t        = *state;
    struct pki_envelope plan = {.version = 1};
    size_t len               = 0;

    plan.certs = times(t, cert(t, "Upper"), MOHUR__CERTS_ONLY_MAX);
    CHECK_OK(add(t, pki_envelope(t, &plan), &len));
    CHECK_NUMBER(MOHUR__CERTS_ONLY_MAX, len);
    plan.certs = times(t, cert(t, "Upper"), MOHUR__CERTS_ONLY_MAX + 1);
    CHECK_STATUS(MOHUR_E_LIMIT, add(t, pki_envelope(t, &plan), &len));
    CHECK_NUMBER(0, len);
}

static void
is_refused_when_cut_or_longer(void **state)
{
    struct fixture *t              = *state;
    const struct pki_envelope plan = two(t);
    mohur__bytes good              = pki_envelope(t, &plan);
    uint8_t *more                  = fixture_bytes(t, 0, good.len + 1);
    size_t len                     = 0;

    mohur__copy(mohur__span_of(more, good.len), good);
    for (size_t n = 0; n <= good.len + 1; n++) {
        if (n != good.len) {
            CHECK(add(t, mohur__bytes_of(more, n), &len) != MOHUR_OK);
            CHECK_NUMBER(0, len);
            mohur__error_clear(t->ctx);
        }
    }
}

/* Around the certificates no bit may be another; within, each is parsed. */
static void
is_refused_with_any_bit_around_them_changed(void **state)
{
    struct fixture *t              = *state;
    const struct pki_envelope plan = two(t);
    mohur__bytes good              = pki_envelope(t, &plan);
    uint8_t *bad                   = fixture_bytes(t, 0, good.len);
    size_t head                    = good.len - plan.certs.len - 2;
    size_t len                     = 0;

    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        bool around = bit / 8 < head || bit / 8 >= good.len - 2;

        mohur__copy(mohur__span_of(bad, good.len), good);
        bad[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (add(t, mohur__bytes_of(bad, good.len), &len) == MOHUR_OK) {
            CHECK(!around);
            CHECK_NUMBER(TWO, len);
        } else {
            CHECK_NUMBER(0, len);
        }
        mohur__error_clear(t->ctx);
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t              = *state;
    const struct pki_envelope plan = two(t);
    mohur__bytes good              = pki_envelope(t, &plan);
    mohur_status st                = MOHUR_E_NO_MEMORY;
    size_t len                     = 0;

    for (size_t n = 1; st != MOHUR_OK; n++) {
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = add(t, good, &len);
        (void)alloc_has_failed(&t->alloc);
        if (st != MOHUR_OK) {
            CHECK_NUMBER(MOHUR_E_NO_MEMORY, st);
            CHECK_NUMBER(0, len);
            mohur__error_clear(t->ctx);
        }
    }
    CHECK_NUMBER(TWO, len);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_its_certificates),
        CASE(may_hold_lists_that_nobody_reads),
        CASE(is_told_from_a_certificate),
        CASE(is_nothing_to_be_believed),
        CASE(has_no_signature_no_content_and_no_other_version),
        CASE(has_certificates_and_nothing_else_in_their_place),
        CASE(has_no_more_of_them_than_a_message),
        CASE(is_refused_when_cut_or_longer),
        CASE(is_refused_with_any_bit_around_them_changed),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("certificates in an envelope", cases,
                                       NULL, NULL);
}
