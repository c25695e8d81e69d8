/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_PROFILE_FILE_H
#define MOHUR_SRC_CLI_PROFILE_FILE_H

#include "cli.h"

/* Read the profile of a file.  An exit code; reports failures. */
int
cli_profile_read(const struct cli *cli, const char *path, mohur_profile **out);

/* Whom --authority and --threshold name. */
mohur_profile_trust
cli_profile_trust(const struct cli *cli);

/* Does the threshold have keys?  An exit code; reports failures. */
int
cli_profile_trust_check(const struct cli *cli);

/* Report that a profile is refused, and what would help.  An exit code. */
int
cli_profile_refused(const struct cli *cli,
                    mohur_status st,
                    const mohur_profile_findings *found);

#endif
