/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "crypto/tables.h"

#include <sodium.h>

/*
 * Ed25519 by libsodium, the only table for it: its rule of what verifies is
 * strict and the same in all its versions (no small order, no second
 * encoding).
 */

/* CT: leaks the length of the message. */
static mohur_status
sign(mohur_alg hash,
     mohur__bytes private_key,
     mohur__bytes message,
     mohur__span out)
{
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES] = {0};
    uint8_t public[crypto_sign_ed25519_PUBLICKEYBYTES] = {0};

    (void)hash;
    crypto_sign_ed25519_seed_keypair(public, secret, private_key.data);
    crypto_sign_ed25519_detached(out.data, NULL, message.data, message.len,
                                 secret);
    mohur__wipe(secret, sizeof secret);
    return MOHUR_OK;
}

/* CT: leaks nothing. */
static mohur_status
public_of(mohur__bytes private_key, mohur__span out)
{
    uint8_t secret[crypto_sign_ed25519_SECRETKEYBYTES] = {0};

    crypto_sign_ed25519_seed_keypair(out.data, secret, private_key.data);
    mohur__wipe(secret, sizeof secret);
    return MOHUR_OK;
}

static mohur_status
verify(mohur_alg hash,
       mohur__bytes public_key,
       mohur__bytes message,
       mohur__bytes signature)
{
    int bad = crypto_sign_ed25519_verify_detached(signature.data, message.data,
                                                  message.len, public_key.data);

    (void)hash;
    return bad == 0 ? MOHUR_OK : MOHUR_E_AUTH;
}

/* Canonical, on the curve, in the main subgroup, not of small order. */
static mohur_status
check_public(mohur__bytes public_key)
{
    return crypto_core_ed25519_is_valid_point(public_key.data) == 1
               ? MOHUR_OK
               : MOHUR_E_FORMAT;
}

const struct mohur__signer_ops mohur__sodium_ed25519_signer = {
    .backend       = MOHUR_BACKEND_SODIUM,
    .alg           = MOHUR_ALG_ED25519,
    .private_len   = crypto_sign_ed25519_SEEDBYTES,
    .public_len    = crypto_sign_ed25519_PUBLICKEYBYTES,
    .signature_len = crypto_sign_ed25519_BYTES,
    .takes_digest  = false,
    .sign          = sign,
    .public_of     = public_of,
};

const struct mohur__verifier_ops mohur__sodium_ed25519_verifier = {
    .backend       = MOHUR_BACKEND_SODIUM,
    .alg           = MOHUR_ALG_ED25519,
    .public_len    = crypto_sign_ed25519_PUBLICKEYBYTES,
    .signature_len = crypto_sign_ed25519_BYTES,
    .takes_digest  = false,
    .verify        = verify,
    .check_public  = check_public,
};
