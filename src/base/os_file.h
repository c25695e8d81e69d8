/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_FILE_H
#define MOHUR_SRC_BASE_OS_FILE_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * The system's files, as little of them as the library needs: plain calls
 * that retry EINTR, write everything, and put the path and the system's
 * reason in the message.  A descriptor is an int, -1 for none.
 */

/* Open for reading; *out_len is MOHUR_LEN_UNKNOWN for what cannot seek. */
mohur_status
mohur__os_open_read(mohur_ctx *ctx, const char *path, int *out_fd);
mohur_status
mohur__os_length(mohur_ctx *ctx, int fd, uint64_t *out_len);

/*
 * Read some, at most 1 GiB; 0 bytes are the end.  Write all.  Sync means
 * nothing, and succeeds, for what is not stored, such as a pipe.
 */
mohur_status
mohur__os_read(mohur_ctx *ctx, int fd, mohur__span out, size_t *out_len);
mohur_status
mohur__os_read_at(
    mohur_ctx *ctx, int fd, uint64_t offset, mohur__span out, size_t *out_len);
mohur_status
mohur__os_write(mohur_ctx *ctx, int fd, mohur__bytes data);
mohur_status
mohur__os_sync(mohur_ctx *ctx, int fd);
void
mohur__os_close(int fd);

/*
 * Record "cannot read <path>: <reason>", the reason being that of the last
 * call of this file that failed.  For a caller that knows the path: it gives
 * those calls NULL for the context.
 */
mohur_status
mohur__os_error(mohur_ctx *ctx, const char *cannot, const char *path);

/* Something of this name exists (a dangling link too). */
bool
mohur__os_exists(const char *path);

/* What a name stands for, when the question is whether to replace it. */
enum mohur__os_kind {
    MOHUR__OS_ABSENT,
    MOHUR__OS_FILE,   /* or a link to one, or a dangling link */
    MOHUR__OS_FOLDER, /* or a link to one */
    MOHUR__OS_DEVICE  /* a device, pipe or socket, or a link to one */
};

enum mohur__os_kind
mohur__os_kind(const char *path);

/* Open a device or pipe for writing; refuse anything else. */
mohur_status
mohur__os_open_device(mohur_ctx *ctx, const char *path, int *out_fd);

/* Where reading goes on in a file that can seek. */
mohur_status
mohur__os_position(mohur_ctx *ctx, int fd, uint64_t *out);

/* Room that the temporary name of a path of path_len bytes needs. */
#define MOHUR__OS_TEMP_CAP(path_len) ((path_len) + 32)

/* A random name in the folder of path, "dir/.name.<16 hex>.tmp". */
mohur_status
mohur__os_temp_name(mohur_ctx *ctx,
                    const char *path,
                    char *temp,
                    size_t temp_cap);

/*
 * A new file beside @p path, 0600, under a random temporary name that is
 * written to temp (temp_cap bytes).  Then give it the name, replacing or
 * not, and sync the folder; or remove it.
 */
mohur_status
mohur__os_temp_new(
    mohur_ctx *ctx, const char *path, char *temp, size_t temp_cap, int *out_fd);
mohur_status
mohur__os_temp_commit(mohur_ctx *ctx,
                      const char *temp,
                      const char *path,
                      bool replace);
void
mohur__os_unlink(const char *path);

/* Make a new name last.  A folder that cannot be opened is left to it. */
mohur_status
mohur__os_sync_folder_of(mohur_ctx *ctx, const char *path);

#endif
