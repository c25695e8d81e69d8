/* SPDX-License-Identifier: Apache-2.0 */
#include <mohur/page.h>

#include "base/buf.h"
#include "base/guard.h"
#include "base/io.h"
#include "base/mem.h"
#include "base/options.h"
#include "base/text.h"
#include "crypto/hash.h"
#include "document/doc_expect.h"
#include "document/doc_page.h"
#include "document/doc_report.h"
#include "document/page.h"
#include <mohur/version.h>

/*
 * The page: the verdict first, then what it is on, then each signature with
 * every step, and last under what all this was found.
 */
enum {
    PAGE_MAX     = 16 * 1024 * 1024,
    NAME_MAX_LEN = 64 * 1024
};

struct page {
    struct mohur__buf *b;
    const mohur_report *report;
    const char *name;
    const char *content_name;
};

/* ---- the head ---- */

static void
put_title(const struct page *p)
{
    mohur_verdict verdict = mohur_report_verdict(p->report);

    /* A title has no elements in it, so the file's name stands below. */
    mohur__page_markup(p->b, "<title>");
    mohur__page_markup(p->b, mohur_verdict_name(verdict));
    mohur__page_markup(p->b, ": validation of a signed document</title>\n");
}

static void
put_head(const struct page *p)
{
    mohur__page_markup(
        p->b,
        "<!DOCTYPE html>\n"
        "<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\" "
        "xml:lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
        "'none'; style-src 'unsafe-inline'\"/>\n"
        "<meta name=\"viewport\" content=\"width=device-width, "
        "initial-scale=1\"/>\n");
    put_title(p);
    mohur__page_markup(p->b, "<style>\n");
    mohur__page_markup(p->b, mohur__page_style);
    mohur__page_markup(p->b, "</style>\n</head>\n<body>\n<main>\n");
}

/* ---- the verdict ---- */

static const char *
meaning_of(mohur_verdict verdict, bool expected)
{
    switch (verdict) {
    case MOHUR_PASSED:
        return expected
                   ? "What was expected of it is so: the signatures that "
                     "count are genuine, over the document as it is here, "
                     "and of somebody whom the trust list vouches for."
                   : "Every signature is genuine, over the document as it is "
                     "here, and of somebody whom the trust list vouches "
                     "for.";
    case MOHUR_FAILED:
        return "A check shows that something is wrong. Do not rely on this "
               "document.";
    case MOHUR_INDETERMINATE:
        break;
    }
    return "It can be neither confirmed nor ruled out: evidence is missing, or "
           "a rule is not met. Do not rely on this document as it is.";
}

/* Why, in the words of the signature that decided, or of the container. */
static const char *
because_of(const mohur_report *r)
{
    mohur_why why = mohur_report_why(r);

    if (r->expected != NULL && why == r->expected->why) {
        return r->expected->detail;
    }
    for (size_t i = 0; i < r->signatures_len; i++) {
        const mohur_signature_info *info = &r->signatures[i].info;

        if (why != MOHUR_WHY_NONE && info->why == why) {
            return info->detail;
        }
    }
    if (!mohur_report_covers_all(r)) {
        return mohur_report_container_detail(r)[0] != '\0'
                   ? mohur_report_container_detail(r)
                   : "a document in the container is not signed";
    }
    return "";
}

static void
put_verdict(const struct page *p)
{
    mohur_verdict verdict = mohur_report_verdict(p->report);
    const char *because   = because_of(p->report);

    mohur__page_markup(p->b, "<section class=\"verdict ");
    mohur__page_markup(p->b, mohur__page_class(verdict));
    mohur__page_markup(p->b, "\">\n<p class=\"word\">");
    mohur__page_markup(p->b, mohur__page_sign(verdict));
    mohur__page_markup(p->b, " ");
    mohur__page_markup(p->b, mohur_verdict_name(verdict));
    mohur__page_markup(p->b, "</p>\n<p>");
    mohur__page_markup(p->b, meaning_of(verdict, p->report->expected != NULL));
    mohur__page_markup(p->b, "</p>\n");
    if (verdict != MOHUR_PASSED) {
        mohur__page_markup(p->b, "<p><code>");
        mohur__page_markup(p->b, mohur_why_name(mohur_report_why(p->report)));
        mohur__page_markup(p->b, "</code>: ");
        mohur__page_text(p->b, because);
        mohur__page_markup(p->b, "</p>\n");
    }
    mohur__page_markup(p->b, "</section>\n");
}

/* ---- what it is on ---- */

