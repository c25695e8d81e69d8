/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PROGRESS_H
#define MOHUR_SRC_CLI_PROGRESS_H

#include "cli.h"

#include <sys/types.h>

/* Catch SIGINT, SIGTERM and SIGHUP from here on; a second one ends at once.
 * The first stops what ctx does, so that temporary files are removed. */
void
cli_interrupt_catch(mohur_ctx *ctx);

/* Was there one? */
bool
cli_interrupted(void);

/* As read(2), but an interrupt ends the wait for it, whenever it comes. */
ssize_t
cli_read(int fd, void *out, size_t cap);

/* Will progress be shown?  Then it is worth something to know its total. */
bool
cli_progress_is_shown(const struct cli *cli);

/* From here on show on a terminal how far the work is: after half a second,
 * at most ten times a second. */
void
cli_progress_start(const struct cli *cli);

/* No more; clear the line. */
void
cli_progress_end(void);

#endif
