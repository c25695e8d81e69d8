/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_REPORT_H
#define MOHUR_SRC_CLI_REPORT_H

#include "cli.h"

/*
 * What the command says: data on stdout, words on stderr, one JSON object
 * with --json, failures included.  Names from outside are escaped.
 */

/* The exit code that a status stands for. */
int
cli_exit_of(mohur_status status);

/*
 * Report a failure in two lines (or as JSON) and return its exit code.  hint
 * may be NULL: then the usual one for the status.
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

/* Print an answer on stdout and release it; an exit code. */
int
cli_json_print(const struct cli *cli, json_t *answer);

/* Text from outside made safe for a terminal; release with free. */
char *
cli_escape(const char *text);

/* Lower-case hex into out, which has room for 2 * len + 1. */
void
cli_hex(const uint8_t *data, size_t len, char *out);

/* RFC 3339, UTC; "-" for 0 and "absent". */
void
cli_time(int64_t t, char out[32]);

#endif
