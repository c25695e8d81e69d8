/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_OPENSSL_ECDSA_H
#define MOHUR_SRC_CRYPTO_OPENSSL_ECDSA_H

#include "base/bytes.h"

/*
 * ECDSA signatures between r, s of equal length and the DER that EVP knows.
 */

/* *out is released with OPENSSL_free. */
mohur_status
mohur__ecdsa_to_der(mohur__bytes signature,
                    unsigned char **out,
                    size_t *out_len);

mohur_status
mohur__ecdsa_from_der(mohur__bytes der, mohur__span out);

#endif
