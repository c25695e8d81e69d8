/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/standing.h"

#include "x509/crl.h"

/*
 * Statements tell a story when they are put in the order in which they were
 * made: suspended, restored, revoked.  The story is told first; then one looks
 * where in it the time in question lies, and whether anything speaks about
 * that time at all.
 */
#define NEVER INT64_MAX

struct story {
    const struct mohur__standing_question *q;
    bool covered;         /* something speaks about the time in question */
    int64_t revoked;      /* since when */
    uint32_t reason;      /* why */
    int64_t held;         /* suspended since when, and not restored */
    int64_t held_until;   /* when there will be news of that */
    int64_t restored;     /* suspended at the time in question since when, */
    int64_t restored_now; /* and known since when to be so no more */
};

static bool
comes_after(const struct mohur__statement *a, const struct mohur__statement *b)
{
    /* Of two of the same time the good one is the older one. */
    return a->this_update > b->this_update ||
           (a->this_update == b->this_update && a->revoked && !b->revoked);
}

static void
sort(struct mohur__statement *s, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct mohur__statement one = s[i];
        size_t k                    = i;

        while (k > 0 && comes_after(&s[k - 1], &one)) {
            s[k] = s[k - 1];
            k--;
        }
        s[k] = one;
    }
}

/* May it have forgotten the certificate, because that ended before? */
static bool
may_have_forgotten(const struct mohur__statement *s,
                   const struct mohur__standing_question *q)
{
    return !s->revoked && s->this_update > q->not_after &&
           s->reaches > q->not_after;
}

/* Young enough for the profile, at the time in question. */
static bool
is_fresh(const struct mohur__statement *s,
         const struct mohur__standing_question *q)
{
    return q->fresh_for == 0 || q->at - s->this_update <= q->fresh_for;
}

static bool
speaks_about(const struct mohur__statement *s,
             const struct mohur__standing_question *q)
{
    if (may_have_forgotten(s, q)) {
        return false;
    }
    return s->this_update >= q->at ||
           (is_fresh(s, q) && s->next_update != NEVER &&
            q->at <= s->next_update);
}

/* A key that was lost is lost since then, whenever that was noticed. */
static int64_t
revoked_since(const struct mohur__statement *s)
{
    bool key = s->reason == MOHUR__REASON_KEY ||
               s->reason == MOHUR__REASON_CA_KEY ||
               s->reason == MOHUR__REASON_AA_KEY;

    return key && s->invalid < s->date ? s->invalid : s->date;
}

/*
 * A clock that is ahead says that what was so already will be so: of that not
 * "later" is made, but "now".
 */
static struct mohur__statement
by_our_clock(struct mohur__statement s, int64_t now)
{
    if (s.this_update > now && s.date > now) {
        s.date = now;
    }
    return s;
}

static void
tell_good(struct story *t, const struct mohur__statement *s)
{
    if (may_have_forgotten(s, t->q)) {
        return;
    }
    if (t->held <= t->q->at && t->q->at < s->this_update) {
        t->restored     = t->held;
        t->restored_now = s->this_update;
    }
    t->held = NEVER;
}

static void
tell_revoked(struct story *t, const struct mohur__statement *s)
{
    int64_t since = revoked_since(s);

    if (s->reason == MOHUR__REASON_HOLD) {
        t->held       = s->date < t->held ? s->date : t->held;
        t->held_until = s->next_update;
        return;
    }
    /* Suspended and then revoked: revoked since it was suspended. */
    if (t->held < since) {
        since = t->held;
    }
    t->held = NEVER;
    if (since < t->revoked) {
        t->revoked = since;
        t->reason  = s->reason;
    }
}

static struct mohur__standing
conclude(const struct story *t)
{
    struct mohur__standing out = {.kind = MOHUR__STANDING_UNKNOWN};

    if (t->revoked <= t->q->at) {
        out.kind   = MOHUR__STANDING_REVOKED;
        out.since  = t->revoked;
        out.reason = t->reason;
    } else if (t->covered && t->restored != NEVER) {
        out.kind  = MOHUR__STANDING_RESTORED;
        out.since = t->restored;
        out.until = t->restored_now;
    } else if (t->covered && t->held <= t->q->at) {
        out.kind   = MOHUR__STANDING_SUSPENDED;
        out.since  = t->held;
        out.until  = t->held_until == NEVER ? 0 : t->held_until;
        out.reason = MOHUR__REASON_HOLD;
    } else if (t->covered) {
        out.kind            = MOHUR__STANDING_GOOD;
        out.revoked_later   = t->revoked == NEVER ? 0 : t->revoked;
        out.later_reason    = t->reason;
        out.suspended_later = t->held == NEVER ? 0 : t->held;
    }
    return out;
}

struct mohur__standing
mohur__standing_judge(struct mohur__statement *statements,
                      size_t n,
                      const struct mohur__standing_question *q)
{
    struct story t = {.q            = q,
                      .revoked      = NEVER,
                      .held         = NEVER,
                      .held_until   = NEVER,
                      .restored     = NEVER,
                      .restored_now = NEVER};

    sort(statements, n);
    for (size_t i = 0; i < n; i++) {
        const struct mohur__statement s = by_our_clock(statements[i], q->now);

        if (s.this_update > q->now + q->skew) {
            continue; /* made later: not believed */
        }
        t.covered = t.covered || speaks_about(&s, q);
        if (s.revoked) {
            tell_revoked(&t, &s);
        } else {
            tell_good(&t, &s);
        }
    }
    return conclude(&t);
}
