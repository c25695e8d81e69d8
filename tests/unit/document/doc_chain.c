/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/revocation.h>

#include "../profile/note_kit.h"
#include "base/error.h"
#include "check.h"
#include "message.h"
#include "profile/force.h"
#include "revoke.h"

/*
 * What a document's report says of revocation: evidence in the file and
 * beside it.  Which evidence is believed is told in x509/revocation.c.
 */
enum {
    SERIAL    = 7,
    NONE      = 255,
    USAGE_CA  = PKI_USAGE_CA | 1 << 6, /* cRLSign */
    YESTERDAY = FIXTURE_NOW - PKI_DAY
};

struct court {
    struct fixture *t;
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes cert;
    mohur_trust *trust;
    mohur__bytes inside; /* contents of crls */
    uint8_t version;     /* of the message, for that */
    mohur__bytes given;
    int64_t at;
    mohur_revocation revocation;
    size_t fail_at; /* the nth allocation; 0: none */
    mohur_report *report;
};

static struct court
court_new(struct fixture *t)
{
    struct court c         = {.t = t};
    struct pki_plan root   = PKI_PLAN_CA;
    struct pki_plan signer = PKI_PLAN_SIGNER;
    mohur__bytes der;

    c.root_key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    c.key        = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    root.subject = root.issuer = signer.issuer = "Root";
    root.key = root.signer = signer.signer = &c.root_key;
    root.usage                             = USAGE_CA;
    signer.subject                         = "Signer";
    signer.key                             = &c.key;
    signer.serial                          = SERIAL;
    der                                    = pki_cert(t, &root);
    c.cert                                 = pki_cert(t, &signer);
    CHECK_OK(mohur_trust_new(t->ctx, &c.trust));
    CHECK_OK(
        mohur_trust_add(t->ctx, c.trust, MOHUR_TRUST_SIGN, der.data, der.len));
    return c;
}

static void
end(struct court *c)
{
    mohur_report_free(c->report);
    mohur_trust_free(c->trust);
}

static mohur__bytes
list_with(struct court *c, mohur__bytes entries)
{
    const struct list_plan plan = {
        .issuer = "Root", .signer = &c->root_key, .entries = entries};

    return revoke_list(c->t, &plan);
}

static mohur__bytes
answer(struct court *c)
{
    const struct answer_plan plan = {
        .issuer = "Root", .issuer_key = &c->root_key, .serial = SERIAL};

    return revoke_answer(c->t, &plan);
}

/* [1] { id-ri-ocsp-response, response } */
static mohur__bytes
as_other(struct fixture *t, enum mohur__oid oid, mohur__bytes response)
{
    struct mohur__der d;

    pki_der(t, &d);
    mohur__der_begin(&d, MOHUR__DER_CONTEXT_1);
    mohur__der_oid(&d, oid);
    mohur__der_raw(&d, response);
    mohur__der_end(&d);
    return pki_done(&d);
}

static mohur_status
verify(struct court *c)
{
    struct fixture *t              = c->t;
    const struct message_plan plan = {.key      = &c->key,
                                      .cert     = c->cert,
                                      .content  = MOHUR__TEXT("a decree"),
                                      .attached = true,
                                      .version  = c->version,
                                      .crls     = c->inside};
    mohur__bytes message           = message_make(t, &plan);
    mohur_verify_options options   = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_source *given            = NULL;
    mohur_status st                = MOHUR_OK;

    mohur_report_free(c->report);
    c->report          = NULL;
    options.trust      = c->trust;
    options.at         = c->at;
    options.revocation = c->revocation;
    options.file = fixture_source(t, (struct view){message.data, message.len});
    if (c->given.len > 0) {
        given = fixture_source(t, (struct view){c->given.data, c->given.len});
        options.evidence     = &given;
        options.evidence_len = 1;
    }
    mohur__error_clear(t->ctx);
    alloc_fail_at(&t->alloc, c->fail_at, ALLOC_ONCE);
    st = mohur_document_verify(t->ctx, &options, &c->report);
    (void)alloc_has_failed(&t->alloc);
    mohur_source_free(given);
    mohur_source_free(options.file);
    return st;
}

static mohur_why
why(struct court *c)
{
    struct fixture *t = c->t;

    CHECK_OK(verify(c));
    return mohur_report_why(c->report);
}

