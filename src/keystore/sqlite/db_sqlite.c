/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/text.h"
#include "keystore/sqlite/sqlite.h"

/*
 * Databases and statements of SQLite.  The file that it opens may have been
 * written by an adversary: nothing in its schema may run, no value is larger
 * than we would write, and each result is an error until it is known to be
 * none.
 */
enum {
    VALUE_MAX  = 1 << 20,
    BUSY_MS    = 5000,
    SHOWN_PATH = 161
};

/* Kept when it is released, for the next one with the same text. */
struct mohur__sqlite_stmt {
    struct mohur__stmt base;
    struct mohur__sqlite_stmt *next;
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
db_error(const struct mohur__sqlite *db, int code)
{
    mohur_ctx *ctx         = db->base.ctx;
    const char *text       = sqlite3_errstr(code);
    const char *path       = db->new_path != NULL ? db->new_path : db->path;
    char shown[SHOWN_PATH] = "";

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
        mohur__text_escape(mohur__bytes_text(path), shown, sizeof shown);
        return mohur__error(ctx, MOHUR_E_IO,
                            "the keystore's file %s cannot be used: %s", shown,
                            text);
    default:
        return mohur__error(ctx, MOHUR_E_INTERNAL, "SQLite says: %s", text);
    }
}

static struct mohur__sqlite_stmt *
stmt_of(struct mohur__stmt *s)
{
    return (struct mohur__sqlite_stmt *)s;
}

static mohur_status
db_check(const struct mohur__sqlite *db, int code)
{
    return code == SQLITE_OK ? MOHUR_OK : db_error(db, code);
}

static mohur_status
db_restrict(const struct mohur__sqlite *db)
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

static mohur_status
db_exec(struct mohur__db *base, const char *sql)
{
    const struct mohur__sqlite *db = mohur__sqlite_of(base);

    return db_check(db, sqlite3_exec(db->handle, sql, NULL, NULL, NULL));
}

mohur_status
mohur__sqlite_new(mohur_ctx *ctx, struct mohur__sqlite **out)
{
    mohur_status st = MOHUR__NEW(ctx, out);

    if (st == MOHUR_OK) {
        (*out)->base   = (struct mohur__db){&mohur__db_sqlite, ctx};
        (*out)->lock   = -1;
        (*out)->making = -1;
    }
    return st;
}

mohur_status
mohur__sqlite_attach(struct mohur__sqlite *db, const char *path)
{
    mohur_status st = MOHUR_OK;
    int flags       = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW |
                SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;

    TRY(db_check(db, sqlite3_open_v2(path, &db->handle, flags, NULL)));
    TRY(db_check(db, sqlite3_extended_result_codes(db->handle, 1)));
    TRY(db_restrict(db));
    TRY(db_exec(&db->base, settings));

out:
    return st;
}

mohur_status
mohur__sqlite_open(mohur_ctx *ctx, const char *path, struct mohur__db **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__sqlite *db = NULL;

    *out = NULL;
    TRY(mohur__sqlite_new(ctx, &db));
    TRY(mohur__sqlite_attach(db, path));
    *out = &db->base;
    db   = NULL;

out:
    mohur__db_close(db != NULL ? &db->base : NULL);
    return st;
}

static void
stmts_free(struct mohur__sqlite *db, bool finalize)
{
    while (db->stmts != NULL) {
        struct mohur__sqlite_stmt *s = db->stmts;
        db->stmts                    = s->next;
        if (finalize) {
            sqlite3_finalize(s->handle);
        }
        mohur__free(s);
    }
}

void
mohur__sqlite_detach(struct mohur__sqlite *db)
{
    stmts_free(db, true);
    sqlite3_close(db->handle);
    db->handle = NULL;
}

static void
db_free(struct mohur__sqlite *db)
{
    mohur__free(db->path);
    mohur__free(db->lock_path);
    mohur__free(db->new_path);
    mohur__free(db->made);
    mohur__free(db);
}

static void
db_close(struct mohur__db *base)
{
    struct mohur__sqlite *db = mohur__sqlite_of(base);

    mohur__sqlite_detach(db);
    mohur__sqlite_place_leave(db);
    db_free(db);
}

/* In a forked child file and locks are the parent's. */
static void
db_abandon(struct mohur__db *base)
{
    struct mohur__sqlite *db = mohur__sqlite_of(base);

    stmts_free(db, false);
    mohur__os_close(db->lock);
    mohur__os_close(db->making);
    db_free(db);
}

static mohur_status
db_begin(struct mohur__db *base, bool write)
{
    return db_exec(base, write ? "BEGIN IMMEDIATE" : "BEGIN");
}

