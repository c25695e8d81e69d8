/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/standing.h"

#include "check.h"
#include "x509/crl.h"

/*
 * Stories in days: the time in question is day 100, now is day 200, and the
 * certificate ends with day 300 unless a case says otherwise.
 */
enum {
    DAY   = 86400,
    AT    = 100 * DAY,
    NOW   = 200 * DAY,
    AFTER = 300 * DAY,
    MAX   = 8
};

struct tale {
    struct mohur__statement says[MAX];
    size_t len;
    struct mohur__standing_question q;
};

static struct tale
tale(void)
{
    return (struct tale){.q = {.at = AT, .now = NOW, .not_after = AFTER}};
}

/* A statement made on one day, good until another (0: it does not say). */
static struct mohur__statement *
says(struct tale *a, int64_t from, int64_t to)
{
    struct mohur__statement *s = &a->says[a->len++];

    *s =
        (struct mohur__statement){.this_update = from * DAY,
                                  .next_update = to == 0 ? INT64_MAX : to * DAY,
                                  .reaches     = INT64_MAX,
                                  .invalid     = INT64_MAX};
    return s;
}

static struct mohur__statement *
revoked(struct tale *a, int64_t from, int64_t to, int64_t date, uint32_t reason)
{
    struct mohur__statement *s = says(a, from, to);

    s->revoked = true;
    s->date    = date * DAY;
    s->reason  = reason;
    return s;
}

static struct mohur__standing
judge(struct tale *a)
{
    return mohur__standing_judge(a->says, a->len, &a->q);
}

static void
is_unknown_without_anything(void **state)
{
    struct tale a = tale();

    (void)state;
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
}

static void
is_good_within_a_window(void **state)
{
    (void)state;
    for (int64_t from = 90; from <= 100; from += 10) {
        for (int64_t to = 100; to <= 110; to += 10) {
            struct tale a = tale();

            says(&a, from, to);
            CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
            CHECK_NUMBER(0, judge(&a).revoked_later);
        }
    }
}

static void
is_unknown_when_the_window_ended_before(void **state)
{
    struct tale a = tale();

    (void)state;
    says(&a, 80, 99);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
}

static void
is_good_by_what_is_newer(void **state)
{
    struct tale a = tale();

    (void)state;
    says(&a, 150, 151);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
}

static void
needs_one_that_is_newer_where_no_end_is_said(void **state)
{
    struct tale a = tale();
    struct tale b = tale();

    (void)state;
    says(&a, 99, 0);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
    says(&b, 100, 0);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&b).kind);
}

static void
believes_nothing_from_the_future(void **state)
{
    struct tale a = tale();
    struct tale b = tale();

    (void)state;
    says(&a, 201, 210);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
    revoked(&b, 201, 210, 50, 0);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&b).kind);
}

static void
believes_a_clock_that_is_ahead_by_so_much(void **state)
{
    (void)state;
    for (int64_t over = 0; over <= 1; over++) {
        struct tale a = tale();

        a.q.skew = DAY - over;
        says(&a, 201, 210);
        CHECK_NUMBER(over == 0 ? MOHUR__STANDING_GOOD : MOHUR__STANDING_UNKNOWN,
                     judge(&a).kind);
    }
}

/* What is known already is not for later, whatever the other clock says. */
static void
takes_the_future_of_a_clock_that_is_ahead_for_now(void **state)
{
    struct tale a = tale();
    struct tale b = tale();

    (void)state;
    a.q.at = b.q.at = NOW;
    a.q.skew = b.q.skew = DAY;
    revoked(&a, 201, 210, 201, 0);
    CHECK_NUMBER(MOHUR__STANDING_REVOKED, judge(&a).kind);
    CHECK_NUMBER(NOW, judge(&a).since);
    revoked(&b, 200, 210, 201, 0);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&b).kind);
    CHECK_NUMBER(201 * (int64_t)DAY, judge(&b).revoked_later);
}

static void
is_unknown_once_the_certificate_may_be_forgotten(void **state)
{
    struct tale a = tale();

    (void)state;
    a.q.not_after = 120 * DAY;
    says(&a, 150, 160);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
    a.says[0].reaches = 121 * DAY;
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
    a.says[0].reaches = 120 * DAY; /* expiredCertsOnCRL, archiveCutoff */
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
}

static void
is_revoked_from_the_date_on(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 110, 120, 100, 0);
    CHECK_NUMBER(MOHUR__STANDING_REVOKED, judge(&a).kind);
    CHECK_NUMBER(AT, judge(&a).since);
    a.says[0].date = AT + 1;
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
    CHECK_NUMBER(AT + 1, judge(&a).revoked_later);
}

