/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_SIGNER_H
#define MOHUR_SRC_DOCUMENT_DOC_SIGNER_H

#include "cms/digests.h"
#include "cms/signed_data.h"
#include "cms/signer.h"
#include "document/asking.h"
#include "document/doc_kept.h"
#include "document/doc_report.h"
#include "x509/evidence.h"
#include "x509/trust.h"

/*
 * Judging one signature.
 */

/* What all signatures of a file share. */
struct mohur__countered;

struct mohur__court {
    mohur_ctx *ctx;
    const mohur_trust *trust;
    int64_t at;
    mohur_revocation revocation;
    struct mohur__evidence_list *evidence; /* about it */
    bool at_is_given; /* the caller vouches that all was there then */
    bool is_data;
    bool has_content;
    const struct mohur__digests *digests; /* of the content, finished */
    const mohur_alg *hashes;              /* that the file announced */
    size_t hashes_len;
    const struct mohur__signed_data *data;
    struct mohur__cert *certs; /* that the file carries; doc_proof.h marks */
    size_t certs_len;
    struct mohur__kept *kept; /* gets what was relied on; or NULL */
    int64_t sealed; /* all of the message is proven to have been there by then,
                       from outside of it; 0: it is not */
    const struct mohur__countered *over; /* instead of a document; or NULL */
    struct mohur__asking *asking;        /* for what is missing; NULL: nobody */
};

/*
 * Take all the steps that can be taken, and conclude; then judge the
 * counter-signatures on it.  MOHUR_OK: *out says what came of it.
 */
mohur_status
mohur__signer_judge(const struct mohur__court *court,
                    mohur__bytes signer_info,
                    struct mohur__judged *out);

#endif
