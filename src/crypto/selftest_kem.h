/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SELFTEST_KEM_H
#define MOHUR_SRC_CRYPTO_SELFTEST_KEM_H

#include "base/ctx.h"
#include "crypto/kem.h"

/*
 * Known answers of the post-quantum half of the self-test; true when they
 * are met.
 */

/* Encapsulates to the known secret, opens it, and another ciphertext to
 * another one. */
bool
mohur__selftest_mlkem(const struct mohur__mlkem_ops *ops);

/* The known public key, and one secret on both sides. */
bool
mohur__selftest_xwing(mohur_ctx *ctx);

#endif
