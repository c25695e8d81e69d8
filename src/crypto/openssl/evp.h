/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_OPENSSL_EVP_H
#define MOHUR_SRC_CRYPTO_OPENSSL_EVP_H

#include "base/bytes.h"
#include <openssl/evp.h>

/*
 * What all uses of OpenSSL share.  OpenSSL keeps a queue of errors for each
 * thread, which is the host's: begin and end stand around what may fail, and
 * leave that queue as it was.
 */
void
mohur__evp_begin(void);
void
mohur__evp_end(void);

/* MOHUR_OK for 1, else MOHUR_E_BACKEND. */
mohur_status
mohur__evp_status(int result);

/*
 * EVP_CipherUpdate for any length; out NULL for associated data.  For modes
 * that give as many bytes as they take.
 */
mohur_status
mohur__evp_cipher_update(EVP_CIPHER_CTX *ctx, mohur__bytes in, uint8_t *out);

#endif
