/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_SQLITE_SQLITE_H
#define MOHUR_SRC_KEYSTORE_SQLITE_SQLITE_H

#include "keystore/db.h"

#include <sqlite3.h>

/*
 * A store in a folder of its own: the parts of the SQLite engine share this.
 * The settings are those that docs/formats/keystore.md names: durable commits,
 * nothing of the file's own that could run.
 */
struct mohur__sqlite {
    struct mohur__db base;
    sqlite3 *handle;
    struct mohur__sqlite_stmt *stmts; /* all of them, kept until the end */
    char *path;                       /* of the file */
    char *lock_path;
    char *new_path; /* of the file while it is made; else NULL */
    char *made;     /* the folder, if it was made for a new store; else NULL */
    int lock;       /* of a writer; -1 */
    int making;     /* of who makes a store; -1 */
};

static inline struct mohur__sqlite *
mohur__sqlite_of(struct mohur__db *db)
{
    return (struct mohur__sqlite *)db;
}

/* ---- db_sqlite.c ---- */

/* Open an existing file, which may be empty.  No link in path is followed. */
mohur_status
mohur__sqlite_open(mohur_ctx *ctx, const char *path, struct mohur__db **out);

/* A database without a file; and its file, opened and closed. */
mohur_status
mohur__sqlite_new(mohur_ctx *ctx, struct mohur__sqlite **out);
mohur_status
mohur__sqlite_attach(struct mohur__sqlite *db, const char *path);
void
mohur__sqlite_detach(struct mohur__sqlite *db);

/* ---- place_sqlite.c: the folder, see the functions of db.h ---- */

mohur_status
mohur__sqlite_place_open(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out);
mohur_status
mohur__sqlite_place_make(mohur_ctx *ctx,
                         const char *place,
                         struct mohur__db **out);
mohur_status
mohur__sqlite_place_publish(struct mohur__db *base);

/* What is left of a store that was not published goes away. */
void
mohur__sqlite_place_leave(struct mohur__sqlite *db);

mohur_status
mohur__sqlite_lock(struct mohur__db *base, mohur__bytes store_id);
void
mohur__sqlite_unlock(struct mohur__db *base);

/* ---- schema_sqlite.c ---- */

mohur_status
mohur__sqlite_schema_create(struct mohur__db *base);
mohur_status
mohur__sqlite_schema_check(struct mohur__db *base);
mohur_status
mohur__sqlite_check(struct mohur__db *base);

#endif
