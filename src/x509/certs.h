/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_CERTS_H
#define MOHUR_SRC_X509_CERTS_H

#include "x509/cert.h"

/*
 * A number of certificates from files, which own their bytes.
 */
enum {
    MOHUR__CERTS_MAX = 1024
};

struct mohur__certs {
    struct mohur__cert *at;
    size_t len;
};

/*
 * Add those of a file: one in DER, or one or more in PEM.  All or none.
 *
 * MOHUR_E_FORMAT: something there is no certificate.
 * MOHUR_E_LIMIT: more than MOHUR__CERTS_MAX, or one over MOHUR__CERT_MAX.
 */
mohur_status
mohur__certs_add(mohur_ctx *ctx, struct mohur__certs *certs, mohur__bytes file);

/*
 * The same of a file that may also be a certs-only message in DER: for
 * certificates that are no more than material, not for those that are believed.
 */
mohur_status
mohur__certs_add_bundle(mohur_ctx *ctx,
                        struct mohur__certs *certs,
                        mohur__bytes file);

/* Release them.  A zeroed struct is allowed. */
void
mohur__certs_free(struct mohur__certs *certs);

#endif
