/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_GRANT_H
#define MOHUR_SRC_KEYSTORE_GRANT_H

#include "keystore/approval.h"
#include "keystore/life_rules.h"
#include "keystore/store.h"

/*
 * Whether a change may be made: by the approvals that the handle was given,
 * and by the role that it acts as.  A store without roles asks nobody.
 */

/* Do roles count?  In a transaction. */
bool
mohur__grant_roles_count(const struct mohur_keystore *ks);

/* The number of the first event that must name who approved it. */
uint64_t
mohur__grant_first_event(const struct mohur_keystore *ks);

/*
 * May the change be made?  In a write transaction, after everything else was
 * checked.  The store's id is filled in.  out, which is initialised, is what
 * its event is to say of approvals; what was given is used up.
 *
 * MOHUR_E_CANCELLED: its request was written instead.
 * MOHUR_E_POLICY: approvals are missing.  MOHUR_E_UNTRUSTED, _DATE, _AUTH:
 * one that was given is of nobody who may, too late, not of this change.
 */
mohur_status
mohur__grant(struct mohur_keystore *ks,
             struct mohur__act *act,
             struct mohur__need need,
             struct mohur__buf *out);

/* Room that approvals of one change take in an event. */
enum {
    MOHUR__GRANT_MAX = 1024
};

/* Release what the handle holds of it. */
void
mohur__grants_free(struct mohur_keystore *ks);

#endif
