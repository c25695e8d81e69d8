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

/* One question on the terminal, without echo; the answer may be empty. */
int
cli_passphrase_ask(const struct cli *cli,
                   const char *question,
                   struct cli_passphrase *out);

/* A small file that holds secrets, whole; "-" is stdin. */
struct cli_secret_file {
    char *data;
    size_t len;
};

/* Read one that its owner alone may read.  An exit code. */
int
cli_secret_file_read(const struct cli *cli,
                     const char *path,
                     struct cli_secret_file *out);

void
cli_secret_file_wipe(struct cli_secret_file *file);

#endif
