/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_LIBRARY_JSON_H
#define MOHUR_SRC_CLI_LIBRARY_JSON_H

#include "cli.h"

/*
 * What the library says of itself as JSON: call is mohur_build_info or
 * mohur_selftest.  NULL if it wrote nothing; *out_st is what it returned.
 */
json_t *
cli_library_json(const struct cli *cli,
                 mohur_status (*call)(mohur_ctx *, mohur_sink *),
                 mohur_status *out_st);

#endif
