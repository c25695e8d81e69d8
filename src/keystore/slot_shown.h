/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_SHOWN_H
#define MOHUR_SRC_KEYSTORE_SLOT_SHOWN_H

#include "keystore/slot_params.h"
#include "keystore/unlock_slot.h"
#include <mohur/slot.h>

/*
 * What somebody shows to unlock a store, and the key material that it gives
 * with the parameters of a slot.
 */
struct mohur__hsm;
struct mohur__shown {
    mohur_unlock how; /* a copy, checked; what it points to is the caller's */
    mohur_unlock factor[MOHUR__FACTORS_MAX]; /* of how.all */
    /* Of how, or of each factor; by mohur__shown_tokens. */
    struct mohur__hsm *token[MOHUR__FACTORS_MAX];
};

/* Check and copy what a caller shows.  MOHUR_E_ARGUMENT. */
mohur_status
mohur__shown_read(mohur_ctx *ctx,
                  const mohur_unlock *given,
                  struct mohur__shown *out);

/* 1 to 1024 bytes?  MOHUR_E_ARGUMENT. */
mohur_status
mohur__passphrase_check(mohur_ctx *ctx, const char *passphrase, size_t len);

/*
 * The key material of a slot of this place.  The parameters are bounded
 * before anything is derived.  MOHUR_E_AUTH: this cannot be what opens it;
 * MOHUR_E_PASSPHRASE: it is for this slot, and the message says what is wrong.
 * A recipient has none: it is the private key that opens.
 */
mohur_status
mohur__shown_ikm(mohur_ctx *ctx,
                 const struct mohur__slot_place *place,
                 const struct mohur__shown *shown,
                 struct mohur__secret **out);

/* Ask the host for a secret of this name: 32 to 64 bytes. */
mohur_status
mohur__host_secret(mohur_ctx *ctx,
                   mohur_unlock_fn *callback,
                   void *user,
                   mohur__bytes name,
                   struct mohur__secret **out);

/* frame(ikm) of each factor, one after the other. */
mohur_status
mohur__factors_join(mohur_ctx *ctx,
                    struct mohur__secret *const *ikm,
                    size_t n,
                    struct mohur__secret **out);

/* How many times Argon2id runs for a slot; its parameters may be wrong. */
size_t
mohur__slot_argon_count(mohur_ctx *ctx, const struct mohur__slot_place *place);

/* What a type is called: "passphrase", "a passphrase", "the passphrase". */
const char *
mohur__slot_type_word(mohur_slot_type type);
const char *
mohur__slot_type_name(mohur_slot_type type);
const char *
mohur__slot_type_that(mohur_slot_type type);

#endif
