/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/key.h"

#include <stdlib.h>

/*
 * A store that somebody altered who can write its file and has no key: each
 * change is an error, or changes no answer.
 */

/* What a genuine store answers. */
struct answers {
    uint8_t secret[3][64];
    size_t secret_len[3];
    size_t versions;
};

static const struct {
    const char *name;
    uint32_t version;
} asked[3] = {{"a", 1}, {"a", 2}, {"b", 1}};

static mohur_status
ask_key(mohur_keystore *ks, size_t i, struct answers *out)
{
    mohur_key *key = NULL;
    mohur_status st =
        mohur_keystore_key(ks, asked[i].name, 1, asked[i].version, &key);

    if (st == MOHUR_OK) {
        out->secret_len[i] =
            mohur__copy(MOHUR__SPAN(out->secret[i]), mohur__key_secret(key));
    }
    mohur_key_free(key);
    return st;
}

static mohur_status
ask_list(mohur_keystore *ks, struct answers *out)
{
    mohur_key_list *list = NULL;
    mohur_status st      = mohur_keystore_list(ks, &list);

    out->versions = mohur_key_list_len(list);
    for (size_t i = 0; st == MOHUR_OK && i < mohur_key_list_len(list); i++) {
        const mohur_key_info *info = mohur_key_list_at(list, i);
        if (info->state != MOHUR_KEY_ACTIVE || info->level != 0) {
            st = MOHUR_E_INTERNAL;
        }
    }
    mohur_key_list_free(list);
    return st;
}

/* Open the store and ask it everything; the first error, if any. */
static mohur_status
ask(struct fixture *t, struct answers *out)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = store_open_with(t->ctx, store_path(t), &ks);

    *out = (struct answers){0};
    for (size_t i = 0; i < 3 && st == MOHUR_OK; i++) {
        st = ask_key(ks, i, out);
    }
    if (st == MOHUR_OK) {
        st = ask_list(ks, out);
    }
    mohur_keystore_free(ks);
    return st;
}

static void
make(struct fixture *t, struct answers *genuine)
{
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;

    key_add(t, ks, "a");
    CHECK_OK(key_rotate(ks, "a", &version));
    mohur_key_free(key_make(t, ks, "b", MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE));
    mohur_keystore_free(ks);
    CHECK_OK(ask(t, genuine));
    CHECK_NUMBER(3, genuine->versions);
}

/* The store is refused after this change; some statuses are never right. */
static void
refused_after(struct fixture *t, const char *sql)
{
    struct answers got;
    mohur_status st;

    store_sql(t, sql);
    st = ask(t, &got);
    if (st != MOHUR_E_AUTH && st != MOHUR_E_FORMAT &&
        st != MOHUR_E_UNSUPPORTED) {
        fail_msg("after %s: %s", sql, mohur_status_name(st));
    }
    mohur__error_clear(t->ctx);
}

/* Each of these alone, on a store that is genuine again each time. */
static void
refused_after_each(struct fixture *t, const char *const *sql)
{
    struct answers genuine;
    const char *path = fixture_path(t, "store/keystore.db");
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, path);
    for (; *sql != NULL; sql++) {
        refused_after(t, *sql);
        fixture_write_file(path, file);
    }
    CHECK_OK(ask(t, &genuine));
}

/* ---- K1 ---- */

/*
 * Every byte in the full tier; in the quick one, of what lies between zeros
 * only one in eight.
 */
static size_t
stride(struct view file, size_t i)
{
    static const uint8_t zeros[16] = {0};
    const char *full               = getenv("MOHUR_FULL");

    if ((full != NULL && full[0] == '1') || file.len - i < 16 ||
        memcmp(file.data + i, zeros, 16) != 0) {
        return 1;
    }
    return 8;
}

