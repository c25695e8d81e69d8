/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_CURSOR_H
#define MOHUR_SRC_BASE_CURSOR_H

#include "base/bytes.h"

/*
 * Read fields one after the other.  Reading past the end gives zeros and
 * sticks, so that a parser reads as a schema and asks once at the end.
 */
struct mohur__cursor {
    mohur__bytes left;
    bool failed;
};

struct mohur__cursor
mohur__cursor_of(mohur__bytes b);

uint8_t
mohur__read_u8(struct mohur__cursor *c);
uint16_t
mohur__read_u16(struct mohur__cursor *c);
uint32_t
mohur__read_u32(struct mohur__cursor *c);
uint64_t
mohur__read_u64(struct mohur__cursor *c);

/* A view of the next len bytes; nothing if there are fewer. */
mohur__bytes
mohur__read_bytes(struct mohur__cursor *c, size_t len);

/* Copy the next dst.len bytes. */
void
mohur__read_into(struct mohur__cursor *c, mohur__span dst);

/* Nothing failed so far. */
bool
mohur__cursor_ok(const struct mohur__cursor *c);

/* Nothing failed and nothing is left. */
bool
mohur__cursor_end(const struct mohur__cursor *c);

#endif
