/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>
#include <mohur/stamp.h>

#include "../profile/rule_kit.h"
#include "base/error.h"
#include "check.h"
#include "stamp.h"

/*
 * Time stamps on a document: attack lists C1 to C6 of the design, and what a
 * good one proves.  The signer's certificate ends long before now where only
 * a time stamp can save it.
 */
struct court {
    struct fixture *t;
    struct stamp_tsa tsa;
    struct pki_key root_key;
    struct pki_key key;
    mohur__bytes root;
    struct pki_plan plan; /* of the signer's certificate */
    mohur__bytes cert;
    mohur_trust *trust;
    mohur_report *report;
};

static const char DECREE[] = "a decree";

static void
make_cert(struct court *c)
{
    c->plan.subject = "Signer";
    c->plan.issuer  = "Root";
    c->plan.key     = &c->key;
    c->plan.signer  = &c->root_key;
    c->cert         = pki_cert(c->t, &c->plan);
}

static struct court
court_new(struct fixture *t)
{
    struct court c       = {.t = t, .plan = PKI_PLAN_SIGNER};
    struct pki_plan plan = PKI_PLAN_CA;

    c.tsa        = stamp_tsa_new(t);
    c.root_key   = pki_key(t, MOHUR_ALG_ECDSA_P256, 1);
    c.key        = pki_key(t, MOHUR_ALG_ECDSA_P256, 2);
    plan.subject = plan.issuer = "Root";
    plan.key = plan.signer = &c.root_key;
    c.root                 = pki_cert(t, &plan);
    CHECK_OK(mohur_trust_new(t->ctx, &c.trust));
    CHECK_OK(mohur_trust_add(t->ctx, c.trust, MOHUR_TRUST_SIGN, c.root.data,
                             c.root.len));
    CHECK_OK(mohur_trust_add(t->ctx, c.trust, MOHUR_TRUST_TSA, c.tsa.root.data,
                             c.tsa.root.len));
    make_cert(&c);
    return c;
}

/* The certificate of somebody who signed some days ago, and since ended. */
static struct court
court_expired(struct fixture *t)
{
    struct court c = court_new(t);

    c.plan.to = FIXTURE_NOW - 5 * PKI_DAY;
    make_cert(&c);
    return c;
}

static struct message_plan
plan_of(struct court *c)
{
    return (struct message_plan){.key      = &c->key,
                                 .cert     = c->cert,
                                 .content  = mohur__bytes_text(DECREE),
                                 .attached = true};
}

/* The value of the signature that a plan makes; it is always the same. */
static mohur__bytes
signature_of(struct court *c, const struct message_plan *plan)
{
    mohur__bytes attrs =
        plan->attrs.data != NULL ? plan->attrs : message_attrs(c->t, plan);
    struct mohur__der d;

    pki_der(c->t, &d);
    mohur__der_element(&d, MOHUR__DER_SET, attrs);
    return pki_sign(c->t, &c->key, pki_done(&d));
}

static mohur__bytes
beside(struct court *c, mohur__bytes tokens)
{
    return message_attr(c->t, MOHUR__OID_SIGNATURE_TIME_STAMP, tokens);
}

static mohur_status
verify(struct court *c, mohur__bytes message)
{
    struct fixture *t            = c->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    mohur_report_free(c->report);
    c->report     = NULL;
    options.file  = fixture_source(t, (struct view){message.data, message.len});
    options.trust = c->trust;
    options.revocation = MOHUR_REVOCATION_NONE;
    st                 = mohur_document_verify(t->ctx, &options, &c->report);
    mohur_source_free(options.file);
    return st;
}

static const mohur_signature_info *
verified(struct court *c, const struct message_plan *plan)
{
    struct fixture *t = c->t;

    CHECK_OK(verify(c, message_make(t, plan)));
    return mohur_report_signature(c->report, 0);
}

/* A document with this token, of which the signature was stamped. */
static const mohur_signature_info *
stamped(struct court *c, struct stamp_plan *stamp)
{
    struct message_plan plan = plan_of(c);

    if (stamp->over.data == NULL) {
        stamp->over = signature_of(c, &plan);
    }
    plan.unsigned_attrs = beside(c, stamp_token(c->t, &c->tsa, stamp));
    return verified(c, &plan);
}

