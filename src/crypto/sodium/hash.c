/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "crypto/sodium/ready.h"
#include "crypto/tables.h"

#include <sodium.h>

/*
 * SHA-2 by libsodium, which has no SHA-384.
 */
static mohur_status
sha_256_init(void *state)
{
    crypto_hash_sha256_init(state);
    return MOHUR_OK;
}

/* CT: leaks the length. */
static mohur_status
sha_256_update(void *state, mohur__bytes data)
{
    crypto_hash_sha256_update(state, data.data, data.len);
    return MOHUR_OK;
}

static mohur_status
sha_256_finish(void *state, mohur__span out)
{
    crypto_hash_sha256_final(state, out.data);
    crypto_hash_sha256_init(state);
    return MOHUR_OK;
}

static void
sha_256_wipe(void *state)
{
    mohur__wipe(state, sizeof(crypto_hash_sha256_state));
}

static mohur_status
sha_512_init(void *state)
{
    crypto_hash_sha512_init(state);
    return MOHUR_OK;
}

/* CT: leaks the length. */
static mohur_status
sha_512_update(void *state, mohur__bytes data)
{
    crypto_hash_sha512_update(state, data.data, data.len);
    return MOHUR_OK;
}

static mohur_status
sha_512_finish(void *state, mohur__span out)
{
    crypto_hash_sha512_final(state, out.data);
    crypto_hash_sha512_init(state);
    return MOHUR_OK;
}

static void
sha_512_wipe(void *state)
{
    mohur__wipe(state, sizeof(crypto_hash_sha512_state));
}

const struct mohur__hash_ops mohur__sodium_sha_256 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_SHA_256,
    .len        = crypto_hash_sha256_BYTES,
    .state_size = sizeof(crypto_hash_sha256_state),
    .usable     = mohur__sodium_ready,
    .init       = sha_256_init,
    .update     = sha_256_update,
    .finish     = sha_256_finish,
    .wipe       = sha_256_wipe,
};

const struct mohur__hash_ops mohur__sodium_sha_512 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_SHA_512,
    .len        = crypto_hash_sha512_BYTES,
    .state_size = sizeof(crypto_hash_sha512_state),
    .usable     = mohur__sodium_ready,
    .init       = sha_512_init,
    .update     = sha_512_update,
    .finish     = sha_512_finish,
    .wipe       = sha_512_wipe,
};
