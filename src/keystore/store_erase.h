/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_ERASE_H
#define MOHUR_SRC_KEYSTORE_STORE_ERASE_H

#include "keystore/store.h"

/*
 * Erase to E3 what was erased to E2: destroy the hardware secrets of every
 * slot that ever opened a copy of the store which has the version, and take
 * those slots away.  sink: for the receipt; NULL: none.
 */
mohur_status
mohur__store_erase_copies(struct mohur_keystore *ks,
                          mohur__bytes name,
                          uint32_t version,
                          mohur_sink *sink);

/* Write the event that is an erase receipt. */
mohur_status
mohur__store_receipt(struct mohur_keystore *ks,
                     const struct mohur__event *event,
                     mohur_sink *sink);

#endif
