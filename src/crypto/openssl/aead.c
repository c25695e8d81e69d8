/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "crypto/openssl/evp.h"
#include "crypto/tables.h"

#include <openssl/evp.h>

/*
 * Authenticated encryption by OpenSSL: the cipher is fetched and the key set
 * once, a message sets only the nonce.
 */
struct state {
    EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *ctx;
};

enum {
    SEAL      = 1,
    OPEN      = 0,
    NONCE_LEN = 12
};

/* CT: leaks nothing. */
static mohur_status
init(struct state *s, const char *name, mohur__bytes key)
{
    s->cipher = EVP_CIPHER_fetch(NULL, name, NULL);
    s->ctx    = EVP_CIPHER_CTX_new();
    if (s->cipher == NULL || s->ctx == NULL) {
        return MOHUR_E_BACKEND;
    }
    return mohur__evp_status(
        EVP_CipherInit_ex2(s->ctx, s->cipher, key.data, NULL, SEAL, NULL));
}

static mohur_status
gcm_init(void *state, mohur__bytes key)
{
    return init(state, "AES-256-GCM", key);
}

static mohur_status
chacha_init(void *state, mohur__bytes key)
{
    return init(state, "ChaCha20-Poly1305", key);
}

static void
wipe(void *state)
{
    struct state *s = state;

    EVP_CIPHER_CTX_free(s->ctx);
    EVP_CIPHER_free(s->cipher);
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
    mohur_status st       = MOHUR_OK;
    int len               = 0;
    mohur__span tag       = mohur__span_sub(out, plain.len, out.len);
    mohur__span text      = mohur__span_sub(out, 0, plain.len);

    TRY(mohur__evp_status(
        EVP_CipherInit_ex2(s->ctx, NULL, NULL, nonce.data, SEAL, NULL)));
    TRY(mohur__evp_cipher_update(s->ctx, aad, NULL));
    TRY(mohur__evp_cipher_update(s->ctx, plain, text.data));
    TRY(mohur__evp_status(EVP_CipherFinal_ex(s->ctx, tag.data, &len)));
    TRY(mohur__evp_status(EVP_CIPHER_CTX_ctrl(s->ctx, EVP_CTRL_AEAD_GET_TAG,
                                              (int)tag.len, tag.data)));

out:
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
    const struct state *s             = state;
    mohur_status st                   = MOHUR_OK;
    uint8_t tag[MOHUR__AEAD_TAG_LEN]  = {0};
    uint8_t rest[MOHUR__AEAD_TAG_LEN] = {0};
    int len                           = 0;

    mohur__evp_begin();
    mohur__copy(MOHUR__SPAN(tag),
                mohur__bytes_sub(sealed, out.len, sizeof tag));
    TRY(mohur__evp_status(
        EVP_CipherInit_ex2(s->ctx, NULL, NULL, nonce.data, OPEN, NULL)));
    TRY(mohur__evp_status(EVP_CIPHER_CTX_ctrl(s->ctx, EVP_CTRL_AEAD_SET_TAG,
                                              (int)sizeof tag, tag)));
    TRY(mohur__evp_cipher_update(s->ctx, aad, NULL));
    TRY(mohur__evp_cipher_update(s->ctx, mohur__bytes_sub(sealed, 0, out.len),
                                 out.data));
    /* Nothing is left to write, but the function wants a place for it. */
    st = EVP_CipherFinal_ex(s->ctx, rest, &len) == 1 ? MOHUR_OK : MOHUR_E_AUTH;

out:
    mohur__evp_end();
    return st;
}

const struct mohur__aead_ops mohur__openssl_aes_256_gcm = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_AES_256_GCM,
    .key_len    = MOHUR__AEAD_KEY_LEN,
    .nonce_len  = NONCE_LEN,
    .tag_len    = MOHUR__AEAD_TAG_LEN,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = gcm_init,
    .seal       = seal,
    .open       = open,
    .wipe       = wipe,
};

const struct mohur__aead_ops mohur__openssl_chacha20_poly1305 = {
    .backend    = MOHUR_BACKEND_OPENSSL,
    .alg        = MOHUR_ALG_CHACHA20_POLY1305,
    .key_len    = MOHUR__AEAD_KEY_LEN,
    .nonce_len  = NONCE_LEN,
    .tag_len    = MOHUR__AEAD_TAG_LEN,
    .state_size = sizeof(struct state),
    .usable     = NULL,
    .init       = chacha_init,
    .seal       = seal,
    .open       = open,
    .wipe       = wipe,
};
