/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CMS_CLAIMS_H
#define MOHUR_SRC_CMS_CLAIMS_H

#include "asn1/der_write.h"
#include "base/buf.h"
#include "base/bytes.h"
#include "base/ctx.h"

/*
 * What a signer says of the document in signed attributes (EN 319 122-1 5.2):
 * it is his word, and nobody else vouches for it.  Nothing here makes a
 * signature malformed: what is not in order, or not there exactly once, is
 * not said.
 */
struct mohur__claims {
    mohur__bytes registration; /* content-identifier: UTF-8, no controls */
    mohur__bytes voen; /* the digits behind "VATAZ-" in organizationIdentifier,
                          of the claimed attributes in signer-attributes-v2 */
    mohur__bytes commitments; /* values of commitment-type-indication */
};

/* Read them from signedAttrs that mohur__attrs_parse took.  Views are of it;
 * nothing for what is not said. */
void
mohur__claims_read(mohur__bytes attributes, struct mohur__claims *out);

/* Append the commitments as text, "1.2.3 1.2.4". */
void
mohur__claims_put_commitments(struct mohur__buf *b,
                              const struct mohur__claims *claims);

/* ---- writing ---- */

enum {
    MOHUR__CLAIM_TEXT_MAX = 4096 /* bytes of a registration number */
};

/* What is to be said; NULL for what is not. */
struct mohur__claims_texts {
    const char *registration; /* UTF-8, no controls */
    const char *voen;         /* 10 digits */
    const char *commitment;   /* an object identifier, "1.2.3" */
};

/* Would each be read again as it is?  MOHUR_E_ARGUMENT if not. */
mohur_status
mohur__claims_check(mohur_ctx *ctx, const struct mohur__claims_texts *texts);

/* An Attribute for each that is to be said; they were checked. */
void
mohur__claims_put(struct mohur__der *d,
                  const struct mohur__claims_texts *texts);

#endif
