/* SPDX-License-Identifier: Apache-2.0 */
#include "containing.h"
#include "evidence_folder.h"
#include "fetching.h"
#include "format.h"
#include "page_file.h"
#include "progress.h"
#include "report.h"
#include "stamping.h"
#include "store.h"
#include "trust_folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* mohur verify: a signed document, and what is to be thought of it. */

enum {
    REPORT_MAX = 4 * 1024 * 1024
};

struct verify {
    mohur_keystore *store; /* whose profile decides; NULL: the built-in one */
    mohur_trust *trust;
    mohur_source *file;
    mohur_source *content;
    mohur_report *report;
    struct cli_evidence evidence;
    mohur_sink *page; /* NULL: none is asked for */
    struct cli_fetching fetching;
    mohur_evidence fetch; /* by it, with --online */
    char *expect;         /* NULL: nothing is expected */
    size_t expect_len;
};

/* ---- what came of it ---- */

static int
exit_of(mohur_verdict verdict)
{
    switch (verdict) {
    case MOHUR_PASSED:
        return CLI_DONE;
    case MOHUR_FAILED:
        return CLI_FAILED;
    case MOHUR_INDETERMINATE:
        break;
    }
    return CLI_INDETERMINATE;
}

/* The report as the library writes it, an object; and what was fetched. */
static void
print_object(const struct verify *v, const uint8_t *json, size_t len)
{
    if (v->fetching.told == NULL) {
        fwrite(json, 1, len, stdout);
        return;
    }
    fwrite(json, 1, len - strlen("}\n"), stdout);
    printf(",\"fetches\":");
    cli_fetching_print(&v->fetching);
    printf("}\n");
}

