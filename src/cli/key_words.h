/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_KEY_WORDS_H
#define MOHUR_SRC_CLI_KEY_WORDS_H

#include "cli.h"

/* The words for keys: read from the command line, and shown. */

const char *
cli_state_name(mohur_key_state state);
const char *
cli_purpose_name(mohur_purpose purpose);

/* The options of a new key; its name is the first word.  An exit code. */
int
cli_key_options_read(const struct cli *cli, mohur_key_options *out);

/*
 * Show the version of one key (0: all of them), or with name NULL every key.
 * schema is that of the JSON object.  An exit code.
 */
int
cli_keys_print(const struct cli *cli,
               mohur_keystore *store,
               const char *name,
               uint32_t version,
               const char *schema);

/* Add which keys are to be rotated, and since when.  An exit code. */
int
cli_due_add(const struct cli *cli, mohur_keystore *store, json_t *answer);

/* Tell of a key that was just made. */
int
cli_key_report(const struct cli *cli,
               mohur_keystore *store,
               const mohur_key *key,
               const char *what);

#endif
