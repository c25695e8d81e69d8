/* SPDX-License-Identifier: Apache-2.0 */
#include "place.h"

#include "check.h"
#include "keystore/db.h"

#include <stdlib.h>
#include <unistd.h>

static const char *
server(void)
{
    return getenv("MOHUR_TEST_POSTGRES");
}

bool
place_is_server(void)
{
    return server() != NULL && server()[0] != '\0';
}

/* On a context of its own: that of the case may be out of memory. */
static void
run(const char *uri, const char *sql)
{
    mohur_ctx *ctx       = NULL;
    struct mohur__db *db = NULL;
    mohur_status st      = mohur_ctx_new(NULL, &ctx);

    st = st == MOHUR_OK ? mohur__db_open(ctx, uri, &db) : st;
    st = st == MOHUR_OK ? mohur__db_exec(db, sql) : st;
    if (st != MOHUR_OK) {
        fail_msg("%s: %s", sql, mohur_ctx_message(ctx));
    }
    mohur__db_close(db);
    mohur_ctx_free(ctx);
}

static void
uri_of(const char *name, char *out, size_t out_cap)
{
    snprintf(out, out_cap, "postgresql:///%s?host=%s&user=mohur", name,
             server());
}

const char *
place_database(struct fixture *t, const char *name)
{
    char uri[512];

    uri_of(name, uri, sizeof uri);
    return (const char *)memcpy(fixture_bytes(t, 0, strlen(uri) + 1), uri,
                                strlen(uri) + 1);
}

void
place_server_sql(struct fixture *t, const char *sql)
{
    run(place_database(t, "postgres"), sql);
}

/* One database for each process, made at its first case. */
static char own_uri[512];
static pid_t own_pid;

static void
database_drop(void)
{
    char uri[512];
    char sql[128];

    if (own_pid == getpid()) {
        uri_of("postgres", uri, sizeof uri);
        snprintf(sql, sizeof sql, "DROP DATABASE test_%d WITH (FORCE)",
                 (int)own_pid);
        run(uri, sql);
    }
}

static void
database_make(struct fixture *t)
{
    char name[64];
    char sql[128];

    own_pid = getpid();
    snprintf(name, sizeof name, "test_%d", (int)own_pid);
    snprintf(sql, sizeof sql, "CREATE DATABASE %s", name);
    place_server_sql(t, sql);
    uri_of(name, own_uri, sizeof own_uri);
    atexit(database_drop);
}

const char *
place_of_store(struct fixture *t)
{
    static char of_case[sizeof t->tmpdir];

    if (!place_is_server()) {
        return fixture_path(t, "store");
    }
    if (own_pid == 0) {
        database_make(t);
    }
    if (strcmp(of_case, fixture_tmpdir(t)) != 0) {
        snprintf(of_case, sizeof of_case, "%s", fixture_tmpdir(t));
        run(own_uri, "DROP SCHEMA IF EXISTS mohur CASCADE");
    }
    return own_uri;
}

void
place_sql(struct fixture *t, const char *sql)
{
    run(place_of_store(t), sql);
}

static const char tables[] =
    "'store', 'slot', 'ring', 'key', 'cert', 'lease', 'role', 'subject', "
    "'item', 'profile', 'backup', 'event', 'leaf', 'node'";

struct view
place_save(struct fixture *t)
{
    static int count;
    char sql[1024];
    char *name = (char *)fixture_bytes(t, 0, 32);

    if (!place_is_server()) {
        return fixture_read_file(t, fixture_path(t, "store/keystore.db"));
    }
    snprintf(name, 32, "saved_%d", ++count);
    snprintf(sql, sizeof sql,
             "CREATE SCHEMA %s; DO $$ DECLARE n text; BEGIN "
             "FOREACH n IN ARRAY ARRAY[%s] LOOP EXECUTE 'CREATE TABLE %s.' || "
             "n || ' AS TABLE mohur.' || n; END LOOP; END $$",
             name, tables, name);
    place_sql(t, sql);
    return VIEW_TEXT(name);
}

void
place_put_back(struct fixture *t, struct view saved)
{
    char sql[1024];

    if (!place_is_server()) {
        fixture_write_file(fixture_path(t, "store/keystore.db"), saved);
        return;
    }
    snprintf(sql, sizeof sql,
             "DO $$ DECLARE n text; BEGIN FOREACH n IN ARRAY ARRAY[%s] LOOP "
             "EXECUTE 'DELETE FROM mohur.' || n; EXECUTE 'INSERT INTO mohur.' "
             "|| n || ' SELECT * FROM %.*s.' || n; END LOOP; END $$",
             tables, (int)saved.len, (const char *)saved.data);
    place_sql(t, sql);
}
