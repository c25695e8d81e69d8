/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_JWK_H
#define MOHUR_SRC_KEYSTORE_JWK_H

#include "base/buf.h"
#include "keystore/key.h"

/*
 * A public key as a JSON Web Key (RFC 7517; EC and RSA of RFC 7518 6, OKP of
 * RFC 8037), out only: one line, members sorted, `kid` the thumbprint of RFC
 * 7638 with SHA-256.
 */
enum {
    MOHUR__JWK_MAX = 1024
};

/* Append it.  MOHUR_E_UNSUPPORTED: the algorithm has no JWK type. */
mohur_status
mohur__jwk_emit(mohur_ctx *ctx,
                mohur_alg alg,
                mohur__bytes public_key,
                struct mohur__buf *out);

#endif
