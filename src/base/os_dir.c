/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_dir.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_change.h"
#include "base/os_file.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Everything is done relative to the descriptor of the folder, and a file is
 * made in the descriptor of its own folder, which is kept for the next one.
 * So a path may be exchanged under us without anything being written
 * elsewhere.
 */
enum {
    NAME_CAP     = 4096,
    FOLDER_FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
};

struct mohur__os_tree {
    mohur_ctx *ctx;
    char *path;
    bool sync;
    bool plain;
    int root;
    int parent; /* the folder of the last name; -1 for none */
    int file;   /* -1 for none */
    dev_t dev;  /* of root */
    char parent_name[NAME_CAP];
    char name[NAME_CAP]; /* what is being made, for messages too */
};

/* "cannot <what> <path>/<name>: <reason>" */
static mohur_status
tree_error(struct mohur__os_tree *t, const char *cannot)
{
    int error                = errno;
    char shown[2 * NAME_CAP] = {0};

    snprintf(shown, sizeof shown, "%s/%s", t->path, t->name);
    errno = error;
    return mohur__os_error(t->ctx, cannot, shown);
}

static mohur_status
name_set(struct mohur__os_tree *t, mohur__bytes name)
{
    if (name.len == 0 || name.len >= sizeof t->name) {
        return mohur__error(t->ctx, MOHUR_E_ARGUMENT,
                            "a name of %zu bytes cannot be made", name.len);
    }
    mohur__copy(mohur__span_of((uint8_t *)t->name, sizeof t->name), name);
    t->name[name.len] = '\0';
    return MOHUR_OK;
}

/* Where the last part of t->name begins. */
static size_t
leaf_offset(const struct mohur__os_tree *t)
{
    const char *slash = strrchr(t->name, '/');

    return slash != NULL ? (size_t)(slash - t->name) + 1 : 0;
}

/* The next part of a path, and the rest; false after the last. */
static bool
next_part(const char **path, char part[NAME_CAP])
{
    size_t len = strcspn(*path, "/");

    if (len == 0) {
        return false;
    }
    mohur__copy(mohur__span_of((uint8_t *)part, NAME_CAP - 1),
                mohur__bytes_of(*path, len));
    part[len] = '\0';
    *path += len + ((*path)[len] == '/');
    return true;
}

/* Part by part from the root, making what is missing; -1 and errno. */
static int
walk(const struct mohur__os_tree *t, const char *path)
{
    char part[NAME_CAP] = {0};
    struct stat about   = {0};
    int fd              = openat(t->root, ".", FOLDER_FLAGS);

    while (fd >= 0 && next_part(&path, part)) {
        int next = -1;
        if (strcmp(part, "..") == 0) {
            errno = EXDEV;
        } else if (mkdirat(fd, part, 0700) == 0 || errno == EEXIST) {
            next = openat(fd, part, FOLDER_FLAGS);
        }
        if (next >= 0 && (fstat(next, &about) != 0 || about.st_dev != t->dev)) {
            mohur__os_close(next);
            next  = -1;
            errno = EXDEV;
        }
        mohur__os_close(fd);
        fd = next;
    }
    return fd;
}

/* The same by the kernel, for a folder that is there. */
static int
open_beneath(const struct mohur__os_tree *t, const char *path)
{
    struct open_how how = {
        .flags   = FOLDER_FLAGS,
        .resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_XDEV,
    };

    return (int)syscall(SYS_openat2, t->root, path, &how, sizeof how);
}

static int
open_folder(struct mohur__os_tree *t, const char *path)
{
    int fd = -1;

    if (path[0] != '\0' && !t->plain) {
        fd = open_beneath(t, path);
        /* Not in older kernels; sandboxes forbid what they do not know. */
        t->plain = fd < 0 && (errno == ENOSYS || errno == EPERM);
    }
    if (fd < 0 && (path[0] == '\0' || t->plain || errno == ENOENT)) {
        fd = walk(t, path);
    }
    return fd;
}

/* Done with the folder of the last name. */
static mohur_status
parent_close(struct mohur__os_tree *t)
{
    mohur_status st = MOHUR_OK;

    if (t->parent >= 0 && t->sync) {
        st = mohur__os_sync(t->ctx, t->parent);
    }
    mohur__os_close(t->parent);
    t->parent = -1;
    return st;
}

