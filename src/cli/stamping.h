/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_STAMPING_H
#define MOHUR_SRC_CLI_STAMPING_H

#include "cli.h"
#include "fetching.h"
#include "stdout_sink.h"

/* --level T: who is asked for a time stamp, and whose is believed. */
struct cli_stamping {
    mohur_trust *trust; /* --trust; NULL: it is not asked whose it is */
    mohur_evidence evidence;
    struct cli_fetching fetching; /* the user of evidence: stay where it is */
};

/* "B-B", "B-T", "B-LT", "B-LTA".  Static. */
const char *
cli_level_name(mohur_document_level level);

/* Do --level, --tsa and --offline go together?  An exit code. */
int
cli_stamping_check(const struct cli *cli);

/* Make ready what a level needs; nothing at level B.  An exit code. */
int
cli_stamping_open(const struct cli *cli, struct cli_stamping *s);

/* Report a failure: of fetching we know more than the library does. */
int
cli_stamping_fail(const struct cli *cli,
                  const struct cli_stamping *s,
                  const struct cli_stdout_sink *out,
                  mohur_status st);

/* Release.  A zeroed struct is allowed. */
void
cli_stamping_free(struct cli_stamping *s);

#endif
