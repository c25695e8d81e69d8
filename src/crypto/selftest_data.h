/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_SELFTEST_DATA_H
#define MOHUR_SRC_CRYPTO_SELFTEST_DATA_H

#include "base/bytes.h"
#include <mohur/alg.h>

/*
 * Known answers of the self-test, made with PyPI's cryptography and
 * argon2-cffi.  The inputs are the same for all: the message "salam", the
 * associated data "mohur", a key that counts up from 00, a nonce, IV or salt
 * that counts up from 40.
 */
enum {
    MOHUR__ANSWER_MAX = 160
};

struct mohur__answer {
    uint8_t bytes[MOHUR__ANSWER_MAX];
    size_t len;
};

/* Of a key pair: private key counts up from 00, in the length of the curve. */
struct mohur__known_pair {
    mohur_alg alg;
    mohur_alg dh_alg; /* of the same curve; NONE if it has none */
    const char *public_key;
    const char *peer;      /* another public key, for Diffie-Hellman */
    const char *shared;    /* what comes of it */
    const char *signature; /* of the message, by the curve's own hash */
};

/* From our own constants: lower-case hex of even length. */
struct mohur__answer
mohur__answer_of(const char *hex);

mohur__bytes
mohur__answer_view(const struct mohur__answer *a);

/* The known answer of an algorithm; empty if there is none. */
struct mohur__answer
mohur__answer_for(mohur_alg alg);

/* The pair of a signature or Diffie-Hellman algorithm; one of empty strings
 * if there is none. */
const struct mohur__known_pair *
mohur__pair_for(mohur_alg alg);

#endif
