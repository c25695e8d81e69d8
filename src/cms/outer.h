/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_OUTER_H
#define MOHUR_SRC_CMS_OUTER_H

#include "base/buf.h"
#include "base/io.h"

/*
 * Headers of elements that may be longer than memory: out of a source, and
 * into a buffer.
 */

/* The length of an element that ends with an end mark (BER). */
#define MOHUR__OUTER_OPEN UINT64_MAX

struct mohur__intake {
    mohur_ctx *ctx;
    mohur_source *source;
    uint64_t taken; /* bytes read so far */
};

/* What a file is told that is wrong out here. */
#define MOHUR__NOT_CMS "the file is not exactly a signed message (CMS)"

/* Fill out.  MOHUR_E_FORMAT: the file ends before. */
mohur_status
mohur__intake_bytes(struct mohur__intake *in, mohur__span out);

/*
 * The next tag, and how long its contents are, in the shortest form;
 * MOHUR__OUTER_OPEN: that is not said.
 */
mohur_status
mohur__intake_header(struct mohur__intake *in,
                     uint8_t *out_tag,
                     uint64_t *out_len);

/* Bytes of an element with so many of contents. */
uint64_t
mohur__outer_len(uint64_t contents);

/* Append tag and length. */
void
mohur__outer_put(struct mohur__buf *b, uint8_t tag, uint64_t len);

#endif
