/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/guard.h"
#include "keystore/postgres/postgres.h"
#include "keystore/schema.h"

/*
 * The tables are those of the one list, in the server's words; and to check
 * them, what the server has is written down in the words of the list, so that
 * the two are compared letter by letter.
 */
enum {
    TEXT_MAX    = 4096,
    RELATIONS   = MOHUR__SCHEMA_TEXTS + MOHUR__SCHEMA_TEXTS + 2,
    CONSTRAINTS = MOHUR__SCHEMA_TEXTS + 3
};

/* Where SQLite's own words begin, which are no part of the table. */
static const char ending[] = " STRICT";

static const struct {
    const char *ours;
    const char *theirs;
} dialect[] = {
    {"CREATE TABLE ", "CREATE TABLE mohur."},
    {"INTEGER", "BIGINT"},
    {"BLOB", "BYTEA"},
    {"TEXT", "TEXT COLLATE \"C\""},
};

enum {
    DIALECT_LEN = sizeof dialect / sizeof dialect[0]
};

static bool
begins_with(mohur__bytes b, const char *word)
{
    mohur__bytes want = mohur__bytes_text(word);

    return mohur__bytes_equal(mohur__bytes_sub(b, 0, want.len), want);
}

/* The table itself, without the words of SQLite after it. */
static mohur__bytes
table_text(size_t i)
{
    mohur__bytes text = mohur__bytes_text(mohur__schema_text(i).create);
    size_t len        = 0;

    while (len < text.len &&
           !begins_with(mohur__bytes_sub(text, len, text.len), ending)) {
        len++;
    }
    return mohur__bytes_sub(text, 0, len);
}

static mohur_status
table_translate(size_t i, struct mohur__buf *out)
{
    mohur__bytes left = table_text(i);

    while (left.len > 0) {
        size_t taken = 0;
        for (size_t d = 0; d < DIALECT_LEN && taken == 0; d++) {
            if (begins_with(left, dialect[d].ours)) {
                taken = mohur__bytes_text(dialect[d].ours).len;
                mohur__buf_bytes(out, mohur__bytes_text(dialect[d].theirs));
            }
        }
        if (taken == 0) {
            taken = 1;
            mohur__buf_u8(out, left.data[0]);
        }
        left = mohur__bytes_sub(left, taken, left.len);
    }
    mohur__buf_u8(out, 0);
    return mohur__buf_status(out);
}

static mohur_status
table_create(struct mohur__db *base, size_t i)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__buf sql = {0};

    mohur__buf_init(&sql, base->ctx, TEXT_MAX);
    TRY(table_translate(i, &sql));
    TRY(mohur__db_exec(base, (const char *)mohur__buf_view(&sql).data));

out:
    mohur__buf_wipe(&sql);
    return st;
}

mohur_status
mohur__pg_schema_create(struct mohur__db *base)
{
    mohur_status st = MOHUR_OK;
    uint64_t there  = 0;

    TRY(mohur__db_number(
        base, "SELECT count(*) FROM pg_namespace WHERE nspname = 'mohur'",
        &there));
    if (there == 0) {
        TRY(mohur__db_exec(base, "CREATE SCHEMA mohur"));
    }
    for (size_t i = 0; i < MOHUR__SCHEMA_TEXTS; i++) {
        TRY(table_create(base, i));
    }
    TRY(mohur__db_exec(base,
                       "COMMENT ON TABLE mohur.store IS 'mohur keystore 1'"));

out:
    return st;
}

mohur_status
mohur__pg_schema_used(struct mohur__pg *db, bool *used)
{
    mohur_status st = MOHUR_OK;
    uint64_t there  = 0;

    TRY(mohur__db_number(&db->base,
                         "SELECT count(*) FROM pg_class "
                         "WHERE relnamespace = to_regnamespace('mohur')",
                         &there));
    *used = there > 0;

out:
    return st;
}

/* ---- what is there ---- */

