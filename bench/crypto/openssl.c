/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include "crypto/openssl/ecdsa.h"
#include "crypto/openssl/pkey.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

/*
 * The calls of OpenSSL.  Algorithms are fetched and keys read once.
 */
struct state {
    EVP_CIPHER *cipher;
    EVP_CIPHER_CTX *cipher_ctx;
    EVP_MD *md;
    EVP_MD_CTX *md_ctx;
    EVP_MAC *mac;
    EVP_MAC_CTX *mac_ctx;
    EVP_KDF *kdf;
    EVP_PKEY *own;
    EVP_PKEY *peer;
    unsigned char *der;
    size_t der_len;
};

static void
must(int ok)
{
    bench_must(ok == 1, "OpenSSL");
}

/* ---- making ---- */

static void *
cipher_make(const struct call *c, const struct data *d)
{
    struct state *s = bench_room(sizeof *s);

    s->cipher = EVP_CIPHER_fetch(
        NULL,
        c->alg == MOHUR_ALG_AES_256_GCM ? "AES-256-GCM" : "ChaCha20-Poly1305",
        NULL);
    s->cipher_ctx = EVP_CIPHER_CTX_new();
    must(EVP_CipherInit_ex2(s->cipher_ctx, s->cipher, d->key, NULL, 1, NULL));
    return s;
}

static const char *
hash_of(mohur_alg alg)
{
    int bits = bench_hash_bits(alg);

    return bits == 384 ? "SHA2-384" : bits == 512 ? "SHA2-512" : "SHA2-256";
}

static void *
hash_make(const struct call *c, const struct data *d)
{
    struct state *s = bench_room(sizeof *s);

    (void)d;
    s->md     = EVP_MD_fetch(NULL, hash_of(c->alg), NULL);
    s->md_ctx = EVP_MD_CTX_new();
    bench_must(s->md != NULL && s->md_ctx != NULL, "OpenSSL");
    return s;
}

static void *
mac_make(const struct call *c, const struct data *d)
{
    struct state *s      = bench_room(sizeof *s);
    bool is_cmac         = c->alg == MOHUR_ALG_AES_256_CMAC;
    char value[16]       = {0};
    OSSL_PARAM params[2] = {OSSL_PARAM_END, OSSL_PARAM_END};

    snprintf(value, sizeof value, "%s",
             is_cmac ? "AES-256-CBC" : hash_of(c->alg));
    params[0] = OSSL_PARAM_construct_utf8_string(is_cmac ? "cipher" : "digest",
                                                 value, 0);
    s->mac     = EVP_MAC_fetch(NULL, is_cmac ? "CMAC" : "HMAC", NULL);
    s->mac_ctx = EVP_MAC_CTX_new(s->mac);
    must(EVP_MAC_init(s->mac_ctx, d->key, sizeof d->key, params));
    return s;
}

static void *
kdf_make(const struct call *c, const struct data *d)
{
    struct state *s = bench_room(sizeof *s);

    (void)d;
    s->kdf = EVP_KDF_fetch(NULL, c->op == HKDF ? "HKDF" : "PBKDF2", NULL);
    bench_must(s->kdf != NULL, "OpenSSL");
    return s;
}

static const char *
curve_of(mohur_alg alg)
{
    return alg == MOHUR_ALG_ECDSA_P256 || alg == MOHUR_ALG_ECDH_P256 ? "P-256"
                                                                     : "P-384";
}

static void *
sign_make(const struct call *c, const struct data *d)
{
    struct state *s = hash_make(c, d);

    must(mohur__pkey_private(
             curve_of(c->alg),
             mohur__bytes_of(d->private_key, mohur__sign_private_len(c->alg)),
             &s->own) == MOHUR_OK &&
         mohur__pkey_public(
             curve_of(c->alg),
             mohur__bytes_of(d->public_key, mohur__sign_public_len(c->alg)),
             &s->peer) == MOHUR_OK &&
         mohur__ecdsa_to_der(
             mohur__bytes_of(d->signature, mohur__sign_signature_len(c->alg)),
             &s->der, &s->der_len) == MOHUR_OK);
    return s;
}

