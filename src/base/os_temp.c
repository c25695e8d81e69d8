/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/os_file.h"
#include "base/os_random.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/*
 * Files that appear whole or not at all: ".<name>.<16 hex>.tmp" in the same
 * folder, then a rename.  The random part comes from the system and not from
 * the context, so that a host's reproducible source is not disturbed.
 */
enum {
    TEMP_RANDOM_LEN = 8,
    TEMP_NAME_MAX   = 200 /* of the target's: the whole stays below 255 */
};

/* Where the last part of a path begins. */
static size_t
name_offset(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash != NULL ? (size_t)(slash - path) + 1 : 0;
}

/* The name without a cut letter at its end, at most TEMP_NAME_MAX bytes. */
static int
name_len_for_temp(const char *name)
{
    size_t len = strlen(name);

    if (len > TEMP_NAME_MAX) {
        len = TEMP_NAME_MAX;
        while (len > 0 && ((uint8_t)name[len] & 0xC0) == 0x80) {
            len--;
        }
    }
    return (int)len;
}

mohur_status
mohur__os_temp_name(mohur_ctx *ctx,
                    const char *path,
                    char *temp,
                    size_t temp_cap)
{
    mohur_status st                   = MOHUR_OK;
    size_t offset                     = name_offset(path);
    const char *name                  = path + offset;
    uint8_t random[TEMP_RANDOM_LEN]   = {0};
    char hex[2 * TEMP_RANDOM_LEN + 1] = {0};
    int len                           = 0;

    REQUIRE(ctx, name[0] != '\0', MOHUR_E_IO,
            "the path of the output ends in a slash or is empty");
    REQUIRE(ctx, mohur__os_random(NULL, random, sizeof random) == 0,
            MOHUR_E_BACKEND, "the system has no random bytes");
    mohur__hex(MOHUR__BYTES(random), hex);
    len = snprintf(temp, temp_cap, "%.*s.%.*s.%s.tmp", (int)offset, path,
                   name_len_for_temp(name), name, hex);
    REQUIRE(ctx, len > 0 && (size_t)len < temp_cap, MOHUR_E_IO,
            "the path of the output is too long");

out:
    return st;
}

mohur_status
mohur__os_temp_new(
    mohur_ctx *ctx, const char *path, char *temp, size_t temp_cap, int *out_fd)
{
    mohur_status st = MOHUR_OK;
    int fd          = -1;

    *out_fd = -1;
    TRY(mohur__os_temp_name(ctx, path, temp, temp_cap));
    do {
        fd = open(temp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    } while (fd < 0 && errno == EINTR);
    if (fd < 0) {
        TRY(mohur__os_error(ctx, "write", path));
    }
    *out_fd = fd;

out:
    return st;
}

/* Rename without replacing; by a second link where that is not known. */
static int
rename_new(const char *temp, const char *path)
{
    int failed = renameat2(AT_FDCWD, temp, AT_FDCWD, path, RENAME_NOREPLACE);

    if (failed != 0 &&
        (errno == EINVAL || errno == ENOSYS || errno == ENOTSUP)) {
        failed = link(temp, path);
        if (failed == 0) {
            mohur__os_unlink(temp);
        }
    }
    return failed;
}

mohur_status
mohur__os_sync_folder_of(mohur_ctx *ctx, const char *path)
{
    char folder[4096]  = ".";
    mohur__bytes part  = mohur__bytes_of(path, name_offset(path));
    mohur__span target = mohur__span_of((uint8_t *)folder, sizeof folder - 1);
    mohur_status st    = MOHUR_OK;
    int fd             = -1;

    mohur__copy(target, part);
    fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0 && mohur__os_sync(NULL, fd) != MOHUR_OK) {
        st = mohur__os_error(ctx, "sync the folder of", path);
    }
    mohur__os_close(fd);
    return st;
}

mohur_status
mohur__os_temp_commit(mohur_ctx *ctx,
                      const char *temp,
                      const char *path,
                      bool replace)
{
    int failed = replace ? rename(temp, path) : rename_new(temp, path);

    if (failed != 0) {
        return mohur__os_error(ctx, "write", path);
    }
    return mohur__os_sync_folder_of(ctx, path);
}
