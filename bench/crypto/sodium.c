/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include <sodium.h>

/*
 * The calls of libsodium.  A key is set up once where the library can.
 */
struct state {
    crypto_aead_aes256gcm_state gcm;
    crypto_auth_hmacsha256_state hmac_256;
    crypto_auth_hmacsha512_state hmac_512;
    uint8_t ed25519[crypto_sign_SECRETKEYBYTES];
};

static void *
make(const struct call *c, const struct data *d)
{
    struct state *s = NULL;
    uint8_t public_key[crypto_sign_PUBLICKEYBYTES];

    bench_must(sodium_init() >= 0, "sodium_init");
    s = bench_room(sizeof *s);
    if (c->alg == MOHUR_ALG_AES_256_GCM) {
        if (crypto_aead_aes256gcm_is_available() == 0) {
            free(s);
            return NULL;
        }
        crypto_aead_aes256gcm_beforenm(&s->gcm, d->key);
    }
    crypto_auth_hmacsha256_init(&s->hmac_256, d->key, sizeof d->key);
    crypto_auth_hmacsha512_init(&s->hmac_512, d->key, sizeof d->key);
    crypto_sign_seed_keypair(public_key, s->ed25519, d->private_key);
    return s;
}

static void
gcm_seal(void *state, struct data *d)
{
    struct state *s = state;

    crypto_aead_aes256gcm_encrypt_afternm(d->out, NULL, d->in, d->len, NULL, 0,
                                          NULL, d->nonce, &s->gcm);
}

static void
gcm_open(void *state, struct data *d)
{
    struct state *s = state;

    bench_must(crypto_aead_aes256gcm_decrypt_afternm(
                   d->out, NULL, NULL, d->sealed, d->len + 16, NULL, 0,
                   d->nonce, &s->gcm) == 0,
               "open");
}

static void
chacha_seal(void *state, struct data *d)
{
    (void)state;
    crypto_aead_chacha20poly1305_ietf_encrypt(d->out, NULL, d->in, d->len, NULL,
                                              0, NULL, d->nonce, d->key);
}

static void
chacha_open(void *state, struct data *d)
{
    (void)state;
    bench_must(crypto_aead_chacha20poly1305_ietf_decrypt(
                   d->out, NULL, NULL, d->sealed, d->len + 16, NULL, 0,
                   d->nonce, d->key) == 0,
               "open");
}

static void
xchacha_seal(void *state, struct data *d)
{
    (void)state;
    crypto_aead_xchacha20poly1305_ietf_encrypt(d->out, NULL, d->in, d->len,
                                               NULL, 0, NULL, d->nonce, d->key);
}

static void
xchacha_open(void *state, struct data *d)
{
    (void)state;
    bench_must(crypto_aead_xchacha20poly1305_ietf_decrypt(
                   d->out, NULL, NULL, d->sealed, d->len + 16, NULL, 0,
                   d->nonce, d->key) == 0,
               "open");
}

static void
sha_256(void *state, struct data *d)
{
    (void)state;
    crypto_hash_sha256(d->out, d->in, d->len);
}

static void
sha_512(void *state, struct data *d)
{
    (void)state;
    crypto_hash_sha512(d->out, d->in, d->len);
}

static void
hmac_256(void *state, struct data *d)
{
    const struct state *s                = state;
    crypto_auth_hmacsha256_state running = s->hmac_256;

    crypto_auth_hmacsha256_update(&running, d->in, d->len);
    crypto_auth_hmacsha256_final(&running, d->out);
}

static void
hmac_512(void *state, struct data *d)
{
    const struct state *s                = state;
    crypto_auth_hmacsha512_state running = s->hmac_512;

    crypto_auth_hmacsha512_update(&running, d->in, d->len);
    crypto_auth_hmacsha512_final(&running, d->out);
}

static void
ed25519_sign(void *state, struct data *d)
{
    struct state *s = state;

    crypto_sign_detached(d->out, NULL, d->in, d->len, s->ed25519);
}

static void
ed25519_verify(void *state, struct data *d)
{
    (void)state;
    bench_must(crypto_sign_verify_detached(d->signature, d->in, d->len,
                                           d->public_key) == 0,
               "verify");
}

/* A fresh key pair and the agreement: less is no encapsulation. */
static void
x25519_encap(void *state, struct data *d)
{
    uint8_t fresh[crypto_scalarmult_SCALARBYTES];

    (void)state;
    randombytes_buf(fresh, sizeof fresh);
    bench_must(crypto_scalarmult_base(d->out, fresh) == 0 &&
                   crypto_scalarmult(d->out + 32, fresh, d->public_key) == 0,
               "agreement");
}

/* The agreement, and the public key that the derivation takes in. */
static void
x25519_decap(void *state, struct data *d)
{
    (void)state;
    bench_must(crypto_scalarmult(d->out, d->private_key, d->enc) == 0 &&
                   crypto_scalarmult_base(d->out + 32, d->private_key) == 0,
               "agreement");
}

static void
hpke(void *state, struct data *d)
{
    struct data beside = *d;

    beside.out = d->out + d->len + 16;
    x25519_encap(state, &beside);
    chacha_seal(state, d);
}

static void
tree(void *state, struct data *d)
{
    size_t leaves = d->len / DATA_LEAF;

    (void)state;
    for (size_t i = 0; i < leaves; i++) {
        crypto_hash_sha256(d->out, d->in + i * DATA_LEAF, DATA_LEAF + 1);
    }
    for (size_t i = 1; i < leaves; i++) {
        crypto_hash_sha256(d->out, d->in, 65);
    }
}

#define CALL(op, alg, run, name)                                               \
    {op, MOHUR_ALG_##alg, MOHUR_BACKEND_SODIUM, name, make, run, free}

const struct call raw_sodium[] = {
    CALL(SEAL, AES_256_GCM, gcm_seal, "crypto_aead_aes256gcm_encrypt_afternm"),
    CALL(OPEN, AES_256_GCM, gcm_open, "crypto_aead_aes256gcm_decrypt_afternm"),
    CALL(SEAL,
         CHACHA20_POLY1305,
         chacha_seal,
         "crypto_aead_chacha20poly1305_ietf_encrypt"),
    CALL(OPEN,
         CHACHA20_POLY1305,
         chacha_open,
         "crypto_aead_chacha20poly1305_ietf_decrypt"),
    CALL(SEAL,
         XCHACHA20_POLY1305,
         xchacha_seal,
         "crypto_aead_xchacha20poly1305_ietf_encrypt"),
    CALL(OPEN,
         XCHACHA20_POLY1305,
         xchacha_open,
         "crypto_aead_xchacha20poly1305_ietf_decrypt"),
    CALL(HASH, SHA_256, sha_256, "crypto_hash_sha256"),
    CALL(HASH, SHA_512, sha_512, "crypto_hash_sha512"),
    CALL(MAC, HMAC_SHA_256, hmac_256, "crypto_auth_hmacsha256_update"),
    CALL(MAC, HMAC_SHA_512, hmac_512, "crypto_auth_hmacsha512_update"),
    CALL(SIGN, ED25519, ed25519_sign, "crypto_sign_detached"),
    CALL(VERIFY, ED25519, ed25519_verify, "crypto_sign_verify_detached"),
    CALL(ENCAP, X25519, x25519_encap, "crypto_scalarmult, twice"),
    CALL(DECAP, X25519, x25519_decap, "crypto_scalarmult, twice"),
    CALL(HPKE, X25519, hpke, "crypto_scalarmult, twice, and the cipher"),
    CALL(TREE, SHA_256, tree, "crypto_hash_sha256 of leaves and nodes"),
    {0},
};