static void
end(struct court *c)
{
    mohur_report_free(c->report);
    mohur_trust_free(c->trust);
}

/* A bad token: told for this reason, not used, and no harm to the rest. */
static void
check_unused(struct court *c, struct stamp_plan stamp, mohur_why why)
{
    const mohur_signature_info *info = stamped(c, &stamp);
    const mohur_stamp_info *told     = mohur_report_stamp(c->report, 0, 0);

    CHECK_NUMBER(1, info->stamps_len);
    CHECK_TEXT(mohur_why_name(why), mohur_why_name(told->why));
    CHECK_NUMBER(mohur_why_verdict(why), told->verdict);
    CHECK(told->detail[0] != '\0');
    CHECK_NUMBER(0, info->best_time);
    CHECK_NUMBER(MOHUR_DOCUMENT_B, info->level);
    CHECK(mohur_report_is_accepted(c->report));
}

/* ---- what a good one proves ---- */

static void
prove_the_time_of_a_signature(void **state)
{
    struct court c                   = court_new(*state);
    struct stamp_plan stamp          = {.time = FIXTURE_NOW - 60};
    const mohur_signature_info *info = stamped(&c, &stamp);
    const mohur_stamp_info *told     = mohur_report_stamp(c.report, 0, 0);

    CHECK(mohur_report_is_accepted(c.report));
    CHECK_NUMBER(MOHUR_DOCUMENT_T, info->level);
    CHECK_NUMBER(FIXTURE_NOW - 60, info->best_time);
    CHECK_NUMBER(MOHUR_STAMP_SIGNATURE, told->kind);
    CHECK_NUMBER(MOHUR_PASSED, told->verdict);
    CHECK_TEXT("CN=TSA", told->authority);
    CHECK_TEXT("CN=TSA root", told->anchor);
    CHECK_NUMBER(MOHUR_ALG_ECDSA_P256, told->alg);
    CHECK_NUMBER(MOHUR_ALG_SHA_256, told->hash);
    CHECK(mohur_report_stamp(c.report, 0, 1) == NULL);
    CHECK(mohur_report_stamp(c.report, 1, 0) == NULL);
    CHECK(mohur_report_stamp(NULL, 0, 0) == NULL);
    end(&c);
}

static void
carry_a_signature_beyond_its_certificate(void **state)
{
    struct court c           = court_expired(*state);
    struct message_plan plan = plan_of(&c);
    struct stamp_plan stamp  = {.time = FIXTURE_NOW - 9 * PKI_DAY};

    CHECK_NUMBER(MOHUR_WHY_OUT_OF_BOUNDS_NO_POE, verified(&c, &plan)->why);
    CHECK_NUMBER(MOHUR_WHY_NONE, stamped(&c, &stamp)->why);
    CHECK(mohur_report_is_accepted(c.report));
    end(&c);
}

static void
count_from_the_earliest(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct stamp_plan stamp  = {.time = FIXTURE_NOW, .fraction = ".25"};
    mohur__bytes late        = MOHUR__NOTHING;
    mohur__bytes early       = MOHUR__NOTHING;

    stamp.over = signature_of(&c, &plan);
    late       = stamp_token(c.t, &c.tsa, &stamp);
    stamp.time = FIXTURE_NOW - 30;
    early      = stamp_token(c.t, &c.tsa, &stamp);
    plan.unsigned_attrs =
        message_join(c.t, beside(&c, late), beside(&c, early), MOHUR__NOTHING);
    CHECK_NUMBER(FIXTURE_NOW - 30, verified(&c, &plan)->best_time);
    CHECK_NUMBER(2, mohur_report_signature(c.report, 0)->stamps_len);
    end(&c);
}

