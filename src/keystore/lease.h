/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_LEASE_H
#define MOHUR_SRC_KEYSTORE_LEASE_H

#include "keystore/ring.h"
#include "keystore/uses.h"

/*
 * Where a ring limits the uses of a version, a handle of the store sets some
 * aside for itself: they count as used from then on, so that all handles
 * together never use it more often, and a crash wastes what was left.
 */
enum {
    MOHUR__LEASE_MAX   = 65536, /* uses that are set aside at once */
    MOHUR__LEASE_PARTS = 1024   /* and no more than this part of the limit */
};

/* Those that the handle has of a version; NULL: none.  Borrowed. */
struct mohur__uses *
mohur__lease_of(const struct mohur_keystore *ks, const struct mohur__row *r);

/* Is the limit of a version reached? */
bool
mohur__lease_spent(const struct mohur__row *ring, const struct mohur__row *r);

/* Does it protect, has the handle no use left, and the limit some? */
bool
mohur__lease_wanted(const struct mohur_keystore *ks,
                    const struct mohur__row *ring,
                    const struct mohur__row *r);

/*
 * Set uses aside of the version that protects now, in a transaction of its
 * own, if they are wanted still.
 */
mohur_status
mohur__lease_take(struct mohur_keystore *ks, mohur__bytes name);

/* Write how often a version counts as used, in a write transaction. */
mohur_status
mohur__uses_write(struct mohur_keystore *ks,
                  struct mohur__row *r,
                  uint64_t uses);

/* Give back what no key shares, if that can be written; release the rest. */
void
mohur__leases_close(struct mohur_keystore *ks);

/* Release them: what is left is wasted. */
void
mohur__leases_free(struct mohur_keystore *ks);

#endif
