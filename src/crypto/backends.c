/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/backends.h"

#include "crypto/tables.h"

/*
 * The composition root: the only file that names the tables of backends.
 * Each list is in the order of preference, for each algorithm by itself, and
 * ends in NULL.  The order is measured (bench/); docs/ARCHITECTURE.md says
 * what each backend is for.
 */

static const struct mohur__aead_ops *const AEAD_TABLES[] = {
#if MOHUR_HAVE_IPSECMB
    &mohur__ipsecmb_aes_256_gcm,
#endif
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_aes_256_gcm,       &mohur__openssl_chacha20_poly1305,
#endif
    &mohur__sodium_aes_256_gcm,        &mohur__sodium_chacha20_poly1305,
    &mohur__sodium_xchacha20_poly1305, &mohur__mbedtls_aes_256_gcm,
    &mohur__mbedtls_chacha20_poly1305, NULL,
};

static const struct mohur__hash_ops *const HASH_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_sha_256, &mohur__openssl_sha_384, &mohur__openssl_sha_512,
#endif
    &mohur__sodium_sha_256,  &mohur__sodium_sha_512,  &mohur__mbedtls_sha_256,
    &mohur__mbedtls_sha_384, &mohur__mbedtls_sha_512, NULL,
};

static const struct mohur__lanes_ops *const LANES_TABLES[] = {
#if MOHUR_HAVE_IPSECMB
    &mohur__ipsecmb_sha_256,
    &mohur__ipsecmb_sha_384,
    &mohur__ipsecmb_sha_512,
#endif
    NULL,
};

static const struct mohur__mac_ops *const MAC_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_hmac_sha_256,
    &mohur__openssl_hmac_sha_384,
    &mohur__openssl_hmac_sha_512,
    &mohur__openssl_cmac,
#endif
    &mohur__sodium_hmac_sha_256,
    &mohur__sodium_hmac_sha_512,
    &mohur__mbedtls_hmac_sha_256,
    &mohur__mbedtls_hmac_sha_384,
    &mohur__mbedtls_hmac_sha_512,
    &mohur__mbedtls_cmac,
    NULL,
};

static const struct mohur__signer_ops *const SIGNER_TABLES[] = {
    &mohur__sodium_ed25519_signer,
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_p256_signer,   &mohur__openssl_p384_signer,
#endif
    &mohur__mbedtls_p256_signer,   &mohur__mbedtls_p384_signer, NULL,
};

static const struct mohur__verifier_ops *const VERIFIER_TABLES[] = {
    &mohur__sodium_ed25519_verifier,
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_p256_verifier,   &mohur__openssl_p384_verifier,
    &mohur__openssl_p521_verifier,
#endif
    &mohur__mbedtls_p256_verifier,   &mohur__mbedtls_p384_verifier,
    &mohur__mbedtls_p521_verifier,   NULL,
};

static const struct mohur__rsa_ops *const RSA_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_rsa_pkcs1, &mohur__openssl_rsa_pss,
#endif
    &mohur__mbedtls_rsa_pkcs1, &mohur__mbedtls_rsa_pss, NULL,
};

static const struct mohur__rsa_signer_ops *const RSA_SIGNER_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_rsa_pkcs1_signer, &mohur__openssl_rsa_pss_signer,
#endif
    &mohur__mbedtls_rsa_pkcs1_signer, &mohur__mbedtls_rsa_pss_signer, NULL,
};

static const struct mohur__dh_ops *const DH_TABLES[] = {
    &mohur__sodium_x25519,
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_x25519,    &mohur__openssl_ecdh_p256,
    &mohur__openssl_ecdh_p384,
#endif
    &mohur__mbedtls_x25519,    &mohur__mbedtls_ecdh_p256,
    &mohur__mbedtls_ecdh_p384, NULL,
};

static const struct mohur__mlkem_ops *const MLKEM_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_mlkem,
#endif
    NULL,
};

static const struct mohur__pwhash_ops *const PWHASH_TABLES[] = {
    &mohur__sodium_argon2id,
    NULL,
};

static const struct mohur__cbc_ops *const CBC_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_cbc,
#endif
    &mohur__mbedtls_cbc,
    NULL,
};

static const struct mohur__sha3_ops *const SHA3_TABLES[] = {
#if MOHUR_HAVE_OPENSSL
    &mohur__openssl_sha3,
#endif
    NULL,
};