/* Who knows nothing of revocation believes no authority either. */
static void
want_to_know_of_revocation_unless_told(void **state)
{
    struct court c               = court_new(*state);
    struct fixture *t            = c.t;
    struct stamp_plan stamp      = {.time = FIXTURE_NOW};
    struct message_plan plan     = plan_of(&c);
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    mohur__bytes m               = MOHUR__NOTHING;

    stamp.over          = signature_of(&c, &plan);
    plan.unsigned_attrs = beside(&c, stamp_token(t, &c.tsa, &stamp));
    m                   = message_make(t, &plan);
    options.file        = fixture_source(t, (struct view){m.data, m.len});
    options.trust       = c.trust;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &c.report));
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, mohur_report_stamp(c.report, 0, 0)->why);
    CHECK_NUMBER(0, mohur_report_signature(c.report, 0)->best_time);
    mohur_source_free(options.file);
    end(&c);
}

/* ---- C1: over something else ---- */

static void
c1_refuse_a_wrong_imprint(void **state)
{
    struct court c = court_new(*state);

    check_unused(&c, (struct stamp_plan){.over = MOHUR__TEXT("other")},
                 MOHUR_WHY_HASH_FAILURE);
    end(&c);
}

static void
c1_refuse_an_imprint_over_the_document(void **state)
{
    struct court c = court_new(*state);

    check_unused(&c, (struct stamp_plan){.over = MOHUR__TEXT("a decree")},
                 MOHUR_WHY_HASH_FAILURE);
    end(&c);
}

static void
c1_refuse_the_token_of_another_signature(void **state)
{
    struct court c            = court_new(*state);
    struct message_plan other = plan_of(&c);

    other.content = MOHUR__TEXT("another decree");
    check_unused(&c, (struct stamp_plan){.over = signature_of(&c, &other)},
                 MOHUR_WHY_HASH_FAILURE);
    end(&c);
}

static mohur__bytes
hex(struct court *c, const char *text)
{
    struct view v = fixture_hex(c->t, text);

    return mohur__bytes_of(v.data, v.len);
}

static void
c1_refuse_an_imprint_by_another_algorithm(void **state)
{
    struct court c = court_new(*state);

    /* Said to be SHA-384, but of the length of SHA-256; and SHA-1. */
    check_unused(
        &c,
        (struct stamp_plan){.hash_alg = hex(&c, "300b0609608648016503040202")},
        MOHUR_WHY_HASH_FAILURE);
    check_unused(&c,
                 (struct stamp_plan){.hash_alg = hex(&c, "300706052b0e03021a"),
                                     .imprint  = MOHUR__TEXT("12345678901234567"
                                                              "890")},
                 MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE);
    end(&c);
}

/* ---- C2: the same twice, too many, none at all ---- */

static void
c2_count_the_same_token_once(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct stamp_plan stamp  = {.over = signature_of(&c, &plan)};
    mohur__bytes token       = stamp_token(c.t, &c.tsa, &stamp);

    plan.unsigned_attrs =
        message_join(c.t, beside(&c, token), beside(&c, token), MOHUR__NOTHING);
    CHECK_NUMBER(FIXTURE_NOW, verified(&c, &plan)->best_time);
    CHECK_NUMBER(MOHUR_WHY_NONE, mohur_report_stamp(c.report, 0, 0)->why);
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE,
                 mohur_report_stamp(c.report, 0, 1)->why);
    end(&c);
}

static void
c2_refuse_more_than_sixteen(void **state)
{
    struct court c           = court_new(*state);
    struct fixture *t        = c.t;
    struct message_plan plan = plan_of(&c);
    mohur__bytes sixteen =
        hex(&c, "3001003001013001023001033001043001053001063001073001083001093"
                "0010a30010b30010c30010d30010e30010f");

    plan.unsigned_attrs = beside(&c, sixteen);
    CHECK_OK(verify(&c, message_make(t, &plan)));
    CHECK_NUMBER(16, mohur_report_signature(c.report, 0)->stamps_len);
    plan.unsigned_attrs =
        beside(&c, message_join(t, sixteen, hex(&c, "300110"), MOHUR__NOTHING));
    CHECK_STATUS(MOHUR_E_LIMIT, verify(&c, message_make(t, &plan)));
    end(&c);
}

static void
c2_refuse_unsigned_attributes_that_are_none(void **state)
{
    static const char *const bad[] = {"0500", "3000", "30020500",
                                      "300406020a013100",
                                      "300a06082a8648ce3d040302"};

    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        plan.unsigned_attrs = hex(&c, bad[i]);
        CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE, verified(&c, &plan)->why);
    }
    end(&c);
}

