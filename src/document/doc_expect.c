/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_expect.h"

#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/time.h"
#include "document/doc_weigh.h"

#include <string.h>

/*
 * What is expected is held against each signature, which is then in order, in
 * doubt, at fault, or nobody's who matters; the rows tell of it, and the
 * quorum decides.
 */
enum {
    WANTED_MAX = 64 * 1024
};

struct bench {
    mohur_ctx *ctx;
    const struct mohur__expect *expect;
    mohur_report *report;
    struct mohur__measure measure;
    struct mohur__ballot *ballots; /* one for each signature */
    struct mohur__expected *out;
    size_t in_order; /* persons, of the expected signers */
    size_t possible; /* the same, were all doubts settled */
};

const char *
mohur_expectation_name(mohur_expectation_kind kind)
{
    static const char *const names[] = {"",          "format",    "signer",
                                        "quorum",    "min_level", "not_before",
                                        "not_after", "attributes"};
    size_t i                         = (size_t)kind;

    return i < sizeof names / sizeof names[0] ? names[i] : "";
}

/* ---- each signature ---- */

static uint32_t
meets_of(const struct bench *b, const struct mohur__judged *j)
{
    uint32_t meets = 0;

    for (size_t i = 0; i < b->expect->signers_len; i++) {
        if (mohur__signer_differs(j, &b->expect->signers[i]) == MOHUR__TRAITS) {
            meets |= UINT32_C(1) << i;
        }
    }
    return meets;
}

static mohur_status
weigh_all(struct bench *b)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(b->ctx, b->report->signatures_len,
                           sizeof *b->ballots, &memory));
    b->ballots = memory;
    for (size_t i = 0; i < b->report->signatures_len; i++) {
        const struct mohur__judged *j = &b->report->signatures[i];
        uint32_t meets                = meets_of(b, j);

        if (b->expect->signers_len == 0 || meets != 0) {
            b->ballots[i] = mohur__weigh(&b->measure, j);
        }
        b->ballots[i].meets = meets;
    }
    TRY(mohur__quorum_count(b->ctx, b->report, b->ballots, MOHUR__IN_ORDER,
                            &b->in_order));
    TRY(mohur__quorum_count(b->ctx, b->report, b->ballots, MOHUR__IN_DOUBT,
                            &b->possible));

out:
    return st;
}

/* The first signature of this standing; signatures_len if there is none. */
static size_t
find_standing(const struct bench *b, enum mohur__standing_in standing)
{
    size_t i = 0;

    while (i < b->report->signatures_len &&
           b->ballots[i].standing != standing) {
        i++;
    }
    return i;
}

/* ---- rows ---- */

/* A row of the answer; what it says is filled in by the caller. */
static mohur_status
row_new(struct bench *b,
        mohur_expectation_kind kind,
        const char *wanted,
        mohur_expectation_info **out)
{
    mohur_status st             = MOHUR_OK;
    size_t i                    = b->out->len;
    mohur_expectation_info *row = &b->out->rows[i];

    TRY(mohur__strdup(b->ctx, mohur__bytes_text(wanted), &b->out->texts[i]));
    b->out->len++;
    *row = (mohur_expectation_info){.size    = sizeof *row,
                                    .kind    = kind,
                                    .wanted  = b->out->texts[i],
                                    .verdict = MOHUR_PASSED,
                                    .detail  = ""};
    *out = row;

out:
    return st;
}

static void
row_fails(mohur_expectation_info *row, mohur_why why, const char *detail)
{
    row->why     = why;
    row->verdict = mohur_why_verdict(why);
    row->detail  = detail;
}

static void
row_about(mohur_expectation_info *row, size_t signature)
{
    row->has_signature = true;
    row->signature     = signature;
}

