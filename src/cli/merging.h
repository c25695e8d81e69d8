/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_MERGING_H
#define MOHUR_SRC_CLI_MERGING_H

#include "cli.h"

/*
 * mohur backup restore --merge: keys of an open backup for the keystore that
 * is there.  An exit code.
 */
int
cli_merge(const struct cli *cli, mohur_keystore *backup);

/* Do the words fit together, with --merge or without?  An exit code. */
int
cli_merge_words(const struct cli *cli);

#endif
