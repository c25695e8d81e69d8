/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_MAKE_H
#define MOHUR_SRC_KEYSTORE_SLOT_MAKE_H

#include "keystore/share_text.h"
#include "keystore/slot_row.h"

/* One thing that opens a new slot. */
struct mohur__slot_factor {
    mohur_slot_type type;
    mohur__bytes passphrase;
    struct mohur__pwhash_cost cost;
    struct mohur__share_plan shares;
    mohur_share_list **out_shares;
    mohur_unlock_fn *callback;
    void *callback_user;
    mohur__bytes callback_name;
    struct mohur__hsm *token; /* borrowed from the store */
    uint8_t token_id[MOHUR__TOKEN_ID_LEN];
    bool token_made; /* there is a secret in it now */
};

/* A new slot, checked and as views; the profile was asked. */
struct mohur__slot_plan {
    mohur_slot_type type;
    mohur__bytes label;
    bool recovery;
    mohur_alg kem;
    int64_t not_after;          /* 0: none */
    const mohur_key *recipient; /* of type RECIPIENT, which has no factor */
    size_t factors;             /* 1, or 2 to 4 of type ALL */
    struct mohur__slot_factor factor[MOHUR__FACTORS_MAX];
};

/*
 * Make the row of a slot that gives the root key of ks, which is unlocked.
 * Takes as long as Argon2id does, and needs no transaction.  Shares that were
 * made, and secrets in tokens, are the caller's to release, whatever comes of it.
 */
mohur_status
mohur__slot_make(struct mohur_keystore *ks,
                 struct mohur__slot_plan *plan,
                 struct mohur__row *row);

/* Add it in a write transaction: its times and label are set. */
mohur_status
mohur__slot_insert(struct mohur_keystore *ks,
                   const struct mohur__slot_plan *plan,
                   struct mohur__row *row);

/* Decrypt its label, in an unlocked store. */
mohur_status
mohur__slot_label(struct mohur_keystore *ks,
                  const struct mohur__row *row,
                  struct mohur__secret **out);

#endif
