/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_report.h"

#include "base/guard.h"
#include "base/mem.h"
#include "document/doc_expect.h"
#include "document/doc_facts.h"
#include "x509/cert.h"
#include "x509/name.h"

static const char *const CHECK_NAMES[MOHUR_CHECKS] = {
    [MOHUR__CHECK_FORMAT]      = "format",
    [MOHUR__CHECK_CERTIFICATE] = "certificate",
    [MOHUR__CHECK_CONTENT]     = "content",
    [MOHUR__CHECK_SIGNATURE]   = "signature",
    [MOHUR__CHECK_ATTRIBUTES]  = "attributes",
    [MOHUR__CHECK_TIME]        = "time",
    [MOHUR__CHECK_CHAIN]       = "chain",
};

static void
judged_init(struct mohur__judged *j)
{
    mohur_signature_info *info = &j->info;

    j->revocation.size = sizeof j->revocation;
    j->signer.size     = sizeof j->signer;
    j->signer.role     = MOHUR_TRUST_SIGN;
    j->signer.fin = j->signer.policies = j->signer.legal_class = "";
    j->signer.registration_number = j->signer.voen = "";
    j->signer.commitments                          = "";
    info->size                                     = sizeof *info;
    info->verdict                                  = MOHUR_INDETERMINATE;
    info->why                                      = MOHUR_WHY_NO_POE;
    info->detail                                   = "";
    info->subject = info->name = info->person = "";
    info->issuer = info->anchor = "";
    for (size_t i = 0; i < MOHUR_CHECKS; i++) {
        info->checks[i].name   = CHECK_NAMES[i];
        info->checks[i].detail = "";
    }
}

mohur_status
mohur__report_new(mohur_ctx *ctx, size_t signatures, mohur_report **out)
{
    mohur_status st      = MOHUR_OK;
    mohur_report *report = NULL;
    void *memory         = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &report));
    report->magic = MOHUR__MAGIC_REPORT;
    TRY(mohur__alloc_array(ctx, signatures, sizeof *report->signatures,
                           &memory));
    report->signatures     = memory;
    report->signatures_len = signatures;
    for (size_t i = 0; i < signatures; i++) {
        judged_init(&report->signatures[i]);
    }
    *out   = report;
    report = NULL; /* the caller's now */

out:
    mohur_report_free(report);
    return st;
}

void
mohur__stamped_init(struct mohur__stamped *out)
{
    mohur_stamp_info *info = &out->info;

    info->size      = sizeof *info;
    info->why       = MOHUR_WHY_NO_POE;
    info->detail    = "";
    info->authority = info->anchor = "";
}

void
mohur__stamped_wipe(struct mohur__stamped *stamp)
{
    for (size_t k = 0; k < MOHUR__STAMP_TEXTS; k++) {
        mohur__free(stamp->texts[k]);
    }
    *stamp = (struct mohur__stamped){.texts = {NULL}};
}

mohur_status
mohur__judged_stamps(mohur_ctx *ctx, struct mohur__judged *j, size_t len)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(ctx, len, sizeof *j->stamps, &memory));
    j->stamps          = memory;
    j->info.stamps_len = len;
    for (size_t i = 0; i < len; i++) {
        mohur__stamped_init(&j->stamps[i]);
    }

out:
    return st;
}

static mohur_status
copy_text(mohur_ctx *ctx, const char *text, char **owned, const char **out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__strdup(ctx, mohur__bytes_text(text), owned));
    *out = *owned;

out:
    return st;
}

mohur_status
mohur__judged_stamp_more(mohur_ctx *ctx,
                         struct mohur__judged *j,
                         const struct mohur__stamped *stamp)
{
    mohur_status st            = MOHUR_OK;
    size_t len                 = j->info.stamps_len;
    void *memory               = NULL;
    struct mohur__stamped *all = NULL;

    TRY(mohur__alloc_array(ctx, len + 1, sizeof *all, &memory));
    all = memory;
    for (size_t i = 0; i < len; i++) {
        all[i] = j->stamps[i];
    }
    all[len] = (struct mohur__stamped){.info = stamp->info};
    mohur__free(j->stamps);
    j->stamps          = all;
    j->info.stamps_len = len + 1;
    TRY(copy_text(ctx, stamp->info.authority, &all[len].texts[0],
                  &all[len].info.authority));
    TRY(copy_text(ctx, stamp->info.anchor, &all[len].texts[1],
                  &all[len].info.anchor));

out:
    return st;
}

