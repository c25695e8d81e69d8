/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include "keystore/anchor.h"
#include <mohur/anchor.h>

#include <sys/wait.h>
#include <unistd.h>

/*
 * Anchors in a database server.  The store of most cases is a folder, since
 * one on the same server is refused; the server may have another store.
 */

static const char drop_table[] = "DROP SCHEMA IF EXISTS mohur_anchor CASCADE";

static const char cut_all[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    "current_database() AND pid <> pg_backend_pid()";

static mohur_keystore *
folder_new(struct fixture *t, const char *name)
{
    struct mohur__store_seed seed = store_seed();
    mohur_keystore *ks            = NULL;

    CHECK_OK(mohur__store_create(t->ctx, fixture_path(t, name), &seed, &ks));
    return ks;
}

/* A store, and a server without a table. */
static mohur_keystore *
begin(struct fixture *t)
{
    place_sql(t, drop_table);
    return folder_new(t, "folder");
}

static mohur_keystore *
reopen(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_free(ks);
    mohur__error_clear(t->ctx);
    CHECK_OK(store_open_with(t->ctx, fixture_path(t, "folder"), &ks));
    return ks;
}

static struct view
saved(struct fixture *t)
{
    return fixture_read_file(t, fixture_path(t, "folder/keystore.db"));
}

static mohur_keystore *
put_back(struct fixture *t, mohur_keystore *ks, struct view file)
{
    fixture_write_file(fixture_path(t, "folder/keystore.db"), file);
    return reopen(t, ks);
}

static mohur_status
anchor(struct fixture *t, mohur_keystore *ks, bool create)
{
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;

    mohur__error_clear(t->ctx);
    o.path   = place_of_store(t);
    o.create = create;
    return mohur_keystore_anchor_add(ks, &o);
}

static mohur_keystore_info
info_of(struct fixture *t, mohur_keystore *ks)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    CHECK_OK(mohur_keystore_get_info(ks, &info));
    return info;
}

/* Run on the anchors' server: the table, and what was kept of it. */
static void
records_keep(struct fixture *t)
{
    place_sql(t, "CREATE TABLE mohur_anchor.kept AS "
                 "TABLE mohur_anchor.record");
}

static void
records_set_back(struct fixture *t)
{
    place_sql(t, "UPDATE mohur_anchor.record r SET record = k.record "
                 "FROM mohur_anchor.kept k WHERE k.store_id = r.store_id");
}

/* ---- in step ---- */

static void
keep_in_step_with_every_change(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);

    CHECK_STATUS(MOHUR_E_IO, anchor(t, ks, false)); /* no table */
    CHECK_OK(anchor(t, ks, true));
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    for (int i = 0; i < 3; i++) {
        char name[2] = {(char)('a' + i), 0};
        key_add(t, ks, name);
        ks = reopen(t, ks);
        CHECK_OK(anchor(t, ks, false));
    }
    CHECK_STATUS(MOHUR_E_EXISTS, anchor(t, ks, true));
    place_sql(t, "DELETE FROM mohur_anchor.record");
    ks = reopen(t, ks);
    CHECK_STATUS(MOHUR_E_IO, anchor(t, ks, false)); /* no record */
    CHECK_OK(anchor(t, ks, true));
    mohur_keystore_free(ks);
}

static void
say_that_they_are_on_a_server(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);

    CHECK_OK(anchor(t, ks, true));
    place_sql(t, "DO $$ BEGIN ASSERT (SELECT count(*) FROM "
                 "mohur_anchor.record WHERE substr(record, 9, 4) = "
                 "'\\x01030000' AND substr(record, 17, 16) = store_id) = 1; "
                 "END $$");
    mohur_keystore_free(ks);
}

static void
share_a_table(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    mohur_keystore *b  = folder_new(t, "other");

    CHECK_OK(anchor(t, ks, true));
    CHECK_OK(anchor(t, b, true));
    key_add(t, ks, "a");
    key_add(t, b, "b");
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    CHECK_OK(anchor(t, b, false));
    mohur_keystore_free(b);
    mohur_keystore_free(ks);
}

/* ---- set back ---- */

