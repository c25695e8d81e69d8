/* SPDX-License-Identifier: Apache-2.0 */
#include "store_fixture.h"

#include <mohur/backup.h>

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * What is so for a store on a PostgreSQL server alone; what is so for every
 * store is in the other programs, which run on a server too.
 */

/* ---- places ---- */

static mohur_status
open_uri(struct fixture *t, const char *uri)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__store_open(t->ctx, uri, &ks);
    CHECK(st != MOHUR_OK && ks == NULL);
    return st;
}

static void
is_not_looked_for_under_a_uri_that_is_none(void **state)
{
    static const char *const uris[] = {"postgresql:", "postgres:x",
                                       "postgresql://[x", "postgresql:///?x=y"};
    struct fixture *t               = *state;

    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, open_uri(t, uris[i]));
    }
}

static void
is_not_reached_with_secrets_or_weaker_terms(void **state)
{
    static const char *const uris[] = {
        "postgresql://me:secret@/x",
        "postgresql:///x?password=secret",
        "postgresql://h/x?sslmode=require",
        "postgresql://h/x?sslmode=verify-ca",
        "postgresql://h/x?sslmode=disable",
        "postgresql:///x?options=-csynchronous_commit%3Doff",
        "postgresql:///x?service=other",
        "postgresql:///x?target_session_attrs=any",
        "postgresql:///x?gssencmode=require",
        "postgresql:///x?sslpassword=secret",
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof uris / sizeof uris[0]; i++) {
        CHECK_STATUS(MOHUR_E_UNSUPPORTED, open_uri(t, uris[i]));
        CHECK(strstr(mohur_ctx_message(t->ctx), "secret") == NULL);
    }
}

/* Answers a request for TLS with no, and counts what is said then. */
static void *
server_without_tls(void *user)
{
    int *listener = user;
    int client    = accept(*listener, NULL, NULL);
    char said[8]  = {0};
    ssize_t more  = -1;

    if (client >= 0 && recv(client, said, sizeof said, MSG_WAITALL) == 8 &&
        send(client, "N", 1, MSG_NOSIGNAL) == 1) {
        more = recv(client, said, sizeof said, 0);
    }
    close(client);
    *listener = (int)more;
    return NULL;
}

static void
is_told_nothing_over_tcp_without_tls(void **state)
{
    struct fixture *t       = *state;
    struct sockaddr_in here = {.sin_family = AF_INET};
    socklen_t len           = sizeof here;
    int listener            = socket(AF_INET, SOCK_STREAM, 0);
    int said                = listener;
    pthread_t thread;
    char uri[128];

    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bind(listener, (struct sockaddr *)&here, len) == 0 &&
          listen(listener, 1) == 0 &&
          getsockname(listener, (struct sockaddr *)&here, &len) == 0);
    CHECK(pthread_create(&thread, NULL, server_without_tls, &said) == 0);
    snprintf(uri, sizeof uri, "postgresql://me@127.0.0.1:%d/x",
             ntohs(here.sin_port));
    CHECK_STATUS(MOHUR_E_IO, open_uri(t, uri));
    pthread_join(thread, NULL);
    close(listener);
    CHECK_NUMBER(0, said);
}

static void
is_not_found_where_there_is_none(void **state)
{
    struct fixture *t = *state;
    char uri[512];

    CHECK_STATUS(MOHUR_E_FORMAT, open_uri(t, store_path(t)));
    CHECK_MESSAGE("no keystore");
    CHECK_STATUS(MOHUR_E_IO, open_uri(t, place_database(t, "nowhere")));
    snprintf(uri, sizeof uri, "postgresql:///x?host=%s", fixture_tmpdir(t));
    CHECK_STATUS(MOHUR_E_IO, open_uri(t, uri));
}

/* ---- the session ---- */

static void
is_kept_as_the_format_says(void **state)
{
    static const char *const wrong[] = {
        "current_setting('synchronous_commit') NOT IN ('on', 'remote_apply')",
        "current_setting('search_path') <> 'pg_catalog, mohur, pg_temp'",
        "current_setting('lock_timeout') <> '5s'",
        "current_setting('row_security') <> 'off'",
        "pg_is_in_recovery()",
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = NULL;
    uint64_t found     = 9;
    char sql[256];

    mohur_keystore_free(store_new(t));
    store_sql(t, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() "
                 "|| ' SET synchronous_commit = off'; END $$");
    ks = store_reopen(t);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        snprintf(sql, sizeof sql,
                 "SELECT count(*) FROM (VALUES (1)) x(a) "
                 "WHERE %s",
                 wrong[i]);
        CHECK_OK(mohur__db_number(ks->db, sql, &found));
        CHECK_NUMBER(0, found);
    }
    mohur_keystore_free(ks);
    store_sql(t, "DO $$ BEGIN EXECUTE 'ALTER DATABASE ' || current_database() "
                 "|| ' RESET synchronous_commit'; END $$");
}

