/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_STDOUT_SINK_H
#define MOHUR_SRC_CLI_STDOUT_SINK_H

#include "cli.h"

/* Standard output as a sink that knows how much went out. */
struct cli_stdout_sink {
    mohur_sink *sink; /* NULL: not in use */
    uint64_t written;
    int error; /* errno of what failed; 0 */
};

/* out stays where it is until its sink is released. */
mohur_status
cli_stdout_sink_new(mohur_ctx *ctx, struct cli_stdout_sink *out);

/* Did -o say "-"? */
bool
cli_is_to_stdout(const struct cli *cli);

/* What -o says, for an archive: a new file, or stdout where that is no
 * terminal; then *sink is out's too. */
int
cli_archive_sink_new(const struct cli *cli,
                     mohur_sink **sink,
                     struct cli_stdout_sink *out);

/* The same for a signature. */
int
cli_signature_sink_new(const struct cli *cli,
                       mohur_sink **sink,
                       struct cli_stdout_sink *out);

/* Report a failure of the library while it wrote: of stdout we know more
 * than it does. */
int
cli_stdout_sink_fail(const struct cli *cli,
                     const struct cli_stdout_sink *out,
                     mohur_status st);

#endif