static mohur_status
tell_format(struct bench *b)
{
    static const char *const names[] = {"any", "CAdES", "ASiC-S", "ASiC-E"};
    mohur_status st                  = MOHUR_OK;
    uint8_t wanted                   = b->expect->format;
    mohur_expectation_info *row      = NULL;

    if (wanted == MOHUR__EXPECT_ANY_FORMAT) {
        return MOHUR_OK;
    }
    TRY(row_new(b, MOHUR_EXPECT_FORMAT, names[wanted], &row));
    if ((uint32_t)mohur_report_format(b->report) + MOHUR__EXPECT_CADES !=
        wanted) {
        row_fails(row, MOHUR_WHY_GENERIC,
                  "the file is of another format than is expected");
    }

out:
    return st;
}

/* ", policy 1.2.3"; nothing for what does not matter. */
static void
put_wanted(struct mohur__buf *text, const char *name, const char *value)
{
    if (value != NULL) {
        mohur__buf_bytes(text, mohur__bytes_text(text->len > 0 ? ", " : ""));
        mohur__buf_bytes(text, mohur__bytes_text(name));
        mohur__buf_u8(text, ' ');
        mohur__buf_bytes(text, mohur__bytes_text(value));
    }
}

static const char *
difference(enum mohur__trait trait)
{
    static const char *const words[MOHUR__TRAITS] = {
        [MOHUR__TRAIT_CERTIFICATE]   = "nobody signed with this certificate",
        [MOHUR__TRAIT_KEY]           = "nobody signed with this key",
        [MOHUR__TRAIT_FIN]           = "nobody signed who has this FIN",
        [MOHUR__TRAIT_SERIAL_NUMBER] = "nobody signed whose subject has this "
                                       "serial number",
        [MOHUR__TRAIT_ISSUER]        = "the certificate is of another issuer",
        [MOHUR__TRAIT_POLICY] = "the certificate is not under this policy, or "
                                "its path does not allow it",
        [MOHUR__TRAIT_CLASS]  = "the list of anchors does not give this legal "
                                "class",
    };

    return words[trait];
}

/* The signature that comes nearest to an expected signer: the one that is in
 * order, else the one that differs last. */
static void
judge_signer(const struct bench *b, size_t which, mohur_expectation_info *row)
{
    const struct mohur__expected_signer *wanted = &b->expect->signers[which];
    enum mohur__trait nearest                   = MOHUR__TRAIT_CERTIFICATE;
    bool any                                    = false;

    row_fails(row, MOHUR_WHY_GENERIC, "nobody signed");
    for (size_t i = 0; i < b->report->signatures_len; i++) {
        const struct mohur__judged *j      = &b->report->signatures[i];
        const struct mohur__ballot *ballot = &b->ballots[i];
        enum mohur__trait differs          = mohur__signer_differs(j, wanted);

        if (differs == MOHUR__TRAITS &&
            (nearest != MOHUR__TRAITS ||
             ballot->standing > b->ballots[row->signature].standing)) {
            row_about(row, i);
            row_fails(row, ballot->why, ballot->detail);
            nearest = MOHUR__TRAITS;
        } else if (!any || differs > nearest) {
            row_fails(row, MOHUR_WHY_GENERIC, difference(differs));
            nearest = differs;
            if (differs > MOHUR__TRAIT_SERIAL_NUMBER) {
                row_about(row, i);
            }
        }
        any = true;
    }
}

static mohur_status
tell_signers(struct bench *b)
{
    mohur_status st             = MOHUR_OK;
    mohur_expectation_info *row = NULL;
    struct mohur__buf text      = {0};

    for (size_t i = 0; i < b->expect->signers_len; i++) {
        mohur__buf_wipe(&text);
        mohur__buf_init(&text, b->ctx, WANTED_MAX);
        for (int k = 0; k < MOHUR__TRAITS; k++) {
            put_wanted(&text, mohur__trait_name((enum mohur__trait)k),
                       b->expect->signers[i].wants[k]);
        }
        mohur__buf_u8(&text, 0);
        TRY(mohur__buf_status(&text));
        TRY(row_new(b, MOHUR_EXPECT_SIGNER, (const char *)text.data, &row));
        judge_signer(b, i, row);
    }

out:
    mohur__buf_wipe(&text);
    return st;
}

