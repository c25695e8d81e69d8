/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store_reseal.h"

#include "base/guard.h"
#include "crypto/labels.h"
#include "keystore/store_tree.h"
#include "keystore/version.h"

/*
 * What was checked before the first write is read without asking the tree
 * again: its nodes are of the old rows until the end.
 */

void
mohur__reseal_wipe(struct mohur__reseal *re)
{
    mohur__hierarchy_wipe(&re->keys);
    *re = (struct mohur__reseal){0};
}

mohur_status
mohur__reseal_begin(struct mohur__reseal *re,
                    struct mohur_keystore *from,
                    struct mohur__db *db,
                    uint32_t epoch,
                    mohur__bytes root_key)
{
    mohur_status st         = MOHUR_OK;
    enum mohur__suite suite = MOHUR__SUITE_NONE;

    *re = (struct mohur__reseal){.from = from, .db = db};
    TRY(mohur__store_check_all(from));
    TRY(mohur__suite_choose(from->ctx, from->keys.suite, &suite));
    TRY(mohur__hierarchy_derive(from->ctx, from->keys.store_id, epoch, suite,
                                root_key, &re->keys));
    TRY(mohur__secret_copy(from->ctx, mohur__secret_bytes(from->keys.sys),
                           &re->keys.sys));

out:
    return st;
}

/* CT: leaks the length. */
mohur_status
mohur__column_reseal(mohur_ctx *ctx,
                     const struct mohur__sealed_by *from,
                     const struct mohur__sealed_by *to,
                     struct mohur__row *r,
                     int column)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *plain = NULL;
    struct mohur__buf sealed    = {0};

    mohur__buf_init(&sealed, ctx, MOHUR__SECRET_MAX + MOHUR__ENV_EXTRA);
    TRY(mohur__env_open(ctx, from->keys, from->env, mohur__row_bytes(r, column),
                        &plain));
    TRY(mohur__env_seal(ctx, to->keys, to->env, mohur__secret_bytes(plain),
                        &sealed));
    mohur__row_set_blob(r, column, mohur__buf_view(&sealed));
    TRY(r->st);

out:
    mohur__secret_free(plain);
    mohur__buf_wipe(&sealed);
    return st;
}

static mohur_status
column_reseal(struct mohur__reseal *re,
              const struct mohur__env *env,
              struct mohur__row *r,
              int column)
{
    const struct mohur__sealed_by from = {&re->from->keys, env};
    const struct mohur__sealed_by to   = {&re->keys, env};

    return mohur__column_reseal(re->from->ctx, &from, &to, r, column);
}

/* Labels and meta are bound to the id, the first column. */
static mohur_status
texts_reseal(struct mohur__reseal *re, struct mohur__row *r)
{
    mohur__bytes id = mohur__row_bytes(r, 0);

    switch ((uint32_t)r->id) {
    case MOHUR__T_SLOT:
        return column_reseal(re,
                             &(struct mohur__env){MOHUR__LABEL_KS_LABEL, id}, r,
                             MOHUR__SLOT_LABEL_CT);
    case MOHUR__T_RING:
        return column_reseal(re, &(struct mohur__env){MOHUR__LABEL_KS_META, id},
                             r, MOHUR__RING_META_CT);
    case MOHUR__T_ROLE:
        return column_reseal(re,
                             &(struct mohur__env){MOHUR__LABEL_KS_LABEL, id}, r,
                             MOHUR__ROLE_LABEL_CT);
    default:
        return MOHUR_OK;
    }
}

static mohur_status
run_key(struct mohur__reseal *re, const struct mohur__row *r, const char *sql)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(re->db, sql, &s));
    TRY(mohur__row_bind_key(r, s));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
row_put(struct mohur__reseal *re, const struct mohur__row *r)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    if (re->db == re->from->db) {
        TRY(run_key(re, r, r->table->remove));
    }
    TRY(mohur__stmt_new(re->db, r->table->add, &s));
    TRY(mohur__row_bind(r, s));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
