/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_X509_NAME_H
#define MOHUR_SRC_X509_NAME_H

#include "asn1/oid.h"
#include "base/buf.h"
#include "base/bytes.h"

/*
 * Distinguished names (RFC 5280 4.1.2.4), as whole elements.
 */

/* Is it well formed: RDNs not empty, text that its type allows? */
bool
mohur__name_valid(mohur__bytes name);

/*
 * Do two valid names say the same?  Byte for byte; else attribute by
 * attribute, where PrintableString, UTF8String and BMPString are compared as
 * text: ASCII case folded, runs of spaces as one, none at the ends.  No
 * tables of Unicode: doubt is "not equal".
 */
bool
mohur__name_equal(mohur__bytes a, mohur__bytes b);

/* Do the first RDNs of name say the same as all those of tree? */
bool
mohur__name_within(mohur__bytes name, mohur__bytes tree);

/* Has it no RDN? */
bool
mohur__name_empty(mohur__bytes name);

/* The contents of the i-th attribute of a type; false after the last. */
bool
mohur__name_find(mohur__bytes name,
                 enum mohur__oid type,
                 size_t i,
                 mohur__bytes *out);

/*
 * Append the value of the last attribute of a type as UTF-8; nothing if there
 * is none, or it is no text.
 */
void
mohur__name_value(struct mohur__buf *b,
                  mohur__bytes name,
                  enum mohur__oid type);

/* The same of a type by the contents of its OID; how many there are. */
size_t
mohur__name_value_of(struct mohur__buf *b,
                     mohur__bytes name,
                     mohur__bytes type);

/*
 * Append all of it as UTF-8, first RDN first, "C=AZ, O=..., CN=...";
 * attributes of unknown types are "?".  For people: not unique.
 */
void
mohur__name_text(struct mohur__buf *b, mohur__bytes name);

#endif
