/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_CRYPTO_TREE_H
#define MOHUR_SRC_CRYPTO_TREE_H

#include "crypto/hash.h"

/*
 * The Merkle tree hash of RFC 9162 2.1.1 with SHA-256, built leaf by leaf in
 * O(log n) memory: leaf = H(00 | record), node = H(01 | left | right), the
 * root of no leaves = H().
 */
struct mohur__tree;

mohur_status
mohur__tree_new(mohur_ctx *ctx, struct mohur__tree **out);

/* Add a record, given as parts one after the other. */
mohur_status
mohur__tree_add(struct mohur__tree *t, const mohur__bytes *parts, size_t n);

/* The root over all records so far; more may follow.  out is 32 bytes. */
mohur_status
mohur__tree_root(struct mohur__tree *t, mohur__span out);

void
mohur__tree_free(struct mohur__tree *t);

#endif
