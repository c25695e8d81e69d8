/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_STORE_JOBS_H
#define MOHUR_TESTS_STORE_JOBS_H

#include "check.h"
#include "scene.h"

/*
 * What can be done with a store, for tests that let it fail.  Each job opens
 * the store of the case anew.  One that changes the store changes one thing:
 * afterwards it has the state from before or the one after, and is sound.
 */
struct store_job {
    const char *name;
    mohur_status (*run)(mohur_ctx *ctx, const char *path);
    size_t versions; /* that it adds */
    bool slow;       /* it derives a key from a passphrase */
};

extern const struct store_job store_jobs[];
extern const size_t store_jobs_len;

/* A store with the key "first" in the folder "store" of the case. */
const char *
store_jobs_start(struct fixture *t);

/* Is it sound, on another context?  How many versions it has. */
size_t
store_jobs_check(struct fixture *t, const char *path);

/* Make one; whether or not it fails, the next try will do. */
mohur_status
store_jobs_create(mohur_ctx *ctx, const char *path);

/* Take a store away, folder and all. */
void
store_jobs_remove(const char *path);

#endif
