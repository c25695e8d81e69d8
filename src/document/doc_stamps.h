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
    bool stamped; /* by one on the signature, not of an archive alone */
};

struct mohur__archives;

/* Room in the report for all of them: on the document, on the signature, of
 * archives, in this order. */
mohur_status
mohur__stamps_room(const struct mohur__court *court,
                   const struct mohur__signer *signer,
                   const struct mohur__unsigned *beside,
                   struct mohur__judged *out);

/* Where those of archives begin. */
struct mohur__stamped *
mohur__stamps_archives(const struct mohur__signer *signer,
                       const struct mohur__unsigned *beside,
                       struct mohur__judged *out);

/*
 * Judge those on document and signature, whatever archive time stamps prove
 * about them.  Those that do not hold are told and not used.
 */
mohur_status
mohur__stamps_judge(const struct mohur__court *court,
                    const struct mohur__signer *signer,
                    const struct mohur__unsigned *beside,
                    const struct mohur__archives *archives,
                    struct mohur__judged *out,
                    struct mohur__moments *moments);

/* The roles of which the anchor of such a time stamp must have one. */
uint32_t
mohur__stamp_role(mohur_stamp_kind kind);

struct mohur__stamp_question {
    mohur_stamp_kind kind;
    mohur__bytes digest; /* of what it is over; nothing: cannot be made */
    int64_t proven;      /* it was there by then */
};

/* Judge one that was read. */
mohur_status
mohur__stamp_judge(const struct mohur__court *court,
                   const struct mohur__stamp_question *asked,
                   struct mohur__token *token,
                   struct mohur__stamped *out);

/* The same one again proves nothing more, and should not be there. */
void
mohur__stamp_twin(mohur_stamp_kind kind, struct mohur__stamped *out);

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
