/* SPDX-License-Identifier: Apache-2.0 */
#include "disk_names.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The names in a folder of the disk. */

void
cli_names_free(struct cli_names *names)
{
    for (size_t i = 0; i < names->len; i++) {
        free(names->at[i]);
    }
    free(names->at);
}

static bool
names_add(struct cli_names *names, const char *name)
{
    if (names->len == names->cap) {
        size_t cap = names->cap == 0 ? 64 : 2 * names->cap;
        char **at  = reallocarray(names->at, cap, sizeof *at);

        if (at == NULL) {
            return false;
        }
        names->at  = at;
        names->cap = cap;
    }
    names->at[names->len] = strdup(name);
    if (names->at[names->len] == NULL) {
        return false;
    }
    names->len++;
    return true;
}

static int
by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

int
cli_names_read(DIR *dir, struct cli_names *names)
{
    const struct dirent *entry;

    errno = 0;
    while ((entry = readdir(dir)) != NULL) {
        if (strcmp(entry->d_name, ".") == 0 ||
            strcmp(entry->d_name, "..") == 0) {
            continue;
        }
        if (!names_add(names, entry->d_name)) {
            return ENOMEM;
        }
        errno = 0;
    }
    if (errno == 0 && names->len > 0) {
        qsort(names->at, names->len, sizeof *names->at, by_bytes);
    }
    return errno;
}
