/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_OPEN_STREAM_H
#define MOHUR_SRC_CLI_OPEN_STREAM_H

#include "opening.h"

/*
 * 'mohur open' of what comes through a pipe, and of what is damaged.  Each
 * wants an opening that was prepared, gives an exit code and reports
 * failures.
 */

/* To the folder -o, with o->reader for the verdict. */
int
cli_open_stream(const struct cli *cli, struct cli_opening *o);

/* One entry to standard output, with --provisional; likewise. */
int
cli_open_provisional(const struct cli *cli, struct cli_opening *o);

/* --salvage: what can be saved, and what that is worth. */
int
cli_open_salvage(const struct cli *cli, struct cli_opening *o);

/* What -o, --force, --sync and the names ask for. */
mohur_archive_extract_options
cli_extract_options(const struct cli *cli);

#endif
