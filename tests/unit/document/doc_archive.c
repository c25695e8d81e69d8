/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_archive.h"

#include "check.h"
#include "years.h"

#include <stdlib.h>

/*
 * Level LTA: attack list C7 of the design, and what archive time stamps carry
 * over the end of certificates.  One year is how long the authority's
 * certificates last.
 */

/* ---- the years ---- */

/* Level LT as of now. */
static mohur__bytes
lasting(struct years *y)
{
    mohur__bytes file = years_sign(y, true);

    years_give_all(y);
    return years_extended(y, file, MOHUR_DOCUMENT_LT);
}

static mohur__bytes
archived(struct years *y)
{
    return years_extended(y, lasting(y), MOHUR_DOCUMENT_LTA);
}

/* Go on to another time, at which the authority has another certificate. */
static void
later(struct years *y, int64_t seconds)
{
    y->t->now += seconds;
    y->tsa_end = y->t->now + PKI_YEAR;
}

static const mohur_stamp_info *
archive_stamp(const struct years *y)
{
    const mohur_stamp_info *info = NULL;

    for (size_t i = 0; (info = mohur_report_stamp(y->report, 0, i)) != NULL;
         i++) {
        if (info->kind == MOHUR_STAMP_ARCHIVE) {
            return info;
        }
    }
    return NULL;
}

static void
covers_all_that_is_there(void **state)
{
    struct years *y                  = years_new(*state);
    mohur__bytes file                = archived(y);
    const mohur_signature_info *info = years_alone(y, file);

    CHECK_NUMBER(MOHUR_WHY_NONE, info->why);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, info->level);
    CHECK_NUMBER(2, info->stamps_len);
    CHECK_NUMBER(MOHUR_STAMP_ARCHIVE,
                 mohur_report_stamp(y->report, 0, 1)->kind);
    CHECK_NUMBER(MOHUR_WHY_NONE, mohur_report_stamp(y->report, 0, 1)->why);
    CHECK_TEXT("CN=TSA", mohur_report_stamp(y->report, 0, 1)->authority);
    years_end(y);
}

/* C7: an archive time stamp does not make the signature younger. */
static void
c7_does_not_move_the_best_time(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = lasting(y);

    y->t->now += 100;
    file = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    CHECK_NUMBER(FIXTURE_NOW, years_alone(y, file)->best_time);
    years_end(y);
}

/* Nine tenths of a year, and nine again: the first certificate has ended. */
static void
carries_an_ended_authority(void **state)
{
    struct years *y    = years_new(*state);
    struct fixture *t  = y->t;
    mohur__bytes file  = lasting(y);
    mohur__bytes plain = file;

    later(y, PKI_YEAR / 10 * 9);
    years_give_all(y);
    file = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    later(y, PKI_YEAR / 10 * 9);
    years_give_all(y);
    CHECK_NUMBER(MOHUR_WHY_NONE, years_verified(y, file)->why);
    CHECK_NUMBER(FIXTURE_NOW, mohur_report_signature(y->report, 0)->best_time);
    CHECK_NUMBER(MOHUR_INDETERMINATE,
                 mohur_why_verdict(years_verified(y, plain)->why));
    CHECK_NUMBER(MOHUR_WHY_OUT_OF_BOUNDS_NO_POE,
                 mohur_report_stamp(y->report, 0, 0)->why);
    CHECK(!mohur_report_is_accepted(y->report));
    CHECK(t->now > FIXTURE_NOW + PKI_YEAR);
    years_end(y);
}

/* Renewed once a year, always before the end. */
static void
goes_on_for_years(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = archived(y);

    for (int year = 0; year < 6; year++) {
        later(y, PKI_YEAR / 10 * 9);
        years_give_all(y);
        file = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    }
    CHECK_NUMBER(MOHUR_WHY_NONE, years_alone(y, file)->why);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA,
                 mohur_report_signature(y->report, 0)->level);
    CHECK_NUMBER(FIXTURE_NOW, mohur_report_signature(y->report, 0)->best_time);
    CHECK_NUMBER(8, mohur_report_signature(y->report, 0)->stamps_len);
    years_end(y);
}

