/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_DIRECTORY_H
#define MOHUR_SRC_ARCHIVE_DIRECTORY_H

#include "archive/entry.h"
#include "base/cursor.h"
#include "crypto/hash.h"
#include "crypto/tree.h"

/*
 * The directory: one record for each entry, in the order of names.h, which
 * makes every clash of names a fault between neighbours.
 * Source: docs/formats/archive.md, section 8.3.
 */

/* Views of the bytes it was parsed from. */
struct mohur__dir_record {
    mohur__bytes raw;   /* the whole record */
    mohur__bytes inner; /* the entry header, byte for byte that of ENTRY */
    struct mohur__entry_head head;
    uint64_t entry_off; /* of the ENTRY record */
    uint64_t end_off;   /* first byte after ENTRY_END */
    uint64_t content_len;
    uint64_t stored_len;
    mohur__bytes root;
    mohur__bytes content_sha256;
};

/*
 * Read the next record and check it by itself: the entry header, the rules
 * between kind, comp and lengths, content_len up to max_len
 * (MOHUR_E_LIMIT), and the exact extent.  Not the name (names.h), not the
 * neighbours (names.h too).  MOHUR_E_FORMAT, _UNSUPPORTED, _LIMIT.
 */
mohur_status
mohur__dir_record_parse(mohur_ctx *ctx,
                        struct mohur__cursor *c,
                        bool links,
                        uint64_t max_len,
                        struct mohur__dir_record *out);

/*
 * Of records that we wrote ourselves: the first one in some bytes, nothing if
 * it is not whole; the name in one.
 */
mohur__bytes
mohur__dir_raw_first(mohur__bytes bytes);
mohur__bytes
mohur__dir_raw_name(mohur__bytes record);

/* Write the 96 bytes after the entry header. */
void
mohur__dir_tail_emit(const struct mohur__dir_record *r, mohur__span out);

/*
 * Do the entries tile the stream from 0 to the directory, with numbers 0 to
 * n-1 each once?  16 bytes an entry.
 */
struct mohur__tiling;
mohur_status
mohur__tiling_new(mohur_ctx *ctx, uint64_t n, struct mohur__tiling **out);
/* MOHUR_E_FORMAT: a number too large or seen before. */
mohur_status
mohur__tiling_add(struct mohur__tiling *t, const struct mohur__dir_record *r);
/* MOHUR_E_FORMAT: a gap or an overlap. */
mohur_status
mohur__tiling_finish(struct mohur__tiling *t, uint64_t dir_off);
/* Of a tiling that was finished: the digest of all extents in their order,
 * 16 bytes each.  h is a fresh hasher. */
mohur_status
mohur__tiling_digest(const struct mohur__tiling *t,
                     struct mohur__hasher *h,
                     mohur__span out);
void
mohur__tiling_free(struct mohur__tiling *t);

/* dir_root from the RFC 9162 root over all records; out is 32 bytes. */
mohur_status
mohur__dir_root(mohur_ctx *ctx,
                uint64_t n,
                struct mohur__tree *records,
                mohur__span out);

#endif
