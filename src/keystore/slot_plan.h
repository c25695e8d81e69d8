/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_PLAN_H
#define MOHUR_SRC_KEYSTORE_SLOT_PLAN_H

#include "keystore/slot_make.h"

/*
 * From a caller's options to the plan of a slot, with the profile asked
 * whether a store may be opened in this way from now on.
 */
mohur_status
mohur__slot_plan_read(struct mohur_keystore *ks,
                      const mohur_slot_options *given,
                      struct mohur__slot_plan *plan);

/*
 * Nothing came of it: shares that were made are released, secrets in tokens
 * destroyed.  The error of ctx stays.
 */
void
mohur__slot_plan_undo(struct mohur_keystore *ks, struct mohur__slot_plan *plan);

#endif
