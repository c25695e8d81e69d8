/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/csr.h>
#include <mohur/document.h>

#include "asn1/pem.h"
#include "base/error.h"
#include "check.h"
#include "keystore/key.h"
#include "pki.h"

#include <string.h>

/*
 * Signing with a handle, and asking for the certificate that it takes.
 */
struct desk {
    struct fixture *t;
    struct pki_key pair;
    struct pki_plan plan; /* of the certificate */
    mohur_key *key;
    mohur_sign_options say; /* what is said of the document */
    const char *expect;     /* NULL: anything */
};

static struct desk
desk_new(struct fixture *t, mohur_alg alg)
{
    struct desk d = {
        .t = t, .plan = PKI_PLAN_SIGNER, .say = MOHUR_SIGN_OPTIONS_INIT};

    d.pair         = pki_key(t, alg, 5);
    d.plan.subject = d.plan.issuer = "Aysel";
    struct mohur__key_parts parts  = {.purpose    = MOHUR_PURPOSE_SIGN,
                                      .alg        = alg,
                                      .state      = MOHUR_KEY_ACTIVE,
                                      .public_key = pki_public(&d.pair),
                                      .secret     = pki_secret(&d.pair)};
    CHECK_OK(mohur__key_new(t->ctx, &parts, &d.key));
    return d;
}

static void
end(struct desk *d)
{
    mohur_key_free(d->key);
}

static mohur_status
sign_with(struct desk *d, mohur__bytes cert, bool attached, const char *text)
{
    struct fixture *t          = d->t;
    mohur_sign_options options = d->say;
    mohur_sink *sink           = fixture_sink(t);
    mohur_status st            = MOHUR_OK;

    mohur__error_clear(t->ctx);
    options.content  = fixture_source(t, VIEW_TEXT(text));
    options.cert     = cert.data;
    options.cert_len = cert.len;
    options.attached = attached;
    st               = mohur_document_sign(t->ctx, d->key, &options, sink);
    mohur_source_free(options.content);
    mohur_sink_free(sink);
    return st;
}

/* The certificate that the plan describes, signed with its own key. */
static mohur__bytes
cert_of(struct desk *d)
{
    d->plan.key    = &d->pair;
    d->plan.signer = &d->pair;
    return pki_cert(d->t, &d->plan);
}

static bool
is_accepted(struct desk *d, const char *text)
{
    struct fixture *t            = d->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes anchor          = cert_of(d);
    struct view file             = fixture_output(t);
    mohur_trust *trust           = NULL;
    mohur_report *report         = NULL;
    bool accepted                = false;

    CHECK_OK(mohur_trust_new(t->ctx, &trust));
    CHECK_OK(mohur_trust_add(t->ctx, trust, MOHUR_TRUST_SIGN, anchor.data,
                             anchor.len));
    options.trust = trust;
    options.file  = fixture_source(t, file);
    if (text != NULL) {
        options.content = fixture_source(t, VIEW_TEXT(text));
    }
    if (d->expect != NULL) {
        options.expect     = (const uint8_t *)d->expect;
        options.expect_len = strlen(d->expect);
    }
    CHECK_OK(mohur_document_verify(t->ctx, &options, &report));
    accepted = mohur_report_is_accepted(report);
    mohur_report_free(report);
    mohur_source_free(options.content);
    mohur_source_free(options.file);
    mohur_trust_free(trust);
    return accepted;
}

static void
is_accepted_as_it_was_signed_and_not_otherwise(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384,
                                     MOHUR_ALG_ED25519};

    for (size_t i = 0; i < 3; i++) {
        struct fixture *t = *state;
        struct desk d     = desk_new(t, algs[i]);
        CHECK_OK(sign_with(&d, cert_of(&d), false, "a decree"));
        CHECK(is_accepted(&d, "a decree"));
        CHECK(!is_accepted(&d, "a decree\n"));
        CHECK(!is_accepted(&d, NULL));
        CHECK_OK(sign_with(&d, cert_of(&d), true, ""));
        CHECK(is_accepted(&d, NULL));
        end(&d);
    }
}

