/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_OS_MEMORY_H
#define MOHUR_SRC_BASE_OS_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the system does for pages with secrets.  Pages start at an address
 * that is a multiple of the page size.  Each call says whether it was done.
 */

/* Never to be swapped out. */
bool
mohur__os_memory_lock(void *pages, size_t len);

/* Not part of a core dump. */
bool
mohur__os_memory_no_dump(void *pages, size_t len);

/* All zeros in a forked child. */
bool
mohur__os_memory_wipe_on_fork(void *pages, size_t len);

/* Could len more bytes be locked now? */
bool
mohur__os_memory_can_lock(size_t len);

/* The number of this process, which a forked child does not share. */
int64_t
mohur__os_process(void);

#endif
