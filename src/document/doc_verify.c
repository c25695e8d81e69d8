/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/document.h>

#include "base/guard.h"
#include "base/mem.h"
#include "base/options.h"
#include "cms/signed_data.h"
#include "cms/stream.h"
#include "document/asic.h"
#include "document/asic_judge.h"
#include "document/doc_calls.h"
#include "document/doc_facts.h"
#include "document/doc_report.h"
#include "document/doc_signer.h"

/*
 * Validating a file: read it, hash the document, judge each signature.
 */
enum {
    EVIDENCE_MAX = 128 /* given; more may come with the file */
};

struct reading {
    mohur_ctx *ctx;
    const mohur_verify_options *options;
    struct mohur__cms message;
    struct mohur__signed_data data;
    struct mohur__cert *certs;
    size_t certs_len;
    mohur_report *report;
    struct mohur__evidence_list *evidence;
};

/* ---- what the file carries ---- */

/* Certificates that cannot be read lead nowhere, and are left out. */
static mohur_status
parse_certs(struct reading *r)
{
    mohur_status st = MOHUR_OK;
    void *memory    = NULL;

    TRY(mohur__alloc_array(r->ctx, r->data.certs_len, sizeof *r->certs,
                           &memory));
    r->certs = memory;
    for (size_t i = 0; i < r->data.certs_len; i++) {
        if (mohur__cert_parse(r->data.certs[i], &r->certs[r->certs_len])) {
            r->certs_len++;
        }
    }

out:
    return st;
}

/* The version that goes with what is in the message (RFC 5652 5.1). */
static uint64_t
version_of(const struct reading *r)
{
    bool by_key_id = false;

    for (size_t i = 0; i < r->data.signers_len; i++) {
        struct mohur__signer_info info;

        by_key_id = (mohur__signer_info_parse(r->data.signers[i], &info) &&
                     info.version == 3) ||
                    by_key_id;
    }
    if (r->data.has_ocsp) {
        return 5;
    }
    return by_key_id || !r->message.is_data ? 3 : 1;
}

/* The same signature twice would count as two. */
static mohur_status
check_signers(struct reading *r)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(r->ctx, r->message.version == version_of(r), MOHUR_E_FORMAT,
            "the message says a version that does not go with its parts");
    for (size_t i = 0; i < r->data.signers_len; i++) {
        for (size_t k = 0; k < i; k++) {
            REQUIRE(r->ctx,
                    !mohur__bytes_equal(r->data.signers[i], r->data.signers[k]),
                    MOHUR_E_FORMAT, "the message has the same signature twice");
        }
    }

out:
    return st;
}

/* ---- evidence ---- */

static mohur_status
find_evidence(struct reading *r)
{
    mohur_status st                     = MOHUR_OK;
    const struct mohur__signed_data *d  = &r->data;
    const mohur_verify_options *options = r->options;

    TRY(MOHUR__NEW(r->ctx, &r->evidence));
    for (size_t i = 0; i < d->crls_len; i++) {
        TRY(mohur__evidence_add_view(r->ctx, r->evidence, MOHUR__EVIDENCE_CRL,
                                     MOHUR__EVIDENCE_INSIDE, d->crls[i]));
    }
    for (size_t i = 0; i < d->responses_len; i++) {
        TRY(mohur__evidence_add_view(r->ctx, r->evidence, MOHUR__EVIDENCE_OCSP,
                                     MOHUR__EVIDENCE_INSIDE, d->responses[i]));
    }
    for (size_t i = 0; i < options->evidence_len; i++) {
        TRY(mohur__evidence_add_source(
            r->ctx, r->evidence, MOHUR__EVIDENCE_GIVEN, options->evidence[i]));
    }

out:
    return st;
}

static void
evidence_free(struct mohur__evidence_list *list)
{
    if (list != NULL) {
        mohur__evidence_free(list);
        mohur__free(list);
    }
}

/* ---- the document ---- */