static void
flip_bytes(struct fixture *t, size_t steps)
{
    const char *path = fixture_path(t, "store/keystore.db");
    size_t refused   = 0;
    struct answers genuine;
    struct answers got;
    struct view file;
    uint8_t *bytes = NULL;

    make(t, &genuine);
    store_sql(t, "PRAGMA page_size = 512; VACUUM");
    file  = fixture_read_file(t, path);
    bytes = fixture_bytes(t, 0, file.len);
    memcpy(bytes, file.data, file.len);
    for (size_t i = 0; i < file.len; i += steps * stride(file, i)) {
        uint8_t mask = (uint8_t)(1u << (i * 5 + i / 8) % 8);
        mohur_status st;
        bytes[i] ^= mask;
        fixture_write_file(path, (struct view){bytes, file.len});
        st = ask(t, &got);
        refused += st != MOHUR_OK;
        if (st == MOHUR_OK && memcmp(&got, &genuine, sizeof got) != 0) {
            fail_msg("byte %zu: another answer", i);
        }
        CHECK(st != MOHUR_E_INTERNAL && st != MOHUR_E_STATE &&
              st != MOHUR_E_NO_MEMORY);
        bytes[i] ^= mask;
        mohur__error_clear(t->ctx);
    }
    /* Much of the file is in use; a check that accepts all would show. */
    CHECK(refused > file.len / steps / 4);
}

static void
changes_no_answer_with_any_byte_of_its_file(void **state)
{
    flip_bytes(*state, 1);
}

/* The same code but for the cipher, so fewer of them in the quick tier. */
static void
changes_no_answer_with_any_byte_under_suite_2(void **state)
{
    const char *full = getenv("MOHUR_FULL");

    setenv("MOHUR_TEST_SUITE", "2", 1);
    flip_bytes(*state, full != NULL && full[0] == '1' ? 1 : 13);
    unsetenv("MOHUR_TEST_SUITE");
}

static void
is_refused_with_another_suite(void **state)
{
    static const char *const sql[] = {
        "UPDATE store SET suite = 2", "UPDATE store SET suite = 0",
        "UPDATE store SET suite = 3",
        "UPDATE store SET suite = 9223372036854775807", NULL};

    refused_after_each(*state, sql);
}

/* ---- K2 to K5 ---- */

static void
is_refused_with_secrets_exchanged(void **state)
{
    static const char *const sql[] = {
        /* between versions */
        "UPDATE key SET secret_ct = (SELECT secret_ct FROM key AS o WHERE "
        "o.ring_id = key.ring_id AND o.ver = 2) WHERE ver = 1 AND kcv IS NULL",
        /* between rings, with all else */
        "UPDATE key SET ring_id = (SELECT id FROM ring WHERE id <> "
        "key.ring_id) WHERE ver = 2",
        NULL};

    refused_after_each(*state, sql);
}

static void
is_refused_with_two_names_exchanged(void **state)
{
    static const char *const sql[] = {
        "CREATE TEMP TABLE o AS SELECT id, name_tag AS t, meta_ct AS m FROM "
        "ring; UPDATE ring SET name_tag = randomblob(32); UPDATE ring SET "
        "name_tag = (SELECT t FROM o WHERE o.id <> ring.id), meta_ct = "
        "(SELECT m FROM o WHERE o.id <> ring.id)",
        "CREATE TEMP TABLE o AS SELECT id, name_tag AS t FROM ring; UPDATE "
        "ring SET name_tag = randomblob(32); UPDATE ring SET name_tag = "
        "(SELECT t FROM o WHERE o.id <> ring.id)",
        NULL};

    refused_after_each(*state, sql);
}

/* A statement that changes one column of every row to something else. */
static void
alter_column(char out[256], const char *table, const char *column, char kind)
{
    const char *how = "randomblob(length(ifnull(%s, x'00')))";

    if (kind == 'I' || kind == 'i') {
        how = "ifnull(%s, 0) + 1";
    } else if (kind == 'T' || kind == 't') {
        how = "ifnull(%s, '') || 'x'";
    }
    char value[128];
    const char *at = strstr(how, "%s");
    snprintf(value, sizeof value, "%.*s%s%s", (int)(at - how), how, column,
             at + 2);
    snprintf(out, 256, "UPDATE OR REPLACE %s SET %s = %s", table, column,
             value);
}