static int
print_json(const struct cli *cli, const struct verify *v)
{
    mohur_sink *sink = NULL;
    size_t len       = 0;
    mohur_status st  = mohur_sink_new_memory(cli->ctx, REPORT_MAX, &sink);

    if (st == MOHUR_OK) {
        st = mohur_report_emit_json(cli->ctx, v->report, sink);
    }
    if (st == MOHUR_OK) {
        const uint8_t *json = mohur_sink_memory(sink, &len);

        print_object(v, json, len);
    }
    mohur_sink_free(sink);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static void
print_line(const char *name, const char *text)
{
    char *clean = cli_escape(text);

    if (text[0] != '\0') {
        printf("  %-12s %s\n", name, clean);
    }
    free(clean);
}

/* A time with words before it; nothing for none. */
static void
print_time(const char *name, const char *words, int64_t t)
{
    char text[64];
    char time[32];

    if (t != 0) {
        cli_time(t, time);
        snprintf(text, sizeof text, "%s%s", words, time);
        print_line(name, text);
    }
}

static void
print_evidence(const mohur_revocation_evidence *e)
{
    static const char *const places[] = {"", "in the file", "given", "fetched"};
    char time[32];

    cli_time(e->this_update, time);
    printf("  %-12s %s of %s, %s\n", "evidence",
           e->kind == MOHUR_REVOCATION_OCSP ? "OCSP" : "CRL", time,
           places[e->place]);
}

static void
print_revocation(const mohur_report *report, size_t i)
{
    const mohur_revocation_info *info = mohur_report_revocation(report, i);
    bool revoked = info->standing == MOHUR_STANDING_REVOKED;

    print_time(revoked ? "revoked" : "suspended", "since ", info->since);
    if (revoked && info->reason != 0) {
        print_line("reason", mohur_revocation_reason_name(info->reason));
    }
    print_time(info->standing == MOHUR_STANDING_RESTORED ? "restored" : "news",
               "by ", info->until);
    print_time("warning", "revoked later, on ", info->revoked_later);
    print_time("warning", "suspended later, on ", info->suspended_later);
    for (size_t k = 0; k < info->evidence_len; k++) {
        print_evidence(mohur_report_evidence(report, i, k));
    }
}

static void
print_stamp(const mohur_stamp_info *info)
{
    static const char *const words[] = {"", "was there", "signed by",
                                        "archived by"};
    char time[32];

    cli_time(info->time, time);
    print_line(words[info->kind], time);
    print_line("says", info->authority);
    if (info->verdict != MOHUR_PASSED) {
        print_line("not believed", info->detail);
    }
}

static void
print_signature(const mohur_report *report, size_t i)
{
    const mohur_signature_info *info = mohur_report_signature(report, i);
    const mohur_signer_info *signer  = mohur_report_signer(report, i);
    const mohur_stamp_info *stamp;
    char time[32];

    printf("signature %zu: %s%s%s\n", i + 1, mohur_verdict_name(info->verdict),
           info->why != MOHUR_WHY_NONE ? ", " : "", mohur_why_name(info->why));
    print_line("in", mohur_report_path(report, i));
    print_line("because", info->detail);
    print_line("signer", info->subject);
    print_line("FIN", signer != NULL ? signer->fin : "");
    print_line("as", signer != NULL && signer->role == MOHUR_TRUST_SEAL
                         ? "the seal of an organisation"
                         : "");
    print_line("issued by", info->issuer);
    print_line("believed by", info->anchor);
    cli_time(info->claimed, time);
    print_line("claims", time);
    print_line("registered", signer != NULL ? signer->registration_number : "");
    print_line("VOEN", signer != NULL ? signer->voen : "");
    print_line("commits to", signer != NULL ? signer->commitments : "");
    if (info->alg != MOHUR_ALG_NONE) {
        print_line("algorithm", mohur_alg_name(info->alg));
    }
    print_line("legacy", info->legacy ? "its algorithms count no more but for "
                                        "what is proven to be older"
                                      : "");
    if (info->verdict == MOHUR_PASSED) {
        print_line("level", cli_level_name(info->level));
    }
    for (size_t k = 0; (stamp = mohur_report_stamp(report, i, k)) != NULL;
         k++) {
        print_stamp(stamp);
    }
}

/* Who signed the signature. */
static void
print_counter(const mohur_signature_info *info)
{
    char time[32];

    cli_time(info->claimed, time);
    print_line("confirmed by",
               info->has_cert ? info->subject : "somebody who is not known");
    print_line("claims", time);
    print_time("was there", "by ", info->best_time);
    if (info->verdict != MOHUR_PASSED) {
        print_line("not believed", info->detail);
    }
}

static void
print_counters(const mohur_report *report, size_t i)
{
    const mohur_signature_info *info = mohur_report_counter(report, i, 0);

    for (size_t k = 0; info != NULL; k++) {
        print_counter(info);
        info = mohur_report_counter(report, i, k + 1);
    }
}

/* What was expected, and what is not so. */
static void
print_expectations(const mohur_report *report)
{
    const mohur_expectation_info *info = mohur_report_expectation(report, 0);

    for (size_t i = 0; info != NULL; i++) {
        char *clean = cli_escape(info->wanted);

        printf("expected %s %s: %s\n", mohur_expectation_name(info->kind),
               clean, info->verdict == MOHUR_PASSED ? "met" : "not met");
        free(clean);
        print_line("because", info->detail);
        if (info->has_signature) {
            printf("  %-12s %zu\n", "signature", info->signature + 1);
        }
        info = mohur_report_expectation(report, i + 1);
    }
}

/* What is in the container, and what is not under a signature. */
static void
print_container(const mohur_report *report)
{
    print_line("because", mohur_report_container_detail(report));
    for (size_t i = 0; i < mohur_report_objects(report); i++) {
        const mohur_object_info *object = mohur_report_object(report, i);

        print_line(object->covered ? "signed" : "not signed", object->name);
    }
}

static int
give(const struct cli *cli, const struct verify *v)
{
    const mohur_report *report = v->report;

    if (cli->json) {
        int code = print_json(cli, v);

        return code != CLI_DONE ? code : exit_of(mohur_report_verdict(report));
    }
    printf("%s\n", mohur_verdict_name(mohur_report_verdict(report)));
    print_container(report);
    print_expectations(report);
    for (size_t i = 0; i < mohur_report_signatures(report); i++) {
        print_signature(report, i);
        print_revocation(report, i);
        print_counters(report, i);
    }
    if (mohur_report_why(report) == MOHUR_WHY_TRY_LATER) {
        cli_note(cli,
                 "--evidence DIR names a folder with lists (.crl) and OCSP "
                 "responses (.ocsp), --online fetches them; --no-revocation "
                 "says that it need not be known whether a certificate was "
                 "revoked");
    }
    if (v->fetching.issuer[0] != '\0') {
        cli_note(cli,
                 "the certificate of an issuer is missing; --fetch-issuers "
                 "asks for it at %s",
                 v->fetching.issuer);
    }
    if (cli->trust == NULL) {
        cli_note(cli, "nobody is believed: --trust DIR names the folder with "
                      "the certificates of authorities");
    }
    return exit_of(mohur_report_verdict(report));
}

/* ---- the work ---- */

static int
open_source(const struct cli *cli, const char *path, mohur_source **out)
{
    mohur_status st = strcmp(path, "-") == 0
                          ? mohur_source_new_fd(cli->ctx, STDIN_FILENO, out)
                          : mohur_source_new_file(cli->ctx, path, out);

    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* Two files are read that may be no such files; the message says which. */
static int
fail_malformed(const struct cli *cli, mohur_status st)
{
    if (cli->expect == NULL) {
        return cli_fail_status(cli, st);
    }
    return cli_fail(cli, st,
                    "what may be expected is in docs/formats/document.md, "
                    "section 13; 'mohur inspect' says what a signed file is",
                    "%s", mohur_ctx_message(cli->ctx));
}

static int
verify_file(const struct cli *cli, struct verify *v)
{
    mohur_verify_options options = MOHUR_VERIFY_OPTIONS_INIT;
    int code                     = CLI_DONE;
    mohur_status st;

    options.file    = v->file;
    options.content = v->content;
    options.trust   = v->trust;
    options.at      = cli->at;
    options.revocation =
        cli->no_revocation ? MOHUR_REVOCATION_NONE : MOHUR_REVOCATION_REQUIRE;
    options.evidence     = v->evidence.at;
    options.evidence_len = v->evidence.len;
    options.digest       = v->page != NULL;
    options.fetch        = cli->online ? &v->fetch : NULL;
    options.expect       = (const uint8_t *)v->expect;
    options.expect_len   = v->expect_len;
    cli_progress_start(cli);
    st = mohur_document_verify(cli->ctx, &options, &v->report);
    cli_progress_end();
    if (st == MOHUR_E_ARGUMENT) {
        return cli_fail_request(cli, st);
    }
    if (st == MOHUR_E_FORMAT) {
        return fail_malformed(cli, st);
    }
    if (st == MOHUR_OK && v->page != NULL) {
        st = cli_page_write(cli, v->report, v->page);
    }
    if (st != MOHUR_OK) {
        return cli_fail_status(cli, st);
    }
    code = cli_container_extract(cli, v->report, v->file);
    return code == CLI_DONE ? give(cli, v) : code;
}

static int
check_words(const struct cli *cli)
{
    if (cli->online && cli->offline) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--online fetches, and --offline fetches "
                              "nothing");
    }
    if (cli->fetch_issuers && !cli->online) {
        return cli_fail_usage(cli, "--online fetches",
                              "--fetch-issuers is for --online");
    }
    if (cli->online && !cli_fetch_possible()) {
        return cli_fail(cli, MOHUR_E_UNSUPPORTED,
                        "build it again where libcurl's headers are",
                        "this mohur was built without libcurl, and fetches "
                        "nothing");
    }
    return CLI_DONE;
}

