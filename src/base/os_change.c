/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_change.h"

#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Files that are changed where they lie. */
enum {
    BLOCK_LEN      = 256 * 1024,
    SHOWN_PATH_CAP = 101
};

static const uint64_t copy_max = UINT64_C(1) << 30; /* of one call */

static mohur_status
refuse(mohur_ctx *ctx, mohur_status status, const char *path, const char *why)
{
    char shown[SHOWN_PATH_CAP];

    mohur__text_escape(mohur__bytes_text(path), shown, sizeof shown);
    return mohur__error(ctx, status, "%s %s", shown, why);
}

bool
mohur__os_change_same(int fd, const char *path)
{
    struct stat held = {0};
    struct stat now  = {0};

    return fstat(fd, &held) == 0 && lstat(path, &now) == 0 &&
           held.st_dev == now.st_dev && held.st_ino == now.st_ino;
}

/* The lock belongs to the open file, so closing another one keeps it. */
static bool
hold(int fd)
{
    struct flock whole = {0};

    whole.l_type   = F_WRLCK;
    whole.l_whence = SEEK_SET;
    return fcntl(fd, F_OFD_SETLK, &whole) == 0;
}

mohur_status
mohur__os_change_open(mohur_ctx *ctx, const char *path, int *out_fd)
{
    struct stat about = {0};
    mohur_status st   = MOHUR_OK;
    int fd            = -1;

    *out_fd = -1;
    do {
        fd = open(path, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0 || fstat(fd, &about) != 0) {
        TRY(mohur__os_error(ctx, "change", path));
    }
    if (!S_ISREG(about.st_mode)) {
        TRY(refuse(ctx, MOHUR_E_IO, path, "is no plain file"));
    }
    if (!hold(fd)) {
        TRY(errno == EAGAIN || errno == EACCES
                ? refuse(ctx, MOHUR_E_BUSY, path,
                         "is being changed by another process")
                : mohur__os_error(ctx, "lock", path));
    }
    /* Whoever held it before us may have put a copy in its place. */
    if (!mohur__os_change_same(fd, path)) {
        TRY(refuse(ctx, MOHUR_E_BUSY, path, "was replaced just now"));
    }
    *out_fd = fd;
    fd      = -1;

out:
    mohur__os_close(fd);
    return st;
}

mohur_status
mohur__os_write_at(mohur_ctx *ctx, int fd, uint64_t offset, mohur__bytes data)
{
    while (data.len > 0) {
        ssize_t put = pwrite(fd, data.data, data.len, (off_t)offset);
        if (put < 0 && errno != EINTR) {
            return mohur__os_error(ctx, "write", "the output");
        }
        if (put > 0) {
            offset += (uint64_t)put;
            data = mohur__bytes_sub(data, (size_t)put, data.len);
        }
    }
    return MOHUR_OK;
}

/* Some of it by the kernel; *out_len 0: it cannot, or the end was met. */
static void
copy_some(int from, uint64_t offset, int to, uint64_t len, uint64_t *out_len)
{
    off_t at    = (off_t)offset;
    ssize_t put = 0;

    do {
        put = copy_file_range(from, &at, to, NULL,
                              (size_t)(len < copy_max ? len : copy_max), 0);
    } while (put < 0 && errno == EINTR);
    *out_len = put > 0 ? (uint64_t)put : 0;
}

/* One block through memory. */
static mohur_status
copy_block(mohur_ctx *ctx, int from, uint64_t offset, int to, mohur__span block)
{
    mohur_status st = MOHUR_OK;
    size_t got      = 0;

    while (block.len > 0) {
        TRY(mohur__os_read_at(ctx, from, offset, block, &got));
        REQUIRE(ctx, got > 0, MOHUR_E_IO,
                "the file became shorter while it was copied");
        TRY(mohur__os_write(ctx, to, mohur__bytes_of(block.data, got)));
        offset += got;
        block = mohur__span_sub(block, got, block.len);
    }

out:
    return st;
}

mohur_status
mohur__os_copy_range(
    mohur_ctx *ctx, int from, uint64_t offset, int to, uint64_t len)
{
    mohur_status st = MOHUR_OK;
    void *block     = NULL;
    uint64_t done   = 0;

    for (; len > 0; len -= done, offset += done) {
        copy_some(from, offset, to, len, &done);
        if (done > 0) {
            continue;
        }
        if (block == NULL) {
            TRY(mohur__alloc(ctx, BLOCK_LEN, &block));
        }
        done = len < BLOCK_LEN ? len : BLOCK_LEN;
        TRY(copy_block(ctx, from, offset, to,
                       mohur__span_of(block, (size_t)done)));
    }

out:
    mohur__free(block);
    return st;
}

mohur_status
mohur__os_copy_mode(mohur_ctx *ctx, int from, int to)
{
    struct stat about = {0};

    if (fstat(from, &about) != 0 || fchmod(to, about.st_mode & 0777) != 0) {
        return mohur__os_error(ctx, "set the permissions of", "the output");
    }
    return MOHUR_OK;
}
