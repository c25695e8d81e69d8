/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_KEPT_H
#define MOHUR_SRC_DOCUMENT_DOC_KEPT_H

#include "base/buf.h"
#include "cms/signed_data.h"
#include "x509/certs.h"
#include "x509/evidence.h"
#include "x509/path.h"

/*
 * What a verdict rested on, so that it can be put into the file for those who
 * ask in ten years: the certificates of every path that was believed.  Views
 * of certificates that outlive it.  Of revocation data the list itself knows
 * what was believed.
 */
struct mohur__kept {
    mohur__bytes certs[MOHUR__CMS_CERTS_MAX];
    size_t certs_len;
    bool too_many; /* more than that */
};

/* Add the certificates of a path.  kept NULL: nobody wants to know. */
void
mohur__kept_path(struct mohur__kept *kept, const struct mohur__path *path);

/*
 * The certificates and the revocation data of a message, as elements, with
 * those that were kept and believed, and with more: each once, as it was, in
 * the order of a SET OF.  MOHUR_E_LIMIT: there would be too many.
 */
mohur_status
mohur__kept_emit(mohur_ctx *ctx,
                 const struct mohur__kept *kept,
                 const struct mohur__certs *more,
                 const struct mohur__evidence_list *evidence,
                 const struct mohur__signed_data *data,
                 struct mohur__buf *out);

#endif
