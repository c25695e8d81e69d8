/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/schema.h"

/*
 * The text of the schema is part of the format.  It is written as SQLite
 * keeps it; the other engines make their own words of it.
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

/* The log and the tree, whose rows have no leaf of their own. */
static const struct mohur__schema_text extras[] = {
    {"event", "CREATE TABLE event(n INTEGER NOT NULL, leaf BLOB NOT NULL, "
              "chain BLOB NOT NULL, PRIMARY KEY(n)) STRICT"},
    {"leaf", "CREATE TABLE leaf(bucket INTEGER NOT NULL, "
             "tbl INTEGER NOT NULL, pk BLOB NOT NULL, mac BLOB NOT NULL, "
             "PRIMARY KEY(bucket, tbl, pk)) STRICT, WITHOUT ROWID"},
    {"node", "CREATE TABLE node(level INTEGER NOT NULL, n INTEGER NOT NULL, "
             "hash BLOB NOT NULL, PRIMARY KEY(level, n)) STRICT, "
             "WITHOUT ROWID"},
};

const struct mohur__table *
mohur__schema_table(enum mohur__table_id id)
{
    return &tables[id];
}

struct mohur__schema_text
mohur__schema_text(size_t i)
{
    struct mohur__schema_text text = {NULL, NULL};

    if (i < MOHUR__T_COUNT) {
        text.name   = tables[i].name;
        text.create = tables[i].create;
        return text;
    }
    return extras[i - MOHUR__T_COUNT];
}
