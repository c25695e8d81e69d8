/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_DIR_H
#define MOHUR_SRC_BASE_OS_DIR_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * Fill a folder that is open, with names relative to it: '/' between the
 * parts, already checked by the caller.  All the same nothing here follows a
 * link, leaves the folder or its file system, or writes into what is there.
 */
struct mohur__os_tree;

/*
 * Begin at the folder fd, which stays the caller's.  path is for messages.
 * sync: what is made goes to the disk before it is done with.
 */
mohur_status
mohur__os_tree_new(mohur_ctx *ctx,
                   int fd,
                   const char *path,
                   bool sync,
                   struct mohur__os_tree **out);

/* Never ask the kernel's openat2, as where there is none: for tests. */
void
mohur__os_tree_plain(struct mohur__os_tree *t);

/* Make a folder, 0700 less the umask; MOHUR_E_EXISTS if it is there.
 * Folders above it are made where they are missing. */
mohur_status
mohur__os_tree_folder(struct mohur__os_tree *t, mohur__bytes name);

/*
 * One file at a time: make it, 0600 or 0700 less the umask, and folders
 * above it; append; set its time (seconds since 1970 UTC); close.
 */
mohur_status
mohur__os_tree_file(struct mohur__os_tree *t,
                    mohur__bytes name,
                    bool executable);
/* Record what goes wrong in another context from now on: that of a job. */
void
mohur__os_tree_words(struct mohur__os_tree *t, mohur_ctx *ctx);

/* Any thread may write at a place: 0, or a number for write_error. */
int
mohur__os_tree_place(const struct mohur__os_tree *t,
                     uint64_t offset,
                     mohur__bytes data);
mohur_status
mohur__os_tree_place_error(struct mohur__os_tree *t, int error);
mohur_status
mohur__os_tree_write(struct mohur__os_tree *t, mohur__bytes data);
mohur_status
mohur__os_tree_file_time(struct mohur__os_tree *t, int64_t mtime);
mohur_status
mohur__os_tree_close(struct mohur__os_tree *t);

/*
 * Make a symbolic link with this text, as it is, and folders above it; and set
 * the time of the link that was made last.  Nothing is looked for where it
 * leads.
 */
mohur_status
mohur__os_tree_link(struct mohur__os_tree *t,
                    mohur__bytes name,
                    mohur__bytes text);
mohur_status
mohur__os_tree_link_time(struct mohur__os_tree *t, int64_t mtime);

/*
 * Instead of making a file: take the one called from_name in the folder
 * from, which is on the same file system, and give it its name here.  It is
 * the open file then, as it is.
 */
mohur_status
mohur__os_tree_adopt(struct mohur__os_tree *t,
                     int from,
                     const char *from_name,
                     mohur__bytes name);

/* Close the open file and remove it.  Without one nothing is done. */
mohur_status
mohur__os_tree_drop(struct mohur__os_tree *t);

/* Set a folder's time, when nothing more goes into it. */
mohur_status
mohur__os_tree_folder_time(struct mohur__os_tree *t,
                           mohur__bytes name,
                           int64_t mtime);

/* Nothing more is made. */
mohur_status
mohur__os_tree_finish(struct mohur__os_tree *t);

/* Release; what was made stays.  NULL is allowed. */
void
mohur__os_tree_free(struct mohur__os_tree *t);

#endif
