/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_KEY_OUT_H
#define MOHUR_SRC_CLI_KEY_OUT_H

#include "cli.h"

/* A key or a request that leaves: to the file of -o, else to stdout. */

bool
cli_key_out_to_file(const struct cli *cli);

/* What it is written to: the file, or memory. */
mohur_status
cli_key_out_new(const struct cli *cli, mohur_sink **out);

/*
 * Say what came of it: where the file is, or the bytes themselves.  An answer
 * has them already if they go to no file; it is released.
 */
void
cli_key_out_report(const struct cli *cli,
                   const mohur_sink *sink,
                   json_t *answer);

#endif
