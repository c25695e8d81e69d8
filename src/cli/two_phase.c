/* SPDX-License-Identifier: Apache-2.0 */
#include "two_phase.h"

#include "attributes.h"
#include "cert_files.h"
#include "format.h"
#include "progress.h"
#include "report.h"
#include "stdout_sink.h"
#include "store.h"

#include <stdlib.h>
#include <unistd.h>

/*
 * A document is hashed and a state written; somebody else signs; the state is
 * read again and the signed file made.
 */
struct phase {
    mohur_keystore *store;
    struct cli_keys keys; /* the one of the state */
    char *cert;           /* the first --cert */
    size_t cert_len;
    char *chain; /* all others */
    size_t chain_len;
    char *state;
    size_t state_len;
    char *signature;
    size_t signature_len;
    mohur_source *content;
    mohur_prepared *prepared;
    mohur_sink *sink;
    struct cli_stdout_sink out; /* its sink is the one above */
};

bool
cli_two_phase_asked(const struct cli *cli)
{
    return cli->prepare != NULL || cli->finish != NULL ||
           cli->signature != NULL || cli->state_key != NULL || cli->days != 0;
}

/* ---- what was asked ---- */

static int
check_phase(const struct cli *cli)
{
    if ((cli->prepare != NULL) == (cli->finish != NULL)) {
        return cli_fail_usage(cli, "--prepare STATE first, --finish STATE then",
                              "which of the two phases is it?");
    }
    if ((cli->finish != NULL) != (cli->signature != NULL)) {
        return cli_fail_usage(cli, "--finish STATE --signature FILE",
                              "a signature goes with the state to be finished");
    }
    if ((cli->prepare != NULL) != (cli->certs.len > 0)) {
        return cli_fail_usage(cli, "--prepare STATE --cert FILE",
                              "a document is prepared for a certificate, and "
                              "the state remembers it");
    }
    if (cli->finish != NULL &&
        (cli->attached || cli->days != 0 || cli_attributes_asked(cli))) {
        return cli_fail_usage(cli, "leave them out",
                              "--attached, --attr and --days are said when a "
                              "document is prepared");
    }
    return CLI_DONE;
}

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(
            cli, "-o OUT names it, -o - is stdout", "where should the %s go?",
            cli->prepare != NULL ? "bytes to sign" : "signature");
    }
    if (cli->state_key == NULL) {
        return cli_fail_usage(
            cli, "--state-key KEY; 'mohur key create KEY --for wrap' makes one",
            "what keeps the state authentic?");
    }
    if (cli->sign_key != NULL || cli->sign_format != NULL || cli->add != NULL ||
        cli->counter != NULL || cli->tsa != NULL ||
        cli->document_level != MOHUR_DOCUMENT_B) {
        return cli_fail_usage(cli, "'mohur extend' adds a time stamp later",
                              "what is signed elsewhere is a new file of level "
                              "B, and its key is not here");
    }
    if (cli->args.len != 1) {
        return cli_fail_usage(cli, NULL, "one document is signed at a time");
    }
    if (cli_is_to_stdout(cli) && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    return check_phase(cli);
}

static int
read_files(const struct cli *cli, struct phase *p)
{
    int code;

    if (cli->prepare != NULL) {
        code = cli_read_file(cli, cli->certs.at[0], &p->cert, &p->cert_len);
        return code == CLI_DONE
                   ? cli_cert_files_read(cli, 1, &p->chain, &p->chain_len)
                   : code;
    }
    code = cli_read_file(cli, cli->finish, &p->state, &p->state_len);
    return code == CLI_DONE ? cli_read_file(cli, cli->signature, &p->signature,
                                            &p->signature_len)
                            : code;
}