static void
notice_an_older_store(void **state)
{
    struct fixture *t    = *state;
    mohur_keystore *ks   = begin(t);
    mohur_key_list *list = NULL;
    struct view before;

    key_add(t, ks, "a");
    CHECK_OK(anchor(t, ks, true));
    before = saved(t);
    CHECK_OK(key_move(ks, "a", 1, MOHUR_KEY_SUSPENDED));
    ks = put_back(t, ks, before);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, ks, false));
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, info_of(t, ks).rollback);
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 1));
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_move(ks, "a", 1, MOHUR_KEY_SUSPENDED));
    CHECK_OK(mohur_keystore_list(ks, &list));
    CHECK_NUMBER(1, mohur_key_list_len(list));
    mohur_key_list_free(list);
    CHECK_OK(mohur_keystore_accept(ks));
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* The server's backup was put back: the log leads on from what it has. */
static void
that_were_set_back_move_up_and_have_that_noted(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    uint64_t events    = 0;

    CHECK_OK(anchor(t, ks, true));
    records_keep(t);
    key_add(t, ks, "a");
    key_add(t, ks, "b");
    records_set_back(t);
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    events = info_of(t, ks).events;
    key_add(t, ks, "c");
    CHECK_NUMBER(events + 2, info_of(t, ks).events);
    mohur_keystore_free(ks);
}

/* What no anchor can notice: whoever sets back both. */
static void
that_were_set_back_with_the_store_notice_nothing(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    struct view before;

    CHECK_OK(anchor(t, ks, true));
    records_keep(t);
    before = saved(t);
    key_add(t, ks, "a");
    records_set_back(t);
    ks = put_back(t, ks, before);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

/* Each one's record is where the other is. */
static void
hold_two_stores_that_anchor_each_other(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *folder = begin(t);
    mohur_keystore *server = store_new(t);
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;
    struct view before[2];

    o.path   = fixture_path(t, "note");
    o.create = true;
    CHECK_OK(mohur_keystore_anchor_add(server, &o));
    CHECK_OK(anchor(t, folder, true));
    before[0] = saved(t);
    before[1] = place_save(t);
    key_add(t, folder, "a");
    key_add(t, server, "b");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, folder).rollback);
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, server).rollback);
    folder = put_back(t, folder, before[0]);
    CHECK_STATUS(MOHUR_E_ROLLBACK, anchor(t, folder, false));
    key_add(t, server, "c"); /* for which that is no matter */
    mohur_keystore_free(server);
    place_put_back(t, before[1]);
    server   = store_reopen(t);
    o.create = false;
    CHECK_STATUS(MOHUR_E_ROLLBACK, mohur_keystore_anchor_add(server, &o));
    mohur_keystore_free(server);
    mohur_keystore_free(folder);
}

static void
are_refused_on_the_server_of_the_store(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;

    place_sql(t, drop_table);
    ks = store_new(t);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, anchor(t, ks, true));
    CHECK_MESSAGE("own server");
    place_sql(t, "CREATE SCHEMA mohur_anchor"); /* nothing was made */
    mohur_keystore_free(ks);
}

/* ---- anchors that are none ---- */

static void
are_of_one_store(void **state)
{
    static const char *const changes[] = {
        "UPDATE mohur_anchor.record SET record = (SELECT record FROM "
        "mohur_anchor.kept LIMIT 1)",
        "UPDATE mohur_anchor.record SET record = "
        "set_byte(record, 40, get_byte(record, 40) # 1)",
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    mohur_keystore *b  = folder_new(t, "other");

    CHECK_OK(anchor(t, b, true));
    records_keep(t);
    place_sql(t, "DELETE FROM mohur_anchor.record");
    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        CHECK_OK(anchor(t, ks, true));
        place_sql(t, changes[i]);
        ks = reopen(t, ks);
        CHECK_STATUS(MOHUR_E_AUTH, anchor(t, ks, false));
        place_sql(t, "DELETE FROM mohur_anchor.record");
    }
    CHECK_OK(anchor(t, ks, true));
    place_sql(t, "UPDATE mohur_anchor.record SET record = 'x'");
    ks = reopen(t, ks);
    CHECK_STATUS(MOHUR_E_FORMAT, anchor(t, ks, false));
    mohur_keystore_free(b);
    mohur_keystore_free(ks);
}

static void
are_in_a_table_of_which_nothing_runs(void **state)
{
    static const char *const tables[] = {
        "CREATE VIEW record AS SELECT '\\x00'::bytea store_id, "
        "'\\x00'::bytea record",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record text NOT NULL)",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea)",
        "CREATE TABLE record(store_id bytea NOT NULL, record bytea NOT NULL)",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL DEFAULT '\\x00')",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL CHECK (length(record) > 0))",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL, more bytea)",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL); CREATE INDEX ON record (length(record))",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL); ALTER TABLE record ENABLE ROW LEVEL SECURITY",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL); CREATE RULE r AS ON UPDATE TO record DO ALSO SELECT 1",
        "CREATE TABLE record(store_id bytea PRIMARY KEY, record bytea NOT "
        "NULL); CREATE TRIGGER r BEFORE UPDATE ON record EXECUTE FUNCTION "
        "suppress_redundant_updates_trigger()",
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    char sql[512];

    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
        snprintf(sql, sizeof sql,
                 "%s; CREATE SCHEMA mohur_anchor; "
                 "SET search_path = mohur_anchor; %s",
                 drop_table, tables[i]);
        place_sql(t, sql);
        CHECK_STATUS(MOHUR_E_FORMAT, anchor(t, ks, true));
    }
    mohur_keystore_free(ks);
}

