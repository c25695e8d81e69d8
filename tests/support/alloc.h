/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_ALLOC_H
#define MOHUR_TESTS_ALLOC_H

#include <mohur/sys/backend.h>

#include <stdatomic.h>

/*
 * An allocator that fails when told to, counts what is not released, and
 * looks whether blocks come back wiped.  Any thread may use it.
 */
enum alloc_mode {
    ALLOC_ONCE,    /* the nth allocation from now fails */
    ALLOC_FOR_GOOD /* and every one after it */
};

struct alloc {
    atomic_size_t calls; /* since alloc_fail_at */
    size_t nth;          /* 0: none fails */
    enum alloc_mode mode;
    atomic_bool failed;
    atomic_size_t live;      /* blocks that were not released */
    atomic_size_t unwiped;   /* blocks that came back with something in them */
    atomic_size_t allocated; /* bytes, ever */
};

/* Count anew, and let the nth allocation fail; 0: none. */
void
alloc_fail_at(struct alloc *a, size_t nth, enum alloc_mode mode);

/* Did one fail since alloc_fail_at?  Stops failing. */
bool
alloc_has_failed(struct alloc *a);

/* For mohur_sys; user is the struct alloc. */
void *
alloc_take(void *user, size_t len);
void
alloc_release(void *user, void *block);

#endif