static const char cut_all[] =
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
    "current_database() AND pid <> pg_backend_pid()";

static void
is_connected_to_again_between_transactions(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "a");
    store_sql(t, cut_all);
    CHECK_OK(key_try(ks, "a", 1));
    store_sql(t, cut_all);
    key_add(t, ks, "b");
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

static void
is_unchanged_if_the_connection_is_lost_in_a_change(void **state)
{
    struct fixture *t     = *state;
    mohur_keystore *ks    = store_new(t);
    struct mohur__row row = {0};

    key_add(t, ks, "a");
    CHECK_OK(mohur__store_begin(ks, MOHUR__TX_WRITE));
    store_sql(t, cut_all);
    mohur__row_init(&row, t->ctx, MOHUR__T_CERT);
    mohur__row_set_blob(&row, 0, MOHUR__TEXT("sixteen bytes id"));
    mohur__row_set_int(&row, 1, 1);
    mohur__row_set_int(&row, 2, 0);
    mohur__row_set_blob(&row, 3, MOHUR__TEXT("0"));
    CHECK_STATUS(MOHUR_E_IO, mohur__store_add(ks, &row));
    mohur__store_end(ks);
    mohur__row_wipe(&row);
    mohur__error_clear(t->ctx);
    key_add(t, ks, "b");
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* ---- K21: somebody who writes without the lock ---- */

/* Writes what is there again, and takes its time to commit. */
static pid_t
stranger(struct fixture *t, const char *table, const char *column)
{
    char sql[128];
    pid_t child = -1;

    snprintf(sql, sizeof sql,
             "BEGIN; UPDATE mohur.%s SET %s = %s; SELECT pg_sleep(0.5); COMMIT",
             table, column, column);
    child = fork();
    if (child == 0) {
        store_sql(t, sql);
        _exit(0);
    }
    usleep(200000); /* it has written by now */
    return child;
}

/* The server's 40001, where nothing was done yet. */
static void
is_begun_again_if_a_stranger_was_in_the_way(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    pid_t other        = stranger(t, "store", "one");

    key_add(t, ks, "a");
    CHECK(waitpid(other, NULL, 0) == other);
    CHECK_OK(mohur_keystore_check(ks));
    mohur_keystore_free(ks);
}

/* And where something was: that is all undone. */
static void
is_unchanged_if_a_stranger_was_in_the_way_of_a_change(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    pid_t other        = -1;

    key_add(t, ks, "a");
    other = stranger(t, "ring", "hint");
    CHECK_STATUS(MOHUR_E_BUSY, key_rotate(ks, "a", &version));
    mohur__error_clear(t->ctx);
    CHECK(waitpid(other, NULL, 0) == other);
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_STATUS(MOHUR_E_NO_KEY, key_try(ks, "a", 2));
    mohur__error_clear(t->ctx);
    CHECK_OK(key_rotate(ks, "a", &version));
    CHECK_NUMBER(2, version);
    mohur_keystore_free(ks);
}

/* ---- what others did to it ---- */

static mohur_status
reopen_status(struct fixture *t)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = store_open_with(t->ctx, store_path(t), &ks);
    mohur_keystore_free(ks);
    return st;
}

