/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_ATTRIBUTES_H
#define MOHUR_SRC_CLI_ATTRIBUTES_H

#include "cli.h"

/* --attr NAME=VALUE: what is said of a document when it is signed, by the names
 * that --expect knows. */

/* Take one; false: no such name, or named before. */
bool
cli_attributes_set(struct cli *cli, const char *text);

/* Is anything said? */
bool
cli_attributes_asked(const struct cli *cli);

/* Put it into the options of signing. */
void
cli_attributes_say(const struct cli *cli, mohur_sign_options *options);

#endif
