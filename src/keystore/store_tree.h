/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_TREE_H
#define MOHUR_SRC_KEYSTORE_STORE_TREE_H

#include "keystore/row.h"

/*
 * The tree over the MACs of all rows: 4096 buckets in 64 groups under one
 * root, which the store row authenticates.  It shows that a row is missing,
 * was put back or is older than the rest.
 */
enum {
    MOHUR__TREE_HASH_LEN = 32,
    MOHUR__TREE_BUCKETS  = 4096,
    MOHUR__TREE_GROUPS   = 64,
    MOHUR__TREE_FAN      = 64 /* buckets of a group */
};

/* The bucket that a row belongs to. */
mohur_status
mohur__tree_bucket(mohur_ctx *ctx,
                   enum mohur__table_id table,
                   mohur__bytes pk,
                   uint16_t *out);

/* Check a bucket, its group and the root; MOHUR_E_AUTH. */
mohur_status
mohur__tree_check(mohur_ctx *ctx,
                  struct mohur__db *db,
                  mohur__bytes root,
                  uint16_t bucket);

/* Write the nodes above a bucket whose leaves changed; gives the new root. */
mohur_status
mohur__tree_update(mohur_ctx *ctx,
                   struct mohur__db *db,
                   uint16_t bucket,
                   uint8_t root[MOHUR__TREE_HASH_LEN]);

/* Write every node anew, where every leaf may have changed. */
mohur_status
mohur__tree_rebuild(mohur_ctx *ctx,
                    struct mohur__db *db,
                    uint8_t root[MOHUR__TREE_HASH_LEN],
                    uint64_t *leaves);

/* The root of a store without rows. */
mohur_status
mohur__tree_empty(mohur_ctx *ctx, uint8_t root[MOHUR__TREE_HASH_LEN]);

/* Check every leaf and every node; *leaves is how many leaves there are. */
mohur_status
mohur__tree_check_all(mohur_ctx *ctx,
                      struct mohur__db *db,
                      mohur__bytes root,
                      uint64_t *leaves);

#endif