leaf_put(struct mohur__reseal *re, const struct mohur__row *r)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__stmt *s           = NULL;
    struct mohur__pk pk             = {0};
    uint16_t bucket                 = 0;
    uint8_t mac[MOHUR__ROW_MAC_LEN] = {0};

    TRY(mohur__row_pk(r, &pk));
    TRY(mohur__tree_bucket(re->from->ctx, r->id, mohur__pk_bytes(&pk),
                           &bucket));
    TRY(mohur__row_mac(r, re->keys.row, re->keys.store_id, r->table->columns,
                       mac));
    TRY(mohur__stmt_new(re->db,
                        "INSERT INTO leaf(bucket, tbl, pk, mac) "
                        "VALUES(?, ?, ?, ?) ON CONFLICT(bucket, tbl, pk) "
                        "DO UPDATE SET mac = excluded.mac",
                        &s));
    TRY(mohur__stmt_bind_int(s, 1, bucket));
    TRY(mohur__stmt_bind_int(s, 2, (uint64_t)r->id));
    TRY(mohur__stmt_bind_blob(s, 3, mohur__pk_bytes(&pk)));
    TRY(mohur__stmt_bind_blob(s, 4, MOHUR__BYTES(mac)));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__reseal_row(struct mohur__reseal *re, struct mohur__row *r)
{
    mohur_status st = MOHUR_OK;

    TRY(texts_reseal(re, r));
    TRY(row_put(re, r));
    TRY(leaf_put(re, r));
    re->rows++;

out:
    return st;
}

/* The versions of a ring, whose row is still the old one. */
static mohur_status
versions_reseal(struct mohur__reseal *re, const struct mohur__row *ring)
{
    mohur_status st                     = MOHUR_OK;
    struct mohur__stmt *s               = NULL;
    struct mohur__row r                 = {0};
    bool row                            = false;
    uint8_t ids[MOHUR__VERSION_IDS_LEN] = {0};
    struct mohur__env env = {MOHUR__LABEL_KS_SECRET, MOHUR__BYTES(ids)};

    mohur__row_init(&r, re->from->ctx, MOHUR__T_KEY);
    TRY(mohur__stmt_new(
        re->from->db, "SELECT * FROM key WHERE ring_id = ? ORDER BY ver", &s));
    TRY(mohur__stmt_bind_blob(s, 1, mohur__row_bytes(ring, MOHUR__RING_ID)));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&r, s));
        if (!mohur__row_is_null(&r, MOHUR__KEY_SECRET_CT)) {
            mohur__version_ids(ring, &r, ids);
            TRY(column_reseal(re, &env, &r, MOHUR__KEY_SECRET_CT));
        }
        TRY(mohur__reseal_row(re, &r));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

/*
 * Each row is written again while the statement stands on it, under the same
 * key: SQLite finds its place by that key.
 */
static mohur_status
table_reseal(struct mohur__reseal *re, enum mohur__table_id id)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__row r   = {0};
    bool row              = false;

    mohur__row_init(&r, re->from->ctx, id);
    TRY(mohur__stmt_new(re->from->db, r.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    while (row) {
        TRY(mohur__row_read(&r, s));
        if (id == MOHUR__T_RING) {
            TRY(versions_reseal(re, &r));
        }
        TRY(mohur__reseal_row(re, &r));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&r);
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__reseal_rows(struct mohur__reseal *re)
{
    mohur_status st = MOHUR_OK;

    for (int id = MOHUR__T_RING; id < MOHUR__T_COUNT; id++) {
        if (id != MOHUR__T_KEY) {
            TRY(table_reseal(re, (enum mohur__table_id)id));
        }
    }

out:
    return st;
}

mohur_status
mohur__reseal_finish(struct mohur__reseal *re, struct mohur__row *head)
{
    mohur_status st          = MOHUR_OK;
    mohur_ctx *ctx           = re->from->ctx;
    struct mohur__buf sys_ct = {0};
    struct mohur__env env    = {MOHUR__LABEL_KS_SYSTEM, MOHUR__NOTHING};
    uint64_t leaves          = 0;
    uint8_t root[MOHUR__TREE_HASH_LEN] = {0};

    TRY(mohur__tree_rebuild(ctx, re->db, root, &leaves));
    TRY(mohur__auth_require(ctx, leaves == re->rows));
    mohur__buf_init(&sys_ct, ctx, MOHUR__SYS_LEN + MOHUR__ENV_EXTRA);
    TRY(mohur__env_seal(ctx, &re->keys, &env, mohur__secret_bytes(re->keys.sys),
                        &sys_ct));
    mohur__row_set_int(head, MOHUR__STORE_EPOCH, re->keys.epoch);
    mohur__row_set_int(head, MOHUR__STORE_SUITE, (uint64_t)re->keys.suite);
    mohur__row_set_blob(head, MOHUR__STORE_ROOT, MOHUR__BYTES(root));
    mohur__row_set_blob(head, MOHUR__STORE_RK_COMMIT,
                        MOHUR__BYTES(re->keys.rk_commit));
    mohur__row_set_blob(head, MOHUR__STORE_SYS_CT, mohur__buf_view(&sys_ct));
    TRY(head->st);

out:
    mohur__buf_wipe(&sys_ct);
    return st;
}
