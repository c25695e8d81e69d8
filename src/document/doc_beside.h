/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_BESIDE_H
#define MOHUR_SRC_DOCUMENT_DOC_BESIDE_H

#include "cms/unsigned.h"
#include "document/doc_reading.h"

/*
 * One more unsigned attribute beside each signature of a message: what is
 * stamped or signed on top of signatures that are there.
 */
struct mohur__beside {
    enum mohur__oid type;
    /* Append the value for this signature. */
    mohur_status (*make)(void *user,
                         const struct mohur__signer_info *info,
                         const struct mohur__unsigned *beside,
                         struct mohur__buf *out);
    void *user;
};

/*
 * Add them, and put the signatures in the order that DER wants.  All else of
 * the message stays as it is.
 */
mohur_status
mohur__beside_add(struct mohur__reading *r, const struct mohur__beside *asked);

#endif
