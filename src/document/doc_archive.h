/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_ARCHIVE_H
#define MOHUR_SRC_DOCUMENT_DOC_ARCHIVE_H

#include "cms/hash_index.h"
#include "document/doc_stamps.h"

/*
 * Archive time stamps of one signature: the newest is judged as of now, each
 * older one as of the newer ones that cover it, and so on down to the time
 * stamps on the signature.
 */
struct mohur__archive {
    struct mohur__moment moment;
    struct mohur__hash_index index; /* of what was there by then */
};

struct mohur__archives {
    struct mohur__archive at[MOHUR__STAMPS_MAX]; /* that hold, newest first */
    size_t len;
};

/*
 * Judge each; told has room for all of them, in the order of the file.  Those
 * that do not hold are told and not used.
 */
mohur_status
mohur__archives_judge(const struct mohur__court *court,
                      const struct mohur__signer *signer,
                      const struct mohur__unsigned *beside,
                      struct mohur__stamped *told,
                      struct mohur__archives *out);

/* Is this time stamp covered?  One in a signed attribute always is. */
mohur_status
mohur__archive_covers(mohur_ctx *ctx,
                      const struct mohur__hash_index *index,
                      const struct mohur__unsigned *beside,
                      mohur__bytes stamp,
                      bool *out);

/*
 * By when was this time stamp there: the earliest time of those that cover it,
 * or of what all of the message is under, or else now.  They cover one in a
 * signed attribute too.
 */
mohur_status
mohur__archives_prove(const struct mohur__court *court,
                      const struct mohur__archives *archives,
                      const struct mohur__unsigned *beside,
                      mohur__bytes value,
                      int64_t *out);

#endif
