/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "keystore/schema.h"
#include "keystore/sqlite/sqlite.h"

/*
 * The text of the schema is part of the format: a file whose sqlite_schema
 * differs from it in one byte, or has one object more, is not opened.
 */

/* "MHKS" */
static const char create_marks[] = "PRAGMA application_id = 1296583507;"
                                   "PRAGMA user_version = 1";

enum {
    APPLICATION_ID = 0x4D484B53,
    USER_VERSION   = 1
};

/* An object of sqlite_schema; SQLite itself makes those without text. */
struct object {
    const char *type;
    const char *name;
    const char *table;
    const char *sql; /* NULL: none */
};

static const struct object indexes[] = {
    {"index", "sqlite_autoindex_ring_1", "ring", NULL},
    {"index", "sqlite_autoindex_ring_2", "ring", NULL},
};

enum {
    INDEXES_LEN = sizeof indexes / sizeof indexes[0]
};

mohur_status
mohur__sqlite_schema_create(struct mohur__db *base)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < MOHUR__SCHEMA_TEXTS; i++) {
        TRY(mohur__db_exec(base, mohur__schema_text(i).create));
    }
    TRY(mohur__db_exec(base, create_marks));

out:
    return st;
}

static bool
text_is(const struct mohur__value *v, const char *want)
{
    if (want == NULL) {
        return v->kind == MOHUR__KIND_NULL;
    }
    return v->kind == MOHUR__KIND_TEXT &&
           mohur__bytes_equal(v->b, mohur__bytes_text(want));
}

static bool
object_is(const struct mohur__value v[4], const struct object *want)
{
    return text_is(&v[0], want->type) && text_is(&v[1], want->name) &&
           text_is(&v[2], want->table) && text_is(&v[3], want->sql);
}

/* Is it one of those that must be there?  Names are unique in SQLite. */
static bool
object_expected(const struct mohur__value v[4])
{
    bool found = false;

    for (size_t i = 0; i < MOHUR__SCHEMA_TEXTS; i++) {
        struct mohur__schema_text text = mohur__schema_text(i);
        struct object want = {"table", text.name, text.name, text.create};
        found              = found || object_is(v, &want);
    }
    for (size_t i = 0; i < INDEXES_LEN; i++) {
        found = found || object_is(v, &indexes[i]);
    }
    return found;
}

static mohur_status
check_objects(struct mohur__db *base)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    size_t count          = 0;
    bool row              = false;

    TRY(mohur__stmt_new(
        base, "SELECT DISTINCT type, name, tbl_name, sql FROM sqlite_schema",
        &s));
    TRY(mohur__stmt_step(s, &row));
    for (; row; count++) {
        struct mohur__value v[4];
        for (int i = 0; i < 4; i++) {
            v[i] = mohur__stmt_value(s, i);
        }
        REQUIRE(base->ctx, object_expected(v), MOHUR_E_FORMAT,
                "the keystore's file has tables that are not a keystore's");
        TRY(mohur__stmt_step(s, &row));
    }
    REQUIRE(base->ctx, count == (size_t)MOHUR__SCHEMA_TEXTS + INDEXES_LEN,
            MOHUR_E_FORMAT, "the keystore's file lacks tables");

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__sqlite_schema_check(struct mohur__db *base)
{
    mohur_status st  = MOHUR_OK;
    uint64_t mark    = 0;
    uint64_t version = 0;

    TRY(mohur__db_number(base, "PRAGMA application_id", &mark));
    REQUIRE(base->ctx, mark == APPLICATION_ID, MOHUR_E_FORMAT,
            "the file is not a keystore");
    TRY(mohur__db_number(base, "PRAGMA user_version", &version));
    REQUIRE(base->ctx, version == USER_VERSION, MOHUR_E_UNSUPPORTED,
            "the keystore is of another version; this build reads version 1");
    TRY(check_objects(base));

out:
    return st;
}

mohur_status
mohur__sqlite_check(struct mohur__db *base)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__stmt *s      = NULL;
    struct mohur__value answer = {0};
    bool row                   = false;

    TRY(mohur__sqlite_schema_check(base));
    TRY(mohur__stmt_new(base, "PRAGMA integrity_check(1)", &s));
    TRY(mohur__stmt_step(s, &row));
    answer = row ? mohur__stmt_value(s, 0) : answer;
    REQUIRE(base->ctx, mohur__bytes_equal(answer.b, MOHUR__TEXT("ok")),
            MOHUR_E_FORMAT, "the keystore's file is damaged");

out:
    mohur__stmt_free(s);
    return st;
}