/* A table in the words of the list; a ! for what the list does not know. */
static const char describe[] =
    "SELECT 'CREATE TABLE ' || c.relname || '(' || "
    "(SELECT string_agg(a.attname || CASE "
    "WHEN a.atttypid = 20 THEN ' INTEGER' WHEN a.atttypid = 17 THEN ' BLOB' "
    "WHEN a.atttypid = 25 AND a.attcollation = 950 THEN ' TEXT' ELSE ' !' END "
    "|| CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END "
    "|| CASE WHEN a.atthasdef OR a.attidentity <> '' OR a.attgenerated <> '' "
    "THEN ' !' ELSE '' END "
    "|| coalesce((SELECT string_agg(CASE "
    "WHEN k.contype = 'u' AND NOT k.condeferrable THEN ' UNIQUE' "
    "WHEN k.contype = 'c' AND k.convalidated AND "
    "pg_get_constraintdef(k.oid) = 'CHECK ((one = 1))' "
    "THEN ' CHECK(one = 1)' ELSE ' !' END, '' ORDER BY k.conname) "
    "FROM pg_constraint k WHERE k.conrelid = c.oid "
    "AND k.contype NOT IN ('p', 'n') AND k.conkey = ARRAY[a.attnum]), ''), "
    "', ' ORDER BY a.attnum) "
    "FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 "
    "AND NOT a.attisdropped) "
    "|| ', PRIMARY KEY(' || coalesce((SELECT string_agg(a.attname::text, ', ' "
    "ORDER BY u.n) FROM pg_constraint k "
    "CROSS JOIN unnest(k.conkey) WITH ORDINALITY u(att, n) "
    "JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.att "
    "WHERE k.conrelid = c.oid AND k.contype = 'p'), '') || '))' "
    "FROM pg_class c WHERE c.relnamespace = to_regnamespace('mohur') "
    "AND c.relkind = 'r' AND c.relpersistence = 'p' AND NOT c.relrowsecurity "
    "AND NOT c.relispartition";

/* Tables and their indexes; what holds for columns. */
static const char count_relations[] =
    "SELECT count(*) FROM pg_class "
    "WHERE relnamespace = to_regnamespace('mohur')";
static const char count_constraints[] =
    "SELECT count(*) FROM pg_constraint "
    "WHERE connamespace = to_regnamespace('mohur') AND contype <> 'n'";

/* What could run, or stand in for a table or its rows. */
static const char count_strangers[] =
    "SELECT (SELECT count(*) FROM pg_trigger t JOIN pg_class c "
    "ON c.oid = t.tgrelid WHERE c.relnamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_rewrite r JOIN pg_class c "
    "ON c.oid = r.ev_class WHERE c.relnamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_policy p JOIN pg_class c "
    "ON c.oid = p.polrelid WHERE c.relnamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_inherits h JOIN pg_class c "
    "ON c.oid = h.inhparent OR c.oid = h.inhrelid "
    "WHERE c.relnamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_proc "
    "WHERE pronamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_operator "
    "WHERE oprnamespace = to_regnamespace('mohur')) "
    "+ (SELECT count(*) FROM pg_type "
    "WHERE typnamespace = to_regnamespace('mohur') "
    "AND typtype NOT IN ('b', 'c'))";

static bool
table_expected(const struct mohur__value *v)
{
    bool found = false;

    for (size_t i = 0; i < MOHUR__SCHEMA_TEXTS; i++) {
        found = found || (v->kind == MOHUR__KIND_TEXT &&
                          mohur__bytes_equal(v->b, table_text(i)));
    }
    return found;
}

static mohur_status
check_tables(struct mohur__db *base)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    size_t count          = 0;
    bool row              = false;

    TRY(mohur__stmt_new(base, describe, &s));
    TRY(mohur__stmt_step(s, &row));
    for (; row; count++) {
        struct mohur__value v = mohur__stmt_value(s, 0);
        REQUIRE(base->ctx, table_expected(&v), MOHUR_E_FORMAT,
                "the schema mohur has tables that are not a keystore's");
        TRY(mohur__stmt_step(s, &row));
    }
    REQUIRE(base->ctx, count == MOHUR__SCHEMA_TEXTS, MOHUR_E_FORMAT,
            "the schema mohur lacks tables of a keystore");

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
check_count(struct mohur__db *base, const char *sql, uint64_t want)
{
    mohur_status st = MOHUR_OK;
    uint64_t count  = 0;

    TRY(mohur__db_number(base, sql, &count));
    REQUIRE(base->ctx, count == want, MOHUR_E_FORMAT,
            "the schema mohur has more, or less, in it than a keystore");

out:
    return st;
}

/* "mohur keystore 1" */
static mohur_status
check_mark(struct mohur__db *base)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    struct mohur__value v = {0};
    bool row              = false;

    TRY(mohur__stmt_new(
        base, "SELECT obj_description(to_regclass('mohur.store'), 'pg_class')",
        &s));
    TRY(mohur__stmt_step(s, &row));
    v = row ? mohur__stmt_value(s, 0) : v;
    REQUIRE(base->ctx, begins_with(v.b, "mohur keystore "), MOHUR_E_FORMAT,
            "there is no keystore in this database");
    REQUIRE(base->ctx, mohur__bytes_equal(v.b, MOHUR__TEXT("mohur keystore 1")),
            MOHUR_E_UNSUPPORTED,
            "the keystore is of another version; this build reads version 1");

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__pg_schema_check(struct mohur__db *base)
{
    mohur_status st = MOHUR_OK;

    TRY(check_mark(base));
    TRY(check_tables(base));
    TRY(check_count(base, count_relations, RELATIONS));
    TRY(check_count(base, count_constraints, CONSTRAINTS));
    TRY(check_count(base, count_strangers, 0));

out:
    return st;
}