mohur_status
mohur__judged_counters(mohur_ctx *ctx, struct mohur__judged *j, size_t len)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(ctx, len, sizeof *j->counters, &memory));
    j->counters     = memory;
    j->counters_len = len;
    for (size_t i = 0; i < len; i++) {
        judged_init(&j->counters[i]);
    }

out:
    return st;
}

mohur_status
mohur__report_name(mohur_ctx *ctx,
                   mohur__bytes name,
                   char **owned,
                   const char **out)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, ctx, MOHUR__CERT_MAX * 2);
    mohur__name_text(&b, name);
    TRY(mohur__buf_status(&b));
    TRY(mohur__strdup(ctx, mohur__buf_view(&b), owned));
    *out = *owned;

out:
    mohur__buf_wipe(&b);
    return st;
}

static void
wipe_one(struct mohur__judged *j)
{
    for (size_t k = 0; k < MOHUR__REPORT_TEXTS; k++) {
        mohur__free(j->texts[k]);
    }
    for (size_t k = 0; k < MOHUR__SIGNER_TEXTS; k++) {
        mohur__free(j->signer_texts[k]);
    }
    for (size_t i = 0; i < j->info.stamps_len; i++) {
        mohur__stamped_wipe(&j->stamps[i]);
    }
    mohur__free(j->stamps);
    mohur__free(j->evidence);
    mohur__judged_certs_free(j);
}

/* A counter-signature has none of its own here. */
void
mohur__judged_wipe(struct mohur__judged *j)
{
    for (size_t i = 0; i < j->counters_len; i++) {
        wipe_one(&j->counters[i]);
    }
    mohur__free(j->counters);
    wipe_one(j);
}

void
mohur_report_free(mohur_report *report)
{
    if (report == NULL || report->magic != MOHUR__MAGIC_REPORT) {
        return;
    }
    for (size_t i = 0; i < report->signatures_len; i++) {
        mohur__judged_wipe(&report->signatures[i]);
    }
    mohur__contained_free(report->container);
    mohur__expected_free(report->expected);
    mohur__free(report->profile);
    mohur__free(report->signatures);
    mohur__free(report); /* which wipes the magic */
}

static bool
is_report(const mohur_report *report)
{
    return report != NULL && report->magic == MOHUR__MAGIC_REPORT;
}

/* Move the signatures of one report into another. */
static void
move_signatures(struct mohur__judged *into, mohur_report *from)
{
    for (size_t i = 0; i < from->signatures_len; i++) {
        into[i]             = from->signatures[i];
        from->signatures[i] = (struct mohur__judged){.info = {.size = 0}};
    }
}

mohur_status
mohur__report_merge(mohur_ctx *ctx, mohur_report *into, mohur_report *from)
{
    mohur_status st           = MOHUR_OK;
    size_t len                = into->signatures_len + from->signatures_len;
    void *memory              = NULL;
    struct mohur__judged *all = NULL;

    TRY(mohur__alloc_array(ctx, len, sizeof *all, &memory));
    all = memory;
    move_signatures(all, into);
    move_signatures(&all[into->signatures_len], from);
    mohur__free(into->signatures);
    into->signatures     = all;
    into->signatures_len = len;

out:
    return st;
}

const char *
mohur__level_name(const mohur_signature_info *info)
{
    static const char *const names[] = {"B-B", "B-T", "B-LT", "B-LTA"};

    return info->verdict == MOHUR_PASSED ? names[info->level] : "not proven";
}

mohur_status
mohur__report_check(mohur_ctx *ctx, const mohur_report *report)
{
    return is_report(report)
               ? MOHUR_OK
               : mohur__error(ctx, MOHUR_E_ARGUMENT, "this is not a report");
}

/* ---- conclusions ---- */

void
mohur__judged_note(struct mohur__judged *j,
                   enum mohur__check check,
                   mohur_why why,
                   const char *detail)
{
    mohur_check *c = &j->info.checks[check];

    c->done   = true;
    c->why    = why;
    c->detail = detail;
}

