/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_keep.h"

#include "base/guard.h"
#include "cms/stream.h"

/*
 * Judge, put in what that rested on, and judge by that alone: what was written
 * must be enough for those who have nothing else.
 */
struct keeper {
    struct mohur__reading *r;
    const mohur_trust *trust;
    const struct mohur__certs *more;
    struct mohur__asking *asking;
    struct mohur__kept kept;
};

/* What fails too where the document is not there; NULL: nothing does. */
static const mohur_check *
hidden_fault(const mohur_signature_info *info)
{
    for (size_t i = 0; i < MOHUR_CHECKS; i++) {
        const mohur_check *check = &info->checks[i];

        if (check->done && check->why != MOHUR_WHY_NONE &&
            i != MOHUR__CHECK_CONTENT) {
            return check;
        }
    }
    return NULL;
}

/* The first reason why a signature has not what it takes. */
static mohur_status
require_good(struct keeper *k, const mohur_report *report, size_t i)
{
    mohur_status st                  = MOHUR_OK;
    const mohur_signature_info *info = mohur_report_signature(report, i);
    const mohur_stamp_info *stamp    = mohur_report_stamp(report, i, 0);
    const mohur_check *hidden        = hidden_fault(info);

    REQUIRE(k->r->ctx, info->stamps_len > 0 || info->verdict == MOHUR_FAILED,
            MOHUR_E_STALE,
            "signature %zu has no time stamp: extend it to level T first",
            i + 1);
    REQUIRE(k->r->ctx,
            info->verdict == MOHUR_PASSED ||
                info->why == MOHUR_WHY_SIGNED_DATA_NOT_FOUND,
            mohur__why_status(info->why), "signature %zu: %s", i + 1,
            info->detail);
    if (hidden != NULL) {
        FAIL(k->r->ctx, mohur__why_status(hidden->why), "signature %zu: %s",
             i + 1, hidden->detail);
    }
    REQUIRE(k->r->ctx, info->level >= MOHUR_DOCUMENT_T,
            mohur__why_status(stamp->why), "time stamp on signature %zu: %s",
            i + 1, stamp->detail);

out:
    return st;
}

static mohur_status
judge(struct keeper *k, struct mohur__kept *kept, mohur_report **out)
{
    const struct mohur__reading_asked asked = {
        .trust      = k->trust,
        .revocation = MOHUR_REVOCATION_REQUIRE,
        .kept       = kept,
        .asking     = kept == NULL ? NULL : k->asking};

    return mohur__reading_judge(k->r, &asked, out);
}

static mohur_status
check_level(struct keeper *k)
{
    mohur_status st      = MOHUR_OK;
    mohur_report *report = NULL;

    TRY(judge(k, NULL, &report));
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        REQUIRE(k->r->ctx,
                mohur_report_signature(report, i)->level >= MOHUR_DOCUMENT_LT,
                MOHUR_E_STALE,
                "signature %zu would not reach level LT: not all that "
                "validation needs can be put into the file",
                i + 1);
    }

out:
    mohur_report_free(report);
    return st;
}

static mohur_status
keep(struct keeper *k)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__reading *r = k->r;
    mohur_report *report     = NULL;
    struct mohur__buf sets   = {0};

    mohur__buf_init(&sets, r->ctx, MOHUR__CMS_MAX);
    TRY(judge(k, &k->kept, &report));
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        TRY(require_good(k, report, i));
    }
    TRY(mohur__kept_emit(r->ctx, &k->kept, k->more, r->evidence, &r->data,
                         &sets));
    TRY(mohur__reading_rebuild(r, mohur__buf_view(&sets), r->data.signers,
                               r->data.signers_len));
    TRY(check_level(k));

out:
    mohur__buf_wipe(&sets);
    mohur_report_free(report);
    return st;
}

mohur_status
mohur__keep_evidence(struct mohur__reading *r,
                     const mohur_trust *trust,
                     const struct mohur__certs *more,
                     struct mohur__asking *asking)
{
    struct keeper k = {.r = r, .trust = trust, .more = more, .asking = asking};

    return keep(&k);
}
