/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/db.h"

#include "base/guard.h"

/* Each call goes to the engine of its database; what all share is here. */

bool
mohur__db_is_server(const char *place)
{
    static const char *const schemes[] = {"postgresql:", "postgres:"};
    mohur__bytes text                  = mohur__bytes_text(place);
    bool found                         = false;

    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        mohur__bytes scheme = mohur__bytes_text(schemes[i]);
        found               = found || mohur__bytes_equal(
                             mohur__bytes_sub(text, 0, scheme.len), scheme);
    }
    return found;
}

static const struct mohur__db_ops *
engine_of(const char *place)
{
    return mohur__db_is_server(place) ? &mohur__db_postgres : &mohur__db_sqlite;
}

mohur_status
mohur__db_open(mohur_ctx *ctx, const char *place, struct mohur__db **out)
{
    return engine_of(place)->open(ctx, place, out);
}

mohur_status
mohur__db_make(mohur_ctx *ctx, const char *place, struct mohur__db **out)
{
    return engine_of(place)->make(ctx, place, out);
}

mohur_status
mohur__db_publish(struct mohur__db *db)
{
    return db->ops->publish(db);
}

void
mohur__db_close(struct mohur__db *db)
{
    if (db != NULL) {
        db->ops->close(db);
    }
}

void
mohur__db_abandon(struct mohur__db *db)
{
    if (db != NULL) {
        db->ops->abandon(db);
    }
}

mohur_status
mohur__db_lock(struct mohur__db *db, mohur__bytes store_id)
{
    return db->ops->lock(db, store_id);
}

void
mohur__db_unlock(struct mohur__db *db)
{
    db->ops->unlock(db);
}

mohur_status
mohur__db_begin(struct mohur__db *db, bool write)
{
    return db->ops->begin(db, write);
}

mohur_status
mohur__db_commit(struct mohur__db *db, bool *unknown)
{
    *unknown = false;
    return db->ops->commit(db, unknown);
}

mohur_status
mohur__db_again(struct mohur__db *db, bool *there)
{
    *there = false;
    return db->ops->again(db, there);
}

bool
mohur__db_can_ask(const struct mohur__db *db)
{
    return db->ops->again != NULL;
}

void
mohur__db_rollback(struct mohur__db *db)
{
    db->ops->rollback(db);
}

bool
mohur__db_in_transaction(const struct mohur__db *db)
{
    return db->ops->in_transaction(db);
}

mohur_status
mohur__db_schema_create(struct mohur__db *db)
{
    return db->ops->schema_create(db);
}

mohur_status
mohur__db_schema_check(struct mohur__db *db)
{
    return db->ops->schema_check(db);
}

mohur_status
mohur__db_check(struct mohur__db *db)
{
    return db->ops->check(db);
}

mohur_status
mohur__db_exec(struct mohur__db *db, const char *sql)
{
    return db->ops->exec(db, sql);
}

mohur_status
mohur__db_number(struct mohur__db *db, const char *sql, uint64_t *out)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__stmt *s     = NULL;
    bool row                  = false;
    struct mohur__value value = {0};

    *out = 0;
    TRY(mohur__stmt_new(db, sql, &s));
    TRY(mohur__stmt_step(s, &row));
    REQUIRE(db->ctx, row, MOHUR_E_FORMAT, "the keystore's tables are damaged");
    value = mohur__stmt_value(s, 0);
    REQUIRE(db->ctx, value.kind == MOHUR__KIND_INT, MOHUR_E_FORMAT,
            "the keystore's tables are damaged");
    *out = value.n;

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__stmt_new(struct mohur__db *db, const char *sql, struct mohur__stmt **out)
{
    *out = NULL;
    return db->ops->stmt_new(db, sql, out);
}

mohur_status
mohur__stmt_bind(struct mohur__stmt *s, int i, const struct mohur__value *v)
{
    return s->db->ops->stmt_bind(s, i, v);
}

mohur_status
mohur__stmt_bind_int(struct mohur__stmt *s, int i, uint64_t n)
{
    struct mohur__value v = {MOHUR__KIND_INT, n, MOHUR__NOTHING};

    return mohur__stmt_bind(s, i, &v);
}

mohur_status
mohur__stmt_bind_blob(struct mohur__stmt *s, int i, mohur__bytes b)
{
    struct mohur__value v = {MOHUR__KIND_BLOB, 0, b};

    return mohur__stmt_bind(s, i, &v);
}

mohur_status
mohur__stmt_step(struct mohur__stmt *s, bool *row)
{
    *row = false;
    return s->db->ops->stmt_step(s, row);
}

mohur_status
mohur__stmt_run(struct mohur__stmt *s)
{
    bool row        = false;
    mohur_status st = mohur__stmt_step(s, &row);

    if (st == MOHUR_OK && row) {
        st = mohur__error(s->db->ctx, MOHUR_E_INTERNAL,
                          "a statement gave rows that nobody reads");
    }
    return st;
}

uint64_t
mohur__stmt_changes(const struct mohur__stmt *s)
{
    return s->db->ops->stmt_changes(s);
}

struct mohur__value
mohur__stmt_value(struct mohur__stmt *s, int i)
{
    return s->db->ops->stmt_value(s, i);
}

void
mohur__stmt_reset(struct mohur__stmt *s)
{
    s->db->ops->stmt_reset(s);
}

void
mohur__stmt_free(struct mohur__stmt *s)
{
    if (s != NULL) {
        s->db->ops->stmt_free(s);
    }
}
