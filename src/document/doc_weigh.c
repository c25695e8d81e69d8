/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_weigh.h"

/*
 * Evidence may still settle a doubt; nothing settles a fault.
 */

/* When it was there at the latest. */
static int64_t
there_by(const struct mohur__measure *m, const struct mohur__judged *j)
{
    return j->info.best_time != 0 ? j->info.best_time : m->at;
}

/* The latest time at which the document is proven to have been unsigned yet:
 * that of a time stamp which the signature is over; 0: none. */
static int64_t
not_there_at(const struct mohur__judged *j)
{
    int64_t t = 0;

    for (size_t i = 0; i < j->info.stamps_len; i++) {
        const mohur_stamp_info *stamp = &j->stamps[i].info;

        if (stamp->kind == MOHUR_STAMP_CONTENT &&
            stamp->verdict == MOHUR_PASSED && stamp->time > t) {
            t = stamp->time;
        }
    }
    return t;
}

static struct mohur__ballot
in_order(void)
{
    return (struct mohur__ballot){.standing = MOHUR__IN_ORDER, .detail = ""};
}

static struct mohur__ballot
in_doubt(const char *detail)
{
    return (struct mohur__ballot){
        .standing = MOHUR__IN_DOUBT, .why = MOHUR_WHY_NO_POE, .detail = detail};
}

static struct mohur__ballot
at_fault(const char *detail)
{
    return (struct mohur__ballot){.standing = MOHUR__IN_FAULT,
                                  .why      = MOHUR_WHY_GENERIC,
                                  .detail   = detail};
}

struct mohur__ballot
mohur__weigh_level(const struct mohur__measure *m,
                   const struct mohur__judged *j)
{
    return (uint32_t)j->info.level >= m->expect->level
               ? in_order()
               : in_doubt("the signature does not have the proof of the level "
                          "that is expected");
}

struct mohur__ballot
mohur__weigh_not_before(const struct mohur__measure *m,
                        const struct mohur__judged *j)
{
    int64_t from = m->expect->not_before;

    if (from == 0 || not_there_at(j) >= from) {
        return in_order();
    }
    return there_by(m, j) < from
               ? at_fault("the signature was there before the first day that "
                          "is expected")
               : in_doubt("nothing proves that the signature is not older "
                          "than is expected");
}

struct mohur__ballot
mohur__weigh_not_after(const struct mohur__measure *m,
                       const struct mohur__judged *j)
{
    int64_t to = m->expect->not_after;

    if (to == 0 || there_by(m, j) <= to) {
        return in_order();
    }
    return not_there_at(j) > to
               ? at_fault("the signature was made after the last day that is "
                          "expected")
               : in_doubt("nothing proves that the signature was there by the "
                          "last day that is expected");
}

/* They are signed: what is not there cannot be proven later. */
struct mohur__ballot
mohur__weigh_claims(const struct mohur__measure *m,
                    const struct mohur__judged *j)
{
    static const char *const faults[MOHUR__CLAIMS] = {
        [MOHUR__CLAIM_REGISTRATION] = "the signature does not give the "
                                      "registration number that is expected",
        [MOHUR__CLAIM_VOEN] = "the signature does not give the VOEN that is "
                              "expected",
        [MOHUR__CLAIM_COMMITMENT] = "the signature does not make the "
                                    "commitment that is expected",
    };

    for (int i = 0; i < MOHUR__CLAIMS; i++) {
        const char *wanted = m->expect->claims[i];

        if (wanted != NULL &&
            !mohur__signer_claims(j, (enum mohur__claim)i, wanted)) {
            return at_fault(faults[i]);
        }
    }
    return in_order();
}

struct mohur__ballot
mohur__weigh(const struct mohur__measure *m, const struct mohur__judged *j)
{
    const struct mohur__ballot each[] = {
        mohur__weigh_not_before(m, j), mohur__weigh_not_after(m, j),
        mohur__weigh_claims(m, j), mohur__weigh_level(m, j)};
    struct mohur__ballot out = in_order();

    if (j->info.verdict != MOHUR_PASSED) {
        return (struct mohur__ballot){
            .standing = j->info.verdict == MOHUR_FAILED ? MOHUR__IN_FAULT
                                                        : MOHUR__IN_DOUBT,
            .why      = j->info.why,
            .detail   = j->info.detail};
    }
    for (size_t i = 0; i < sizeof each / sizeof each[0]; i++) {
        out = each[i].standing < out.standing ? each[i] : out;
    }
    return out;
}
