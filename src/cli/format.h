/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_FORMAT_H
#define MOHUR_SRC_CLI_FORMAT_H

#include "cli.h"

#include <stdarg.h>

/*
 * Text for people and for JSON.  What comes from outside may hold bytes that
 * steer a terminal, turn the direction of text or are no UTF-8 at all: each
 * of them is shown as %xx.
 */

/* A name: '%' becomes %25, so no two names look alike.  Release with free. */
char *
cli_escape(const char *name);

/* A sentence, with names in it that may be escaped already: '%' stays. */
char *
cli_clean(const char *sentence);

/* A JSON string of any text; what JSON cannot hold is shown as %xx. */
json_t *
cli_json_text(const char *text);

/* Lower-case hex into out, which has room for 2 * len + 1. */
void
cli_hex(const uint8_t *data, size_t len, char *out);

/* RFC 3339, UTC; "-" for 0 and "absent". */
void
cli_time(int64_t t, char out[32]);

/* Give a JSON object a member of such a text. */
void
cli_json_hex(json_t *json, const char *name, const uint8_t *data, size_t len);
void
cli_json_time(json_t *json, const char *name, int64_t t);

/* Formatted as by printf; release with free.  Never NULL. */
char *
cli_text(const char *format, va_list args)
    __attribute__((format(printf, 1, 0)));

/* Memory that the command cannot go on without: p, or the end. */
void *
cli_must(void *p);

#endif
