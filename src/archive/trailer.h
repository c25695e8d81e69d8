/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_TRAILER_H
#define MOHUR_SRC_ARCHIVE_TRAILER_H

#include "archive/limits.h"
#include "base/bytes.h"
#include "base/error.h"

/*
 * The last record of the stream, 80 bytes with its head: where the rest is.
 * Source: docs/formats/archive.md, section 8.6.
 */
struct mohur__trailer {
    uint64_t dir_off;
    uint64_t dir_len;
    uint64_t man_len;
    uint64_t sig_len;
    uint64_t pad_len;
    uint64_t stream_len;
};

enum {
    MOHUR__TRAILER_RECORD_LEN = 16 + MOHUR__TRAILER_LEN
};

/*
 * Parse the last 80 bytes of a stream of stream_len: head, magic, the one
 * equation (MOHUR_E_FORMAT), then the ceilings of man_len, sig_len and
 * dir_len (max_dir_len; MOHUR_E_LIMIT).
 */
mohur_status
mohur__trailer_parse(mohur_ctx *ctx,
                     mohur__bytes record,
                     uint64_t stream_len,
                     uint64_t max_dir_len,
                     struct mohur__trailer *out);

/* Offsets of the record heads that follow the directory. */
uint64_t
mohur__trailer_manifest_off(const struct mohur__trailer *t);
uint64_t
mohur__trailer_signatures_off(const struct mohur__trailer *t);
uint64_t
mohur__trailer_pad_off(const struct mohur__trailer *t);

/* Write head and body; out is 80 bytes. */
void
mohur__trailer_emit(const struct mohur__trailer *t, mohur__span out);

#endif
