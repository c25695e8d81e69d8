/* SPDX-License-Identifier: Apache-2.0 */
#include "base/os_memory.h"

#include <sys/mman.h>
#include <unistd.h>

/* The calls are Linux's.  A kernel that lacks one answers with an error. */

bool
mohur__os_memory_lock(void *pages, size_t len)
{
    return mlock(pages, len) == 0;
}

bool
mohur__os_memory_no_dump(void *pages, size_t len)
{
    return madvise(pages, len, MADV_DONTDUMP) == 0;
}

bool
mohur__os_memory_wipe_on_fork(void *pages, size_t len)
{
    return madvise(pages, len, MADV_WIPEONFORK) == 0;
}

bool
mohur__os_memory_can_lock(size_t len)
{
    void *pages = mmap(NULL, len, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    bool locked = false;

    if (pages != MAP_FAILED) {
        locked = mlock(pages, len) == 0;
        munmap(pages, len);
    }
    return locked;
}

int64_t
mohur__os_process(void)
{
    return getpid();
}
