/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_ARCHIVE_H
#define MOHUR_SRC_CMS_ARCHIVE_H

#include "cms/hash_index.h"
#include "cms/token.h"

/*
 * archive-time-stamp-v3 (EN 319 122-1 5.5.3): a token over a signature, its
 * document and an index of all that stands beside them.  The index lies in the
 * token, where nothing signs it but the imprint.
 */

/*
 * Append what is stamped: the type of the content, its digest, the signature
 * as it stands, the index.
 */
void
mohur__archive_input(const struct mohur__signer_info *info,
                     mohur__bytes content_digest,
                     mohur__bytes index,
                     struct mohur__buf *out);

/* The index in a token, whole; nothing: there is not exactly one. */
mohur__bytes
mohur__archive_index(const struct mohur__token *token);

/* Append the token with an index put into it; else it is as it was. */
mohur_status
mohur__archive_token(mohur_ctx *ctx,
                     mohur__bytes token,
                     mohur__bytes index,
                     struct mohur__buf *out);

/*
 * Append the token with other certificates and revocation data, elements as
 * they are to be; else it is as it was.
 */
mohur_status
mohur__token_with(mohur_ctx *ctx,
                  mohur__bytes token,
                  mohur__bytes sets,
                  struct mohur__buf *out);

#endif
