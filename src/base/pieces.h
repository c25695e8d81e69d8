/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_PIECES_H
#define MOHUR_SRC_BASE_PIECES_H

#include "base/io.h"

/*
 * A source from where it stands, piece by piece: where it is if it is in
 * memory, else fetched by jobs ahead of the caller.  Copying a file out of the
 * page cache costs a sixth of what hashing it does, which a second processor
 * takes off.  Without threads a piece is fetched when it is asked for.
 */
struct mohur__pieces;

/* Is it a source that this is for?  The others are read as they are. */
bool
mohur__pieces_can(const mohur_source *s);

/* Of the next len bytes, or of all that are left if there are fewer. */
mohur_status
mohur__pieces_new(mohur_ctx *ctx,
                  mohur_source *s,
                  uint64_t len,
                  struct mohur__pieces **out);

/*
 * The next piece, which stays until the next call; nothing at the end.  Where
 * it is in the caller's memory it may change: read it once.  MOHUR_E_IO.
 */
mohur_status
mohur__pieces_next(struct mohur__pieces *p, mohur__bytes *out);

/* Wait for what is being fetched, and release.  NULL is allowed. */
void
mohur__pieces_free(struct mohur__pieces *p);

#endif
