/* SPDX-License-Identifier: Apache-2.0 */
#include "disk_names.h"

#include <errno.h>
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

/* ASCII only and in no locale: the archive's own idea of equal names. */
static int
fold(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static int
compare_folded(const char *a, const char *b)
{
    size_t i = 0;

    while (a[i] != '\0' && fold(a[i]) == fold(b[i])) {
        i++;
    }
    return fold(a[i]) - fold(b[i]);
}

static int
by_name(const void *a, const void *b)
{
    const char *x = *(char *const *)a;
    const char *y = *(char *const *)b;
    int folded    = compare_folded(x, y);

    return folded != 0 ? folded : strcmp(x, y);
}

bool
cli_names_twin(const struct cli_names *names, size_t i)
{
    return i > 0 && compare_folded(names->at[i - 1], names->at[i]) == 0;
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
        qsort(names->at, names->len, sizeof *names->at, by_name);
    }
    return errno;
}
