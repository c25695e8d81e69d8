/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_AUTH_EVENT_H
#define MOHUR_SRC_KEYSTORE_AUTH_EVENT_H

#include "keystore/store.h"

/*
 * Does the event that a version names tell how it came to its state, and who
 * approved?  In a store with roles, in a transaction; MOHUR_E_UNTRUSTED if
 * not: the state was written by somebody who may unlock, not by who may
 * change it.
 */
mohur_status
mohur__auth_event_check(struct mohur_keystore *ks,
                        const struct mohur__row *ring,
                        const struct mohur__row *r);

/*
 * Append the approvals of that event: for one that goes on where it ended.
 */
mohur_status
mohur__auth_event_approvals(struct mohur_keystore *ks,
                            const struct mohur__row *r,
                            struct mohur__buf *out);

#endif
