/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_RSA_KEY_H
#define MOHUR_SRC_KEYSTORE_RSA_KEY_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "crypto/rsa.h"
#include "crypto/rsa_sign.h"

/*
 * RSA keys of the keystore, which have one length each: the raw private key
 * is RSAPrivateKey with two primes, the raw public one RSAPublicKey (RFC 8017
 * A.1), both exact DER.
 */
enum {
    MOHUR__RSA_DEFAULT_BITS = 3072,
    MOHUR__RSA_PUBLIC_MAX   = 560
};

/* Does the algorithm sign with RSA keys? */
bool
mohur__rsa_alg(mohur_alg alg);

/* RSAPublicKey of a size that every backend has; false for anything else. */
bool
mohur__rsa_public_parse(mohur__bytes der, struct mohur__rsa_public *out);

/*
 * The checks of a private key that need no search for primes: exact DER, two
 * primes, odd, half as long as the modulus each and far from each other;
 * their product is the modulus; modulus, exponents and the rest of the sizes
 * that FIPS 186-5 gives them.  MOHUR_E_FORMAT, with words, if not.
 */
mohur_status
mohur__rsa_private_check(mohur_ctx *ctx, mohur__bytes private_key);

/* The public key of a private one; *out is the part of room in use. */
mohur_status
mohur__rsa_public_of(mohur_ctx *ctx,
                     mohur__bytes private_key,
                     mohur__span room,
                     mohur__bytes *out);

#endif
