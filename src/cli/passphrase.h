/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PASSPHRASE_H
#define MOHUR_SRC_CLI_PASSPHRASE_H

#include "cli.h"

/*
 * Get a passphrase: from the descriptor or file of @p source, else by asking
 * for @p what on the terminal, twice if it is a new one.  One newline at the
 * end of a file is not part of it.  An exit code; reports failures.
 */
int
cli_passphrase_get(const struct cli *cli,
                   const struct cli_passphrase_source *source,
                   const char *what,
                   bool is_new,
                   struct cli_passphrase *out);

/* Was a descriptor or a file named? */
bool
cli_passphrase_named(const struct cli_passphrase_source *source);

/* Is a passphrase asked for, alone or beside a key? */
bool
cli_takes_passphrase(const struct cli *cli);

void
cli_passphrase_wipe(struct cli_passphrase *p);

#endif
