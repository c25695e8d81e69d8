/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "crypto/sodium/ready.h"
#include "crypto/tables.h"

#include <sodium.h>

/*
 * Authenticated encryption by libsodium.
 */
struct chacha {
    uint8_t key[MOHUR__AEAD_KEY_LEN];
};

/* CT: leaks nothing. */
static mohur_status
chacha_init(void *state, mohur__bytes key)
{
    struct chacha *s = state;

    mohur__copy(MOHUR__SPAN(s->key), key);
    return MOHUR_OK;
}

static void
chacha_wipe(void *state)
{
    mohur__wipe(state, sizeof(struct chacha));
}

/* CT: leaks the lengths. */
static mohur_status
chacha_seal(void *state,
            mohur__bytes nonce,
            mohur__bytes aad,
            mohur__bytes plain,
            mohur__span out)
{
    const struct chacha *s = state;

    crypto_aead_chacha20poly1305_ietf_encrypt(out.data, NULL, plain.data,
                                              plain.len, aad.data, aad.len,
                                              NULL, nonce.data, s->key);
    return MOHUR_OK;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
chacha_open(void *state,
            mohur__bytes nonce,
            mohur__bytes aad,
            mohur__bytes sealed,
            mohur__span out)
{
    const struct chacha *s = state;
    int bad                = crypto_aead_chacha20poly1305_ietf_decrypt(
        out.data, NULL, NULL, sealed.data, sealed.len, aad.data, aad.len,
        nonce.data, s->key);

    return bad == 0 ? MOHUR_OK : MOHUR_E_AUTH;
}

/* CT: leaks the lengths. */
static mohur_status
xchacha_seal(void *state,
             mohur__bytes nonce,
             mohur__bytes aad,
             mohur__bytes plain,
             mohur__span out)
{
    const struct chacha *s = state;

    crypto_aead_xchacha20poly1305_ietf_encrypt(out.data, NULL, plain.data,
                                               plain.len, aad.data, aad.len,
                                               NULL, nonce.data, s->key);
    return MOHUR_OK;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
xchacha_open(void *state,
             mohur__bytes nonce,
             mohur__bytes aad,
             mohur__bytes sealed,
             mohur__span out)
{
    const struct chacha *s = state;
    int bad                = crypto_aead_xchacha20poly1305_ietf_decrypt(
        out.data, NULL, NULL, sealed.data, sealed.len, aad.data, aad.len,
        nonce.data, s->key);

    return bad == 0 ? MOHUR_OK : MOHUR_E_AUTH;
}

static bool
gcm_usable(void)
{
    return mohur__sodium_ready() && crypto_aead_aes256gcm_is_available() != 0;
}

/* CT: leaks nothing. */
static mohur_status
gcm_init(void *state, mohur__bytes key)
{
    crypto_aead_aes256gcm_beforenm(state, key.data);
    return MOHUR_OK;
}

static void
gcm_wipe(void *state)
{
    mohur__wipe(state, sizeof(crypto_aead_aes256gcm_state));
}

/* CT: leaks the lengths. */
static mohur_status
gcm_seal(void *state,
         mohur__bytes nonce,
         mohur__bytes aad,
         mohur__bytes plain,
         mohur__span out)
{
    crypto_aead_aes256gcm_encrypt_afternm(out.data, NULL, plain.data, plain.len,
                                          aad.data, aad.len, NULL, nonce.data,
                                          state);
    return MOHUR_OK;
}

/* CT: leaks the lengths and whether it was genuine. */
static mohur_status
gcm_open(void *state,
         mohur__bytes nonce,
         mohur__bytes aad,
         mohur__bytes sealed,
         mohur__span out)
{
    int bad = crypto_aead_aes256gcm_decrypt_afternm(
        out.data, NULL, NULL, sealed.data, sealed.len, aad.data, aad.len,
        nonce.data, state);

    return bad == 0 ? MOHUR_OK : MOHUR_E_AUTH;
}

const struct mohur__aead_ops mohur__sodium_aes_256_gcm = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_AES_256_GCM,
    .key_len    = crypto_aead_aes256gcm_KEYBYTES,
    .nonce_len  = crypto_aead_aes256gcm_NPUBBYTES,
    .tag_len    = crypto_aead_aes256gcm_ABYTES,
    .state_size = sizeof(crypto_aead_aes256gcm_state),
    .usable     = gcm_usable,
    .init       = gcm_init,
    .seal       = gcm_seal,
    .open       = gcm_open,
    .wipe       = gcm_wipe,
};

const struct mohur__aead_ops mohur__sodium_chacha20_poly1305 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_CHACHA20_POLY1305,
    .key_len    = crypto_aead_chacha20poly1305_ietf_KEYBYTES,
    .nonce_len  = crypto_aead_chacha20poly1305_ietf_NPUBBYTES,
    .tag_len    = crypto_aead_chacha20poly1305_ietf_ABYTES,
    .state_size = sizeof(struct chacha),
    .usable     = mohur__sodium_ready,
    .init       = chacha_init,
    .seal       = chacha_seal,
    .open       = chacha_open,
    .wipe       = chacha_wipe,
};

const struct mohur__aead_ops mohur__sodium_xchacha20_poly1305 = {
    .backend    = MOHUR_BACKEND_SODIUM,
    .alg        = MOHUR_ALG_XCHACHA20_POLY1305,
    .key_len    = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    .nonce_len  = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
    .tag_len    = crypto_aead_xchacha20poly1305_ietf_ABYTES,
    .state_size = sizeof(struct chacha),
    .usable     = mohur__sodium_ready,
    .init       = chacha_init,
    .seal       = xchacha_seal,
    .open       = xchacha_open,
    .wipe       = chacha_wipe,
};
