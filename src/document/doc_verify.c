/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "base/guard.h"
#include "base/options.h"
#include "document/asic.h"
#include "document/asic_judge.h"
#include "document/doc_calls.h"
#include "document/doc_expect.h"
#include "document/doc_facts.h"
#include "document/doc_reading.h"
#include "profile/decide.h"
#include <mohur/trust_list.h>

/*
 * Validating a file: a message, or a container of them.
 */
enum {
    EVIDENCE_MAX = 128 /* given; more may come with the file */
};

/* What is expected: by the caller, and of every document by the profile. */
static mohur_status
judge_expected(mohur_ctx *ctx,
               const mohur_verify_options *o,
               struct mohur__expect *expect,
               mohur_report *report)
{
    uint8_t level = mohur__profile_min_level(ctx);

    if (o->expect == NULL && level == MOHUR_DOCUMENT_B) {
        return MOHUR_OK;
    }
    expect->level = level > expect->level ? level : expect->level;
    return mohur__expect_judge(ctx, expect, report);
}

static mohur_status
check_options(mohur_ctx *ctx, const mohur_verify_options *o)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__source_check(ctx, o->file));
    if (o->content != NULL) {
        TRY(mohur__source_check(ctx, o->content));
    }
    TRY(mohur__trust_check(ctx, o->trust));
    REQUIRE(ctx,
            mohur_trust_version(o->trust) != 0 ||
                mohur__profile_any_trust_list(ctx),
            MOHUR_E_POLICY,
            "the profile wants a signed list of anchors, and this is none");
    REQUIRE(ctx, o->at >= 0, MOHUR_E_ARGUMENT, "the time is before 1970");
    REQUIRE(ctx,
            o->revocation == MOHUR_REVOCATION_REQUIRE ||
                o->revocation == MOHUR_REVOCATION_NONE,
            MOHUR_E_ARGUMENT, "revocation is required, or it is not");
    REQUIRE(ctx, o->evidence != NULL || o->evidence_len == 0, MOHUR_E_ARGUMENT,
            "evidence is NULL");
    REQUIRE(ctx, o->evidence_len <= EVIDENCE_MAX, MOHUR_E_LIMIT,
            "there are more than %d pieces of evidence", EVIDENCE_MAX);
    for (size_t i = 0; i < o->evidence_len; i++) {
        TRY(mohur__source_check(ctx, o->evidence[i]));
    }
    REQUIRE(ctx, o->expect != NULL || o->expect_len == 0, MOHUR_E_ARGUMENT,
            "the expectations are NULL");

out:
    return st;
}

mohur_status
mohur__document_judge(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      int64_t sealed,
                      struct mohur__asking *asking,
                      mohur_report **out)
{
    mohur_status st                         = MOHUR_OK;
    struct mohur__reading r                 = {.ctx = ctx};
    const struct mohur__reading_asked asked = {.trust = options->trust,
                                               .at    = options->at,
                                               .revocation =
                                                   options->revocation,
                                               .sealed = sealed,
                                               .asking = asking};

    TRY(mohur__reading_open(ctx, options->file, NULL, &r));
    TRY(mohur__reading_gather(&r, options->evidence, options->evidence_len));
    TRY(mohur__reading_content(&r, options->content));
    TRY(mohur__reading_judge(&r, &asked, out));

out:
    mohur__reading_wipe(&r);
    return st;
}

mohur_status
mohur_document_verify(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      mohur_report **out)
{
    mohur_status st              = MOHUR_OK;
    mohur_verify_options checked = MOHUR_VERIFY_OPTIONS_INIT;
    struct mohur__asking *asking = NULL;
    struct mohur__expect expect  = {.json = NULL};

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(check_options(ctx, &checked));
    TRY(mohur__asking_new(ctx, checked.fetch, &asking));
    if (checked.expect != NULL) {
        TRY(mohur__expect_parse(
            ctx, mohur__bytes_of(checked.expect, checked.expect_len), &expect));
    }
    TRY(mohur__asic_begins(checked.file)
            ? mohur__asic_judge(ctx, &checked, asking, out)
            : mohur__document_judge(ctx, &checked, 0, asking, out));
    TRY(mohur__report_facts(ctx, &checked, *out));
    TRY(judge_expected(ctx, &checked, &expect, *out));

out:
    mohur__expect_wipe(&expect);
    if (st != MOHUR_OK && out != NULL) {
        mohur_report_free(*out);
        *out = NULL;
    }
    mohur__asking_free(asking);
    return st;
}