/* Have t->parent be the folder that t->name is in. */
static mohur_status
parent_open(struct mohur__os_tree *t)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes want = mohur__bytes_of(t->name, leaf_offset(t));
    mohur__bytes have = mohur__bytes_text(t->parent_name);

    if (want.len > 0) {
        want.len--; /* the slash */
    }
    if (t->parent >= 0 && mohur__bytes_equal(want, have)) {
        return MOHUR_OK;
    }
    TRY(parent_close(t));
    mohur__copy(
        mohur__span_of((uint8_t *)t->parent_name, sizeof t->parent_name), want);
    t->parent_name[want.len] = '\0';
    t->parent                = open_folder(t, t->parent_name);
    if (t->parent < 0) {
        TRY(tree_error(t, "make"));
    }

out:
    return st;
}

mohur_status
mohur__os_tree_new(mohur_ctx *ctx,
                   int fd,
                   const char *path,
                   bool sync,
                   struct mohur__os_tree **out)
{
    mohur_status st          = MOHUR_OK;
    struct stat about        = {0};
    struct mohur__os_tree *t = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &t));
    t->ctx    = ctx;
    t->root   = fd;
    t->parent = -1;
    t->file   = -1;
    t->sync   = sync;
    TRY(mohur__strdup(ctx, mohur__bytes_text(path), &t->path));
    if (fstat(fd, &about) != 0) {
        TRY(mohur__os_error(ctx, "write", path));
    }
    t->dev = about.st_dev;
    *out   = t;
    t      = NULL;

out:
    mohur__os_tree_free(t);
    return st;
}

void
mohur__os_tree_plain(struct mohur__os_tree *t)
{
    t->plain = true;
}

mohur_status
mohur__os_tree_folder(struct mohur__os_tree *t, mohur__bytes name)
{
    mohur_status st = MOHUR_OK;

    TRY(name_set(t, name));
    TRY(parent_open(t));
    if (mkdirat(t->parent, t->name + leaf_offset(t), 0700) != 0) {
        TRY(tree_error(t, "make"));
    }

out:
    return st;
}

mohur_status
mohur__os_tree_file(struct mohur__os_tree *t,
                    mohur__bytes name,
                    bool executable)
{
    mohur_status st = MOHUR_OK;
    int flags       = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;

    REQUIRE(t->ctx, t->file < 0, MOHUR_E_INTERNAL, "a file is still open");
    TRY(name_set(t, name));
    TRY(parent_open(t));
    do {
        t->file = openat(t->parent, t->name + leaf_offset(t), flags,
                         executable ? 0700 : 0600);
    } while (t->file < 0 && errno == EINTR);
    if (t->file < 0) {
        TRY(tree_error(t, "make"));
    }

out:
    return st;
}

mohur_status
mohur__os_tree_write(struct mohur__os_tree *t, mohur__bytes data)
{
    if (mohur__os_write(NULL, t->file, data) != MOHUR_OK) {
        return tree_error(t, "write");
    }
    return MOHUR_OK;
}

void
mohur__os_tree_words(struct mohur__os_tree *t, mohur_ctx *ctx)
{
    t->ctx = ctx;
}

int
mohur__os_tree_place(const struct mohur__os_tree *t,
                     uint64_t offset,
                     mohur__bytes data)
{
    return mohur__os_write_at(NULL, t->file, offset, data) == MOHUR_OK ? 0
                                                                       : errno;
}

mohur_status
mohur__os_tree_place_error(struct mohur__os_tree *t, int error)
{
    errno = error;
    return tree_error(t, "write");
}

static mohur_status
time_set(struct mohur__os_tree *t, int fd, int64_t mtime)
{
    struct timespec times[2] = {
        {.tv_sec = 0, .tv_nsec = UTIME_OMIT},
        {.tv_sec = (time_t)mtime, .tv_nsec = 0},
    };

    return futimens(fd, times) == 0 ? MOHUR_OK
                                    : tree_error(t, "set the time of");
}

mohur_status
mohur__os_tree_file_time(struct mohur__os_tree *t, int64_t mtime)
{
    return time_set(t, t->file, mtime);
}

