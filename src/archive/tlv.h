/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ARCHIVE_TLV_H
#define MOHUR_SRC_ARCHIVE_TLV_H

#include "base/bytes.h"
#include "base/cursor.h"
#include "base/error.h"

/*
 * Tagged values: u16 tag, u16 len, value; tags strictly ascending.
 * Source: docs/formats/archive.md, section 2.
 */
struct mohur__tlv {
    uint16_t tag;
    mohur__bytes value;
};

/* From this tag on a reader that does not know it must stop. */
enum {
    MOHUR__TLV_CRITICAL = 0x8000,
    MOHUR__TLV_HEAD_LEN = 4
};

/* Read the next one.  MOHUR_END at the end, MOHUR_E_FORMAT if cut. */
mohur_status
mohur__tlv_next(mohur_ctx *ctx,
                struct mohur__cursor *c,
                struct mohur__tlv *out);

/*
 * Check a whole list: well formed, ascending (MOHUR_E_FORMAT), no tag from
 * 0x8000 on (MOHUR_E_UNSUPPORTED).  what: "meta", for the message.
 */
mohur_status
mohur__tlv_check(mohur_ctx *ctx, mohur__bytes list, const char *what);

/* The value of a tag in a list that was checked; false if it is not there. */
bool
mohur__tlv_find(mohur__bytes list, uint16_t tag, mohur__bytes *out);

#endif
