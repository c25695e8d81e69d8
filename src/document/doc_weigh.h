/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_WEIGH_H
#define MOHUR_SRC_DOCUMENT_DOC_WEIGH_H

#include "document/doc_quorum.h"

/*
 * One signature held against what is expected of each that counts: in order,
 * in doubt, or at fault.
 */
struct mohur__measure {
    const struct mohur__expect *expect;
    int64_t at; /* the time of validation */
};

typedef struct mohur__ballot
mohur__weighing(const struct mohur__measure *m, const struct mohur__judged *j);

/* Its level, the first and the last day, what it says of the document. */
mohur__weighing mohur__weigh_level;
mohur__weighing mohur__weigh_not_before;
mohur__weighing mohur__weigh_not_after;
mohur__weighing mohur__weigh_claims;

/* Its own verdict, then all of these: the first that is not in order; a fault
 * before a doubt. */
mohur__weighing mohur__weigh;

#endif
