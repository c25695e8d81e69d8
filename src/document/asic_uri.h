/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_DOCUMENT_ASIC_URI_H
#define MOHUR_SRC_DOCUMENT_ASIC_URI_H

#include "base/buf.h"
#include <mohur/alg.h>

/* Names of members and of hashes, as URIs. */

/* Append the name that a URI stands for; false if it is not exactly a
 * relative path of RFC 3986 with each escape decoded once. */
bool
mohur__uri_decode(mohur__bytes uri, struct mohur__buf *out);

/* Append the URI of a name. */
void
mohur__uri_emit(struct mohur__buf *b, mohur__bytes name);

/* The hash that a URI of XML signatures names; NONE if it is not known. */
mohur_alg
mohur__uri_hash(mohur__bytes uri);

/* Its URI; "" for what is no hash of documents.  Static. */
const char *
mohur__uri_of_hash(mohur_alg hash);

#endif
