/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_NAMES_H
#define MOHUR_SRC_KEYSTORE_NAMES_H

#include "base/ctx.h"
#include "keystore/hierarchy.h"

/*
 * The names that are taken in one state of a store, by their tags.  That a
 * name is free can be believed only after every ring was verified; this
 * remembers the outcome, so that a handle which makes many keys verifies
 * them once.  A state is known by the MAC of its store row.
 */
struct mohur__names {
    uint8_t (*slot)[MOHUR__NAME_TAG_LEN]; /* open addressing; zeros: free */
    size_t cap;                           /* 0 or a power of two */
    size_t len;
    bool known;
    bool ahead; /* holds names of a transaction that is not committed */
    uint8_t state[32];
};

/* Forget everything.  A zeroed struct is allowed. */
void
mohur__names_wipe(struct mohur__names *n);

/* Does n tell of this state, and what is being added to it? */
bool
mohur__names_know(const struct mohur__names *n, mohur__bytes state);

/* Begin anew for a state, with no names. */
void
mohur__names_begin(struct mohur__names *n, mohur__bytes state);

/* Add a tag; one that is there already stays alone.  On failure n is
 * forgotten. */
mohur_status
mohur__names_add(mohur_ctx *ctx, struct mohur__names *n, mohur__bytes tag);

bool
mohur__names_have(const struct mohur__names *n, mohur__bytes tag);

/* A transaction begins to add a ring. */
void
mohur__names_go_ahead(struct mohur__names *n);

/* A transaction from state `before` was committed and made `after`. */
void
mohur__names_committed(struct mohur__names *n,
                       mohur__bytes before,
                       mohur__bytes after);

/* A transaction ended without a commit. */
void
mohur__names_aborted(struct mohur__names *n);

#endif
