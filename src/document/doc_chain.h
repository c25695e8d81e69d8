/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_CHAIN_H
#define MOHUR_SRC_DOCUMENT_DOC_CHAIN_H

#include "document/doc_signer.h"
#include "x509/path.h"

/*
 * What a path is worth once it is known what was revoked: the same question
 * for who signed a document and for who stamped it.
 */

/* A path that is valid so far stays so, or says why not. */
void
mohur__chain_revocation(const struct mohur__court *court,
                        struct mohur__path *path);

#endif
