/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/sqlite/sqlite.h"

#include <sys/stat.h>
#include <unistd.h>

/* A database as the store uses it. */

static struct mohur__db *
db_new(struct fixture *t)
{
    struct mohur__db *db = NULL;
    const char *path     = fixture_path(t, "x.db");

    fixture_write_file(path, VIEW_TEXT(""));
    CHECK_OK(mohur__sqlite_open(t->ctx, path, &db));
    CHECK_OK(mohur__db_exec(db, "CREATE TABLE x(a INTEGER, b BLOB)"));
    return db;
}

static void
is_set_as_the_format_says(void **state)
{
    static const struct {
        const char *pragma;
        uint64_t want;
    } set[] = {{"PRAGMA synchronous", 3},   {"PRAGMA secure_delete", 1},
               {"PRAGMA foreign_keys", 1},  {"PRAGMA cell_size_check", 1},
               {"PRAGMA temp_store", 2},    {"PRAGMA mmap_size", 0},
               {"PRAGMA trusted_schema", 0}};
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);
    uint64_t got         = 99;

    for (size_t i = 0; i < sizeof set / sizeof set[0]; i++) {
        CHECK_OK(mohur__db_number(db, set[i].pragma, &got));
        CHECK_NUMBER(set[i].want, got);
    }
    CHECK(access(fixture_path(t, "x.db-wal"), F_OK) != 0);
    mohur__db_close(db);
}

static void
gives_back_what_was_put_in(void **state)
{
    struct fixture *t     = *state;
    struct mohur__db *db  = db_new(t);
    struct mohur__stmt *s = NULL;
    struct mohur__value v = {MOHUR__KIND_NULL, 0, MOHUR__NOTHING};
    bool row              = false;

    CHECK_OK(mohur__stmt_new(db, "INSERT INTO x VALUES(?, ?)", &s));
    CHECK_OK(mohur__stmt_bind_int(s, 1, INT64_MAX));
    CHECK_OK(mohur__stmt_bind_blob(s, 2, MOHUR__NOTHING));
    CHECK_OK(mohur__stmt_run(s));
    CHECK_NUMBER(1, mohur__stmt_changes(s));
    mohur__stmt_reset(s);
    CHECK_OK(mohur__stmt_bind(s, 1, &v));
    CHECK_OK(mohur__stmt_bind_blob(s, 2, MOHUR__TEXT("bytes")));
    CHECK_OK(mohur__stmt_run(s));
    mohur__stmt_free(s);

    CHECK_OK(mohur__stmt_new(db, "SELECT a, b FROM x ORDER BY rowid", &s));
    CHECK_OK(mohur__stmt_step(s, &row));
    CHECK(row && mohur__stmt_value(s, 0).n == INT64_MAX);
    CHECK_NUMBER(MOHUR__KIND_BLOB, mohur__stmt_value(s, 1).kind);
    CHECK_NUMBER(0, mohur__stmt_value(s, 1).b.len);
    CHECK_OK(mohur__stmt_step(s, &row));
    CHECK_NUMBER(MOHUR__KIND_NULL, mohur__stmt_value(s, 0).kind);
    CHECK_BYTES(VIEW_TEXT("bytes"), mohur__stmt_value(s, 1).b);
    CHECK_OK(mohur__stmt_step(s, &row));
    CHECK(!row);
    mohur__stmt_free(s);
    mohur__db_close(db);
}

static void
takes_no_number_above_the_largest_of_sql(void **state)
{
    struct fixture *t     = *state;
    struct mohur__db *db  = db_new(t);
    struct mohur__stmt *s = NULL;

    CHECK_OK(mohur__stmt_new(db, "INSERT INTO x VALUES(?, NULL)", &s));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__stmt_bind_int(s, 1, (uint64_t)INT64_MAX + 1));
    mohur__stmt_free(s);
    mohur__db_close(db);
}

