/* SPDX-License-Identifier: Apache-2.0 */
#include "open_stream.h"

#include "format.h"
#include "progress.h"
#include "report.h"
#include "stdout_sink.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Archives that come through a pipe, and damaged ones. */

mohur_archive_extract_options
cli_extract_options(const struct cli *cli)
{
    mohur_archive_extract_options options = MOHUR_ARCHIVE_EXTRACT_OPTIONS_INIT;

    options.path      = cli->output;
    options.names     = &cli->args.at[1];
    options.names_len = cli->args.len - 1;
    options.overwrite =
        cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER;
    options.sync = cli->sync;
    return options;
}

int
cli_open_stream(const struct cli *cli, struct cli_opening *o)
{
    mohur_archive_open_options options   = cli_opening_options(cli, o);
    mohur_archive_extract_options folder = cli_extract_options(cli);
    mohur_status st;

    cli_progress_start(cli);
    st = cli->is_unsigned
             ? mohur_archive_extract_stream_unsigned(
                   cli->ctx, &options, o->source, &folder, &o->reader)
             : mohur_archive_extract_stream(cli->ctx, &options, o->source,
                                            &folder, &o->reader);
    cli_progress_end();
    return st == MOHUR_OK ? CLI_DONE : cli_opening_refused(cli, o, st);
}

/* ---- before it is verified ---- */

/* Where the parts that are needed again at the end are kept sealed. */
static const char *
scratch_folder(void)
{
    const char *folder = getenv("TMPDIR");

    return folder != NULL && folder[0] != '\0' ? folder : "/tmp";
}

/* Is this asked for, and is it a thing to ask for? */
static int
check_provisional(const struct cli *cli)
{
    if (!cli->provisional) {
        return cli_fail_usage(
            cli,
            "-o FOLDER; or --provisional, if who reads it waits for exit "
            "code 0",
            "what comes through a pipe is verified at its end, which is too "
            "late for -o -");
    }
    if (cli->args.len > 2) {
        return cli_fail_usage(cli, "name one file behind the archive",
                              "-o - writes one entry");
    }
    if (isatty(STDOUT_FILENO) == 1) {
        return cli_fail_usage(cli, "-o FOLDER, or a pipe",
                              "what is not verified yet is not for a "
                              "terminal");
    }
    return CLI_DONE;
}

static mohur_status
emit(const struct cli *cli, struct cli_opening *o, mohur_sink *sink)
{
    mohur_archive_provisional_options what =
        MOHUR_ARCHIVE_PROVISIONAL_OPTIONS_INIT;
    mohur_archive_open_options options = cli_opening_options(cli, o);

    what.scratch = scratch_folder();
    if (cli->args.len == 2) {
        what.name     = cli->args.at[1];
        what.name_len = strlen(what.name);
    }
    return cli->is_unsigned
               ? mohur_archive_emit_provisional_unsigned(
                     cli->ctx, &options, o->source, &what, sink, &o->reader)
               : mohur_archive_emit_provisional(cli->ctx, &options, o->source,
                                                &what, sink, &o->reader);
}

int
cli_open_provisional(const struct cli *cli, struct cli_opening *o)
{
    struct cli_stdout_sink out = {.sink = NULL};
    int code                   = check_provisional(cli);
    mohur_status st;

    if (code != CLI_DONE) {
        return code;
    }
    cli_note(cli, "what goes out is provisional until this ends with exit "
                  "code 0");
    st = cli_stdout_sink_new(cli->ctx, &out);
    if (st == MOHUR_OK) {
        st = emit(cli, o, out.sink);
    }
    if (st != MOHUR_OK) {
        code = out.written > 0 || out.error != 0
                   ? cli_stdout_sink_fail(cli, &out, st)
                   : cli_opening_refused(cli, o, st);
    }
    mohur_sink_free(out.sink);
    return code;
}

/* ---- damaged archives ---- */

static int
salvage_json(const struct cli *cli, const mohur_archive_salvaged *got)
{
    json_t *answer = cli_json_new("mohur-salvage");

    json_object_set_new(
        answer, "verdict",
        json_string(got->end == MOHUR_OK ? "INDETERMINATE" : "FAILED"));
    json_object_set_new(answer, "trust", json_string("none"));
    json_object_set_new(answer, "end",
                        json_string(mohur_status_name(got->end)));
    json_object_set_new(answer, "entries",
                        json_integer((json_int_t)got->entries));
    json_object_set_new(answer, "bytes",
                        json_integer((json_int_t)got->content_len));
    json_object_set_new(answer, "skipped",
                        json_integer((json_int_t)got->skipped));
    json_object_set_new(answer, "output", cli_json_text(cli->output));
    cli_json_print(answer);
    return got->end == MOHUR_OK ? CLI_INDETERMINATE : CLI_FAILED;
}

static int
salvage_report(const struct cli *cli, const mohur_archive_salvaged *got)
{
    if (cli->json) {
        return salvage_json(cli, got);
    }
    if (got->skipped > 0) {
        cli_note(cli,
                 "%" PRIu64 " compressed files were left out: this build "
                 "cannot expand them",
                 got->skipped);
    }
    if (got->end != MOHUR_OK) {
        return cli_fail(cli, MOHUR_E_AUTH,
                        "nobody vouches for them: whoever could open the "
                        "archive may have written them",
                        "saved %" PRIu64 " files, %" PRIu64 " bytes, to %s; "
                        "what stands behind them is damaged",
                        got->entries, got->content_len, cli->output);
    }
    cli_note(cli,
             "saved %" PRIu64 " files, %" PRIu64 " bytes, to %s; nobody "
             "vouches for them",
             got->entries, got->content_len, cli->output);
    cli_note(cli, "the archive is whole as far as this can tell: open it "
                  "without --salvage");
    return CLI_INDETERMINATE;
}

int
cli_open_salvage(const struct cli *cli, struct cli_opening *o)
{
    mohur_archive_open_options options   = cli_opening_options(cli, o);
    mohur_archive_extract_options folder = cli_extract_options(cli);
    mohur_archive_salvaged got           = MOHUR_ARCHIVE_SALVAGED_INIT;
    mohur_status st;

    cli_progress_start(cli);
    st = mohur_archive_salvage(cli->ctx, &options, o->source, &folder, &got);
    cli_progress_end();
    return st == MOHUR_OK ? salvage_report(cli, &got)
                          : cli_opening_refused(cli, o, st);
}
