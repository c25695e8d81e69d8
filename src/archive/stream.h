/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_STREAM_H
#define MOHUR_SRC_ARCHIVE_STREAM_H

#include "archive/chunk.h"
#include "archive/record.h"
#include "archive/schedule.h"
#include "base/io.h"

/*
 * The inner stream of an archive, read anywhere: chunks are fetched, opened
 * and kept, a few of them, in case what is read next lies in the same one.
 * Nothing that comes out of it was not authenticated.
 */
enum {
    MOHUR__STREAM_KEPT = 4
};

struct mohur__stream {
    mohur_ctx *ctx;
    mohur_source *source;
    const struct mohur__schedule *schedule;
    mohur_alg alg;
    uint64_t payload_off;
    struct mohur__chunk_geometry geometry;
    struct mohur__aead *aead;
    uint8_t *kept; /* room for sealed chunks, opened in place */
    uint64_t held[MOHUR__STREAM_KEPT]; /* which, plus 1; 0 for none */
    uint64_t pin_first; /* chunks whose first reading is remembered */
    uint64_t pin_n;
    uint8_t *pins; /* a digest of 32 bytes each, zeros before */
};

/*
 * Begin.  All but out is borrowed; out is caller's memory, to be wiped after
 * failure too.  MOHUR_E_FORMAT: the source has an impossible length.
 */
mohur_status
mohur__stream_init(mohur_ctx *ctx,
                   mohur_source *source,
                   uint64_t payload_off,
                   mohur_alg alg,
                   const struct mohur__schedule *schedule,
                   struct mohur__stream *out);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__stream_wipe(struct mohur__stream *s);

/*
 * Fill out from offset.  MOHUR_E_AUTH: not genuine; MOHUR_E_FORMAT: outside
 * of the stream.
 */
mohur_status
mohur__stream_read(struct mohur__stream *s, uint64_t offset, mohur__span out);

/* Open the last chunk, whose length says that nothing is missing. */
mohur_status
mohur__stream_check_last(struct mohur__stream *s);

/* The body of a record at offset whose type and length are known. */
mohur_status
mohur__stream_body(struct mohur__stream *s,
                   uint64_t offset,
                   enum mohur__record_type type,
                   mohur__span out);

/*
 * Remember the chunks of this part of the stream as they are first read;
 * read again, one that changed is MOHUR_E_AUTH, whoever changed it.
 */
mohur_status
mohur__stream_pin(struct mohur__stream *s, uint64_t offset, uint64_t len);

/* The chunks that a part of the stream, not empty, lies in. */
struct mohur__chunk_range {
    uint64_t first;
    size_t n;
    uint64_t file_off;
    size_t sealed_len; /* of all n together */
    size_t skip;       /* bytes of plaintext before the part */
};

struct mohur__chunk_range
mohur__stream_range(const struct mohur__stream *s, uint64_t offset, size_t len);

#endif