static void
stays_revoked_in_old_evidence(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 50, 60, 40, MOHUR__REASON_KEY);
    says(&a, 95, 105); /* contradicts, and does not help */
    CHECK_NUMBER(MOHUR__STANDING_REVOKED, judge(&a).kind);
    CHECK_NUMBER(MOHUR__REASON_KEY, judge(&a).reason);
}

static void
is_revoked_since_its_key_was_lost(void **state)
{
    struct tale a              = tale();
    struct mohur__statement *s = revoked(&a, 110, 120, 105, MOHUR__REASON_KEY);

    (void)state;
    s->invalid = 99 * DAY;
    CHECK_NUMBER(MOHUR__STANDING_REVOKED, judge(&a).kind);
    CHECK_NUMBER(99 * DAY, judge(&a).since);
    a.says[0].reason = 4; /* superseded: nothing was lost */
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
}

static void
is_suspended_while_nothing_newer_says_otherwise(void **state)
{
    struct tale a = tale();

    (void)state;
    says(&a, 85, 105);
    revoked(&a, 95, 102, 90, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR__STANDING_SUSPENDED, judge(&a).kind);
    CHECK_NUMBER(90 * DAY, judge(&a).since);
    CHECK_NUMBER(102 * DAY, judge(&a).until);
}

static void
was_suspended_and_restored_since(void **state)
{
    struct tale a = tale();

    (void)state;
    says(&a, 110, 120); /* in any order */
    revoked(&a, 95, 102, 90, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR__STANDING_RESTORED, judge(&a).kind);
    CHECK_NUMBER(90 * DAY, judge(&a).since);
    CHECK_NUMBER(110 * DAY, judge(&a).until);
}

static void
is_good_when_restored_before(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 80, 105, 70, MOHUR__REASON_HOLD);
    says(&a, 95, 105);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
    CHECK_NUMBER(0, judge(&a).suspended_later);
}

static void
is_good_when_suspended_later(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 110, 120, 105, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
    CHECK_NUMBER(105 * DAY, judge(&a).suspended_later);
}

static void
is_revoked_since_it_was_suspended(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 95, 102, 90, MOHUR__REASON_HOLD);
    revoked(&a, 110, 120, 109, 4);
    CHECK_NUMBER(MOHUR__STANDING_REVOKED, judge(&a).kind);
    CHECK_NUMBER(90 * DAY, judge(&a).since);
    CHECK_NUMBER(4, judge(&a).reason);
}

static void
forgets_a_suspension_that_was_lifted_before_it_was_revoked(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 80, 90, 70, MOHUR__REASON_HOLD);
    says(&a, 95, 105);
    revoked(&a, 110, 120, 109, 4);
    CHECK_NUMBER(MOHUR__STANDING_GOOD, judge(&a).kind);
    CHECK_NUMBER(109 * DAY, judge(&a).revoked_later);
}

static void
takes_the_worse_of_two_of_the_same_time(void **state)
{
    struct tale a = tale();
    struct tale b = tale();

    (void)state;
    revoked(&a, 95, 105, 90, MOHUR__REASON_HOLD);
    says(&a, 95, 105);
    CHECK_NUMBER(MOHUR__STANDING_SUSPENDED, judge(&a).kind);
    says(&b, 95, 105);
    revoked(&b, 95, 105, 90, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR__STANDING_SUSPENDED, judge(&b).kind);
}

static void
is_unknown_when_only_an_old_suspension_is(void **state)
{
    struct tale a = tale();

    (void)state;
    revoked(&a, 80, 90, 70, MOHUR__REASON_HOLD);
    CHECK_NUMBER(MOHUR__STANDING_UNKNOWN, judge(&a).kind);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_unknown_without_anything),
        CASE(is_good_within_a_window),
        CASE(is_unknown_when_the_window_ended_before),
        CASE(is_good_by_what_is_newer),
        CASE(needs_one_that_is_newer_where_no_end_is_said),
        CASE(believes_nothing_from_the_future),
        CASE(believes_a_clock_that_is_ahead_by_so_much),
        CASE(takes_the_future_of_a_clock_that_is_ahead_for_now),
        CASE(is_unknown_once_the_certificate_may_be_forgotten),
        CASE(is_revoked_from_the_date_on),
        CASE(stays_revoked_in_old_evidence),
        CASE(is_revoked_since_its_key_was_lost),
        CASE(is_suspended_while_nothing_newer_says_otherwise),
        CASE(was_suspended_and_restored_since),
        CASE(is_good_when_restored_before),
        CASE(is_good_when_suspended_later),
        CASE(is_revoked_since_it_was_suspended),
        CASE(forgets_a_suspension_that_was_lifted_before_it_was_revoked),
        CASE(takes_the_worse_of_two_of_the_same_time),
        CASE(is_unknown_when_only_an_old_suspension_is),
    };
    return cmocka_run_group_tests_name("the standing of a certificate", cases,
                                       NULL, NULL);
}
