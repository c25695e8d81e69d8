/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_BACKENDS_H
#define MOHUR_SRC_CRYPTO_BACKENDS_H

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
 * Every table of every backend, in the order of preference for each
 * algorithm, and the choice that a context made among them.  The tables are
 * declared here and named in backends.c alone.
 */
struct mohur__backends;

/*
 * Choose for a context, among the tables that this machine can run.  The
 * first choice that a table satisfies wins; where none does, the order of
 * preference.  An algorithm or backend that is none is MOHUR_E_ARGUMENT.
 * *out is released by _free.
 */
mohur_status
mohur__backends_new(mohur_ctx *ctx,
                    const mohur_backend_choice *choices,
                    size_t choices_len,
                    const struct mohur__backends **out);
void
mohur__backends_free(const struct mohur__backends *b);

/*
 * The chosen table; NULL if this build has none.  Of lanes: NULL also where
 * a hash was asked for by name, which then does the work one by one.
 */
const struct mohur__aead_ops *
mohur__backends_aead(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__hash_ops *
mohur__backends_hash(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__lanes_ops *
mohur__backends_lanes(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__mac_ops *
mohur__backends_mac(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__signer_ops *
mohur__backends_signer(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__verifier_ops *
mohur__backends_verifier(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__rsa_ops *
mohur__backends_rsa(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__rsa_signer_ops *
mohur__backends_rsa_signer(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__dh_ops *
mohur__backends_dh(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__mlkem_ops *
mohur__backends_mlkem(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__pwhash_ops *
mohur__backends_pwhash(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__cbc_ops *
mohur__backends_cbc(const mohur_ctx *ctx, mohur_alg alg);
const struct mohur__sha3_ops *
mohur__backends_sha3(const mohur_ctx *ctx);

/* The one table, of the backend that every build has. */
const struct mohur__sha1_ops *
mohur__backends_sha1(void);

/* Who does an algorithm (verifies, not signs); _DEFAULT if nobody does. */
mohur_backend
mohur__backends_of(const mohur_ctx *ctx, mohur_alg alg);

/*
 * The i-th table in the order of preference, usable on this machine or not;
 * NULL after the last.  For tests and reports, which run them all.
 */
const struct mohur__aead_ops *
mohur__backends_aead_at(size_t i);
const struct mohur__hash_ops *
mohur__backends_hash_at(size_t i);
const struct mohur__lanes_ops *
mohur__backends_lanes_at(size_t i);
const struct mohur__mac_ops *
mohur__backends_mac_at(size_t i);
const struct mohur__signer_ops *
mohur__backends_signer_at(size_t i);
const struct mohur__verifier_ops *
mohur__backends_verifier_at(size_t i);
const struct mohur__rsa_ops *
mohur__backends_rsa_at(size_t i);
const struct mohur__rsa_signer_ops *
mohur__backends_rsa_signer_at(size_t i);
const struct mohur__dh_ops *
mohur__backends_dh_at(size_t i);
const struct mohur__mlkem_ops *
mohur__backends_mlkem_at(size_t i);
const struct mohur__pwhash_ops *
mohur__backends_pwhash_at(size_t i);
const struct mohur__cbc_ops *
mohur__backends_cbc_at(size_t i);
const struct mohur__sha3_ops *
mohur__backends_sha3_at(size_t i);

/*
 * "libsodium", "OpenSSL", ...; and the version that was loaded, "" if the
 * backend was not built.  Static.
 */
const char *
mohur__backend_name(mohur_backend backend);
const char *
mohur__backend_version(mohur_backend backend);

#endif
