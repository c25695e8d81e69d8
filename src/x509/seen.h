/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_SEEN_H
#define MOHUR_SRC_X509_SEEN_H

#include "x509/cert.h"

/*
 * Certificates whose signature was verified before in this context: a batch of
 * documents has the same few authorities.  What is remembered is that this
 * very certificate, to its last bit, was signed with this very key.  That is
 * as true for ever as it is once, so nothing of it goes stale: dates,
 * revocation, trust and profile are asked each time.  Failures are not
 * remembered.
 *
 * A table of 4,096 digests (128 KiB), made when it is first needed; a new
 * one takes the place of an old one that has its number.
 */
struct mohur__seen;

/* As mohur__cert_verify with the issuer's key, or known from before. */
mohur_status
mohur__seen_verify(mohur_ctx *ctx,
                   const struct mohur__cert *cert,
                   const struct mohur__cert *issuer);

/* Is it remembered?  Draws on nothing but the table. */
mohur_status
mohur__seen_has(mohur_ctx *ctx,
                const struct mohur__cert *cert,
                const struct mohur__cert *issuer,
                bool *out);

#endif
