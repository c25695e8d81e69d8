/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_SCAN_H
#define MOHUR_SRC_ARCHIVE_SCAN_H

#include "archive/limits.h"
#include "archive/record.h"
#include "base/bytes.h"

/*
 * The inner stream from its beginning, in pieces as they come: where records
 * begin and end, and that they stand in an order that can be.  What is in
 * them is not looked at, and nothing is kept.  From the DIRECTORY record on
 * all is one piece after the other, since what follows is read by its place.
 */
struct mohur__scan {
    mohur_ctx *ctx;
    uint64_t off; /* of the next byte */
    uint8_t head[MOHUR__RECORD_HEAD_LEN];
    size_t head_len;
    uint16_t type;       /* of the record at hand */
    uint64_t record_off; /* of its head */
    uint64_t body_len;
    uint64_t left; /* of its body */
    bool in_entry;
    bool full;       /* no segment may follow in this entry */
    size_t rows;     /* segments since the last TABLE */
    uint64_t tables; /* of this entry */
    bool rest;       /* DIRECTORY began */
};

/* A part of a record. */
struct mohur__scan_piece {
    uint16_t type;       /* of enum mohur__record_type; 0: part of a head */
    uint64_t record_off; /* of its head */
    uint64_t body_len;
    mohur__bytes bytes; /* of the body, maybe none */
    bool begins;        /* its head is complete now */
    bool ends;          /* its body is */
};

/* Stand at the beginning of a stream. */
void
mohur__scan_init(mohur_ctx *ctx, struct mohur__scan *out);

/*
 * Take the next piece off the front of *in, which is not empty.  After
 * MOHUR_E_FORMAT, a record that cannot stand here, nothing more is asked;
 * record_off says where it is.
 */
mohur_status
mohur__scan_next(struct mohur__scan *s,
                 mohur__bytes *in,
                 struct mohur__scan_piece *out);

#endif
