/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SLOT_GRANT_H
#define MOHUR_SRC_KEYSTORE_SLOT_GRANT_H

#include "keystore/grant.h"
#include "keystore/slot_make.h"

/* A change of who may open a store, or a copy of it: a Custodian approves. */
struct mohur__slot_change {
    mohur_act act;
    const struct mohur__slots *slots;     /* as they are; NULL for a backup */
    const struct mohur__row *row;         /* the slot that goes; NULL: none */
    const struct mohur__slot_plan *plans; /* slots that come */
    size_t plans_len;
    uint64_t rev; /* where there is no row: never twice the same */
};

/*
 * May it be made?  As mohur__grant; then its event is written, with what was
 * approved.  event has its type and what is special to it.
 */
mohur_status
mohur__slot_change_note(struct mohur_keystore *ks,
                        const struct mohur__slot_change *change,
                        struct mohur__event *event);

#endif
