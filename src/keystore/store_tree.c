/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_tree.h"

#include "base/guard.h"
#include "base/mem.h"
#include "keystore/store_node.h"

enum {
    HASH_LEN = MOHUR__TREE_HASH_LEN,
    FAN      = MOHUR__TREE_FAN
};

static bool
hash_is_zero(const uint8_t hash[HASH_LEN])
{
    return mohur__bytes_zero(mohur__bytes_of(hash, HASH_LEN));
}

mohur_status
mohur__tree_bucket(mohur_ctx *ctx,
                   enum mohur__table_id table,
                   mohur__bytes pk,
                   uint16_t *out)
{
    uint8_t id                 = (uint8_t)table;
    const mohur__bytes parts[] = {mohur__bytes_of(&id, 1), pk};
    uint8_t digest[HASH_LEN]   = {0};
    mohur_status st = mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2,
                                        MOHUR__SPAN(digest));

    /* The first 12 bits. */
    *out = (uint16_t)(mohur__load16(digest) >> 4);
    return st;
}

mohur_status
mohur__tree_empty(mohur_ctx *ctx, uint8_t root[HASH_LEN])
{
    static const struct mohur__children none = {0};

    return mohur__node_root(ctx, &none, root);
}

static mohur_status
bucket_hash(mohur_ctx *ctx,
            struct mohur__db *db,
            uint16_t bucket,
            uint8_t out[HASH_LEN])
{
    mohur_status st         = MOHUR_OK;
    struct mohur__stmt *s   = NULL;
    struct mohur__hasher *h = NULL;
    bool row                = false;

    mohur__fill(mohur__span_of(out, HASH_LEN), 0);
    TRY(mohur__stmt_new(db,
                        "SELECT tbl, pk, mac FROM leaf WHERE bucket = ? "
                        "ORDER BY tbl, pk",
                        &s));
    TRY(mohur__stmt_bind_int(s, 1, bucket));
    TRY(mohur__stmt_step(s, &row));
    if (!row) {
        goto out;
    }
    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    TRY(mohur__node_bucket_begin(h, bucket));
    while (row) {
        TRY(mohur__node_bucket_leaf(ctx, h, s, 0));
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__hasher_finish(h, mohur__span_of(out, HASH_LEN)));

out:
    mohur__hasher_free(h);
    mohur__stmt_free(s);
    return st;
}

static bool
hash_equal(const uint8_t a[HASH_LEN], const uint8_t b[HASH_LEN])
{
    return mohur__bytes_equal(mohur__bytes_of(a, HASH_LEN),
                              mohur__bytes_of(b, HASH_LEN));
}

mohur_status
mohur__tree_check(mohur_ctx *ctx,
                  struct mohur__db *db,
                  mohur__bytes root,
                  uint16_t bucket)
{
    mohur_status st          = MOHUR_OK;
    uint16_t group           = bucket / FAN;
    struct mohur__children c = {0};
    uint8_t b[HASH_LEN]      = {0};
    uint8_t g[HASH_LEN]      = {0};
    uint8_t r[HASH_LEN]      = {0};

    TRY(bucket_hash(ctx, db, bucket, b));
    TRY(mohur__node_read(ctx, db, 0, (uint16_t)(group * FAN), &c, 1));
    TRY(mohur__auth_require(ctx, hash_equal(b, c.hash[bucket % FAN])));
    TRY(mohur__node_group(ctx, group, &c, g));
    TRY(mohur__node_read(ctx, db, 1, 0, &c, 1));
    TRY(mohur__auth_require(ctx, hash_equal(g, c.hash[group])));
    TRY(mohur__node_root(ctx, &c, r));
    TRY(mohur__auth_require(ctx, mohur__bytes_equal(MOHUR__BYTES(r), root)));

out:
    return st;
}

/* Zeros are not stored. */
static mohur_status
node_write(struct mohur__db *db,
           int level,
           uint16_t n,
           const uint8_t hash[HASH_LEN])
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool gone             = hash_is_zero(hash);

    TRY(mohur__stmt_new(
        db,
        gone ? "DELETE FROM node WHERE level = ? AND n = ?"
             : "INSERT INTO node(level, n, hash) VALUES(?, ?, ?) "
               "ON CONFLICT(level, n) DO UPDATE SET hash = excluded.hash",
        &s));
    TRY(mohur__stmt_bind_int(s, 1, (uint64_t)level));
    TRY(mohur__stmt_bind_int(s, 2, n));
    if (!gone) {
        TRY(mohur__stmt_bind_blob(s, 3, mohur__bytes_of(hash, HASH_LEN)));
    }
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__tree_update(mohur_ctx *ctx,
                   struct mohur__db *db,
                   uint16_t bucket,
                   uint8_t root[HASH_LEN])
{
    mohur_status st          = MOHUR_OK;
    uint16_t group           = bucket / FAN;
    struct mohur__children c = {0};
    uint8_t h[HASH_LEN]      = {0};

    TRY(bucket_hash(ctx, db, bucket, h));
    TRY(node_write(db, 0, bucket, h));
    TRY(mohur__node_read(ctx, db, 0, (uint16_t)(group * FAN), &c, 1));
    TRY(mohur__node_group(ctx, group, &c, h));
    TRY(node_write(db, 1, group, h));
    TRY(mohur__node_read(ctx, db, 1, 0, &c, 1));
    TRY(mohur__node_root(ctx, &c, root));

out:
    return st;
}

/* All buckets: as one walk over the leaves gives them, and as stored. */
struct all_buckets {
    struct mohur__children group[MOHUR__TREE_GROUPS];
    struct mohur__children stored[MOHUR__TREE_GROUPS];
};

