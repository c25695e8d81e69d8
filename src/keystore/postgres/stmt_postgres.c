/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/text.h"
#include "keystore/postgres/postgres.h"
#include "keystore/schema.h"

#include <stdio.h>

/*
 * Statements: prepared in the session once, kept for the next one with the
 * same text.  Values go both ways in binary.  A result is taken whole, so
 * that other statements can run while it is read.
 */
enum {
    TEXT_MAX   = 4096,
    NAME_CAP   = 32,
    PARAMS_MAX = MOHUR__COLUMNS_MAX + 2,
    INT_LEN    = 8,

    /* Types of the server: pg_type.dat. */
    TYPE_BYTEA = 17,
    TYPE_INT8  = 20,
    TYPE_INT4  = 23,
    TYPE_TEXT  = 25
};

struct mohur__pg_stmt {
    struct mohur__stmt base;
    struct mohur__pg_stmt *next;
    char *sql;  /* as it was asked for */
    char *text; /* as the server reads it */
    char name[NAME_CAP];
    uint64_t session; /* it is prepared in this one; 0: in none */
    bool in_use;
    int params;
    struct mohur__value param[PARAMS_MAX];
    uint8_t number[PARAMS_MAX][INT_LEN];
    PGresult *result;
    int row;
};

static struct mohur__pg_stmt *
stmt_of(struct mohur__stmt *base)
{
    return (struct mohur__pg_stmt *)base;
}

/* Parameters are ? for us and $1, $2 for the server; no text of ours has ?. */
static mohur_status
text_translate(struct mohur__pg_stmt *s, const char *sql)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf text = {0};
    char number[NAME_CAP];

    mohur__buf_init(&text, s->base.db->ctx, TEXT_MAX);
    for (; *sql != '\0'; sql++) {
        if (*sql == '?') {
            s->params++;
            snprintf(number, sizeof number, "$%d", s->params);
            mohur__buf_bytes(&text, mohur__bytes_text(number));
        } else {
            mohur__buf_u8(&text, (uint8_t)*sql);
        }
    }
    TRY(mohur__buf_status(&text));
    REQUIRE(s->base.db->ctx, s->params <= PARAMS_MAX, MOHUR_E_INTERNAL,
            "a statement has too many parameters");
    TRY(mohur__strdup(s->base.db->ctx, mohur__buf_view(&text), &s->text));

out:
    mohur__buf_wipe(&text);
    return st;
}

static void
stmt_release(struct mohur__pg_stmt *s)
{
    if (s != NULL) {
        PQclear(s->result);
        mohur__free(s->sql);
        mohur__free(s->text);
        mohur__free(s);
    }
}

void
mohur__pg_stmts_free(struct mohur__pg *db)
{
    while (db->stmts != NULL) {
        struct mohur__pg_stmt *s = db->stmts;
        db->stmts                = s->next;
        stmt_release(s);
    }
}

/* One with this text that nobody uses; NULL if there is none. */
static struct mohur__pg_stmt *
stmt_find(const struct mohur__pg *db, const char *sql)
{
    mohur__bytes text        = mohur__bytes_text(sql);
    struct mohur__pg_stmt *s = db->stmts;

    while (s != NULL && (s->in_use || !mohur__bytes_equal(
                                          mohur__bytes_text(s->sql), text))) {
        s = s->next;
    }
    return s;
}

static mohur_status
stmt_make(struct mohur__pg *db, const char *sql, struct mohur__pg_stmt **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__pg_stmt *s = NULL;

    TRY(MOHUR__NEW(db->base.ctx, &s));
    s->base.db = &db->base;
    s->row     = -1;
    TRY(mohur__strdup(db->base.ctx, mohur__bytes_text(sql), &s->sql));
    TRY(text_translate(s, sql));
    snprintf(s->name, sizeof s->name, "m%llu", (unsigned long long)++db->names);
    s->next   = db->stmts;
    db->stmts = s;
    *out      = s;
    s         = NULL;

out:
    stmt_release(s);
    return st;
}

mohur_status
mohur__pg_stmt_new(struct mohur__db *base,
                   const char *sql,
                   struct mohur__stmt **out)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__pg *db     = mohur__pg_of(base);
    struct mohur__pg_stmt *s = stmt_find(db, sql);

    if (s == NULL) {
        TRY(stmt_make(db, sql, &s));
    }
    s->in_use = true;
    *out      = &s->base;

out:
    return st;
}

mohur_status
mohur__pg_stmt_bind(struct mohur__stmt *base,
                    int i,
                    const struct mohur__value *v)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__pg_stmt *s = stmt_of(base);

    REQUIRE(base->db->ctx,
            i >= 1 && i <= s->params && v->kind != MOHUR__KIND_OTHER &&
                (v->kind != MOHUR__KIND_INT || v->n <= INT64_MAX) &&
                v->b.len <= MOHUR__PG_VALUE_MAX,
            MOHUR_E_FORMAT, "a value is not one that a keystore can hold");
    s->param[i - 1] = *v;
    mohur__store64(s->number[i - 1], v->n);

out:
    return st;
}

/* Parameters as libpq wants them. */
struct passed {
    const char *value[PARAMS_MAX];
    int len[PARAMS_MAX];
    int format[PARAMS_MAX];
};