/* The table was made by somebody else, for a role of the keystore's host. */
static void
are_written_by_a_role_that_may_do_no_more(void **state)
{
    struct fixture *t      = *state;
    mohur_keystore *ks     = begin(t);
    mohur_anchor_options o = MOHUR_ANCHOR_OPTIONS_INIT;
    char uri[512];

    place_sql(t, "DO $$ BEGIN CREATE ROLE anchor_writer LOGIN; EXCEPTION WHEN "
                 "duplicate_object THEN NULL; END $$;"
                 "CREATE SCHEMA mohur_anchor;"
                 "CREATE TABLE mohur_anchor.record(store_id bytea PRIMARY KEY, "
                 "record bytea NOT NULL);"
                 "GRANT USAGE ON SCHEMA mohur_anchor TO anchor_writer;"
                 "GRANT SELECT, INSERT, UPDATE ON mohur_anchor.record TO "
                 "anchor_writer");
    snprintf(uri, sizeof uri, "%s_no", place_of_store(t));
    CHECK(strstr(uri, "user=mohur_no") != NULL);
    snprintf(strstr(uri, "user="), 32, "user=anchor_writer");
    o.path   = uri;
    o.create = true;
    CHECK_OK(mohur_keystore_anchor_add(ks, &o));
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    mohur_keystore_free(ks);
}

/* ---- a server that is away ---- */

static void
are_reached_again(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);

    CHECK_OK(anchor(t, ks, true));
    place_sql(t, cut_all);
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    mohur_keystore_free(ks);
}

static void
server_allow(struct fixture *t, bool on)
{
    char name[64];
    char sql[256];

    CHECK(sscanf(place_of_store(t), "postgresql:///%63[^?]", name) == 1);
    snprintf(sql, sizeof sql, "ALTER DATABASE %s ALLOW_CONNECTIONS %s", name,
             on ? "true" : "false");
    place_server_sql(t, sql);
    snprintf(sql, sizeof sql,
             "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE "
             "datname = '%s'",
             name);
    place_server_sql(t, sql);
}

/* The change is made, told of by the level, and noted when they are back. */
static void
stay_behind_while_they_are_not_reached(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    uint64_t events    = 0;

    CHECK_OK(anchor(t, ks, true));
    server_allow(t, false);
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_NONE, info_of(t, ks).rollback);
    key_add(t, ks, "b");
    server_allow(t, true);
    key_add(t, ks, "c");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    events = info_of(t, ks).events;
    key_add(t, ks, "d");
    CHECK_NUMBER(events + 2, info_of(t, ks).events);
    ks = reopen(t, ks);
    CHECK_OK(anchor(t, ks, false));
    mohur_keystore_free(ks);
}

static void
are_the_parents_in_a_forked_child(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);
    int status         = -1;
    pid_t child        = -1;

    CHECK_OK(anchor(t, ks, true));
    child = fork();
    if (child == 0) {
        mohur_keystore_free(ks);
        _exit(0);
    }
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    mohur_keystore_free(ks);
}

static void
survive_every_failed_allocation(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = begin(t);

    for (size_t nth = 1;; nth++) {
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = anchor(t, ks, true);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        place_sql(t, drop_table); /* it may have been written already */
    }
    key_add(t, ks, "a");
    CHECK_NUMBER(MOHUR_ANCHOR_LOCAL, info_of(t, ks).rollback);
    mohur_keystore_free(ks);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(keep_in_step_with_every_change),
        CASE(say_that_they_are_on_a_server),
        CASE(share_a_table),
        CASE(notice_an_older_store),
        CASE(that_were_set_back_move_up_and_have_that_noted),
        CASE(that_were_set_back_with_the_store_notice_nothing),
        CASE(hold_two_stores_that_anchor_each_other),
        CASE(are_refused_on_the_server_of_the_store),
        CASE(are_of_one_store),
        CASE(are_in_a_table_of_which_nothing_runs),
        CASE(are_written_by_a_role_that_may_do_no_more),
        CASE(are_reached_again),
        CASE(stay_behind_while_they_are_not_reached),
        CASE(are_the_parents_in_a_forked_child),
        CASE(survive_every_failed_allocation),
    };

    if (!place_is_server()) {
        puts("SKIP: there is no PostgreSQL server");
        return 77;
    }
    return cmocka_run_group_tests_name("anchors on a server", cases, NULL,
                                       NULL);
}
