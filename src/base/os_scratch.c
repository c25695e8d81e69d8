/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_scratch.h"

#include "base/guard.h"
#include "base/os_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/*
 * O_TMPFILE where the file system knows it; else a random name, removed at
 * once.
 */
enum {
    PATH_CAP = 4096
};

/* A named file whose name is gone; -1 and errno. */
static int
open_removed(mohur_ctx *ctx, const char *folder, mohur_status *st)
{
    char path[PATH_CAP]                             = {0};
    char temp[MOHUR__OS_TEMP_CAP((size_t)PATH_CAP)] = {0};
    int len = snprintf(path, sizeof path, "%s/scratch", folder);
    int fd  = -1;

    errno = ENAMETOOLONG;
    if (len < 0 || (size_t)len >= sizeof path) {
        return -1;
    }
    *st = mohur__os_temp_name(ctx, path, temp, sizeof temp);
    if (*st != MOHUR_OK) {
        return -1;
    }
    do {
        fd = open(temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd >= 0) {
        mohur__os_unlink(temp);
    }
    return fd;
}

mohur_status
mohur__os_scratch_new(mohur_ctx *ctx, const char *folder, int *out_fd)
{
    mohur_status st = MOHUR_OK;
    int fd          = -1;

    *out_fd = -1;
    do {
        fd = open(folder, O_RDWR | O_TMPFILE | O_EXCL | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
        fd = open_removed(ctx, folder, &st);
    }
    TRY(st);
    if (fd < 0) {
        TRY(mohur__os_error(ctx, "make a scratch file in", folder));
    }
    *out_fd = fd;

out:
    return st;
}
