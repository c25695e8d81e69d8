/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SUITE_H
#define MOHUR_SRC_KEYSTORE_SUITE_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * What a store encrypts with: one of two, the same for all that is under one
 * root key.  Both take nonces that are random and need no counting.
 */
enum mohur__suite {
    MOHUR__SUITE_NONE = 0, /* nothing is sealed or opened under it */
    MOHUR__SUITE_1    = 1, /* XChaCha20-Poly1305 */
    MOHUR__SUITE_2    = 2  /* XAES-256-GCM */
};

enum {
    MOHUR__SUITE_NONCE_LEN = 24,
    MOHUR__SUITE_EXTRA     = 24 + 16 /* nonce and tag */
};

/* By the number in the store row; _NONE for one that there is not. */
enum mohur__suite
mohur__suite_by_number(uint64_t number);

/* MOHUR_ALG_NONE for _NONE. */
mohur_alg
mohur__suite_alg(enum mohur__suite suite);

/*
 * May secrets be put under it from now on?  MOHUR_E_POLICY and so on.  What is
 * under it can be opened whatever the profile says, or nothing could leave it.
 */
mohur_status
mohur__suite_require(mohur_ctx *ctx, enum mohur__suite suite);

/*
 * For a new root key: the present one if the profile allows it, else the
 * first that it allows and this build has.  Where there is none it is the
 * present one, and without that the profile's answer.
 */
mohur_status
mohur__suite_choose(mohur_ctx *ctx,
                    enum mohur__suite present,
                    enum mohur__suite *out);

/* A key of 32 bytes, and what it is for. */
struct mohur__suite_key {
    enum mohur__suite suite;
    mohur__bytes key;
};

/* out = a fresh nonce, ciphertext, tag: plain.len and MOHUR__SUITE_EXTRA. */
mohur_status
mohur__suite_seal(mohur_ctx *ctx,
                  const struct mohur__suite_key *by,
                  mohur__bytes aad,
                  mohur__bytes plain,
                  mohur__span out);

/* MOHUR_E_AUTH if it is not genuine, or not as long as out says. */
mohur_status
mohur__suite_open(mohur_ctx *ctx,
                  const struct mohur__suite_key *by,
                  mohur__bytes aad,
                  mohur__bytes sealed,
                  mohur__span out);

#endif
