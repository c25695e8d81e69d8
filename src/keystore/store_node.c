/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_node.h"

#include "base/guard.h"
#include "crypto/labels.h"

enum {
    HASH_LEN = MOHUR__TREE_HASH_LEN,
    FAN      = MOHUR__TREE_FAN
};

mohur__bytes
mohur__children_bytes(const struct mohur__children *c)
{
    return mohur__bytes_of(&c->hash[0][0], FAN * HASH_LEN);
}

mohur_status
mohur__node_group(mohur_ctx *ctx,
                  uint16_t group,
                  const struct mohur__children *c,
                  uint8_t out[HASH_LEN])
{
    uint8_t number[2];
    mohur__bytes parts[] = {MOHUR__LABEL_KS_GROUP, MOHUR__BYTES(number),
                            mohur__children_bytes(c)};

    mohur__store16(number, group);
    if (c->used == 0) {
        mohur__fill(mohur__span_of(out, HASH_LEN), 0);
        return MOHUR_OK;
    }
    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 3,
                             mohur__span_of(out, HASH_LEN));
}

mohur_status
mohur__node_root(mohur_ctx *ctx,
                 const struct mohur__children *c,
                 uint8_t out[HASH_LEN])
{
    const mohur__bytes parts[] = {MOHUR__LABEL_KS_ROOT,
                                  mohur__children_bytes(c)};

    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2,
                             mohur__span_of(out, HASH_LEN));
}

mohur_status
mohur__node_bucket_begin(struct mohur__hasher *h, uint16_t bucket)
{
    mohur_status st = MOHUR_OK;
    uint8_t number[2];

    mohur__store16(number, bucket);
    TRY(mohur__hasher_update(h, MOHUR__LABEL_KS_BUCKET));
    TRY(mohur__hasher_update(h, MOHUR__BYTES(number)));

out:
    return st;
}

mohur_status
mohur__node_bucket_leaf(mohur_ctx *ctx,
                        struct mohur__hasher *h,
                        struct mohur__stmt *s,
                        int first)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__value tbl = mohur__stmt_value(s, first);
    struct mohur__value pk  = mohur__stmt_value(s, first + 1);
    struct mohur__value mac = mohur__stmt_value(s, first + 2);
    uint8_t head[3];

    TRY(mohur__auth_require(
        ctx, tbl.kind == MOHUR__KIND_INT && tbl.n > 0 &&
                 tbl.n < MOHUR__T_COUNT && pk.kind == MOHUR__KIND_BLOB &&
                 pk.b.len <= MOHUR__PK_MAX && mac.kind == MOHUR__KIND_BLOB &&
                 mac.b.len == MOHUR__ROW_MAC_LEN));
    head[0] = (uint8_t)tbl.n;
    mohur__store16(head + 1, (uint16_t)pk.b.len);
    TRY(mohur__hasher_update(h, MOHUR__BYTES(head)));
    TRY(mohur__hasher_update(h, pk.b));
    TRY(mohur__hasher_update(h, mac.b));

out:
    return st;
}

/* The node that s stands on, n and hash, into its group. */
static mohur_status
node_take(mohur_ctx *ctx,
          struct mohur__stmt *s,
          uint16_t first,
          struct mohur__children *out,
          size_t groups)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__value n         = mohur__stmt_value(s, 0);
    struct mohur__value hash      = mohur__stmt_value(s, 1);
    struct mohur__children *group = NULL;

    TRY(mohur__auth_require(
        ctx, n.kind == MOHUR__KIND_INT && n.n >= first &&
                 n.n - first < FAN * groups && hash.kind == MOHUR__KIND_BLOB &&
                 hash.b.len == HASH_LEN && !mohur__bytes_zero(hash.b)));
    group = &out[(n.n - first) / FAN];
    mohur__copy(MOHUR__SPAN(group->hash[(n.n - first) % FAN]), hash.b);
    group->used++;

out:
    return st;
}

mohur_status
mohur__node_read(mohur_ctx *ctx,
                 struct mohur__db *db,
                 int level,
                 uint16_t first,
                 struct mohur__children *out,
                 size_t groups)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    for (size_t i = 0; i < groups; i++) {
        out[i] = (struct mohur__children){0};
    }
    TRY(mohur__stmt_new(db,
                        "SELECT n, hash FROM node WHERE level = ? AND n >= ? "
                        "AND n < ?",
                        &s));
    TRY(mohur__stmt_bind_int(s, 1, (uint64_t)level));
    TRY(mohur__stmt_bind_int(s, 2, first));
    TRY(mohur__stmt_bind_int(s, 3, first + FAN * groups));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(node_take(ctx, s, first, out, groups));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__stmt_free(s);
    return st;
}
