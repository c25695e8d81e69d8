/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_BUF_H
#define MOHUR_SRC_BASE_BUF_H

#include "base/bytes.h"
#include "base/error.h"

/*
 * A growable run of bytes that states its maximum at birth.  Emits keep a
 * sticky error, so a run of them needs one mohur__buf_status at the end.  No
 * pointer into it lives across a call that may grow it.
 */
struct mohur__buf {
    mohur_ctx *ctx;
    uint8_t *data;
    size_t len;
    size_t cap;
    size_t max;
    mohur_status st;
};

/* Caller's memory; allocates nothing yet. */
void
mohur__buf_init(struct mohur__buf *b, mohur_ctx *ctx, size_t max);

/* Wipe and release what it holds.  A zeroed struct is allowed. */
void
mohur__buf_wipe(struct mohur__buf *b);

/* Empty it, keeping the room (old bytes are wiped). */
void
mohur__buf_clear(struct mohur__buf *b);

/* Append; MOHUR_E_LIMIT beyond the maximum, MOHUR_E_NO_MEMORY: both stick. */
void
mohur__buf_u8(struct mohur__buf *b, uint8_t v);
void
mohur__buf_u16(struct mohur__buf *b, uint16_t v);
void
mohur__buf_u32(struct mohur__buf *b, uint32_t v);
void
mohur__buf_u64(struct mohur__buf *b, uint64_t v);
void
mohur__buf_bytes(struct mohur__buf *b, mohur__bytes v);
void
mohur__buf_zeros(struct mohur__buf *b, size_t n);

/* The same of the digits of v, as people write it. */
void
mohur__buf_decimal(struct mohur__buf *b, uint64_t v);

/* Append n bytes and return room for them; empty if that failed. */
mohur__span
mohur__buf_room(struct mohur__buf *b, size_t n);

/* Did every emit succeed? */
mohur_status
mohur__buf_status(const struct mohur__buf *b);

/* What was written.  Borrowed until the next emit. */
mohur__bytes
mohur__buf_view(const struct mohur__buf *b);

#endif
