/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_SECRET_H
#define MOHUR_SRC_BASE_SECRET_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * The only thing that holds key bytes: memory that is locked where the
 * system allows it, kept out of core dumps, zero in a forked child, and
 * wiped on release.  It comes from the arena of a context; the arena lives
 * until the context and every secret from it are gone, so a secret may
 * outlive its context and be released on any thread.
 */
struct mohur__secret;
struct mohur__arena;

enum {
    MOHUR__SECRET_MAX = 4096
};

/* Make room for len bytes (1 to MOHUR__SECRET_MAX), zeroed. */
mohur_status
mohur__secret_new(mohur_ctx *ctx, size_t len, struct mohur__secret **out);

/* Make one with these bytes. */
mohur_status
mohur__secret_copy(mohur_ctx *ctx, mohur__bytes b, struct mohur__secret **out);

/* Make one of len random bytes. */
mohur_status
mohur__secret_random(mohur_ctx *ctx, size_t len, struct mohur__secret **out);

/* The bytes; nothing of NULL.  Borrowed. */
mohur__bytes
mohur__secret_bytes(const struct mohur__secret *s);
mohur__span
mohur__secret_span(struct mohur__secret *s);

/*
 * Was it made by this process, and not by the one this was forked from?
 * A forked child finds its secrets zeroed.
 */
bool
mohur__secret_alive(const struct mohur__secret *s);

/* Wipe and release.  NULL is allowed. */
void
mohur__secret_free(struct mohur__secret *s);

/* The arena of a context: made empty; released when its last secret is. */
mohur_status
mohur__arena_new(mohur_ctx *ctx, struct mohur__arena **out);
void
mohur__arena_free(struct mohur__arena *arena);
mohur_memory_level
mohur__arena_level(const struct mohur__arena *arena);

#endif
