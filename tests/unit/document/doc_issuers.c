/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_issuers.h"

#include "base/error.h"
#include "base/mem.h"
#include "check.h"
#include "message.h"
#include <mohur/document.h>

#include <stdio.h>
#include <stdlib.h>

/*
 * Root, Upper, Lower, Signer: those between are not in the file, and each
 * certificate says where its issuer's is.
 */
enum {
    URI       = 0x86,
    LEVELS    = 4, /* the signer is the last */
    ASKED_MAX = 32,
    URL_CAP   = 32
};

struct ladder {
    struct fixture *t;
    struct pki_key keys[LEVELS];
    mohur__bytes der[LEVELS];
    mohur__bytes served[LEVELS]; /* at http://a/0, http://a/1, ... */
    mohur_trust *trust;
    mohur_evidence evidence;
    char asked[ASKED_MAX][URL_CAP];
    size_t asked_len;
    bool odd;       /* a question that is not as it should be */
    bool spoilt;    /* the signature is over something else */
    size_t fail_at; /* the nth allocation of the next call; 0: none */
    mohur_why why;
};

static const char *const names[LEVELS] = {"Root", "Upper", "Lower", "Signer"};

static int32_t
get(void *user, const mohur_evidence_request *r, mohur_answer *out)
{
    struct ladder *l = user;
    size_t i         = (size_t)(r->url[strlen(r->url) - 1] - '0');

    snprintf(l->asked[l->asked_len++ % ASKED_MAX], URL_CAP, "%s", r->url);
    l->odd = l->odd || r->kind != MOHUR_EVIDENCE_ISSUER || r->body_len != 0 ||
             i >= LEVELS;
    return l->odd || mohur_answer_add(out, l->served[i].data,
                                      l->served[i].len) != MOHUR_OK
               ? 1
               : 0;
}

/* authorityInfoAccess: the issuer is at http://a/i. */
static mohur__bytes
above(struct fixture *t, size_t i)
{
    struct mohur__der d;
    char url[URL_CAP];

    snprintf(url, sizeof url, "http://a/%zu", i);
    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    mohur__der_oid(&d, MOHUR__OID_CA_ISSUERS);
    mohur__der_element(&d, URI, mohur__bytes_text(url));
    mohur__der_end(&d);
    mohur__der_end(&d);
    return pki_extension(t, MOHUR__OID_AUTHORITY_INFO, false, pki_done(&d));
}

static mohur__bytes
rung(struct ladder *l, size_t i)
{
    struct pki_plan ca   = PKI_PLAN_CA;
    struct pki_plan leaf = PKI_PLAN_SIGNER;
    struct pki_plan *p   = i + 1 < LEVELS ? &ca : &leaf;
    size_t up            = i > 0 ? i - 1 : 0;

    p->subject = names[i];
    p->issuer  = names[up];
    p->key     = &l->keys[i];
    p->signer  = &l->keys[up];
    p->serial  = (uint32_t)i + 1;
    p->extra   = i > 0 ? above(l->t, up) : MOHUR__NOTHING;
    return pki_cert(l->t, p);
}

static struct ladder *
ladder_new(struct fixture *t)
{
    struct ladder *l = calloc(1, sizeof *l);

    t->extra = l;
    l->t     = t;
    for (uint8_t i = 0; i < LEVELS; i++) {
        l->keys[i]   = pki_key(t, MOHUR_ALG_ECDSA_P256, (uint8_t)(i + 1));
        l->der[i]    = rung(l, i);
        l->served[i] = l->der[i];
    }
    CHECK_OK(mohur_trust_new(t->ctx, &l->trust));
    CHECK_OK(mohur_trust_add(t->ctx, l->trust, MOHUR_TRUST_SIGN, l->der[0].data,
                             l->der[0].len));
    l->evidence = (mohur_evidence){sizeof l->evidence, get, l};
    return l;
}

static void
ladder_end(struct ladder *l)
{
    CHECK(!l->odd);
    mohur_trust_free(l->trust);
}

/* Verify what the signer signed; l->why is what came of it. */
static mohur_status
verify(struct ladder *l)
{
    struct fixture *t              = l->t;
    mohur_verify_options options   = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report           = NULL;
    mohur_status st                = MOHUR_OK;
    const struct message_plan plan = {
        .key       = &l->keys[LEVELS - 1],
        .cert      = l->der[LEVELS - 1],
        .content   = MOHUR__TEXT("a decree"),
        .attached  = true,
        .signature = l->spoilt
                         ? pki_sign(t, &l->keys[LEVELS - 1], MOHUR__TEXT("no"))
                         : MOHUR__NOTHING};
    mohur__bytes message = message_make(t, &plan);

    options.file  = fixture_source(t, (struct view){message.data, message.len});
    options.trust = l->trust;
    options.fetch = &l->evidence;
    options.revocation = MOHUR_REVOCATION_NONE;
    alloc_fail_at(&t->alloc, l->fail_at, ALLOC_ONCE);
    st = mohur_document_verify(t->ctx, &options, &report);
    (void)alloc_has_failed(&t->alloc);
    l->why = st == MOHUR_OK ? mohur_report_why(report) : MOHUR_WHY_NO_POE;
    mohur_report_free(report);
    mohur_source_free(options.file);
    return st;
}

