/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_TABLES_H
#define MOHUR_SRC_CRYPTO_TABLES_H

#include "crypto/aead.h"
#include "crypto/cipher.h"
#include "crypto/dh.h"
#include "crypto/hash.h"
#include "crypto/kem.h"
#include "crypto/mac.h"
#include "crypto/pwhash.h"
#include "crypto/rsa.h"
#include "crypto/rsa_sign.h"
#include "crypto/sha1.h"
#include "crypto/sha3.h"
#include "crypto/sign.h"

/*
 * The table of each algorithm of each backend, declared for the backends,
 * which define them, and for backends.c, which alone names them.  A backend
 * that was not built has no tables.
 */
extern const struct mohur__aead_ops mohur__sodium_aes_256_gcm;
extern const struct mohur__aead_ops mohur__sodium_chacha20_poly1305;
extern const struct mohur__aead_ops mohur__sodium_xchacha20_poly1305;
extern const struct mohur__hash_ops mohur__sodium_sha_256;
extern const struct mohur__hash_ops mohur__sodium_sha_512;
extern const struct mohur__mac_ops mohur__sodium_hmac_sha_256;
extern const struct mohur__mac_ops mohur__sodium_hmac_sha_512;
extern const struct mohur__signer_ops mohur__sodium_ed25519_signer;
extern const struct mohur__verifier_ops mohur__sodium_ed25519_verifier;
extern const struct mohur__dh_ops mohur__sodium_x25519;
extern const struct mohur__pwhash_ops mohur__sodium_argon2id;

extern const struct mohur__aead_ops mohur__mbedtls_aes_256_gcm;
extern const struct mohur__aead_ops mohur__mbedtls_chacha20_poly1305;
extern const struct mohur__hash_ops mohur__mbedtls_sha_256;
extern const struct mohur__hash_ops mohur__mbedtls_sha_384;
extern const struct mohur__hash_ops mohur__mbedtls_sha_512;
extern const struct mohur__sha1_ops mohur__mbedtls_sha_1;
extern const struct mohur__mac_ops mohur__mbedtls_hmac_sha_256;
extern const struct mohur__mac_ops mohur__mbedtls_hmac_sha_384;
extern const struct mohur__mac_ops mohur__mbedtls_hmac_sha_512;
extern const struct mohur__mac_ops mohur__mbedtls_cmac;
extern const struct mohur__cbc_ops mohur__mbedtls_cbc;
extern const struct mohur__signer_ops mohur__mbedtls_p256_signer;
extern const struct mohur__signer_ops mohur__mbedtls_p384_signer;
extern const struct mohur__verifier_ops mohur__mbedtls_p256_verifier;
extern const struct mohur__verifier_ops mohur__mbedtls_p384_verifier;
extern const struct mohur__verifier_ops mohur__mbedtls_p521_verifier;
extern const struct mohur__rsa_ops mohur__mbedtls_rsa_pkcs1;
extern const struct mohur__rsa_ops mohur__mbedtls_rsa_pss;
extern const struct mohur__rsa_signer_ops mohur__mbedtls_rsa_pkcs1_signer;
extern const struct mohur__rsa_signer_ops mohur__mbedtls_rsa_pss_signer;
extern const struct mohur__dh_ops mohur__mbedtls_x25519;
extern const struct mohur__dh_ops mohur__mbedtls_ecdh_p256;
extern const struct mohur__dh_ops mohur__mbedtls_ecdh_p384;

extern const struct mohur__aead_ops mohur__openssl_aes_256_gcm;
extern const struct mohur__aead_ops mohur__openssl_chacha20_poly1305;
extern const struct mohur__hash_ops mohur__openssl_sha_256;
extern const struct mohur__hash_ops mohur__openssl_sha_384;
extern const struct mohur__hash_ops mohur__openssl_sha_512;
extern const struct mohur__mac_ops mohur__openssl_hmac_sha_256;
extern const struct mohur__mac_ops mohur__openssl_hmac_sha_384;
extern const struct mohur__mac_ops mohur__openssl_hmac_sha_512;
extern const struct mohur__mac_ops mohur__openssl_cmac;
extern const struct mohur__cbc_ops mohur__openssl_cbc;
extern const struct mohur__signer_ops mohur__openssl_p256_signer;
extern const struct mohur__signer_ops mohur__openssl_p384_signer;
extern const struct mohur__verifier_ops mohur__openssl_p256_verifier;
extern const struct mohur__verifier_ops mohur__openssl_p384_verifier;
extern const struct mohur__verifier_ops mohur__openssl_p521_verifier;
extern const struct mohur__rsa_ops mohur__openssl_rsa_pkcs1;
extern const struct mohur__rsa_ops mohur__openssl_rsa_pss;
extern const struct mohur__rsa_signer_ops mohur__openssl_rsa_pkcs1_signer;
extern const struct mohur__rsa_signer_ops mohur__openssl_rsa_pss_signer;
extern const struct mohur__dh_ops mohur__openssl_x25519;
extern const struct mohur__dh_ops mohur__openssl_ecdh_p256;
extern const struct mohur__dh_ops mohur__openssl_ecdh_p384;
extern const struct mohur__mlkem_ops mohur__openssl_mlkem;
extern const struct mohur__sha3_ops mohur__openssl_sha3;

extern const struct mohur__aead_ops mohur__ipsecmb_aes_256_gcm;
extern const struct mohur__lanes_ops mohur__ipsecmb_sha_256;
extern const struct mohur__lanes_ops mohur__ipsecmb_sha_384;
extern const struct mohur__lanes_ops mohur__ipsecmb_sha_512;

/* The version of each library that was loaded.  Static. */
const char *
mohur__sodium_version(void);
const char *
mohur__mbedtls_version(void);
const char *
mohur__openssl_version(void);
const char *
mohur__ipsecmb_version(void);

#endif