static void
alter_each_column(struct fixture *t, enum mohur__table_id id, struct view file)
{
    const struct mohur__table *table = mohur__schema_table(id);
    const char *path                 = fixture_path(t, "store/keystore.db");
    sqlite3 *db                      = NULL;
    sqlite3_stmt *s                  = NULL;

    for (int i = 0; i < table->columns; i++) {
        char sql[256];
        CHECK(sqlite3_open(path, &db) == SQLITE_OK);
        CHECK(sqlite3_prepare_v2(db, table->all, -1, &s, NULL) == SQLITE_OK);
        alter_column(sql, table->name, sqlite3_column_name(s, i),
                     table->kinds[i]);
        sqlite3_finalize(s);
        sqlite3_close(db);
        /* The row's number is checked by the table itself. */
        if (id != MOHUR__T_STORE || i != MOHUR__STORE_ONE) {
            refused_after(t, sql);
        }
        fixture_write_file(path, file);
    }
}

static void
is_refused_with_any_column_changed_alone(void **state)
{
    struct fixture *t = *state;
    struct answers genuine;
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, fixture_path(t, "store/keystore.db"));
    for (int id = MOHUR__T_STORE; id <= MOHUR__T_KEY; id++) {
        alter_each_column(t, (enum mohur__table_id)id, file);
    }
}

static void
is_refused_with_a_row_missing_or_doubled(void **state)
{
    static const char *const sql[] = {
        "DELETE FROM ring WHERE purpose = 3",
        "DELETE FROM ring",
        "DELETE FROM key WHERE ver = 2",
        "DELETE FROM key WHERE ver = 1",
        "DELETE FROM slot",
        "DELETE FROM store",
        "DELETE FROM event WHERE n = 0",
        "DELETE FROM event WHERE n = 2",
        "DELETE FROM event WHERE n = (SELECT max(n) FROM event)",
        "INSERT INTO event SELECT n + 100, leaf, chain FROM event WHERE n = 0",
        "CREATE TEMP TABLE o AS SELECT * FROM key WHERE ver = 2; UPDATE o SET "
        "ver = 3; INSERT INTO key SELECT * FROM o",
        "CREATE TEMP TABLE o AS SELECT * FROM slot; UPDATE o SET id = "
        "randomblob(16); INSERT INTO slot SELECT * FROM o",
        "INSERT INTO cert VALUES(randomblob(16), 1, 0, x'3000')",
        "INSERT INTO lease VALUES(randomblob(16), 1, randomblob(8), 1)",
        "INSERT INTO item VALUES(1, randomblob(16), x'00', 1)",
        "INSERT INTO profile VALUES('a', 1, x'00', 1, 1)",
        "INSERT INTO backup VALUES(randomblob(16), 1, 1, 1, NULL)",
        NULL};

    refused_after_each(*state, sql);
}

/* ---- K16: the tree, and the log ---- */

static void
is_refused_with_its_tree_altered(void **state)
{
    static const char *const sql[] = {
        "DELETE FROM leaf",
        "DELETE FROM leaf WHERE tbl = 1",
        "DELETE FROM leaf WHERE tbl = 3",
        "UPDATE leaf SET mac = zeroblob(32) WHERE tbl = 2",
        "UPDATE leaf SET mac = x'' WHERE tbl = 2",
        "UPDATE leaf SET bucket = (bucket + 1) % 4096 WHERE tbl = 2",
        "UPDATE leaf SET tbl = 4 WHERE tbl = 3",
        "UPDATE leaf SET pk = randomblob(24) WHERE tbl = 3",
        "INSERT INTO leaf VALUES(1, 4, randomblob(32), randomblob(32))",
        "DELETE FROM node",
        "DELETE FROM node WHERE level = 0",
        "DELETE FROM node WHERE level = 1",
        "UPDATE node SET hash = randomblob(32) WHERE level = 1",
        "UPDATE node SET hash = zeroblob(32) WHERE level = 0",
        "INSERT INTO node VALUES(0, 4097, randomblob(32))",
        "INSERT INTO node VALUES(2, 0, randomblob(32))",
        NULL};

    refused_after_each(*state, sql);
}

