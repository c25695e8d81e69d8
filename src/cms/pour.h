/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_POUR_H
#define MOHUR_SRC_CMS_POUR_H

#include "base/io.h"
#include "cms/digests.h"

/*
 * Hash the next len bytes of a source, or those that it has if they are fewer,
 * and finish the digests; *out_len says how many there were.  What is in memory
 * is hashed where it is, a file while jobs read on, all else is read while a
 * job hashes.  Progress is told.
 */
mohur_status
mohur__pour(mohur_ctx *ctx,
            mohur_source *source,
            uint64_t len,
            struct mohur__digests *digests,
            uint64_t *out_len);

#endif