static void
c2_tell_what_is_no_token(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    plan.unsigned_attrs = beside(&c, hex(&c, "30020500"));
    CHECK_NUMBER(MOHUR_WHY_NONE, verified(&c, &plan)->why);
    CHECK_NUMBER(MOHUR_WHY_FORMAT_FAILURE,
                 mohur_report_stamp(c.report, 0, 0)->why);
    CHECK_NUMBER(0, mohur_report_stamp(c.report, 0, 0)->time);
    end(&c);
}

/* A document's signature is no time stamp, though it is over the same. */
static void
c2_refuse_a_document_as_a_token(void **state)
{
    struct court c = court_new(*state);

    check_unused(
        &c,
        (struct stamp_plan){.content_type = mohur__oid_bytes(MOHUR__OID_DATA)},
        MOHUR_WHY_FORMAT_FAILURE);
    end(&c);
}

/* ---- C3: times ---- */

static void
c3_refuse_a_time_in_the_future(void **state)
{
    struct court c          = court_new(*state);
    struct stamp_plan ahead = {.time = FIXTURE_NOW + 300};

    CHECK_NUMBER(FIXTURE_NOW + 300, stamped(&c, &ahead)->best_time);
    check_unused(&c, (struct stamp_plan){.time = FIXTURE_NOW + 301},
                 MOHUR_WHY_SIG_CONSTRAINTS_FAILURE);
    end(&c);
}

static void
c3_may_be_ahead_by_what_the_profile_says(void **state)
{
    struct court c          = court_new(*state);
    struct stamp_plan ahead = {.time = FIXTURE_NOW + 10};
    struct mohur__force force;

    kit_enforce(c.t, &force, KIT_LIST_END,
                "\"trust_list\":\"any\",\"tsa_skew\":10}");
    CHECK_NUMBER(FIXTURE_NOW + 10, stamped(&c, &ahead)->best_time);
    check_unused(&c, (struct stamp_plan){.time = FIXTURE_NOW + 11},
                 MOHUR_WHY_SIG_CONSTRAINTS_FAILURE);
    kit_relent(c.t, &force);
    end(&c);
}

/* A stamp says "not later": after the certificate's end it says nothing. */
static void
c3_prove_nothing_after_the_certificates_end(void **state)
{
    struct court c          = court_expired(*state);
    struct stamp_plan stamp = {.time = FIXTURE_NOW - 5 * PKI_DAY + 1};

    CHECK_NUMBER(MOHUR_WHY_OUT_OF_BOUNDS_NO_POE, stamped(&c, &stamp)->why);
    stamp.time--;
    stamp.over = MOHUR__NOTHING;
    CHECK_NUMBER(MOHUR_WHY_NONE, stamped(&c, &stamp)->why);
    end(&c);
}

static void
c3_show_a_signature_that_was_there_before_its_certificate(void **state)
{
    struct court c          = court_new(*state);
    struct stamp_plan stamp = {.time = FIXTURE_NOW - 60};

    c.plan.from = FIXTURE_NOW - 59;
    make_cert(&c);
    CHECK_NUMBER(MOHUR_WHY_NOT_YET_VALID, stamped(&c, &stamp)->why);
    CHECK_NUMBER(MOHUR_FAILED, mohur_report_verdict(c.report));
    end(&c);
}

/* With a stamp over the document inside of what is signed. */
static const mohur_signature_info *
with_content_stamp(struct court *c,
                   const struct stamp_plan *content,
                   struct stamp_plan *stamp)
{
    struct message_plan plan = plan_of(c);
    mohur__bytes token       = stamp_token(c->t, &c->tsa, content);

    plan.attrs = message_sorted(
        c->t,
        message_join(c->t, message_attrs(c->t, &plan),
                     message_attr(c->t, MOHUR__OID_CONTENT_TIME_STAMP, token),
                     MOHUR__NOTHING));
    if (stamp != NULL) {
        stamp->over         = signature_of(c, &plan);
        plan.unsigned_attrs = beside(c, stamp_token(c->t, &c->tsa, stamp));
    }
    return verified(c, &plan);
}

