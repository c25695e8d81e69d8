/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_LEVEL_H
#define MOHUR_SRC_DOCUMENT_DOC_LEVEL_H

#include "cms/unsigned.h"
#include "document/doc_signer.h"

/*
 * Which level a signature with a time stamp that holds has beyond T: what can
 * be proven from the file and a trust store alone, whatever else was given.
 */
mohur_status
mohur__level_find(const struct mohur__court *court,
                  const struct mohur__signer *signer,
                  const struct mohur__unsigned *beside,
                  mohur_document_level *out);

#endif
