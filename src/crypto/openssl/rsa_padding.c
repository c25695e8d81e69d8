/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/openssl/rsa_padding.h"

#include <openssl/rsa.h>

/*
 * What signing and verifying with RSA have in common.
 */
static const EVP_MD *
md_of(mohur_alg hash)
{
    switch ((uint32_t)hash) {
    case MOHUR_ALG_SHA_256:
        return EVP_sha256();
    case MOHUR_ALG_SHA_384:
        return EVP_sha384();
    case MOHUR_ALG_SHA_512:
        return EVP_sha512();
    default:
        return NULL;
    }
}

bool
mohur__rsa_set_padding(EVP_PKEY_CTX *ctx, int padding, mohur_alg hash)
{
    const EVP_MD *md = md_of(hash);

    return md != NULL && EVP_PKEY_CTX_set_rsa_padding(ctx, padding) == 1 &&
           EVP_PKEY_CTX_set_signature_md(ctx, md) == 1 &&
           (padding != RSA_PKCS1_PSS_PADDING ||
            (EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, md) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(ctx, RSA_PSS_SALTLEN_DIGEST) ==
                 1));
}
