/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_RSA_SIGN_H
#define MOHUR_SRC_CRYPTO_RSA_SIGN_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * The private half of crypto/rsa.h.  A private key is RSAPrivateKey with two
 * primes (RFC 8017 A.1.2), exact DER, which every backend reads and whoever
 * has one has checked.  A signature is as long as the modulus; the salt of
 * RSASSA-PSS as long as the hash.
 */
enum {
    MOHUR__RSA_PRIVATE_MAX   = 2400,
    MOHUR__RSA_SIGNATURE_MAX = 512
};

struct mohur__rsa_signer_ops {
    mohur_backend backend;
    mohur_alg alg;
    /* 65537 as exponent; *out_len bytes of room are in use. */
    mohur_status (*generate)(uint32_t bits, mohur__span room, size_t *out_len);
    mohur_status (*sign)(mohur_alg hash,
                         mohur__bytes private_key,
                         mohur__bytes digest,
                         mohur__span out);
    /*
     * Are the primes primes, and does all else follow from them?
     * MOHUR_E_FORMAT if not.  NULL: it cannot tell.
     */
    mohur_status (*check)(mohur__bytes private_key);
};

/*
 * A fresh key of 3072 or 4096 bits; *out_len bytes of room are in use.
 *
 * MOHUR_E_STATE: in a forked child, by an Mbed TLS whose generator would
 * repeat what the parent draws.
 */
mohur_status
mohur__rsa_generate(mohur_ctx *ctx,
                    mohur_alg alg,
                    uint32_t bits,
                    mohur__span room,
                    size_t *out_len);

/*
 * Sign a message whole; out is as long as the modulus.  MOHUR_E_STATE as
 * above: what blinds the key is drawn by the same generator.
 */
mohur_status
mohur__rsa_sign(mohur_ctx *ctx,
                mohur_alg alg,
                mohur_alg hash,
                mohur__bytes private_key,
                mohur__bytes message,
                mohur__span out);

/*
 * MOHUR_E_FORMAT unless its primes are primes and the rest follows from
 * them; MOHUR_E_UNSUPPORTED where no backend can tell.
 */
mohur_status
mohur__rsa_check_private(mohur_ctx *ctx,
                         mohur_alg alg,
                         mohur__bytes private_key);

#endif
