/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_folder.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

/*
 * Folders and files that belong to one user, and locks between processes.
 * Locks are those of an open file description, so that two handles of one
 * process exclude each other and closing another descriptor drops nothing.
 */
enum {
    SHOWN_CAP    = 101,
    OTHERS       = S_IRWXG | S_IRWXO,
    LOCK_STEP_MS = 5
};

/* File systems whose locks or syncs cannot be relied on. */
static const uint32_t remote_types[] = {
    0x00006969, /* NFS */
    0x0000517B, /* SMB */
    0xFF534D42, /* CIFS */
    0xFE534D42, /* SMB 2 */
    0x65735546, /* FUSE */
};

static mohur_status
refuse(mohur_ctx *ctx, mohur_status status, const char *path, const char *why)
{
    char shown[SHOWN_CAP];

    mohur__text_escape(mohur__bytes_text(path), shown, sizeof shown);
    return mohur__error(ctx, status, "%s %s", shown, why);
}

mohur_status
mohur__os_folder_make(mohur_ctx *ctx, const char *path)
{
    if (mkdir(path, S_IRWXU) != 0 && errno != EEXIST) {
        return mohur__os_error(ctx, "make the folder", path);
    }
    return MOHUR_OK;
}

void
mohur__os_folder_remove(const char *path)
{
    (void)!rmdir(path);
}

static bool
is_remote(uint32_t type)
{
    for (size_t i = 0; i < sizeof remote_types / sizeof remote_types[0]; i++) {
        if (remote_types[i] == type) {
            return true;
        }
    }
    return false;
}

static mohur_status
full_path(mohur_ctx *ctx, const char *path, char **out)
{
    char whole[PATH_MAX] = "";

    if (realpath(path, whole) == NULL) {
        return mohur__os_error(ctx, "find", path);
    }
    return mohur__strdup(ctx, mohur__bytes_text(whole), out);
}

/* A final slash would make lstat follow the link that it is to find. */
static mohur_status
without_slash(mohur_ctx *ctx, const char *path, char **out)
{
    mohur__bytes text = mohur__bytes_text(path);

    while (text.len > 1 && text.data[text.len - 1] == '/') {
        text.len--;
    }
    return mohur__strdup(ctx, text, out);
}

mohur_status
mohur__os_folder_check(mohur_ctx *ctx, const char *path, char **out)
{
    mohur_status st    = MOHUR_OK;
    struct stat about  = {0};
    struct statfs disk = {0};
    char *plain        = NULL;

    *out = NULL;
    TRY(without_slash(ctx, path, &plain));
    if (lstat(plain, &about) != 0 || statfs(plain, &disk) != 0) {
        TRY(mohur__os_error(ctx, "open the folder", plain));
    }
    if (!S_ISDIR(about.st_mode)) {
        TRY(refuse(ctx, MOHUR_E_IO, plain, "is not a folder"));
    }
    if (about.st_uid != geteuid()) {
        TRY(refuse(ctx, MOHUR_E_IO, plain, "belongs to another user"));
    }
    if ((about.st_mode & OTHERS) != 0) {
        TRY(refuse(ctx, MOHUR_E_IO, plain,
                   "is open to other users; its mode must be 0700"));
    }
    if (is_remote((uint32_t)disk.f_type)) {
        TRY(refuse(ctx, MOHUR_E_UNSUPPORTED, plain,
                   "is on a network file system; use a local disk"));
    }
    TRY(full_path(ctx, plain, out));

out:
    mohur__free(plain);
    return st;
}

static bool
begins_with(const char *name, const char *prefix)
{
    return strncmp(name, prefix, strlen(prefix)) == 0;
}

mohur_status
mohur__os_folder_only(mohur_ctx *ctx,
                      const char *path,
                      const char *prefix,
                      bool *out)
{
    struct dirent *entry = NULL;
    DIR *dir             = opendir(path);

    *out = true;
    if (dir == NULL) {
        return mohur__os_error(ctx, "read the folder", path);
    }
    while ((entry = readdir(dir)) != NULL) {
        bool own = strcmp(entry->d_name, ".") == 0 ||
                   strcmp(entry->d_name, "..") == 0 ||
                   begins_with(entry->d_name, prefix);
        *out = *out && own;
    }
    closedir(dir);
    return MOHUR_OK;
}

