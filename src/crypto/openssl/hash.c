/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/evp.h>

/*
 * SHA-2 by OpenSSL.
 */
struct state {
    EVP_MD *md;
    EVP_MD_CTX *ctx;
};

static mohur_status
init(struct state *s, const char *name)
{
    s->md  = EVP_MD_fetch(NULL, name, NULL);
    s->ctx = EVP_MD_CTX_new();
    if (s->md == NULL || s->ctx == NULL) {
        return MOHUR_E_BACKEND;
    }
    return mohur__evp_status(EVP_DigestInit_ex2(s->ctx, s->md, NULL));
}

/* CT: leaks the length. */
static mohur_status
update(void *state, mohur__bytes data)
{
    const struct state *s = state;

    return mohur__evp_status(EVP_DigestUpdate(s->ctx, data.data, data.len));
}

static mohur_status
finish(void *state, mohur__span out)
{
    const struct state *s = state;
    mohur_status st       = MOHUR_OK;

    TRY(mohur__evp_status(EVP_DigestFinal_ex(s->ctx, out.data, NULL)));
    TRY(mohur__evp_status(EVP_DigestInit_ex2(s->ctx, NULL, NULL)));

out:
    return st;
}

static void
wipe(void *state)
{
    struct state *s = state;

    EVP_MD_CTX_free(s->ctx);
    EVP_MD_free(s->md);
}

static mohur_status
sha_256_init(void *state)
{
    return init(state, "SHA2-256");
}

static mohur_status
sha_384_init(void *state)
{
    return init(state, "SHA2-384");
}

static mohur_status
sha_512_init(void *state)
{
    return init(state, "SHA2-512");
}

const struct mohur__hash_ops mohur__openssl_sha_256 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_SHA_256,
    .len        = 32,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = sha_256_init,
    .update     = update,
    .finish     = finish,
    .wipe       = wipe,
};

const struct mohur__hash_ops mohur__openssl_sha_384 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_SHA_384,
    .len        = 48,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = sha_384_init,
    .update     = update,
    .finish     = finish,
    .wipe       = wipe,
};

const struct mohur__hash_ops mohur__openssl_sha_512 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_SHA_512,
    .len        = 64,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = sha_512_init,
    .update     = update,
    .finish     = finish,
    .wipe       = wipe,
};
