/* SPDX-License-Identifier: Apache-2.0 */
#include "../profile/rule_kit.h"
#include "check.h"
#include "years.h"
#include <mohur/page.h>

/*
 * Proof of existence for the profile: P-384 is an algorithm of an earlier
 * time, by a rule that comes after the document.  Whatever is signed with it
 * counts if time stamps, which are of P-256, say that it is older than that.
 */
#define LEGACY     KIT_P384_LEGACY
#define ENDED      KIT_P384("{\"status\":\"acceptable\",\"until\":\"2026-01-01\"}")
#define ACCEPTED   KIT_P384("{\"status\":\"acceptable\"}")
#define DISALLOWED KIT_P384("{\"status\":\"disallowed\"}")

enum {
    CRL_SIGN = 1 << 6
};

/* Who signs, below a root, with keys of these algorithms. */
static struct years *
years_of(struct fixture *t, mohur_alg root, mohur_alg signer)
{
    struct years *y      = years_new(t);
    struct pki_plan ca   = PKI_PLAN_CA;
    struct pki_plan plan = PKI_PLAN_SIGNER;

    y->root_key = pki_key(t, root, 11);
    y->key      = pki_key(t, signer, 12);
    ca.subject = ca.issuer = plan.issuer = "Root";
    ca.key = ca.signer = plan.signer = &y->root_key;
    ca.usage                         = PKI_USAGE_CA | CRL_SIGN;
    plan.subject                     = "Signer";
    plan.key                         = &y->key;
    plan.serial                      = YEARS_SERIAL;
    y->root                          = pki_cert(t, &ca);
    y->cert                          = pki_cert(t, &plan);
    CHECK_OK(mohur_trust_add(t->ctx, y->trust, MOHUR_TRUST_SIGN, y->root.data,
                             y->root.len));
    return y;
}

/* What it comes to three days later, under a profile with these rules. */
static const mohur_signature_info *
later(struct years *y, mohur__bytes file, const char *rules, int64_t at)
{
    struct fixture *t            = y->t;
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    struct mohur__force force;

    mohur_report_free(y->report);
    y->report = NULL;
    t->now    = FIXTURE_NOW + 3 * PKI_DAY;
    kit_enforce(t, &force, KIT_RULE, rules);
    options.file       = fixture_source(t, (struct view){file.data, file.len});
    options.trust      = y->trust;
    options.at         = at;
    options.revocation = MOHUR_REVOCATION_NONE;
    CHECK_OK(mohur_document_verify(t->ctx, &options, &y->report));
    mohur_source_free(options.file);
    kit_relent(t, &force);
    return mohur_report_signature(y->report, 0);
}

static void
check(struct years *y,
      mohur__bytes file,
      const char *rules,
      mohur_why why,
      bool legacy)
{
    const mohur_signature_info *info = later(y, file, rules, 0);

    CHECK_TEXT(mohur_why_name(why), mohur_why_name(info->why));
    CHECK_NUMBER(mohur_why_verdict(why), info->verdict);
    CHECK_NUMBER(legacy, info->legacy);
}

/* ---- the signature ---- */

static void
takes_a_legacy_signature_with_a_proof_alone(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);
    mohur__bytes plain   = years_sign(y, false);
    mohur__bytes stamped = years_sign(y, true);

    check(y, plain, LEGACY, MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    CHECK(mohur_report_signature(y->report, 0)->detail[0] != '\0');
    check(y, stamped, LEGACY, MOHUR_WHY_NONE, true);
    CHECK(mohur_report_is_accepted(y->report));
    years_end(y);
}

static void
p28_compares_the_proof_with_the_date(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);
    mohur__bytes in_time = MOHUR__NOTHING;
    mohur__bytes late    = MOHUR__NOTHING;

    y->t->now = FIXTURE_NOW + PKI_DAY - 1;
    in_time   = years_sign(y, true);
    y->t->now = FIXTURE_NOW + PKI_DAY;
    late      = years_sign(y, true);
    check(y, in_time, LEGACY, MOHUR_WHY_NONE, true);
    check(y, late, LEGACY, MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    check(y, in_time, ENDED, MOHUR_WHY_NONE, true);
    check(y, late, ENDED, MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    years_end(y);
}

static void
marks_nothing_that_is_still_acceptable(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);

    check(y, years_sign(y, false), ACCEPTED, MOHUR_WHY_NONE, false);
    check(y, years_sign(y, true), ACCEPTED, MOHUR_WHY_NONE, false);
    years_end(y);
}

static void
saves_nothing_that_is_disallowed(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);

    check(y, years_sign(y, true), DISALLOWED,
          MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE, false);
    years_end(y);
}

/* The caller's word for a time is none. */
static void
takes_no_time_that_is_given_for_a_proof(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);

    CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE,
                 later(y, years_sign(y, false), LEGACY, FIXTURE_NOW)->why);
    years_end(y);
}

/* The rules have been in force since 2025-11-01; before, others were. */
static void
leaves_no_profile_by_going_back_in_time(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384);
    int64_t before = FIXTURE_NOW - 100 * PKI_DAY;

    CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE,
                 later(y, years_sign(y, false), DISALLOWED, before)->why);
    CHECK(strstr(mohur_report_validation(y->report)->profile,
                 "authority.example/national 12") != NULL);
    years_end(y);
}