mohur_status
mohur__os_folder_close(mohur_ctx *ctx, const char *path)
{
    mohur_status st = MOHUR_OK;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

    if (fd < 0 || fchmod(fd, S_IRWXU) != 0) {
        st = mohur__os_error(ctx, "close to others", path);
    }
    mohur__os_close(fd);
    return st;
}

static mohur_status
private_about(mohur_ctx *ctx, const char *path, const struct stat *about)
{
    if (!S_ISREG(about->st_mode)) {
        return refuse(ctx, MOHUR_E_IO, path, "is not a plain file");
    }
    if (about->st_uid != geteuid()) {
        return refuse(ctx, MOHUR_E_IO, path, "belongs to another user");
    }
    if ((about->st_mode & OTHERS) != 0) {
        return refuse(ctx, MOHUR_E_IO, path,
                      "is open to other users; its mode must be 0600");
    }
    if (about->st_nlink != 1) {
        return refuse(ctx, MOHUR_E_IO, path,
                      "has a second name (a hard link); remove that");
    }
    return MOHUR_OK;
}

mohur_status
mohur__os_private_check(mohur_ctx *ctx, const char *path)
{
    struct stat about = {0};

    if (lstat(path, &about) != 0) {
        return mohur__os_error(ctx, "open", path);
    }
    return private_about(ctx, path, &about);
}

/* O_NOFOLLOW: a link that somebody laid there is an error. */
static int
open_private(const char *path, int flags)
{
    int fd = -1;

    do {
        fd = open(path,
                  O_RDWR | O_CREAT | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC | flags,
                  S_IRUSR | S_IWUSR);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

mohur_status
mohur__os_private_new(mohur_ctx *ctx, const char *path)
{
    int fd = open_private(path, O_EXCL);

    if (fd < 0) {
        return mohur__os_error(ctx, "make", path);
    }
    mohur__os_close(fd);
    return MOHUR_OK;
}

/* 1: held; 0: somebody else holds it; -1: it failed. */
static int
lock_try(int fd)
{
    struct flock whole = {0};

    whole.l_type   = F_WRLCK;
    whole.l_whence = SEEK_SET;
    if (fcntl(fd, F_OFD_SETLK, &whole) == 0) {
        return 1;
    }
    return errno == EAGAIN || errno == EACCES || errno == EINTR ? 0 : -1;
}

static void
sleep_step(void)
{
    struct timespec step = {0, LOCK_STEP_MS * 1000000L};

    /* A signal makes the step shorter, which does no harm. */
    nanosleep(&step, NULL);
}

/* A lock on a file that has no name any more keeps nobody out. */
static bool
is_still_there(const char *path, const struct stat *about)
{
    struct stat now = {0};

    return lstat(path, &now) == 0 && now.st_ino == about->st_ino &&
           now.st_dev == about->st_dev;
}

mohur_status
mohur__os_lock(mohur_ctx *ctx, const char *path, uint32_t wait_ms, int *out_fd)
{
    mohur_status st   = MOHUR_OK;
    struct stat about = {0};
    int held          = 0;
    int fd            = open_private(path, 0);

    *out_fd = -1;
    if (fd < 0 || fstat(fd, &about) != 0) {
        TRY(mohur__os_error(ctx, "open the lock", path));
    }
    TRY(private_about(ctx, path, &about));
    held = lock_try(fd);
    for (uint32_t waited = 0; held == 0 && waited < wait_ms;
         waited += LOCK_STEP_MS) {
        sleep_step();
        held = lock_try(fd);
    }
    if (held < 0) {
        TRY(mohur__os_error(ctx, "lock", path));
    }
    if (held == 0) {
        TRY(refuse(ctx, MOHUR_E_BUSY, path, "is held by another process"));
    }
    if (!is_still_there(path, &about)) {
        TRY(refuse(ctx, MOHUR_E_BUSY, path, "was removed by another process"));
    }
    *out_fd = fd;
    fd      = -1;

out:
    mohur__os_close(fd);
    return st;
}

void
mohur__os_unlock(int fd)
{
    struct flock whole = {0};

    whole.l_type   = F_UNLCK;
    whole.l_whence = SEEK_SET;
    if (fd >= 0) {
        /* Said outright: a forked child may share the description. */
        fcntl(fd, F_OFD_SETLK, &whole);
        mohur__os_close(fd);
    }
}
