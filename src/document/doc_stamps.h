/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_STAMPS_H
#define MOHUR_SRC_DOCUMENT_DOC_STAMPS_H

#include "cms/token.h"
#include "cms/unsigned.h"
#include "document/doc_signer.h"

/*
 * Judging the time stamps of one signature, and what they prove.
 */

/* A time, and the digits behind its point; 0: none. */
struct mohur__moment {
    int64_t time;
    mohur__bytes fraction;
};

struct mohur__moments {
    struct mohur__moment content;   /* not signed before it */
    struct mohur__moment signature; /* signed by then: the earliest */
};

/*
 * Judge each and add it to the report.  Those that do not hold are told and
 * not used.
 */
mohur_status
mohur__stamps_judge(const struct mohur__court *court,
                    const struct mohur__signer *signer,
                    const struct mohur__unsigned *beside,
                    struct mohur__judged *out,
                    struct mohur__moments *moments);

/* What a token says of itself, and where its path led. */
mohur_status
mohur__stamp_tell(mohur_ctx *ctx,
                  const struct mohur__token *token,
                  const struct mohur__path *path,
                  struct mohur__stamped *out);

/* Is a later than b? */
bool
mohur__moment_after(const struct mohur__moment *a,
                    const struct mohur__moment *b);

#endif