/* ---- certificates ---- */

/* The signature names its certificate, which is as old as it therefore. */
static void
proves_the_signers_certificate_with_the_signature(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDSA_P256);
    mohur__bytes plain   = years_sign(y, false);
    mohur__bytes stamped = years_sign(y, true);

    check(y, plain, LEGACY, MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    check(y, stamped, LEGACY, MOHUR_WHY_NONE, true);
    years_end(y);
}

/* Another authority between the two, certified with P-384. */
static mohur__bytes
sign_below(struct years *y)
{
    struct fixture *t        = y->t;
    struct pki_key key       = pki_key(t, MOHUR_ALG_ECDSA_P256, 13);
    struct pki_plan ca       = PKI_PLAN_CA;
    struct pki_plan signer   = PKI_PLAN_SIGNER;
    struct message_plan plan = {
        .key = &y->key, .content = MOHUR__TEXT("a decree"), .attached = true};
    mohur__bytes middle = MOHUR__NOTHING;

    ca.subject     = "Middle";
    ca.issuer      = "Root";
    ca.key         = &key;
    ca.signer      = &y->root_key;
    signer.subject = "Signer";
    signer.issuer  = "Middle";
    signer.key     = &y->key;
    signer.signer  = &key;
    middle         = pki_cert(t, &ca);
    plan.cert      = pki_cert(t, &signer);
    plan.certs =
        message_sorted(t, message_join(t, middle, plan.cert, MOHUR__NOTHING));
    return years_extended(y, message_make(t, &plan), MOHUR_DOCUMENT_T);
}

/* Nothing that the signer signed says that it was there. */
static void
wants_a_proof_of_every_authority(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDSA_P256);
    const struct years_archive now  = {.time = 0};
    const struct years_archive late = {.time = FIXTURE_NOW + PKI_DAY};
    mohur__bytes file               = sign_below(y);

    check(y, file, LEGACY, MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    check(y, file, ACCEPTED, MOHUR_WHY_NONE, false);
    check(y, years_archived(y, file, &late), LEGACY,
          MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE, false);
    y->t->now = FIXTURE_NOW;
    check(y, years_archived(y, file, &now), LEGACY, MOHUR_WHY_NONE, true);
    years_end(y);
}

/* Who can forge the certificate of an authority for time stamps can stamp any
 * time, so the time in the stamp is no proof of that. */
static void
believes_no_stamp_below_an_old_algorithm_by_its_own_time(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P256);
    const struct years_archive now = {.time = 0};
    struct stamp_tsa good          = years_other_tsa(y, MOHUR_ALG_ECDSA_P384);
    mohur__bytes file              = years_sign(y, true);

    y->tsa = good;
    CHECK_NUMBER(0, later(y, file, LEGACY, 0)->best_time);
    CHECK_NUMBER(MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE,
                 mohur_report_stamp(y->report, 0, 0)->why);
    CHECK_NUMBER(FIXTURE_NOW, later(y, file, ACCEPTED, 0)->best_time);
    y->t->now = FIXTURE_NOW;
    file      = years_archived(y, file, &now);
    CHECK_NUMBER(FIXTURE_NOW, later(y, file, LEGACY, 0)->best_time);
    CHECK_NUMBER(MOHUR_WHY_NONE, mohur_report_stamp(y->report, 0, 0)->why);
    years_end(y);
}

/* ---- revocation data ---- */

/* By the lists and answers in the file alone. */
static mohur_why
why_alone(struct years *y, mohur__bytes file)
{
    struct mohur__force force;
    mohur_why why = MOHUR_WHY_NONE;

    y->t->now = FIXTURE_NOW + 3 * PKI_DAY;
    kit_enforce(y->t, &force, KIT_RULE, LEGACY);
    why = years_alone(y, file)->why;
    kit_relent(y->t, &force);
    return why;
}

static void
believes_an_old_list_that_was_archived_in_time(void **state)
{
    struct years *y =
        years_of(*state, MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDSA_P256);
    mohur__bytes file = years_sign(y, true);
    mohur__bytes kept = MOHUR__NOTHING;

    years_give_all(y);
    file = years_extended(y, file, MOHUR_DOCUMENT_LT);
    kept = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_alone(y, file));
    CHECK_NUMBER(MOHUR_WHY_NONE, why_alone(y, kept));
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA,
                 mohur_report_signature(y->report, 0)->level);
    CHECK(mohur_report_signature(y->report, 0)->legacy);
    y->t->now = FIXTURE_NOW + PKI_DAY;
    kept      = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, why_alone(y, kept));
    years_end(y);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(takes_a_legacy_signature_with_a_proof_alone),
        CASE(p28_compares_the_proof_with_the_date),
        CASE(marks_nothing_that_is_still_acceptable),
        CASE(saves_nothing_that_is_disallowed),
        CASE(takes_no_time_that_is_given_for_a_proof),
        CASE(leaves_no_profile_by_going_back_in_time),
        CASE(proves_the_signers_certificate_with_the_signature),
        CASE(wants_a_proof_of_every_authority),
        CASE(believes_no_stamp_below_an_old_algorithm_by_its_own_time),
        CASE(believes_an_old_list_that_was_archived_in_time),
    };
    return cmocka_run_group_tests_name("proof of existence of a document",
                                       cases, NULL, NULL);
}