static void
comes_too_late_after_the_end(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = archived(y);

    later(y, PKI_YEAR + 2);
    years_give_all(y);
    CHECK_STATUS(MOHUR_E_UNTRUSTED, years_extend(y, file, MOHUR_DOCUMENT_LTA));
    CHECK_NUMBER(0, fixture_output(t).len);
    years_end(y);
}

/* The authority's key was lost a year after: what is proven older stays. */
static void
saves_stamps_from_before_a_key_was_lost(void **state)
{
    struct years *y      = years_new(*state);
    struct fixture *t    = y->t;
    mohur__bytes plain   = lasting(y);
    mohur__bytes file    = years_extended(y, plain, MOHUR_DOCUMENT_LTA);
    struct pki_plan cert = {.path_len = -1, .usage = 1, .serial = 99};

    cert.extra = stamp_eku(y->far, true, "06082b06010505070308");
    t->now += PKI_DAY;
    cert.to                          = t->now + PKI_YEAR;
    const struct years_archive other = {.end =
                                            stamp_cert(y->far, &y->tsa, &cert)};
    file                             = years_archived(y, plain, &other);
    t->now += PKI_DAY;
    const struct answer_plan fine = {.issuer     = "TSA root",
                                     .issuer_key = &y->tsa.root_key,
                                     .serial     = 99,
                                     .from       = t->now,
                                     .to         = t->now + PKI_DAY};
    years_give(y, years_answer(y, revoke_status(t, t->now - 60, 1)),
               revoke_answer(t, &fine));
    CHECK_NUMBER(FIXTURE_NOW, years_verified(y, file)->best_time);
    CHECK_NUMBER(0, years_verified(y, plain)->best_time);
    CHECK_NUMBER(MOHUR_WHY_REVOKED_NO_POE,
                 mohur_report_stamp(y->report, 0, 0)->why);
    years_end(y);
}

/* ---- C7: what does not belong together ---- */

/* Told for this reason, and not used; the rest stands at level LT. */
static void
check_unused(struct years *y, mohur__bytes file, mohur_why why)
{
    const mohur_signature_info *info = years_verified(y, file);

    CHECK_TEXT(mohur_why_name(why), mohur_why_name(archive_stamp(y)->why));
    CHECK(archive_stamp(y)->detail[0] != '\0');
    CHECK_NUMBER(MOHUR_WHY_NONE, info->why);
    CHECK_NUMBER(MOHUR_DOCUMENT_LT, info->level);
}

static void
check_shape(struct years *y, struct years_archive plan, mohur_why why)
{
    check_unused(y, years_archived(y, lasting(y), &plan), why);
}

static void
is_as_it_should_be(void **state)
{
    struct years *y                 = years_new(*state);
    const struct years_archive plan = {.time = 0};
    mohur__bytes file               = years_archived(y, lasting(y), &plan);

    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_alone(y, file)->level);
    years_end(y);
}

/* Spoil a digest of the n-th list. */
static void
spoil_list(mohur__span index, int n)
{
    struct mohur__hash_index parsed;

    if (mohur__hash_index_parse(mohur__span_bytes(index), &parsed)) {
        size_t at = (size_t)(parsed.lists[n].data - index.data);

        index.data[at + 2] ^= 1;
    }
}

static void
spoil_certs(mohur__span index)
{
    spoil_list(index, MOHUR__HASH_CERTS);
}

static void
spoil_infos(mohur__span index)
{
    spoil_list(index, MOHUR__HASH_INFOS);
}

static void
spoil_values(mohur__span index)
{
    spoil_list(index, MOHUR__HASH_VALUES);
}

