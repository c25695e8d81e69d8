/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_CERTS_ONLY_H
#define MOHUR_SRC_X509_CERTS_ONLY_H

#include "base/ctx.h"

/*
 * Certificates in an envelope (`.p7c`, RFC 8551 3.8): a SignedData with no
 * content and no signature, as which authorities publish those of their
 * issuers (RFC 5280 4.2.2.1).  It says nothing of them.
 */
enum {
    MOHUR__CERTS_ONLY_MAX = 64
};

struct mohur__certs_only {
    mohur__bytes at[MOHUR__CERTS_ONLY_MAX]; /* whole elements: views */
    size_t len;                             /* at least 1 */
};

/* Does it begin like a message, and not like a certificate? */
bool
mohur__certs_only_is(mohur__bytes file);

/*
 * Read one.  MOHUR_E_FORMAT: it is not exactly that, in DER; MOHUR_E_LIMIT:
 * more than MOHUR__CERTS_ONLY_MAX certificates.
 */
mohur_status
mohur__certs_only_parse(mohur_ctx *ctx,
                        mohur__bytes der,
                        struct mohur__certs_only *out);

#endif
