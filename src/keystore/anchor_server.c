/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/anchor_server.h"

#include "base/guard.h"

/*
 * A record says itself whether it is genuine, so the server is trusted with
 * one thing: not to bring back an older one.  What the table is made of is
 * looked at all the same, since a view or trigger of somebody else's would
 * run with the rights of whoever reads or writes it.
 */

static const char make_table[] =
    "CREATE SCHEMA IF NOT EXISTS mohur_anchor;"
    "CREATE TABLE mohur_anchor.record("
    "store_id bytea PRIMARY KEY, record bytea NOT NULL)";

static const char count_tables[] =
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'mohur_anchor' AND c.relname = 'record'";

/* Two columns of bytes, one plain key, and nothing that runs. */
static const char count_ours[] =
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n "
    "ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'mohur_anchor' AND c.relname = 'record' "
    "AND c.relkind = 'r' AND c.relnatts = 2 AND c.relchecks = 0 "
    "AND NOT c.relhasrules AND NOT c.relhastriggers "
    "AND NOT c.relrowsecurity AND NOT c.relhassubclass "
    "AND NOT c.relispartition "
    "AND (SELECT count(*) FROM pg_attribute a WHERE a.attrelid = c.oid "
    "AND a.attnum > 0 AND a.atttypid = 17 AND a.attnotnull "
    "AND NOT a.atthasdef) = 2 "
    "AND (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid) = 1 "
    "AND (SELECT count(*) FROM pg_index i WHERE i.indrelid = c.oid "
    "AND i.indisprimary AND i.indexprs IS NULL AND i.indpred IS NULL) = 1";

/* Without the sign, which it may have. */
static const char number_of_server[] =
    "SELECT system_identifier & 9223372036854775807 FROM pg_control_system()";

static const char get_record[] =
    "SELECT record FROM mohur_anchor.record WHERE store_id = ?";

static const char put_record[] =
    "INSERT INTO mohur_anchor.record(store_id, record) VALUES(?, ?) "
    "ON CONFLICT (store_id) DO UPDATE SET record = excluded.record";

mohur_status
mohur__anchor_server_make(struct mohur__db *db)
{
    mohur_status st = MOHUR_OK;
    uint64_t found  = 0;

    /* Whoever may not make one may use that which somebody made. */
    TRY(mohur__db_number(db, count_tables, &found));
    if (found == 0) {
        TRY(mohur__db_exec(db, make_table));
    }

out:
    return st;
}

mohur_status
mohur__anchor_server_check(struct mohur__db *anchor, struct mohur__db *store)
{
    mohur_status st    = MOHUR_OK;
    uint64_t of_anchor = 0;
    uint64_t of_store  = 0;

    if (anchor->ops != store->ops) {
        return MOHUR_OK; /* the store is a folder */
    }
    TRY(mohur__db_number(anchor, number_of_server, &of_anchor));
    TRY(mohur__db_number(store, number_of_server, &of_store));
    REQUIRE(store->ctx, of_anchor != of_store, MOHUR_E_UNSUPPORTED,
            "the anchor is on the keystore's own server, which is set back "
            "with it; name another");

out:
    return st;
}

/* Is there such a table, and is it ours? */
static mohur_status
table_check(struct mohur__db *db, bool *there)
{
    mohur_status st = MOHUR_OK;
    uint64_t found  = 0;
    uint64_t ours   = 0;

    *there = false;
    TRY(mohur__db_number(db, count_tables, &found));
    if (found > 0) {
        TRY(mohur__db_number(db, count_ours, &ours));
        REQUIRE(db->ctx, ours == 1, MOHUR_E_FORMAT,
                "the table mohur_anchor.record is not as it was made");
        *there = true;
    }

out:
    return st;
}

static mohur_status
record_get(struct mohur__db *db,
           mohur__bytes store_id,
           uint8_t out[MOHUR__ANCHOR_LEN],
           size_t *out_len)
{
    mohur_status st           = MOHUR_OK;
    struct mohur__stmt *s     = NULL;
    struct mohur__value value = {0};
    bool row                  = false;

    TRY(mohur__stmt_new(db, get_record, &s));
    TRY(mohur__stmt_bind_blob(s, 1, store_id));
    TRY(mohur__stmt_step(s, &row));
    if (row) {
        value = mohur__stmt_value(s, 0);
        REQUIRE(db->ctx, value.b.len == MOHUR__ANCHOR_LEN, MOHUR_E_FORMAT,
                "this is no anchor of a keystore");
        mohur__copy(mohur__span_of(out, MOHUR__ANCHOR_LEN), value.b);
        *out_len = value.b.len;
    }

out:
    mohur__stmt_free(s);
    return st;
}

mohur_status
mohur__anchor_server_read(struct mohur__db *db,
                          mohur__bytes store_id,
                          uint8_t out[MOHUR__ANCHOR_LEN],
                          size_t *out_len)
{
    mohur_status st = MOHUR_OK;
    bool there      = false;

    *out_len = 0;
    TRY(mohur__db_begin(db, false)); /* which connects again, if need be */
    TRY(table_check(db, &there));
    if (there) {
        TRY(record_get(db, store_id, out, out_len));
    }

out:
    if (mohur__db_in_transaction(db)) {
        mohur__db_rollback(db);
    }
    return st;
}

mohur_status
mohur__anchor_server_write(struct mohur__db *db,
                           mohur__bytes store_id,
                           const uint8_t record[MOHUR__ANCHOR_LEN])
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(db, put_record, &s));
    TRY(mohur__stmt_bind_blob(s, 1, store_id));
    TRY(mohur__stmt_bind_blob(s, 2,
                              mohur__bytes_of(record, MOHUR__ANCHOR_LEN)));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}
