/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_AEAD_H
#define MOHUR_SRC_CRYPTO_AEAD_H

#include "base/bytes.h"
#include "base/ctx.h"
#include <mohur/alg.h>

/*
 * Authenticated encryption.  A backend has one const table for each of its
 * algorithms; an instance is a table and a key, set up once and used for
 * many messages by one thread at a time.  seal and open do not touch the
 * context, so jobs may call them.
 */
enum {
    MOHUR__AEAD_TAG_LEN   = 16,
    MOHUR__AEAD_KEY_LEN   = 32,
    MOHUR__AEAD_NONCE_MAX = 24
};

struct mohur__aead_ops {
    mohur_backend backend;
    mohur_alg alg;
    size_t key_len;   /* bytes; 32 for all here */
    size_t nonce_len; /* bytes; 12 or 24 */
    size_t tag_len;   /* bytes; 16 for all here */
    size_t state_size;
    bool (*usable)(void); /* NULL: on every CPU */
    mohur_status (*init)(void *state, mohur__bytes key);
    /* out = ciphertext, tag: plain.len + tag_len bytes. */
    mohur_status (*seal)(void *state,
                         mohur__bytes nonce,
                         mohur__bytes aad,
                         mohur__bytes plain,
                         mohur__span out);
    /* MOHUR_E_AUTH and out zeroed if not genuine. */
    mohur_status (*open)(void *state,
                         mohur__bytes nonce,
                         mohur__bytes aad,
                         mohur__bytes sealed,
                         mohur__span out);
    void (*wipe)(void *state);
};

struct mohur__aead;

/* Set up a key (32 bytes).  MOHUR_E_UNSUPPORTED without a backend. */
mohur_status
mohur__aead_new(mohur_ctx *ctx,
                mohur_alg alg,
                mohur__bytes key,
                struct mohur__aead **out);

/* The same on a given table: for tests, and for one instance a job. */
mohur_status
mohur__aead_new_on(mohur_ctx *ctx,
                   const struct mohur__aead_ops *ops,
                   mohur__bytes key,
                   struct mohur__aead **out);

size_t
mohur__aead_nonce_len(const struct mohur__aead *a);

/*
 * out.len = plain.len + 16; out may start where plain does.  A nonce of
 * another length or too little room is MOHUR_E_ARGUMENT.
 * CT: leaks the lengths.
 */
mohur_status
mohur__aead_seal(struct mohur__aead *a,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes plain,
                 mohur__span out);

/*
 * out.len = sealed.len - 16; out may start where sealed does.
 * MOHUR_E_AUTH, out zeroed, if not genuine or shorter than a tag.
 * CT: leaks the lengths and whether it was genuine.
 */
mohur_status
mohur__aead_open(struct mohur__aead *a,
                 mohur__bytes nonce,
                 mohur__bytes aad,
                 mohur__bytes sealed,
                 mohur__span out);

/* Wipe and release.  NULL is allowed. */
void
mohur__aead_free(struct mohur__aead *a);

#endif