static void
c7_names_nothing_that_is_missing(void **state)
{
    struct years *y = years_new(*state);

    check_shape(y, (struct years_archive){.spoil = spoil_certs},
                MOHUR_WHY_HASH_FAILURE);
    check_shape(y, (struct years_archive){.spoil = spoil_infos},
                MOHUR_WHY_HASH_FAILURE);
    check_shape(y, (struct years_archive){.spoil = spoil_values},
                MOHUR_WHY_HASH_FAILURE);
    years_end(y);
}

/* The same, where something is taken out of the file afterwards. */
static void
c7_misses_what_was_taken_out(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes file = archived(y);

    for (size_t i = 0; i < 2; i++) {
        CHECK_NUMBER(
            MOHUR_DOCUMENT_T,
            years_verified(y, years_without(y, file, MOHUR__HASH_INFOS, i))
                ->level);
        CHECK_NUMBER(MOHUR_WHY_HASH_FAILURE, archive_stamp(y)->why);
    }
    years_end(y);
}

static void
c7_uses_one_hash_throughout(void **state)
{
    struct years *y = years_new(*state);

    check_shape(y, (struct years_archive){.other_hash = true},
                MOHUR_WHY_SIG_CONSTRAINTS_FAILURE);
    years_end(y);
}

static void
c7_takes_the_attributes_with_the_tag_that_they_have(void **state)
{
    struct years *y = years_new(*state);

    check_shape(y, (struct years_archive){.with_31 = true},
                MOHUR_WHY_HASH_FAILURE);
    years_end(y);
}

static void
c7_has_one_index(void **state)
{
    struct years *y = years_new(*state);

    check_shape(y, (struct years_archive){.no_index = true},
                MOHUR_WHY_HASH_FAILURE);
    check_shape(y, (struct years_archive){.twice = true},
                MOHUR_WHY_HASH_FAILURE);
    years_end(y);
}

/* What came after it is not covered: it does not save it. */
static void
c7_does_not_cover_what_was_added_after(void **state)
{
    struct years *y    = years_new(*state);
    mohur__bytes file  = years_sign(y, false);
    mohur__bytes early = MOHUR__NOTHING;

    const struct years_archive plan = {.time = 0};

    early = years_archived(y, file, &plan);
    early = years_extended(y, early, MOHUR_DOCUMENT_T);
    years_give_all(y);
    CHECK_NUMBER(
        MOHUR_DOCUMENT_LT,
        years_alone(y, years_extended(y, early, MOHUR_DOCUMENT_LT))->level);
    CHECK_NUMBER(MOHUR_WHY_NONE, archive_stamp(y)->why);
    years_end(y);
}

static void
c7_is_not_older_than_what_it_covers(void **state)
{
    struct years *y = years_new(*state);

    check_shape(y, (struct years_archive){.time = FIXTURE_NOW - 1},
                MOHUR_WHY_TIMESTAMP_ORDER_FAILURE);
    years_end(y);
}

static void
c7_stands_in_order_with_other_archives(void **state)
{
    struct years *y                 = years_new(*state);
    struct fixture *t               = y->t;
    mohur__bytes file               = lasting(y);
    const struct years_archive late = {.time = FIXTURE_NOW + 60};
    const struct years_archive soon = {.time = FIXTURE_NOW + 30};

    t->now += 60;
    file = years_archived(y, years_archived(y, file, &late), &soon);
    CHECK_NUMBER(MOHUR_DOCUMENT_LTA, years_verified(y, file)->level);
    for (size_t i = 1; i <= 2; i++) {
        bool contradicts =
            mohur_report_stamp(y->report, 0, i)->time == FIXTURE_NOW + 30;

        CHECK_NUMBER(contradicts ? MOHUR_WHY_TIMESTAMP_ORDER_FAILURE
                                 : MOHUR_WHY_NONE,
                     mohur_report_stamp(y->report, 0, i)->why);
    }
    years_end(y);
}

