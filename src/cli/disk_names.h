/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CLI_DISK_NAMES_H
#define MOHUR_SRC_CLI_DISK_NAMES_H

#include <dirent.h>
#include <stddef.h>

/* The names in a folder, sorted by byte, so that the order is always one. */
struct cli_names {
    char **at;
    size_t len;
    size_t cap;
};

/* Read them, without "." and "..".  0, or the errno of what went wrong. */
int
cli_names_read(DIR *dir, struct cli_names *names);

void
cli_names_free(struct cli_names *names);

#endif
