/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_FETCHING_H
#define MOHUR_SRC_CLI_FETCHING_H

#include "fetch.h"

#include <mohur/evidence.h>

/* What the library asks for, fetched: the one mohur_evidence_fn of mohur. */
struct cli_fetching {
    char why[CLI_FETCH_WHY_CAP]; /* the last that failed: a sentence; or "" */
};

/* user is the struct above. */
int32_t
cli_fetching_get(void *user,
                 const mohur_evidence_request *request,
                 mohur_answer *answer);

#endif