static void
is_refused_with_its_log_altered(void **state)
{
    static const char *const sql[] = {
        "UPDATE event SET leaf = CAST(leaf || x'00' AS BLOB) WHERE n = 1",
        "UPDATE event SET leaf = x'' WHERE n = 1",
        "UPDATE event SET chain = zeroblob(32) WHERE n = 1",
        "UPDATE event SET n = n + 10", NULL};

    refused_after_each(*state, sql);
}

/* ---- K8 to K10: the file ---- */

static void
is_refused_when_the_file_is_cut(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "store/keystore.db");
    struct answers genuine;
    struct answers got;
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, path);
    for (size_t len = 0; len < file.len; len += 1024) {
        fixture_write_file(path, (struct view){file.data, len});
        CHECK(ask(t, &got) != MOHUR_OK);
        mohur__error_clear(t->ctx);
    }
}

static void
is_refused_as_another_kind_or_version_of_file(void **state)
{
    struct fixture *t = *state;
    struct answers genuine;
    struct answers got;

    make(t, &genuine);
    store_sql(t, "PRAGMA application_id = 1");
    CHECK_STATUS(MOHUR_E_FORMAT, ask(t, &got));
    mohur__error_clear(t->ctx);
    store_sql(t, "PRAGMA application_id = 0x4D484B53; PRAGMA user_version = 2");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, ask(t, &got));
}

static void
is_not_changed_by_a_journal_laid_beside_it(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "store/keystore.db-journal");
    struct answers genuine;
    struct answers got;

    make(t, &genuine);
    fixture_write_file(path, VIEW_TEXT("no journal at all"));
    CHECK_OK(ask(t, &got));
    CHECK(memcmp(&got, &genuine, sizeof got) == 0);
}

static void
is_refused_with_values_of_another_kind(void **state)
{
    static const char *const loosen =
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
        "replace(replace(sql, ' STRICT,', ''), 'state INTEGER NOT NULL', "
        "'state INTEGER') WHERE name = 'key'";
    static const char *const values[] = {"'two'", "NULL", "2.5", "-1", "x'02'"};
    struct fixture *t                 = *state;
    const char *path                  = fixture_path(t, "store/keystore.db");
    struct answers genuine;
    struct view file;
    char restore[2048];
    char sql[128];

    make(t, &genuine);
    file = fixture_read_file(t, path);
    snprintf(restore, sizeof restore,
             "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = "
             "'%s' WHERE name = 'key'",
             mohur__schema_table(MOHUR__T_KEY)->create);
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        store_sql(t, loosen);
        snprintf(sql, sizeof sql, "UPDATE key SET state = %s", values[i]);
        store_sql(t, sql);
        refused_after(t, restore);
        fixture_write_file(path, file);
    }
}

static void
is_refused_with_values_of_a_megabyte_and_more(void **state)
{
    static const char *const sql[] = {
        "UPDATE ring SET meta_ct = zeroblob(2000000)",
        "UPDATE slot SET params = zeroblob(2000000)",
        "UPDATE store SET sys_ct = zeroblob(2000000)",
        "UPDATE event SET leaf = zeroblob(2000000)", NULL};

    refused_after_each(*state, sql);
}

