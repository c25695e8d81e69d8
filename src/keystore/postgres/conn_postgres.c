/* SPDX-License-Identifier: Apache-2.0 */
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/os_wait.h"
#include "keystore/postgres/postgres.h"

/*
 * Connections.  Of a URI only what is known to be harmless is taken: nothing
 * that sets the server up, no secret, no weaker TLS.  libpq's own words are
 * not passed on, they may quote the server; its notices go nowhere.
 */
enum {
    WAIT_MS   = 10000,
    POLLS_MAX = 100,
    WORDS_MAX = 24,
    STATE_LEN = 5
};

/* For libpq: two lists that end in NULL. */
struct words {
    const char *key[WORDS_MAX];
    const char *value[WORDS_MAX];
    size_t len;
};

static void
words_add(struct words *w, const char *key, const char *value)
{
    if (w->len < WORDS_MAX - 1) {
        w->key[w->len]     = key;
        w->value[w->len++] = value;
    }
}

static bool
text_is(const char *a, const char *b)
{
    return mohur__bytes_equal(mohur__bytes_text(a), mohur__bytes_text(b));
}

static bool
word_is_allowed(const char *key)
{
    static const char *const allowed[] = {
        "user",    "dbname",      "host",   "hostaddr", "port",    "passfile",
        "sslcert", "sslrootcert", "sslkey", "sslcrl",   "sslmode",
    };
    bool found = false;

    for (size_t i = 0; i < sizeof allowed / sizeof allowed[0]; i++) {
        found = found || text_is(key, allowed[i]);
    }
    return found;
}

/* What the caller says of the server. */
static mohur_status
words_read(mohur_ctx *ctx, const PQconninfoOption *given, struct words *w)
{
    mohur_status st = MOHUR_OK;

    for (; given->keyword != NULL; given++) {
        if (given->val == NULL) {
            continue;
        }
        REQUIRE(ctx, !text_is(given->keyword, "password"), MOHUR_E_UNSUPPORTED,
                "a password does not belong into the keystore's URI; name a "
                "file with passfile=, or use a certificate");
        REQUIRE(ctx, word_is_allowed(given->keyword), MOHUR_E_UNSUPPORTED,
                "the keystore's URI may not set %s", given->keyword);
        REQUIRE(ctx,
                !text_is(given->keyword, "sslmode") ||
                    text_is(given->val, "verify-full"),
                MOHUR_E_UNSUPPORTED,
                "the keystore's URI may have no sslmode but verify-full");
        words_add(w, given->keyword, given->val);
    }

out:
    return st;
}

/* And what holds for every server.  A socket in a folder has no TLS. */
static void
words_ours(struct words *w)
{
    words_add(w, "sslmode", "verify-full");
    words_add(w, "gssencmode", "disable");
    words_add(w, "target_session_attrs", "primary");
    words_add(w, "client_encoding", "UTF8");
    words_add(w, "application_name", "mohur");
}

static void
notice_ignore(void *user, const PGresult *notice)
{
    (void)user;
    (void)notice;
}

/* Not in one call: notices of the greeting would go to stderr. */
static mohur_status
greet(mohur_ctx *ctx, PGconn *conn)
{
    mohur_status st = MOHUR_OK;
    bool writing    = true;

    for (int i = 0; i < POLLS_MAX; i++) {
        PostgresPollingStatusType next = PGRES_POLLING_FAILED;
        TRY(mohur__os_wait(ctx, PQsocket(conn), writing, WAIT_MS));
        next = PQconnectPoll(conn);
        if (next == PGRES_POLLING_OK) {
            return MOHUR_OK;
        }
        REQUIRE(ctx, next != PGRES_POLLING_FAILED, MOHUR_E_IO,
                PQconnectionNeedsPassword(conn) != 0
                    ? "the PostgreSQL server asks for a password; name a file "
                      "with passfile= in the URI"
                    : "the PostgreSQL server cannot be reached, or refuses; "
                      "its log, and psql with the same URI, say why");
        writing = next == PGRES_POLLING_WRITING;
    }
    st = mohur__error(ctx, MOHUR_E_IO, "the PostgreSQL server does not answer");

out:
    return st;
}

/* The caller's words have been checked: this is for libpq's own surprises. */
static mohur_status
channel_check(mohur_ctx *ctx, PGconn *conn)
{
    const char *host = PQhost(conn);

    return PQsslInUse(conn) != 0 ||
                   (host != NULL && (host[0] == '/' || host[0] == '@'))
               ? MOHUR_OK
               : mohur__error(ctx, MOHUR_E_UNSUPPORTED,
                              "the connection to the PostgreSQL server has no "
                              "TLS");
}

/*
 * What a session of ours is like: names are those of the system before those
 * of the store, a commit is on the server's disk, nobody filters our rows.
 */