static void
c3_want_the_document_stamped_before_its_signature(void **state)
{
    struct court c            = court_new(*state);
    struct stamp_plan content = {.over     = MOHUR__TEXT("a decree"),
                                 .time     = FIXTURE_NOW - 9,
                                 .fraction = ".5"};
    struct stamp_plan stamp   = {.time = FIXTURE_NOW - 9, .fraction = ".5"};

    CHECK_NUMBER(MOHUR_WHY_NONE, with_content_stamp(&c, &content, &stamp)->why);
    CHECK_NUMBER(MOHUR_STAMP_CONTENT, mohur_report_stamp(c.report, 0, 0)->kind);
    CHECK_NUMBER(MOHUR_WHY_NONE, mohur_report_stamp(c.report, 0, 0)->why);
    content.fraction = ".51";
    CHECK_NUMBER(MOHUR_WHY_TIMESTAMP_ORDER_FAILURE,
                 with_content_stamp(&c, &content, &stamp)->why);
    content.time = FIXTURE_NOW;
    CHECK_NUMBER(MOHUR_WHY_TIMESTAMP_ORDER_FAILURE,
                 with_content_stamp(&c, &content, &stamp)->why);
    end(&c);
}

static void
c3_show_what_was_signed_after_the_certificates_end(void **state)
{
    struct court c            = court_expired(*state);
    struct stamp_plan content = {.over = MOHUR__TEXT("a decree"),
                                 .time = FIXTURE_NOW - 2 * PKI_DAY};

    CHECK_NUMBER(MOHUR_WHY_EXPIRED,
                 with_content_stamp(&c, &content, NULL)->why);
    end(&c);
}

/* The reverse of an imprint over the document. */
static void
c3_refuse_a_content_stamp_over_something_else(void **state)
{
    struct court c            = court_new(*state);
    struct message_plan plan  = plan_of(&c);
    struct stamp_plan content = {.over = signature_of(&c, &plan)};

    CHECK_NUMBER(MOHUR_WHY_NONE, with_content_stamp(&c, &content, NULL)->why);
    CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE,
                 mohur_report_stamp(c.report, 0, 0)->why);
    end(&c);
}

/* ---- C4: the authority's certificate ---- */

static void
check_cert(struct court *c, struct pki_plan cert, mohur_why why)
{
    check_unused(
        c, (struct stamp_plan){.cert = stamp_cert(c->t, &c->tsa, &cert)}, why);
}

static void
c4_want_a_certificate_for_time_stamps_alone(void **state)
{
    static const char STAMPS[] = "06082b06010505070308";
    static const char MAIL[]   = "06082b0601050507030806082b06010505070304";
    static const char ANY[]    = "0604551d2500";

    struct court c       = court_new(*state);
    struct pki_plan cert = {.path_len = -1, .usage = 1};
    cert.extra           = stamp_eku(c.t, false, STAMPS);
    check_cert(&c, cert, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE);
    cert.extra = stamp_eku(c.t, true, MAIL);
    check_cert(&c, cert, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE);
    cert.extra = stamp_eku(c.t, true, ANY);
    check_cert(&c, cert, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE);
    cert.extra = MOHUR__NOTHING;
    check_cert(&c, cert, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE);
    cert.extra = stamp_eku(c.t, true, STAMPS);
    cert.is_ca = true;
    check_cert(&c, cert, MOHUR_WHY_CHAIN_CONSTRAINTS_FAILURE);
    end(&c);
}

static void
c4_want_a_chain_at_the_time_that_they_say(void **state)
{
    struct court c       = court_new(*state);
    struct pki_plan cert = {.path_len = -1, .usage = 1};

    cert.extra = stamp_eku(c.t, true, "06082b06010505070308");
    cert.from  = FIXTURE_NOW + 1;
    check_cert(&c, cert, MOHUR_WHY_OUT_OF_BOUNDS_NO_POE);
    cert.from = 0;
    cert.to   = FIXTURE_NOW - PKI_DAY;
    check_cert(&c, cert, MOHUR_WHY_OUT_OF_BOUNDS_NO_POE);
    end(&c);
}

