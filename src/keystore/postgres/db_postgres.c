/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "keystore/postgres/postgres.h"

/*
 * Databases and transactions.  Writers wait for each other at an advisory
 * lock of the session, so the server itself gives it back when a session is
 * over; readers see one snapshot and wait for nobody.
 */
enum {
    TRIES_MAX = 5
};

/* Held by who makes a store: "mohur" and zeros. */
static const uint8_t making_key[MOHUR__PG_LOCK_LEN] = {'m', 'o', 'h', 'u', 'r'};

/* Run a command that gives no rows, or rows that nobody needs. */
static mohur_status
db_exec(struct mohur__db *base, const char *sql)
{
    struct mohur__pg *db  = mohur__pg_of(base);
    mohur_status st       = MOHUR_OK;
    PGresult *result      = PQexec(db->conn, sql);
    ExecStatusType status = PQresultStatus(result);

    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        st = mohur__pg_error(db, result);
    }
    PQclear(result);
    return st;
}

/* ---- connections ---- */

static mohur_status
db_new(mohur_ctx *ctx, const char *place, struct mohur__pg **out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__pg *db = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &db));
    db->base = (struct mohur__db){&mohur__db_postgres, ctx};
    TRY(mohur__strdup(ctx, mohur__bytes_text(place), &db->uri));
    TRY(mohur__pg_connect(db));
    *out = db;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    return st;
}

static mohur_status
db_open(mohur_ctx *ctx, const char *place, struct mohur__db **out)
{
    struct mohur__pg *db = NULL;
    mohur_status st      = db_new(ctx, place, &db);

    *out = db != NULL ? &db->base : NULL;
    return st;
}

static void
db_free(struct mohur__pg *db)
{
    mohur__pg_stmts_free(db);
    mohur__free(db->uri);
    mohur__free(db);
}

static void
db_close(struct mohur__db *base)
{
    struct mohur__pg *db = mohur__pg_of(base);

    PQfinish(db->conn);
    db_free(db);
}

static void
db_abandon(struct mohur__db *base)
{
    struct mohur__pg *db = mohur__pg_of(base);

    mohur__pg_abandon(db);
    db_free(db);
}

/* ---- the lock ---- */

static mohur_status
lock_once(struct mohur__pg *db)
{
    mohur_status st         = MOHUR_OK;
    static const Oid type   = 20; /* int8 */
    const char *const key[] = {(const char *)db->lock_key};
    const int len           = MOHUR__PG_LOCK_LEN;
    const int format        = 1;
    PGresult *result        = NULL;

    REQUIRE(db->base.ctx, mohur__pg_is_connected(db), MOHUR_E_IO,
            "the connection to the PostgreSQL server was lost");
    result = PQexecParams(db->conn, "SELECT pg_advisory_lock($1)", 1, &type,
                          key, &len, &format, 1);
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        st = mohur__pg_error(db, result);
    }
    db->locked = st == MOHUR_OK;

out:
    PQclear(result);
    return st;
}

/* A connection may have ended long ago; it is noticed only now. */
static mohur_status
lock_take(struct mohur__pg *db)
{
    mohur_status st = lock_once(db);

    if (st != MOHUR_OK && !mohur__pg_is_connected(db)) {
        mohur__error_clear(db->base.ctx);
        TRY(mohur__pg_connect(db));
        TRY(lock_once(db));
    }

out:
    return st;
}

static mohur_status
db_lock(struct mohur__db *base, mohur__bytes store_id)
{
    struct mohur__pg *db = mohur__pg_of(base);

    mohur__copy(MOHUR__SPAN(db->lock_key), store_id);
    return lock_take(db);
}

static void
db_unlock(struct mohur__db *base)
{
    struct mohur__pg *db = mohur__pg_of(base);

    if (db->locked && mohur__pg_is_connected(db)) {
        PQclear(PQexec(db->conn, "SELECT pg_advisory_unlock_all()"));
    }
    db->locked = false;
}

/* ---- a new store ---- */

static mohur_status
db_make(mohur_ctx *ctx, const char *place, struct mohur__db **out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__pg *db = NULL;
    bool used            = false;

    *out = NULL;
    TRY(db_new(ctx, place, &db));
    db->making = true;
    mohur__copy(MOHUR__SPAN(db->lock_key), MOHUR__BYTES(making_key));
    TRY(lock_take(db));
    TRY(mohur__pg_schema_used(db, &used));
    REQUIRE(ctx, !used, MOHUR_E_EXISTS, "there is a keystore already");
    *out = &db->base;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    return st;
}