static void
finds_a_list_in_the_file(void **state)
{
    struct court c = court_new(*state);
    const mohur_revocation_evidence *e;

    c.inside = list_with(&c, MOHUR__NOTHING);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&c));
    CHECK_NUMBER(MOHUR_STANDING_GOOD,
                 mohur_report_revocation(c.report, 0)->standing);
    e = mohur_report_evidence(c.report, 0, 0);
    CHECK(e != NULL && mohur_report_evidence(c.report, 0, 1) == NULL);
    CHECK_NUMBER(sizeof *e, e->size);
    CHECK_NUMBER(MOHUR_REVOCATION_CRL, e->kind);
    CHECK_NUMBER(MOHUR_REVOCATION_INSIDE, e->place);
    CHECK_NUMBER(0, e->about);
    CHECK(!e->revoked);
    CHECK_NUMBER(YESTERDAY, e->this_update);
    CHECK_NUMBER(FIXTURE_NOW + PKI_DAY, e->next_update);
    CHECK_NUMBER(YESTERDAY, e->produced_at);
    end(&c);
}

static void
finds_a_response_in_the_file(void **state)
{
    struct court c    = court_new(*state);
    struct fixture *t = c.t;

    c.inside = as_other(t, MOHUR__OID_OCSP_RESPONSE, answer(&c));
    CHECK_STATUS(MOHUR_E_FORMAT, verify(&c)); /* which asks for version 5 */
    c.version = 5;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&c));
    CHECK_NUMBER(MOHUR_REVOCATION_OCSP,
                 mohur_report_evidence(c.report, 0, 0)->kind);
    c.inside = as_other(t, MOHUR__OID_OCSP, answer(&c)); /* another format */
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(&c));
    end(&c);
}

static void
takes_what_it_is_given(void **state)
{
    struct court c    = court_new(*state);
    struct fixture *t = c.t;

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(&c));
    CHECK_NUMBER(MOHUR_STANDING_UNKNOWN,
                 mohur_report_revocation(c.report, 0)->standing);
    c.given = answer(&c);
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&c));
    CHECK_NUMBER(MOHUR_REVOCATION_GIVEN,
                 mohur_report_evidence(c.report, 0, 0)->place);
    c.given = MOHUR__TEXT("a letter, and no list");
    CHECK_STATUS(MOHUR_E_FORMAT, verify(&c));
    CHECK(c.report == NULL);
    end(&c);
}

static void
tells_when_and_why_it_was_revoked(void **state)
{
    struct court c = court_new(*state);
    const mohur_revocation_info *info;

    c.given = list_with(&c, revoke_one(c.t, SERIAL, YESTERDAY, 1));
    CHECK_NUMBER(MOHUR_WHY_REVOKED_NO_POE, why(&c));
    info = mohur_report_revocation(c.report, 0);
    CHECK_NUMBER(sizeof *info, info->size);
    CHECK_NUMBER(MOHUR_STANDING_REVOKED, info->standing);
    CHECK_NUMBER(YESTERDAY, info->since);
    CHECK_NUMBER(1, info->reason);
    CHECK_NUMBER(1, info->evidence_len);
    c.at = FIXTURE_NOW; /* for which the caller vouches */
    CHECK_NUMBER(MOHUR_WHY_REVOKED, why(&c));
    c.at = YESTERDAY - 1;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&c));
    CHECK_NUMBER(YESTERDAY,
                 mohur_report_revocation(c.report, 0)->revoked_later);
    end(&c);
}

/* Suspended at the time in question, and off the list a day later. */
static mohur_why
why_restored(struct court *c, const char *said)
{
    const char *const changes[]  = {"\"suspended_restored\":\"indeterminate\"",
                                    said, "\"trust_list\":\"signed\"",
                                    "\"trust_list\":\"any\"", NULL};
    struct fixture *t            = c->t;
    struct mohur__force force    = {.profiles_len = 1};
    const struct list_plan held  = {.issuer = "Root",
                                    .signer = &c->root_key,
                                    .from   = KIT_EFFECTIVE,
                                    .to     = KIT_EFFECTIVE + PKI_DAY,
                                    .entries =
                                        revoke_one(t, SERIAL, KIT_EFFECTIVE, 6)};
    const struct list_plan freed = {.issuer = "Root",
                                    .signer = &c->root_key,
                                    .from   = KIT_EFFECTIVE + PKI_DAY,
                                    .to     = KIT_EFFECTIVE + 2LL * PKI_DAY};
    mohur_why out;

    t->now            = KIT_EFFECTIVE + PKI_DAY;
    c->at             = KIT_EFFECTIVE + 60;
    c->inside         = revoke_list(t, &held);
    c->given          = revoke_list(t, &freed);
    force.profiles[0] = kit_profile(t, changes, "ab");
    mohur__force_enter(t->ctx, &force);
    out = why(c);
    mohur__force_leave(t->ctx, &force);
    mohur__force_clear(&force);
    CHECK_NUMBER(MOHUR_STANDING_RESTORED,
                 mohur_report_revocation(c->report, 0)->standing);
    return out;
}

