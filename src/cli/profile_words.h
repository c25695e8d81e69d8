/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PROFILE_WORDS_H
#define MOHUR_SRC_CLI_PROFILE_WORDS_H

#include "cli.h"

/* A profile as JSON, and in words. */

/* Its text and what else is known of it.  An exit code. */
int
cli_profile_json(const struct cli *cli,
                 const mohur_profile *profile,
                 json_t **out);

/* That for people: levels, then rules with dates and days left. */
void
cli_profile_print(const json_t *json);

/* "update", "conflict", ... */
const char *
cli_change_name(mohur_profile_change change);

/* Who signed, as JSON and in a line each. */
json_t *
cli_findings_json(const mohur_profile_findings *found);
void
cli_findings_print(const mohur_profile_findings *found);

#endif
