/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_PUMP_H
#define MOHUR_SRC_ARCHIVE_PUMP_H

#include "archive/chunk.h"
#include "archive/schedule.h"
#include "base/io.h"

/*
 * The payload of an archive from a source that cannot seek: chunks in their
 * order, opened by jobs while the next are read.  Each is authenticated when
 * it comes out, and that is all that is known of it.
 */
struct mohur__pump;

struct mohur__pumped {
    uint64_t index;
    mohur__bytes sealed; /* as it came */
    mohur__bytes plain;
    bool last;
};

/* Begin behind the header.  Everything is borrowed. */
mohur_status
mohur__pump_new(mohur_ctx *ctx,
                mohur_source *source,
                mohur_alg alg,
                const struct mohur__schedule *schedule,
                struct mohur__pump **out);

/*
 * The next chunk; it stays until the next call.  MOHUR_END after the last.
 * MOHUR_E_AUTH: not genuine; MOHUR_E_FORMAT: the payload has an impossible
 * length; whatever stands before that came out before.
 */
mohur_status
mohur__pump_next(struct mohur__pump *p, struct mohur__pumped *out);

/* Bytes of the payload that were read so far. */
uint64_t
mohur__pump_len(const struct mohur__pump *p);

/* Release.  NULL is allowed. */
void
mohur__pump_free(struct mohur__pump *p);

#endif
