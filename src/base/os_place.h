/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_PLACE_H
#define MOHUR_SRC_BASE_OS_PLACE_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * A folder that appears whole or not at all: it is made beside its place
 * under a temporary name and takes its own name at the end.
 */
struct mohur__os_place;

/* Make it, 0700.  Without replace a path that exists is MOHUR_E_EXISTS; with
 * it, one that is not a folder is. */
mohur_status
mohur__os_place_new(mohur_ctx *ctx,
                    const char *path,
                    bool replace,
                    struct mohur__os_place **out);

/* The folder, open until the place is released. */
int
mohur__os_place_fd(const struct mohur__os_place *p);

/*
 * A file in it that has no name, for reading and writing; it is gone when it
 * is closed.
 */
mohur_status
mohur__os_place_scratch(struct mohur__os_place *p, int *out_fd);

/*
 * Give the folder its name.  With replace the old one changes places with
 * it in one step, where the file system can, and is then removed.  sync: the
 * change goes to the disk.
 */
mohur_status
mohur__os_place_commit(struct mohur__os_place *p, bool sync);

/*
 * Remove the folder instead, with all that is in it.  After a failure the
 * release tries again.
 */
mohur_status
mohur__os_place_discard(struct mohur__os_place *p);

/* Release; what was not committed is removed.  NULL is allowed. */
void
mohur__os_place_free(struct mohur__os_place *p);

/*
 * Remove all that is in an open folder, following no link, staying on its
 * file system.  False, with errno set, if something is left.
 */
bool
mohur__os_remove_within(int fd);

#endif