static mohur_status
walk_leaves(mohur_ctx *ctx,
            struct mohur__db *db,
            struct all_buckets *all,
            uint64_t *leaves)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__stmt *s   = NULL;
    struct mohur__hasher *h = NULL;
    uint64_t open           = MOHUR__TREE_BUCKETS; /* none */
    bool row                = false;

    *leaves = 0;
    TRY(mohur__hasher_new(ctx, MOHUR_ALG_SHA_256, &h));
    TRY(mohur__stmt_new(db,
                        "SELECT bucket, tbl, pk, mac FROM leaf "
                        "ORDER BY bucket, tbl, pk",
                        &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        struct mohur__value bucket = mohur__stmt_value(s, 0);
        TRY(mohur__auth_require(ctx, bucket.kind == MOHUR__KIND_INT &&
                                         bucket.n < MOHUR__TREE_BUCKETS));
        if (bucket.n != open) {
            open = bucket.n;
            TRY(mohur__node_bucket_begin(h, (uint16_t)open));
        }
        TRY(mohur__node_bucket_leaf(ctx, h, s, 1));
        (*leaves)++;
        TRY(mohur__stmt_step(s, &row));
        /* The last leaf of its bucket ends the hash. */
        if (!row || mohur__stmt_value(s, 0).n != open) {
            TRY(mohur__hasher_finish(
                h, MOHUR__SPAN(all->group[open / FAN].hash[open % FAN])));
        }
    }

out:
    mohur__hasher_free(h);
    mohur__stmt_free(s);
    return st;
}

/* Each group of buckets is stored as it must be; gives theirs. */
static mohur_status
groups_check(mohur_ctx *ctx,
             struct all_buckets *all,
             struct mohur__children *groups,
             uint64_t *nodes)
{
    mohur_status st = MOHUR_OK;

    *nodes  = 0;
    *groups = (struct mohur__children){0};
    for (uint16_t g = 0; g < MOHUR__TREE_GROUPS; g++) {
        const struct mohur__children *stored = &all->stored[g];
        TRY(mohur__auth_require(
            ctx, mohur__bytes_equal(mohur__children_bytes(stored),
                                    mohur__children_bytes(&all->group[g]))));
        TRY(mohur__node_group(ctx, g, stored, groups->hash[g]));
        groups->used += stored->used > 0 ? 1 : 0;
        *nodes += stored->used;
    }

out:
    return st;
}

mohur_status
mohur__tree_check_all(mohur_ctx *ctx,
                      struct mohur__db *db,
                      mohur__bytes root,
                      uint64_t *leaves)
{
    mohur_status st               = MOHUR_OK;
    struct all_buckets *all       = NULL;
    struct mohur__children groups = {0};
    struct mohur__children stored = {0};
    uint64_t nodes                = 0;
    uint64_t found                = 0;
    uint8_t r[HASH_LEN]           = {0};

    TRY(MOHUR__NEW(ctx, &all));
    TRY(walk_leaves(ctx, db, all, leaves));
    TRY(mohur__node_read(ctx, db, 0, 0, all->stored, MOHUR__TREE_GROUPS));
    TRY(groups_check(ctx, all, &groups, &nodes));
    TRY(mohur__node_read(ctx, db, 1, 0, &stored, 1));
    TRY(mohur__auth_require(
        ctx, mohur__bytes_equal(mohur__children_bytes(&stored),
                                mohur__children_bytes(&groups))));
    TRY(mohur__node_root(ctx, &groups, r));
    TRY(mohur__auth_require(ctx, mohur__bytes_equal(MOHUR__BYTES(r), root)));

    /* No node but these: none of another level or beyond the last. */
    TRY(mohur__db_number(db, "SELECT count(*) FROM node", &found));
    TRY(mohur__auth_require(ctx, found == nodes + groups.used));

out:
    mohur__free(all);
    return st;
}

/* The nodes of one group, and what it is under the root. */
static mohur_status
group_write(mohur_ctx *ctx,
            struct mohur__db *db,
            uint16_t g,
            struct mohur__children *buckets,
            uint8_t out[HASH_LEN])
{
    mohur_status st = MOHUR_OK;

    for (uint16_t i = 0; i < FAN; i++) {
        if (!hash_is_zero(buckets->hash[i])) {
            buckets->used++;
            TRY(node_write(db, 0, (uint16_t)(g * FAN + i), buckets->hash[i]));
        }
    }
    TRY(mohur__node_group(ctx, g, buckets, out));
    if (buckets->used > 0) {
        TRY(node_write(db, 1, g, out));
    }

out:
    return st;
}

mohur_status
mohur__tree_rebuild(mohur_ctx *ctx,
                    struct mohur__db *db,
                    uint8_t root[HASH_LEN],
                    uint64_t *leaves)
{
    mohur_status st               = MOHUR_OK;
    struct all_buckets *all       = NULL;
    struct mohur__children groups = {0};

    TRY(MOHUR__NEW(ctx, &all));
    TRY(mohur__db_exec(db, "DELETE FROM node"));
    TRY(walk_leaves(ctx, db, all, leaves));
    for (uint16_t g = 0; g < MOHUR__TREE_GROUPS; g++) {
        TRY(group_write(ctx, db, g, &all->group[g], groups.hash[g]));
        groups.used += all->group[g].used > 0 ? 1 : 0;
    }
    TRY(mohur__node_root(ctx, &groups, root));

out:
    mohur__free(all);
    return st;
}
