/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_USES_H
#define MOHUR_SRC_KEYSTORE_USES_H

#include "base/ctx.h"

/*
 * Uses of a key that were set aside for a handle of its store: a counter that
 * the handle shares with the keys that it gave out, in any thread.  It knows
 * nothing of the store.
 */
struct mohur__uses;

/* A counter with none, held once. */
mohur_status
mohur__uses_new(mohur_ctx *ctx, struct mohur__uses **out);

/* Hold it once more; hold it once less, which may release it.  NULL is
 * allowed. */
struct mohur__uses *
mohur__uses_hold(struct mohur__uses *u);
void
mohur__uses_free(struct mohur__uses *u);

/* Take one; false if none is left.  NULL has none. */
bool
mohur__uses_take(struct mohur__uses *u);

/* Put more in. */
void
mohur__uses_add(struct mohur__uses *u, uint64_t n);

/* How many are left.  NULL has none. */
uint64_t
mohur__uses_left(const struct mohur__uses *u);

/* Take all that is left; 0 while anybody else holds it, who may want them. */
uint64_t
mohur__uses_drain(struct mohur__uses *u);

#endif
