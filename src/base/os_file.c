/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_file.h"

#include "base/text.h"
#include <mohur/io.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * POSIX files.  Each call retries when a signal came between, and gives the
 * system's reason in English: strerror depends on the locale.
 */
enum {
    SHOWN_PATH_CAP = 101,
    READ_MAX       = 1 << 30
};

static mohur_status
status_of(int error)
{
    if (error == EEXIST) {
        return MOHUR_E_EXISTS;
    }
    return error == ENOMEM ? MOHUR_E_NO_MEMORY : MOHUR_E_IO;
}

static const char *
reason_of(int error)
{
    const char *reason = strerrordesc_np(error);

    return reason != NULL ? reason : "unknown error";
}

mohur_status
mohur__os_error(mohur_ctx *ctx, const char *cannot, const char *path)
{
    int error = errno;
    char shown[SHOWN_PATH_CAP];

    mohur__text_escape(mohur__bytes_text(path), shown, sizeof shown);
    return mohur__error(ctx, status_of(error), "cannot %s %s: %s", cannot,
                        shown, reason_of(error));
}

static mohur_status
fd_error(mohur_ctx *ctx, const char *cannot)
{
    int error = errno;

    return mohur__error(ctx, status_of(error), "cannot %s: %s", cannot,
                        reason_of(error));
}

static int
open_retry(const char *path, int flags)
{
    int fd = -1;

    do {
        fd = open(path, flags | O_CLOEXEC | O_NOCTTY);
    } while (fd < 0 && errno == EINTR);
    return fd;
}

mohur_status
mohur__os_open_read(mohur_ctx *ctx, const char *path, int *out_fd)
{
    struct stat about = {0};
    mohur_status st   = MOHUR_OK;
    int fd            = open_retry(path, O_RDONLY);

    *out_fd = -1;
    if (fd < 0 || fstat(fd, &about) != 0) {
        st = mohur__os_error(ctx, "read", path);
    } else if (S_ISDIR(about.st_mode)) {
        errno = EISDIR;
        st    = mohur__os_error(ctx, "read", path);
    }
    if (st != MOHUR_OK) {
        mohur__os_close(fd);
        return st;
    }
    *out_fd = fd;
    return MOHUR_OK;
}

mohur_status
mohur__os_length(mohur_ctx *ctx, int fd, uint64_t *out_len)
{
    struct stat about = {0};

    *out_len = MOHUR_LEN_UNKNOWN;
    if (fstat(fd, &about) != 0) {
        return fd_error(ctx, "read the length of the file");
    }
    if (S_ISREG(about.st_mode)) {
        *out_len = (uint64_t)about.st_size;
    }
    return MOHUR_OK;
}

mohur_status
mohur__os_position(mohur_ctx *ctx, int fd, uint64_t *out)
{
    off_t position = lseek(fd, 0, SEEK_CUR);

    *out = 0;
    if (position < 0) {
        return fd_error(ctx, "read the position in the file");
    }
    *out = (uint64_t)position;
    return MOHUR_OK;
}

static size_t
read_cap(mohur__span out)
{
    return out.len < READ_MAX ? out.len : READ_MAX;
}

mohur_status
mohur__os_read(mohur_ctx *ctx, int fd, mohur__span out, size_t *out_len)
{
    ssize_t got = 0;

    *out_len = 0;
    do {
        got = read(fd, out.data, read_cap(out));
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fd_error(ctx, "read the input");
    }
    *out_len = (size_t)got;
    return MOHUR_OK;
}

mohur_status
mohur__os_read_at(
    mohur_ctx *ctx, int fd, uint64_t offset, mohur__span out, size_t *out_len)
{
    ssize_t got = 0;

    *out_len = 0;
    do {
        got = pread(fd, out.data, read_cap(out), (off_t)offset);
    } while (got < 0 && errno == EINTR);
    if (got < 0) {
        return fd_error(ctx, "read the input");
    }
    *out_len = (size_t)got;
    return MOHUR_OK;
}

mohur_status
mohur__os_write(mohur_ctx *ctx, int fd, mohur__bytes data)
{
    while (data.len > 0) {
        ssize_t put = write(fd, data.data, data.len);
        if (put < 0 && errno != EINTR) {
            return fd_error(ctx, "write the output");
        }
        if (put > 0) {
            data = mohur__bytes_sub(data, (size_t)put, data.len);
        }
    }
    return MOHUR_OK;
}

mohur_status
mohur__os_sync(mohur_ctx *ctx, int fd)
{
    int failed = 0;

    do {
        failed = fsync(fd);
    } while (failed != 0 && errno == EINTR);
    /* Pipes, terminals, some file systems: there is nothing to sync. */
    if (failed != 0 && errno != EINVAL && errno != ENOTSUP && errno != EROFS) {
        return fd_error(ctx, "sync the output");
    }
    return MOHUR_OK;
}

void
mohur__os_close(int fd)
{
    int error = errno;

    /* Not again on EINTR: on Linux the descriptor is gone by then. */
    if (fd >= 0) {
        close(fd);
    }
    errno = error;
}

bool
mohur__os_exists(const char *path)
{
    struct stat about = {0};

    return lstat(path, &about) == 0;
}

enum mohur__os_kind
mohur__os_kind(const char *path)
{
    struct stat about = {0};

    if (lstat(path, &about) != 0) {
        return MOHUR__OS_ABSENT;
    }
    /* A link counts as what it leads to; a dangling one is as a file. */
    if (stat(path, &about) != 0 || S_ISREG(about.st_mode)) {
        return MOHUR__OS_FILE;
    }
    return S_ISDIR(about.st_mode) ? MOHUR__OS_FOLDER : MOHUR__OS_DEVICE;
}

mohur_status
mohur__os_open_device(mohur_ctx *ctx, const char *path, int *out_fd)
{
    struct stat about = {0};
    mohur_status st   = MOHUR_OK;
    int fd            = open_retry(path, O_WRONLY);

    *out_fd = -1;
    if (fd < 0 || fstat(fd, &about) != 0) {
        st = mohur__os_error(ctx, "write", path);
    } else if (S_ISREG(about.st_mode)) {
        /* It was exchanged since the caller looked. */
        errno = EEXIST;
        st    = mohur__os_error(ctx, "write", path);
    }
    if (st != MOHUR_OK) {
        mohur__os_close(fd);
        return st;
    }
    *out_fd = fd;
    return MOHUR_OK;
}

void
mohur__os_unlink(const char *path)
{
    int error = errno;

    unlink(path);
    errno = error;
}
