/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_CHANGE_H
#define MOHUR_SRC_BASE_OS_CHANGE_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * A file that is there already and is changed where it lies, or copied with
 * changes: held by one process at a time, written at an offset.
 */

/*
 * Open a plain file for reading and writing, and hold it until it is closed.
 * MOHUR_E_IO if it is a link or no plain file, MOHUR_E_BUSY if another
 * process (or handle) holds it or has replaced it meanwhile.
 */
mohur_status
mohur__os_change_open(mohur_ctx *ctx, const char *path, int *out_fd);

/* Does the path still lead to the open file? */
bool
mohur__os_change_same(int fd, const char *path);

/* Write all, from an offset on. */
mohur_status
mohur__os_write_at(mohur_ctx *ctx, int fd, uint64_t offset, mohur__bytes data);

/*
 * Append len bytes of from, from an offset on, to the file to, which stands
 * at its end.  The file system shares or copies them by itself where it can.
 * MOHUR_E_IO if from is shorter.
 */
mohur_status
mohur__os_copy_range(
    mohur_ctx *ctx, int from, uint64_t offset, int to, uint64_t len);

/* Give a copy the permissions of what it was copied from. */
mohur_status
mohur__os_copy_mode(mohur_ctx *ctx, int from, int to);

#endif
