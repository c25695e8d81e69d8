/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_HELP_H
#define MOHUR_SRC_CLI_HELP_H

#include "options.h"

#include <stdio.h>

/* What somebody does who has just installed it. */
extern const char cli_first_time[];

/* All verbs, a line each; one verb with its options, examples first. */
void
cli_help_all(FILE *out);
void
cli_help_verb(FILE *out, const struct cli_verb *verb);

/* An option, as help shows it: "-o, --output PATH  where to write". */
struct cli_option_text {
    const char *name; /* "output" */
    char letter;      /* 'o'; 0 if it has none */
    char value[16];   /* "PATH"; "" if it takes no value */
    const char *text; /* "where to write" */
};

/* False: help spells it otherwise than the parser takes it. */
bool
cli_option_read(enum cli_option option, struct cli_option_text *out);

/* Report an unknown verb and name the nearest one: CLI_USAGE. */
int
cli_help_unknown(const struct cli *cli, const char *word, const char *second);

/* The same for an option, with the nearest that the verb takes. */
int
cli_help_unknown_option(const struct cli *cli, const char *word);

/* Does a verb begin with this word? */
bool
cli_help_is_first(const char *word);

#endif
