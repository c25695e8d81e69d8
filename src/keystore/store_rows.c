/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "keystore/store.h"
#include "keystore/store_tree.h"

/*
 * Rows that can be believed: each one is read together with its leaf and the
 * nodes above it, and a change is made only where the old state was genuine,
 * so that an alteration is never covered by our own hand.
 */

/* Where a row stands in the tree. */
struct place {
    struct mohur__pk pk;
    uint16_t bucket;
};

static mohur_status
place_of(struct mohur_keystore *ks,
         const struct mohur__row *r,
         struct place *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__row_pk(r, &out->pk));
    TRY(mohur__tree_bucket(ks->ctx, r->id, mohur__pk_bytes(&out->pk),
                           &out->bucket));

out:
    return st;
}

static mohur_status
place_check(struct mohur_keystore *ks, const struct place *p)
{
    return mohur__tree_check(ks->ctx, ks->db,
                             mohur__row_bytes(&ks->head, MOHUR__STORE_ROOT),
                             p->bucket);
}

static mohur_status
leaf_bind(struct mohur__stmt *s,
          const struct mohur__row *r,
          const struct place *p)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__stmt_bind_int(s, 1, p->bucket));
    TRY(mohur__stmt_bind_int(s, 2, (uint64_t)r->id));
    TRY(mohur__stmt_bind_blob(s, 3, mohur__pk_bytes(&p->pk)));

out:
    return st;
}

/* The MAC that the leaf of a row holds, in out; *found is false without. */
static mohur_status
leaf_read(struct mohur_keystore *ks,
          const struct mohur__row *r,
          const struct place *p,
          mohur__span out,
          bool *found)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__stmt *s   = NULL;
    struct mohur__value mac = {0};

    TRY(mohur__stmt_new(
        ks->db, "SELECT mac FROM leaf WHERE bucket = ? AND tbl = ? AND pk = ?",
        &s));
    TRY(leaf_bind(s, r, p));
    TRY(mohur__stmt_step(s, found));
    if (*found) {
        mac = mohur__stmt_value(s, 0);
        TRY(mohur__auth_require(ks->ctx, mac.kind == MOHUR__KIND_BLOB &&
                                             mac.b.len == out.len));
        mohur__copy(out, mac.b);
    }

out:
    mohur__stmt_free(s);
    return st;
}

/* CT: leaks whether it is genuine. */
static mohur_status
row_has_mac(struct mohur_keystore *ks,
            const struct mohur__row *r,
            mohur__bytes leaf)
{
    mohur_status st                 = MOHUR_OK;
    uint8_t mac[MOHUR__ROW_MAC_LEN] = {0};

    TRY(mohur__row_mac(r, ks->keys.row, ks->keys.store_id, r->table->columns,
                       mac));
    TRY(mohur__auth_require(ks->ctx, mohur__ct_equal(MOHUR__BYTES(mac), leaf)));

out:
    return st;
}

static mohur_status
row_equals_leaf(struct mohur_keystore *ks,
                const struct mohur__row *r,
                const struct place *p)
{
    mohur_status st                  = MOHUR_OK;
    uint8_t leaf[MOHUR__ROW_MAC_LEN] = {0};
    bool found                       = false;

    TRY(leaf_read(ks, r, p, MOHUR__SPAN(leaf), &found));
    TRY(mohur__auth_require(ks->ctx, found));
    TRY(row_has_mac(ks, r, MOHUR__BYTES(leaf)));

out:
    return st;
}

mohur_status
mohur__store_row_is(struct mohur_keystore *ks,
                    const struct mohur__row *r,
                    struct mohur__stmt *leaf)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__value pk  = mohur__stmt_value(leaf, 0);
    struct mohur__value mac = mohur__stmt_value(leaf, 1);
    struct mohur__pk own    = {0};

    TRY(mohur__row_pk(r, &own));
    TRY(mohur__auth_require(
        ks->ctx, pk.kind == MOHUR__KIND_BLOB && mac.kind == MOHUR__KIND_BLOB &&
                     mohur__bytes_equal(pk.b, mohur__pk_bytes(&own))));
    TRY(row_has_mac(ks, r, mac.b));

out:
    return st;
}

mohur_status
mohur__store_row_check(struct mohur_keystore *ks, const struct mohur__row *r)
{
    mohur_status st = MOHUR_OK;
    struct place p  = {0};

    TRY(place_of(ks, r, &p));
    TRY(row_equals_leaf(ks, r, &p));

out:
    return st;
}

static mohur_status
place_same(struct mohur_keystore *ks,
           const struct mohur__row *r,
           const struct place *p)
{
    mohur_status st     = MOHUR_OK;
    struct mohur__pk pk = {0};

    TRY(mohur__row_pk(r, &pk));
    TRY(mohur__auth_require(
        ks->ctx,
        mohur__bytes_equal(mohur__pk_bytes(&pk), mohur__pk_bytes(&p->pk))));

out:
    return st;
}

static mohur_status
row_select(struct mohur_keystore *ks, struct mohur__row *r, bool *found)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__stmt *s   = NULL;
    struct mohur__row fresh = {0};

    /* Not into r itself: its key is bound to the statement. */
    mohur__row_init(&fresh, ks->ctx, r->id);
    TRY(mohur__stmt_new(ks->db, r->table->get, &s));
    TRY(mohur__row_bind_key(r, s));
    TRY(mohur__stmt_step(s, found));
    if (*found) {
        TRY(mohur__row_read(&fresh, s));
    }