/* Nobody watches over a key whose certificate has ended since. */
static void
c4_want_a_certificate_that_has_not_ended_since(void **state)
{
    struct court c          = court_new(*state);
    struct pki_plan cert    = {.path_len = -1, .usage = 1};
    struct stamp_plan stamp = {.time = FIXTURE_NOW - 2 * PKI_DAY};

    cert.extra = stamp_eku(c.t, true, "06082b06010505070308");
    cert.to    = FIXTURE_NOW;
    stamp.cert = stamp_cert(c.t, &c.tsa, &cert);
    CHECK_NUMBER(FIXTURE_NOW - 2 * PKI_DAY, stamped(&c, &stamp)->best_time);
    cert.to    = FIXTURE_NOW - 1;
    stamp.over = MOHUR__NOTHING;
    stamp.cert = stamp_cert(c.t, &c.tsa, &cert);
    check_unused(&c, stamp, MOHUR_WHY_OUT_OF_BOUNDS_NO_POE);
    end(&c);
}

/* ---- C5: another authority ---- */

static void
c5_refuse_an_authority_that_nobody_believes(void **state)
{
    struct court c       = court_new(*state);
    struct pki_key rogue = pki_key(c.t, MOHUR_ALG_ECDSA_P256, 66);
    struct pki_plan cert = {.path_len = -1, .usage = 1, .signer = &rogue};

    cert.extra = stamp_eku(c.t, true, "06082b06010505070308");
    check_cert(&c, cert, MOHUR_WHY_NO_CHAIN);
    end(&c);
}

/* An anchor that is believed for signatures says nothing about time. */
static void
c5_want_an_anchor_with_that_role(void **state)
{
    struct court c       = court_new(*state);
    struct pki_plan cert = {
        .path_len = -1, .usage = 1, .issuer = "Root", .signer = &c.root_key};

    cert.extra = stamp_eku(c.t, true, "06082b06010505070308");
    check_cert(&c, cert, MOHUR_WHY_NO_CHAIN);
    end(&c);
}

static void
c5_want_a_time_within_the_anchors_window(void **state)
{
    struct court c       = court_new(*state);
    struct fixture *t    = c.t;
    struct pki_plan plan = PKI_PLAN_CA;
    struct pki_key old   = pki_key(t, MOHUR_ALG_ECDSA_P256, 103);
    struct pki_plan cert = {
        .path_len = -1, .usage = 1, .issuer = "Old root", .signer = &old};
    mohur__bytes root = MOHUR__NOTHING;

    plan.subject = plan.issuer = "Old root";
    plan.key = plan.signer = &old;
    plan.to                = FIXTURE_NOW - PKI_DAY;
    root                   = pki_cert(t, &plan);
    CHECK_OK(
        mohur_trust_add(t->ctx, c.trust, MOHUR_TRUST_TSA, root.data, root.len));
    cert.extra = stamp_eku(t, true, "06082b06010505070308");
    check_cert(&c, cert, MOHUR_WHY_NO_CHAIN_NO_POE);
    end(&c);
}

/* ---- C6: the signature of the token ---- */

static void
c6_want_exactly_one_signer(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);

    check_unused(
        &c, (struct stamp_plan){.more_signers = message_signer(c.t, &plan)},
        MOHUR_WHY_FORMAT_FAILURE);
    end(&c);
}

static void
check_without(struct court *c, enum mohur__oid attr, mohur_why why)
{
    struct message_plan plan = plan_of(c);
    struct stamp_plan stamp  = {.over = signature_of(c, &plan)};

    stamp.attrs = message_replace(c->t, stamp_attrs(c->t, &c->tsa, &stamp),
                                  attr, MOHUR__NOTHING);
    check_unused(c, stamp, why);
}

static void
c6_want_the_attributes_of_a_token(void **state)
{
    struct court c = court_new(*state);

    check_without(&c, MOHUR__OID_SIGNING_CERTIFICATE_V2,
                  MOHUR_WHY_FORMAT_FAILURE);
    check_without(&c, MOHUR__OID_MESSAGE_DIGEST, MOHUR_WHY_FORMAT_FAILURE);
    check_without(&c, MOHUR__OID_CONTENT_TYPE, MOHUR_WHY_FORMAT_FAILURE);
    end(&c);
}

