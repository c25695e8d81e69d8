/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_FORM_H
#define MOHUR_SRC_ZIP_ZIP_FORM_H

#include "base/buf.h"
#include "base/cursor.h"

/*
 * The records of a ZIP file (PKWARE APPNOTE 6.3.10, section 4.3) and their
 * numbers, which are little-endian.
 */
enum {
    MOHUR__ZIP_LOCAL      = 0x04034B50, /* 4.3.7: before each member */
    MOHUR__ZIP_DESCRIPTOR = 0x08074B50, /* 4.3.9: behind its bytes */
    MOHUR__ZIP_CENTRAL    = 0x02014B50, /* 4.3.12: of each in the directory */
    MOHUR__ZIP_END        = 0x06054B50, /* 4.3.16 */
    MOHUR__ZIP_END64      = 0x06064B50, /* 4.3.14 */
    MOHUR__ZIP_LOCATOR    = 0x07064B50  /* 4.3.15 */
};

/* Their bytes, without names and the like. */
enum {
    MOHUR__ZIP_LOCAL_LEN      = 30,
    MOHUR__ZIP_DESCRIPTOR_LEN = 16,
    MOHUR__ZIP_CENTRAL_LEN    = 46,
    MOHUR__ZIP_END_LEN        = 22,
    MOHUR__ZIP_END64_LEN      = 56,
    MOHUR__ZIP_LOCATOR_LEN    = 20
};

enum {
    MOHUR__ZIP_STORED   = 0, /* methods */
    MOHUR__ZIP_DEFLATED = 8,

    MOHUR__ZIP_FLAG_DESCRIPTOR = 1 << 3,
    MOHUR__ZIP_FLAG_UTF_8      = 1 << 11,

    MOHUR__ZIP_EXTRA_ZIP64 = 0x0001, /* 4.5.3 */
    MOHUR__ZIP_EXTRA_PATH  = 0x7075, /* 4.6.9: the name in UTF-8 */

    MOHUR__ZIP_FULL16 = 0xFFFF /* "see ZIP64" */
};
#define MOHUR__ZIP_FULL32 UINT32_C(0xFFFFFFFF)

/* Read and append a number of so many bytes, at most 8. */
uint64_t
mohur__zip_read(struct mohur__cursor *c, size_t bytes);
void
mohur__zip_put(struct mohur__buf *b, uint64_t v, size_t bytes);

/* The same of 2 and of 4 bytes. */
uint16_t
mohur__zip_read16(struct mohur__cursor *c);
uint32_t
mohur__zip_read32(struct mohur__cursor *c);

#endif
