/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SQLITE_H
#define MOHUR_SRC_KEYSTORE_SQLITE_H

#include "base/bytes.h"
#include "base/ctx.h"

/*
 * The little of SQLite that the store needs, set as docs/formats/keystore.md
 * says: durable commits, nothing of the file's own that could run.
 */
struct mohur__db;
struct mohur__stmt;

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

/* Open an existing file, which may be empty.  No link in path is followed. */
mohur_status
mohur__db_open(mohur_ctx *ctx, const char *path, struct mohur__db **out);

/* Close; an open transaction is rolled back.  NULL is allowed. */
void
mohur__db_close(struct mohur__db *db);

/* Release what is ours without touching the file: for a forked child. */
void
mohur__db_abandon(struct mohur__db *db);

/* Run statements that give no rows. */
mohur_status
mohur__db_exec(struct mohur__db *db, const char *sql);

/* The one number that a query gives. */
mohur_status
mohur__db_number(struct mohur__db *db, const char *sql, uint64_t *out);

/* Undo the open transaction; says nothing, records nothing. */
void
mohur__db_rollback(struct mohur__db *db);

/* Is a transaction open? */
bool
mohur__db_in_transaction(const struct mohur__db *db);

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

/* How many rows the last INSERT, UPDATE or DELETE changed. */
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