/* Is a keystore named, or what unlocks one? */
static bool
wants_store(const struct cli *cli)
{
    return cli->store != NULL || cli->pass.fd >= 0 || cli->pass.file != NULL ||
           cli->key_file != NULL || cli->with_token != NULL ||
           cli->with_shares || cli->share_files.len > 0 || cli->anchor != NULL;
}

int
cli_verify(struct cli *cli)
{
    struct verify v = {.store = NULL};
    int code        = check_words(cli);

    v.fetching.cli = cli;
    v.fetch = (mohur_evidence){sizeof v.fetch, cli_fetching_get, &v.fetching};
    if (cli->online && cli->json) {
        v.fetching.told = cli_must(json_array());
    }
    if (code == CLI_DONE && wants_store(cli)) {
        code = cli_store_open(cli, &v.store);
    }
    if (code == CLI_DONE) {
        code = cli_trust_read(cli, cli->trust, &v.trust);
    }
    if (code == CLI_DONE) {
        code = cli_evidence_open(cli, cli->evidence, &v.evidence);
    }
    if (code == CLI_DONE) {
        code = open_source(cli, cli->args.at[0], &v.file);
    }
    if (code == CLI_DONE) {
        code = cli_container_check_output(cli, v.file);
    }
    if (code == CLI_DONE && cli->content != NULL) {
        code = open_source(cli, cli->content, &v.content);
    }
    if (code == CLI_DONE && cli->expect != NULL) {
        code = cli_read_file(cli, cli->expect, &v.expect, &v.expect_len);
    }
    if (code == CLI_DONE && cli->report != NULL) {
        code = cli_page_open(cli, &v.page);
    }
    if (code == CLI_DONE) {
        code = verify_file(cli, &v);
    }
    json_decref(v.fetching.told);
    free(v.expect);
    mohur_sink_free(v.page);
    mohur_report_free(v.report);
    cli_evidence_close(&v.evidence);
    mohur_source_free(v.content);
    mohur_source_free(v.file);
    mohur_trust_free(v.trust);
    mohur_keystore_free(v.store);
    return code;
}