static const char *
format_of(const mohur_report *r)
{
    switch (mohur_report_format(r)) {
    case MOHUR_CONTAINER_ASIC_E:
        return "ASiC-E: a container of documents and signatures";
    case MOHUR_CONTAINER_ASIC_S:
        return "ASiC-S: a container of one document and its signature";
    case MOHUR_CONTAINER_NONE:
        break;
    }
    return r->attached ? "CAdES, with the document inside"
                       : "CAdES, a signature beside its document";
}

static void
put_bytes(const struct page *p, const char *what, uint64_t len)
{
    mohur__page_fact_begin(p->b, what);
    mohur__buf_decimal(p->b, len);
    mohur__page_markup(p->b, " bytes");
    mohur__page_fact_end(p->b);
}

static void
put_digest(const struct page *p,
           const char *what,
           mohur_alg hash,
           mohur__bytes digest)
{
    mohur__page_fact_begin(p->b, what);
    mohur__page_markup(p->b, mohur_alg_name(hash));
    mohur__page_markup(p->b, " ");
    mohur__page_hex(p->b, digest);
    mohur__page_fact_end(p->b);
}

static void
put_content(const struct page *p)
{
    const mohur_validation_info *v = &p->report->validation;

    if (!v->has_content) {
        mohur__page_fact(p->b, "Document", "it was not there");
        return;
    }
    mohur__page_fact(p->b, "Document", p->content_name);
    put_bytes(p, "Its length", v->content_len);
    if (v->content_hash != MOHUR_ALG_NONE) {
        put_digest(p, "Its digest", v->content_hash,
                   mohur__bytes_sub(MOHUR__BYTES(v->content_digest), 0,
                                    mohur__hash_len(v->content_hash)));
    }
}

static void
put_object(const struct page *p, const mohur_object_info *object)
{
    mohur__page_markup(p->b, "<tr><td>");
    mohur__page_text(p->b, object->name);
    mohur__page_markup(p->b, "</td><td>");
    mohur__buf_decimal(p->b, object->len);
    mohur__page_markup(p->b, "</td><td>");
    mohur__page_hex(p->b, MOHUR__BYTES(object->digest));
    mohur__page_markup(p->b, object->covered
                                 ? "</td><td class=\"passed\">signed"
                                 : "</td><td class=\"failed\">not signed");
    mohur__page_markup(p->b, "</td></tr>\n");
}

static void
put_objects(const struct page *p)
{
    size_t len = mohur_report_objects(p->report);

    if (len == 0) {
        return;
    }
    mohur__page_markup(p->b, "<h3>Documents in it</h3>\n<table><tr>"
                             "<th>Name</th><th>Bytes</th><th>SHA-256</th>"
                             "<th></th></tr>\n");
    for (size_t i = 0; i < len; i++) {
        put_object(p, mohur_report_object(p->report, i));
    }
    mohur__page_markup(p->b, "</table>\n");
}

static void
put_file(const struct page *p)
{
    const mohur_validation_info *v = &p->report->validation;

    mohur__page_markup(p->b, "<h2>File and document</h2>\n<dl>\n");
    mohur__page_fact(p->b, "File", p->name);
    mohur__page_fact(p->b, "Format", format_of(p->report));
    if (v->has_digest) {
        put_digest(p, "Digest of the file", MOHUR_ALG_SHA_256,
                   MOHUR__BYTES(v->digest));
    }
    put_content(p);
    mohur__page_markup(p->b, "</dl>\n");
    put_objects(p);
}

/* ---- what was expected ---- */

static void
put_expectation(const struct page *p, const mohur_expectation_info *e)
{
    mohur__page_markup(p->b, "<tr><td>");
    mohur__page_markup(p->b, mohur_expectation_name(e->kind));
    mohur__page_markup(p->b, "</td><td>");
    mohur__page_text(p->b, e->wanted);
    mohur__page_markup(p->b, "</td><td class=\"");
    mohur__page_markup(p->b, mohur__page_class(e->verdict));
    mohur__page_markup(p->b, "\">");
    mohur__page_markup(p->b, mohur__page_sign(e->verdict));
    mohur__page_markup(p->b, e->verdict == MOHUR_PASSED ? " met" : " not met");
    if (e->has_signature) {
        mohur__page_markup(p->b, ", signature ");
        mohur__buf_decimal(p->b, e->signature + 1);
    }
    mohur__page_markup(p->b, "</td><td>");
    mohur__page_text(p->b, e->detail);
    mohur__page_markup(p->b, "</td></tr>\n");
}

