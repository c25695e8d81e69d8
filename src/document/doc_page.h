/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_PAGE_H
#define MOHUR_SRC_DOCUMENT_DOC_PAGE_H

#include "base/buf.h"
#include <mohur/document.h>

/* Parts of the page of a report. */

/* The class that gives a verdict its colours, and its sign. */
const char *
mohur__page_class(mohur_verdict verdict);
const char *
mohur__page_sign(mohur_verdict verdict);

/* All that there is to say of the i-th signature. */
void
mohur__page_signature(struct mohur__buf *b,
                      const mohur_report *report,
                      size_t i);

#endif
