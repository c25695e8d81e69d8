/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_ANCHOR_STATE_H
#define MOHUR_SRC_KEYSTORE_ANCHOR_STATE_H

#include "keystore/anchor.h"
#include "keystore/store.h"

/* The state that ks->head has, as a record and against one. */

mohur_status
mohur__anchor_state_emit(struct mohur_keystore *ks,
                         uint8_t kind,
                         uint8_t out[MOHUR__ANCHOR_LEN]);

/* MOHUR_E_AUTH: it is not of this store, or altered. */
mohur_status
mohur__anchor_state_parse(struct mohur_keystore *ks,
                          mohur__bytes record,
                          struct mohur__anchor *out);

/* Is the store what the record says, or did it become so since? */
mohur_status
mohur__anchor_state_follows(struct mohur_keystore *ks,
                            const struct mohur__anchor *a,
                            bool *follows);

#endif
