/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_EXPECT_H
#define MOHUR_SRC_DOCUMENT_DOC_EXPECT_H

#include "document/doc_report.h"
#include "profile/expect.h"
#include <mohur/expect.h>

/*
 * What was expected of a document, and what came of it.
 */
enum {
    MOHUR__EXPECTATIONS_MAX = MOHUR__EXPECT_SIGNERS_MAX + 6
};

struct mohur__expected {
    mohur_why
        why; /* NONE: what was expected is so, and those that count pass */
    const char *detail; /* the same as a sentence.  Static */
    mohur_expectation_info rows[MOHUR__EXPECTATIONS_MAX];
    char *texts[MOHUR__EXPECTATIONS_MAX]; /* that rows point to, owned */
    size_t len;
};

/* Judge a report, all of whose signatures were; it then has the answer. */
mohur_status
mohur__expect_judge(mohur_ctx *ctx,
                    const struct mohur__expect *expect,
                    mohur_report *report);

/* Release.  NULL is allowed. */
void
mohur__expected_free(struct mohur__expected *expected);

#endif
