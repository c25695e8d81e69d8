/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_FRAME_H
#define MOHUR_SRC_ARCHIVE_FRAME_H

#include "archive/limits.h"
#include "base/bytes.h"
#include "base/error.h"

/*
 * A compressed segment: one zstd frame (RFC 8878), which says how long its
 * content is, needs a window of 2^20 at most, has no dictionary and no
 * checksum, and ends where the segment ends.
 * Source: docs/formats/archive.md, section 6.1.
 *
 * frame.c reads what a frame says of itself; archive/zstd/ makes and expands
 * them, or archive/nozstd/ says that this build cannot.
 */

/* What stands before the first block of a frame. */
struct mohur__frame_head {
    uint64_t content_len;
    uint64_t window;
    size_t len;
};

/* Read it; false if it breaks a rule above. */
bool
mohur__frame_head_parse(mohur__bytes frame, struct mohur__frame_head *out);

/* Is this one whole frame, and nothing else, of so much content? */
bool
mohur__frame_fits(mohur__bytes frame, size_t content_len);

enum {
    /* A frame's own head and that of a block of so many bytes as they are. */
    MOHUR__FRAME_LEAD_LEN = 4 + 1 + 4 + 3
};

/*
 * Begin a frame of content_len bytes, whose first block has the first
 * raw_len bytes of it, which is not the last block: out gets
 * MOHUR__FRAME_LEAD_LEN bytes, after which those and other blocks follow.
 */
void
mohur__frame_lead_emit(size_t content_len, size_t raw_len, mohur__span out);

/* Can this build make and expand frames? */
bool
mohur__frame_usable(void);

/* For one thread at a time.  Nothing of one frame goes into the next. */
struct mohur__packer;

/* MOHUR_E_UNSUPPORTED: not in this build. */
mohur_status
mohur__packer_new(mohur_ctx *ctx, struct mohur__packer **out);

/*
 * A frame of a segment, 1 to 2^20 bytes, somewhere in room, which has
 * MOHUR__SEGMENT_STORED_MAX.  It holds no more than
 * MOHUR__RATIO_DEFAULT times its own length.  No context: for jobs.
 */
mohur_status
mohur__packer_pack(struct mohur__packer *p,
                   mohur__bytes segment,
                   mohur__span room,
                   mohur__bytes *out);

/* Release.  NULL is allowed. */
void
mohur__packer_free(struct mohur__packer *p);

struct mohur__unpacker;

/* MOHUR_E_UNSUPPORTED: not in this build. */
mohur_status
mohur__unpacker_new(mohur_ctx *ctx, struct mohur__unpacker **out);

/*
 * Fill out, at most 2^20 bytes, with what a frame holds.  MOHUR_E_FORMAT: it
 * is not one frame by the rules, or holds another number of bytes.  No
 * context: for jobs.
 */
mohur_status
mohur__unpacker_unpack(struct mohur__unpacker *u,
                       mohur__bytes frame,
                       mohur__span out);

/* Release.  NULL is allowed. */
void
mohur__unpacker_free(struct mohur__unpacker *u);

#endif
