/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_BER_H
#define MOHUR_SRC_CMS_BER_H

#include "cms/outer.h"

/*
 * What stands in a message that a stream wrote, in BER, around what is signed:
 * end marks, content in pieces, sets without a length.  No more of BER is read,
 * and nothing of it where a signature looks.
 */

/*
 * The content of an OCTET STRING in pieces, the first of which is what source
 * goes on with, as a stream: pieces are primitive and have lengths.  With its
 * last byte read, source stands behind the end mark.
 */
mohur_status
mohur__ber_pieces_new(mohur_ctx *ctx, mohur_source *source, mohur_source **out);

/* Is it an end mark? */
bool
mohur__ber_is_end(uint8_t tag, uint64_t len);

/* Take an end mark. */
mohur_status
mohur__ber_end(struct mohur__intake *in);

/*
 * What follows the content as far as the end mark of SignedData, as it would
 * be in DER: certificates and revocation data may be sets without a length,
 * whose elements have one.
 */
mohur_status
mohur__ber_tail(struct mohur__intake *in, struct mohur__buf *out);

#endif
