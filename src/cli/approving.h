/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_APPROVING_H
#define MOHUR_SRC_CLI_APPROVING_H

#include "cli.h"

/*
 * Changes of a keystore that others approve: --request writes what is to be
 * approved instead of doing it, --approve brings the approvals, --as signs as
 * a role whose key is in the keystore itself.
 */
struct cli_approving {
    mohur_sink *request;
    mohur_key *actor;
    bool asked; /* the request was written: nothing else is to be told */
};

/* Before the change.  An exit code. */
int
cli_approving_start(const struct cli *cli,
                    mohur_keystore *store,
                    struct cli_approving *a);

/* What its status comes to.  An exit code; sets a->asked. */
int
cli_approving_end(const struct cli *cli,
                  struct cli_approving *a,
                  mohur_status st);

void
cli_approving_free(struct cli_approving *a);

#endif
