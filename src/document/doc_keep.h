/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_KEEP_H
#define MOHUR_SRC_DOCUMENT_DOC_KEEP_H

#include "document/doc_reading.h"

/*
 * Level LT: make what it takes to validate part of a message that was read,
 * with its evidence.  Each signature must have a time stamp and be valid at
 * its time; that the document is not there says nothing against it.  The
 * statuses are those of mohur_document_extend.
 */
mohur_status
mohur__keep_evidence(struct mohur__reading *r,
                     const mohur_trust *trust,
                     const struct mohur__certs *more,
                     struct mohur__asking *asking);

#endif
