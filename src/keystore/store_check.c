/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/store.h"
#include "keystore/store_tree.h"

/*
 * The whole store at once: each leaf and node under the root, each row
 * against its leaf and each leaf with its row, each event in the chain.
 */

/* As SQLite orders keys: numbers by value, bytes as memcmp does. */
static int
value_compare(const struct mohur__value *a, const struct mohur__value *b)
{
    if (a->n != b->n) {
        return a->n < b->n ? -1 : 1;
    }
    return mohur__bytes_compare(a->b, b->b);
}

/* Does r come after the one before it?  Then it becomes that one. */
static bool
ascends(struct mohur__row *before, const struct mohur__row *r, bool first)
{
    int order = first ? -1 : 0;

    for (int i = 0; i < r->table->keys && order == 0; i++) {
        order = value_compare(&before->col[i], &r->col[i]);
    }
    for (int i = 0; i < r->table->keys; i++) {
        mohur__row_set_value(before, i, &r->col[i]);
    }
    return order < 0;
}

/* The leaves of a table in the order of its keys; NULL if they have another. */
static mohur_status
leaves_begin(struct mohur_keystore *ks,
             const struct mohur__row *r,
             struct mohur__stmt **out)
{
    mohur_status st = MOHUR_OK;

    /* In a leaf the length of a text comes before its bytes. */
    if (r->table->kinds[0] == 'T') {
        return MOHUR_OK;
    }
    TRY(mohur__stmt_new(
        ks->db, "SELECT pk, mac FROM leaf WHERE tbl = ? ORDER BY pk", out));
    TRY(mohur__stmt_bind_int(*out, 1, (uint64_t)r->id));

out:
    return st;
}

/* The row against its leaf: the next one, or that which has to be found. */
static mohur_status
check_row(struct mohur_keystore *ks,
          const struct mohur__row *r,
          struct mohur__stmt *leaves)
{
    mohur_status st = MOHUR_OK;
    bool leaf       = false;

    if (leaves == NULL) {
        return mohur__store_row_check(ks, r);
    }
    TRY(mohur__stmt_step(leaves, &leaf));
    TRY(mohur__auth_require(ks->ctx, leaf));
    TRY(mohur__store_row_is(ks, r, leaves));

out:
    return st;
}

/*
 * Every row of a table equals its leaf; *rows counts on.  Keys ascend, so
 * that no row of a damaged table counts twice.  Both are read side by side:
 * on a server a question for each row would take its time.
 */
static mohur_status
check_table(struct mohur_keystore *ks, enum mohur__table_id id, uint64_t *rows)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__stmt *s      = NULL;
    struct mohur__stmt *leaves = NULL;
    struct mohur__row r        = {0};
    struct mohur__row old      = {0};
    bool row                   = false;
    bool first                 = true;

    mohur__row_init(&r, ks->ctx, id);
    mohur__row_init(&old, ks->ctx, id);
    TRY(leaves_begin(ks, &r, &leaves));
    TRY(mohur__stmt_new(ks->db, r.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_view(&r, s));
        TRY(check_row(ks, &r, leaves));
        TRY(mohur__auth_require(ks->ctx, ascends(&old, &r, first)));
        TRY(old.st);
        first = false;
        (*rows)++;
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__row_wipe(&old);
    mohur__stmt_free(leaves);
    mohur__stmt_free(s);
    return st;
}

/* Rows are different from each other: each has its own place in the tree. */
static mohur_status
check_rows(struct mohur_keystore *ks, uint64_t leaves)
{
    mohur_status st = MOHUR_OK;
    uint64_t rows   = 0;

    for (int id = MOHUR__T_SLOT; id < MOHUR__T_COUNT; id++) {
        TRY(check_table(ks, (enum mohur__table_id)id, &rows));
    }
    TRY(mohur__auth_require(ks->ctx, rows == leaves));

out:
    return st;
}

static mohur_status
check_event(struct mohur_keystore *ks,
            struct mohur__stmt *s,
            uint64_t n,
            uint8_t chain[MOHUR__EVENT_HASH_LEN])
{
    mohur_status st            = MOHUR_OK;
    struct mohur__value number = mohur__stmt_value(s, 0);
    struct mohur__value leaf   = mohur__stmt_value(s, 1);
    struct mohur__value stored = mohur__stmt_value(s, 2);

    TRY(mohur__auth_require(ks->ctx, number.kind == MOHUR__KIND_INT &&
                                         number.n == n &&
                                         leaf.kind == MOHUR__KIND_BLOB &&
                                         leaf.b.len <= MOHUR__EVENT_MAX &&
                                         stored.kind == MOHUR__KIND_BLOB));
    TRY(mohur__event_chain_next(ks->ctx, leaf.b, chain));
    TRY(mohur__auth_require(
        ks->ctx, mohur__bytes_equal(
                     stored.b, mohur__bytes_of(chain, MOHUR__EVENT_HASH_LEN))));

out:
    return st;
}

