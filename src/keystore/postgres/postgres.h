/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_KEYSTORE_POSTGRES_POSTGRES_H
#define MOHUR_SRC_KEYSTORE_POSTGRES_POSTGRES_H

#include "keystore/db.h"

#include <libpq-fe.h>

/*
 * A store in the schema "mohur" of a PostgreSQL database: the parts of the
 * engine share this.  A connection that is lost is made again when the next
 * transaction begins; what it had prepared is prepared again.
 */
enum {
    MOHUR__PG_LOCK_LEN  = 8,
    MOHUR__PG_VALUE_MAX = 1 << 20
};

struct mohur__pg {
    struct mohur__db base;
    PGconn *conn; /* NULL: none */
    char *uri;
    uint64_t session; /* counts connections */
    uint64_t names;   /* counts statements */
    struct mohur__pg_stmt *stmts;
    uint8_t lock_key[MOHUR__PG_LOCK_LEN];
    bool locked;
    bool making;
};

static inline struct mohur__pg *
mohur__pg_of(struct mohur__db *db)
{
    return (struct mohur__pg *)db;
}

/* ---- conn_postgres.c ---- */

/* Connect anew, as the URI says and only in a way that is safe. */
mohur_status
mohur__pg_connect(struct mohur__pg *db);

/* Drop the connection without a word: for a forked child. */
void
mohur__pg_abandon(struct mohur__pg *db);

/* Is there a connection, as far as is known? */
bool
mohur__pg_is_connected(const struct mohur__pg *db);

/* The error that a result (NULL too) stands for, recorded. */
mohur_status
mohur__pg_error(struct mohur__pg *db, const PGresult *result);

/* Does it have this SQLSTATE? */
bool
mohur__pg_state_is(const PGresult *result, const char *state);

/* ---- stmt_postgres.c: see the functions of db.h ---- */

mohur_status
mohur__pg_stmt_new(struct mohur__db *base,
                   const char *sql,
                   struct mohur__stmt **out);
mohur_status
mohur__pg_stmt_bind(struct mohur__stmt *base,
                    int i,
                    const struct mohur__value *v);
mohur_status
mohur__pg_stmt_step(struct mohur__stmt *base, bool *row);
uint64_t
mohur__pg_stmt_changes(const struct mohur__stmt *base);
struct mohur__value
mohur__pg_stmt_value(struct mohur__stmt *base, int i);
void
mohur__pg_stmt_reset(struct mohur__stmt *base);
void
mohur__pg_stmt_free(struct mohur__stmt *base);

/* Release every statement. */
void
mohur__pg_stmts_free(struct mohur__pg *db);

/* ---- schema_postgres.c ---- */

mohur_status
mohur__pg_schema_create(struct mohur__db *base);
mohur_status
mohur__pg_schema_check(struct mohur__db *base);

/* Does the schema have anything in it? */
mohur_status
mohur__pg_schema_used(struct mohur__pg *db, bool *used);

#endif
