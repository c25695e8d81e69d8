/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_page.h"

#include "document/doc_report.h"
#include "document/page.h"
#include <mohur/container.h>
#include <mohur/counter.h>
#include <mohur/expect.h>
#include <mohur/page.h>

/*
 * One signature on the page: who, when, how each step came out, and on what
 * certificates, time stamps and revocation data it rests.
 */

const char *
mohur__page_class(mohur_verdict verdict)
{
    switch (verdict) {
    case MOHUR_PASSED:
        return "passed";
    case MOHUR_FAILED:
        return "failed";
    case MOHUR_INDETERMINATE:
        break;
    }
    return "open";
}

const char *
mohur__page_sign(mohur_verdict verdict)
{
    switch (verdict) {
    case MOHUR_PASSED:
        return "\xE2\x9C\x93"; /* a tick */
    case MOHUR_FAILED:
        return "\xE2\x9C\x97"; /* a cross */
    case MOHUR_INDETERMINATE:
        break;
    }
    return "?";
}

/* A cell with a verdict, and why in the standard's words. */
static void
put_result(struct mohur__buf *b, mohur_verdict verdict, const char *words)
{
    mohur__page_markup(b, "<td class=\"");
    mohur__page_markup(b, mohur__page_class(verdict));
    mohur__page_markup(b, "\">");
    mohur__page_markup(b, mohur__page_sign(verdict));
    mohur__page_markup(b, " ");
    mohur__page_markup(b, words);
    mohur__page_markup(b, "</td>");
}

static void
put_cell(struct mohur__buf *b, const char *text)
{
    mohur__page_markup(b, "<td>");
    mohur__page_text(b, text);
    mohur__page_markup(b, "</td>");
}

static void
put_time_cell(struct mohur__buf *b, int64_t t)
{
    mohur__page_markup(b, "<td>");
    mohur__page_time(b, t);
    mohur__page_markup(b, "</td>");
}

/* ---- who and when ---- */

static void
put_heading(struct mohur__buf *b, const mohur_signature_info *info, size_t i)
{
    mohur__page_markup(b, "<h2>Signature ");
    mohur__buf_decimal(b, i + 1);
    mohur__page_markup(b, " <span class=\"");
    mohur__page_markup(b, mohur__page_class(info->verdict));
    mohur__page_markup(b, "\">");
    mohur__page_markup(b, mohur__page_sign(info->verdict));
    mohur__page_markup(b, " ");
    mohur__page_markup(b, mohur_verdict_name(info->verdict));
    mohur__page_markup(b, "</span></h2>\n");
}

static void
put_reason(struct mohur__buf *b, const mohur_signature_info *info)
{
    if (info->why == MOHUR_WHY_NONE) {
        return;
    }
    mohur__page_markup(b, "<p><code>");
    mohur__page_markup(b, mohur_why_name(info->why));
    mohur__page_markup(b, "</code>: ");
    mohur__page_text(b, info->detail);
    mohur__page_markup(b, "</p>\n");
}

static void
put_when(struct mohur__buf *b, const mohur_signature_info *info)
{
    mohur__page_fact_begin(b, "Proven to exist by");
    if (info->best_time != 0) {
        mohur__page_time(b, info->best_time);
        mohur__page_markup(b, ", by a time stamp");
    } else {
        mohur__page_markup(b, "no time stamp that holds");
    }
    mohur__page_fact_end(b);
    mohur__page_fact_begin(b, "Claimed by the signer");
    mohur__page_time(b, info->claimed);
    mohur__page_markup(b, " <span class=\"dim\">(proves nothing)</span>");
    mohur__page_fact_end(b);
}

static void
put_algorithm(struct mohur__buf *b, const mohur_signature_info *info)
{
    mohur__page_fact_begin(b, "Algorithm");
    mohur__page_markup(b, mohur_alg_name(info->alg));
    if (info->bits != 0) {
        mohur__page_markup(b, " with ");
        mohur__buf_decimal(b, info->bits);
        mohur__page_markup(b, " bits");
    }
    mohur__page_markup(b, ", ");
    mohur__page_markup(b, mohur_alg_name(info->hash));
    mohur__page_markup(b, info->legacy ? ", of an earlier time (legacy)" : "");
    mohur__page_fact_end(b);
}

static void
put_key(struct mohur__buf *b, const mohur_signer_info *signer)
{
    if (signer != NULL) {
        mohur__page_fact_begin(b, "SHA-256 of the key");
        mohur__page_hex(b, MOHUR__BYTES(signer->key_id));
        mohur__page_fact_end(b);
    }
}

static void
put_claims(struct mohur__buf *b, const mohur_signer_info *signer)
{
    if (signer != NULL) {
        mohur__page_fact(b, "Registration number, by the signer",
                         signer->registration_number);
        mohur__page_fact(b, "VOEN, by the signer", signer->voen);
        mohur__page_fact(b, "Commitments", signer->commitments);
    }
}

