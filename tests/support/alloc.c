/* SPDX-License-Identifier: Apache-2.0 */
#include "alloc.h"

#include <stdlib.h>
#include <string.h>

/* Before each block lies its length, in room that keeps the alignment. */
enum {
    ALLOC_HEAD = 2 * sizeof(max_align_t)
};

void
alloc_fail_at(struct alloc *a, size_t nth, enum alloc_mode mode)
{
    atomic_store(&a->calls, 0);
    atomic_store(&a->failed, false);
    a->nth  = nth;
    a->mode = mode;
}

bool
alloc_has_failed(struct alloc *a)
{
    a->nth = 0;
    return atomic_load(&a->failed);
}

void *
alloc_take(void *user, size_t len)
{
    struct alloc *a = user;
    size_t call     = atomic_fetch_add(&a->calls, 1) + 1;
    uint8_t *block  = NULL;

    if (a->nth != 0 &&
        (call == a->nth || (a->mode == ALLOC_FOR_GOOD && call > a->nth))) {
        atomic_store(&a->failed, true);
        return NULL;
    }
    block = malloc(ALLOC_HEAD + len);
    if (block == NULL) {
        return NULL;
    }
    memcpy(block, &len, sizeof len);
    /* Whoever reads before writing shall not find zeros. */
    memset(block + ALLOC_HEAD, 0xA5, len);
    atomic_fetch_add(&a->live, 1);
    atomic_fetch_add(&a->allocated, len);
    return block + ALLOC_HEAD;
}

static bool
is_wiped(const uint8_t *bytes, size_t len)
{
    /* Each byte is as the one before it, and the first is zero: quick. */
    return len == 0 ||
           (bytes[0] == 0 && memcmp(bytes, bytes + 1, len - 1) == 0);
}

void
alloc_release(void *user, void *block)
{
    struct alloc *a = user;
    uint8_t *start  = (uint8_t *)block - ALLOC_HEAD;
    size_t len      = 0;

    memcpy(&len, start, sizeof len);
    if (!is_wiped(block, len)) {
        atomic_fetch_add(&a->unwiped, 1);
    }
    atomic_fetch_sub(&a->live, 1);
    free(start);
}
