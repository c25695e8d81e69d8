/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PAGES_PAGES_H
#define MOHUR_SRC_CLI_PAGES_PAGES_H

#include "cli/help.h"

/*
 * Manual pages and completions, written when the command is built, from the
 * tables that it parses and helps with: neither can tell anything else.
 */

/* What may stand behind an option, as a shell can offer it. */
enum value_kind {
    VALUE_NONE,    /* it takes no value       */
    VALUE_WORDS,   /* one of a few words      */
    VALUE_FILES,   /* the name of a file      */
    VALUE_FOLDERS, /* the name of a folder    */
    VALUE_FREE     /* nothing can be offered  */
};

/* The kind; *words is "a b c" where the kind is VALUE_WORDS. */
enum value_kind
pages_value(const struct cli_verb *verb,
            enum cli_option option,
            const char **words);

/* May the option be given more than once? */
bool
pages_is_repeated(const struct cli_option_text *text);

/* Are the verb's own words, or some of them, names of files? */
bool
pages_takes_files(const struct cli_verb *verb);

/* Is the verb the first in the table with its first word? */
bool
pages_is_first(const struct cli_verb *verb);

/* Has its first word verbs of two words? */
bool
pages_is_group(const struct cli_verb *verb);

/* What the first word of a group is for, "create, list, show ...". */
void
pages_group_summary(const struct cli_verb *verb, char *out, size_t out_cap);

/* What every page needs. */
struct pages {
    const char *folder;
    const char *version;
    const char *date;
};

/* The pages of section 1, into folder/man1. */
bool
pages_write_man(const struct pages *pages);

/* One file for each shell, written to out. */
void
pages_write_bash(FILE *out);
void
pages_write_zsh(FILE *out);
void
pages_write_fish(FILE *out);

/* A file in the folder, and its end: false if it is not whole. */
FILE *
pages_file(const struct pages *pages, const char *name);
bool
pages_file_end(FILE *out);

#endif
