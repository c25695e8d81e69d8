/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_RESPONDER_H
#define MOHUR_SRC_X509_RESPONDER_H

#include "x509/ocsp.h"
#include "x509/path.h"

/*
 * Whom a trust store believes about certificates that others issued: the
 * anchors with the role MOHUR_TRUST_OCSP (RFC 6960 4.2.2.2, "matches a local
 * configuration of OCSP signing authority").
 */
enum {
    MOHUR__RESPONDERS_MAX = 16 /* anchors that are tried for one response */
};

struct mohur__responder_request {
    const struct mohur__ocsp *ocsp;
    const mohur_trust *trust;
    int64_t now;    /* of validation */
    int64_t proven; /* the response was there by then; 0: nothing proves it */
};

struct mohur__responder {
    bool found;
    const struct mohur__cert *anchor;   /* NULL: it was the issuer */
    const struct mohur__cert *delegate; /* whose key it is, in room; NULL: it
                                           is the anchor's, or the issuer's */
    struct mohur__cert room;
    size_t checks; /* signatures that were tried */
};

/*
 * The anchor whose key signed a response, or that issued, for this purpose,
 * the certificate of whoever did, on a path that is valid; both when the
 * response was made.
 */
mohur_status
mohur__responder_find(mohur_ctx *ctx,
                      const struct mohur__responder_request *request,
                      struct mohur__responder *out);

#endif
