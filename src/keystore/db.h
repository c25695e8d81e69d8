/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_DB_H
#define MOHUR_SRC_KEYSTORE_DB_H

#include "base/bytes.h"
#include "base/ctx.h"

/*
 * What the store needs of a database, and the engines that give it.  A place
 * is what the caller named: a folder, or the URI of a server.  What is said
 * in SQL here is the part that all engines speak: parameters are ?, tables
 * have no schema before their name.
 */

/* The kinds of a value; the numbers are those of the row MAC. */
enum mohur__kind {
    MOHUR__KIND_NULL  = 0,
    MOHUR__KIND_INT   = 1,
    MOHUR__KIND_BLOB  = 2,
    MOHUR__KIND_TEXT  = 3,
    MOHUR__KIND_OTHER = 4 /* a real or negative number: nowhere allowed */
};

struct mohur__value {
    enum mohur__kind kind;
    uint64_t n;     /* of an INT, at most 2^63 - 1 */
    mohur__bytes b; /* of a BLOB or TEXT */
};

/* An engine's own structures begin with these. */
struct mohur__db {
    const struct mohur__db_ops *ops;
    mohur_ctx *ctx;
};

struct mohur__stmt {
    struct mohur__db *db;
};

/* Each is the contract of the function below that has its name. */
struct mohur__db_ops {
    mohur_status (*open)(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out);
    mohur_status (*make)(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out);
    mohur_status (*publish)(struct mohur__db *db);
    void (*close)(struct mohur__db *db);
    void (*abandon)(struct mohur__db *db);
    mohur_status (*lock)(struct mohur__db *db, mohur__bytes store_id);
    void (*unlock)(struct mohur__db *db);
    mohur_status (*begin)(struct mohur__db *db, bool write);
    mohur_status (*commit)(struct mohur__db *db, bool *unknown);
    mohur_status (*again)(struct mohur__db *db, bool *there); /* or NULL */
    void (*rollback)(struct mohur__db *db);
    bool (*in_transaction)(const struct mohur__db *db);
    mohur_status (*schema_create)(struct mohur__db *db);
    mohur_status (*schema_check)(struct mohur__db *db);
    mohur_status (*check)(struct mohur__db *db);
    mohur_status (*exec)(struct mohur__db *db, const char *sql);
    mohur_status (*stmt_new)(struct mohur__db *db,
                             const char *sql,
                             struct mohur__stmt **out);
    mohur_status (*stmt_bind)(struct mohur__stmt *s,
                              int i,
                              const struct mohur__value *v);
    mohur_status (*stmt_step)(struct mohur__stmt *s, bool *row);
    uint64_t (*stmt_changes)(const struct mohur__stmt *s);
    struct mohur__value (*stmt_value)(struct mohur__stmt *s, int i);
    void (*stmt_reset)(struct mohur__stmt *s);
    void (*stmt_free)(struct mohur__stmt *s);
};

extern const struct mohur__db_ops mohur__db_sqlite;
extern const struct mohur__db_ops mohur__db_postgres;

/* ---- places ---- */

/* Is it the URI of a server?  Everything else is a folder. */
bool
mohur__db_is_server(const char *place);

/* Open the store that is there; its schema is not looked at yet. */
mohur_status
mohur__db_open(mohur_ctx *ctx, const char *place, struct mohur__db **out);

/*
 * Begin a store where there is none (else MOHUR_E_EXISTS): an empty database
 * that is nowhere to be found until it is published, and gone if it is closed
 * before that.  One process makes one at a time.
 */
mohur_status
mohur__db_make(mohur_ctx *ctx, const char *place, struct mohur__db **out);
mohur_status
mohur__db_publish(struct mohur__db *db);

/* Close; an open transaction is rolled back.  NULL is allowed. */
void
mohur__db_close(struct mohur__db *db);

/*
 * Release what is ours without touching file or server: for a forked child.
 * NULL is allowed.
 */
void
mohur__db_abandon(struct mohur__db *db);

/* ---- transactions ---- */

/* Take the writer lock of a store; MOHUR_E_BUSY after 5 s. */
mohur_status
mohur__db_lock(struct mohur__db *db, mohur__bytes store_id);

/* Release it; without one it does nothing. */
void
mohur__db_unlock(struct mohur__db *db);

/* All that is read until the end is of one state. */
mohur_status
mohur__db_begin(struct mohur__db *db, bool write);

/*
 * End well, on the disk.  On failure nothing was changed, unless *unknown
 * says that this cannot be told.
 */
mohur_status
mohur__db_commit(struct mohur__db *db, bool *unknown);

/*
 * After a commit that cannot be told: ask again, when what it was part of is
 * over, and hold the writer lock as before.  *there says whether there is a
 * store at all.  On failure it cannot be told still.
 */
mohur_status
mohur__db_again(struct mohur__db *db, bool *there);

/* Can it be asked?  A disk that failed cannot. */
bool
mohur__db_can_ask(const struct mohur__db *db);

/* Undo the open transaction; says nothing, records nothing. */
void
mohur__db_rollback(struct mohur__db *db);

/* Is a transaction open? */
bool
mohur__db_in_transaction(const struct mohur__db *db);

/* ---- schema ---- */

/* Make every table, in a transaction on an empty database. */
mohur_status
mohur__db_schema_create(struct mohur__db *db);

/*
 * Is it a store of ours, with exactly the objects that it must have?
 * MOHUR_E_FORMAT if not, MOHUR_E_UNSUPPORTED for another version.
 */
mohur_status
mohur__db_schema_check(struct mohur__db *db);

/* What the engine itself finds: schema, pages, indexes, constraints. */
mohur_status
mohur__db_check(struct mohur__db *db);

/* ---- statements ---- */

/* Run statements that give no rows. */
mohur_status
mohur__db_exec(struct mohur__db *db, const char *sql);

/* The one number that a query gives. */
mohur_status
mohur__db_number(struct mohur__db *db, const char *sql, uint64_t *out);

/* One that nobody else uses now; it lives as long as db at most. */
mohur_status
mohur__stmt_new(struct mohur__db *db,
                const char *sql,
                struct mohur__stmt **out);

/* Parameters count from 1.  What b views must live until the reset. */
mohur_status
mohur__stmt_bind(struct mohur__stmt *s, int i, const struct mohur__value *v);
mohur_status
mohur__stmt_bind_int(struct mohur__stmt *s, int i, uint64_t n);
mohur_status
mohur__stmt_bind_blob(struct mohur__stmt *s, int i, mohur__bytes b);

/* Go on to the next row; *row is false after the last. */
mohur_status
mohur__stmt_step(struct mohur__stmt *s, bool *row);

/* Run to the end a statement that gives no rows. */
mohur_status
mohur__stmt_run(struct mohur__stmt *s);

/* How many rows the last INSERT, UPDATE or DELETE of s changed. */
uint64_t
mohur__stmt_changes(const struct mohur__stmt *s);

/* Column i, from 0, of the row.  Borrowed until the next step or reset. */
struct mohur__value
mohur__stmt_value(struct mohur__stmt *s, int i);

/* Ready for other parameters. */
void
mohur__stmt_reset(struct mohur__stmt *s);

/* NULL is allowed. */
void
mohur__stmt_free(struct mohur__stmt *s);

#endif
