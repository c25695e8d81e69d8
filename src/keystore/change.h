/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_CHANGE_H
#define MOHUR_SRC_KEYSTORE_CHANGE_H

#include "keystore/grant.h"
#include "keystore/ring.h"

/* A change of a key as it is asked for and approved. */
struct mohur__change {
    mohur_act act;
    uint32_t version; /* 0: of the ring */
    uint64_t rev;     /* of the version, or of the ring */
    uint16_t target;
    struct mohur__buf parameters; /* the name, framed, and what follows */
    struct mohur__buf approvals;  /* for the event */
};

/* Begin with the key's name; then add what else the approval covers. */
void
mohur__change_init(struct mohur_keystore *ks,
                   struct mohur__change *change,
                   mohur__bytes name);
void
mohur__change_u8(struct mohur__change *change, uint8_t v);
void
mohur__change_u32(struct mohur__change *change, uint32_t v);
void
mohur__change_u64(struct mohur__change *change, uint64_t v);
void
mohur__change_bytes(struct mohur__change *change, mohur__bytes v);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__change_wipe(struct mohur__change *change);

/* May it be made?  As mohur__grant; ring is NULL for one that is new. */
mohur_status
mohur__change_grant(struct mohur_keystore *ks,
                    struct mohur__change *change,
                    const struct mohur__row *ring,
                    struct mohur__need need);

#endif
