/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_STORE_NODE_H
#define MOHUR_SRC_KEYSTORE_STORE_NODE_H

#include "crypto/hash.h"
#include "keystore/store_tree.h"

/*
 * The nodes of the tree: how they are hashed, and how they are stored.  For
 * store_tree.c alone.
 */

/* The children of one node; zeros where there is none. */
struct mohur__children {
    uint8_t hash[MOHUR__TREE_FAN][MOHUR__TREE_HASH_LEN];
    size_t used; /* of them not zeros */
};

mohur__bytes
mohur__children_bytes(const struct mohur__children *c);

/* The hash of a group; of a group without leaves it is zeros. */
mohur_status
mohur__node_group(mohur_ctx *ctx,
                  uint16_t group,
                  const struct mohur__children *c,
                  uint8_t out[MOHUR__TREE_HASH_LEN]);

mohur_status
mohur__node_root(mohur_ctx *ctx,
                 const struct mohur__children *c,
                 uint8_t out[MOHUR__TREE_HASH_LEN]);

/* Begin the hash of a bucket, which the caller finishes; */
mohur_status
mohur__node_bucket_begin(struct mohur__hasher *h, uint16_t bucket);

/* add the leaf that s stands on: tbl, pk, mac from column first on. */
mohur_status
mohur__node_bucket_leaf(mohur_ctx *ctx,
                        struct mohur__hasher *h,
                        struct mohur__stmt *s,
                        int first);

/*
 * Read the nodes of a level from first on, which fill so many groups.  Zeros
 * are not stored; MOHUR_E_AUTH if they are.
 */
mohur_status
mohur__node_read(mohur_ctx *ctx,
                 struct mohur__db *db,
                 int level,
                 uint16_t first,
                 struct mohur__children *out,
                 size_t groups);

#endif
