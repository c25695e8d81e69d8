/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_POINTS_H
#define MOHUR_SRC_X509_POINTS_H

#include "x509/cert.h"

/*
 * Where a certificate says that its revocation data is, and what a list says
 * that it is about (RFC 5280 4.2.1.13, 4.2.2.1, 5.2.5).
 */

/*
 * Is the certificate within the scope of a list, which is the value of its
 * issuingDistributionPoint?  NULL: it is; else a sentence on why not.  Static.
 * Only a full name is understood, and no list that is indirect, by reason or
 * about attributes.
 */
const char *
mohur__scope_fault(mohur__bytes scope, const struct mohur__cert *cert);

/*
 * The i-th address, http or https, of a list, of an OCSP responder, or of its
 * issuer's certificate, that the certificate names; false after the last.
 */
bool
mohur__point_crl(const struct mohur__cert *cert, size_t i, mohur__bytes *out);
bool
mohur__point_ocsp(const struct mohur__cert *cert, size_t i, mohur__bytes *out);
bool
mohur__point_issuer(const struct mohur__cert *cert,
                    size_t i,
                    mohur__bytes *out);

#endif