static void *
agree_make(const struct call *c, const struct data *d)
{
    struct state *s     = bench_room(sizeof *s);
    const uint8_t *peer = c->op == DECAP ? d->enc : d->public_key;
    const mohur__bytes point =
        mohur__bytes_of(peer, mohur__kem_enc_len(c->alg));

    must(mohur__pkey_private(
             curve_of(c->alg),
             mohur__bytes_of(d->private_key, mohur__kem_private_len(c->alg)),
             &s->own) == MOHUR_OK &&
         mohur__pkey_public(curve_of(c->alg), point, &s->peer) == MOHUR_OK);
    return s;
}

static void
drop(void *state)
{
    struct state *s = state;

    EVP_CIPHER_CTX_free(s->cipher_ctx);
    EVP_CIPHER_free(s->cipher);
    EVP_MD_CTX_free(s->md_ctx);
    EVP_MD_free(s->md);
    EVP_MAC_CTX_free(s->mac_ctx);
    EVP_MAC_free(s->mac);
    EVP_KDF_free(s->kdf);
    EVP_PKEY_free(s->own);
    EVP_PKEY_free(s->peer);
    OPENSSL_free(s->der);
    free(s);
}

/* ---- the work ---- */

static void
seal(void *state, struct data *d)
{
    const struct state *s = state;
    int len               = 0;

    must(EVP_CipherInit_ex2(s->cipher_ctx, NULL, NULL, d->nonce, 1, NULL));
    must(EVP_CipherUpdate(s->cipher_ctx, d->out, &len, d->in, (int)d->len));
    must(EVP_CipherFinal_ex(s->cipher_ctx, d->out + d->len, &len));
    must(EVP_CIPHER_CTX_ctrl(s->cipher_ctx, EVP_CTRL_AEAD_GET_TAG, 16,
                             d->out + d->len));
}

static void
open(void *state, struct data *d)
{
    const struct state *s = state;
    int len               = 0;

    must(EVP_CipherInit_ex2(s->cipher_ctx, NULL, NULL, d->nonce, 0, NULL));
    must(EVP_CIPHER_CTX_ctrl(s->cipher_ctx, EVP_CTRL_AEAD_SET_TAG, 16,
                             d->sealed + d->len));
    must(EVP_CipherUpdate(s->cipher_ctx, d->out, &len, d->sealed, (int)d->len));
    must(EVP_CipherFinal_ex(s->cipher_ctx, d->out + d->len, &len));
}

static void
digest(const struct state *s, const uint8_t *in, size_t len, uint8_t *out)
{
    must(EVP_DigestInit_ex2(s->md_ctx, s->md, NULL));
    must(EVP_DigestUpdate(s->md_ctx, in, len));
    must(EVP_DigestFinal_ex(s->md_ctx, out, NULL));
}

static void
hash(void *state, struct data *d)
{
    digest(state, d->in, d->len, d->out);
}

static void
tree(void *state, struct data *d)
{
    size_t leaves = d->len / DATA_LEAF;

    for (size_t i = 0; i < leaves; i++) {
        digest(state, d->in + i * DATA_LEAF, DATA_LEAF + 1, d->out);
    }
    for (size_t i = 1; i < leaves; i++) {
        digest(state, d->in, 65, d->out);
    }
}

static void
mac(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = 0;

    must(EVP_MAC_init(s->mac_ctx, NULL, 0, NULL));
    must(EVP_MAC_update(s->mac_ctx, d->in, d->len));
    must(EVP_MAC_final(s->mac_ctx, d->out, &len, 64));
}

static void
hkdf(void *state, struct data *d)
{
    const struct state *s = state;
    char name[]           = "SHA2-256";
    EVP_KDF_CTX *ctx      = EVP_KDF_CTX_new(s->kdf);
    OSSL_PARAM params[]   = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, d->nonce,
                                            sizeof d->nonce),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, d->key,
                                            sizeof d->key),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, d->in, d->len),
        OSSL_PARAM_construct_end(),
    };

    must(EVP_KDF_derive(ctx, d->out, 32, params));
    EVP_KDF_CTX_free(ctx);
}

static void
pbkdf2(void *state, struct data *d)
{
    const struct state *s = state;
    char name[]           = "SHA2-256";
    unsigned int rounds   = DATA_ROUNDS;
    EVP_KDF_CTX *ctx      = EVP_KDF_CTX_new(s->kdf);
    OSSL_PARAM params[]   = {
        OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, name, 0),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, d->nonce,
                                            sizeof d->nonce),
        OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD, d->in,
                                            d->len),
        OSSL_PARAM_construct_uint(OSSL_KDF_PARAM_ITER, &rounds),
        OSSL_PARAM_construct_end(),
    };

    must(EVP_KDF_derive(ctx, d->out, 32, params));
    EVP_KDF_CTX_free(ctx);
}

