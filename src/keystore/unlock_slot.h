/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_UNLOCK_SLOT_H
#define MOHUR_SRC_KEYSTORE_UNLOCK_SLOT_H

#include "base/buf.h"
#include "base/secret.h"
#include "crypto/pwhash.h"
#include "keystore/key.h"
#include "keystore/suite.h"

/*
 * One way to unlock a store: what somebody knows becomes a key that wraps
 * the root key, by itself (kem 0) or through a key pair whose public half
 * is enough to wrap the next root key.
 */
enum {
    MOHUR__SLOT_TYPE_PASSPHRASE = 1,
    MOHUR__SLOT_MAX             = 32,
    MOHUR__SLOT_ARGON_MAX       = 4,
    MOHUR__SLOT_PARAMS_LEN      = 26, /* of type 1 */
    MOHUR__SLOT_PARAMS_MAX      = 8192,
    MOHUR__SLOT_WRAP_LEN        = 104, /* of a 32-byte root key */
    MOHUR__PASSPHRASE_MAX       = 1024
};

struct mohur__slot_params {
    struct mohur__pwhash_cost cost;
    uint8_t salt[MOHUR__PWHASH_SALT_LEN];
};

void
mohur__slot_params_emit(const struct mohur__slot_params *p,
                        uint8_t out[MOHUR__SLOT_PARAMS_LEN]);

/* MOHUR_E_FORMAT; MOHUR_E_LIMIT for a cost out of bounds.  Takes no memory. */
mohur_status
mohur__slot_params_parse(mohur_ctx *ctx,
                         mohur__bytes params,
                         struct mohur__slot_params *out);

/* What binds a wrapping key to its place. */
struct mohur__slot_place {
    mohur__bytes store_id; /* 16 */
    mohur__bytes slot_id;  /* 16 */
    uint32_t epoch;
    enum mohur__suite suite; /* of the wraps; not bound by itself */
    uint8_t type;
    uint16_t kem;
    mohur__bytes params;
};

/* wk and wc, 32 bytes each, from what is known. */
mohur_status
mohur__slot_derive(mohur_ctx *ctx,
                   const struct mohur__slot_place *place,
                   mohur__bytes ikm,
                   struct mohur__secret **out);

/* Wrap 32 bytes: wc, nonce, ciphertext, tag. */
mohur_status
mohur__slot_wrap(mohur_ctx *ctx,
                 const struct mohur__slot_place *place,
                 mohur__bytes ikm,
                 mohur__bytes root_key,
                 uint8_t out[MOHUR__SLOT_WRAP_LEN]);

/* MOHUR_E_AUTH if ikm is not the one, or the wrap is not genuine. */
mohur_status
mohur__slot_unwrap(mohur_ctx *ctx,
                   const struct mohur__slot_place *place,
                   mohur__bytes ikm,
                   mohur__bytes wrap,
                   struct mohur__secret **out);

/* The algorithm of an HPKE id that a slot may have; MOHUR_ALG_NONE. */
mohur_alg
mohur__slot_kem_alg(uint16_t kem);

/* Append enc and the wrap of 32 bytes for a public key of place->kem. */
mohur_status
mohur__slot_kem_wrap(mohur_ctx *ctx,
                     const struct mohur__slot_place *place,
                     mohur__bytes public_key,
                     mohur__bytes root_key,
                     struct mohur__buf *out);

/* Whose private key: somebody's, wherever it is, or the seed of a slot. */
struct mohur__slot_receiver {
    const mohur_key *key; /* NULL: seed */
    mohur__bytes seed;
};

/* MOHUR_E_AUTH if it is not the one, or the wrap is not genuine. */
mohur_status
mohur__slot_kem_unwrap(mohur_ctx *ctx,
                       const struct mohur__slot_place *place,
                       struct mohur__slot_receiver by,
                       mohur__bytes wrap,
                       struct mohur__secret **out);

/* What a passphrase becomes; params were parsed from place->params. */
mohur_status
mohur__slot_passphrase(mohur_ctx *ctx,
                       const struct mohur__slot_params *params,
                       mohur__bytes passphrase,
                       struct mohur__secret **out);

#endif
