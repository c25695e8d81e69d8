/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ZIP_ZIP_INFLATE_H
#define MOHUR_SRC_ZIP_ZIP_INFLATE_H

#include "base/bytes.h"
#include "base/error.h"

/* What zlib does for us: CRC-32, and a deflated stream (RFC 1951) unpacked. */

/* Go on from crc, which is 0 before the first byte. */
uint32_t
mohur__crc32(uint32_t crc, mohur__bytes data);

struct mohur__inflater;

/* Its memory is the context's. */
mohur_status
mohur__inflater_new(mohur_ctx *ctx, struct mohur__inflater **out);

/*
 * Take from the front of *in and put into room; *out_len says how much came,
 * *out_done that the stream has ended.  MOHUR_E_FORMAT: it is none.
 */
mohur_status
mohur__inflater_run(struct mohur__inflater *f,
                    mohur__bytes *in,
                    mohur__span room,
                    size_t *out_len,
                    bool *out_done);

/* Release.  NULL is allowed. */
void
mohur__inflater_free(struct mohur__inflater *f);

#endif
