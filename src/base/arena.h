/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_ARENA_H
#define MOHUR_SRC_BASE_ARENA_H

#include "base/secret.h"

struct mohur__region;

/* A run of bytes in an arena: what a secret stands on. */
struct mohur__slot {
    struct mohur__arena *arena;
    struct mohur__region *region;
    uint8_t *data;
    size_t len;
    size_t page;
    size_t index;
};

/* Take len zeroed bytes, 1 to MOHUR__SECRET_MAX.  Any thread. */
mohur_status
mohur__arena_take(mohur_ctx *ctx,
                  struct mohur__arena *arena,
                  size_t len,
                  struct mohur__slot *out);

/* Wipe the bytes and give them back; the arena may go with them. */
void
mohur__arena_give(struct mohur__slot *slot);

/* Is it this process's, as mohur__secret_alive says? */
bool
mohur__arena_slot_alive(const struct mohur__slot *slot);

#endif