mohur_status
mohur__os_tree_close(struct mohur__os_tree *t)
{
    mohur_status st = MOHUR_OK;
    int file        = t->file;

    if (t->sync && mohur__os_sync(NULL, file) != MOHUR_OK) {
        st = tree_error(t, "sync");
    }
    t->file = -1;
    /* Quotas and network file systems may say only now that it is full. */
    if (close(file) != 0 && errno != EINTR && st == MOHUR_OK) {
        st = tree_error(t, "write");
    }
    return st;
}

/* Rename without replacing; by a second link where that is not known. */
static int
rename_new(int from, const char *from_name, int to, const char *to_name)
{
    int failed = renameat2(from, from_name, to, to_name, RENAME_NOREPLACE);

    if (failed != 0 &&
        (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)) {
        failed = linkat(from, from_name, to, to_name, 0);
        if (failed == 0) {
            failed = unlinkat(from, from_name, 0);
        }
    }
    return failed;
}

mohur_status
mohur__os_tree_adopt(struct mohur__os_tree *t,
                     int from,
                     const char *from_name,
                     mohur__bytes name)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(t->ctx, t->file < 0, MOHUR_E_INTERNAL, "a file is still open");
    TRY(name_set(t, name));
    TRY(parent_open(t));
    do {
        t->file = openat(from, from_name, O_WRONLY | O_NOFOLLOW | O_CLOEXEC);
    } while (t->file < 0 && errno == EINTR);
    if (t->file < 0 ||
        rename_new(from, from_name, t->parent, t->name + leaf_offset(t)) != 0) {
        TRY(tree_error(t, "make"));
    }

out:
    return st;
}

mohur_status
mohur__os_tree_drop(struct mohur__os_tree *t)
{
    if (t->file < 0) {
        return MOHUR_OK;
    }
    mohur__os_close(t->file);
    t->file = -1;
    return unlinkat(t->parent, t->name + leaf_offset(t), 0) == 0
               ? MOHUR_OK
               : tree_error(t, "remove");
}

mohur_status
mohur__os_tree_link(struct mohur__os_tree *t,
                    mohur__bytes name,
                    mohur__bytes text)
{
    char *target    = NULL;
    mohur_status st = MOHUR_OK;

    TRY(mohur__strdup(t->ctx, text, &target));
    TRY(name_set(t, name));
    TRY(parent_open(t));
    if (symlinkat(target, t->parent, t->name + leaf_offset(t)) != 0) {
        TRY(tree_error(t, "make the link"));
    }

out:
    mohur__free(target);
    return st;
}

mohur_status
mohur__os_tree_link_time(struct mohur__os_tree *t, int64_t mtime)
{
    struct timespec times[2] = {
        {.tv_sec = 0, .tv_nsec = UTIME_OMIT},
        {.tv_sec = (time_t)mtime, .tv_nsec = 0},
    };

    /* Not every file system keeps the time of a link. */
    if (utimensat(t->parent, t->name + leaf_offset(t), times,
                  AT_SYMLINK_NOFOLLOW) != 0 &&
        errno != EOPNOTSUPP) {
        return tree_error(t, "set the time of");
    }
    return MOHUR_OK;
}

mohur_status
mohur__os_tree_folder_time(struct mohur__os_tree *t,
                           mohur__bytes name,
                           int64_t mtime)
{
    mohur_status st = MOHUR_OK;
    int fd          = -1;

    TRY(name_set(t, name));
    fd = open_folder(t, t->name);
    if (fd < 0) {
        TRY(tree_error(t, "set the time of"));
    }
    TRY(time_set(t, fd, mtime));
    if (t->sync && mohur__os_sync(NULL, fd) != MOHUR_OK) {
        TRY(tree_error(t, "sync"));
    }

out:
    mohur__os_close(fd);
    return st;
}

mohur_status
mohur__os_tree_finish(struct mohur__os_tree *t)
{
    mohur_status st = parent_close(t);

    if (st == MOHUR_OK && t->sync) {
        st = mohur__os_sync(t->ctx, t->root);
    }
    return st;
}

void
mohur__os_tree_free(struct mohur__os_tree *t)
{
    if (t != NULL) {
        mohur__os_close(t->parent);
        mohur__os_close(t->file);
        mohur__free(t->path);
        mohur__free(t);
    }
}
