/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_RECORD_H
#define MOHUR_SRC_ARCHIVE_RECORD_H

#include "archive/limits.h"
#include "base/bytes.h"
#include "base/error.h"

/*
 * The records of the inner stream: a head of 16 bytes, then the body.
 * Source: docs/formats/archive.md, section 8.
 */
enum mohur__record_type {
    MOHUR__RECORD_ENTRY      = 0x01,
    MOHUR__RECORD_SEGMENT    = 0x02,
    MOHUR__RECORD_TABLE      = 0x03,
    MOHUR__RECORD_ENTRY_END  = 0x04,
    MOHUR__RECORD_DIRECTORY  = 0x10,
    MOHUR__RECORD_MANIFEST   = 0x11,
    MOHUR__RECORD_SIGNATURES = 0x12,
    MOHUR__RECORD_PAD        = 0xF0,
    MOHUR__RECORD_TRAILER    = 0xFF
};

/* "ENTRY", "TABLE", ...; static. */
const char *
mohur__record_name(enum mohur__record_type type);

/* Write a head; out is 16 bytes. */
void
mohur__record_emit(enum mohur__record_type type,
                   uint64_t body_len,
                   mohur__span out);

/* Read a head (16 bytes).  MOHUR_E_FORMAT unless its type is this one. */
mohur_status
mohur__record_parse(mohur_ctx *ctx,
                    mohur__bytes head,
                    enum mohur__record_type type,
                    uint64_t *out_body_len);

/* The same where the length is known too.  MOHUR_E_FORMAT. */
mohur_status
mohur__record_expect(mohur_ctx *ctx,
                     mohur__bytes head,
                     enum mohur__record_type type,
                     uint64_t body_len);

#endif
