/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/sqlite.h"

#include "base/guard.h"
#include "base/mem.h"

#include <sqlite3.h>

/*
 * The one file that knows SQLite.  The file that it opens may have been
 * written by an adversary: nothing in its schema may run, no value is larger
 * than we would write, and each result is an error until it is known to be
 * none.
 */
enum {
    VALUE_MAX = 1 << 20,
    BUSY_MS   = 5000
};

struct mohur__db {
    mohur_ctx *ctx;
    sqlite3 *handle;
    struct mohur__stmt *stmts; /* all of them, kept until the end */
};

/* Kept when it is released, for the next one with the same text. */
struct mohur__stmt {
    struct mohur__db *db;
    struct mohur__stmt *next;
    sqlite3_stmt *handle;
    bool in_use;
};

/*
 * DELETE: what is committed is in one file.  EXTRA: the folder is synced
 * too, so a commit survives the loss of power.
 */
static const char settings[] = "PRAGMA journal_mode = DELETE;"
                               "PRAGMA synchronous = EXTRA;"
                               "PRAGMA secure_delete = ON;"
                               "PRAGMA foreign_keys = ON;"
                               "PRAGMA cell_size_check = ON;"
                               "PRAGMA temp_store = MEMORY;"
                               "PRAGMA mmap_size = 0";

/*
 * sqlite3_errstr is fixed English; sqlite3_errmsg may quote the file.
 * A generic error is a damaged file too: our statements are known to be good
 * on the schema that we expect.
 */
static mohur_status
db_error(mohur_ctx *ctx, int code)
{
    const char *text = sqlite3_errstr(code);

    switch (code & 0xFF) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return mohur__error(ctx, MOHUR_E_BUSY,
                            "the keystore is in use by another process");
    case SQLITE_NOMEM:
        return mohur__error(ctx, MOHUR_E_NO_MEMORY, "memory ran out");
    case SQLITE_ERROR:
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
    case SQLITE_TOOBIG:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
        return mohur__error(ctx, MOHUR_E_FORMAT,
                            "the keystore's file is damaged: %s", text);
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
        return mohur__error(ctx, MOHUR_E_IO,
                            "the keystore's file cannot be used: %s", text);
    default:
        return mohur__error(ctx, MOHUR_E_INTERNAL, "SQLite says: %s", text);
    }
}

static mohur_status
db_check(const struct mohur__db *db, int code)
{
    return code == SQLITE_OK ? MOHUR_OK : db_error(db->ctx, code);
}

static mohur_status
db_restrict(const struct mohur__db *db)
{
    static const struct {
        int option;
        int value;
    } wanted[] = {{SQLITE_DBCONFIG_DEFENSIVE, 1},
                  {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},
                  {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
                  {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
                  {SQLITE_DBCONFIG_DQS_DML, 0},
                  {SQLITE_DBCONFIG_DQS_DDL, 0},
                  {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0}};
    int code   = SQLITE_OK;

    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++) {
        if (code == SQLITE_OK) {
            code = sqlite3_db_config(db->handle, wanted[i].option,
                                     wanted[i].value, (int *)NULL);
        }
    }
    sqlite3_limit(db->handle, SQLITE_LIMIT_LENGTH, VALUE_MAX);
    sqlite3_limit(db->handle, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_busy_timeout(db->handle, BUSY_MS);
    return db_check(db, code);
}

mohur_status
mohur__db_open(mohur_ctx *ctx, const char *path, struct mohur__db **out)
{
    mohur_status st      = MOHUR_OK;
    struct mohur__db *db = NULL;
    int flags            = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &db));
    db->ctx = ctx;
    TRY(db_check(db, sqlite3_open_v2(path, &db->handle, flags, NULL)));
    TRY(db_check(db, sqlite3_extended_result_codes(db->handle, 1)));
    TRY(db_restrict(db));
    TRY(mohur__db_exec(db, settings));
    *out = db;
    db   = NULL;

out:
    mohur__db_close(db);
    return st;
}

static void
stmts_free(struct mohur__db *db, bool finalize)
{
    while (db->stmts != NULL) {
        struct mohur__stmt *s = db->stmts;
        db->stmts             = s->next;
        if (finalize) {
            sqlite3_finalize(s->handle);
        }
        mohur__free(s);
    }
}

void
mohur__db_close(struct mohur__db *db)
{
    if (db != NULL) {
        stmts_free(db, true);
        sqlite3_close(db->handle);
        mohur__free(db);
    }
}

void
mohur__db_abandon(struct mohur__db *db)
{
    if (db != NULL) {
        stmts_free(db, false);
        mohur__free(db);
    }
}

