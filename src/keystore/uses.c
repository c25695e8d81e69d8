/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/uses.h"

#include "base/guard.h"
#include "base/mem.h"

#include <stdatomic.h>

/* A counter of uses that several threads take from. */
struct mohur__uses {
    atomic_uint refs;
    _Atomic uint64_t left;
};

mohur_status
mohur__uses_new(mohur_ctx *ctx, struct mohur__uses **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__uses *u = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &u));
    atomic_init(&u->refs, 1);
    atomic_init(&u->left, 0);
    *out = u;

out:
    return st;
}

struct mohur__uses *
mohur__uses_hold(struct mohur__uses *u)
{
    if (u != NULL) {
        atomic_fetch_add(&u->refs, 1);
    }
    return u;
}

void
mohur__uses_free(struct mohur__uses *u)
{
    if (u != NULL && atomic_fetch_sub(&u->refs, 1) == 1) {
        mohur__free(u);
    }
}

bool
mohur__uses_take(struct mohur__uses *u)
{
    uint64_t left = u != NULL ? atomic_load(&u->left) : 0;

    /* A failed exchange reads left anew. */
    while (left > 0) {
        if (atomic_compare_exchange_weak(&u->left, &left, left - 1)) {
            return true;
        }
    }
    return false;
}

void
mohur__uses_add(struct mohur__uses *u, uint64_t n)
{
    atomic_fetch_add(&u->left, n);
}

uint64_t
mohur__uses_left(const struct mohur__uses *u)
{
    return u != NULL ? atomic_load(&u->left) : 0;
}

/* Whoever else holds it got it from the caller, so 1 stays 1 here. */
uint64_t
mohur__uses_drain(struct mohur__uses *u)
{
    return atomic_load(&u->refs) == 1 ? atomic_exchange(&u->left, 0) : 0;
}