/* Its transaction has made it visible, whole. */
static mohur_status
db_publish(struct mohur__db *base)
{
    mohur__pg_of(base)->making = false;
    return MOHUR_OK;
}

/* ---- transactions ---- */

static bool
db_in_transaction(const struct mohur__db *base)
{
    const struct mohur__pg *db  = (const struct mohur__pg *)base;
    PGTransactionStatusType now = PQTRANS_IDLE;

    if (mohur__pg_is_connected(db)) {
        now = PQtransactionStatus(db->conn);
    }
    return now != PQTRANS_IDLE && now != PQTRANS_UNKNOWN;
}

/* It fails only where the connection is lost, and the transaction with it. */
static void
db_rollback(struct mohur__db *base)
{
    PQclear(PQexec(mohur__pg_of(base)->conn, "ROLLBACK"));
}

static mohur_status
begin_once(struct mohur__pg *db, bool write)
{
    mohur_status st = MOHUR_OK;

    if (!write) {
        return db_exec(&db->base,
                       "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
    TRY(db_exec(&db->base, "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE"));
    if (!db->making) {
        TRY(db_exec(&db->base, "SELECT one FROM store FOR UPDATE"));
    }

out:
    if (st != MOHUR_OK && db_in_transaction(&db->base)) {
        db_rollback(&db->base);
    }
    return st;
}

/*
 * Nothing has been done yet, so what is in the way is tried again: another
 * who wrote without the lock, or a connection that ended while it was idle.
 * Not one that ended under a writer: the lock went with it.
 */
static mohur_status
db_begin(struct mohur__db *base, bool write)
{
    struct mohur__pg *db = mohur__pg_of(base);
    mohur_status st      = begin_once(db, write);

    for (int i = 1; i < TRIES_MAX && st != MOHUR_OK; i++) {
        bool lost = !mohur__pg_is_connected(db);

        if (lost ? db->locked : st != MOHUR_E_BUSY) {
            break;
        }
        mohur__error_clear(base->ctx);
        st = lost ? mohur__pg_connect(db) : MOHUR_OK;
        st = st == MOHUR_OK ? begin_once(db, write) : st;
    }
    return st;
}

/* A server that could not commit answers with the name of what it did. */
static mohur_status
db_commit(struct mohur__db *base, bool *unknown)
{
    struct mohur__pg *db = mohur__pg_of(base);
    mohur_status st      = MOHUR_OK;
    PGresult *result     = PQexec(db->conn, "COMMIT");

    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        *unknown = !mohur__pg_is_connected(db);
        st       = mohur__pg_error(db, result);
    } else if (!mohur__bytes_equal(mohur__bytes_text(PQcmdStatus(result)),
                                   MOHUR__TEXT("COMMIT"))) {
        st = mohur__error(base->ctx, MOHUR_E_IO,
                          "the PostgreSQL server did not make the change");
    }
    PQclear(result);
    return st;
}

/* The server has the lock free only when the old session is over. */
static mohur_status
db_again(struct mohur__db *base, bool *there)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__pg *db = mohur__pg_of(base);

    TRY(mohur__pg_connect(db));
    TRY(lock_once(db));
    TRY(mohur__pg_schema_used(db, there));

out:
    return st;
}

const struct mohur__db_ops mohur__db_postgres = {
    .open           = db_open,
    .make           = db_make,
    .publish        = db_publish,
    .close          = db_close,
    .abandon        = db_abandon,
    .lock           = db_lock,
    .unlock         = db_unlock,
    .begin          = db_begin,
    .commit         = db_commit,
    .again          = db_again,
    .rollback       = db_rollback,
    .in_transaction = db_in_transaction,
    .schema_create  = mohur__pg_schema_create,
    .schema_check   = mohur__pg_schema_check,
    .check          = mohur__pg_schema_check,
    .exec           = db_exec,
    .stmt_new       = mohur__pg_stmt_new,
    .stmt_bind      = mohur__pg_stmt_bind,
    .stmt_step      = mohur__pg_stmt_step,
    .stmt_changes   = mohur__pg_stmt_changes,
    .stmt_value     = mohur__pg_stmt_value,
    .stmt_reset     = mohur__pg_stmt_reset,
    .stmt_free      = mohur__pg_stmt_free,
};
