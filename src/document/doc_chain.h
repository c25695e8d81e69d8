/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_CHAIN_H
#define MOHUR_SRC_DOCUMENT_DOC_CHAIN_H

#include "document/doc_signer.h"
#include "x509/path.h"

/*
 * What a path is worth once it is known what was revoked: the same question
 * for who signed a document and for who stamped it.
 */

/* A path that was found, and how it was asked for. */
struct mohur__chain {
    const struct mohur__path_request *asked;
    struct mohur__path *path;
    bool proven;      /* something proves that what was signed is that old */
    bool is_stamp;    /* whose time is its authority's word */
    int64_t stamp_by; /* and that is proven to have been there by then */
};

/*
 * A path that is valid so far stays so, or says why not; one whose signer's
 * certificate ended says whether it was revoked before.  note NULL: it is not
 * told of in the report.
 */
mohur_status
mohur__chain_revocation(const struct mohur__court *court,
                        const struct mohur__chain *chain,
                        struct mohur__judged *note);

#endif
