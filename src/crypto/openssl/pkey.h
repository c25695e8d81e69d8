/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_OPENSSL_PKEY_H
#define MOHUR_SRC_CRYPTO_OPENSSL_PKEY_H

#include "base/bytes.h"
#include <openssl/evp.h>

/*
 * Keys on the NIST curves from their raw bytes.  curve is OpenSSL's name of
 * it, "P-256".
 */

/* MOHUR_E_FORMAT unless it is a point on the curve. */
mohur_status
mohur__pkey_public(const char *curve, mohur__bytes point, EVP_PKEY **out);

/* The scalar was checked to be in range.  CT: leaks nothing. */
mohur_status
mohur__pkey_private(const char *curve, mohur__bytes scalar, EVP_PKEY **out);

/* The uncompressed point that belongs to a scalar.  CT: leaks nothing. */
mohur_status
mohur__pkey_public_of(int nid, mohur__bytes scalar, mohur__span out);

#endif