/* A reader in the way is no harm; all else leaves it open. */
static mohur_status
db_commit(struct mohur__db *base, bool *unknown)
{
    mohur_status st = db_exec(base, "COMMIT");

    *unknown = st != MOHUR_OK && st != MOHUR_E_BUSY;
    return st;
}

static void
db_rollback(struct mohur__db *base)
{
    const struct mohur__sqlite *db = mohur__sqlite_of(base);

    /* It fails only where SQLite has rolled back by itself. */
    (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

static bool
db_in_transaction(const struct mohur__db *base)
{
    const struct mohur__sqlite *db = (const struct mohur__sqlite *)base;

    return sqlite3_get_autocommit(db->handle) == 0;
}

/* One with this text that nobody uses; NULL if there is none. */
static struct mohur__sqlite_stmt *
stmt_find(const struct mohur__sqlite *db, const char *sql)
{
    mohur__bytes text            = mohur__bytes_text(sql);
    struct mohur__sqlite_stmt *s = db->stmts;

    while (s != NULL &&
           (s->in_use ||
            !mohur__bytes_equal(mohur__bytes_text(sqlite3_sql(s->handle)),
                                text))) {
        s = s->next;
    }
    return s;
}

static mohur_status
stmt_new(struct mohur__db *base, const char *sql, struct mohur__stmt **out)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__sqlite *db     = mohur__sqlite_of(base);
    struct mohur__sqlite_stmt *s = stmt_find(db, sql);
    void *block                  = NULL;

    if (s == NULL) {
        TRY(mohur__alloc(base->ctx, sizeof *s, &block));
        s = block;
        TRY(db_check(
            db, sqlite3_prepare_v2(db->handle, sql, -1, &s->handle, NULL)));
        s->base.db = base;
        s->next    = db->stmts;
        db->stmts  = s;
        block      = NULL;
    }
    s->in_use = true;
    *out      = &s->base;

out:
    mohur__free(block);
    return st;
}

static mohur_status
stmt_bind(struct mohur__stmt *base, int i, const struct mohur__value *v)
{
    const struct mohur__sqlite_stmt *s = stmt_of(base);
    int code                           = SQLITE_MISMATCH;

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
    return db_check(mohur__sqlite_of(base->db), code);
}

static mohur_status
stmt_step(struct mohur__stmt *base, bool *row)
{
    int code = sqlite3_step(stmt_of(base)->handle);

    *row = code == SQLITE_ROW;
    return code == SQLITE_ROW || code == SQLITE_DONE
               ? MOHUR_OK
               : db_error(mohur__sqlite_of(base->db), code);
}

static uint64_t
stmt_changes(const struct mohur__stmt *base)
{
    return (uint64_t)sqlite3_changes(mohur__sqlite_of(base->db)->handle);
}

/* The bytes of a column; SQLite gives NULL for none, and for no memory. */
static mohur__bytes
column_bytes(const struct mohur__sqlite_stmt *s, int i)
{
    const void *data = sqlite3_column_blob(s->handle, i);
    int len          = sqlite3_column_bytes(s->handle, i);

    return data != NULL ? mohur__bytes_of(data, (size_t)len) : MOHUR__NOTHING;
}

static struct mohur__value
stmt_value(struct mohur__stmt *base, int i)
{
    const struct mohur__sqlite_stmt *s = stmt_of(base);
    struct mohur__value v              = {MOHUR__KIND_OTHER, 0, MOHUR__NOTHING};
    int type                           = sqlite3_column_type(s->handle, i);

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

static void
stmt_reset(struct mohur__stmt *base)
{
    const struct mohur__sqlite_stmt *s = stmt_of(base);

    sqlite3_reset(s->handle);
    sqlite3_clear_bindings(s->handle);
}

static void
stmt_free(struct mohur__stmt *base)
{
    stmt_reset(base);
    stmt_of(base)->in_use = false;
}

const struct mohur__db_ops mohur__db_sqlite = {
    .open           = mohur__sqlite_place_open,
    .make           = mohur__sqlite_place_make,
    .publish        = mohur__sqlite_place_publish,
    .close          = db_close,
    .abandon        = db_abandon,
    .lock           = mohur__sqlite_lock,
    .unlock         = mohur__sqlite_unlock,
    .begin          = db_begin,
    .commit         = db_commit,
    .rollback       = db_rollback,
    .in_transaction = db_in_transaction,
    .schema_create  = mohur__sqlite_schema_create,
    .schema_check   = mohur__sqlite_schema_check,
    .check          = mohur__sqlite_check,
    .exec           = db_exec,
    .stmt_new       = stmt_new,
    .stmt_bind      = stmt_bind,
    .stmt_step      = stmt_step,
    .stmt_changes   = stmt_changes,
    .stmt_value     = stmt_value,
    .stmt_reset     = stmt_reset,
    .stmt_free      = stmt_free,
};
