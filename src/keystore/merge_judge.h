/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_MERGE_JUDGE_H
#define MOHUR_SRC_KEYSTORE_MERGE_JUDGE_H

#include "keystore/ring.h"
#include <mohur/merge.h>

/*
 * What becomes of a key of a backup in a store that has others, version by
 * version.  Both are in a transaction; of the backup all rows were checked.
 */
struct mohur__merge_ring {
    struct mohur_keystore *ks;    /* where it is to be */
    struct mohur_keystore *from;  /* the backup */
    bool same;                    /* of this very store */
    struct mohur__ring_meta meta; /* as the backup has it */
    struct mohur__row ring;
    struct mohur__row here; /* of the same id; if there is none: as ring */
    uint64_t versions;      /* of it that are here */
    mohur_merge_fate fate;  /* of all its versions; 0: each has its own */
};

/* See what is here of a key; ks, from and ring are set. */
mohur_status
mohur__merge_ring_read(struct mohur__merge_ring *m);

/* Wipe and release. */
void
mohur__merge_ring_wipe(struct mohur__merge_ring *m);

/* A version of the backup, and that of its number here, if there is one. */
struct mohur__merge_pair {
    struct mohur__row there;
    struct mohur__row here; /* not initialised: there is none */
    mohur_key_state state;  /* of the backup's, now */
    mohur_merge_fate fate;
};

/* Read and judge version v. */
mohur_status
mohur__merge_pair_read(const struct mohur__merge_ring *m,
                       uint64_t v,
                       struct mohur__merge_pair *p);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__merge_pair_wipe(struct mohur__merge_pair *p);

/* Has the backup counted more uses of a version that is here? */
bool
mohur__merge_pair_counts(const struct mohur__merge_pair *p);

#endif
