/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SCRATCH_H
#define MOHUR_SRC_ARCHIVE_SCRATCH_H

#include "archive/limits.h"
#include "base/bytes.h"
#include "base/error.h"
#include <mohur/alg.h>

/*
 * Directory records that do not fit in memory: sorted runs in a file without
 * a name, sealed in chunks under a key that exists only here, and merged at
 * the end.  What is read back is what was written, or it is MOHUR_E_IO.
 */
struct mohur__scratch;

enum {
    MOHUR__SCRATCH_RUNS_MAX = 256
};

/* Make the file in this folder. */
mohur_status
mohur__scratch_new(mohur_ctx *ctx,
                   const char *folder,
                   mohur_alg aead,
                   struct mohur__scratch **out);

/* Keep n records, which are in order, as a run.  MOHUR_E_LIMIT: too many. */
mohur_status
mohur__scratch_add(struct mohur__scratch *s,
                   const mohur__bytes *records,
                   size_t n);

/* Called with one record after the other, each valid until it returns. */
typedef mohur_status
mohur__record_fn(void *user, mohur__bytes record);

/* Give all records of all runs in order.  Once. */
mohur_status
mohur__scratch_merge(struct mohur__scratch *s,
                     mohur__record_fn *each,
                     void *user);

/* Wipe and release; the file is gone with it.  NULL is allowed. */
void
mohur__scratch_free(struct mohur__scratch *s);

#endif
