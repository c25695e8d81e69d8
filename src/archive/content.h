/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_CONTENT_H
#define MOHUR_SRC_ARCHIVE_CONTENT_H

#include "archive/limits.h"
#include "crypto/hash.h"

/*
 * The content tree: leaf, segment, group, root.  Every count follows from a
 * length one level up, so the shape is fixed by the signed lengths.
 * Source: docs/formats/archive.md, section 8.2.
 */
struct mohur__content_shape {
    uint64_t segments; /* ceil(content_len / 2^20) */
    uint64_t tables;   /* ceil(segments / 1024) */
};

struct mohur__content_shape
mohur__content_shape(uint64_t content_len);

/* Rows of the i-th table, 1 to 1024; i is below shape.tables. */
size_t
mohur__content_rows(struct mohur__content_shape shape, uint64_t i);

/*
 * Bytes from the head of ENTRY to the end of ENTRY_END; 0 if it does not fit
 * in 64 bits.  head_len: of the entry header.
 */
uint64_t
mohur__content_extent(uint64_t content_len,
                      uint64_t stored_len,
                      size_t head_len);

/* Is the content at most ratio times what is stored, and MOHUR__RATIO_FREE? */
bool
mohur__content_ratio_fits(uint64_t content_len,
                          uint64_t stored_len,
                          uint32_t ratio);

/* How many leaves a segment of this many stored bytes has: 1 to 33. */
size_t
mohur__content_leaves(size_t stored_len);

/*
 * The digests of n segments, 32 bytes each, in order.  Each is 1 to 1052672
 * bytes.  No context: for jobs.  Small segments share the lanes.
 */
mohur_status
mohur__content_segments(struct mohur__lanes *lanes,
                        const mohur__bytes *segments,
                        size_t n,
                        mohur__span out);

/* A row of a TABLE body, 36 bytes. */
struct mohur__table_row {
    uint32_t stored_len;
    mohur__bytes digest;
};

struct mohur__table_row
mohur__table_row_at(mohur__bytes body, size_t i);
void
mohur__table_row_emit(struct mohur__table_row row, mohur__span out);

/*
 * Check the rows of a TABLE body whose group was verified, for the i-th
 * table of an entry: number, and the length of each (stored entries: 2^20
 * but for the last).  MOHUR_E_FORMAT.
 */
mohur_status
mohur__table_check(mohur_ctx *ctx,
                   mohur__bytes body,
                   uint8_t comp,
                   uint64_t content_len,
                   uint64_t i);

/*
 * The root of an entry, in pieces: groups are given one by one.  What stands
 * before the groups; out is 31 bytes.
 */
enum {
    MOHUR__ROOT_PREFIX_LEN = 14 + 1 + 8 + 8
};
void
mohur__content_root_prefix(uint8_t comp,
                           uint64_t content_len,
                           uint64_t stored_len,
                           mohur__span out);

/* The root from all groups at once, 32 bytes each. */
mohur_status
mohur__content_root(mohur_ctx *ctx,
                    uint8_t comp,
                    uint64_t content_len,
                    uint64_t stored_len,
                    mohur__bytes groups,
                    mohur__span out);

#endif
