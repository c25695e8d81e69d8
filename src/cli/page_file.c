/* SPDX-License-Identifier: Apache-2.0 */
#include "page_file.h"

#include "report.h"

#include <string.h>

int
cli_page_open(const struct cli *cli, mohur_sink **out)
{
    mohur_status st;

    if (strcmp(cli->report, "-") == 0) {
        return cli_fail_usage(cli, "--report FILE.html names it",
                              "the page of the report goes to a file");
    }
    st = mohur_sink_new_file(
        cli->ctx, cli->report,
        cli->force ? MOHUR_OVERWRITE_REPLACE : MOHUR_OVERWRITE_NEVER, out);
    return st == MOHUR_OK ? CLI_DONE : cli_fail_status(cli, st);
}

mohur_status
cli_page_write(const struct cli *cli,
               const mohur_report *report,
               mohur_sink *sink)
{
    mohur_page_options options = MOHUR_PAGE_OPTIONS_INIT;

    options.name         = cli->args.at[0];
    options.content_name = cli->content;
    return mohur_report_emit_page(cli->ctx, report, &options, sink);
}
