/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <dirent.h>
#include <ftw.h>
#include <stdlib.h>
#include <unistd.h>

/* The folder of a case, and files in it. */

const char *
fixture_tmpdir(struct fixture *t)
{
    const char *base = getenv("TMPDIR");

    if (t->tmpdir[0] == '\0') {
        snprintf(t->tmpdir, sizeof t->tmpdir, "%s/mohur-test-XXXXXX",
                 base != NULL && base[0] != '\0' ? base : "/tmp");
        if (mkdtemp(t->tmpdir) == NULL) {
            abort();
        }
    }
    return t->tmpdir;
}

static int
remove_one(const char *path,
           const struct stat *about,
           int kind,
           struct FTW *where)
{
    (void)about;
    (void)kind;
    (void)where;
    return remove(path);
}

void
fixture_remove_tmpdir(struct fixture *t)
{
    if (t->tmpdir[0] != '\0') {
        nftw(t->tmpdir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    }
}

void
fixture_write_file(const char *path, struct view content)
{
    FILE *f = fopen(path, "wb");

    if (f == NULL || fwrite(content.data, 1, content.len, f) != content.len ||
        fclose(f) != 0) {
        abort();
    }
}

size_t
fixture_count_files(const char *folder)
{
    DIR *d       = opendir(folder);
    size_t count = 0;

    if (d == NULL) {
        abort();
    }
    while (readdir(d) != NULL) {
        count++;
    }
    closedir(d);
    return count - 2;
}
