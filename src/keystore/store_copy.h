/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_COPY_H
#define MOHUR_SRC_KEYSTORE_STORE_COPY_H

#include "keystore/slot_make.h"

/*
 * A store into another file: rows under another root key, the log as it is,
 * other slots.  For mohur__store_make, with the store that is copied in a
 * transaction.
 */
struct mohur__copy_plan {
    struct mohur_keystore *from;
    uint32_t kind;
    uint32_t epoch;
    uint64_t seq;                   /* that the copy has once it is written */
    struct mohur__slot_plan *slots; /* made as they are filled in */
    size_t slots_len;
};

/* Fill ks.  Everything is in it but what the caller adds before the commit. */
mohur_status
mohur__store_copy(struct mohur_keystore *ks,
                  const struct mohur__copy_plan *plan);

#endif
