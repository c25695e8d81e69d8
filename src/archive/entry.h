/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_ENTRY_H
#define MOHUR_SRC_ARCHIVE_ENTRY_H

#include "archive/limits.h"
#include "base/buf.h"
#include "base/cursor.h"

/*
 * What an entry says of itself: the body of ENTRY, and the first part of its
 * directory record; and ENTRY_END.
 * Source: docs/formats/archive.md, sections 8 and 8.1.
 */
enum mohur__entry_kind {
    MOHUR__KIND_FILE   = 1,
    MOHUR__KIND_FOLDER = 2,
    MOHUR__KIND_LINK   = 3
};

enum mohur__entry_comp {
    MOHUR__COMP_STORED = 0,
    MOHUR__COMP_ZSTD   = 1
};

enum {
    MOHUR__MODE_EXECUTABLE = 1
};

/* Views of the bytes it was parsed from. */
struct mohur__entry_head {
    uint32_t entry_no;
    uint8_t kind;
    uint8_t comp;
    uint8_t mode;
    int64_t mtime;
    mohur__bytes name;  /* 1 to 1024 bytes; names.h says which */
    mohur__bytes attrs; /* TLV */
    mohur__bytes link;  /* of kind 3 */
};

/*
 * Read one: field ranges, the rules between kind, comp, mode and lengths,
 * and the attrs list.  Names are the business of names.h; kind 3 is
 * MOHUR_E_FORMAT unless links (feature bit 0).
 * MOHUR_E_FORMAT, _UNSUPPORTED.
 */
mohur_status
mohur__entry_head_parse(mohur_ctx *ctx,
                        struct mohur__cursor *c,
                        bool links,
                        struct mohur__entry_head *out);

/* Bytes of the entry header: 24 and the three strings. */
size_t
mohur__entry_head_len(const struct mohur__entry_head *h);

/* Write it; out has exactly that length. */
void
mohur__entry_head_emit(const struct mohur__entry_head *h, mohur__span out);

/* The body of ENTRY_END.  Views. */
struct mohur__entry_end {
    uint64_t content_len;
    uint64_t stored_len;
    mohur__bytes tables; /* 40 bytes each: u64 offset, group 32 */
    mohur__bytes root;
    mohur__bytes content_sha256;
};

/* One row of tables. */
struct mohur__entry_table {
    uint64_t offset; /* of the TABLE record, in the stream */
    mohur__bytes group;
};

/* Bytes of an ENTRY_END body. */
size_t
mohur__entry_end_len(uint64_t tables);

/* Parse a whole body.  MOHUR_E_FORMAT unless 80 + 40 * tables long. */
mohur_status
mohur__entry_end_parse(mohur_ctx *ctx,
                       mohur__bytes body,
                       uint64_t tables,
                       struct mohur__entry_end *out);

/* The i-th table of a parsed ENTRY_END; i is below their number. */
struct mohur__entry_table
mohur__entry_end_table(const struct mohur__entry_end *e, uint64_t i);

/* Write it; out has exactly mohur__entry_end_len bytes. */
void
mohur__entry_end_emit(const struct mohur__entry_end *e, mohur__span out);

#endif