static const char session_begin[] =
    "SET search_path = pg_catalog, mohur, pg_temp;"
    "SET lock_timeout = '5s';"
    "SET statement_timeout = 0;"
    "SET row_security = off;"
    "SET default_transaction_read_only = off;"
    "SET client_min_messages = error;"
    "SELECT pg_catalog.set_config('synchronous_commit', CASE "
    "pg_catalog.current_setting('synchronous_commit') WHEN 'remote_apply' "
    "THEN 'remote_apply' ELSE 'on' END, false), "
    "pg_catalog.pg_is_in_recovery()::pg_catalog.text";

static mohur_status
session_set(struct mohur__pg *db)
{
    mohur_status st  = MOHUR_OK;
    PGresult *result = PQexec(db->conn, session_begin);

    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
        st = mohur__pg_error(db, result);
    } else if (!text_is(PQgetvalue(result, 0, 1), "false")) {
        st = mohur__error(db->base.ctx, MOHUR_E_IO,
                          "the PostgreSQL server is a standby; name the "
                          "primary");
    }
    PQclear(result);
    return st;
}

static mohur_status
connect_with(struct mohur__pg *db, const struct words *w)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = db->base.ctx;

    PQfinish(db->conn);
    db->conn = PQconnectStartParams(w->key, w->value, 0);
    REQUIRE(ctx, db->conn != NULL, MOHUR_E_NO_MEMORY, "memory ran out");
    PQsetNoticeReceiver(db->conn, notice_ignore, NULL);
    REQUIRE(ctx, PQstatus(db->conn) != CONNECTION_BAD, MOHUR_E_IO,
            "the PostgreSQL server that the URI names cannot be found");
    TRY(greet(ctx, db->conn));
    TRY(channel_check(ctx, db->conn));
    TRY(session_set(db));
    db->session++;
    db->locked = false;

out:
    if (st != MOHUR_OK) {
        PQfinish(db->conn);
        db->conn = NULL;
    }
    return st;
}

mohur_status
mohur__pg_connect(struct mohur__pg *db)
{
    mohur_status st         = MOHUR_OK;
    struct words words      = {0};
    PQconninfoOption *given = PQconninfoParse(db->uri, NULL);

    REQUIRE(db->base.ctx, given != NULL, MOHUR_E_FORMAT,
            "the keystore's URI is not well formed: "
            "postgresql://user@host/database");
    TRY(words_read(db->base.ctx, given, &words));
    words_ours(&words);
    TRY(connect_with(db, &words));

out:
    PQconninfoFree(given);
    return st;
}

/* PQfinish would say goodbye to the server, in the parent's name. */
void
mohur__pg_abandon(struct mohur__pg *db)
{
    if (db->conn != NULL) {
        mohur__os_close(PQsocket(db->conn));
        db->conn = NULL;
    }
}

bool
mohur__pg_is_connected(const struct mohur__pg *db)
{
    return db->conn != NULL && PQstatus(db->conn) == CONNECTION_OK;
}

/* ---- errors ---- */

static mohur__bytes
state_of(const PGresult *result)
{
    return mohur__bytes_text(PQresultErrorField(result, PG_DIAG_SQLSTATE));
}

bool
mohur__pg_state_is(const PGresult *result, const char *state)
{
    return mohur__bytes_equal(state_of(result), mohur__bytes_text(state));
}

/* Is it of this class, the first two characters? */
static bool
class_is(mohur__bytes state, const char *class)
{
    return mohur__bytes_equal(mohur__bytes_sub(state, 0, 2),
                              mohur__bytes_text(class));
}

/* Five capitals and digits; what else a server says is not repeated. */
static void
state_show(mohur__bytes state, char out[STATE_LEN + 1])
{
    for (size_t i = 0; i < STATE_LEN; i++) {
        uint8_t c  = i < state.len ? state.data[i] : '?';
        bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        out[i]     = plain ? (char)c : '?';
    }
    out[STATE_LEN] = '\0';
}

mohur_status
mohur__pg_error(struct mohur__pg *db, const PGresult *result)
{
    mohur_ctx *ctx     = db->base.ctx;
    mohur__bytes state = state_of(result);
    char shown[STATE_LEN + 1];

    state_show(state, shown);
    if (!mohur__pg_is_connected(db) || state.len == 0) {
        return mohur__error(ctx, MOHUR_E_IO,
                            "the connection to the PostgreSQL server was lost");
    }
    if (class_is(state, "40") || mohur__pg_state_is(result, "55P03")) {
        return mohur__error(ctx, MOHUR_E_BUSY,
                            "the keystore is in use by another process");
    }
    if (mohur__pg_state_is(result, "42501")) {
        return mohur__error(ctx, MOHUR_E_IO,
                            "the PostgreSQL server does not let this role use "
                            "the keystore");
    }
    if (class_is(state, "22") || class_is(state, "23") ||
        class_is(state, "42")) {
        return mohur__error(ctx, MOHUR_E_FORMAT,
                            "the keystore's tables are damaged: SQLSTATE %s",
                            shown);
    }
    return mohur__error(ctx, MOHUR_E_IO,
                        "the PostgreSQL server cannot do it: SQLSTATE %s",
                        shown);
}
