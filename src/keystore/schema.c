/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/schema.h"

#include "base/guard.h"

/*
 * The text of the schema is part of the format: a store whose sqlite_schema
 * differs from it in one byte, or has one object more, is not opened.
 */
static const struct mohur__table tables[MOHUR__T_COUNT] = {
    [MOHUR__T_STORE] =
        {.name    = "store",
         .create  = "CREATE TABLE store(one INTEGER NOT NULL CHECK(one = 1), "
                    "store_id BLOB NOT NULL, format INTEGER NOT NULL, "
                    "kind INTEGER NOT NULL, suite INTEGER NOT NULL, "
                    "epoch INTEGER NOT NULL, seq INTEGER NOT NULL, "
                    "root BLOB NOT NULL, rk_commit BLOB NOT NULL, "
                    "sys_ct BLOB NOT NULL, event_count INTEGER NOT NULL, "
                    "event_head BLOB NOT NULL, log_origin TEXT, "
                    "log_size INTEGER NOT NULL, log_root BLOB, "
                    "profile_id TEXT NOT NULL, profile_ver INTEGER NOT NULL, "
                    "profile_hash BLOB NOT NULL, last_time INTEGER NOT NULL, "
                    "flags INTEGER NOT NULL, mac BLOB NOT NULL, "
                    "PRIMARY KEY(one)) STRICT",
         .kinds   = "IBIIIIIBBBIBtIbTIBIIB",
         .columns = 21,
         .keys    = 1,
         .all     = "SELECT * FROM store ORDER BY one",
         .get     = "SELECT * FROM store WHERE one = ?",
         .add     = "INSERT INTO store VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         .remove  = "DELETE FROM store WHERE one = ?"},
    [MOHUR__T_SLOT] =
        {.name    = "slot",
         .create  = "CREATE TABLE slot(id BLOB NOT NULL, "
                    "type INTEGER NOT NULL, state INTEGER NOT NULL, "
                    "recovery INTEGER NOT NULL, kem INTEGER NOT NULL, "
                    "params BLOB NOT NULL, pub BLOB, sk_wrap BLOB, "
                    "rk_wrap BLOB NOT NULL, label_ct BLOB NOT NULL, "
                    "created INTEGER NOT NULL, not_after INTEGER, "
                    "rev INTEGER NOT NULL, PRIMARY KEY(id)) STRICT, "
                    "WITHOUT ROWID",
         .kinds   = "BIIIIBbbBBIiI",
         .columns = 13,
         .keys    = 1,
         .all     = "SELECT * FROM slot ORDER BY id",
         .get     = "SELECT * FROM slot WHERE id = ?",
         .add = "INSERT INTO slot VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                "?)",
         .remove = "DELETE FROM slot WHERE id = ?"},
    [MOHUR__T_RING] =
        {.name    = "ring",
         .create  = "CREATE TABLE ring(id BLOB NOT NULL, "
                    "hint INTEGER NOT NULL UNIQUE, "
                    "name_tag BLOB NOT NULL UNIQUE, meta_ct BLOB NOT NULL, "
                    "purpose INTEGER NOT NULL, alg INTEGER NOT NULL, "
                    "level INTEGER NOT NULL, custody INTEGER NOT NULL, "
                    "flags INTEGER NOT NULL, next_ver INTEGER NOT NULL, "
                    "policy BLOB NOT NULL, rev INTEGER NOT NULL, "
                    "PRIMARY KEY(id)) STRICT, WITHOUT ROWID",
         .kinds   = "BIBBIIIIIIBI",
         .columns = 12,
         .keys    = 1,
         .all     = "SELECT * FROM ring ORDER BY id",
         .get     = "SELECT * FROM ring WHERE id = ?",
         .add = "INSERT INTO ring VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         .remove = "DELETE FROM ring WHERE id = ?"},
    [MOHUR__T_KEY] =
        {.name    = "key",
         .create  = "CREATE TABLE key(ring_id BLOB NOT NULL, "
                    "ver INTEGER NOT NULL, state INTEGER NOT NULL, "
                    "alg INTEGER NOT NULL, usage INTEGER NOT NULL, "
                    "origin INTEGER NOT NULL, exportable INTEGER NOT NULL, "
                    "created INTEGER NOT NULL, activate_at INTEGER, "
                    "protect_until INTEGER, process_until INTEGER, "
                    "destroy_after INTEGER, compromised_at INTEGER, "
                    "reason INTEGER NOT NULL, uses INTEGER NOT NULL, "
                    "profile_ver INTEGER NOT NULL, pub BLOB, kcv BLOB, "
                    "token_uri TEXT, secret_ct BLOB, "
                    "auth_event INTEGER NOT NULL, rev INTEGER NOT NULL, "
                    "PRIMARY KEY(ring_id, ver)) STRICT, WITHOUT ROWID",
         .kinds   = "BIIIIIIIiiiiiIIIbbtbII",
         .columns = 22,
         .keys    = 2,
         .all     = "SELECT * FROM key ORDER BY ring_id, ver",
         .get     = "SELECT * FROM key WHERE ring_id = ? AND ver = ?",
         .add    = "INSERT INTO key VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                   "?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
         .remove = "DELETE FROM key WHERE ring_id = ? AND ver = ?"},
    [MOHUR__T_CERT] =
        {.name    = "cert",
         .create  = "CREATE TABLE cert(ring_id BLOB NOT NULL, "
                    "ver INTEGER NOT NULL, n INTEGER NOT NULL, "
                    "der BLOB NOT NULL, PRIMARY KEY(ring_id, ver, n)) STRICT, "
                    "WITHOUT ROWID",
         .kinds   = "BIIB",
         .columns = 4,
         .keys    = 3,
         .all     = "SELECT * FROM cert ORDER BY ring_id, ver, n",
         .get    = "SELECT * FROM cert WHERE ring_id = ? AND ver = ? AND n = ?",
         .add    = "INSERT INTO cert VALUES(?, ?, ?, ?)",
         .remove = "DELETE FROM cert WHERE ring_id = ? AND ver = ? AND n = ?"},
    [MOHUR__T_LEASE] =
        {.name    = "lease",
         .create  = "CREATE TABLE lease(ring_id BLOB NOT NULL, "
                    "ver INTEGER NOT NULL, holder BLOB NOT NULL, "
                    "upto INTEGER NOT NULL, PRIMARY KEY(ring_id, ver, "
                    "holder)) STRICT, WITHOUT ROWID",
         .kinds   = "BIBI",
         .columns = 4,
         .keys    = 3,
         .all     = "SELECT * FROM lease ORDER BY ring_id, ver, holder",
         .get =
             " "
             "SELECT * FROM lease WHERE ring_id = ? AND ver = ? AND holder = ?",
         .add = "INSERT INTO lease VALUES(?, ?, ?, ?)",
         .remove =
             " "
             "DELETE FROM lease WHERE ring_id = ? AND ver = ? AND holder = ?"},
    [MOHUR__T_ROLE] = {.name = "role",
                       .create =
                           "CREATE TABLE role(id BLOB NOT NULL, "
                           "caps INTEGER NOT NULL, state INTEGER NOT NULL, "
                           "pub BLOB NOT NULL, label_ct BLOB NOT NULL, "
                           "not_after INTEGER, rev INTEGER NOT NULL, "
                           "PRIMARY KEY(id)) STRICT, WITHOUT ROWID",
                       .kinds   = "BIIBBiI",
                       .columns = 7,
                       .keys    = 1,
                       .all     = "SELECT * FROM role ORDER BY id",
                       .get     = "SELECT * FROM role WHERE id = ?",
                       .add    = "INSERT INTO role VALUES(?, ?, ?, ?, ?, ?, ?)",
                       .remove = "DELETE FROM role WHERE id = ?"},
    [MOHUR__T_SUBJECT] =
        {.name    = "subject",
         .create  = "CREATE TABLE subject(ring_id BLOB NOT NULL, "
                    "sid BLOB NOT NULL, ver INTEGER NOT NULL, "
                    "state INTEGER NOT NULL, dek_ct BLOB, "
                    "PRIMARY KEY(ring_id, sid)) STRICT, WITHOUT ROWID",
         .kinds   = "BBIIb",
         .columns = 5,
         .keys    = 2,
         .all     = "SELECT * FROM subject ORDER BY ring_id, sid",
         .get     = "SELECT * FROM subject WHERE ring_id = ? AND sid = ?",
         .add     = "INSERT INTO subject VALUES(?, ?, ?, ?, ?)",
         .remove  = "DELETE FROM subject WHERE ring_id = ? AND sid = ?"},
    [MOHUR__T_ITEM] =
        {.name    = "item",
         .create  = "CREATE TABLE item(kind INTEGER NOT NULL, "
                    "id BLOB NOT NULL, body BLOB NOT NULL, "
                    "rev INTEGER NOT NULL, PRIMARY KEY(kind, id)) STRICT, "
                    "WITHOUT ROWID",
         .kinds   = "IBBI",
         .columns = 4,
         .keys    = 2,
         .all     = "SELECT * FROM item ORDER BY kind, id",
         .get     = "SELECT * FROM item WHERE kind = ? AND id = ?",
         .add     = "INSERT INTO item VALUES(?, ?, ?, ?)",
         .remove  = "DELETE FROM item WHERE kind = ? AND id = ?"},
    [MOHUR__T_PROFILE] =
        {.name    = "profile",
         .create  = "CREATE TABLE profile(id TEXT NOT NULL, "
                    "ver INTEGER NOT NULL, note BLOB NOT NULL, "
                    "effective INTEGER NOT NULL, accepted INTEGER NOT NULL, "
                    "PRIMARY KEY(id, ver)) STRICT, WITHOUT ROWID",
         .kinds   = "TIBII",
         .columns = 5,
         .keys    = 2,
         .all     = "SELECT * FROM profile ORDER BY id, ver",
         .get     = "SELECT * FROM profile WHERE id = ? AND ver = ?",
         .add     = "INSERT INTO profile VALUES(?, ?, ?, ?, ?)",
         .remove  = "DELETE FROM profile WHERE id = ? AND ver = ?"},
    [MOHUR__T_BACKUP] = {.name = "backup",
                         .create =
                             "CREATE TABLE backup(id BLOB NOT NULL, "
                             "created INTEGER NOT NULL, seq INTEGER NOT NULL, "
                             "epoch INTEGER NOT NULL, gone INTEGER, "
                             "PRIMARY KEY(id)) STRICT, WITHOUT ROWID",
                         .kinds   = "BIIIi",
                         .columns = 5,
                         .keys    = 1,
                         .all     = "SELECT * FROM backup ORDER BY id",
                         .get     = "SELECT * FROM backup WHERE id = ?",
                         .add     = "INSERT INTO backup VALUES(?, ?, ?, ?, ?)",
                         .remove  = "DELETE FROM backup WHERE id = ?"},
};

static const char create_event[] =
    "CREATE TABLE event(n INTEGER NOT NULL, leaf BLOB NOT NULL, "
    "chain BLOB NOT NULL, PRIMARY KEY(n)) STRICT";
static const char create_leaf[] =
    "CREATE TABLE leaf(bucket INTEGER NOT NULL, tbl INTEGER NOT NULL, "
    "pk BLOB NOT NULL, mac BLOB NOT NULL, PRIMARY KEY(bucket, tbl, "
    "pk)) STRICT, WITHOUT ROWID";
static const char create_node[] =
    "CREATE TABLE node(level INTEGER NOT NULL, n INTEGER NOT NULL, "
    "hash BLOB NOT NULL, PRIMARY KEY(level, n)) STRICT, WITHOUT ROWID";

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

static const struct object extras[] = {
    {"table", "event", "event", create_event},
    {"table", "leaf", "leaf", create_leaf},
    {"table", "node", "node", create_node},
    {"index", "sqlite_autoindex_ring_1", "ring", NULL},
    {"index", "sqlite_autoindex_ring_2", "ring", NULL},
};

enum {
    EXTRAS_LEN = sizeof extras / sizeof extras[0]
};

const struct mohur__table *
mohur__schema_table(enum mohur__table_id id)
{
    return &tables[id];
}

mohur_status
mohur__schema_create(struct mohur__db *db)
{
    mohur_status st = MOHUR_OK;

    for (size_t i = 0; i < MOHUR__T_COUNT; i++) {
        TRY(mohur__db_exec(db, tables[i].create));
    }
    TRY(mohur__db_exec(db, create_event));
    TRY(mohur__db_exec(db, create_leaf));
    TRY(mohur__db_exec(db, create_node));
    TRY(mohur__db_exec(db, create_marks));

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

    for (size_t i = 0; i < MOHUR__T_COUNT; i++) {
        struct object want = {"table", tables[i].name, tables[i].name,
                              tables[i].create};
        found              = found || object_is(v, &want);
    }
    for (size_t i = 0; i < EXTRAS_LEN; i++) {
        found = found || object_is(v, &extras[i]);
    }
    return found;
}

static mohur_status
check_objects(mohur_ctx *ctx, struct mohur__db *db)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;
    size_t count          = 0;
    bool row              = false;

    TRY(mohur__stmt_new(
        db, "SELECT DISTINCT type, name, tbl_name, sql FROM sqlite_schema",
        &s));
    TRY(mohur__stmt_step(s, &row));
    for (; row; count++) {
        struct mohur__value v[4];
        for (int i = 0; i < 4; i++) {
            v[i] = mohur__stmt_value(s, i);
        }
        REQUIRE(ctx, object_expected(v), MOHUR_E_FORMAT,
                "the keystore's file has tables that are not a keystore's");
        TRY(mohur__stmt_step(s, &row));
    }
    REQUIRE(ctx, count == MOHUR__T_COUNT + EXTRAS_LEN, MOHUR_E_FORMAT,
            "the keystore's file lacks tables");

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__schema_check(mohur_ctx *ctx, struct mohur__db *db)
{
    mohur_status st  = MOHUR_OK;
    uint64_t mark    = 0;
    uint64_t version = 0;

    TRY(mohur__db_number(db, "PRAGMA application_id", &mark));
    REQUIRE(ctx, mark == APPLICATION_ID, MOHUR_E_FORMAT,
            "the file is not a keystore");
    TRY(mohur__db_number(db, "PRAGMA user_version", &version));
    REQUIRE(ctx, version == USER_VERSION, MOHUR_E_UNSUPPORTED,
            "the keystore is of another version; this build reads version 1");
    TRY(check_objects(ctx, db));

out:
    return st;
}
