/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_PRESS_H
#define MOHUR_SRC_ARCHIVE_PRESS_H

#include "archive/frame.h"

/*
 * Segments on their way to becoming frames: filled by the caller's thread,
 * packed by jobs, taken in the order in which they were filled.  Without
 * threads each is packed when it is sent, to the same bytes.
 */
struct mohur__press;

/* Make a ring for what the context's jobs can do at once. */
mohur_status
mohur__press_new(mohur_ctx *ctx, struct mohur__press **out);

/* Is there room to fill, or must one be taken first? */
bool
mohur__press_has_room(const struct mohur__press *p);

/* Copy to the segment at hand, up to its end; returns how much. */
size_t
mohur__press_fill(struct mohur__press *p, mohur__bytes data);

/* Bytes in the segment at hand: 0 to 2^20. */
size_t
mohur__press_filled(const struct mohur__press *p);

/* Have the segment at hand, which is not empty, packed. */
void
mohur__press_send(struct mohur__press *p);

/* How many are sent and not taken. */
size_t
mohur__press_sent(const struct mohur__press *p);

struct mohur__pressed {
    mohur__bytes content;
    mohur__bytes frame;
};

/* Wait for the oldest; there is one.  Views are valid until release. */
mohur_status
mohur__press_take(struct mohur__press *p, struct mohur__pressed *out);

/* Give back the segment that was taken. */
void
mohur__press_release(struct mohur__press *p);

/* Wait for jobs and release.  NULL is allowed. */
void
mohur__press_free(struct mohur__press *p);

#endif