static void
put_signer(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_signature_info *info = mohur_report_signature(r, i);
    const mohur_signer_info *signer  = mohur_report_signer(r, i);

    mohur__page_markup(b, "<dl>\n");
    mohur__page_fact(b, "Signer", info->has_cert ? info->name : "not known");
    mohur__page_fact(b, "Serial number", info->person);
    mohur__page_fact(b, "FIN", signer != NULL ? signer->fin : "");
    mohur__page_fact(b, "Whole name", info->subject);
    mohur__page_fact(b, "Issued by", info->issuer);
    mohur__page_fact(b, "Trust anchor", info->anchor);
    mohur__page_fact(b, "Certificate policies",
                     signer != NULL ? signer->policies : "");
    mohur__page_fact(b, "Legal class",
                     signer != NULL ? signer->legal_class : "");
    mohur__page_fact(b, "Role",
                     signer != NULL && signer->role == MOHUR_TRUST_SEAL
                         ? "seal of an organisation"
                         : "");
    put_key(b, signer);
    put_claims(b, signer);
    put_when(b, info);
    mohur__page_fact(b, "Level", mohur__level_name(info));
    put_algorithm(b, info);
    mohur__page_fact(b, "Found in", mohur_report_path(r, i));
    mohur__page_markup(b, "</dl>\n");
}

/* ---- the steps ---- */

/* What it means that a step holds. */
static const char *
meaning_of(const mohur_check *check)
{
    static const char *const known[][2] = {
        {"format", "The signature has the right form"},
        {"certificate", "The signer's certificate is there"},
        {"content", "The document is the one that was signed"},
        {"signature", "The signature is that of the certificate's key"},
        {"attributes", "The algorithms agree and are allowed"},
        {"time", "The time stamps are in order"},
        {"chain", "The certificate leads to a trust anchor and was valid"},
    };

    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (mohur__bytes_equal(mohur__bytes_text(known[i][0]),
                               mohur__bytes_text(check->name))) {
            return known[i][1];
        }
    }
    return check->name;
}

static void
put_check(struct mohur__buf *b, const mohur_check *check)
{
    mohur__page_markup(b, "<tr>");
    put_cell(b, meaning_of(check));
    if (!check->done) {
        mohur__page_markup(b, "<td class=\"dim\">not done</td>");
    } else if (check->why == MOHUR_WHY_NONE) {
        put_result(b, MOHUR_PASSED, "holds");
    } else {
        put_result(b, mohur_why_verdict(check->why),
                   mohur_why_name(check->why));
    }
    put_cell(b, check->detail);
    mohur__page_markup(b, "</tr>\n");
}

static void
put_checks(struct mohur__buf *b, const mohur_signature_info *info)
{
    mohur__page_markup(b, "<h3>Checks</h3>\n<table><tr><th>Step</th>"
                          "<th>Result</th><th>Why</th></tr>\n");
    for (size_t k = 0; k < MOHUR_CHECKS; k++) {
        put_check(b, &info->checks[k]);
    }
    mohur__page_markup(b, "</table>\n");
}

/* ---- what it rests on ---- */

static void
put_cert(struct mohur__buf *b, const mohur_certificate_info *cert)
{
    mohur__page_markup(b, "<tr>");
    mohur__page_markup(b, "<td>");
    mohur__page_text(b, cert->subject);
    mohur__page_markup(b, "<br/><span class=\"dim\">issued by ");
    mohur__page_text(b, cert->issuer);
    mohur__page_markup(b, "</span><br/><span class=\"dim\">SHA-256 ");
    mohur__page_hex(b, MOHUR__BYTES(cert->id));
    mohur__page_markup(b, "</span></td><td><code>");
    mohur__page_text(b, cert->serial);
    mohur__page_markup(b, "</code></td>");
    put_time_cell(b, cert->not_before);
    put_time_cell(b, cert->not_after);
    mohur__page_markup(b, "</tr>\n");
}

static void
put_certs(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_certificate_info *cert = mohur_report_certificate(r, i, 0);

    if (cert == NULL) {
        return;
    }
    mohur__page_markup(b, "<h3>Certificates, the signer&#39;s first</h3>\n"
                          "<table><tr><th>Subject</th><th>Serial number</th>"
                          "<th>Valid from</th><th>Valid to</th></tr>\n");
    for (size_t k = 0; cert != NULL; k++) {
        put_cert(b, cert);
        cert = mohur_report_certificate(r, i, k + 1);
    }
    mohur__page_markup(b, "</table>\n");
}

static void
put_stamp(struct mohur__buf *b, const mohur_stamp_info *stamp)
{
    static const char *const over[] = {
        "", "the document", "the signature",
        "document, signature and evidence (archive)"};
    bool good = stamp->verdict == MOHUR_PASSED;

    mohur__page_markup(b, "<tr>");
    put_time_cell(b, stamp->time);
    put_cell(b, over[stamp->kind]);
    put_cell(b, stamp->authority);
    put_result(b, stamp->verdict,
               good ? "believed" : mohur_why_name(stamp->why));
    put_cell(b, good ? "" : stamp->detail);
    mohur__page_markup(b, "</tr>\n");
}

