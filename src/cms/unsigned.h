/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_UNSIGNED_H
#define MOHUR_SRC_CMS_UNSIGNED_H

#include "base/buf.h"
#include "base/ctx.h"

/*
 * Unsigned attributes: what others put beside a signature after it was made.
 * Time stamps are looked for, all else is kept and believed in nothing.
 */
enum {
    MOHUR__STAMPS_MAX = 16 /* on one signature */
};

struct mohur__unsigned {
    mohur__bytes stamps[MOHUR__STAMPS_MAX]; /* tokens, whole */
    size_t stamps_len;
    bool too_many; /* more than that */
};

/* Read the contents of unsignedAttrs.  False: they are no attributes. */
bool
mohur__unsigned_parse(mohur__bytes contents, struct mohur__unsigned *out);

/*
 * Append unsignedAttrs, whole, with those of contents as they are and one
 * more that holds the token, where the order of a SET OF wants it.
 */
mohur_status
mohur__unsigned_stamp(mohur_ctx *ctx,
                      mohur__bytes contents,
                      mohur__bytes token,
                      struct mohur__buf *out);

#endif