static void
put_expectations(const struct page *p)
{
    size_t len = mohur_report_expectations(p->report);

    if (len == 0) {
        return;
    }
    mohur__page_markup(p->b, "<h2>What was expected</h2>\n<table><tr>"
                             "<th>Rule</th><th>Wanted</th><th>Result</th>"
                             "<th>Why</th></tr>\n");
    for (size_t i = 0; i < len; i++) {
        put_expectation(p, mohur_report_expectation(p->report, i));
    }
    mohur__page_markup(p->b, "</table>\n");
}

/* ---- under what ---- */

static void
put_terms(const struct page *p)
{
    const mohur_validation_info *v = &p->report->validation;

    mohur__page_markup(p->b, "<h2>How it was validated</h2>\n<dl>\n");
    mohur__page_fact_begin(p->b, "For the time");
    mohur__page_time(p->b, v->at);
    mohur__page_markup(p->b, v->at_is_given ? ", as it was asked for"
                                            : ", when it was validated");
    mohur__page_fact_end(p->b);
    mohur__page_fact(p->b, "Revocation",
                     v->revocation == MOHUR_REVOCATION_NONE
                         ? "was not asked about"
                         : "had to be known");
    mohur__page_fact(p->b, "Profile", v->profile);
    put_digest(p, "Trust list", MOHUR_ALG_SHA_256,
               MOHUR__BYTES(v->trust_digest));
    mohur__page_fact(p->b, "Rules", "EN 319 102-1");
    mohur__page_fact(p->b, "Software", "m\xC3\xB6h\xC3\xBCr " MOHUR_VERSION);
    mohur__page_markup(
        p->b,
        "</dl>\n<footer>This page says what the software found. It is not "
        "signed itself, so it proves nothing to somebody who did not make it: "
        "whoever has to be sure validates the file again.</footer>\n");
}

static void
put_page(const struct page *p)
{
    put_head(p);
    mohur__page_markup(p->b, "<p class=\"kind\">Validation report</p>\n");
    mohur__page_element(p->b, "h1", NULL,
                        p->name[0] != '\0' ? p->name : "A signed document");
    put_verdict(p);
    put_file(p);
    put_expectations(p);
    for (size_t i = 0; i < p->report->signatures_len; i++) {
        mohur__page_signature(p->b, p->report, i);
    }
    put_terms(p);
    mohur__page_markup(p->b, "</main>\n</body>\n</html>\n");
}

/* ---- the call ---- */

/* The name, or "" for none; what is no UTF-8 is escaped into *owned. */
static mohur_status
take_name(mohur_ctx *ctx, const char *name, char **owned, const char **out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes text = mohur__bytes_text(name);
    void *memory      = NULL;

    *out = name != NULL ? name : "";
    if (!mohur__utf8_valid(text)) {
        REQUIRE(ctx, text.len <= NAME_MAX_LEN, MOHUR_E_LIMIT,
                "the name of a file has more than %d bytes", NAME_MAX_LEN);
        TRY(mohur__alloc(ctx, MOHUR__ESCAPED_CAP(text.len), &memory));
        *owned = memory;
        mohur__text_escape(text, *owned, MOHUR__ESCAPED_CAP(text.len));
        *out = *owned;
    }

out:
    return st;
}

mohur_status
mohur_report_emit_page(mohur_ctx *ctx,
                       const mohur_report *report,
                       const mohur_page_options *options,
                       mohur_sink *sink)
{
    mohur_status st      = MOHUR_OK;
    mohur_page_options o = MOHUR_PAGE_OPTIONS_INIT;
    struct mohur__buf b  = {0};
    struct page p        = {.b = &b, .report = report};
    char *owned[2]       = {NULL, NULL};

    TRY(mohur__ctx_enter(ctx));
    TRY(mohur__report_check(ctx, report));
    TRY(mohur__options_check(ctx, options, sizeof o, &o));
    TRY(mohur__sink_check(ctx, sink));
    TRY(take_name(ctx, o.name, &owned[0], &p.name));
    TRY(take_name(ctx, o.content_name, &owned[1], &p.content_name));
    mohur__buf_init(&b, ctx, PAGE_MAX);
    put_page(&p);
    TRY(mohur__buf_status(&b));
    TRY(mohur__sink_write(sink, mohur__buf_view(&b)));
    TRY(mohur__sink_finish(sink));

out:
    mohur__free(owned[0]);
    mohur__free(owned[1]);
    mohur__buf_wipe(&b);
    return st;
}
