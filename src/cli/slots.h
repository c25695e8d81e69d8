/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_SLOTS_H
#define MOHUR_SRC_CLI_SLOTS_H

#include "cli.h"

enum {
    CLI_SLOT_HEX_LEN = 2 * MOHUR_SLOT_ID_LEN
};

/*
 * Show all slots of a store, as lines or under a schema with these members,
 * which are released.  Where there are members there are no lines: the verb
 * said in words what it did.  An exit code.
 */
int
cli_slots_show(const struct cli *cli,
               mohur_keystore *store,
               const char *schema,
               json_t *members);

#endif