static mohur_status
check_events(struct mohur_keystore *ks)
{
    mohur_status st                      = MOHUR_OK;
    struct mohur__stmt *s                = NULL;
    uint64_t n                           = 0;
    bool row                             = false;
    uint8_t chain[MOHUR__EVENT_HASH_LEN] = {0};

    TRY(mohur__event_chain_start(ks->ctx, MOHUR__BYTES(ks->keys.store_id),
                                 chain));
    TRY(mohur__stmt_new(ks->db, "SELECT n, leaf, chain FROM event ORDER BY n",
                        &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(check_event(ks, s, n, chain));
        n++;
        TRY(mohur__stmt_step(s, &row));
    }
    TRY(mohur__auth_require(
        ks->ctx,
        n == mohur__row_int(&ks->head, MOHUR__STORE_EVENT_COUNT) &&
            mohur__bytes_equal(
                MOHUR__BYTES(chain),
                mohur__row_bytes(&ks->head, MOHUR__STORE_EVENT_HEAD))));

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__store_check_all(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    uint64_t leaves = 0;
    uint64_t stores = 0;

    /* The root of the tree is below the store row, so there is just one. */
    TRY(mohur__db_number(ks->db, "SELECT count(*) FROM store", &stores));
    TRY(mohur__auth_require(ks->ctx, stores == 1));
    TRY(mohur__tree_check_all(ks->ctx, ks->db,
                              mohur__row_bytes(&ks->head, MOHUR__STORE_ROOT),
                              &leaves));
    TRY(check_rows(ks, leaves));
    TRY(check_events(ks));

out:
    return st;
}

mohur_status
mohur__store_check_small(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    uint64_t size   = 0;

    /* No further than it takes to know: MOHUR__CHECK_AT_ONCE + 1. */
    TRY(mohur__db_number(
        ks->db,
        "SELECT (SELECT count(*) FROM (SELECT 1 FROM leaf LIMIT 10001) AS l) + "
        "(SELECT count(*) FROM (SELECT 1 FROM event LIMIT 10001) AS e)",
        &size));
    if (size <= MOHUR__CHECK_AT_ONCE) {
        TRY(mohur__store_check_all(ks));
    }

out:
    return st;
}

/* Rows of a table by their leaves, in a tree that was checked. */
static mohur_status
count_leaves(struct mohur_keystore *ks, enum mohur__table_id id, uint64_t *out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    bool row              = false;

    TRY(mohur__stmt_new(ks->db, "SELECT count(*) FROM leaf WHERE tbl = ?", &s));
    TRY(mohur__stmt_bind_int(s, 1, (uint64_t)id));
    TRY(mohur__stmt_step(s, &row));
    TRY(mohur__auth_require(ks->ctx, row));
    *out = mohur__stmt_value(s, 0).n;

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__store_check_table(struct mohur_keystore *ks, enum mohur__table_id id)
{
    mohur_status st = MOHUR_OK;
    uint64_t leaves = 0;
    uint64_t own    = 0;
    uint64_t rows   = 0;

    TRY(mohur__tree_check_all(ks->ctx, ks->db,
                              mohur__row_bytes(&ks->head, MOHUR__STORE_ROOT),
                              &leaves));
    TRY(count_leaves(ks, id, &own));
    TRY(check_table(ks, id, &rows));
    TRY(mohur__auth_require(ks->ctx, rows == own));

out:
    return st;
}

mohur_status
mohur__store_count(struct mohur_keystore *ks, uint64_t *rings, uint64_t *keys)
{
    mohur_status st = MOHUR_OK;
    uint64_t leaves = 0;

    TRY(mohur__tree_check_all(ks->ctx, ks->db,
                              mohur__row_bytes(&ks->head, MOHUR__STORE_ROOT),
                              &leaves));
    TRY(count_leaves(ks, MOHUR__T_RING, rings));
    TRY(count_leaves(ks, MOHUR__T_KEY, keys));

out:
    return st;
}