/* Up to 32, as text. */
static void
put_count(size_t n, char out[3])
{
    size_t at = 0;

    if (n >= 10) {
        out[at++] = (char)('0' + n / 10 % 10);
    }
    out[at++] = (char)('0' + n % 10);
    out[at]   = '\0';
}

static void
judge_quorum(const struct bench *b, mohur_expectation_info *row)
{
    size_t doubt = find_standing(b, MOHUR__IN_DOUBT);

    if (b->in_order >= b->expect->quorum) {
        return;
    }
    if (b->possible >= b->expect->quorum) {
        row_about(row, doubt);
        row_fails(row, b->ballots[doubt].why, b->ballots[doubt].detail);
        return;
    }
    row_fails(row, MOHUR_WHY_GENERIC,
              "fewer of the expected persons signed than must have");
}

static mohur_status
tell_quorum(struct bench *b)
{
    mohur_status st             = MOHUR_OK;
    mohur_expectation_info *row = NULL;
    char text[3]                = {0};

    if (b->expect->signers_len == 0) {
        return MOHUR_OK;
    }
    put_count(b->expect->quorum, text);
    TRY(row_new(b, MOHUR_EXPECT_QUORUM, text, &row));
    judge_quorum(b, row);

out:
    return st;
}

/* Does signature i matter for level and time: is it one that the quorum is
 * made of, or, without one, one that could help to make it? */
static bool
matters(const struct bench *b, size_t i)
{
    bool made = b->expect->signers_len > 0 && b->in_order >= b->expect->quorum;

    return b->ballots[i].standing >= (made ? MOHUR__IN_ORDER : MOHUR__IN_FAULT);
}

/* The worst of those that matter. */
static void
judge_each(const struct bench *b,
           mohur__weighing *weighed,
           mohur_expectation_info *row)
{
    enum mohur__standing_in worst = MOHUR__IN_ORDER;
    bool any                      = false;

    for (size_t i = 0; i < b->report->signatures_len; i++) {
        struct mohur__ballot one =
            weighed(&b->measure, &b->report->signatures[i]);

        any = any || matters(b, i);
        if (matters(b, i) && one.standing < worst) {
            worst = one.standing;
            row_about(row, i);
            row_fails(row, one.why, one.detail);
        }
    }
    if (!any) {
        row_fails(row, MOHUR_WHY_NO_POE,
                  "there is no signature of anybody who is expected");
    }
}

static mohur_status
tell_level(struct bench *b)
{
    static const char *const names[] = {"B", "T", "LT", "LTA"};
    mohur_status st                  = MOHUR_OK;
    mohur_expectation_info *row      = NULL;

    if (b->expect->level == MOHUR_DOCUMENT_B) {
        return MOHUR_OK;
    }
    TRY(row_new(b, MOHUR_EXPECT_LEVEL, names[b->expect->level], &row));
    judge_each(b, mohur__weigh_level, row);

out:
    return st;
}

static mohur_status
tell_time(struct bench *b,
          mohur_expectation_kind kind,
          int64_t when,
          mohur__weighing *weighed)
{
    mohur_status st             = MOHUR_OK;
    mohur_expectation_info *row = NULL;
    char text[MOHUR__TIME_CAP]  = {0};

    if (when == 0) {
        return MOHUR_OK;
    }
    mohur__time_format(when, text);
    TRY(row_new(b, kind, text, &row));
    judge_each(b, weighed, row);

out:
    return st;
}

