/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_RENEW_H
#define MOHUR_SRC_KEYSTORE_SLOT_RENEW_H

#include "keystore/slot_row.h"

/*
 * A new epoch: another root key, every envelope and MAC anew, and the slots
 * that go on with it.  Prepare before the lock, because Argon2id takes its
 * time; apply inside a write transaction; commit; say that it is done.
 */
struct mohur__renewal {
    struct mohur__slots *slots;
    struct mohur__slot_keys shown[MOHUR__SLOT_MAX]; /* what opens each */
    uint64_t seq;                /* of the state that was prepared for */
    struct mohur__hierarchy old; /* while the change is not committed */
    uint32_t stale;              /* slots that nobody opened */
    bool applied;
};

/* May this slot be taken away?  MOHUR_E_POLICY for the last of its kind. */
mohur_status
mohur__slot_may_go(mohur_ctx *ctx,
                   const struct mohur__slots *slots,
                   const struct mohur__row *row);

/* Find out which slots are opened by what is shown.  MOHUR_E_PASSPHRASE. */
mohur_status
mohur__renewal_prepare(struct mohur_keystore *ks,
                       const mohur_unlock *const *present,
                       size_t present_len,
                       struct mohur__renewal *out);

/*
 * Make the new epoch, without the slot of this id, which may be nothing.
 * Nothing may have been written before in the transaction; ks has the new
 * keys afterwards.  MOHUR_E_BUSY if the store changed since it was prepared.
 */
mohur_status
mohur__renewal_apply(struct mohur_keystore *ks,
                     struct mohur__renewal *rn,
                     mohur__bytes without);

/* It was committed: the old keys go. */
void
mohur__renewal_done(struct mohur__renewal *rn);

/* Wipe and release; what was not committed gives ks its old keys back. */
void
mohur__renewal_wipe(struct mohur_keystore *ks, struct mohur__renewal *rn);

#endif
