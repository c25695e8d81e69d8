/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_TRUST_FOLDER_H
#define MOHUR_SRC_CLI_TRUST_FOLDER_H

#include "cli.h"

/*
 * The trust store of the command line: a folder with certificates (.pem,
 * .crt, .cer, .der) that are believed for signers, and in it perhaps a folder
 * "tsa" with those of time-stamp authorities.  Nothing else is believed.  With
 * a signed list in it, anchors.note, that which the list names, each for what
 * the list says.
 */

/* Read it; path NULL: a store without anchors.  An exit code. */
int
cli_trust_read(const struct cli *cli, const char *path, mohur_trust **out);

#endif
