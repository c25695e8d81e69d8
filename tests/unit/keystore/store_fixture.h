/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_STORE_FIXTURE_H
#define MOHUR_TESTS_STORE_FIXTURE_H

#include "check.h"

#include "keystore/store.h"
#include "keystore/unlock_slot.h"
#include "place.h"

#include <sqlite3.h>
#include <stdlib.h>

/*
 * Stores for tests: cheap to unlock, with a root key that the test knows, in
 * the case's own folder.  Not every test uses all of it.
 */
#define STORE_PASS "qara deniz"

static const uint8_t store_root_key[32] = {0x20, 0x21, 0x22, 0x23};

static inline const char *
store_path(struct fixture *t)
{
    return place_of_store(t);
}

/* For cases that look at the file itself. */
static inline void
store_is_file(void)
{
    if (place_is_server()) {
        skip();
    }
}

/* What new stores are under: the environment may ask for suite 2. */
static inline enum mohur__suite
store_suite(void)
{
    const char *asked = getenv("MOHUR_TEST_SUITE");

    return asked != NULL && asked[0] == '2' ? MOHUR__SUITE_2 : MOHUR__SUITE_1;
}

static inline struct mohur__store_seed
store_seed(void)
{
    struct mohur__store_seed seed = {
        .passphrase = MOHUR__TEXT(STORE_PASS),
        .cost       = {MOHUR__PWHASH_MIN_M_KIB, 1},
        .suite      = store_suite(),
        .root_key   = MOHUR__BYTES(store_root_key),
    };

    return seed;
}

/* A new store, unlocked. */
static inline mohur_keystore *
store_new(struct fixture *t)
{
    mohur_keystore *ks            = NULL;
    struct mohur__store_seed seed = store_seed();

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__store_create(t->ctx, store_path(t), &seed, &ks));
    return ks;
}

/* The store that is there, unlocked without its passphrase. */
static inline mohur_status
store_open_with(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    mohur_status st = mohur__store_open(ctx, path, out);

    if (st == MOHUR_OK) {
        st = mohur__store_unlock(*out, MOHUR__BYTES(store_root_key),
                                 MOHUR__NOTHING);
    }
    if (st != MOHUR_OK) {
        mohur_keystore_free(*out);
        *out = NULL;
    }
    return st;
}

static inline mohur_keystore *
store_reopen(struct fixture *t)
{
    mohur_keystore *ks = NULL;

    mohur__error_clear(t->ctx);
    CHECK_OK(store_open_with(t->ctx, store_path(t), &ks));
    return ks;
}

static inline mohur_key_options
key_options(const char *name, mohur_purpose purpose, mohur_alg alg)
{
    mohur_key_options o = MOHUR_KEY_OPTIONS_INIT;

    o.name     = name;
    o.name_len = strlen(name);
    o.purpose  = purpose;
    o.alg      = alg;
    return o;
}

static inline mohur_key *
key_make(struct fixture *t,
         mohur_keystore *ks,
         const char *name,
         mohur_purpose purpose,
         mohur_alg alg)
{
    mohur_key_options o = key_options(name, purpose, alg);
    mohur_key *key      = NULL;

    CHECK_OK(mohur_keystore_key_new(ks, &o, &key));
    return key;
}

/* An Ed25519 key that nobody needs a handle on. */
static inline void
key_add(struct fixture *t, mohur_keystore *ks, const char *name)
{
    mohur_key_free(
        key_make(t, ks, name, MOHUR_PURPOSE_SIGN, MOHUR_ALG_ED25519));
}

static inline mohur_key *
key_get(struct fixture *t, mohur_keystore *ks, const char *name, uint32_t v)
{
    mohur_key *key = NULL;

    CHECK_OK(mohur_keystore_key(ks, name, strlen(name), v, &key));
    return key;
}

static inline mohur_status
key_try(mohur_keystore *ks, const char *name, uint32_t v)
{
    mohur_key *key  = NULL;
    mohur_status st = mohur_keystore_key(ks, name, strlen(name), v, &key);

    mohur_key_free(key);
    return st;
}

static inline mohur_status
key_move(mohur_keystore *ks, const char *name, uint32_t v, mohur_key_state to)
{
    return mohur_keystore_move(ks, name, strlen(name), v, to);
}

static inline mohur_status
key_rotate(mohur_keystore *ks, const char *name, uint32_t *v)
{
    return mohur_keystore_rotate(ks, name, strlen(name), 0, v);
}

/* Statements on the store, as somebody who writes it would run them. */
static inline void
store_sql(struct fixture *t, const char *sql)
{
    sqlite3 *db      = NULL;
    const char *path = fixture_path(t, "store/keystore.db");
    int code         = SQLITE_OK;

    if (place_is_server()) {
        place_sql(t, sql);
        return;
    }
    code = sqlite3_open(path, &db);
    if (code == SQLITE_OK) {
        code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    }
    if (code != SQLITE_OK) {
        fail_msg("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

#endif