static void
is_refused_with_more_or_other_objects_in_its_schema(void **state)
{
    static const char *const sql[] = {
        "CREATE TABLE more(a)",
        "CREATE VIEW more AS SELECT * FROM key",
        "CREATE INDEX more ON key(state)",
        "CREATE TRIGGER more AFTER UPDATE ON key BEGIN DELETE FROM event; END",
        "DROP TABLE cert",
        "ALTER TABLE cert ADD COLUMN more INTEGER",
        "ALTER TABLE lease RENAME TO more; CREATE VIEW lease AS SELECT * FROM "
        "more",
        "CREATE VIRTUAL TABLE more USING fts5(a)",
        "ANALYZE",
        NULL};

    refused_after_each(*state, sql);
}

/* ---- K6 and K15: older genuine states ---- */

static void
is_refused_when_set_back_under_an_open_handle(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;
    const char *path   = fixture_path(t, "store/keystore.db");
    uint32_t version   = 0;
    struct answers genuine;
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, path);
    ks   = store_reopen(t);
    CHECK_OK(key_rotate(ks, "a", &version));
    fixture_write_file(path, file);
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 0));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_rotate(ks, "a", &version));
    mohur_keystore_free(ks);
}

static void
is_refused_when_a_row_is_replaced_by_its_older_self(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;
    char sql[512];
    struct answers genuine;

    make(t, &genuine);
    /* The row and its leaf, as they are now, beside the store. */
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS o; CREATE TABLE o.k AS SELECT * FROM key WHERE "
             "ver = 2; CREATE TABLE o.l AS SELECT * FROM leaf; CREATE TABLE "
             "o.n AS SELECT * FROM node",
             fixture_path(t, "old.db"));
    store_sql(t, sql);
    ks = store_reopen(t);
    CHECK_OK(key_move(ks, "a", 2, MOHUR_KEY_COMPROMISED));
    snprintf(sql, sizeof sql,
             "ATTACH '%s' AS o; INSERT OR REPLACE INTO key SELECT * FROM o.k; "
             "INSERT OR REPLACE INTO leaf SELECT * FROM o.l; INSERT OR "
             "REPLACE INTO node SELECT * FROM o.n",
             fixture_path(t, "old.db"));
    store_sql(t, sql);
    CHECK_STATUS(MOHUR_E_AUTH, key_try(ks, "a", 2));
    CHECK_STATUS(MOHUR_E_AUTH, key_move(ks, "b", 1, MOHUR_KEY_SUSPENDED));
    mohur_keystore_free(ks);
}

/* What it takes to notice this is an anchor, which there is none of yet. */
static void
opens_in_an_older_genuine_state_without_an_anchor(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;
    const char *path   = fixture_path(t, "store/keystore.db");
    uint32_t version   = 0;
    struct answers genuine;
    struct answers got;
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, path);
    ks   = store_reopen(t);
    CHECK_OK(key_rotate(ks, "a", &version));
    mohur_keystore_free(ks);
    fixture_write_file(path, file);
    CHECK_OK(ask(t, &got));
    CHECK_NUMBER(3, got.versions);
}

/* A change made over an altered neighbour would make it genuine. */
static void
is_not_repaired_by_a_change_of_its_own(void **state)
{
    static const char *const sql[] = {
        "UPDATE key SET state = 3 WHERE ver = 2",
        "UPDATE leaf SET mac = randomblob(32)",
        "DELETE FROM node WHERE level = 0",
    };
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "store/keystore.db");
    struct answers genuine;
    struct answers got;
    struct view file;

    make(t, &genuine);
    file = fixture_read_file(t, path);
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        mohur_keystore *ks = store_reopen(t);
        store_sql(t, sql[i]);
        CHECK_STATUS(MOHUR_E_AUTH, key_move(ks, "a", 2, MOHUR_KEY_SUSPENDED));
        mohur_keystore_free(ks);
        CHECK_STATUS(MOHUR_E_AUTH, ask(t, &got));
        mohur__error_clear(t->ctx);
        fixture_write_file(path, file);
    }
}