static void
lets_the_profile_say_what_restored_comes_to(void **state)
{
    struct court c = court_new(*state);

    CHECK_NUMBER(MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE,
                 why_restored(&c, "\"suspended_restored\":\"indeterminate\""));
    CHECK_NUMBER(MOHUR_WHY_NONE,
                 why_restored(&c, "\"suspended_restored\":\"passed\""));
    CHECK_NUMBER(MOHUR_WHY_REVOKED,
                 why_restored(&c, "\"suspended_restored\":\"failed\""));
    end(&c);
}

static void
asks_nothing_where_it_need_not_be_known(void **state)
{
    struct court c = court_new(*state);

    c.given      = list_with(&c, revoke_one(c.t, SERIAL, YESTERDAY, 1));
    c.revocation = MOHUR_REVOCATION_NONE;
    CHECK_NUMBER(MOHUR_WHY_NONE, why(&c));
    CHECK_NUMBER(MOHUR_STANDING_NOT_ASKED,
                 mohur_report_revocation(c.report, 0)->standing);
    end(&c);
}

static void
has_a_name_for_each_standing_and_reason(void **state)
{
    (void)state;
    CHECK(strcmp("not asked", mohur_standing_name(MOHUR_STANDING_NOT_ASKED)) ==
          0);
    CHECK(strcmp("unknown", mohur_standing_name(MOHUR_STANDING_UNKNOWN)) == 0);
    CHECK(strcmp("restored", mohur_standing_name(MOHUR_STANDING_RESTORED)) ==
          0);
    CHECK(strcmp("keyCompromise", mohur_revocation_reason_name(1)) == 0);
    CHECK(strcmp("certificateHold", mohur_revocation_reason_name(6)) == 0);
    CHECK(strcmp("", mohur_revocation_reason_name(7)) == 0);
    CHECK(strcmp("", mohur_revocation_reason_name(11)) == 0);
}

static void
answers_nothing_where_there_is_no_report(void **state)
{
    struct court c = court_new(*state);

    CHECK(mohur_report_revocation(NULL, 0) == NULL);
    CHECK(mohur_report_evidence(NULL, 0, 0) == NULL);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why(&c));
    CHECK(mohur_report_revocation(c.report, 1) == NULL);
    CHECK(mohur_report_evidence(c.report, 1, 0) == NULL);
    end(&c);
}

static void
wants_evidence_that_it_can_read_again(void **state)
{
    struct court c               = court_new(*state);
    struct fixture *t            = c.t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_report *report         = NULL;

    options.trust        = c.trust;
    options.file         = fixture_source(t, VIEW_TEXT("x"));
    options.evidence_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur_document_verify(t->ctx, &options, &report));
    mohur_source_free(options.file);
    end(&c);
}

static void
survives_every_failed_allocation(void **state)
{
    struct court c  = court_new(*state);
    mohur_status st = MOHUR_E_NO_MEMORY;

    c.inside = list_with(&c, MOHUR__NOTHING);
    c.given  = answer(&c);
    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        c.fail_at = n;
        st        = verify(&c);
        CHECK(st == MOHUR_OK || c.report == NULL);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    CHECK(mohur_report_is_accepted(c.report));
    end(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(finds_a_list_in_the_file),
        CASE(finds_a_response_in_the_file),
        CASE(takes_what_it_is_given),
        CASE(tells_when_and_why_it_was_revoked),
        CASE(lets_the_profile_say_what_restored_comes_to),
        CASE(asks_nothing_where_it_need_not_be_known),
        CASE(has_a_name_for_each_standing_and_reason),
        CASE(answers_nothing_where_there_is_no_report),
        CASE(wants_evidence_that_it_can_read_again),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("revocation in a report", cases, NULL,
                                       NULL);
}
