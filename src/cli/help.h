/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_HELP_H
#define MOHUR_SRC_CLI_HELP_H

#include "cli.h"

#include <stdio.h>

/* All verbs, a line each; one verb with its options, examples first. */
void
cli_help_all(FILE *out);
void
cli_help_verb(FILE *out, const struct cli_verb *verb);

/* Report an unknown verb and name the nearest one: CLI_USAGE. */
int
cli_help_unknown(const struct cli *cli, const char *word, const char *second);

#endif
