/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_SHOWN_H
#define MOHUR_SRC_CLI_SHOWN_H

#include "shares.h"

enum {
    CLI_FACTORS = 3 /* passphrase, shares, token: in this order */
};

/* What was shown to unlock a store, kept to be shown again. */
struct cli_shown {
    struct cli_passphrase pass;
    struct cli_shares shares;
    mohur_key *key;
    mohur_unlock factor[CLI_FACTORS];
    const mohur_unlock *all[CLI_FACTORS];
    size_t factors;
    mohur_unlock how; /* points into the rest */
};

/*
 * Get it as the command line says: --key-file; --share-file or --with-shares
 * and --with-token, alone, together or with a passphrase if one is named too;
 * else a passphrase.  A token is only named.  An exit code.
 */
int
cli_shown_get(const struct cli *cli, const char *path, struct cli_shown *shown);

void
cli_shown_wipe(struct cli_shown *shown);

#endif