mohur_status
mohur__db_exec(struct mohur__db *db, const char *sql)
{
    return db_check(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
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
    REQUIRE(db->ctx, row, MOHUR_E_FORMAT, "the keystore's file is damaged");
    value = mohur__stmt_value(s, 0);
    REQUIRE(db->ctx, value.kind == MOHUR__KIND_INT, MOHUR_E_FORMAT,
            "the keystore's file is damaged");
    *out = value.n;

out:
    mohur__stmt_free(s);
    return st;
}

void
mohur__db_rollback(struct mohur__db *db)
{
    /* It fails only where SQLite has rolled back by itself. */
    (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

bool
mohur__db_in_transaction(const struct mohur__db *db)
{
    return sqlite3_get_autocommit(db->handle) == 0;
}

/* One with this text that nobody uses; NULL if there is none. */
static struct mohur__stmt *
stmt_find(const struct mohur__db *db, const char *sql)
{
    mohur__bytes text     = mohur__bytes_text(sql);
    struct mohur__stmt *s = db->stmts;

    while (s != NULL &&
           (s->in_use ||
            !mohur__bytes_equal(mohur__bytes_text(sqlite3_sql(s->handle)),
                                text))) {
        s = s->next;
    }
    return s;
}

mohur_status
mohur__stmt_new(struct mohur__db *db, const char *sql, struct mohur__stmt **out)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = stmt_find(db, sql);
    void *block           = NULL;

    *out = NULL;
    if (s == NULL) {
        TRY(mohur__alloc(db->ctx, sizeof *s, &block));
        s = block;
        TRY(db_check(
            db, sqlite3_prepare_v2(db->handle, sql, -1, &s->handle, NULL)));
        s->db     = db;
        s->next   = db->stmts;
        db->stmts = s;
        block     = NULL;
    }
    s->in_use = true;
    *out      = s;

out:
    mohur__free(block);
    return st;
}

mohur_status
mohur__stmt_bind(struct mohur__stmt *s, int i, const struct mohur__value *v)
{
    int code = SQLITE_MISMATCH;

    switch (v->kind) {
    case MOHUR__KIND_NULL:
        code = sqlite3_bind_null(s->handle, i);
        break;
    case MOHUR__KIND_INT:
        if (v->n <= INT64_MAX) {
            code = sqlite3_bind_int64(s->handle, i, (sqlite3_int64)v->n);
        }
        break;
    case MOHUR__KIND_BLOB:
        /* A NULL pointer would bind NULL, not an empty value. */
        code = sqlite3_bind_blob64(s->handle, i,
                                   v->b.len > 0 ? (const void *)v->b.data : "",
                                   v->b.len, SQLITE_STATIC);
        break;
    case MOHUR__KIND_TEXT:
        code = sqlite3_bind_text64(s->handle, i,
                                   v->b.len > 0 ? (const char *)v->b.data : "",
                                   v->b.len, SQLITE_STATIC, SQLITE_UTF8);
        break;
    case MOHUR__KIND_OTHER:
        break;
    }
    return db_check(s->db, code);
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
    int code = sqlite3_step(s->handle);

    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? MOHUR_OK
               : db_error(s->db->ctx, code);
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
    return (uint64_t)sqlite3_changes(s->db->handle);
}

/* The bytes of a column; SQLite gives NULL for none, and for no memory. */
static mohur__bytes
column_bytes(struct mohur__stmt *s, int i)
{
    const void *data = sqlite3_column_blob(s->handle, i);
    int len          = sqlite3_column_bytes(s->handle, i);

    return data != NULL ? mohur__bytes_of(data, (size_t)len) : MOHUR__NOTHING;
}

struct mohur__value
mohur__stmt_value(struct mohur__stmt *s, int i)
{
    struct mohur__value v = {MOHUR__KIND_OTHER, 0, MOHUR__NOTHING};
    int type              = sqlite3_column_type(s->handle, i);

    if (type == SQLITE_NULL) {
        v.kind = MOHUR__KIND_NULL;
    } else if (type == SQLITE_BLOB || type == SQLITE_TEXT) {
        v.kind = type == SQLITE_BLOB ? MOHUR__KIND_BLOB : MOHUR__KIND_TEXT;
        v.b    = column_bytes(s, i);
    } else if (type == SQLITE_INTEGER) {
        sqlite3_int64 n = sqlite3_column_int64(s->handle, i);
        v.kind          = n >= 0 ? MOHUR__KIND_INT : MOHUR__KIND_OTHER;
        v.n             = n >= 0 ? (uint64_t)n : 0;
    }
    return v;
}

void
mohur__stmt_reset(struct mohur__stmt *s)
{
    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
}

void
mohur__stmt_free(struct mohur__stmt *s)
{
    if (s != NULL) {
        mohur__stmt_reset(s);
        s->in_use = false;
    }
}
