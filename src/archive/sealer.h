/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SEALER_H
#define MOHUR_SRC_ARCHIVE_SEALER_H

#include "archive/limits.h"
#include "archive/schedule.h"
#include "base/buf.h"
#include "base/io.h"
#include "base/jobs.h"
#include "crypto/aead.h"
#include "crypto/hash.h"

/*
 * The inner stream on its way to the sink.  It is gathered in blocks of
 * about 1 MiB; each block is one job, which hashes the segments in it, fills
 * in what depends on their digests, and seals its chunks while they are in
 * cache.  Blocks leave in order, so the output is the same for any number of
 * jobs.  A segment lies in one block, a chunk may lie in two: the bytes
 * after the last whole chunk of a block are carried to the next one when the
 * block leaves, and the chunk that they begin is sealed then.
 *
 * Where several threads may read the source or write the sink, a job also
 * reads its segment and writes its chunks, all but those that wait.
 */
enum {
    MOHUR__BLOCK_CHUNKS = 24,
    MOHUR__BLOCK_LEN    = MOHUR__BLOCK_CHUNKS * MOHUR__CHUNK_LEN,
    MOHUR__BLOCK_SEALED_LEN =
        (MOHUR__BLOCK_CHUNKS + 1) * MOHUR__CHUNK_SEALED_LEN,
    MOHUR__BLOCK_PIECES = 1024,
    MOHUR__BLOCK_LATE   = 4,
    /* TABLE and ENTRY_END of an entry of one segment, with their heads. */
    MOHUR__SMALL_END_LEN = MOHUR__RECORD_HEAD_LEN + MOHUR__TABLE_ROW_LEN +
                           MOHUR__RECORD_HEAD_LEN + MOHUR__ENTRY_END_LEN +
                           MOHUR__ENTRY_END_TABLE_LEN
};

/* What an entry came to, but for the digests of what is stored. */
struct mohur__entry_sum {
    uint8_t comp;
    uint64_t content_len;
    uint64_t stored_len;
    uint8_t content_sha256[MOHUR__DIGEST_LEN]; /* zeros if stored */
    mohur__span tail; /* of its directory record, gets the root */
};

/* A segment in a block; offsets are those in the block. */
struct mohur__piece {
    size_t off;
    size_t len;
    size_t table_off; /* of the TABLE record, if the entry has one segment and
                         ends in this block; else 0 */
    struct mohur__entry_sum sum; /* then */
    uint8_t digest[MOHUR__DIGEST_LEN];
};

/* A TABLE with rows from several blocks: filled in when its block leaves. */
struct mohur__late_table {
    size_t pieces; /* those of this block that come before it */
    size_t off;    /* of the TABLE record */
    size_t rows;
    bool ends;                   /* ENTRY_END follows at once */
    struct mohur__entry_sum sum; /* then */
};

struct mohur__block {
    struct mohur__task task;
    mohur__span plain;
    mohur__span sealed;
    struct mohur__aead *aead;
    struct mohur__lanes *lanes;
    const uint8_t *n0;
    mohur__bytes borrowed; /* a whole segment in the caller's memory, in place
                              of the same bytes of plain */
    size_t borrowed_off;   /* where they belong in plain */
    mohur_source *source;  /* of a segment that the job reads, or NULL */
    uint64_t source_off;
    mohur__span unread;   /* where it belongs; nothing once it was read */
    mohur_sink *places;   /* where the job writes; NULL: in order */
    uint64_t places_off;  /* of the first chunk of the stream */
    int places_error;     /* 0, or why it could not */
    uint64_t first_chunk; /* of the whole stream */
    size_t carry;         /* bytes at the start that the block before owes */
    size_t len;           /* bytes in plain, carry included */
    bool last;            /* seal the short last chunk too */
    size_t late_from;     /* chunks that wait for a late table: from, to */
    size_t late_to;
    struct mohur__piece *pieces;
    size_t pieces_len;
    struct mohur__late_table late[MOHUR__BLOCK_LATE];
    size_t late_len;
    mohur_status st; /* what the job came to */
};

struct mohur__sealer {
    mohur_ctx *ctx;
    mohur_sink *sink;
    uint64_t sink_off; /* where the stream begins, if jobs write */
    const struct mohur__schedule *schedule;
    mohur_alg aead;
    struct mohur__block *blocks;
    size_t blocks_len;
    size_t oldest;    /* of those in flight */
    size_t in_flight; /* submitted, not yet written */
    uint64_t total;   /* what progress ends at; 0: not known */
    struct mohur__block *current;
    struct mohur__hasher *hasher;
    /* The open table of the entry whose pieces leave now. */
    struct mohur__buf rows;
    struct mohur__buf tables;
};