static void
is_refused_with_more_or_other_objects_in_its_schema(void **state)
{
    static const char *const done_undone[][2] = {
        {"CREATE TABLE mohur.more(a bigint)", "DROP TABLE mohur.more"},
        {"CREATE VIEW mohur.more AS SELECT 1", "DROP VIEW mohur.more"},
        {"CREATE INDEX more ON mohur.key(state)", "DROP INDEX mohur.more"},
        {"CREATE SEQUENCE mohur.more", "DROP SEQUENCE mohur.more"},
        {"CREATE FUNCTION mohur.more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
         "DROP FUNCTION mohur.more"},
        {"CREATE FUNCTION public.more() RETURNS trigger LANGUAGE plpgsql AS "
         "'BEGIN RETURN NULL; END'; CREATE TRIGGER more BEFORE INSERT ON "
         "mohur.event EXECUTE FUNCTION public.more()",
         "DROP FUNCTION public.more CASCADE"},
        {"CREATE RULE more AS ON INSERT TO mohur.event DO INSTEAD NOTHING",
         "DROP RULE more ON mohur.event"},
        {"ALTER TABLE mohur.key ENABLE ROW LEVEL SECURITY",
         "ALTER TABLE mohur.key DISABLE ROW LEVEL SECURITY"},
        {"CREATE POLICY more ON mohur.key", "DROP POLICY more ON mohur.key"},
        {"CREATE TABLE public.more() INHERITS (mohur.cert)",
         "DROP TABLE public.more"},
        {"ALTER TABLE mohur.item SET UNLOGGED",
         "ALTER TABLE mohur.item SET LOGGED"},
        {"ALTER TABLE mohur.key ALTER state SET DEFAULT 2",
         "ALTER TABLE mohur.key ALTER state DROP DEFAULT"},
        {"ALTER TABLE mohur.key ALTER state DROP NOT NULL",
         "ALTER TABLE mohur.key ALTER state SET NOT NULL"},
        {"ALTER TABLE mohur.key ADD CONSTRAINT more CHECK(state > 0)",
         "ALTER TABLE mohur.key DROP CONSTRAINT more"},
        {"ALTER TABLE mohur.profile ALTER id TYPE text COLLATE \"default\"",
         "ALTER TABLE mohur.profile ALTER id TYPE text COLLATE \"C\""},
        {"ALTER TABLE mohur.cert RENAME der TO more",
         "ALTER TABLE mohur.cert RENAME more TO der"},
        {"ALTER TABLE mohur.lease RENAME TO more; CREATE VIEW mohur.lease AS "
         "SELECT * FROM mohur.more",
         "DROP VIEW mohur.lease; ALTER TABLE mohur.more RENAME TO lease"},
        {"COMMENT ON TABLE mohur.store IS NULL",
         "COMMENT ON TABLE mohur.store IS 'mohur keystore 1'"},
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);

    for (size_t i = 0; i < sizeof done_undone / sizeof done_undone[0]; i++) {
        store_sql(t, done_undone[i][0]);
        if (reopen_status(t) != MOHUR_E_FORMAT ||
            mohur_keystore_check(ks) != MOHUR_E_FORMAT) {
            fail_msg("%s: %s", done_undone[i][0], mohur_ctx_message(t->ctx));
        }
        store_sql(t, done_undone[i][1]);
        CHECK_STATUS(MOHUR_OK, reopen_status(t));
    }
    mohur_keystore_free(ks);
    store_sql(t, "COMMENT ON TABLE mohur.store IS 'mohur keystore 2'");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, reopen_status(t));
}

static void
is_refused_with_any_row_edited(void **state)
{
    static const char *const sql[] = {
        "UPDATE key SET state = 1 WHERE ver = 1",
        "UPDATE key SET usage = usage + 1",
        "UPDATE key SET protect_until = NULL",
        "UPDATE key SET secret_ct = (SELECT o.secret_ct FROM key o "
        "WHERE o.ring_id <> key.ring_id LIMIT 1)",
        "UPDATE ring SET meta_ct = (SELECT o.meta_ct FROM ring o "
        "WHERE o.id <> ring.id)",
        "UPDATE ring SET level = 3",
        "DELETE FROM key WHERE ver = 1",
        "DELETE FROM slot",
        "INSERT INTO cert SELECT ring_id, ver, 0, '\\x3000' FROM key LIMIT 1",
        "UPDATE slot SET recovery = 1 - recovery",
        "UPDATE store SET seq = seq - 1",
        "UPDATE store SET flags = 1",
        "UPDATE store SET last_time = 0",
        "DELETE FROM store",
        "UPDATE leaf SET mac = sha256(mac) WHERE tbl = 3",
        "DELETE FROM leaf WHERE tbl = 1",
        "UPDATE node SET hash = sha256(hash) WHERE level = 1",
        "DELETE FROM node",
        "UPDATE event SET leaf = leaf || '\\x00' WHERE n = 1",
        "DELETE FROM event WHERE n = 0",
        "INSERT INTO event SELECT n + 100, leaf, chain FROM event",
        "UPDATE ring SET meta_ct = decode(repeat('00', 2000000), 'hex')",
        "UPDATE store SET sys_ct = decode(repeat('00', 2000000), 'hex')",
        "UPDATE event SET leaf = decode(repeat('00', 2000000), 'hex')",
    };
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    struct view genuine;

    key_add(t, ks, "a");
    key_add(t, ks, "b");
    mohur_keystore_free(ks);
    genuine = place_save(t);
    for (size_t i = 0; i < sizeof sql / sizeof sql[0]; i++) {
        mohur_status st = MOHUR_OK;
        store_sql(t, sql[i]);
        st = reopen_status(t);
        if (st != MOHUR_E_AUTH && st != MOHUR_E_FORMAT) {
            fail_msg("%s: %s", sql[i], mohur_status_name(st));
        }
        place_put_back(t, genuine);
        CHECK_STATUS(MOHUR_OK, reopen_status(t));
    }
}

