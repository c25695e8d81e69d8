/* SPDX-License-Identifier: Apache-2.0 */
#include "containing.h"
#include "format.h"
#include "progress.h"
#include "report.h"
#include "stamping.h"
#include "stdout_sink.h"

#include <unistd.h>

/* mohur extend: a time stamp for a document that is signed already. */

struct extend {
    struct cli_stamping stamping;
    mohur_source *file;
    mohur_container_format format;
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
        return cli_fail_usage(cli, "--level T adds a time stamp",
                              "to which level should it be extended?");
    }
    if (cli_is_to_stdout(cli) && cli->json) {
        return cli_fail_usage(cli, "leave one of them out",
                              "--json and -o - both want stdout");
    }
    if (cli_is_to_stdout(cli) && isatty(STDOUT_FILENO) == 1) {
        return cli_fail_usage(cli, "-o FILE, or a pipe",
                              "a signature is not for a terminal");
    }
    return cli_stamping_check(cli);
}

static void
report(const struct cli *cli, const struct extend *x)
{
    json_t *answer;

    cli_note(cli, "extended %s to level %s: %s", cli->args.at[0],
             cli_level_name(cli->document_level), cli->output);
    if (!cli->json) {
        return;
    }
    answer = cli_json_new("mohur-extend");
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    json_object_set_new(answer, "format",
                        json_string(cli_format_name(x->format)));
    json_object_set_new(answer, "level",
                        json_string(cli_level_name(cli->document_level)));
    cli_json_print(answer);
}

static int
extend_file(const struct cli *cli, struct extend *x)
{
    mohur_extend_options options = MOHUR_EXTEND_OPTIONS_INIT;
    mohur_status st;

    options.file     = x->file;
    options.level    = cli->document_level;
    options.tsa      = cli->tsa;
    options.evidence = &x->stamping.evidence;
    options.trust    = x->stamping.trust;
    cli_progress_start(cli);
    st = mohur_document_extend(cli->ctx, &options, x->sink);
    cli_progress_end();
    if (st != MOHUR_OK) {
        return cli_stamping_fail(cli, &x->stamping, &x->out, st);
    }
    report(cli, x);
    return CLI_DONE;
}

static int
open_file(const struct cli *cli, struct extend *x)
{
    mohur_status st =
        mohur_source_new_file(cli->ctx, cli->args.at[0], &x->file);

    if (st == MOHUR_OK) {
        st = mohur_container_detect(cli->ctx, x->file, &x->format);
    }
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

int
cli_extend(struct cli *cli)
{
    struct extend x = {.file = NULL};
    int code        = check_words(cli);

    if (code == CLI_DONE) {
        code = cli_stamping_open(cli, &x.stamping);
    }
    if (code == CLI_DONE) {
        code = open_file(cli, &x);
    }
    if (code == CLI_DONE) {
        code = cli_archive_sink_new(cli, &x.sink, &x.out);
    }
    if (code == CLI_DONE) {
        code = extend_file(cli, &x);
    }
    mohur_sink_free(x.sink);
    mohur_source_free(x.file);
    cli_stamping_free(&x.stamping);
    return code;
}