/* The first step with this verdict; MOHUR_CHECKS if there is none. */
static size_t
find_check(const mohur_signature_info *info, mohur_verdict verdict)
{
    size_t i = 0;

    while (i < MOHUR_CHECKS &&
           (!info->checks[i].done ||
            mohur_why_verdict(info->checks[i].why) != verdict)) {
        i++;
    }
    return i;
}

static bool
all_passed(const mohur_signature_info *info)
{
    for (size_t i = 0; i < MOHUR_CHECKS; i++) {
        if (!info->checks[i].done || info->checks[i].why != MOHUR_WHY_NONE) {
            return false;
        }
    }
    return true;
}

void
mohur__judged_conclude(struct mohur__judged *j)
{
    mohur_signature_info *info = &j->info;
    size_t i                   = find_check(info, MOHUR_FAILED);

    if (i == MOHUR_CHECKS) {
        i = find_check(info, MOHUR_INDETERMINATE);
    }
    if (i < MOHUR_CHECKS) {
        info->why    = info->checks[i].why;
        info->detail = info->checks[i].detail;
    } else if (all_passed(info)) {
        info->why = MOHUR_WHY_NONE;
    }
    info->verdict = mohur_why_verdict(info->why);
}

mohur_status
mohur__why_status(mohur_why why)
{
    switch ((uint32_t)why) {
    case MOHUR_WHY_NONE:
        return MOHUR_OK;
    case MOHUR_WHY_FORMAT_FAILURE:
        return MOHUR_E_FORMAT;
    case MOHUR_WHY_CRYPTO_CONSTRAINTS_FAILURE:
    case MOHUR_WHY_CRYPTO_CONSTRAINTS_NO_POE:
        return MOHUR_E_POLICY;
    case MOHUR_WHY_HASH_FAILURE:
    case MOHUR_WHY_SIG_CRYPTO_FAILURE:
        return MOHUR_E_AUTH;
    case MOHUR_WHY_TRY_LATER:
        return MOHUR_E_STALE;
    default:
        return MOHUR_E_UNTRUSTED;
    }
}

/* ---- questions ---- */

/* The signature that decides: the worst one, the first of those. */
static const mohur_signature_info *
worst(const mohur_report *report)
{
    const mohur_signature_info *out = NULL;

    for (size_t i = 0; i < report->signatures_len; i++) {
        const mohur_signature_info *info = &report->signatures[i].info;

        if (out == NULL || info->verdict == MOHUR_FAILED ||
            (info->verdict == MOHUR_INDETERMINATE &&
             out->verdict == MOHUR_PASSED)) {
            out = info;
        }
        if (out->verdict == MOHUR_FAILED) {
            break;
        }
    }
    return out;
}

mohur_verdict
mohur_report_verdict(const mohur_report *report)
{
    return report == NULL ? MOHUR_INDETERMINATE
                          : mohur_why_verdict(mohur_report_why(report));
}

mohur_why
mohur_report_why(const mohur_report *report)
{
    const mohur_signature_info *info = is_report(report) ? worst(report) : NULL;
    mohur_why why                    = MOHUR_WHY_NO_POE;

    if (info == NULL) {
        return why;
    }
    why = report->expected != NULL ? report->expected->why : info->why;
    /* What nobody signed is worse than any signature is good. */
    return mohur_why_verdict(why) != MOHUR_FAILED &&
                   !mohur_report_covers_all(report)
               ? MOHUR_WHY_FORMAT_FAILURE
               : why;
}

bool
mohur_report_is_accepted(const mohur_report *report)
{
    return mohur_report_verdict(report) == MOHUR_PASSED;
}

bool
mohur_report_attached(const mohur_report *report)
{
    return is_report(report) && report->attached;
}

size_t
mohur_report_signatures(const mohur_report *report)
{
    return is_report(report) ? report->signatures_len : 0;
}

const mohur_signature_info *
mohur_report_signature(const mohur_report *report, size_t i)
{
    return i < mohur_report_signatures(report) ? &report->signatures[i].info
                                               : NULL;
}

const mohur_stamp_info *
mohur_report_stamp(const mohur_report *report, size_t i, size_t k)
{
    const struct mohur__judged *j =
        i < mohur_report_signatures(report) ? &report->signatures[i] : NULL;

    return j != NULL && k < j->info.stamps_len ? &j->stamps[k].info : NULL;
}
