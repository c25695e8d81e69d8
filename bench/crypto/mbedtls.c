/* SPDX-License-Identifier: Apache-2.0 */
#include "call.h"

#include <psa/crypto.h>

/*
 * The calls of Mbed TLS by its PSA interface.  Keys are imported once.
 */
struct state {
    psa_key_id_t key;
    psa_algorithm_t alg;
};

static void
must(psa_status_t st)
{
    bench_must(st == PSA_SUCCESS, "Mbed TLS");
}

static psa_algorithm_t
hash_of(mohur_alg alg)
{
    int bits = bench_hash_bits(alg);

    return bits == 384   ? PSA_ALG_SHA_384
           : bits == 512 ? PSA_ALG_SHA_512
                         : PSA_ALG_SHA_256;
}

static void *
make_key(psa_key_type_t type,
         psa_key_usage_t usage,
         psa_algorithm_t alg,
         mohur__bytes key)
{
    struct state *s                 = bench_room(sizeof *s);
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;

    must(psa_crypto_init());
    s->alg = alg;
    if (key.len > 0) {
        psa_set_key_type(&attributes, type);
        psa_set_key_usage_flags(&attributes, usage);
        psa_set_key_algorithm(&attributes, alg);
        must(psa_import_key(&attributes, key.data, key.len, &s->key));
    }
    return s;
}

static void *
aead_make(const struct call *c, const struct data *d)
{
    bool is_gcm = c->alg == MOHUR_ALG_AES_256_GCM;

    return make_key(is_gcm ? PSA_KEY_TYPE_AES : PSA_KEY_TYPE_CHACHA20,
                    PSA_KEY_USAGE_ENCRYPT | PSA_KEY_USAGE_DECRYPT,
                    is_gcm ? PSA_ALG_GCM : PSA_ALG_CHACHA20_POLY1305,
                    MOHUR__BYTES(d->key));
}

static void *
hash_make(const struct call *c, const struct data *d)
{
    (void)d;
    return make_key(0, 0, hash_of(c->alg), MOHUR__NOTHING);
}

static void *
mac_make(const struct call *c, const struct data *d)
{
    bool is_cmac = c->alg == MOHUR_ALG_AES_256_CMAC;

    return make_key(is_cmac ? PSA_KEY_TYPE_AES : PSA_KEY_TYPE_HMAC,
                    PSA_KEY_USAGE_SIGN_MESSAGE,
                    is_cmac ? PSA_ALG_CMAC : PSA_ALG_HMAC(hash_of(c->alg)),
                    MOHUR__BYTES(d->key));
}

static void *
sign_make(const struct call *c, const struct data *d)
{
    return make_key(
        PSA_KEY_TYPE_ECC_KEY_PAIR(PSA_ECC_FAMILY_SECP_R1),
        PSA_KEY_USAGE_SIGN_MESSAGE,
        PSA_ALG_DETERMINISTIC_ECDSA(hash_of(c->alg)),
        mohur__bytes_of(d->private_key, mohur__sign_private_len(c->alg)));
}

static void *
verify_make(const struct call *c, const struct data *d)
{
    return make_key(
        PSA_KEY_TYPE_ECC_PUBLIC_KEY(PSA_ECC_FAMILY_SECP_R1),
        PSA_KEY_USAGE_VERIFY_MESSAGE, PSA_ALG_ECDSA(hash_of(c->alg)),
        mohur__bytes_of(d->public_key, mohur__sign_public_len(c->alg)));
}

static void
drop(void *state)
{
    struct state *s = state;

    (void)psa_destroy_key(s->key);
    free(s);
}

static void
seal(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = 0;

    must(psa_aead_encrypt(s->key, s->alg, d->nonce, 12, NULL, 0, d->in, d->len,
                          d->out, d->len + 16, &len));
}

static void
open(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = 0;

    must(psa_aead_decrypt(s->key, s->alg, d->nonce, 12, NULL, 0, d->sealed,
                          d->len + 16, d->out, d->len, &len));
}

static void
hash(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = 0;

    must(psa_hash_compute(s->alg, d->in, d->len, d->out, 64, &len));
}

static void
mac(void *state, struct data *d)
{
    const struct state *s = state;
    psa_mac_operation_t o = PSA_MAC_OPERATION_INIT;
    size_t len            = 0;

    must(psa_mac_sign_setup(&o, s->key, s->alg));
    must(psa_mac_update(&o, d->in, d->len));
    must(psa_mac_sign_finish(&o, d->out, 64, &len));
}

static void
sign(void *state, struct data *d)
{
    const struct state *s = state;
    size_t len            = 0;

    must(psa_sign_message(s->key, s->alg, d->in, d->len, d->out, DATA_OUT,
                          &len));
}

static void
verify(void *state, struct data *d)
{
    const struct state *s = state;

    must(psa_verify_message(s->key, s->alg, d->in, d->len, d->signature,
                            mohur__sign_signature_len(d->alg)));
}

#define CALL(op, alg, make, run, name)                                         \
    {op, MOHUR_ALG_##alg, MOHUR_BACKEND_MBEDTLS, name, make, run, drop}

const struct call raw_mbedtls[] = {
    CALL(SEAL, AES_256_GCM, aead_make, seal, "psa_aead_encrypt"),
    CALL(OPEN, AES_256_GCM, aead_make, open, "psa_aead_decrypt"),
    CALL(SEAL, CHACHA20_POLY1305, aead_make, seal, "psa_aead_encrypt"),
    CALL(OPEN, CHACHA20_POLY1305, aead_make, open, "psa_aead_decrypt"),
    CALL(HASH, SHA_256, hash_make, hash, "psa_hash_compute"),
    CALL(HASH, SHA_384, hash_make, hash, "psa_hash_compute"),
    CALL(HASH, SHA_512, hash_make, hash, "psa_hash_compute"),
    CALL(MAC, HMAC_SHA_256, mac_make, mac, "psa_mac_update"),
    CALL(MAC, HMAC_SHA_512, mac_make, mac, "psa_mac_update"),
    CALL(MAC, AES_256_CMAC, mac_make, mac, "psa_mac_update"),
    CALL(SIGN, ECDSA_P256, sign_make, sign, "psa_sign_message"),
    CALL(SIGN, ECDSA_P384, sign_make, sign, "psa_sign_message"),
    CALL(VERIFY, ECDSA_P256, verify_make, verify, "psa_verify_message"),
    CALL(VERIFY, ECDSA_P384, verify_make, verify, "psa_verify_message"),
    {0},
};