#define EXPECT(attributes)                                                     \
    "{\"type\":\"mohur-expect/1\",\"attributes\":{" attributes "}}"

static void
says_of_the_document_what_may_be_expected(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    d.expect = EXPECT("\"voen\":\"1234567890\"");
    CHECK_OK(sign_with(&d, cert_of(&d), true, "a decree"));
    CHECK(!is_accepted(&d, NULL)); /* it says nothing */
    d.say.registration_number = "17/2026";
    d.say.voen                = "1234567890";
    d.say.commitment          = "1.2.840.113549.1.9.16.6.5";
    CHECK_OK(sign_with(&d, cert_of(&d), true, "a decree"));
    CHECK(is_accepted(&d, NULL));
    d.expect = EXPECT("\"commitment\":\"1.2.840.113549.1.9.16.6.5\","
                      "\"registration_number\":\"17/2026\"");
    CHECK(is_accepted(&d, NULL));
    d.expect = EXPECT("\"registration_number\":\"18/2026\"");
    CHECK(!is_accepted(&d, NULL));
    end(&d);
}

static void
says_nothing_that_would_not_be_read(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    d.say.voen = "123";
    CHECK_STATUS(MOHUR_E_ARGUMENT, sign_with(&d, cert_of(&d), false, "x"));
    CHECK_NUMBER(0, fixture_output(t).len);
    end(&d);
}

static void
is_the_same_bytes_each_time(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    size_t len        = 0;
    uint8_t *first    = NULL;

    CHECK_OK(sign_with(&d, cert_of(&d), true, "a decree"));
    len   = fixture_output(t).len;
    first = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(first, len),
                mohur__bytes_of(fixture_output(t).data, len));
    CHECK_OK(sign_with(&d, cert_of(&d), true, "a decree"));
    CHECK_BYTES(((struct view){first, len}), fixture_output(t));
    end(&d);
}

static void
wants_the_certificate_of_its_key(void **state)
{
    struct fixture *t    = *state;
    struct desk d        = desk_new(t, MOHUR_ALG_ECDSA_P256);
    struct pki_key other = pki_key(t, MOHUR_ALG_ECDSA_P256, 6);
    struct pki_plan plan = d.plan;

    plan.key = plan.signer = &other;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 sign_with(&d, pki_cert(t, &plan), false, "x"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 sign_with(&d, MOHUR__TEXT("no certificate"), false, "x"));
    CHECK_STATUS(MOHUR_E_ARGUMENT, sign_with(&d, MOHUR__NOTHING, false, "x"));
    CHECK_NUMBER(0, fixture_output(t).len);
    end(&d);
}

static void
wants_a_certificate_that_is_valid_and_for_documents(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);

    d.plan.to = FIXTURE_NOW - 1;
    CHECK_STATUS(MOHUR_E_DATE, sign_with(&d, cert_of(&d), false, "x"));
    CHECK_MESSAGE("expired");
    d.plan.to   = 0;
    d.plan.from = FIXTURE_NOW + 1;
    CHECK_STATUS(MOHUR_E_DATE, sign_with(&d, cert_of(&d), false, "x"));
    d.plan.from  = 0;
    d.plan.usage = 1;
    CHECK_STATUS(MOHUR_E_POLICY, sign_with(&d, cert_of(&d), false, "x"));
    CHECK_MESSAGE("nonRepudiation");
    CHECK_NUMBER(0, fixture_output(t).len);
    end(&d);
}

