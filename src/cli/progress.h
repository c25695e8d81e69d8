/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PROGRESS_H
#define MOHUR_SRC_CLI_PROGRESS_H

#include "cli.h"

/*
 * Show on a terminal how far a long call is: after half a second, at most
 * ten times a second.  Also turns an interrupt into MOHUR_E_CANCELLED, so
 * that temporary files are removed.
 */
void
cli_progress_start(const struct cli *cli);

/* Clear the line. */
void
cli_progress_end(const struct cli *cli);

/* Catch SIGINT and SIGTERM from here on; a second one ends at once. */
void
cli_interrupt_catch(void);

/* Was there one? */
bool
cli_interrupted(void);

#endif