out:
    mohur__stmt_free(s);
    if (st == MOHUR_OK && *found) {
        mohur__row_wipe(r);
        *r = fresh;
    } else {
        mohur__row_wipe(&fresh);
    }
    return st;
}

mohur_status
mohur__store_get(struct mohur_keystore *ks, struct mohur__row *r, bool *found)
{
    mohur_status st               = MOHUR_OK;
    struct place p                = {0};
    bool has_leaf                 = false;
    uint8_t m[MOHUR__ROW_MAC_LEN] = {0};

    *found = false;
    TRY(place_of(ks, r, &p));
    TRY(place_check(ks, &p));
    TRY(row_select(ks, r, found));
    if (*found) {
        /* A damaged index may lead to the row of another key. */
        TRY(place_same(ks, r, &p));
        TRY(row_equals_leaf(ks, r, &p));
    } else {
        TRY(leaf_read(ks, r, &p, MOHUR__SPAN(m), &has_leaf));
        TRY(mohur__auth_require(ks->ctx, !has_leaf));
    }

out:
    return st;
}

mohur_status
mohur__store_need(struct mohur_keystore *ks, struct mohur__row *r)
{
    mohur_status st = MOHUR_OK;
    bool found      = false;

    TRY(mohur__store_get(ks, r, &found));
    TRY(mohur__auth_require(ks->ctx, found));

out:
    return st;
}

static mohur_status
leaf_write(struct mohur_keystore *ks,
           const struct mohur__row *r,
           const struct place *p)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__stmt *s           = NULL;
    uint8_t mac[MOHUR__ROW_MAC_LEN] = {0};

    TRY(mohur__row_mac(r, ks->keys.row, ks->keys.store_id, r->table->columns,
                       mac));
    TRY(mohur__stmt_new(ks->db,
                        "INSERT INTO leaf(bucket, tbl, pk, mac) "
                        "VALUES(?, ?, ?, ?) ON CONFLICT(bucket, tbl, pk) "
                        "DO UPDATE SET mac = excluded.mac",
                        &s));
    TRY(leaf_bind(s, r, p));
    TRY(mohur__stmt_bind_blob(s, 4, MOHUR__BYTES(mac)));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
run_with(struct mohur_keystore *ks,
         const struct mohur__row *r,
         const char *sql,
         bool whole)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(ks->db, sql, &s));
    TRY(whole ? mohur__row_bind(r, s) : mohur__row_bind_key(r, s));
    TRY(mohur__stmt_run(s));
    TRY(mohur__auth_require(ks->ctx, mohur__stmt_changes(s) == 1));

out:
    mohur__stmt_free(s);
    return st;
}

/* A ring brings its name, which is taken from now on. */
static mohur_status
names_follow(struct mohur_keystore *ks, const struct mohur__row *r)
{
    if (r->id != MOHUR__T_RING) {
        return MOHUR_OK;
    }
    mohur__names_go_ahead(&ks->names);
    return ks->names.known
               ? mohur__names_add(ks->ctx, &ks->names,
                                  mohur__row_bytes(r, MOHUR__RING_NAME_TAG))
               : MOHUR_OK;
}

static mohur_status
row_write(struct mohur_keystore *ks, const struct mohur__row *r, bool replace)
{
    mohur_status st                    = MOHUR_OK;
    struct place p                     = {0};
    uint8_t root[MOHUR__TREE_HASH_LEN] = {0};

    TRY(place_of(ks, r, &p));
    TRY(place_check(ks, &p));
    if (replace) {
        TRY(run_with(ks, r, r->table->remove, false));
    }
    TRY(run_with(ks, r, r->table->add, true));
    TRY(leaf_write(ks, r, &p));
    TRY(mohur__tree_update(ks->ctx, ks->db, p.bucket, root));
    mohur__row_set_blob(&ks->head, MOHUR__STORE_ROOT, MOHUR__BYTES(root));
    TRY(ks->head.st);
    TRY(names_follow(ks, r));

out:
    return st;
}

mohur_status
mohur__store_add(struct mohur_keystore *ks, const struct mohur__row *r)
{
    return row_write(ks, r, false);
}

mohur_status
mohur__store_set(struct mohur_keystore *ks, const struct mohur__row *r)
{
    return row_write(ks, r, true);
}

static mohur_status
leaf_remove(struct mohur_keystore *ks,
            const struct mohur__row *r,
            const struct place *p)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(
        ks->db, "DELETE FROM leaf WHERE bucket = ? AND tbl = ? AND pk = ?",
        &s));
    TRY(leaf_bind(s, r, p));
    TRY(mohur__stmt_run(s));
    TRY(mohur__auth_require(ks->ctx, mohur__stmt_changes(s) == 1));

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__store_remove(struct mohur_keystore *ks, const struct mohur__row *r)
{
    mohur_status st                    = MOHUR_OK;
    struct place p                     = {0};
    uint8_t root[MOHUR__TREE_HASH_LEN] = {0};

    TRY(place_of(ks, r, &p));
    TRY(place_check(ks, &p));
    TRY(run_with(ks, r, r->table->remove, false));
    TRY(leaf_remove(ks, r, &p));
    TRY(mohur__tree_update(ks->ctx, ks->db, p.bucket, root));
    mohur__row_set_blob(&ks->head, MOHUR__STORE_ROOT, MOHUR__BYTES(root));
    TRY(ks->head.st);

out:
    return st;
}
