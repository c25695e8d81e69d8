/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/tables.h"

#include <sodium.h>

/*
 * X25519 by libsodium.
 */

/* CT: leaks nothing. */
static mohur_status
public_of(mohur__bytes private_key, mohur__span out)
{
    return crypto_scalarmult_curve25519_base(out.data, private_key.data) == 0
               ? MOHUR_OK
               : MOHUR_E_BACKEND;
}

/* CT: leaks whether the result was zero. */
static mohur_status
derive(mohur__bytes private_key, mohur__bytes public_key, mohur__span out)
{
    int bad = crypto_scalarmult_curve25519(out.data, private_key.data,
                                           public_key.data);

    return bad == 0 ? MOHUR_OK : MOHUR_E_FORMAT;
}

const struct mohur__dh_ops mohur__sodium_x25519 = {
    .backend     = MOHUR_BACKEND_SODIUM,
    .alg         = MOHUR_ALG_X25519,
    .private_len = crypto_scalarmult_curve25519_SCALARBYTES,
    .public_len  = crypto_scalarmult_curve25519_BYTES,
    .shared_len  = crypto_scalarmult_curve25519_BYTES,
    .public_of   = public_of,
    .derive      = derive,
};
