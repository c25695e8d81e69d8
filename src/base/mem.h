/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_MEM_H
#define MOHUR_SRC_BASE_MEM_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * Ordinary memory, by the context's allocator.  Each block remembers its
 * length and how to release it, so that what outlives its context (a key)
 * can be released without one.  Blocks are wiped on release.
 */

/* *out = len zeroed bytes, aligned for any object; len 0 is allowed. */
mohur_status
mohur__alloc(mohur_ctx *ctx, size_t len, void **out);

/* Same for count items of len bytes; a product that overflows is NO_MEMORY. */
mohur_status
mohur__alloc_array(mohur_ctx *ctx, size_t count, size_t len, void **out);

/* Wipe and release a block.  NULL is allowed. */
void
mohur__free(void *block);

/* A copy of text with its zero; NULL text gives "". */
mohur_status
mohur__strdup(mohur_ctx *ctx, mohur__bytes text, char **out);

/* The system's own allocator, for a context that replaces nothing. */
void *
mohur__system_alloc(void *user, size_t len);
void
mohur__system_release(void *user, void *block);

/* Allocate one object of the type that *out points to. */
#define MOHUR__NEW(ctx, out) mohur__alloc((ctx), sizeof **(out), (void **)(out))

#endif
