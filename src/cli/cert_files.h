/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_CERT_FILES_H
#define MOHUR_SRC_CLI_CERT_FILES_H

#include "cli.h"

/*
 * Read the files of --cert from the first-th on, one behind the other.  *out
 * is released with free; NULL: there are none.  An exit code.
 */
int
cli_cert_files_read(const struct cli *cli,
                    size_t first,
                    char **out,
                    size_t *out_len);

/* The same of the words that are no options. */
int
cli_cert_words_read(const struct cli *cli,
                    size_t first,
                    char **out,
                    size_t *out_len);

#endif
