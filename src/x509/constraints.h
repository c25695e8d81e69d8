/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_CONSTRAINTS_H
#define MOHUR_SRC_X509_CONSTRAINTS_H

#include "x509/cert.h"

/*
 * Name constraints (RFC 5280 4.2.1.10): directory names, DNS, e-mail, URI and
 * IP.  A form that is not known, a malformed value and doubt are "no".
 */

/*
 * Do all names of a certificate, in its subject and beside it, keep to the
 * constraints, the value of the extension of an authority above it?
 */
bool
mohur__constraints_allow(mohur__bytes constraints,
                         const struct mohur__cert *cert);

#endif