static mohur_status
tell_claims(struct bench *b)
{
    mohur_status st             = MOHUR_OK;
    mohur_expectation_info *row = NULL;
    struct mohur__buf text      = {0};

    mohur__buf_init(&text, b->ctx, WANTED_MAX);
    for (int i = 0; i < MOHUR__CLAIMS; i++) {
        put_wanted(&text, mohur__claim_name((enum mohur__claim)i),
                   b->expect->claims[i]);
    }
    if (text.len > 0) {
        mohur__buf_u8(&text, 0);
        TRY(mohur__buf_status(&text));
        TRY(row_new(b, MOHUR_EXPECT_ATTRIBUTES, (const char *)text.data, &row));
        judge_each(b, mohur__weigh_claims, row);
    }

out:
    mohur__buf_wipe(&text);
    return st;
}

static mohur_status
tell_all(struct bench *b)
{
    mohur_status st = MOHUR_OK;

    TRY(tell_format(b));
    TRY(tell_signers(b));
    TRY(tell_quorum(b));
    TRY(tell_level(b));
    TRY(tell_time(b, MOHUR_EXPECT_NOT_BEFORE, b->expect->not_before,
                  mohur__weigh_not_before));
    TRY(tell_time(b, MOHUR_EXPECT_NOT_AFTER, b->expect->not_after,
                  mohur__weigh_not_after));
    TRY(tell_claims(b));

out:
    return st;
}

/* ---- the answer ---- */

static void
answer(struct bench *b, mohur_why why, const char *detail)
{
    b->out->why    = why;
    b->out->detail = detail;
}

/* The row of this kind that is not met; NULL if there is none. */
static const mohur_expectation_info *
unmet(const struct bench *b, mohur_expectation_kind kind)
{
    for (size_t i = 0; i < b->out->len; i++) {
        const mohur_expectation_info *row = &b->out->rows[i];

        if (row->kind == kind && row->why != MOHUR_WHY_NONE) {
            return row;
        }
    }
    return NULL;
}

/*
 * A fault of anybody who counts decides, then the format, then whether there
 * are enough; without names everybody must be in order.
 */
static void
conclude(struct bench *b)
{
    const mohur_expectation_info *row = unmet(b, MOHUR_EXPECT_FORMAT);
    size_t i                          = find_standing(b, MOHUR__IN_FAULT);

    answer(b, MOHUR_WHY_NONE, "");
    if (i < b->report->signatures_len) {
        answer(b, b->ballots[i].why, b->ballots[i].detail);
        return;
    }
    row = row != NULL ? row : unmet(b, MOHUR_EXPECT_QUORUM);
    if (row != NULL) {
        answer(b, row->why, row->detail);
        return;
    }
    i = find_standing(b, MOHUR__IN_DOUBT);
    if (b->expect->signers_len == 0 && i < b->report->signatures_len) {
        answer(b, b->ballots[i].why, b->ballots[i].detail);
    }
}

mohur_status
mohur__expect_judge(mohur_ctx *ctx,
                    const struct mohur__expect *expect,
                    mohur_report *report)
{
    mohur_status st = MOHUR_OK;
    struct bench b  = {.ctx     = ctx,
                       .expect  = expect,
                       .report  = report,
                       .measure = {expect, report->at}};

    TRY(MOHUR__NEW(ctx, &b.out));
    answer(&b, MOHUR_WHY_NO_POE, "");
    TRY(weigh_all(&b));
    TRY(tell_all(&b));
    conclude(&b);
    report->expected = b.out;
    b.out            = NULL; /* the report's now */

out:
    mohur__expected_free(b.out);
    mohur__free(b.ballots);
    return st;
}

void
mohur__expected_free(struct mohur__expected *expected)
{
    if (expected == NULL) {
        return;
    }
    for (size_t i = 0; i < expected->len; i++) {
        mohur__free(expected->texts[i]);
    }
    mohur__free(expected);
}

/* ---- questions ---- */

size_t
mohur_report_expectations(const mohur_report *report)
{
    return report != NULL && report->magic == MOHUR__MAGIC_REPORT &&
                   report->expected != NULL
               ? report->expected->len
               : 0;
}

const mohur_expectation_info *
mohur_report_expectation(const mohur_report *report, size_t i)
{
    return i < mohur_report_expectations(report) ? &report->expected->rows[i]
                                                 : NULL;
}
