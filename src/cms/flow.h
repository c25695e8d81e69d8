/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_FLOW_H
#define MOHUR_SRC_CMS_FLOW_H

#include "cms/digests.h"

/*
 * Content on its way into digests: while one piece is hashed by a job, the
 * next is read.  Reading from the page cache costs a fifth of what hashing
 * does, which a second processor takes off.  Without threads it is all done
 * in turn, to the same end.  Memory is two pieces, whatever the content has.
 */
struct mohur__flow;

/* len: of the content, if it is known; what is short needs less room. */
mohur_status
mohur__flow_new(mohur_ctx *ctx,
                struct mohur__digests *digests,
                uint64_t len,
                struct mohur__flow **out);

/* Where the next piece goes. */
mohur__span
mohur__flow_room(const struct mohur__flow *f);

/*
 * So many bytes of that room are the next piece.  It may be read until the
 * next push, and not be written.  What hashing an earlier one came to is told
 * here.
 */
mohur_status
mohur__flow_push(struct mohur__flow *f, size_t len);

/* All is there: finish the digests. */
mohur_status
mohur__flow_finish(struct mohur__flow *f);

/* Wait for what is on its way, and release.  NULL is allowed. */
void
mohur__flow_free(struct mohur__flow *f);

#endif
