/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_CONTAINING_H
#define MOHUR_SRC_CLI_CONTAINING_H

#include "cli.h"

/* The documents that are signed into a container. */
struct cli_container {
    mohur_container_format format; /* NONE: no container */
    mohur_container_item *items;
    size_t len;
    mohur_source *base; /* of --add, of --counter */
};

/* "CAdES", "ASiC-S" or "ASiC-E".  Static. */
const char *
cli_format_name(mohur_container_format format);

/*
 * The format that was asked for, or that goes with the name of the output.
 * CLI_USAGE where options and files do not go together.
 */
int
cli_container_format(const struct cli *cli, mohur_container_format *out);

/* Open the documents, or the container that gets a signature. */
int
cli_container_open(const struct cli *cli, struct cli_container *c);

/* Sign into the sink. */
mohur_status
cli_container_sign(const struct cli *cli,
                   const struct cli_container *c,
                   const mohur_key *key,
                   const mohur_sign_options *sign,
                   mohur_sink *sink);

/* Sign the signatures of the file that was opened. */
mohur_status
cli_container_counter(const struct cli *cli,
                      const struct cli_container *c,
                      const mohur_key *key,
                      const mohur_sign_options *sign,
                      mohur_sink *sink);

/* -o of verify: can what is verified be read again?  CLI_DONE also where -o
 * was not given. */
int
cli_container_check_output(const struct cli *cli, const mohur_source *file);

/* Hand out what is inside to -o, if that was given and the report is a yes:
 * the documents of a container to a folder, the one of a message to a file. */
int
cli_container_extract(const struct cli *cli,
                      const mohur_report *report,
                      mohur_source *file);

/* Release what it holds.  A zeroed struct is allowed. */
void
cli_container_free(struct cli_container *c);

#endif
