/* SPDX-License-Identifier: Apache-2.0 */
#include "format.h"
#include "opening.h"
#include "passphrase.h"
#include "report.h"
#include "stdout_sink.h"

#include <inttypes.h>
#include <string.h>

/* mohur reseal: an archive under another key, for others, still signed. */

struct reseal {
    struct cli_opening from;
    struct cli_keys recipients;
    struct cli_keys admin; /* by -s: signs the new header */
    struct cli_passphrase pass;
    mohur_sink *sink;
    struct cli_stdout_sink out; /* its sink is the one above */
};

static int
check_words(const struct cli *cli)
{
    if (cli->output == NULL) {
        return cli_fail_usage(cli, "-o OUT names it, -o - is stdout",
                              "where should the archive go?");
    }
    if (cli_is_to_stdout(cli) && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    if (cli->recipients.len == 0 && !cli->passphrase) {
        return cli_fail_usage(cli, "-r RECIPIENT or --passphrase",
                              "who may open the archive from now on?");
    }
    if (cli->signers.len > 1) {
        return cli_fail_usage(cli, "-s KEY, once",
                              "one administrator signs a header");
    }
    if (cli->passphrase && (cli->with_passphrase || cli->passphrase_and_key)) {
        return cli_fail_usage(
            cli, "first reseal it for a key, then add the passphrase with that",
            "what opens it and --passphrase would be the same passphrase");
    }
    return CLI_DONE;
}

/* Open it, all of it, so a pipe is kept: it is verified before anything is
 * written, and read twice.  --passphrase is for what is written, not for what is read. */
static int
start(const struct cli *cli, struct reseal *r)
{
    struct cli opens = *cli;
    int code         = CLI_DONE;

    opens.passphrase = cli->with_passphrase;
    opens.links      = true; /* none is made */
    code             = cli_opening_prepare(&opens, &r->from);
    if (code == CLI_DONE && cli_opening_is_stream(&r->from)) {
        code =
            cli_source_keep(cli, cli->output, &r->from.stream, &r->from.source);
    }
    return code == CLI_DONE ? cli_opening_read(&opens, &r->from) : code;
}

static int
gather(const struct cli *cli, struct reseal *r)
{
    int code = CLI_DONE;

    for (size_t i = 0; code == CLI_DONE && i < cli->recipients.len; i++) {
        code = cli_key_resolve(cli, cli->recipients.at[i], MOHUR_PURPOSE_SEAL,
                               &r->from.store, &r->recipients);
    }
    if (code == CLI_DONE && cli->signers.len > 0) {
        code = cli_key_resolve(cli, cli->signers.at[0], MOHUR_PURPOSE_SIGN,
                               &r->from.store, &r->admin);
    }
    if (code == CLI_DONE && cli->passphrase) {
        code = cli_passphrase_get(cli, cli_archive_pass(cli, r->from.store),
                                  "the archive", true, &r->pass);
    }
    if (code == CLI_DONE && cli->passphrase) {
        code = cli_keys_refresh(cli, r->from.store, &r->recipients);
    }
    if (code == CLI_DONE && cli->passphrase) {
        code = cli_keys_refresh(cli, r->from.store, &r->admin);
    }
    return code;
}

static int
reseal(const struct cli *cli, struct reseal *r)
{
    mohur_archive_options o = MOHUR_ARCHIVE_OPTIONS_INIT;
    mohur_status st;

    o.recipients     = (const mohur_key *const *)r->recipients.at;
    o.recipients_len = r->recipients.len;
    o.aead           = cli->aead;
    o.pad            = cli->pad;
    o.pad_bucket     = cli->pad_bucket;
    o.allow_mixed_pq = cli->allow_mixed_pq;
    o.header_areas   = cli->editable ? 2 : 1;
    o.anonymous      = cli->anonymous;
    if (cli->passphrase) {
        o.passphrase       = r->pass.text;
        o.passphrase_len   = r->pass.len;
        o.passphrase_m_kib = cli->argon2_mib * 1024;
        o.passphrase_t     = cli->argon2_passes;
    }
    st = mohur_archive_reseal(
        r->from.reader, &o, r->admin.len > 0 ? r->admin.at[0] : NULL, r->sink);
    return st == MOHUR_OK ? CLI_DONE : cli_stdout_sink_fail(cli, &r->out, st);
}

static void
report(const struct cli *cli, const struct reseal *r)
{
    const mohur_archive_result *result =
        mohur_archive_reader_result(r->from.reader);
    size_t n = r->recipients.len + (cli->passphrase ? 1 : 0);
    json_t *answer;

    cli_verdict_note(cli, &r->from);
    cli_note(cli,
             "sealed again: %" PRIu64 " entries, %" PRIu64
             " bytes, for %zu recipient%s",
             result->entries, result->content_len, n, n == 1 ? "" : "s");
    if (!cli->json) {
        return;
    }
    answer = cli_verdict_json(&r->from, "mohur-reseal");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    json_object_set_new(answer, "recipients", json_integer((json_int_t)n));
    cli_json_print(answer);
}

int
cli_reseal(struct cli *cli)
{
    struct reseal r = {.pass = {{0}, 0}};
    int code        = check_words(cli);

    if (code == CLI_DONE) {
        code = start(cli, &r);
    }
    if (code == CLI_DONE) {
        code = gather(cli, &r);
    }
    if (code == CLI_DONE) {
        code = cli_archive_sink_new(cli, &r.sink, &r.out);
    }
    if (code == CLI_DONE) {
        code = reseal(cli, &r);
    }
    if (code == CLI_DONE) {
        report(cli, &r);
    }
    mohur_sink_free(r.sink);
    cli_opening_end(&r.from);
    cli_keys_free(&r.recipients);
    cli_keys_free(&r.admin);
    cli_passphrase_wipe(&r.pass);
    return code;
}
