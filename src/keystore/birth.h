/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_BIRTH_H
#define MOHUR_SRC_KEYSTORE_BIRTH_H

#include "keystore/store.h"

/*
 * Keys that are born in a token.  Store and token cannot change as one, so a
 * version is written first as pending, then made in the token under an id
 * that the row tells, then read back and tried, then written as it is to be.
 * Whoever unlocks the store after a crash sees from the row what to look for:
 * what is there and passes is taken, anything else is undone.
 */

/* What a pending row is of. */
struct mohur__birth {
    uint8_t ring_id[16];
    uint32_t version;
};

/* Make the key of a row that was committed as pending; or leave none. */
mohur_status
mohur__birth_finish(struct mohur_keystore *ks,
                    const struct mohur__birth *birth);

/*
 * Finish or undo what is pending, as far as the tokens are there and
 * somebody gives their PINs.  What cannot be settled stays pending and is no
 * error.
 */
mohur_status
mohur__birth_reconcile(struct mohur_keystore *ks);

#endif
