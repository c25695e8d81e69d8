/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_tree.h"

#include "base/guard.h"
#include "base/mem.h"
#include "crypto/hash.h"
#include "crypto/labels.h"

enum {
    HASH_LEN = MOHUR__TREE_HASH_LEN,
    FAN      = MOHUR__TREE_FAN
};

/* The children of one node; zeros where there is none. */
struct children {
    uint8_t hash[FAN][HASH_LEN];
    size_t used; /* of them not zeros */
};

static mohur__bytes
children_bytes(const struct children *c)
{
    return mohur__bytes_of(&c->hash[0][0], FAN * HASH_LEN);
}

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

/* The hash of a group; of a group without leaves it is zeros. */
static mohur_status
group_hash(mohur_ctx *ctx,
           uint16_t group,
           const struct children *c,
           uint8_t out[HASH_LEN])
{
    uint8_t number[2];
    mohur__bytes parts[] = {MOHUR__LABEL_KS_GROUP, MOHUR__BYTES(number),
                            children_bytes(c)};

    mohur__store16(number, group);
    if (c->used == 0) {
        mohur__fill(mohur__span_of(out, HASH_LEN), 0);
        return MOHUR_OK;
    }
    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 3,
                             mohur__span_of(out, HASH_LEN));
}

static mohur_status
root_hash(mohur_ctx *ctx, const struct children *c, uint8_t out[HASH_LEN])
{
    const mohur__bytes parts[] = {MOHUR__LABEL_KS_ROOT, children_bytes(c)};

    return mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 2,
                             mohur__span_of(out, HASH_LEN));
}

mohur_status
mohur__tree_empty(mohur_ctx *ctx, uint8_t root[HASH_LEN])
{
    static const struct children none = {0};

    return root_hash(ctx, &none, root);
}

static mohur_status
bucket_begin(struct mohur__hasher *h, uint16_t bucket)
{
    mohur_status st = MOHUR_OK;
    uint8_t number[2];

    mohur__store16(number, bucket);
    TRY(mohur__hasher_update(h, MOHUR__LABEL_KS_BUCKET));
    TRY(mohur__hasher_update(h, MOHUR__BYTES(number)));

out:
    return st;
}

/* The leaf that s stands on, whose columns are from first on tbl, pk, mac. */
static mohur_status
bucket_leaf(mohur_ctx *ctx,
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
    TRY(bucket_begin(h, bucket));
    while (row) {
        TRY(bucket_leaf(ctx, h, s, 0));
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__hasher_finish(h, mohur__span_of(out, HASH_LEN)));

out:
    mohur__hasher_free(h);
    mohur__stmt_free(s);
    return st;
}

/* The node that s stands on, n and hash, into its group. */
static mohur_status
node_take(mohur_ctx *ctx,
          struct mohur__stmt *s,
          uint16_t first,
          struct children *out,
          size_t groups)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__value n    = mohur__stmt_value(s, 0);
    struct mohur__value hash = mohur__stmt_value(s, 1);
    struct children *group   = NULL;

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

/* The nodes of a level from first on, which fill so many groups. */
static mohur_status
children_read(mohur_ctx *ctx,
              struct mohur__db *db,
              int level,
              uint16_t first,
              struct children *out,
              size_t groups)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    for (size_t i = 0; i < groups; i++) {
        out[i] = (struct children){0};
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
    mohur_status st     = MOHUR_OK;
    uint16_t group      = bucket / FAN;
    struct children c   = {0};
    uint8_t b[HASH_LEN] = {0};
    uint8_t g[HASH_LEN] = {0};
    uint8_t r[HASH_LEN] = {0};

    TRY(bucket_hash(ctx, db, bucket, b));
    TRY(children_read(ctx, db, 0, (uint16_t)(group * FAN), &c, 1));
    TRY(mohur__auth_require(ctx, hash_equal(b, c.hash[bucket % FAN])));
    TRY(group_hash(ctx, group, &c, g));
    TRY(children_read(ctx, db, 1, 0, &c, 1));
    TRY(mohur__auth_require(ctx, hash_equal(g, c.hash[group])));
    TRY(root_hash(ctx, &c, r));
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
             : "INSERT OR REPLACE INTO node(level, n, hash) VALUES(?, ?, ?)",
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
    mohur_status st     = MOHUR_OK;
    uint16_t group      = bucket / FAN;
    struct children c   = {0};
    uint8_t h[HASH_LEN] = {0};

    TRY(bucket_hash(ctx, db, bucket, h));
    TRY(node_write(db, 0, bucket, h));
    TRY(children_read(ctx, db, 0, (uint16_t)(group * FAN), &c, 1));
    TRY(group_hash(ctx, group, &c, h));
    TRY(node_write(db, 1, group, h));
    TRY(children_read(ctx, db, 1, 0, &c, 1));
    TRY(root_hash(ctx, &c, root));

out:
    return st;
}

/* All buckets: as one walk over the leaves gives them, and as stored. */
struct all_buckets {
    struct children group[MOHUR__TREE_GROUPS];
    struct children stored[MOHUR__TREE_GROUPS];
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
            TRY(bucket_begin(h, (uint16_t)open));
        }
        TRY(bucket_leaf(ctx, h, s, 1));
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
             struct children *groups,
             uint64_t *nodes)
{
    mohur_status st = MOHUR_OK;

    *nodes  = 0;
    *groups = (struct children){0};
    for (uint16_t g = 0; g < MOHUR__TREE_GROUPS; g++) {
        const struct children *stored = &all->stored[g];
        TRY(mohur__auth_require(
            ctx, mohur__bytes_equal(children_bytes(stored),
                                    children_bytes(&all->group[g]))));
        TRY(group_hash(ctx, g, stored, groups->hash[g]));
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
    mohur_status st         = MOHUR_OK;
    struct all_buckets *all = NULL;
    struct children groups  = {0};
    struct children stored  = {0};
    uint64_t nodes          = 0;
    uint64_t found          = 0;
    uint8_t r[HASH_LEN]     = {0};

    TRY(MOHUR__NEW(ctx, &all));
    TRY(walk_leaves(ctx, db, all, leaves));
    TRY(children_read(ctx, db, 0, 0, all->stored, MOHUR__TREE_GROUPS));
    TRY(groups_check(ctx, all, &groups, &nodes));
    TRY(children_read(ctx, db, 1, 0, &stored, 1));
    TRY(mohur__auth_require(ctx, mohur__bytes_equal(children_bytes(&stored),
                                                    children_bytes(&groups))));
    TRY(root_hash(ctx, &groups, r));
    TRY(mohur__auth_require(ctx, mohur__bytes_equal(MOHUR__BYTES(r), root)));

    /* No node but these: none of another level or beyond the last. */
    TRY(mohur__db_number(db, "SELECT count(*) FROM node", &found));
    TRY(mohur__auth_require(ctx, found == nodes + groups.used));

out:
    mohur__free(all);
    return st;
}
