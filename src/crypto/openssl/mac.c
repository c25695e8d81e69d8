/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/evp.h>
#include <openssl/params.h>

/*
 * HMAC and CMAC by OpenSSL.
 */
struct state {
    EVP_MAC *mac;
    EVP_MAC_CTX *ctx;
};

enum {
    VALUE_CAP = 16
};

/* CT: leaks the length of the key. */
static mohur_status
init(struct state *s,
     const char *name,
     const char *setting,
     const char *value,
     mohur__bytes key)
{
    static const uint8_t EMPTY[1] = {0};
    const uint8_t *data           = key.len == 0 ? EMPTY : key.data;
    char text[VALUE_CAP]          = {0};
    OSSL_PARAM params[2]          = {OSSL_PARAM_END, OSSL_PARAM_END};

    mohur__copy(mohur__span_of((uint8_t *)text, sizeof text - 1),
                mohur__bytes_text(value));
    params[0] = OSSL_PARAM_construct_utf8_string(setting, text, 0);
    s->mac    = EVP_MAC_fetch(NULL, name, NULL);
    s->ctx    = EVP_MAC_CTX_new(s->mac);
    if (s->mac == NULL || s->ctx == NULL) {
        return MOHUR_E_BACKEND;
    }
    return mohur__evp_status(EVP_MAC_init(s->ctx, data, key.len, params));
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_256_init(void *state, mohur__bytes key)
{
    return init(state, "HMAC", "digest", "SHA2-256", key);
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_384_init(void *state, mohur__bytes key)
{
    return init(state, "HMAC", "digest", "SHA2-384", key);
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_512_init(void *state, mohur__bytes key)
{
    return init(state, "HMAC", "digest", "SHA2-512", key);
}

/* CT: leaks nothing. */
static mohur_status
cmac_init(void *state, mohur__bytes key)
{
    return init(state, "CMAC", "cipher", "AES-256-CBC", key);
}

/* CT: leaks the lengths. */
static mohur_status
compute(void *state, const mohur__bytes *parts, size_t n, mohur__span out)
{
    const struct state *s = state;
    mohur_status st       = MOHUR_OK;
    size_t len            = 0;

    TRY(mohur__evp_status(EVP_MAC_init(s->ctx, NULL, 0, NULL)));
    for (size_t i = 0; i < n; i++) {
        if (parts[i].len > 0) {
            TRY(mohur__evp_status(
                EVP_MAC_update(s->ctx, parts[i].data, parts[i].len)));
        }
    }
    TRY(mohur__evp_status(EVP_MAC_final(s->ctx, out.data, &len, out.len)));

out:
    return st;
}

static void
wipe(void *state)
{
    struct state *s = state;

    EVP_MAC_CTX_free(s->ctx);
    EVP_MAC_free(s->mac);
}

const struct mohur__mac_ops mohur__openssl_hmac_sha_256 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_HMAC_SHA_256,
    .len        = 32,
    .state_size = sizeof(struct state),
    .init       = hmac_256_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__openssl_hmac_sha_384 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_HMAC_SHA_384,
    .len        = 48,
    .state_size = sizeof(struct state),
    .init       = hmac_384_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__openssl_hmac_sha_512 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_HMAC_SHA_512,
    .len        = 64,
    .state_size = sizeof(struct state),
    .init       = hmac_512_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__openssl_cmac = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_AES_256_CMAC,
    .len        = 16,
    .state_size = sizeof(struct state),
    .init       = cmac_init,
    .compute    = compute,
    .wipe       = wipe,
};
