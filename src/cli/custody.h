/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_CUSTODY_H
#define MOHUR_SRC_CLI_CUSTODY_H

#include "cli.h"

#include <jansson.h>

/* "software", "hsm" or "tpm".  Static. */
const char *
cli_custody_name(mohur_custody custody);

/*
 * Where the keys of an unlocked store are: how many in software, and by token;
 * a token whose PIN is named is held against the store.  NULL after a failure,
 * which was reported.
 */
json_t *
cli_custody_json(const struct cli *cli, mohur_keystore *store);

#endif
