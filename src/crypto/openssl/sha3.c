/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/evp.h>

/*
 * SHA3-256 and SHAKE256 by OpenSSL.
 */

/* CT: leaks the lengths. */
static mohur_status
run(const char *name,
    bool any_length,
    const mohur__bytes *parts,
    size_t n,
    mohur__span out)
{
    mohur_status st = MOHUR_OK;
    EVP_MD *md      = EVP_MD_fetch(NULL, name, NULL);
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();

    if (md == NULL || ctx == NULL) {
        st = MOHUR_E_BACKEND;
        goto out;
    }
    TRY(mohur__evp_status(EVP_DigestInit_ex2(ctx, md, NULL)));
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__evp_status(
            EVP_DigestUpdate(ctx, parts[i].data, parts[i].len)));
    }
    TRY(mohur__evp_status(any_length
                              ? EVP_DigestFinalXOF(ctx, out.data, out.len)
                              : EVP_DigestFinal_ex(ctx, out.data, NULL)));

out:
    EVP_MD_CTX_free(ctx);
    EVP_MD_free(md);
    return st;
}

static mohur_status
sha3_256(const mohur__bytes *parts, size_t n, mohur__span out)
{
    return run("SHA3-256", false, parts, n, out);
}

static mohur_status
shake256(mohur__bytes message, mohur__span out)
{
    return run("SHAKE-256", true, &message, 1, out);
}

const struct mohur__sha3_ops mohur__openssl_sha3 = {
    .backend  = MOHUR_BACKEND_OPENSSL,
    .usable   = NULL,
    .sha3_256 = sha3_256,
    .shake256 = shake256,
};
