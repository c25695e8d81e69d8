/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_ANONYMOUS_H
#define MOHUR_SRC_ARCHIVE_ANONYMOUS_H

#include "archive/writer.h"
#include "base/buf.h"

/*
 * A header that names nobody: no hints, as many slots of each type as the
 * next power of two, in no order.
 * Source: docs/formats/archive.md, section 3.2.
 */

/* How many slots are to be added that are for nobody. */
uint32_t
mohur__anonymous_decoys(const mohur_archive_options *o);

/* The same for the type of the i-th recipient; 0 unless it is the first. */
uint32_t
mohur__anonymous_decoys_of(const mohur_archive_options *o, size_t i);

/*
 * A key that only its type, and for a wrapping key its version, has in common
 * with this one.
 */
mohur_status
mohur__anonymous_key(mohur_ctx *ctx, const mohur_key *like, mohur_key **out);

/* Put n slots, which are all that the buffer holds, into random order. */
mohur_status
mohur__anonymous_shuffle(mohur_ctx *ctx, struct mohur__buf *slots, uint32_t n);

/* The number of intended ids that hides how many there are; at most 256. */
uint32_t
mohur__anonymous_ids(uint32_t n);

#endif