static void
passed_set(const struct mohur__pg_stmt *s, struct passed *out)
{
    for (int i = 0; i < s->params; i++) {
        const struct mohur__value *v = &s->param[i];
        mohur__bytes b               = v->b;

        if (v->kind == MOHUR__KIND_INT) {
            b = mohur__bytes_of(s->number[i], INT_LEN);
        } else if (b.len == 0) {
            b = mohur__bytes_of("", 0); /* NULL would be NULL */
        }
        out->value[i] =
            v->kind == MOHUR__KIND_NULL ? NULL : (const char *)b.data;
        out->len[i]    = (int)b.len; /* 1 MiB at most */
        out->format[i] = 1;
    }
}

static mohur_status
stmt_prepare(struct mohur__pg *db, struct mohur__pg_stmt *s)
{
    mohur_status st  = MOHUR_OK;
    PGresult *result = NULL;

    if (s->session == db->session) {
        return MOHUR_OK;
    }
    result = PQprepare(db->conn, s->name, s->text, 0, NULL);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) {
        st = mohur__pg_error(db, result);
    } else {
        s->session = db->session;
    }
    PQclear(result);
    return st;
}

static mohur_status
stmt_execute(struct mohur__pg *db, struct mohur__pg_stmt *s)
{
    mohur_status st       = MOHUR_OK;
    struct passed p       = {{0}, {0}, {0}};
    ExecStatusType status = PGRES_FATAL_ERROR;

    REQUIRE(db->base.ctx, mohur__pg_is_connected(db), MOHUR_E_IO,
            "the connection to the PostgreSQL server was lost");
    TRY(stmt_prepare(db, s));
    passed_set(s, &p);
    s->result = PQexecPrepared(db->conn, s->name, s->params, p.value, p.len,
                               p.format, 1);
    status    = PQresultStatus(s->result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        st = mohur__pg_error(db, s->result);
    }

out:
    return st;
}

/* No value is larger than we would write. */
static bool
row_is_bounded(const struct mohur__pg_stmt *s)
{
    bool bounded = true;

    for (int i = 0; i < PQnfields(s->result); i++) {
        bounded =
            bounded && PQgetlength(s->result, s->row, i) <= MOHUR__PG_VALUE_MAX;
    }
    return bounded;
}

mohur_status
mohur__pg_stmt_step(struct mohur__stmt *base, bool *row)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__pg_stmt *s = stmt_of(base);

    if (s->result == NULL) {
        TRY(stmt_execute(mohur__pg_of(base->db), s));
    }
    s->row++;
    *row = s->row < PQntuples(s->result);
    REQUIRE(base->db->ctx, !*row || row_is_bounded(s), MOHUR_E_FORMAT,
            "the keystore's tables hold a value that is too large");

out:
    return st;
}

uint64_t
mohur__pg_stmt_changes(const struct mohur__stmt *base)
{
    const struct mohur__pg_stmt *s = (const struct mohur__pg_stmt *)base;
    uint64_t changes               = 0;

    return mohur__parse_u64(mohur__bytes_text(PQcmdTuples(s->result)), &changes)
               ? changes
               : 0;
}

/* The bytes of a number: four or eight; the first bit is its sign. */
static struct mohur__value
number_read(mohur__bytes b)
{
    struct mohur__value v = {MOHUR__KIND_OTHER, 0, MOHUR__NOTHING};

    if ((b.len == INT_LEN || b.len == INT_LEN / 2) && b.data[0] < 0x80) {
        v.kind = MOHUR__KIND_INT;
        v.n = b.len == INT_LEN ? mohur__load64(b.data) : mohur__load32(b.data);
    }
    return v;
}

struct mohur__value
mohur__pg_stmt_value(struct mohur__stmt *base, int i)
{
    const struct mohur__pg_stmt *s = stmt_of(base);
    struct mohur__value v          = {MOHUR__KIND_OTHER, 0, MOHUR__NOTHING};
    mohur__bytes b                 = MOHUR__NOTHING;
    Oid type                       = PQftype(s->result, i);

    if (s->row >= PQntuples(s->result) || i >= PQnfields(s->result)) {
        return v;
    }
    b = mohur__bytes_of(PQgetvalue(s->result, s->row, i),
                        (size_t)PQgetlength(s->result, s->row, i));
    if (PQgetisnull(s->result, s->row, i) != 0) {
        v.kind = MOHUR__KIND_NULL;
    } else if (type == TYPE_INT8 || type == TYPE_INT4) {
        v = number_read(b);
    } else if (type == TYPE_BYTEA || type == TYPE_TEXT) {
        v.kind = type == TYPE_BYTEA ? MOHUR__KIND_BLOB : MOHUR__KIND_TEXT;
        v.b    = b;
    }
    return v;
}

void
mohur__pg_stmt_reset(struct mohur__stmt *base)
{
    struct mohur__pg_stmt *s = stmt_of(base);

    PQclear(s->result);
    s->result = NULL;
    s->row    = -1;
    for (int i = 0; i < s->params; i++) {
        s->param[i] =
            (struct mohur__value){MOHUR__KIND_NULL, 0, MOHUR__NOTHING};
    }
}

void
mohur__pg_stmt_free(struct mohur__stmt *base)
{
    mohur__pg_stmt_reset(base);
    stmt_of(base)->in_use = false;
}
