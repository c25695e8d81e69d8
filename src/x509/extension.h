/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_EXTENSION_H
#define MOHUR_SRC_X509_EXTENSION_H

#include "asn1/der_read.h"

/*
 * Extensions as certificates, revocation lists and OCSP responses have them
 * (RFC 5280 4.1): a SEQUENCE of one or more, no type twice.
 */
enum {
    MOHUR__EXTENSIONS_MAX = 64
};

struct mohur__extension {
    mohur__bytes type; /* contents of the OID */
    enum mohur__oid oid;
    bool critical;
    mohur__bytes value; /* contents of the OCTET STRING */
};

/*
 * Read the SEQUENCE and give each to take, which is false for one that is
 * malformed.  False: not exactly that, or take said so.
 */
bool
mohur__extensions_read(struct mohur__der_reader *r,
                       bool (*take)(const struct mohur__extension *e,
                                    void *user),
                       void *user);

/* Is the value of an extension one element and nothing else? */
bool
mohur__extension_is_element(mohur__bytes value);

#endif