static int
open_content(const struct cli *cli, struct phase *p)
{
    mohur_status st =
        mohur_source_new_file(cli->ctx, cli->args.at[0], &p->content);

    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

/* ---- what came of it ---- */

static void
report(const struct cli *cli, const struct phase *p)
{
    json_t *answer;
    size_t hash_len     = 0;
    const uint8_t *hash = mohur_prepared_hash(p->prepared, &hash_len);

    if (cli->prepare != NULL) {
        cli_note(cli, "prepared %s: sign %s, and keep %s", cli->args.at[0],
                 cli->output, cli->prepare);
    } else {
        cli_note(cli, "signed %s: %s", cli->args.at[0], cli->output);
    }
    if (!cli->json) {
        return;
    }
    answer = cli_json_new(cli->prepare != NULL ? "mohur-sign-prepare"
                                               : "mohur-sign-finish");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    cli_json_hex(answer, "id", mohur_prepared_id(p->prepared),
                 mohur_prepared_id_len());
    cli_json_time(answer, "expires", mohur_prepared_expires(p->prepared));
    json_object_set_new(
        answer, "alg",
        json_string(mohur_alg_name(mohur_prepared_alg(p->prepared))));
    cli_json_hex(answer, "hash", hash, hash_len);
    cli_json_print(answer);
}

/* ---- the first phase ---- */

static mohur_status
prepare(const struct cli *cli, struct phase *p)
{
    mohur_sign_options options = MOHUR_SIGN_OPTIONS_INIT;

    options.content   = p->content;
    options.cert      = (const uint8_t *)p->cert;
    options.cert_len  = p->cert_len;
    options.chain     = (const uint8_t *)p->chain;
    options.chain_len = p->chain_len;
    options.attached  = cli->attached;
    options.lifetime  = (int64_t)cli->days * 86400;
    cli_attributes_say(cli, &options);
    return mohur_document_prepare(cli->ctx, p->keys.at[0], &options,
                                  &p->prepared);
}

/* Both files or none. */
static mohur_status
write_prepared(const struct cli *cli, struct phase *p)
{
    mohur_sink *state = NULL;
    mohur_status st   = mohur_sink_new_file(
        cli->ctx, cli->prepare,
        cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER, &state);

    if (st == MOHUR_OK) {
        st = mohur_prepared_emit_state(cli->ctx, p->prepared, state);
    }
    mohur_sink_free(state);
    if (st != MOHUR_OK) {
        return st;
    }
    st = mohur_prepared_emit_dtbs(cli->ctx, p->prepared, p->sink);
    if (st != MOHUR_OK) {
        (void)unlink(cli->prepare);
    }
    return st;
}

/* ---- the second phase ---- */

/* The state is opened for what is reported of it, then finished. */
static mohur_status
finish(const struct cli *cli, struct phase *p)
{
    mohur_finish_options options = MOHUR_FINISH_OPTIONS_INIT;
    mohur_status st =
        mohur_prepared_open(cli->ctx, p->keys.at[0], (const uint8_t *)p->state,
                            p->state_len, &p->prepared);

    if (st != MOHUR_OK) {
        return st;
    }
    options.state         = (const uint8_t *)p->state;
    options.state_len     = p->state_len;
    options.signature     = (const uint8_t *)p->signature;
    options.signature_len = p->signature_len;
    options.content       = p->content;
    return mohur_document_finish(cli->ctx, p->keys.at[0], &options, p->sink);
}

static int
run(const struct cli *cli, struct phase *p)
{
    mohur_status st;

    cli_progress_start(cli);
    st = cli->prepare != NULL ? prepare(cli, p) : finish(cli, p);
    cli_progress_end();
    if (st == MOHUR_OK && cli->prepare != NULL) {
        st = write_prepared(cli, p);
    }
    if (st != MOHUR_OK) {
        return cli_stdout_sink_fail(cli, &p->out, st);
    }
    report(cli, p);
    return CLI_DONE;
}

int
cli_two_phase(const struct cli *cli)
{
    struct phase p = {.store = NULL};
    int code       = check_words(cli);

    if (code == CLI_DONE) {
        code = read_files(cli, &p);
    }
    if (code == CLI_DONE) {
        code = cli_key_resolve(cli, cli->state_key, MOHUR_PURPOSE_WRAP,
                               &p.store, &p.keys);
    }
    if (code == CLI_DONE) {
        code = open_content(cli, &p);
    }
    if (code == CLI_DONE) {
        code = cli_signature_sink_new(cli, &p.sink, &p.out);
    }
    if (code == CLI_DONE) {
        code = run(cli, &p);
    }
    mohur_sink_free(p.sink);
    mohur_prepared_free(p.prepared);
    mohur_source_free(p.content);
    cli_keys_free(&p.keys);
    mohur_keystore_free(p.store);
    free(p.cert);
    free(p.chain);
    free(p.state);
    free(p.signature);
    return code;
}
