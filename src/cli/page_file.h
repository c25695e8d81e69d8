/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PAGE_FILE_H
#define MOHUR_SRC_CLI_PAGE_FILE_H

#include "cli.h"

/*
 * The page that --report asks for.  It is opened before the work, so that a
 * file that is there already is not found too late.
 */
int
cli_page_open(const struct cli *cli, mohur_sink **out);

mohur_status
cli_page_write(const struct cli *cli,
               const mohur_report *report,
               mohur_sink *sink);

#endif