static mohur_why
why(struct ladder *l)
{
    struct fixture *t = l->t;

    CHECK_OK(verify(l));
    return l->why;
}

static void
climb_to_an_anchor(void **state)
{
    struct ladder *l = ladder_new(*state);

    CHECK_NUMBER(MOHUR_WHY_NONE, why(l));
    CHECK_NUMBER(2, l->asked_len);
    CHECK_TEXT("http://a/2", l->asked[0]);
    CHECK_TEXT("http://a/1", l->asked[1]);
    ladder_end(l);
}

/* Both in one envelope, as authorities publish them. */
static void
are_taken_out_of_an_envelope(void **state)
{
    struct ladder *l         = ladder_new(*state);
    struct pki_envelope plan = {
        .certs = message_join(l->t, l->der[1], l->der[2], MOHUR__NOTHING)};

    l->served[2] = pki_envelope(l->t, &plan);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(l));
    CHECK_NUMBER(1, l->asked_len);
    plan.signers = MOHUR__TEXT("0\x00");
    l->served[2] = pki_envelope(l->t, &plan);
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    ladder_end(l);
}

static void
stop_where_nothing_comes(void **state)
{
    struct ladder *l = ladder_new(*state);

    l->served[1] = MOHUR__NOTHING;
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    CHECK_NUMBER(2, l->asked_len);
    ladder_end(l);
}

static void
stop_where_something_else_comes(void **state)
{
    static const char *const pages[] = {"<html>", "0\x80", "0\x03\x02\x01\x05",
                                        "-----BEGIN CERTIFICATE-----\nAAAA\n"};
    struct ladder *l                 = ladder_new(*state);

    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        l->served[2] = mohur__bytes_text(pages[i]);
        CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
        CHECK_NUMBER(i + 1, l->asked_len);
    }
    ladder_end(l);
}

static void
believe_nobody_of_the_same_name(void **state)
{
    struct fixture *t = *state;
    struct ladder *l  = ladder_new(t);

    l->keys[2]   = pki_key(t, MOHUR_ALG_ECDSA_P256, 77);
    l->served[2] = rung(l, 2);
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    ladder_end(l);
}

/* Lower says that Upper issued it, and Upper that Lower did. */
static void
do_not_go_round(void **state)
{
    struct ladder *l = ladder_new(*state);

    l->served[1] = l->der[2];
    CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    CHECK_NUMBER(2, l->asked_len);
    ladder_end(l);
}

static void
are_not_asked_for_what_does_not_hold(void **state)
{
    struct ladder *l = ladder_new(*state);

    l->spoilt = true;
    CHECK_NUMBER(MOHUR_WHY_SIG_CRYPTO_FAILURE, why(l));
    CHECK_NUMBER(0, l->asked_len);
    ladder_end(l);
}

/* What an address says is read as a certificate, or not at all. */
static void
are_whole_or_nothing(void **state)
{
    struct ladder *l   = ladder_new(*state);
    mohur__bytes whole = l->der[2];
    uint8_t *copy      = fixture_bytes(*state, 0, whole.len);

    for (size_t len = 1; len < whole.len; len += 7) {
        l->served[2] = mohur__bytes_sub(whole, 0, len);
        CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    }
    for (size_t bit = 0; bit < 8 * whole.len; bit += 29) {
        mohur__copy(mohur__span_of(copy, whole.len), whole);
        copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
        l->served[2] = mohur__bytes_of(copy, whole.len);
        CHECK_NUMBER(MOHUR_WHY_NO_CHAIN, why(l));
    }
    ladder_end(l);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    struct ladder *l  = ladder_new(t);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (l->fail_at = 1; st != MOHUR_OK; l->fail_at++) {
        st = verify(l);
        if (st != MOHUR_OK) {
            CHECK_NUMBER(MOHUR_E_NO_MEMORY, st);
            mohur__error_clear(t->ctx);
        }
    }
    CHECK_NUMBER(MOHUR_WHY_NONE, l->why);
    CHECK(l->fail_at > 50);
    ladder_end(l);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(climb_to_an_anchor),
        CASE(are_taken_out_of_an_envelope),
        CASE(stop_where_nothing_comes),
        CASE(stop_where_something_else_comes),
        CASE(believe_nobody_of_the_same_name),
        CASE(do_not_go_round),
        CASE(are_not_asked_for_what_does_not_hold),
        CASE(are_whole_or_nothing),
        CASE(survive_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("issuers that are fetched", cases, NULL,
                                       NULL);
}
