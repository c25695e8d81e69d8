/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_FOLDER_H
#define MOHUR_SRC_BASE_OS_FOLDER_H

#include "base/error.h"

/*
 * A folder that only its owner can look into, the files in it, and a lock
 * that processes share: what a store on disk stands on.
 */

/* Make it, 0700; one that is there stays as it is. */
mohur_status
mohur__os_folder_make(mohur_ctx *ctx, const char *path);

/* Remove it if nothing is in it; failing to is no error. */
void
mohur__os_folder_remove(const char *path);

/*
 * Is it a folder of this user, closed to all others, no link, on a local file
 * system?  MOHUR_E_IO if not, MOHUR_E_UNSUPPORTED for NFS, SMB and FUSE.
 * *out is its full path without links, released by mohur__free.
 */
mohur_status
mohur__os_folder_check(mohur_ctx *ctx, const char *path, char **out);

/* Does it hold nothing but names that begin with prefix? */
mohur_status
mohur__os_folder_only(mohur_ctx *ctx,
                      const char *path,
                      const char *prefix,
                      bool *out);

/* Close an own folder to all others. */
mohur_status
mohur__os_folder_close(mohur_ctx *ctx, const char *path);

/*
 * Is it a plain file of this user, closed to all others, with one name, no
 * link?  Does not open it: closing a descriptor of a file drops the locks
 * that this process has on it.
 */
mohur_status
mohur__os_private_check(mohur_ctx *ctx, const char *path);

/* Make an empty one, 0600; MOHUR_E_EXISTS if there is something. */
mohur_status
mohur__os_private_new(mohur_ctx *ctx, const char *path);

/*
 * Hold the exclusive lock on a file, which is made if need be.  Waits at
 * most so many milliseconds, then MOHUR_E_BUSY; so too if the file was removed
 * meanwhile, by whom it was made for.  The system releases the lock
 * of a process that dies; *out_fd is given to mohur__os_unlock.
 */
mohur_status
mohur__os_lock(mohur_ctx *ctx, const char *path, uint32_t wait_ms, int *out_fd);

/* Release it.  -1 is allowed. */
void
mohur__os_unlock(int fd);

#endif