static void
c6_refuse_what_the_authority_did_not_sign(void **state)
{
    struct court c           = court_new(*state);
    struct message_plan plan = plan_of(&c);
    struct stamp_plan stamp  = {.over = signature_of(&c, &plan)};
    struct stamp_plan other  = stamp;

    other.time  = FIXTURE_NOW - 99;
    other.attrs = stamp_attrs(c.t, &c.tsa, &stamp);
    check_unused(&c, other, MOHUR_WHY_HASH_FAILURE);
    stamp.signature = pki_sign(c.t, &c.tsa.key, MOHUR__TEXT("other"));
    check_unused(&c, stamp, MOHUR_WHY_SIG_CRYPTO_FAILURE);
    end(&c);
}

static void
c6_want_the_certificate_that_is_named(void **state)
{
    struct court c = court_new(*state);

    check_unused(&c, (struct stamp_plan){.certs = c.tsa.root},
                 MOHUR_WHY_NO_SIGNING_CERTIFICATE);
    end(&c);
}

static void
c6_refuse_critical_extensions(void **state)
{
    struct court c = court_new(*state);

    check_unused(
        &c,
        (struct stamp_plan){.more = hex(&c, "a10d300b06022a030101ff0402"
                                            "0500")},
        MOHUR_WHY_SIG_CONSTRAINTS_FAILURE);
    end(&c);
}

/* ---- all of it ---- */

static mohur__bytes
good_message(struct court *c)
{
    struct message_plan plan = plan_of(c);
    struct stamp_plan stamp  = {.over = signature_of(c, &plan),
                                .time = FIXTURE_NOW - 9 * PKI_DAY};

    plan.unsigned_attrs = beside(c, stamp_token(c->t, &c->tsa, &stamp));
    return message_make(c->t, &plan);
}

/* The signature needs its stamp, so nothing passes without every bit. */
static void
never_pass_with_a_bit_flipped(void **state)
{
    struct court c    = court_expired(*state);
    mohur__bytes good = good_message(&c);
    uint8_t *copy     = fixture_bytes(c.t, 0, good.len);
    size_t accepted   = 0;

    for (size_t i = 0; i < good.len; i++) {
        mohur__copy(mohur__span_of(copy, good.len), good);
        copy[i] ^= (uint8_t)(1U << i % 8);
        if (verify(&c, mohur__bytes_of(copy, good.len)) == MOHUR_OK &&
            mohur_report_is_accepted(c.report)) {
            accepted++;
        }
    }
    CHECK_NUMBER(0, accepted);
    end(&c);
}