/* An archive time stamp of an older kind is not understood. */
static void
c7_adds_nothing_under_an_older_kind(void **state)
{
    static const enum mohur__oid old[] = {MOHUR__OID_ARCHIVE_TIME_STAMP,
                                          MOHUR__OID_ARCHIVE_TIME_STAMP_V2,
                                          MOHUR__OID_LONG_TERM_VALIDATION};

    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = lasting(y);
    for (size_t i = 0; i < sizeof old / sizeof old[0]; i++) {
        mohur__bytes with =
            years_with(y, file, old[i], MOHUR__TEXT("\x05\x00"));

        CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                     years_extend(y, with, MOHUR_DOCUMENT_LT));
        CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                     years_extend(y, with, MOHUR_DOCUMENT_LTA));
    }
    years_end(y);
}

/* ---- all of it ---- */

/* A stamp that has ended is saved by the archive's, so every bit counts. */
static mohur__bytes
needed(struct years *y)
{
    mohur__bytes file = lasting(y);

    later(y, PKI_YEAR / 10 * 9);
    years_give_all(y);
    file = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    later(y, PKI_YEAR / 10 * 9);
    years_give_all(y);
    return file;
}

static void
never_pass_with_a_bit_flipped(void **state)
{
    struct years *y   = years_new(*state);
    mohur__bytes good = needed(y);
    uint8_t *copy     = fixture_bytes(y->t, 0, good.len);
    size_t accepted   = 0;
    size_t step       = getenv("MOHUR_FULL") != NULL ? 1 : 13;

    CHECK_NUMBER(MOHUR_WHY_NONE, years_alone(y, good)->why);
    for (size_t i = 0; i < good.len; i += step) {
        mohur__copy(mohur__span_of(copy, good.len), good);
        copy[i] ^= (uint8_t)(1U << i % 8);
        if (years_verify(y, mohur__bytes_of(copy, good.len)) == MOHUR_OK &&
            mohur_report_is_accepted(y->report)) {
            accepted++;
        }
    }
    CHECK_NUMBER(0, accepted);
    years_end(y);
}

static void
survive_every_failed_allocation(void **state)
{
    struct years *y   = years_new(*state);
    struct fixture *t = y->t;
    mohur__bytes file = lasting(y);
    mohur_status st   = MOHUR_E_NO_MEMORY;
    size_t nth        = getenv("MOHUR_FULL") != NULL ? 1 : 7;

    for (y->fail_at = 1; st == MOHUR_E_NO_MEMORY; y->fail_at += nth) {
        st = years_extend(y, file, MOHUR_DOCUMENT_LTA);
        CHECK(st == MOHUR_OK || t->sink.finishes == 0);
        CHECK(y->fail_at < 3000);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    y->fail_at = 0;
    file       = years_extended(y, file, MOHUR_DOCUMENT_LTA);
    st         = MOHUR_E_NO_MEMORY;
    for (y->fail_at = 1; st == MOHUR_E_NO_MEMORY; y->fail_at += nth) {
        st = years_verify(y, file);
        CHECK(st == MOHUR_OK || y->report == NULL);
    }
    CHECK_NUMBER(MOHUR_OK, st);
    years_end(y);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(covers_all_that_is_there),
        CASE(carries_an_ended_authority),
        CASE(goes_on_for_years),
        CASE(comes_too_late_after_the_end),
        CASE(saves_stamps_from_before_a_key_was_lost),
        CASE(is_as_it_should_be),
        CASE(c7_does_not_move_the_best_time),
        CASE(c7_names_nothing_that_is_missing),
        CASE(c7_misses_what_was_taken_out),
        CASE(c7_uses_one_hash_throughout),
        CASE(c7_takes_the_attributes_with_the_tag_that_they_have),
        CASE(c7_has_one_index),
        CASE(c7_does_not_cover_what_was_added_after),
        CASE(c7_is_not_older_than_what_it_covers),
        CASE(c7_stands_in_order_with_other_archives),
        CASE(c7_adds_nothing_under_an_older_kind),
        CASE(never_pass_with_a_bit_flipped),
        CASE(survive_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("an archive time stamp", cases, NULL,
                                       NULL);
}
