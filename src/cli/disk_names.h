/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_DISK_NAMES_H
#define MOHUR_SRC_CLI_DISK_NAMES_H

#include <dirent.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * The names in a folder, sorted as if A were a and then by byte, so that the
 * order is always one and names that an archive cannot tell apart are
 * neighbours.
 */
struct cli_names {
    char **at;
    size_t len;
    size_t cap;
};

/* Read them, without "." and "..".  0, or the errno of what went wrong. */
int
cli_names_read(DIR *dir, struct cli_names *names);

/* Does the i-th differ from the one before only in upper and lower case? */
bool
cli_names_twin(const struct cli_names *names, size_t i);

void
cli_names_free(struct cli_names *names);

#endif
