/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_REPORT_H
#define MOHUR_SRC_CLI_REPORT_H

#include "cli.h"

/*
 * What the command says: data on stdout, words on stderr, one JSON object
 * with --json, failures included.  Words are cleaned for the terminal here.
 */

/* The exit code that a status stands for. */
int
cli_exit_of(mohur_status status);

/*
 * Report a failure in two lines (or as JSON) and return its exit code.  hint
 * may be NULL: then the usual one for the status.  After an interrupt that
 * is what is reported, whatever it made fail.
 */
int
cli_fail(const struct cli *cli,
         mohur_status status,
         const char *hint,
         const char *format,
         ...) __attribute__((format(printf, 4, 5)));

/* Report what the library said of its last failure. */
int
cli_fail_status(const struct cli *cli, mohur_status status);

/* The same where the words of the command line went to the library as they
 * are: MOHUR_E_ARGUMENT is then a wrong command line, not a bug. */
int
cli_fail_request(const struct cli *cli, mohur_status status);

/* Report a wrong command line: exit code CLI_USAGE. */
int
cli_fail_usage(const struct cli *cli, const char *hint, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* A remark on stderr, unless --quiet or --json. */
void
cli_note(const struct cli *cli, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* A new answer with its schema and version first.  Never NULL. */
json_t *
cli_json_new(const char *schema);

/* Print an answer on stdout and release it. */
void
cli_json_print(json_t *answer);

/* Did all of stdout go out?  An exit code; says so if not. */
int
cli_stdout_end(void);

#endif
