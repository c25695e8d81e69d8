/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_HSM_H
#define MOHUR_SRC_KEYSTORE_HSM_H

#include "keystore/key.h"
#include "keystore/token_uri.h"
#include <mohur/token.h>

/*
 * A PKCS#11 token that keys live in: an HSM or a card.  It is connected when
 * it is first needed, and again after it went away.  Counted; used by several
 * threads at a time, each call with a session of its own.  In a forked child
 * every call is MOHUR_E_STATE.
 *
 * MOHUR_E_IO: it is not there, or went away; MOHUR_E_BUSY: it has no session
 * left; MOHUR_E_PASSPHRASE: the PIN is not had, wrong or locked;
 * MOHUR_E_UNSUPPORTED: it does not have the mechanism; MOHUR_E_BACKEND: it
 * answers what no token may.
 */
struct mohur__hsm;

enum {
    MOHUR__HSM_ID_LEN = MOHUR__RING_ID_LEN + 4 /* CKA_ID: ring, version */
};

/* Who gives the PIN. */
struct mohur__hsm_pin {
    mohur_pin_fn *fn; /* NULL: nobody */
    void *user;
};

/* Make a handle; the token is not asked. */
mohur_status
mohur__hsm_new(mohur_ctx *ctx,
               const struct mohur__token_uri *uri,
               struct mohur__hsm_pin pin,
               struct mohur__hsm **out);

struct mohur__hsm *
mohur__hsm_hold(struct mohur__hsm *token);

/* One reference less.  NULL is allowed. */
void
mohur__hsm_free(struct mohur__hsm *token);

/* Was it made by this process? */
bool
mohur__hsm_alive(const struct mohur__hsm *token);

const struct mohur__token_uri *
mohur__hsm_uri_of(const struct mohur__hsm *token);

/* Connect now, and have the PIN asked for, rather than with the first use. */
mohur_status
mohur__hsm_connect(mohur_ctx *ctx, struct mohur__hsm *token);

/* One key in it: what it is, where it is. */
struct mohur__hsm_key {
    mohur_alg alg;
    uint8_t id[MOHUR__HSM_ID_LEN];
};

struct mohur__hsm_key
mohur__hsm_key_of(mohur_alg alg, const uint8_t *ring_id, uint32_t version);

/* Can it hold keys of this algorithm, of RSA with so many bits?
 * MOHUR_E_UNSUPPORTED. */
mohur_status
mohur__hsm_supports(mohur_ctx *ctx,
                    struct mohur__hsm *token,
                    mohur_alg alg,
                    uint32_t bits);

/*
 * Make a key in it that cannot leave it: a pair, or for wrapping an AES key.
 * What came of it is for mohur__hsm_read to say.
 */
mohur_status
mohur__hsm_generate(mohur_ctx *ctx,
                    struct mohur__hsm *token,
                    const struct mohur__hsm_key *key,
                    mohur__bytes label);

/*
 * Read back what a store keeps of a key, the part of room in use: its public
 * key, or of a wrapping key MOHUR__KCV_LEN bytes of what it makes of one
 * block.  *found is false if there is none.  The key must be what was asked
 * for: made there, of this kind, and never able to leave.  MOHUR_E_BACKEND if
 * it is not, or if there are two.
 */
mohur_status
mohur__hsm_read(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__span room,
                mohur__bytes *out,
                bool *found);

/* Destroy a key; one that is not there is no error. */
mohur_status
mohur__hsm_destroy(mohur_ctx *ctx,
                   struct mohur__hsm *token,
                   const uint8_t id[MOHUR__HSM_ID_LEN]);

/*
 * Sign what token_sign.c makes of a message: out as in crypto/sign.h, or as
 * long as the modulus.  hash is that of the message, which PSS needs to know.
 */
mohur_status
mohur__hsm_sign(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur_alg hash,
                mohur__bytes input,
                mohur__span out);

/* Agree with a point that was checked; out is the x coordinate. */
mohur_status
mohur__hsm_agree(mohur_ctx *ctx,
                 struct mohur__hsm *token,
                 const struct mohur__hsm_key *key,
                 mohur__bytes theirs,
                 mohur__span out);

/*
 * Wrap and unwrap as mohur__kwp_wrap does, by single blocks of AES.  kcv is
 * what the key was known by: MOHUR_E_BACKEND if another is in its place, or
 * if what was wrapped does not unwrap.
 */
mohur_status
mohur__hsm_wrap(mohur_ctx *ctx,
                struct mohur__hsm *token,
                const struct mohur__hsm_key *key,
                mohur__bytes kcv,
                mohur__bytes plain,
                mohur__span out);
mohur_status
mohur__hsm_unwrap(mohur_ctx *ctx,
                  struct mohur__hsm *token,
                  const struct mohur__hsm_key *key,
                  mohur__bytes kcv,
                  mohur__bytes sealed,
                  mohur__span out,
                  size_t *out_len);

/*
 * A secret of 32 bytes in it that cannot leave it and answers questions by
 * HMAC-SHA-256.  Make one and try it; id is its CKA_ID.  Nothing is left of
 * one that fails.
 */
mohur_status
mohur__hsm_secret_new(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes id,
                      mohur__bytes label);

/* Ask it; out has 32 bytes.  *found false: there is no such secret. */
mohur_status
mohur__hsm_secret_ask(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes id,
                      mohur__bytes question,
                      mohur__span out,
                      bool *found);

/* Destroy it; one that is not there is no error. */
mohur_status
mohur__hsm_secret_destroy(mohur_ctx *ctx,
                          struct mohur__hsm *token,
                          mohur__bytes id);

/*
 * Data in it that only whoever has the PIN sees and changes, by its label:
 * one object, or some after a writer was stopped.  Read the value of each,
 * record bytes long, one behind the other; MOHUR_E_FORMAT for another length,
 * MOHUR_E_BACKEND for more than there is room for.
 */
mohur_status
mohur__hsm_data_read(mohur_ctx *ctx,
                     struct mohur__hsm *token,
                     mohur__bytes label,
                     size_t record,
                     mohur__span room,
                     size_t *out_len);

/*
 * Put one in the place of those that are there: it is made first and they are
 * destroyed then, so there is always one that is whole.
 */
mohur_status
mohur__hsm_data_write(mohur_ctx *ctx,
                      struct mohur__hsm *token,
                      mohur__bytes label,
                      mohur__bytes value);

/* Whatever else is in it: the CKA_ID of each private key and AES key. */
typedef mohur_status
mohur__hsm_visit_fn(void *user, mohur__bytes id);

mohur_status
mohur__hsm_visit(mohur_ctx *ctx,
                 struct mohur__hsm *token,
                 mohur__hsm_visit_fn *visit,
                 void *user);

#endif
