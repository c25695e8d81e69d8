/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/tree.h"

#include "base/guard.h"
#include "base/mem.h"

/*
 * The Merkle tree of RFC 9162.  Kept are the roots of the full subtrees that
 * the leaves so far make: one for each bit set in their number, the largest
 * first.  A new leaf merges as a carry ripples through that number.
 */
enum {
    LEVELS_MAX = 64,
    LEN        = MOHUR__SHA256_LEN
};

struct mohur__tree {
    struct mohur__hasher *hasher;
    uint64_t leaves;
    size_t roots_len;
    uint8_t roots[LEVELS_MAX][LEN];
};

mohur_status
mohur__tree_new(mohur_ctx *ctx, struct mohur__tree **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__tree *t = NULL;
    void *memory          = NULL;

    *out = NULL;
    TRY(mohur__alloc(ctx, sizeof *t, &memory));
    t = memory;
    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &t->hasher));
    *out = t;
    t    = NULL;

out:
    mohur__tree_free(t);
    return st;
}

static mohur_status
hash_leaf(struct mohur__tree *t,
          const mohur__bytes *parts,
          size_t n,
          mohur__span out)
{
    static const uint8_t PREFIX[] = {0x00};
    mohur_status st               = MOHUR_OK;

    TRY(mohur__hasher_update(t->hasher, MOHUR__BYTES(PREFIX)));
    for (size_t i = 0; i < n; i++) {
        TRY(mohur__hasher_update(t->hasher, parts[i]));
    }
    TRY(mohur__hasher_finish(t->hasher, out));

out:
    return st;
}

static mohur_status
hash_node(struct mohur__tree *t,
          mohur__bytes left,
          mohur__bytes right,
          mohur__span out)
{
    static const uint8_t PREFIX[] = {0x01};
    mohur_status st               = MOHUR_OK;

    TRY(mohur__hasher_update(t->hasher, MOHUR__BYTES(PREFIX)));
    TRY(mohur__hasher_update(t->hasher, left));
    TRY(mohur__hasher_update(t->hasher, right));
    TRY(mohur__hasher_finish(t->hasher, out));

out:
    return st;
}

mohur_status
mohur__tree_add(struct mohur__tree *t, const mohur__bytes *parts, size_t n)
{
    mohur_status st   = MOHUR_OK;
    uint8_t node[LEN] = {0};

    if (t->leaves == UINT64_MAX) {
        return MOHUR_E_LIMIT;
    }
    TRY(hash_leaf(t, parts, n, MOHUR__SPAN(node)));
    for (uint64_t carry = t->leaves; (carry & 1) != 0; carry >>= 1) {
        t->roots_len--;
        TRY(hash_node(t, MOHUR__BYTES(t->roots[t->roots_len]),
                      MOHUR__BYTES(node), MOHUR__SPAN(node)));
    }
    mohur__copy(MOHUR__SPAN(t->roots[t->roots_len]), MOHUR__BYTES(node));
    t->roots_len++;
    t->leaves++;

out:
    return st;
}

mohur_status
mohur__tree_root(struct mohur__tree *t, mohur__span out)
{
    mohur_status st   = MOHUR_OK;
    uint8_t node[LEN] = {0};
    size_t i          = t->roots_len;

    if (out.len != LEN) {
        return MOHUR_E_ARGUMENT;
    }
    if (i == 0) {
        return mohur__hasher_finish(t->hasher, out);
    }
    i--;
    mohur__copy(MOHUR__SPAN(node), MOHUR__BYTES(t->roots[i]));
    while (i-- > 0) {
        TRY(hash_node(t, MOHUR__BYTES(t->roots[i]), MOHUR__BYTES(node),
                      MOHUR__SPAN(node)));
    }
    mohur__copy(out, MOHUR__BYTES(node));

out:
    return st;
}

void
mohur__tree_free(struct mohur__tree *t)
{
    if (t != NULL) {
        mohur__hasher_free(t->hasher);
        mohur__free(t);
    }
}