/* The first that the message announces and that is known. */
static void
note_digest(struct reading *r)
{
    mohur_validation_info *info = &r->report->validation;

    for (size_t i = 0; i < r->message.hashes_len; i++) {
        mohur__bytes digest =
            mohur__digests_get(&r->message.digests, r->message.hashes[i]);

        if (digest.len > 0) {
            mohur__copy(MOHUR__SPAN(info->content_digest), digest);
            info->content_hash = r->message.hashes[i];
            return;
        }
    }
}

static mohur_status
find_content(struct reading *r)
{
    mohur_status st      = MOHUR_OK;
    mohur_source *given  = r->options->content;
    struct mohur__cms *m = &r->message;
    mohur_report *report = r->report;

    REQUIRE(r->ctx, given == NULL || !m->attached, MOHUR_E_ARGUMENT,
            "the document is inside of the file, and was given too");
    report->attached    = m->attached;
    report->has_content = m->attached || given != NULL;
    report->content_len = m->content_len;
    if (given != NULL) {
        TRY(mohur__cms_hash(r->ctx, given, &m->digests, &report->content_len));
    }
    if (report->has_content) {
        note_digest(r);
    }

out:
    return st;
}

/* ---- verdicts ---- */

static mohur_status
judge_all(struct reading *r)
{
    mohur_status st           = MOHUR_OK;
    mohur_report *report      = r->report;
    struct mohur__court court = {.ctx         = r->ctx,
                                 .trust       = r->options->trust,
                                 .at          = report->at,
                                 .revocation  = r->options->revocation,
                                 .evidence    = r->evidence,
                                 .at_is_given = !report->at_is_now,
                                 .is_data     = r->message.is_data,
                                 .has_content = report->has_content,
                                 .digests     = &r->message.digests,
                                 .hashes      = r->message.hashes,
                                 .hashes_len  = r->message.hashes_len,
                                 .certs       = r->certs,
                                 .certs_len   = r->certs_len};

    for (size_t i = 0; i < r->data.signers_len; i++) {
        TRY(mohur__signer_judge(&court, r->data.signers[i],
                                &report->signatures[i]));
    }

out:
    return st;
}

static mohur_status
make_report(struct reading *r)
{
    mohur_status st               = MOHUR_OK;
    const mohur_verify_options *o = r->options;

    TRY(mohur__cms_read(r->ctx, o->file, &r->message));
    TRY(mohur__signed_data_parse(r->ctx, mohur__buf_view(&r->message.tail),
                                 &r->data));
    TRY(check_signers(r));
    TRY(parse_certs(r));
    TRY(mohur__report_new(r->ctx, r->data.signers_len, &r->report));
    r->report->at_is_now  = o->at == 0;
    r->report->at         = o->at == 0 ? mohur__now(r->ctx) : o->at;
    r->report->revocation = o->revocation;
    TRY(mohur__trust_digest(r->ctx, o->trust,
                            MOHUR__SPAN(r->report->trust_digest)));
    TRY(find_evidence(r));
    TRY(find_content(r));
    TRY(judge_all(r));

out:
    return st;
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

out:
    return st;
}

mohur_status
mohur__document_judge(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      mohur_report **out)
{
    mohur_status st  = MOHUR_OK;
    struct reading r = {.ctx = ctx, .options = options};

    TRY(make_report(&r));
    *out     = r.report;
    r.report = NULL; /* the caller's now */

out:
    mohur_report_free(r.report);
    evidence_free(r.evidence);
    mohur__free(r.certs);
    mohur__cms_wipe(&r.message);
    return st;
}

mohur_status
mohur_document_verify(mohur_ctx *ctx,
                      const mohur_verify_options *options,
                      mohur_report **out)
{
    mohur_status st              = MOHUR_OK;
    mohur_verify_options checked = MOHUR_VERIFY_OPTIONS_INIT;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__options_check(ctx, options, sizeof checked, &checked));
    TRY(check_options(ctx, &checked));
    TRY(mohur__asic_begins(checked.file)
            ? mohur__asic_judge(ctx, &checked, out)
            : mohur__document_judge(ctx, &checked, out));
    TRY(mohur__report_facts(ctx, &checked, *out));

out:
    if (st != MOHUR_OK && out != NULL) {
        mohur_report_free(*out);
        *out = NULL;
    }
    return st;
}
