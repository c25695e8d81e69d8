/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PIN_H
#define MOHUR_SRC_CLI_PIN_H

#include "cli.h"

/*
 * Have a store ask us for the PINs of tokens: --pin-fd, --pin-file, what the
 * token's URI names, the terminal.  An exit code; reports failures.
 */
int
cli_pin_give(const struct cli *cli, mohur_keystore *store);

/* Could a token be opened without asking anybody? */
bool
cli_pin_named(const struct cli *cli);

#endif
