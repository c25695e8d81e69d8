/* SPDX-License-Identifier: Apache-2.0 */
#include "relay.h"
#include "store_fixture.h"

/*
 * The connection to the server is cut where a commit is on its way.  What the
 * call says is what the store then has.
 */

struct cut {
    struct relay relay;
    mohur_keystore *ks;
    char uri[1024];
};

/* The store of the case, by way of the relay. */
static void
cut_start(struct fixture *t, struct cut *c)
{
    const char *place = store_path(t);
    const char *host  = strstr(place, "?host=");

    relay_start(t, &c->relay);
    snprintf(c->uri, sizeof c->uri, "%.*s?host=%s&user=mohur",
             (int)(host - place), place, c->relay.folder);
}

static void
cut_open(struct fixture *t, struct cut *c)
{
    mohur_keystore *ks = store_new(t);

    key_add(t, ks, "a");
    mohur_keystore_free(ks);
    cut_start(t, c);
    CHECK_OK(store_open_with(t->ctx, c->uri, &c->ks));
}

static void
cut_end(struct cut *c)
{
    mohur_keystore_free(c->ks);
    relay_stop(&c->relay);
}

/* How many versions the key has, asked for directly. */
static uint32_t
versions(struct fixture *t)
{
    mohur_keystore *ks = store_reopen(t);
    uint32_t n         = 1;

    CHECK_OK(mohur_keystore_check(ks));
    while (key_try(ks, "a", n + 1) == MOHUR_OK) {
        n++;
    }
    mohur__error_clear(t->ctx);
    mohur_keystore_free(ks);
    return n;
}

static void
was_made_if_the_server_had_made_it(void **state)
{
    struct fixture *t = *state;
    struct cut c;
    uint32_t version = 0;

    cut_open(t, &c);
    atomic_store(&c.relay.cut, RELAY_AFTER);
    CHECK_OK(key_rotate(c.ks, "a", &version));
    CHECK_NUMBER(2, version);
    CHECK_NUMBER(2, versions(t));
    CHECK_OK(key_rotate(c.ks, "a", &version));
    CHECK_NUMBER(3, versions(t));
    cut_end(&c);
}

static void
was_not_made_if_the_server_never_had_it(void **state)
{
    struct fixture *t = *state;
    struct cut c;
    uint32_t version = 0;

    cut_open(t, &c);
    atomic_store(&c.relay.cut, RELAY_BEFORE);
    CHECK_STATUS(MOHUR_E_IO, key_rotate(c.ks, "a", &version));
    CHECK_MESSAGE("was not made");
    CHECK_NUMBER(1, versions(t));
    mohur__error_clear(t->ctx);
    CHECK_OK(key_rotate(c.ks, "a", &version));
    CHECK_NUMBER(2, version);
    CHECK_NUMBER(2, versions(t));
    cut_end(&c);
}

/* The server cannot be asked: the handle says nothing, and is dead. */
static void
is_not_guessed_if_the_server_is_gone(void **state)
{
    struct fixture *t = *state;
    struct cut c;
    uint32_t version = 0;

    cut_open(t, &c);
    atomic_store(&c.relay.cut, RELAY_ALWAYS);
    CHECK_STATUS(MOHUR_E_IO, key_rotate(c.ks, "a", &version));
    CHECK_MESSAGE("not known");
    CHECK_NUMBER(0, version);
    CHECK_STATUS(MOHUR_E_STATE, key_rotate(c.ks, "a", &version));
    cut_end(&c);
}

/* Nor while the old session holds the lock: it may commit still. */
static void
is_not_guessed_while_the_old_session_lives(void **state)
{
    struct fixture *t = *state;
    struct cut c;
    uint32_t version = 0;

    cut_open(t, &c);
    atomic_store(&c.relay.cut, RELAY_HELD);
    CHECK_STATUS(MOHUR_E_IO, key_rotate(c.ks, "a", &version));
    CHECK_MESSAGE("not known");
    CHECK_STATUS(MOHUR_E_STATE, key_try(c.ks, "a", 1));
    cut_end(&c);
}

/* Somebody else rotates, too, before we can ask. */
static void
rotate_between(void *user)
{
    uint32_t version = 0;
    mohur_status st  = MOHUR_E_BUSY;

    /* Until the server has noticed that the old session is over. */
    for (int i = 0; i < 100 && st != MOHUR_OK; i++) {
        st = key_rotate(user, "a", &version);
    }
}

static void
is_found_behind_the_changes_of_others(void **state)
{
    static const enum relay_cut cuts[] = {RELAY_BEFORE, RELAY_AFTER};
    struct fixture *t                  = *state;
    struct cut c;
    mohur_ctx *ctx        = fixture_ctx(t, 0);
    mohur_keystore *other = NULL;
    uint32_t version      = 0;

    cut_open(t, &c);
    CHECK_OK(store_open_with(ctx, store_path(t), &other));
    c.relay.user    = other;
    c.relay.between = rotate_between;
    for (size_t i = 0; i < 2; i++) {
        uint32_t before = versions(t);
        bool made       = cuts[i] == RELAY_AFTER;
        atomic_store(&c.relay.cut, cuts[i]);
        CHECK_STATUS(made ? MOHUR_OK : MOHUR_E_IO,
                     key_rotate(c.ks, "a", &version));
        mohur__error_clear(t->ctx);
        CHECK_NUMBER(before + (made ? 2 : 1), versions(t));
    }
    cut_end(&c);
    mohur_keystore_free(other);
    fixture_ctx_free(t, ctx);
}

static void
is_found_out_when_a_store_is_made(void **state)
{
    struct fixture *t             = *state;
    struct mohur__store_seed seed = store_seed();
    struct cut c                  = {.ks = NULL};

    cut_start(t, &c);
    atomic_store(&c.relay.cut, RELAY_BEFORE);
    CHECK_STATUS(MOHUR_E_IO, mohur__store_create(t->ctx, c.uri, &seed, &c.ks));
    CHECK_MESSAGE("was not made");
    mohur__error_clear(t->ctx);
    atomic_store(&c.relay.cut, RELAY_AFTER);
    CHECK_OK(mohur__store_create(t->ctx, c.uri, &seed, &c.ks));
    key_add(t, c.ks, "a");
    CHECK_NUMBER(1, versions(t));
    cut_end(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(was_made_if_the_server_had_made_it),
        CASE(was_not_made_if_the_server_never_had_it),
        CASE(is_not_guessed_if_the_server_is_gone),
        CASE(is_not_guessed_while_the_old_session_lives),
        CASE(is_found_behind_the_changes_of_others),
        CASE(is_found_out_when_a_store_is_made),
    };

    if (!place_is_server()) {
        puts("SKIP: no PostgreSQL server; keystore_pg/postgres_commit starts "
             "one");
        return 77;
    }
    return cmocka_run_group_tests_name("a commit that is cut off", cases, NULL,
                                       NULL);
}