static void
wants_a_private_key(void **state)
{
    struct fixture *t             = *state;
    struct desk d                 = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur_key *full               = d.key;
    struct mohur__key_parts parts = {.purpose    = MOHUR_PURPOSE_SIGN,
                                     .alg        = MOHUR_ALG_ECDSA_P256,
                                     .state      = MOHUR_KEY_ACTIVE,
                                     .public_key = pki_public(&d.pair)};

    CHECK_OK(mohur__key_new(t->ctx, &parts, &d.key));
    CHECK_STATUS(MOHUR_E_NO_KEY, sign_with(&d, cert_of(&d), false, "x"));
    mohur_key_free(full);
    end(&d);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    mohur__bytes cert = cert_of(&d);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&t->alloc, n, ALLOC_ONCE);
        st = sign_with(&d, cert, true, "a decree");
        (void)alloc_has_failed(&t->alloc);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    end(&d);
}

/* ---- requests for certificates ---- */

static mohur_status
request(struct desk *d, const char *subject)
{
    struct fixture *t = d->t;
    mohur_sink *sink  = fixture_sink(t);
    mohur_status st   = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur_csr_emit(t->ctx, d->key, subject, strlen(subject), sink);
    mohur_sink_free(sink);
    return st;
}

/* PKCS#10: the name, the key, and a signature with it. */
static void
asks_for_a_certificate(void **state)
{
    struct fixture *t           = *state;
    struct desk d               = desk_new(t, MOHUR_ALG_ECDSA_P256);
    enum mohur__pem_label label = MOHUR__PEM_NONE;
    uint8_t room[1024]          = {0};
    mohur__bytes der            = MOHUR__NOTHING;
    /* SET { SEQUENCE { countryName, PrintableString } } */
    static const char country[] = "\x31\x0b\x30\x09\x06\x03\x55\x04\x06\x13\x02"
                                  "AZ";

    CHECK_OK(request(&d, "C=AZ, CN=M\xC9\x99mm\xC9\x99"
                         "dova\\, Aysel  "));
    CHECK_OK(mohur__pem_parse(
        t->ctx, mohur__bytes_of(fixture_output(t).data, fixture_output(t).len),
        MOHUR__SPAN(room), &label, &der));
    CHECK_NUMBER(MOHUR__PEM_REQUEST, label);
    CHECK(memmem(der.data, der.len, country, sizeof country - 1) != NULL);
    CHECK(memmem(der.data, der.len, "dova, Aysel", 11) != NULL);
    CHECK(memmem(der.data, der.len, d.pair.public_key, 65) != NULL);
    end(&d);
}

static void
refuses_a_subject_that_it_cannot_read(void **state)
{
    static const char *const bad[] = {
        "CN",          "CN=",
        "Aysel",       "X=1",
        "CN=A,, O=B",  "C=\xC9\x99",
        "CN=\xFF",     "cn=A",
        "CN=A, CN2=B", "serialNumber=\xC9\x99",
    };

    struct fixture *t = *state;
    struct desk d     = desk_new(t, MOHUR_ALG_ECDSA_P256);
    char longer[300]  = "CN=";

    memset(longer + 3, 'a', sizeof longer - 4);
    longer[sizeof longer - 1] = '\0';
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mohur_status st = request(&d, bad[i]);
        if (st != MOHUR_E_FORMAT) {
            fail_msg("%s: %s", bad[i], mohur_status_name(st));
        }
    }
    CHECK_STATUS(MOHUR_E_FORMAT, request(&d, longer));
    CHECK_STATUS(MOHUR_E_ARGUMENT, request(&d, ""));
    end(&d);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_accepted_as_it_was_signed_and_not_otherwise),
        CASE(says_of_the_document_what_may_be_expected),
        CASE(says_nothing_that_would_not_be_read),
        CASE(is_the_same_bytes_each_time),
        CASE(wants_the_certificate_of_its_key),
        CASE(wants_a_certificate_that_is_valid_and_for_documents),
        CASE(wants_a_private_key),
        CASE(leaves_nothing_behind_when_memory_fails),
        CASE(asks_for_a_certificate),
        CASE(refuses_a_subject_that_it_cannot_read),
    };
    return cmocka_run_group_tests_name("signing a document", cases, NULL, NULL);
}
