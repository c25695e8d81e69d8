/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_FACTS_H
#define MOHUR_SRC_DOCUMENT_DOC_FACTS_H

#include "document/doc_report.h"
#include "x509/path.h"

/*
 * What a report says besides its verdict: over which bytes, under which
 * profile, and with which certificates it was validated.
 */

/* Note the profiles in force, and the digest of the file if it is wanted. */
mohur_status
mohur__report_facts(mohur_ctx *ctx,
                    const mohur_verify_options *options,
                    mohur_report *report);

/* Note who signed: the names in the certificate. */
mohur_status
mohur__judged_signer(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     const struct mohur__cert *cert);

/* Note what signedAttrs, which are in order, say of the document. */
mohur_status
mohur__judged_claims(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     mohur__bytes attributes);

/* Note the anchor that a path led to, what the store says of it, and the
 * policies that the path allows. */
mohur_status
mohur__judged_anchor(mohur_ctx *ctx,
                     struct mohur__judged *j,
                     const mohur_trust *trust,
                     const struct mohur__path *path);

/* Note the certificates of a path, the signer's first; it alone without one. */
mohur_status
mohur__judged_certs(mohur_ctx *ctx,
                    struct mohur__judged *j,
                    const struct mohur__path *path,
                    const struct mohur__cert *signer);

/* Release them. */
void
mohur__judged_certs_free(struct mohur__judged *j);

#endif
