/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_keep.h"

#include "check.h"
#include "years.h"

#include <stdlib.h>

/*
 * Level LT: what validation needs is put into the file, or nothing is written;
 * and the level is told only where the file and a trust store are enough.
 */
enum {
    NONE = 255
};

static void
refuse(struct years *y, mohur__bytes file, mohur_status want)
{
    struct fixture *t = y->t;

    CHECK_STATUS(want, years_extend(y, file, MOHUR_DOCUMENT_LT));
    CHECK_NUMBER(0, fixture_output(t).len);
    CHECK(mohur_ctx_message(t->ctx)[0] != '\0');
}

static void
makes_a_file_that_is_enough_by_itself(void **state)
{
    struct years *y    = years_new(*state);
    mohur__bytes file  = years_sign(y, true);
    mohur__bytes lasts = MOHUR__NOTHING;

    CHECK_NUMBER(MOHUR_WHY_TRY_LATER, years_alone(y, file)->why);
    years_give_all(y);
    lasts = years_extended(y, file, MOHUR_DOCUMENT_LT);
    CHECK_NUMBER(MOHUR_DOCUMENT_LT, years_alone(y, lasts)->level);
    CHECK(mohur_report_is_accepted(y->report));
    CHECK_NUMBER(MOHUR_REVOCATION_INSIDE,
                 mohur_report_evidence(y->report, 0, 0)->place);
    years_end(y);
}

/* The signer's certificate has ended, that of the authority has not. */
static void
makes_a_file_that_outlives_the_signers_certificate(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = MOHUR__NOTHING;

    y->tsa_end = FIXTURE_NOW + 5LL * PKI_YEAR;
    file       = years_sign(y, true);
    years_give_all(y);
    file = years_extended(y, file, MOHUR_DOCUMENT_LT);
    t->now += 4LL * PKI_YEAR;
    CHECK_NUMBER(MOHUR_WHY_NONE, years_alone(y, file)->why);
    CHECK_NUMBER(MOHUR_DOCUMENT_LT,
                 mohur_report_signature(y->report, 0)->level);
    years_end(y);
}

static void
tells_the_level_only_if_all_is_inside(void **state)
{
    struct years *y    = years_new(*state);
    mohur__bytes file  = years_sign(y, true);
    mohur__bytes lasts = MOHUR__NOTHING;

    years_give_all(y);
    CHECK_NUMBER(MOHUR_DOCUMENT_T, years_verified(y, file)->level);
    lasts = years_extended(y, file, MOHUR_DOCUMENT_LT);
    for (size_t i = 0; i < 2; i++) {
        const mohur_signature_info *info =
            years_verified(y, years_without(y, lasts, MOHUR__HASH_INFOS, i));

        CHECK_NUMBER(MOHUR_WHY_NONE, info->why);
        CHECK_NUMBER(MOHUR_DOCUMENT_T, info->level);
    }
    years_end(y);
}

static void
puts_the_certificates_of_all_paths_inside(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = years_sign(y, true);

    years_give_all(y);
    file = years_extended(y, file, MOHUR_DOCUMENT_LT);
    CHECK(memmem(file.data, file.len, y->root.data, y->root.len) != NULL);
    CHECK(memmem(file.data, file.len, y->tsa.root.data, y->tsa.root.len) !=
          NULL);
    for (size_t i = 0; i < y->given_len; i++) {
        CHECK(memmem(file.data, file.len, y->given[i].data, y->given[i].len) !=
              NULL);
    }
    years_end(y);
}

/* What speaks about nobody here stays outside. */
static void
leaves_out_what_nobody_needs(void **state)
{
    struct years *y             = years_new(*state);
    struct fixture *t           = y->t;
    struct pki_key other        = pki_key(t, MOHUR_ALG_ECDSA_P256, 44);
    const struct list_plan plan = {.issuer = "Other root", .signer = &other};
    mohur__bytes file           = years_sign(y, true);
    mohur__bytes list           = revoke_list(t, &plan);

    years_give_all(y);
    y->given[y->given_len++] = list;
    file                     = years_extended(y, file, MOHUR_DOCUMENT_LT);
    CHECK(memmem(file.data, file.len, list.data, list.len) == NULL);
    years_end(y);
}

static void
adds_nothing_twice(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = years_sign(y, true);
    mohur__bytes once = MOHUR__NOTHING;

    years_give_all(y);
    once = years_extended(y, file, MOHUR_DOCUMENT_LT);
    CHECK_BYTES(once, years_extended(y, once, MOHUR_DOCUMENT_LT));
    years_give(y, MOHUR__NOTHING, MOHUR__NOTHING);
    CHECK_BYTES(once, years_extended(y, once, MOHUR_DOCUMENT_LT));
    years_end(y);
}

static void
needs_a_time_stamp_first(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = years_sign(y, false);

    years_give_all(y);
    refuse(y, file, MOHUR_E_STALE);
    years_end(y);
}

