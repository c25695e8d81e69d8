/* SPDX-License-Identifier: Apache-2.0 */
#include "fetch.h"

#include <stdio.h>

/* Fetching in a build without libcurl: it says so. */

bool
cli_fetch_possible(void)
{
    return false;
}

bool
cli_fetch(const struct cli_fetch *request, struct cli_fetched *out)
{
    (void)request;
    *out = (struct cli_fetched){.len = 0};
    snprintf(out->why, sizeof out->why,
             "this mohur was built without libcurl, and fetches nothing");
    return false;
}
