/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_SWEEP_H
#define MOHUR_TESTS_SWEEP_H

#include "check.h"
#include "scene.h"

/*
 * An operation that is run again and again, with a fault a little later each
 * time, until a run comes through without meeting it.
 */
struct sweep {
    const char *what;
    /* Do it, and leave nothing behind when it fails. */
    mohur_status (*run)(struct fixture *t, void *user);
    /* After a failed run: is the world as it was?  May use CHECK. */
    void (*after)(struct fixture *t, void *user);
    void *user;
    size_t stride; /* of sweep_memory: 1 in so many is failed; 0: all */
};

/* Every allocation fails, once and for good; how many there were. */
size_t
sweep_memory(struct fixture *t, const struct sweep *s);

/* Every draw of randomness fails; how many there were. */
size_t
sweep_random(struct fixture *t, const struct sweep *s);

#endif
