/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_DER_TIME_H
#define MOHUR_SRC_ASN1_DER_TIME_H

#include "asn1/der_read.h"
#include "asn1/der_write.h"

/*
 * Times as RFC 5280 4.1.2.5 and RFC 5652 11.3 want them: UTCTime from 1950 to
 * 2049, GeneralizedTime for all other years; to the second, in UTC.  Seconds
 * since 1970 on our side.
 */

/* Either of the two.  A GeneralizedTime for a year of UTCTime is read too. */
int64_t
mohur__der_read_time(struct mohur__der_reader *r);

/*
 * A GeneralizedTime that may say parts of a second (RFC 3161 2.4.2): the
 * seconds, and the digits behind the point, the last of which is no zero.
 */
int64_t
mohur__der_read_exact_time(struct mohur__der_reader *r,
                           mohur__bytes *out_fraction);

/* The one that the year asks for; years 0 to 9999. */
void
mohur__der_time(struct mohur__der *d, int64_t t);

#endif
