/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_SHARES_H
#define MOHUR_SRC_CLI_SHARES_H

#include "cli.h"

/* Shares that were typed or read: texts, wiped when the command ends. */
enum {
    CLI_SHARES_MAX = 256
};

struct cli_shares {
    char *at[CLI_SHARES_MAX];
    size_t len;
};

/* Each line of each file that is not empty.  An exit code. */
int
cli_shares_read(const struct cli *cli,
                const char *const *paths,
                size_t paths_len,
                struct cli_shares *out);

/* Ask for them on the terminal, until an empty line.  An exit code. */
int
cli_shares_ask(const struct cli *cli, struct cli_shares *out);

void
cli_shares_wipe(struct cli_shares *shares);

/*
 * Give shares out: on a terminal one at a time, each taken from the screen
 * before the next; else one a line.  An exit code.
 */
int
cli_shares_show(const struct cli *cli, const mohur_share_list *list);

/* The same as JSON. */
json_t *
cli_shares_json(const mohur_share_list *list);

#endif
