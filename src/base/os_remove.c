/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_place.h"

#include "base/os_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Remove a tree by descriptors: a name is only ever looked up in a folder
 * that is already open, so nobody can lead it elsewhere by putting a link in
 * the way.
 */

/* Folders open at the same time; deeper ones are left and reported. */
enum {
    DEPTH_MAX = 256
};

static bool
remove_at(int folder, const char *name, dev_t dev, int depth);

static bool
is_dots(const char *name)
{
    return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* Remove what is in the folder fd, which is closed. */
static bool
remove_all(int fd, dev_t dev, int depth)
{
    DIR *listing        = fdopendir(fd);
    struct dirent *item = NULL;
    bool done           = true;
    int reason          = 0;

    if (listing == NULL) {
        mohur__os_close(fd);
        return false;
    }
    while ((item = readdir(listing)) != NULL) {
        if (!is_dots(item->d_name) &&
            !remove_at(dirfd(listing), item->d_name, dev, depth)) {
            done   = false;
            reason = errno;
        }
    }
    closedir(listing);
    errno = reason;
    return done;
}

static bool
remove_at(int folder, const char *name, dev_t dev, int depth)
{
    struct stat about = {0};
    int fd            = -1;

    if (unlinkat(folder, name, 0) == 0) {
        return true;
    }
    if (errno != EISDIR && errno != EPERM) {
        return false;
    }
    if (depth == 0) {
        errno = ELOOP;
        return false;
    }
    fd = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
        return false;
    }
    if (fstat(fd, &about) != 0 || about.st_dev != dev) {
        mohur__os_close(fd);
        errno = EXDEV;
        return false;
    }
    return remove_all(fd, dev, depth - 1) &&
           unlinkat(folder, name, AT_REMOVEDIR) == 0;
}

bool
mohur__os_remove_within(int fd)
{
    struct stat about = {0};
    int copy          = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (copy < 0 || fstat(copy, &about) != 0) {
        mohur__os_close(copy);
        return false;
    }
    return remove_all(copy, about.st_dev, DEPTH_MAX);
}
