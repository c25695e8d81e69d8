/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_RESEAL_H
#define MOHUR_SRC_KEYSTORE_STORE_RESEAL_H

#include "keystore/store.h"

/*
 * Every row of a store under another root key, and the suite that the profile
 * wants then: each envelope opened and
 * sealed again, each MAC and node made anew.  In place it is a new epoch;
 * into another file it is a copy.  Slots are not touched: who may open the
 * new root key is for the caller to say, row by row.
 */
struct mohur__reseal {
    struct mohur_keystore *from; /* read under its keys */
    struct mohur__db *db;        /* written to: that of from, or another */
    struct mohur__hierarchy keys;
    uint64_t rows; /* written so far */
};

/*
 * Derive the keys and check all that is there, in a transaction of an
 * unlocked store.  db is that of from, or of a file with empty tables.
 */
mohur_status
mohur__reseal_begin(struct mohur__reseal *re,
                    struct mohur_keystore *from,
                    struct mohur__db *db,
                    uint32_t epoch,
                    mohur__bytes root_key);

/* What an envelope is sealed by. */
struct mohur__sealed_by {
    const struct mohur__hierarchy *keys;
    const struct mohur__env *env;
};

/* Open the envelope in a column of a row, and seal it again by others. */
mohur_status
mohur__column_reseal(mohur_ctx *ctx,
                     const struct mohur__sealed_by *from,
                     const struct mohur__sealed_by *to,
                     struct mohur__row *r,
                     int column);

/* Every row but those of slots. */
mohur_status
mohur__reseal_rows(struct mohur__reseal *re);

/* A row of any table, with its label sealed again if it has one. */
mohur_status
mohur__reseal_row(struct mohur__reseal *re, struct mohur__row *r);

/*
 * Make the nodes, and in head what follows from keys and rows: epoch, root,
 * suite, rk_commit, sys_ct.  Every leaf must have been written.
 */
mohur_status
mohur__reseal_finish(struct mohur__reseal *re, struct mohur__row *head);

/* Wipe and release.  A zeroed struct is allowed. */
void
mohur__reseal_wipe(struct mohur__reseal *re);

#endif
