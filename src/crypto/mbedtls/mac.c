/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * HMAC and CMAC by Mbed TLS.
 */
enum {
    HMAC_KEY_MAX = 128
};

struct state {
    psa_key_type_t type;
    psa_algorithm_t alg;
    size_t key_len;
    uint8_t key[HMAC_KEY_MAX];
};

/*
 * RFC 2104: a key longer than the hash's block is hashed first, a shorter
 * one is padded with zeros; PSA takes no empty key, and one zero means the
 * same.
 * CT: leaks the length of the key.
 */
static mohur_status
hmac_init(struct state *s, psa_algorithm_t hash, mohur__bytes key)
{
    mohur_status st = MOHUR_OK;

    s->type    = PSA_KEY_TYPE_HMAC;
    s->alg     = PSA_ALG_HMAC(hash);
    s->key_len = key.len == 0 ? 1 : key.len;
    if (key.len > PSA_HASH_BLOCK_LENGTH(hash)) {
        TRY(mohur__psa_enter());
        st = mohur__psa_status(psa_hash_compute(hash, key.data, key.len, s->key,
                                                sizeof s->key, &s->key_len));
        mohur__psa_leave();
        goto out;
    }
    mohur__copy(MOHUR__SPAN(s->key), key);

out:
    return st;
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_256_init(void *state, mohur__bytes key)
{
    return hmac_init(state, PSA_ALG_SHA_256, key);
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_384_init(void *state, mohur__bytes key)
{
    return hmac_init(state, PSA_ALG_SHA_384, key);
}

/* CT: leaks the length of the key. */
static mohur_status
hmac_512_init(void *state, mohur__bytes key)
{
    return hmac_init(state, PSA_ALG_SHA_512, key);
}

/* CT: leaks nothing. */
static mohur_status
cmac_init(void *state, mohur__bytes key)
{
    struct state *s = state;

    s->type    = PSA_KEY_TYPE_AES;
    s->alg     = PSA_ALG_CMAC;
    s->key_len = mohur__copy(MOHUR__SPAN(s->key), key);
    return MOHUR_OK;
}

/* CT: leaks the lengths. */
static mohur_status
compute(void *state, const mohur__bytes *parts, size_t n, mohur__span out)
{
    const struct state *s           = state;
    mohur_status st                 = mohur__psa_enter();
    psa_mac_operation_t operation   = PSA_MAC_OPERATION_INIT;
    psa_key_id_t id                 = 0;
    size_t len                      = 0;
    const struct mohur__psa_use use = {s->type, 0, PSA_KEY_USAGE_SIGN_MESSAGE,
                                       s->alg};

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(mohur__psa_import(&use, mohur__bytes_of(s->key, s->key_len), &id));
    TRY(mohur__psa_status(psa_mac_sign_setup(&operation, id, s->alg)));
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__psa_status(
            psa_mac_update(&operation, parts[i].data, parts[i].len)));
    }
    TRY(mohur__psa_status(
        psa_mac_sign_finish(&operation, out.data, out.len, &len)));

out:
    (void)psa_mac_abort(&operation);
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

static void
wipe(void *state)
{
    mohur__wipe(state, sizeof(struct state));
}

const struct mohur__mac_ops mohur__mbedtls_hmac_sha_256 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_HMAC_SHA_256,
    .len        = 32,
    .state_size = sizeof(struct state),
    .init       = hmac_256_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__mbedtls_hmac_sha_384 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_HMAC_SHA_384,
    .len        = 48,
    .state_size = sizeof(struct state),
    .init       = hmac_384_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__mbedtls_hmac_sha_512 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_HMAC_SHA_512,
    .len        = 64,
    .state_size = sizeof(struct state),
    .init       = hmac_512_init,
    .compute    = compute,
    .wipe       = wipe,
};

const struct mohur__mac_ops mohur__mbedtls_cmac = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_AES_256_CMAC,
    .len        = 16,
    .state_size = sizeof(struct state),
    .init       = cmac_init,
    .compute    = compute,
    .wipe       = wipe,
};