static void
tells_numbers_apart_that_no_column_may_have(void **state)
{
    struct fixture *t     = *state;
    struct mohur__db *db  = db_new(t);
    struct mohur__stmt *s = NULL;
    uint64_t number       = 0;
    bool row              = false;

    CHECK_OK(mohur__stmt_new(db, "SELECT -1, 2.5", &s));
    CHECK_OK(mohur__stmt_step(s, &row));
    CHECK_NUMBER(MOHUR__KIND_OTHER, mohur__stmt_value(s, 0).kind);
    CHECK_NUMBER(MOHUR__KIND_OTHER, mohur__stmt_value(s, 1).kind);
    mohur__stmt_free(s);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__db_number(db, "SELECT -1", &number));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__db_number(db, "SELECT a FROM x", &number));
    mohur__db_close(db);
}

static void
undoes_a_transaction(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);
    uint64_t count       = 9;

    CHECK(!mohur__db_in_transaction(db));
    CHECK_OK(mohur__db_exec(db, "BEGIN"));
    CHECK_OK(mohur__db_exec(db, "INSERT INTO x VALUES(1, NULL)"));
    CHECK(mohur__db_in_transaction(db));
    mohur__db_rollback(db);
    CHECK(!mohur__db_in_transaction(db));
    CHECK_OK(mohur__db_number(db, "SELECT count(*) FROM x", &count));
    CHECK_NUMBER(0, count);
    mohur__db_close(db);
}

static void
runs_no_trigger_and_reads_no_view(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);
    uint64_t count       = 9;

    CHECK_OK(mohur__db_exec(db, "CREATE TRIGGER y AFTER INSERT ON x BEGIN "
                                "DELETE FROM x; END"));
    CHECK_OK(mohur__db_exec(db, "INSERT INTO x VALUES(1, NULL)"));
    CHECK_OK(mohur__db_number(db, "SELECT count(*) FROM x", &count));
    CHECK_NUMBER(1, count);
    CHECK_OK(mohur__db_exec(db, "CREATE VIEW z AS SELECT * FROM x"));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__db_number(db, "SELECT count(*) FROM z", &count));
    mohur__db_close(db);
}

static void
says_what_is_wrong_without_quoting_the_file(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = db_new(t);

    CHECK_STATUS(MOHUR_E_FORMAT, mohur__db_exec(db, "SELECT secret_name"));
    CHECK(strstr(mohur_ctx_message(t->ctx), "secret_name") == NULL);
    CHECK_MESSAGE("damaged");
    mohur__db_close(db);
}

static void
gives_no_rows_that_nobody_reads(void **state)
{
    struct fixture *t     = *state;
    struct mohur__db *db  = db_new(t);
    struct mohur__stmt *s = NULL;

    CHECK_OK(mohur__stmt_new(db, "SELECT 1", &s));
    CHECK_STATUS(MOHUR_E_INTERNAL, mohur__stmt_run(s));
    mohur__stmt_free(s);
    mohur__db_close(db);
}

static void
is_not_opened_through_a_link_or_where_there_is_none(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = NULL;
    const char *alias    = fixture_path(t, "alias");

    mohur__db_close(db_new(t));
    CHECK(symlink(fixture_path(t, "x.db"), alias) == 0);
    CHECK_STATUS(MOHUR_E_IO, mohur__sqlite_open(t->ctx, alias, &db));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__sqlite_open(t->ctx, fixture_path(t, "none.db"), &db));
    CHECK(db == NULL);
    mohur__db_close(NULL);
    mohur__stmt_free(NULL);
}

static void
is_not_opened_if_it_is_none(void **state)
{
    struct fixture *t    = *state;
    struct mohur__db *db = NULL;
    const char *path     = fixture_path(t, "y.db");

    fixture_write_file(path, (struct view){fixture_bytes(t, 1, 4096), 4096});
    CHECK_STATUS(MOHUR_E_FORMAT, mohur__sqlite_open(t->ctx, path, &db));
    CHECK(db == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_set_as_the_format_says),
        CASE(gives_back_what_was_put_in),
        CASE(takes_no_number_above_the_largest_of_sql),
        CASE(tells_numbers_apart_that_no_column_may_have),
        CASE(undoes_a_transaction),
        CASE(runs_no_trigger_and_reads_no_view),
        CASE(says_what_is_wrong_without_quoting_the_file),
        CASE(gives_no_rows_that_nobody_reads),
        CASE(is_not_opened_through_a_link_or_where_there_is_none),
        CASE(is_not_opened_if_it_is_none),
    };
    return cmocka_run_group_tests_name("a database", cases, NULL, NULL);
}