/* Caller's memory.  sink and schedule must outlive it. */
mohur_status
mohur__sealer_init(mohur_ctx *ctx,
                   mohur_sink *sink,
                   const struct mohur__schedule *schedule,
                   mohur_alg aead,
                   struct mohur__sealer *out);

/* Where the next byte goes, in the stream. */
uint64_t
mohur__sealer_offset(const struct mohur__sealer *s);

/*
 * Have room in one block for n contiguous bytes (at most a segment and what
 * ends a small entry), a piece and a late table.
 */
mohur_status
mohur__sealer_reserve(struct mohur__sealer *s, size_t n);

/* Append; what was reserved is filled, the rest may go to other blocks. */
mohur_status
mohur__sealer_put(struct mohur__sealer *s, mohur__bytes data);
mohur_status
mohur__sealer_zeros(struct mohur__sealer *s, uint64_t n);

/*
 * Would it be faster to leave so many bytes of content where they are, than
 * to copy them?  It is if they are all there is to do for the jobs.
 */
bool
mohur__sealer_may_borrow(const struct mohur__sealer *s, size_t len);

/*
 * Append a reserved whole segment without copying it, as a piece, and hand
 * the block over.  The bytes must stay until mohur__sealer_return.
 */
mohur_status
mohur__sealer_borrow(struct mohur__sealer *s, mohur__bytes segment);

/*
 * Append a reserved whole segment of a shared source, as a piece, and hand
 * the block over, whose job reads it.  The source must stay until
 * mohur__sealer_drain, or mohur__sealer_return after a failure.
 */
mohur_status
mohur__sealer_load(struct mohur__sealer *s, mohur_source *source, uint64_t off);

/* Append n reserved bytes of a source that can seek, read at once. */
mohur_status
mohur__sealer_read(struct mohur__sealer *s,
                   mohur_source *source,
                   uint64_t off,
                   size_t n);

/* Wait until nothing is borrowed any more. */
void
mohur__sealer_return(struct mohur__sealer *s);

/* Wait until all that was handed over is written. */
mohur_status
mohur__sealer_drain(struct mohur__sealer *s);

/* Append n reserved bytes, zeros, and return them. */
mohur__span
mohur__sealer_take(struct mohur__sealer *s, size_t n);

/* The segment that ends here has len bytes. */
void
mohur__sealer_piece(struct mohur__sealer *s, size_t len);

/*
 * The entry of one segment, the last piece, ends: append TABLE and ENTRY_END
 * (MOHUR__SMALL_END_LEN bytes, reserved before the segment).
 */
void
mohur__sealer_end_small(struct mohur__sealer *s,
                        const struct mohur__entry_sum *sum);

/*
 * Append the TABLE (off is set here) of the pieces since the last one, and
 * ENTRY_END with all tables if it ends.  tables: how many, this one counted.
 */
mohur_status
mohur__sealer_table(struct mohur__sealer *s,
                    struct mohur__late_table late,
                    uint64_t tables);

/* Have every digest computed and every root in its directory record. */
mohur_status
mohur__sealer_settle(struct mohur__sealer *s);

/* Seal and write what is left, with the short last chunk. */
mohur_status
mohur__sealer_finish(struct mohur__sealer *s);

/* Wait for jobs, wipe and release.  A zeroed struct is allowed. */
void
mohur__sealer_wipe(struct mohur__sealer *s);

/* ---- of a block, for sealer.c ---- */

/* Room, cipher and hasher of a block that has none yet. */
mohur_status
mohur__block_make(struct mohur__sealer *s, struct mohur__block *b);
void
mohur__block_wipe(struct mohur__block *b);

/* The job: hash, fill in, seal; leaves its status in the block. */
void
mohur__block_run(void *block);

/* Its first half alone. */
mohur_status
mohur__block_hash(struct mohur__block *b);

/* These bytes of a block, which lie in plain or in borrowed memory. */
mohur__bytes
mohur__block_bytes(const struct mohur__block *b, size_t off, size_t len);

/* How many chunks of the block are sealed with it. */
size_t
mohur__block_chunks(const struct mohur__block *b);

/* Seal the chunks that had to wait. */
mohur_status
mohur__block_seal_late(struct mohur__block *b);

/* Write the chunks that waited, or the others, where they belong; 0, or a
 * number for mohur__sink_place_error. */
int
mohur__block_place(const struct mohur__block *b, bool waiting);

/* Fill in the late tables of a block whose pieces are hashed. */
mohur_status
mohur__sealer_fold(struct mohur__sealer *s, struct mohur__block *b);

#endif
