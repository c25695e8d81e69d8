/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_AHEAD_H
#define MOHUR_SRC_ARCHIVE_AHEAD_H

#include "archive/stream.h"

/*
 * Segments on their way: fetched, opened, hashed and written where they belong
 * by jobs, handed out in the order in which they were asked for.  A source
 * that is for the context's thread alone is read there.  Without
 * threads the caller does it all, one segment at a time, to the same end.
 */
struct mohur__ahead;

/* Where jobs put what they verified: 0, or a number for error, which is
 * called on the context's thread. */
struct mohur__placer {
    int (*place)(void *user, uint64_t offset, mohur__bytes data);
    mohur_status (*error)(void *user, int error);
    void *user;
};

/* A segment as its verified TABLE describes it. */
struct mohur__segment {
    uint64_t off;                       /* of the SEGMENT record */
    size_t stored_len;                  /* 1 to 1052672 */
    bool is_frame;                      /* to be expanded to content_len */
    size_t content_len;                 /* 1 to 2^20 */
    uint8_t digest[MOHUR__DIGEST_LEN];  /* seg */
    const struct mohur__placer *placer; /* NULL: the caller takes the bytes */
    uint64_t place_off;                 /* where they belong there */
};

/* Make a ring for what the context's jobs can do at once.  s is borrowed. */
mohur_status
mohur__ahead_new(mohur_ctx *ctx,
                 struct mohur__stream *s,
                 struct mohur__ahead **out);

/* Make ready for frames.  MOHUR_E_UNSUPPORTED: not in this build. */
mohur_status
mohur__ahead_unpack(struct mohur__ahead *a);

/* Is there room for one more? */
bool
mohur__ahead_has_room(const struct mohur__ahead *a);

/* How many are on their way. */
size_t
mohur__ahead_sent(const struct mohur__ahead *a);

/* Send for a segment; there is room.  What goes wrong is told by take. */
void
mohur__ahead_send(struct mohur__ahead *a, const struct mohur__segment *seg);

/*
 * Wait for the oldest.  *out is its verified content, which stays until the
 * next take or drop.  MOHUR_E_AUTH, _FORMAT, _IO.
 */
mohur_status
mohur__ahead_take(struct mohur__ahead *a, mohur__bytes *out);

/* Did the job put the segment that was taken where its placer says? */
bool
mohur__ahead_is_placed(const struct mohur__ahead *a);

/* Give back the segment that was taken, if there is one. */
void
mohur__ahead_release(struct mohur__ahead *a);

/* Forget all that is on its way, and what was taken. */
void
mohur__ahead_drop(struct mohur__ahead *a);

/* Release.  NULL is allowed. */
void
mohur__ahead_free(struct mohur__ahead *a);

#endif
