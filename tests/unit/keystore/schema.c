/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/schema.h"
#include "keystore/sqlite/sqlite.h"

/* The tables of a store. */

static struct mohur__db *
db_new(struct fixture *t)
{
    struct mohur__db *db = NULL;
    const char *path     = fixture_path(t, "x.db");

    fixture_write_file(path, VIEW_TEXT(""));
    CHECK_OK(mohur__sqlite_open(t->ctx, path, &db));
    return db;
}

static void
are_what_was_made(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);

    CHECK_OK(mohur__db_schema_create(db));
    CHECK_OK(mohur__db_schema_check(db));
    mohur__db_close(db);
}

/* The description of a table and its text say the same. */
static void
have_as_many_columns_and_keys_as_they_are_described_with(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);
    uint64_t count       = 0;
    char sql[128];

    CHECK_OK(mohur__db_schema_create(db));
    for (int id = 0; id < MOHUR__T_COUNT; id++) {
        const struct mohur__table *table =
            mohur__schema_table((enum mohur__table_id)id);
        CHECK_NUMBER(table->columns, strlen(table->kinds));
        CHECK(table->columns <= MOHUR__COLUMNS_MAX);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM pragma_table_info('%s')", table->name);
        CHECK_OK(mohur__db_number(db, sql, &count));
        CHECK_NUMBER(table->columns, count);
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM pragma_table_info('%s') WHERE pk > 0 "
                 "AND pk = cid + 1",
                 table->name);
        CHECK_OK(mohur__db_number(db, sql, &count));
        CHECK_NUMBER(table->keys, count);
    }
    mohur__db_close(db);
}

static void
have_the_kinds_that_they_are_described_with(void **state)
{
    struct fixture *t     = *state;
    struct mohur__db *db  = db_new(t);
    struct mohur__stmt *s = NULL;
    bool row              = false;
    char sql[128];

    CHECK_OK(mohur__db_schema_create(db));
    for (int id = 0; id < MOHUR__T_COUNT; id++) {
        const struct mohur__table *table =
            mohur__schema_table((enum mohur__table_id)id);
        snprintf(sql, sizeof sql,
                 "SELECT type, \"notnull\" FROM pragma_table_info('%s')",
                 table->name);
        CHECK_OK(mohur__stmt_new(db, sql, &s));
        for (int i = 0; i < table->columns; i++) {
            char kind = table->kinds[i];
            CHECK_OK(mohur__stmt_step(s, &row));
            CHECK_NUMBER(kind & ~0x20, mohur__stmt_value(s, 0).b.data[0]);
            CHECK_NUMBER((kind & 0x20) == 0, mohur__stmt_value(s, 1).n);
        }
        mohur__stmt_free(s);
    }
    mohur__db_close(db);
}

static void
are_refused_in_an_empty_file(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);

    CHECK_STATUS(MOHUR_E_FORMAT, mohur__db_schema_check(db));
    mohur__db_close(db);
}

static void
are_refused_if_one_is_missing_changed_or_too_many(void **state)
{
    static const char *const damage[] = {
        "DROP TABLE backup",
        "DROP TABLE node",
        "CREATE TABLE x(a)",
        "CREATE INDEX x ON key(ver)",
        "CREATE VIEW x AS SELECT 1",
        "ALTER TABLE item ADD COLUMN x INTEGER",
        "DROP TABLE role; CREATE TABLE role(id BLOB)",
        "PRAGMA application_id = 5",
    };
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);

    CHECK_OK(mohur__db_schema_create(db));
    for (size_t i = 0; i < sizeof damage / sizeof damage[0]; i++) {
        CHECK_OK(mohur__db_exec(db, "BEGIN"));
        CHECK_OK(mohur__db_exec(db, damage[i]));
        CHECK_STATUS(MOHUR_E_FORMAT, mohur__db_schema_check(db));
        mohur__error_clear(t->ctx);
        mohur__db_rollback(db);
        CHECK_OK(mohur__db_schema_check(db));
    }
    CHECK_OK(mohur__db_exec(db, "PRAGMA user_version = 2"));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, mohur__db_schema_check(db));
    mohur__db_close(db);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(are_what_was_made),
        CASE(have_as_many_columns_and_keys_as_they_are_described_with),
        CASE(have_the_kinds_that_they_are_described_with),
        CASE(are_refused_in_an_empty_file),
        CASE(are_refused_if_one_is_missing_changed_or_too_many),
    };
    return cmocka_run_group_tests_name("the tables of a store", cases, NULL,
                                       NULL);
}
