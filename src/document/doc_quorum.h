/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_QUORUM_H
#define MOHUR_SRC_DOCUMENT_DOC_QUORUM_H

#include "document/doc_report.h"
#include "profile/expect.h"

/*
 * How many of the expected signers signed: each signature is that of one of
 * them, each of them is one person, and nobody is two.
 */

/* What a signature is to the expectations. */
enum mohur__standing_in {
    MOHUR__IN_NOTHING, /* of nobody who is expected */
    MOHUR__IN_FAULT,   /* it is wrong */
    MOHUR__IN_DOUBT,   /* evidence is missing */
    MOHUR__IN_ORDER
};

struct mohur__ballot {
    enum mohur__standing_in standing;
    mohur_why why;      /* why it is not in order */
    const char *detail; /* the same as a sentence.  Static */
    uint32_t meets;     /* a bit for each expected signer that it could be */
};

/* The most of the expected signers that can be told apart as persons among
 * the signatures with at least this standing. */
mohur_status
mohur__quorum_count(mohur_ctx *ctx,
                    const mohur_report *report,
                    const struct mohur__ballot *ballots,
                    enum mohur__standing_in least,
                    size_t *out);

/* Does the signer say this of the document? */
bool
mohur__signer_claims(const struct mohur__judged *j,
                     enum mohur__claim claim,
                     const char *value);

/*
 * Is the signer of this certificate the expected one?  MOHUR__TRAITS: yes;
 * else the first trait that is another.
 */
enum mohur__trait
mohur__signer_differs(const struct mohur__judged *j,
                      const struct mohur__expected_signer *wanted);

#endif
