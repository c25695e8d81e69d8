/* SPDX-License-Identifier: Apache-2.0 */
#include "cert_files.h"
#include "containing.h"
#include "evidence_folder.h"
#include "format.h"
#include "progress.h"
#include "report.h"
#include "stamping.h"
#include "stdout_sink.h"

#include <stdlib.h>
#include <unistd.h>

/* mohur extend: more proof for a document that is signed already. */

struct extend {
    struct cli_stamping stamping;
    struct cli_evidence evidence;
    char *certs; /* of every --cert */
    size_t certs_len;
    mohur_source *file;
    mohur_container_format format;
    mohur_source *content;
    mohur_sink *sink;
    struct cli_stdout_sink out; /* its sink is the one above */
};

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o OUT names it, -o - is stdout",
                              "where should the extended file go?");
    }
    if (cli->document_level == MOHUR_DOCUMENT_B) {
        return cli_fail_usage(cli,
                              "--level T adds a time stamp, LT what validation "
                              "needs, LTA a time stamp on that",
                              "to which level should it be extended?");
    }
    if (cli->document_level == MOHUR_DOCUMENT_T) {
        if (cli->evidence != NULL || cli->content != NULL ||
            cli->certs.len > 0) {
            return cli_fail_usage(cli, "leave them out",
                                  "--evidence, --content and --cert are for "
                                  "levels LT and LTA");
        }
    } else if (cli->trust == NULL) {
        return cli_fail_usage(cli, "--trust DIR names whom to believe",
                              "what it takes to validate is found by "
                              "validating");
    }
    if (cli_is_to_stdout(cli) && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    if (cli_is_to_stdout(cli) && isatty(STDOUT_FILENO) == 1) {
        return cli_fail_usage(cli, "-o FILE, or a pipe",
                              "a signature is not for a terminal");
    }
    if (cli->fetch_issuers &&
        (cli->offline || cli->document_level == MOHUR_DOCUMENT_T)) {
        return cli_fail_usage(cli, "leave it out",
                              "--fetch-issuers is for levels LT and LTA, and "
                              "not for --offline");
    }
    return cli_stamping_check(cli);
}

static void
report(const struct cli *cli, const struct extend *x)
{
    json_t *answer;
    const char *level = cli_level_name(cli->document_level);

    cli_note(cli, "extended %s to level %s: %s", cli->args.at[0], level,
             cli->output);
    if (!cli->json) {
        return;
    }
    answer = cli_json_new("mohur-extend");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    json_object_set_new(answer, "format",
                        json_string(cli_format_name(x->format)));
    json_object_set_new(answer, "level", json_string(level));
    cli_json_print(answer);
}

/* Evidence is missing: what it is, and what went wrong last. */
static int
fail_stale(const struct cli *cli, const struct extend *x)
{
    const char *missed = x->stamping.fetching.missed;

    return cli_fail(cli, MOHUR_E_STALE,
                    "--evidence DIR names a folder with newer lists (.crl) and "
                    "OCSP responses (.ocsp)",
                    "%s%s%s", mohur_ctx_message(cli->ctx),
                    missed[0] != '\0' ? "; nothing came from " : "", missed);
}

/* The certificate of an issuer is missing, and it is said where it may be. */
static int
fail_issuer(const struct cli *cli, const struct extend *x, mohur_status st)
{
    return cli_fail(cli, st,
                    "--cert FILE gives it, --fetch-issuers asks for it there",
                    "%s; the certificate of an issuer may be at %s",
                    mohur_ctx_message(cli->ctx), x->stamping.fetching.issuer);
}

/* Somebody is not believed: the signer, or who stamped. */
static int
fail_untrusted(const struct cli *cli)
{
    return cli_fail(cli, MOHUR_E_UNTRUSTED,
                    "believed are the roots in --trust DIR, and for time "
                    "stamps those in its folder 'tsa'",
                    "%s", mohur_ctx_message(cli->ctx));
}

static int
extend_file(const struct cli *cli, struct extend *x)
{
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_status st;

    options.file      = x->file;
    options.level     = cli->document_level;
    options.tsa       = cli->tsa;
    options.evidence  = cli->offline ? NULL : &x->stamping.evidence;
    options.trust     = x->stamping.trust;
    options.content   = x->content;
    options.given     = x->evidence.at;
    options.given_len = x->evidence.len;
    options.certs     = (const uint8_t *)x->certs;
    options.certs_len = x->certs_len;
    cli_progress_start(cli);
    st = mohur_document_extend(cli->ctx, &options, x->sink);
    cli_progress_end();
    if (st == MOHUR_E_ARGUMENT) {
        return cli_fail_request(cli, st);
    }
    if ((st == MOHUR_E_UNTRUSTED || st == MOHUR_E_STALE) &&
        x->stamping.fetching.issuer[0] != '\0') {
        return fail_issuer(cli, x, st);
    }
    if (st == MOHUR_E_STALE) {
        return fail_stale(cli, x);
    }
    if (st == MOHUR_E_UNTRUSTED && cli->document_level != MOHUR_DOCUMENT_T) {
        return fail_untrusted(cli);
    }
    if (st != MOHUR_OK) {
        return cli_stamping_fail(cli, &x->stamping, &x->out, st);
    }
    report(cli, x);
    return CLI_DONE;
}

static int
open_file(const struct cli *cli, const char *path, mohur_source **out)
{
    mohur_status st =
        path == NULL ? MOHUR_OK : mohur_source_new_file(cli->ctx, path, out);

    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

static int
open_all(const struct cli *cli, struct extend *x)
{
    int code = cli_stamping_open(cli, &x->stamping);

    if (code == CLI_DONE) {
        code = cli_cert_files_read(cli, 0, &x->certs, &x->certs_len);
    }
    if (code == CLI_DONE) {
        code = cli_evidence_open(cli, cli->evidence, &x->evidence);
    }
    if (code == CLI_DONE) {
        code = open_file(cli, cli->args.at[0], &x->file);
    }
    if (code == CLI_DONE) {
        mohur_status st = mohur_container_detect(cli->ctx, x->file, &x->format);

        code = st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
    }
    if (code == CLI_DONE) {
        code = open_file(cli, cli->content, &x->content);
    }
    return code;
}

int
cli_extend(struct cli *cli)
{
    struct extend x = {.file = NULL};
    int code        = check_words(cli);

    if (code == CLI_DONE) {
        code = open_all(cli, &x);
    }
    if (code == CLI_DONE) {
        code = cli_archive_sink_new(cli, &x.sink, &x.out);
    }
    if (code == CLI_DONE) {
        code = extend_file(cli, &x);
    }
    mohur_sink_free(x.sink);
    mohur_source_free(x.content);
    mohur_source_free(x.file);
    cli_evidence_close(&x.evidence);
    free(x.certs);
    cli_stamping_free(&x.stamping);
    return code;
}
