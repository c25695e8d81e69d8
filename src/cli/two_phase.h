/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_TWO_PHASE_H
#define MOHUR_SRC_CLI_TWO_PHASE_H

#include "cli.h"

/* mohur sign where the key is elsewhere: --prepare, then --finish. */

/* Is it one of the two? */
bool
cli_two_phase_asked(const struct cli *cli);

/* Do it.  An exit code. */
int
cli_two_phase(const struct cli *cli);

#endif
