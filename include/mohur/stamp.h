/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_STAMP_H
#define MOHUR_STAMP_H

#include <mohur/document.h>

MOHUR_BEGIN_DECLS

/**
 * @defgroup stamp Stamp: what a time stamp in a file of its own says
 *
 * For looking at files (`.tst`, `.tsr`).  Nothing is proven here: a time stamp
 * is validated with the signature that it is on, by ::mohur_document_verify.
 *
 * Source: RFC 3161; docs/formats/document.md, section 7.
 * @{
 */
typedef struct mohur_stamp mohur_stamp; /**< A time stamp that was read. */

/**
 * Read a token, or the response of an authority with one in it.
 *
 * @retval MOHUR_E_FORMAT  It is exactly neither.
 * @retval MOHUR_E_LIMIT   It has more than 64 KiB.
 * @retval MOHUR_E_IO      A response in which the authority refuses.
 */
MOHUR_API MOHUR_MUST_USE mohur_status
mohur_stamp_read(mohur_ctx *ctx,
                 const uint8_t *data,
                 size_t data_len,
                 mohur_stamp **out);

/**
 * What it says.  The verdict is INDETERMINATE, for nothing was checked.
 * Borrowed; NULL for NULL.
 */
MOHUR_API const mohur_stamp_info *
mohur_stamp_about(const mohur_stamp *stamp);

/** The digest of what it is over, made with the hash of its info.  Borrowed. */
MOHUR_API const uint8_t *
mohur_stamp_imprint(const mohur_stamp *stamp, size_t *out_len);

/** Release @p stamp.  NULL is allowed. */
MOHUR_API void
mohur_stamp_free(mohur_stamp *stamp);

/** @} */
MOHUR_END_DECLS
#endif