static void
refuses_while_evidence_is_missing(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = years_sign(y, true);

    refuse(y, file, MOHUR_E_STALE);
    years_give(y, years_list(y, MOHUR__NOTHING), MOHUR__NOTHING);
    refuse(y, file, MOHUR_E_STALE);
    years_give(y, MOHUR__NOTHING, years_answer(y, MOHUR__NOTHING));
    refuse(y, file, MOHUR_E_STALE);
    years_end(y);
}

static void
refuses_what_was_revoked(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = years_sign(y, true);
    int64_t before    = t->now - 60;
    mohur__bytes good = years_answer(y, MOHUR__NOTHING);

    years_give(y, years_list(y, revoke_one(t, YEARS_SERIAL, before, NONE)),
               good);
    refuse(y, file, MOHUR_E_UNTRUSTED);
    years_give(y, years_list(y, MOHUR__NOTHING),
               years_answer(y, revoke_status(t, before, NONE)));
    refuse(y, file, MOHUR_E_UNTRUSTED);
    years_give(y, years_list(y, revoke_one(t, YEARS_SERIAL, before, 6)), good);
    refuse(y, file, MOHUR_E_STALE); /* suspended: there will be news */
    years_end(y);
}

/* Revoked after it was stamped: good, and the proof goes inside. */
static void
keeps_that_it_was_revoked_later(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = years_sign(y, true);

    t->now += PKI_DAY;
    years_give(y, years_list(y, revoke_one(t, YEARS_SERIAL, t->now - 60, NONE)),
               years_answer(y, MOHUR__NOTHING));
    file = years_extended(y, file, MOHUR_DOCUMENT_LT);
    CHECK_NUMBER(MOHUR_DOCUMENT_LT, years_alone(y, file)->level);
    CHECK_NUMBER(t->now - 60,
                 mohur_report_revocation(y->report, 0)->revoked_later);
    years_end(y);
}

static void
refuses_what_is_not_genuine(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = years_sign(y, true);
    uint8_t *copy     = fixture_bytes(t, 0, file.len);
    const uint8_t *at = memmem(file.data, file.len, "a decree", 8);

    years_give_all(y);
    mohur__copy(mohur__span_of(copy, file.len), file);
    copy[at - file.data] ^= 1;
    refuse(y, mohur__bytes_of(copy, file.len), MOHUR_E_AUTH);
    years_end(y);
}

/* Without the document, which need not be there, too. */
static void
says_why_nobody_believes_the_signer(void **state)
{
    struct years *y                = years_new(*state);
    struct fixture *t              = y->t;
    const struct message_plan plan = {
        .key = &y->key, .cert = y->cert, .content = MOHUR__TEXT("a decree")};
    mohur_trust *trust = y->trust;
    mohur__bytes file  = MOHUR__NOTHING;

    years_give_all(y);
    file = years_extended(y, message_make(t, &plan), MOHUR_DOCUMENT_T);
    CHECK_OK(mohur_trust_new(t->ctx, &y->trust));
    CHECK_OK(mohur_trust_add(t->ctx, y->trust, MOHUR_TRUST_TSA,
                             y->tsa.root.data, y->tsa.root.len));
    refuse(y, file, MOHUR_E_UNTRUSTED);
    CHECK_MESSAGE("signature 1: ");
    mohur_trust_free(y->trust);
    y->trust = trust;
    years_extended(y, file, MOHUR_DOCUMENT_LT);
    years_end(y);
}

static void
wants_a_trust_store(void **state)
{
    struct years *y    = years_new(*state);
    mohur__bytes file  = years_sign(y, true);
    mohur_trust *trust = y->trust;

    years_give_all(y);
    y->trust = NULL;
    refuse(y, file, MOHUR_E_ARGUMENT);
    y->trust = trust;
    years_end(y);
}

static void
leaves_nothing_behind_when_memory_fails(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = years_sign(y, true);
    mohur_status st   = MOHUR_E_NO_MEMORY;
    size_t nth        = getenv("MOHUR_FULL") != NULL ? 1 : 5;

    years_give_all(y);
    for (y->fail_at = 1; st == MOHUR_E_NO_MEMORY; y->fail_at += nth) {
        st = years_extend(y, file, MOHUR_DOCUMENT_LT);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(y->fail_at < 1000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    years_end(y);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(makes_a_file_that_is_enough_by_itself),
        CASE(makes_a_file_that_outlives_the_signers_certificate),
        CASE(tells_the_level_only_if_all_is_inside),
        CASE(puts_the_certificates_of_all_paths_inside),
        CASE(leaves_out_what_nobody_needs),
        CASE(adds_nothing_twice),
        CASE(needs_a_time_stamp_first),
        CASE(refuses_while_evidence_is_missing),
        CASE(refuses_what_was_revoked),
        CASE(keeps_that_it_was_revoked_later),
        CASE(refuses_what_is_not_genuine),
        CASE(says_why_nobody_believes_the_signer),
        CASE(wants_a_trust_store),
        CASE(leaves_nothing_behind_when_memory_fails),
    };
    return cmocka_run_group_tests_name("level LT", cases, NULL, NULL);
}