static void
is_refused_when_set_back_under_an_open_handle(void **state)
{
    struct fixture *t  = *state;
    mohur_keystore *ks = store_new(t);
    uint32_t version   = 0;
    struct view old;

    key_add(t, ks, "a");
    old = place_save(t);
    CHECK_OK(key_rotate(ks, "a", &version));
    place_put_back(t, old);
    CHECK_STATUS(MOHUR_E_ROLLBACK, key_try(ks, "a", 0));
    mohur_keystore_free(ks);
}

/* ---- backups ---- */

static mohur_status
back_up(mohur_keystore *ks, const char *path)
{
    mohur_slot_options slot           = MOHUR_SLOT_OPTIONS_INIT;
    const mohur_slot_options *slots[] = {&slot};
    mohur_backup_options o            = MOHUR_BACKUP_OPTIONS_INIT;

    slot.passphrase     = STORE_PASS;
    slot.passphrase_len = strlen(STORE_PASS);
    slot.m_kib          = 64 * 1024;
    slot.t              = 3;
    o.slots             = slots;
    o.slots_len         = 1;
    return mohur_keystore_backup(ks, &o, path);
}

static void
is_backed_up_into_a_file_and_restored_on_either(void **state)
{
    struct fixture *t       = *state;
    const char *folder      = fixture_path(t, "backup");
    const char *again       = fixture_path(t, "again");
    mohur_keystore *ks      = store_new(t);
    mohur_keystore *backup  = NULL;
    mohur_restore_options o = MOHUR_RESTORE_OPTIONS_INIT;
    const char *places[]    = {again, store_path(t)};

    key_add(t, ks, "a");
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, back_up(ks, store_path(t)));
    mohur__error_clear(t->ctx);
    CHECK_OK(back_up(ks, folder));
    mohur_keystore_free(ks);
    store_sql(t, "DROP SCHEMA mohur CASCADE");
    CHECK_OK(mohur__store_open(t->ctx, folder, &backup));
    CHECK_OK(mohur_keystore_unlock(backup, STORE_PASS, strlen(STORE_PASS)));
    o.passphrase     = STORE_PASS;
    o.passphrase_len = strlen(STORE_PASS);
    o.m_kib          = 64 * 1024;
    o.t              = 3;
    for (size_t i = 0; i < 2; i++) {
        o.path = places[i];
        CHECK_OK(mohur_keystore_restore(backup, &o, &ks));
        CHECK_OK(key_try(ks, "a", 1));
        CHECK_OK(mohur_keystore_check(ks));
        mohur_keystore_free(ks);
    }
    mohur_keystore_free(backup);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_not_looked_for_under_a_uri_that_is_none),
        CASE(is_not_reached_with_secrets_or_weaker_terms),
        CASE(is_told_nothing_over_tcp_without_tls),
        CASE(is_not_found_where_there_is_none),
        CASE(is_kept_as_the_format_says),
        CASE(is_connected_to_again_between_transactions),
        CASE(is_unchanged_if_the_connection_is_lost_in_a_change),
        CASE(is_begun_again_if_a_stranger_was_in_the_way),
        CASE(is_unchanged_if_a_stranger_was_in_the_way_of_a_change),
        CASE(is_refused_with_more_or_other_objects_in_its_schema),
        CASE(is_refused_with_any_row_edited),
        CASE(is_refused_when_set_back_under_an_open_handle),
        CASE(is_backed_up_into_a_file_and_restored_on_either),
    };

    if (!place_is_server()) {
        puts("SKIP: no PostgreSQL server; keystore_pg/postgres starts one");
        return 77;
    }
    return cmocka_run_group_tests_name("a store on a server", cases, NULL,
                                       NULL);
}