/* The tag of a name, as the file has it. */
static void
read_tag(struct fixture *t, uint8_t tag[32])
{
    sqlite3 *db     = NULL;
    sqlite3_stmt *s = NULL;

    CHECK(sqlite3_open(fixture_path(t, "store/keystore.db"), &db) == 0);
    CHECK(sqlite3_prepare_v2(db, "SELECT name_tag FROM ring WHERE purpose = 3",
                             -1, &s, NULL) == 0);
    CHECK(sqlite3_step(s) == SQLITE_ROW);
    memcpy(tag, sqlite3_column_blob(s, 0), 32);
    sqlite3_finalize(s);
    sqlite3_close(db);
}

/* What a store answers whose index of names is damaged. */
static void
refuse_name(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_key *key      = NULL;
    mohur_key_options o = key_options(name, MOHUR_PURPOSE_WRAP, MOHUR_ALG_NONE);

    CHECK_STATUS(MOHUR_E_AUTH, key_try(ks, name, 0));
    CHECK_STATUS(MOHUR_E_AUTH, mohur_keystore_key_new(ks, &o, &key));
    CHECK(key == NULL);
    CHECK_STATUS(MOHUR_E_FORMAT, mohur_keystore_check(ks));
}

/* A damaged index must not hide a key, or make room for its double. */
static void
does_not_lose_a_name_with_its_index(void **state)
{
    struct fixture *t = *state;
    const char *path  = fixture_path(t, "store/keystore.db");
    size_t in_index   = 0;
    uint8_t *bytes    = NULL;
    uint8_t tag[32];
    struct answers genuine;
    struct view file;

    make(t, &genuine);
    read_tag(t, tag);
    file  = fixture_read_file(t, path);
    bytes = fixture_bytes(t, 0, file.len);
    memcpy(bytes, file.data, file.len);
    for (size_t i = 0; i + 32 <= file.len; i++) {
        mohur_keystore *ks = NULL;
        if (memcmp(file.data + i, tag, 32) != 0) {
            continue;
        }
        bytes[i] ^= 1;
        fixture_write_file(path, (struct view){bytes, file.len});
        /* In the table it is noticed at once. */
        if (store_open_with(t->ctx, store_path(t), &ks) == MOHUR_OK) {
            refuse_name(t, ks, "b");
            in_index++;
        }
        mohur_keystore_free(ks);
        mohur__error_clear(t->ctx);
        bytes[i] ^= 1;
    }
    CHECK_NUMBER(1, in_index);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_refused_with_secrets_exchanged),
        CASE(is_refused_with_two_names_exchanged),
        CASE(is_refused_with_any_column_changed_alone),
        CASE(is_refused_with_a_row_missing_or_doubled),
        CASE(is_refused_with_its_tree_altered),
        CASE(is_refused_with_its_log_altered),
        CASE(is_refused_when_the_file_is_cut),
        CASE(is_refused_as_another_kind_or_version_of_file),
        CASE(is_not_changed_by_a_journal_laid_beside_it),
        CASE(is_refused_with_values_of_another_kind),
        CASE(is_refused_with_values_of_a_megabyte_and_more),
        CASE(is_refused_with_more_or_other_objects_in_its_schema),
        CASE(is_refused_when_set_back_under_an_open_handle),
        CASE(is_refused_when_a_row_is_replaced_by_its_older_self),
        CASE(opens_in_an_older_genuine_state_without_an_anchor),
        CASE(is_not_repaired_by_a_change_of_its_own),
        CASE(does_not_lose_a_name_with_its_index),
        CASE(changes_no_answer_with_any_byte_of_its_file),
        CASE(changes_no_answer_with_any_byte_under_suite_2),
        CASE(is_refused_with_another_suite),
    };
    return cmocka_run_group_tests_name("an altered keystore", cases, NULL,
                                       NULL);
}
