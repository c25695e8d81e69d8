/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_DOC_ISSUERS_H
#define MOHUR_SRC_DOCUMENT_DOC_ISSUERS_H

#include "document/asking.h"
#include "x509/path.h"

/*
 * Find a path.  Where all end before an anchor, ask for the issuer of the last
 * certificate, and find it again, up the path.  asking NULL: nobody is asked.
 *
 * What the request builds with may then be *out_pool, memory of the caller's,
 * which the path has views of.
 */
mohur_status
mohur__issuers_find(mohur_ctx *ctx,
                    struct mohur__asking *asking,
                    struct mohur__path_request *request,
                    struct mohur__path *out,
                    struct mohur__cert **out_pool);

/* Certificates, and behind them those that were fetched: memory of the
 * caller's. */
mohur_status
mohur__issuers_join(mohur_ctx *ctx,
                    const struct mohur__asking *asking,
                    const struct mohur__cert *certs,
                    size_t certs_len,
                    struct mohur__cert **out,
                    size_t *out_len);

#endif
