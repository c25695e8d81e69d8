/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_OPENSSL_RSA_PADDING_H
#define MOHUR_SRC_CRYPTO_OPENSSL_RSA_PADDING_H

#include <mohur/alg.h>
#include <openssl/evp.h>
#include <stdbool.h>

/*
 * Set padding and hash of a context that is to sign or to verify.  padding is
 * RSA_PKCS1_PADDING or RSA_PKCS1_PSS_PADDING, with a salt as long as the hash
 * and the same hash in MGF1.
 */
bool
mohur__rsa_set_padding(EVP_PKEY_CTX *ctx, int padding, mohur_alg hash);

#endif