static void
put_stamps(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_stamp_info *stamp = mohur_report_stamp(r, i, 0);

    if (stamp == NULL) {
        return;
    }
    mohur__page_markup(b, "<h3>Time stamps</h3>\n<table><tr><th>Time</th>"
                          "<th>Over</th><th>Authority</th><th>Result</th>"
                          "<th>Why</th></tr>\n");
    for (size_t k = 0; stamp != NULL; k++) {
        put_stamp(b, stamp);
        stamp = mohur_report_stamp(r, i, k + 1);
    }
    mohur__page_markup(b, "</table>\n");
}

/* ---- on the signature ---- */

static void
put_counter(struct mohur__buf *b, const mohur_signature_info *info)
{
    bool good = info->verdict == MOHUR_PASSED;

    mohur__page_markup(b, "<tr><td>");
    mohur__page_text(b, info->has_cert ? info->name : "not known");
    mohur__page_markup(b, "<br/><span class=\"dim\">");
    mohur__page_text(b, info->subject);
    mohur__page_markup(b, "</span></td>");
    put_time_cell(b, info->best_time);
    put_time_cell(b, info->claimed);
    put_cell(b, info->anchor);
    put_result(b, info->verdict, good ? "holds" : mohur_why_name(info->why));
    put_cell(b, good ? "" : info->detail);
    mohur__page_markup(b, "</tr>\n");
}

static void
put_counters(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_signature_info *info = mohur_report_counter(r, i, 0);

    if (info == NULL) {
        return;
    }
    mohur__page_markup(b, "<h3>Counter-signatures</h3>\n<table><tr>"
                          "<th>Signer</th><th>Proven to exist by</th>"
                          "<th>Claimed</th><th>Trust anchor</th>"
                          "<th>Result</th><th>Why</th></tr>\n");
    for (size_t k = 0; info != NULL; k++) {
        put_counter(b, info);
        info = mohur_report_counter(r, i, k + 1);
    }
    mohur__page_markup(b, "</table>\n");
}

/* ---- revocation ---- */

static void
put_time_fact(struct mohur__buf *b, const char *what, int64_t t)
{
    if (t != 0) {
        mohur__page_fact_begin(b, what);
        mohur__page_time(b, t);
        mohur__page_fact_end(b);
    }
}

static void
put_evidence(struct mohur__buf *b, const mohur_revocation_evidence *e)
{
    static const char *const places[] = {"", "in the file", "given", "fetched"};

    mohur__page_markup(b, "<tr>");
    put_cell(b, e->kind == MOHUR_REVOCATION_OCSP ? "OCSP response" : "list");
    put_cell(b, places[e->place]);
    mohur__page_markup(b, "<td>");
    mohur__buf_decimal(b, e->about + 1);
    mohur__page_markup(b, "</td>");
    put_time_cell(b, e->this_update);
    put_time_cell(b, e->next_update);
    put_result(b, e->revoked ? MOHUR_FAILED : MOHUR_PASSED,
               e->revoked ? "revoked" : "good");
    mohur__page_markup(b, "</tr>\n");
}

static void
put_evidence_all(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_revocation_evidence *e = mohur_report_evidence(r, i, 0);

    if (e == NULL) {
        return;
    }
    mohur__page_markup(b, "<table><tr><th>Evidence</th><th>Source</th>"
                          "<th>Certificate</th><th>Made</th><th>Next</th>"
                          "<th>Says</th></tr>\n");
    for (size_t k = 0; e != NULL; k++) {
        put_evidence(b, e);
        e = mohur_report_evidence(r, i, k + 1);
    }
    mohur__page_markup(b, "</table>\n");
}

static void
put_revocation(struct mohur__buf *b, const mohur_report *r, size_t i)
{
    const mohur_revocation_info *info = mohur_report_revocation(r, i);
    bool revoked = info->standing == MOHUR_STANDING_REVOKED;

    mohur__page_markup(b, "<h3>Revocation</h3>\n<dl>\n");
    mohur__page_fact(b, "Standing", mohur_standing_name(info->standing));
    put_time_fact(b, revoked ? "Revoked since" : "Suspended since",
                  info->since);
    if (revoked) {
        mohur__page_fact(b, "Reason",
                         mohur_revocation_reason_name(info->reason));
    }
    put_time_fact(b, "News by", info->until);
    put_time_fact(b, "Revoked later", info->revoked_later);
    put_time_fact(b, "Suspended later", info->suspended_later);
    mohur__page_markup(b, "</dl>\n");
    put_evidence_all(b, r, i);
}

void
mohur__page_signature(struct mohur__buf *b,
                      const mohur_report *report,
                      size_t i)
{
    const mohur_signature_info *info = mohur_report_signature(report, i);

    put_heading(b, info, i);
    put_reason(b, info);
    put_signer(b, report, i);
    put_checks(b, info);
    put_certs(b, report, i);
    put_stamps(b, report, i);
    put_counters(b, report, i);
    put_revocation(b, report, i);
}
