/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_ASN1_OID_TEXT_H
#define MOHUR_SRC_ASN1_OID_TEXT_H

#include "base/buf.h"
#include "base/bytes.h"

/*
 * Object identifiers as people write them, "1.2.840.10045.2.1": one text for
 * one identifier, so that texts may be compared.
 */
enum {
    MOHUR__OID_TEXT_MAX  = 128, /* characters that are read */
    MOHUR__OID_BYTES_MAX = 96   /* contents that they can become */
};

/*
 * The contents octets of what a text names, in out; how many, 0: it is no
 * identifier in its one form, or out is too small.
 */
size_t
mohur__oid_read_text(const char *text, mohur__span out);

/* Append contents octets as text; nothing for what is none. */
void
mohur__oid_put_text(struct mohur__buf *b, mohur__bytes contents);

#endif