static void
survive_every_failed_allocation(void **state)
{
    struct court c    = court_expired(*state);
    mohur__bytes good = good_message(&c);
    mohur_status st   = MOHUR_E_NO_MEMORY;

    for (size_t n = 1; st == MOHUR_E_NO_MEMORY; n++) {
        alloc_fail_at(&c.t->alloc, n, ALLOC_ONCE);
        st = verify(&c, good);
        (void)alloc_has_failed(&c.t->alloc);
        CHECK(st == MOHUR_OK || c.report == NULL);
        CHECK(n < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    CHECK(mohur_report_is_accepted(c.report));
    end(&c);
}

static void
are_told_in_json(void **state)
{
    struct court c          = court_new(*state);
    struct fixture *t       = c.t;
    struct stamp_plan stamp = {.time = FIXTURE_NOW - 60};
    mohur_sink *sink        = fixture_sink(t);
    static const char want[] =
        ",\"time_stamps\":[{\"over\":\"signature\",\"verdict\":\"PASSED\","
        "\"reason\":\"\",\"detail\":\"\",\"time\":\"2025-12-31T23:59:00Z\","
        "\"authority\":\"CN=TSA\",\"anchor\":\"CN=TSA root\",\"algorithm\":"
        "\"ECDSA-P256\",\"hash\":\"SHA-256\"}]";
    static const char best[] =
        "\"best_signature_time\":\"2025-12-31T23:59:00Z\"";

    (void)stamped(&c, &stamp);
    CHECK_OK(mohur_report_emit_json(t->ctx, c.report, sink));
    CHECK(memmem(fixture_output(t).data, fixture_output(t).len, want,
                 sizeof want - 1) != NULL);
    CHECK(memmem(fixture_output(t).data, fixture_output(t).len, best,
                 sizeof best - 1) != NULL);
    mohur_sink_free(sink);
    end(&c);
}

/* ---- in files of their own ---- */

static void
are_told_without_being_believed(void **state)
{
    struct court c             = court_new(*state);
    struct fixture *t          = c.t;
    struct stamp_plan stamp    = {.imprint = MOHUR__TEXT("12345678901234567890"
                                                            "123456789012")};
    mohur__bytes token         = stamp_token(t, &c.tsa, &stamp);
    mohur__bytes response      = stamp_response(t, 0, token);
    const mohur__bytes files[] = {token, response};

    for (size_t i = 0; i < 2; i++) {
        mohur_stamp *read = NULL;
        const mohur_stamp_info *info;
        size_t len = 0;

        CHECK_OK(mohur_stamp_read(t->ctx, files[i].data, files[i].len, &read));
        info = mohur_stamp_about(read);
        CHECK_NUMBER(FIXTURE_NOW, info->time);
        CHECK_TEXT("CN=TSA", info->authority);
        CHECK_NUMBER(MOHUR_INDETERMINATE, info->verdict);
        CHECK_NUMBER(MOHUR_ALG_SHA_256, info->hash);
        CHECK(memcmp(mohur_stamp_imprint(read, &len), "1234", 4) == 0);
        CHECK_NUMBER(32, len);
        mohur_stamp_free(read);
        for (size_t cut = 0; cut < files[i].len; cut += 7) {
            CHECK_STATUS(MOHUR_E_FORMAT,
                         mohur_stamp_read(t->ctx, files[i].data, cut, &read));
        }
    }
    end(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(prove_the_time_of_a_signature),
        CASE(carry_a_signature_beyond_its_certificate),
        CASE(count_from_the_earliest),
        CASE(want_to_know_of_revocation_unless_told),
        CASE(c1_refuse_a_wrong_imprint),
        CASE(c1_refuse_an_imprint_over_the_document),
        CASE(c1_refuse_the_token_of_another_signature),
        CASE(c1_refuse_an_imprint_by_another_algorithm),
        CASE(c2_count_the_same_token_once),
        CASE(c2_refuse_more_than_sixteen),
        CASE(c2_refuse_unsigned_attributes_that_are_none),
        CASE(c2_tell_what_is_no_token),
        CASE(c2_refuse_a_document_as_a_token),
        CASE(c3_refuse_a_time_in_the_future),
        CASE(c3_may_be_ahead_by_what_the_profile_says),
        CASE(c3_prove_nothing_after_the_certificates_end),
        CASE(c3_show_a_signature_that_was_there_before_its_certificate),
        CASE(c3_want_the_document_stamped_before_its_signature),
        CASE(c3_show_what_was_signed_after_the_certificates_end),
        CASE(c3_refuse_a_content_stamp_over_something_else),
        CASE(c4_want_a_certificate_for_time_stamps_alone),
        CASE(c4_want_a_chain_at_the_time_that_they_say),
        CASE(c4_want_a_certificate_that_has_not_ended_since),
        CASE(c5_refuse_an_authority_that_nobody_believes),
        CASE(c5_want_an_anchor_with_that_role),
        CASE(c5_want_a_time_within_the_anchors_window),
        CASE(c6_want_exactly_one_signer),
        CASE(c6_want_the_attributes_of_a_token),
        CASE(c6_refuse_what_the_authority_did_not_sign),
        CASE(c6_want_the_certificate_that_is_named),
        CASE(c6_refuse_critical_extensions),
        CASE(never_pass_with_a_bit_flipped),
        CASE(survive_every_failed_allocation),
        CASE(are_told_in_json),
        CASE(are_told_without_being_believed),
    };
    return cmocka_run_group_tests_name("time stamps on a document", cases, NULL,
                                       NULL);
}
