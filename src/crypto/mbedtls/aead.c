/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/mbedtls/psa.h"
#include "crypto/tables.h"

/*
 * Authenticated encryption by Mbed TLS.
 */
struct state {
    psa_key_type_t type;
    psa_algorithm_t alg;
    uint8_t key[MOHUR__AEAD_KEY_LEN];
};

/* CT: leaks nothing. */
static mohur_status
gcm_init(void *state, mohur__bytes key)
{
    struct state *s = state;

    s->type = PSA_KEY_TYPE_AES;
    s->alg  = PSA_ALG_GCM;
    mohur__copy(MOHUR__SPAN(s->key), key);
    return MOHUR_OK;
}

/* CT: leaks nothing. */
static mohur_status
chacha_init(void *state, mohur__bytes key)
{
    struct state *s = state;

    s->type = PSA_KEY_TYPE_CHACHA20;
    s->alg  = PSA_ALG_CHACHA20_POLY1305;
    mohur__copy(MOHUR__SPAN(s->key), key);
    return MOHUR_OK;
}

static void
wipe(void *state)
{
    mohur__wipe(state, sizeof(struct state));
}

static mohur_status
import(const struct state *s, psa_key_usage_t usage, psa_key_id_t *out)
{
    const struct mohur__psa_use use = {s->type, 0, usage, s->alg};

    return mohur__psa_import(&use, MOHUR__BYTES(s->key), out);
}

/* CT: leaks the lengths. */
static mohur_status
seal(void *state,
     mohur__bytes nonce,
     mohur__bytes aad,
     mohur__bytes plain,
     mohur__span out)
{
    const struct state *s = state;
    mohur_status st       = mohur__psa_enter();
    psa_key_id_t id       = 0;
    size_t len            = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(import(s, PSA_KEY_USAGE_ENCRYPT, &id));
    TRY(mohur__psa_status(
        psa_aead_encrypt(id, s->alg, nonce.data, nonce.len, aad.data, aad.len,
                         plain.data, plain.len, out.data, out.len, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
open(void *state,
     mohur__bytes nonce,
     mohur__bytes aad,
     mohur__bytes sealed,
     mohur__span out)
{
    const struct state *s = state;
    mohur_status st       = mohur__psa_enter();
    psa_key_id_t id       = 0;
    size_t len            = 0;

    if (st != MOHUR_OK) {
        return st;
    }
    TRY(import(s, PSA_KEY_USAGE_DECRYPT, &id));
    TRY(mohur__psa_status(
        psa_aead_decrypt(id, s->alg, nonce.data, nonce.len, aad.data, aad.len,
                         sealed.data, sealed.len, out.data, out.len, &len)));
    st = len == out.len ? MOHUR_OK : MOHUR_E_BACKEND;

out:
    (void)psa_destroy_key(id);
    mohur__psa_leave();
    return st;
}

const struct mohur__aead_ops mohur__mbedtls_aes_256_gcm = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_AES_256_GCM,
    .key_len    = MOHUR__AEAD_KEY_LEN,
    .nonce_len  = 12,
    .tag_len    = MOHUR__AEAD_TAG_LEN,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = gcm_init,
    .seal       = seal,
    .open       = open,
    .wipe       = wipe,
};

const struct mohur__aead_ops mohur__mbedtls_chacha20_poly1305 = {
    .backend    = MOHUR_BACKEND_MBEDTLS,
    .alg        = MOHUR_ALG_CHACHA20_POLY1305,
    .key_len    = MOHUR__AEAD_KEY_LEN,
    .nonce_len  = 12,
    .tag_len    = MOHUR__AEAD_TAG_LEN,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = chacha_init,
    .seal       = seal,
    .open       = open,
    .wipe       = wipe,
};
