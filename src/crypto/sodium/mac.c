/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "crypto/tables.h"

#include <sodium.h>

/*
 * HMAC by libsodium.  The state after the key is kept, so that a message
 * begins with a copy of it.
 */
struct hmac_256 {
    crypto_auth_hmacsha256_state keyed;
    crypto_auth_hmacsha256_state running;
};

struct hmac_512 {
    crypto_auth_hmacsha512_state keyed;
    crypto_auth_hmacsha512_state running;
};

/* libsodium takes no NULL, not even for the empty key that HKDF may have. */
static const uint8_t *
address_of(mohur__bytes key)
{
    static const uint8_t nothing[1] = {0};

    return key.len == 0 ? nothing : key.data;
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_256_init(void *state, mohur__bytes key)
{
    struct hmac_256 *s = state;

    crypto_auth_hmacsha256_init(&s->keyed, address_of(key), key.len);
    return MOHUR_OK;
}

/* CT: leaks the lengths. */
static mohur_status
hmac_256_compute(void *state,
                 const mohur__bytes *parts,
                 size_t n,
                 mohur__span out)
{
    struct hmac_256 *s = state;

    s->running = s->keyed;
    for (size_t i = 0; i < n; i++) {
        crypto_auth_hmacsha256_update(&s->running, parts[i].data, parts[i].len);
    }
    crypto_auth_hmacsha256_final(&s->running, out.data);
    return MOHUR_OK;
}

static void
hmac_256_wipe(void *state)
{
    mohur__wipe(state, sizeof(struct hmac_256));
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_512_init(void *state, mohur__bytes key)
{
    struct hmac_512 *s = state;

    crypto_auth_hmacsha512_init(&s->keyed, address_of(key), key.len);
    return MOHUR_OK;
}

/* CT: leaks the lengths. */
static mohur_status
hmac_512_compute(void *state,
                 const mohur__bytes *parts,
                 size_t n,
                 mohur__span out)
{
    struct hmac_512 *s = state;

    s->running = s->keyed;
    for (size_t i = 0; i < n; i++) {
        crypto_auth_hmacsha512_update(&s->running, parts[i].data, parts[i].len);
    }
    crypto_auth_hmacsha512_final(&s->running, out.data);
    return MOHUR_OK;
}

static void
hmac_512_wipe(void *state)
{
    mohur__wipe(state, sizeof(struct hmac_512));
}

const struct mohur__mac_ops mohur__sodium_hmac_sha_256 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_HMAC_SHA_256,
    .len        = crypto_auth_hmacsha256_BYTES,
    .state_size = sizeof(struct hmac_256),
    .init       = hmac_256_init,
    .compute    = hmac_256_compute,
    .wipe       = hmac_256_wipe,
};

const struct mohur__mac_ops mohur__sodium_hmac_sha_512 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_HMAC_SHA_512,
    .len        = crypto_auth_hmacsha512_BYTES,
    .state_size = sizeof(struct hmac_512),
    .init       = hmac_512_init,
    .compute    = hmac_512_compute,
    .wipe       = hmac_512_wipe,
};