const struct mohur__aead_ops *
mohur__backends_aead_at(size_t i)
{
    return i < sizeof AEAD_TABLES / sizeof AEAD_TABLES[0] ? AEAD_TABLES[i]
                                                          : NULL;
}

const struct mohur__hash_ops *
mohur__backends_hash_at(size_t i)
{
    return i < sizeof HASH_TABLES / sizeof HASH_TABLES[0] ? HASH_TABLES[i]
                                                          : NULL;
}

const struct mohur__lanes_ops *
mohur__backends_lanes_at(size_t i)
{
    return i < sizeof LANES_TABLES / sizeof LANES_TABLES[0] ? LANES_TABLES[i]
                                                            : NULL;
}

const struct mohur__mac_ops *
mohur__backends_mac_at(size_t i)
{
    return i < sizeof MAC_TABLES / sizeof MAC_TABLES[0] ? MAC_TABLES[i] : NULL;
}

const struct mohur__signer_ops *
mohur__backends_signer_at(size_t i)
{
    return i < sizeof SIGNER_TABLES / sizeof SIGNER_TABLES[0] ? SIGNER_TABLES[i]
                                                              : NULL;
}

const struct mohur__verifier_ops *
mohur__backends_verifier_at(size_t i)
{
    return i < sizeof VERIFIER_TABLES / sizeof VERIFIER_TABLES[0]
               ? VERIFIER_TABLES[i]
               : NULL;
}

const struct mohur__rsa_ops *
mohur__backends_rsa_at(size_t i)
{
    return i < sizeof RSA_TABLES / sizeof RSA_TABLES[0] ? RSA_TABLES[i] : NULL;
}

const struct mohur__rsa_signer_ops *
mohur__backends_rsa_signer_at(size_t i)
{
    return i < sizeof RSA_SIGNER_TABLES / sizeof RSA_SIGNER_TABLES[0]
               ? RSA_SIGNER_TABLES[i]
               : NULL;
}

const struct mohur__dh_ops *
mohur__backends_dh_at(size_t i)
{
    return i < sizeof DH_TABLES / sizeof DH_TABLES[0] ? DH_TABLES[i] : NULL;
}

const struct mohur__mlkem_ops *
mohur__backends_mlkem_at(size_t i)
{
    return i < sizeof MLKEM_TABLES / sizeof MLKEM_TABLES[0] ? MLKEM_TABLES[i]
                                                            : NULL;
}

const struct mohur__pwhash_ops *
mohur__backends_pwhash_at(size_t i)
{
    return i < sizeof PWHASH_TABLES / sizeof PWHASH_TABLES[0] ? PWHASH_TABLES[i]
                                                              : NULL;
}

const struct mohur__cbc_ops *
mohur__backends_cbc_at(size_t i)
{
    return i < sizeof CBC_TABLES / sizeof CBC_TABLES[0] ? CBC_TABLES[i] : NULL;
}

const struct mohur__sha3_ops *
mohur__backends_sha3_at(size_t i)
{
    return i < sizeof SHA3_TABLES / sizeof SHA3_TABLES[0] ? SHA3_TABLES[i]
                                                          : NULL;
}

const struct mohur__sha1_ops *
mohur__backends_sha1(void)
{
    return &mohur__mbedtls_sha_1;
}

static const struct {
    const char *name;
    const char *(*version)(void);
} BACKENDS[] = {
    {"default", NULL},
    {"libsodium", mohur__sodium_version},
    {"Mbed TLS", mohur__mbedtls_version},
#if MOHUR_HAVE_OPENSSL
    {"OpenSSL", mohur__openssl_version},
#else
    {"OpenSSL", NULL},
#endif
#if MOHUR_HAVE_IPSECMB
    {"Intel Multi-Buffer", mohur__ipsecmb_version},
#else
    {"Intel Multi-Buffer", NULL},
#endif
};

enum {
    BACKENDS_LEN = sizeof BACKENDS / sizeof BACKENDS[0]
};

const char *
mohur__backend_name(mohur_backend backend)
{
    size_t i = (size_t)backend;

    return i < BACKENDS_LEN ? BACKENDS[i].name : "unknown";
}

const char *
mohur__backend_version(mohur_backend backend)
{
    size_t i = (size_t)backend;

    if (i >= BACKENDS_LEN || BACKENDS[i].version == NULL) {
        return "";
    }
    return BACKENDS[i].version();
}