static void
sign(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = DATA_OUT;

    must(EVP_DigestSignInit_ex(s->md_ctx, NULL, EVP_MD_get0_name(s->md), NULL,
                               NULL, s->own, NULL));
    must(EVP_DigestSign(s->md_ctx, d->out, &len, d->in, d->len));
}

static void
verify(void *state, struct data *d)
{
    const struct state *s = state;

    must(EVP_DigestVerifyInit_ex(s->md_ctx, NULL, EVP_MD_get0_name(s->md), NULL,
                                 NULL, s->peer, NULL));
    must(EVP_DigestVerify(s->md_ctx, s->der, s->der_len, d->in, d->len));
}

static void
agree(EVP_PKEY *own, EVP_PKEY *peer, uint8_t *out)
{
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_from_pkey(NULL, own, NULL);
    size_t len        = DATA_OUT;

    must(EVP_PKEY_derive_init(ctx));
    must(EVP_PKEY_derive_set_peer(ctx, peer));
    must(EVP_PKEY_derive(ctx, out, &len));
    EVP_PKEY_CTX_free(ctx);
}

static void
encap_on(const char *curve, const struct state *s, const struct data *d)
{
    EVP_PKEY *fresh = EVP_PKEY_Q_keygen(NULL, NULL, "EC", curve);

    bench_must(fresh != NULL, "OpenSSL");
    agree(fresh, s->peer, d->out);
    EVP_PKEY_free(fresh);
}

static void
encap(void *state, struct data *d)
{
    encap_on(curve_of(d->alg), state, d);
}

static void
decap(void *state, struct data *d)
{
    const struct state *s = state;

    agree(s->own, s->peer, d->out);
}

#define CALL(op, alg, make, run, name)                                         \
    {op, MOHUR_ALG_##alg, MOHUR_BACKEND_OPENSSL, name, make, run, drop}

const struct call raw_openssl[] = {
    CALL(SEAL, AES_256_GCM, cipher_make, seal, "EVP_CipherUpdate"),
    CALL(OPEN, AES_256_GCM, cipher_make, open, "EVP_CipherUpdate"),
    CALL(SEAL, CHACHA20_POLY1305, cipher_make, seal, "EVP_CipherUpdate"),
    CALL(OPEN, CHACHA20_POLY1305, cipher_make, open, "EVP_CipherUpdate"),
    CALL(HASH, SHA_256, hash_make, hash, "EVP_DigestUpdate"),
    CALL(HASH, SHA_384, hash_make, hash, "EVP_DigestUpdate"),
    CALL(HASH, SHA_512, hash_make, hash, "EVP_DigestUpdate"),
    CALL(MAC, HMAC_SHA_256, mac_make, mac, "EVP_MAC_update"),
    CALL(MAC, HMAC_SHA_512, mac_make, mac, "EVP_MAC_update"),
    CALL(MAC, AES_256_CMAC, mac_make, mac, "EVP_MAC_update"),
    CALL(HKDF, HKDF_SHA_256, kdf_make, hkdf, "EVP_KDF_derive"),
    CALL(PBKDF2, PBKDF2_SHA_256, kdf_make, pbkdf2, "EVP_KDF_derive"),
    CALL(SIGN, ECDSA_P256, sign_make, sign, "EVP_DigestSign"),
    CALL(SIGN, ECDSA_P384, sign_make, sign, "EVP_DigestSign"),
    CALL(VERIFY, ECDSA_P256, sign_make, verify, "EVP_DigestVerify"),
    CALL(VERIFY, ECDSA_P384, sign_make, verify, "EVP_DigestVerify"),
    CALL(ENCAP, ECDH_P256, agree_make, encap, "EVP_PKEY_derive, a key made"),
    CALL(ENCAP, ECDH_P384, agree_make, encap, "EVP_PKEY_derive, a key made"),
    CALL(DECAP, ECDH_P256, agree_make, decap, "EVP_PKEY_derive"),
    CALL(DECAP, ECDH_P384, agree_make, decap, "EVP_PKEY_derive"),
    CALL(TREE, SHA_256, hash_make, tree, "EVP_Digest of leaves and nodes"),
    {0},
};
