/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_place.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * The folder is known by its descriptor, not by its temporary name: before
 * anything is removed, and after it got its name, the two are compared.
 */
struct mohur__os_place {
    mohur_ctx *ctx;
    char *path; /* without a slash at its end */
    char *temp;
    size_t temp_cap;
    bool replace;
    bool committed;
    int fd; /* -1 before it is made */
};

/* Does the path lead, without a link, to the open folder? */
static bool
is_same(const struct mohur__os_place *p, const char *path)
{
    struct stat a = {0};
    struct stat b = {0};

    return fstat(p->fd, &a) == 0 && lstat(path, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* May the path be used? */
static mohur_status
target_check(const struct mohur__os_place *p)
{
    struct stat about = {0};

    if (lstat(p->path, &about) != 0) {
        return MOHUR_OK;
    }
    if (p->replace && S_ISDIR(about.st_mode)) {
        return MOHUR_OK;
    }
    errno = EEXIST;
    return mohur__os_error(p->ctx, p->replace ? "replace" : "make", p->path);
}

/* Copy the path without the slashes at its end. */
static mohur_status
path_set(struct mohur__os_place *p, const char *path)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes text = mohur__bytes_text(path);
    void *temp        = NULL;

    while (text.len > 1 && text.data[text.len - 1] == '/') {
        text.len--;
    }
    TRY(mohur__strdup(p->ctx, text, &p->path));
    p->temp_cap = MOHUR__OS_TEMP_CAP(text.len);
    TRY(mohur__alloc(p->ctx, p->temp_cap, &temp));
    p->temp = temp;

out:
    return st;
}

mohur_status
mohur__os_place_new(mohur_ctx *ctx,
                    const char *path,
                    bool replace,
                    struct mohur__os_place **out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__os_place *p = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &p));
    p->ctx     = ctx;
    p->replace = replace;
    p->fd      = -1;
    TRY(path_set(p, path));
    TRY(target_check(p));
    TRY(mohur__os_temp_name(ctx, p->path, p->temp, p->temp_cap));
    if (mkdir(p->temp, 0700) != 0) {
        TRY(mohur__os_error(ctx, "make", p->path));
    }
    p->fd = open(p->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (p->fd < 0) {
        rmdir(p->temp);
        TRY(mohur__os_error(ctx, "make", p->path));
    }
    *out = p;
    p    = NULL;

out:
    mohur__os_place_free(p);
    return st;
}

int
mohur__os_place_fd(const struct mohur__os_place *p)
{
    return p->fd;
}

mohur_status
mohur__os_place_scratch(struct mohur__os_place *p, int *out_fd)
{
    static const char name[] = "scratch";
    int flags = O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

    do {
        *out_fd = openat(p->fd, name, flags, 0600);
    } while (*out_fd < 0 && errno == EINTR);
    if (*out_fd >= 0 && unlinkat(p->fd, name, 0) != 0) {
        mohur__os_close(*out_fd);
        *out_fd = -1;
    }
    return *out_fd >= 0 ? MOHUR_OK
                        : mohur__os_error(p->ctx, "write beside", p->path);
}

static bool
is_not_known(int error)
{
    return error == EINVAL || error == ENOSYS || error == ENOTSUP;
}

/* Take a name that is free; by way of an empty folder where renameat2 does
 * not know how. */
static bool
take(const char *temp, const char *path)
{
    if (renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE) == 0) {
        return true;
    }
    if (!is_not_known(errno) || mkdir(path, 0700) != 0) {
        return false;
    }
    if (rename(temp, path) == 0) {
        return true;
    }
    rmdir(path);
    return false;
}

/* Change places; in two steps where renameat2 does not know how.  The old
 * folder is then at temp. */
static mohur_status
exchange(struct mohur__os_place *p)
{
    mohur_status st = MOHUR_OK;
    void *old       = NULL;

    if (renameat2(AT_FDCWD, p->temp, AT_FDCWD, p->path, RENAME_EXCHANGE) == 0) {
        return MOHUR_OK;
    }
    if (!is_not_known(errno)) {
        return mohur__os_error(p->ctx, "replace", p->path);
    }
    TRY(mohur__alloc(p->ctx, p->temp_cap, &old));
    TRY(mohur__os_temp_name(p->ctx, p->path, old, p->temp_cap));
    if (!take(p->path, old)) {
        TRY(mohur__os_error(p->ctx, "replace", p->path));
    }
    if (!take(p->temp, p->path)) {
        st = mohur__os_error(p->ctx, "replace", p->path);
        take(old, p->path);
        goto out;
    }
    mohur__free(p->temp);
    p->temp = old;
    old     = NULL;

out:
    mohur__free(old);
    return st;
}

/* What stood at the path before stands at temp now. */
static mohur_status
remove_old(const struct mohur__os_place *p)
{
    int fd    = open(p->temp, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    bool done = fd >= 0 && mohur__os_remove_within(fd) && rmdir(p->temp) == 0;

    mohur__os_close(fd);
    if (!done) {
        return mohur__os_error(p->ctx, "remove the old folder at", p->temp);
    }
    return MOHUR_OK;
}

mohur_status
mohur__os_place_commit(struct mohur__os_place *p, bool sync)
{
    mohur_status st  = MOHUR_OK;
    bool has_old     = false;
    struct stat look = {0};

    REQUIRE(p->ctx, is_same(p, p->temp), MOHUR_E_IO,
            "somebody else moved the folder while it was filled");
    TRY(target_check(p));
    has_old = lstat(p->path, &look) == 0;
    if (has_old) {
        TRY(exchange(p));
    } else if (!take(p->temp, p->path)) {
        TRY(mohur__os_error(p->ctx, "make", p->path));
    }
    p->committed = true;
    REQUIRE(p->ctx, is_same(p, p->path), MOHUR_E_IO,
            "somebody else moved the folder while it got its name");
    if (sync) {
        TRY(mohur__os_sync_folder_of(p->ctx, p->path));
    }
    if (has_old) {
        TRY(remove_old(p));
    }

out:
    return st;
}

mohur_status
mohur__os_place_discard(struct mohur__os_place *p)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(p->ctx, is_same(p, p->temp), MOHUR_E_IO,
            "somebody else moved the folder while it was filled");
    if (!mohur__os_remove_within(p->fd) || rmdir(p->temp) != 0) {
        return mohur__os_error(p->ctx, "remove the temporary folder beside",
                               p->path);
    }
    p->committed = true; /* there is nothing left to do */

out:
    return st;
}

void
mohur__os_place_free(struct mohur__os_place *p)
{
    if (p == NULL) {
        return;
    }
    if (p->fd >= 0 && !p->committed) {
        mohur__os_remove_within(p->fd);
        if (is_same(p, p->temp)) {
            rmdir(p->temp);
        }
    }
    mohur__os_close(p->fd);
    mohur__free(p->temp);
    mohur__free(p->path);
    mohur__free(p);
}
