/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_FETCHING_H
#define MOHUR_SRC_CLI_FETCHING_H

#include "cli.h"
#include "fetch.h"

#include <mohur/evidence.h>

/*
 * What the library asks for, fetched: the one mohur_evidence_fn of mohur.  Each
 * address that gives nothing is told; with --verbose each one that is asked.
 * Nobody vouches for the address of an issuer that is missing, so that is asked
 * with --fetch-issuers alone.
 */
struct cli_fetching {
    const struct cli *cli;
    char why[CLI_FETCH_WHY_CAP];    /* no time stamp: a sentence; or "" */
    char missed[CLI_FETCH_WHY_CAP]; /* the last that failed of all else */
    char issuer[CLI_FETCH_WHY_CAP]; /* where one is that nobody asked for */
    int64_t began;                  /* seconds; 0: nothing was asked yet */
    json_t *told; /* an array of what came of each; NULL: nobody reads it */
};

/* user is the struct above. */
int32_t
cli_fetching_get(void *user,
                 const mohur_evidence_request *request,
                 mohur_answer *answer);

/* Write what was told as JSON for a report: like it, in one line of ASCII. */
void
cli_fetching_print(const struct cli_fetching *f);

#endif
