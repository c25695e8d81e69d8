/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_TOKEN_FIXTURE_H
#define MOHUR_TESTS_TOKEN_FIXTURE_H

#include "store_fixture.h"
#include "token_kit.h"

#include <mohur/life.h>

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

/* Stores for cases about keys in a token, and programs that end making one. */

/* All cases share a token, so no two may draw the same ids. */
static inline mohur_keystore *
store_fresh(struct fixture *t)
{
    static uint8_t nth = 0;

    nth++;
    t->random.seed[31] = nth;
    return store_new(t);
}

static inline mohur_keystore *
store_with_pin(struct fixture *t)
{
    mohur_keystore *ks = store_fresh(t);

    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_set_pin(ks, token_kit_pin, NULL));
    return ks;
}

static inline mohur_token_check
token_check(struct fixture *t, mohur_keystore *ks)
{
    mohur_token_check found = MOHUR_TOKEN_CHECK_INIT;

    token_kit_fault(NULL);
    CHECK_OK(mohur_keystore_token_check(ks, token_kit_uri(), &found));
    return found;
}

/* A child of ours opens the store, makes a key and does not live to its end. */
static inline void
token_crash(struct fixture *t,
            const char *fault,
            mohur_status (*make_one)(mohur_keystore *ks))
{
    int status  = 0;
    pid_t child = fork();

    if (child == 0) {
        mohur_ctx *ctx     = NULL;
        mohur_keystore *ks = NULL;

        token_kit_fault(fault);
        if (mohur_ctx_new(NULL, &ctx) == MOHUR_OK &&
            store_open_with(ctx, store_path(t), &ks) == MOHUR_OK &&
            mohur_keystore_set_pin(ks, token_kit_pin, NULL) == MOHUR_OK) {
            (void)!make_one(ks);
        }
        _exit(1);
    }
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
}

#endif
