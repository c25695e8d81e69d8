/* SPDX-License-Identifier: Apache-2.0 */
#include "store_jobs.h"

#include "base/guard.h"
#include "keystore/store.h"

#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#define FIRST "first", 5

/* Every key has a name of its own: a job may run many times. */
static const char *
next_name(void)
{
    static char name[32];
    static unsigned n;

    snprintf(name, sizeof name, "key %u", ++n);
    return name;
}

static mohur_status
run_unlock(mohur_ctx *ctx, const char *path)
{
    mohur_keystore_options options = MOHUR_KEYSTORE_OPTIONS_INIT;
    mohur_keystore *ks             = NULL;
    mohur_status st                = MOHUR_OK;

    options.path = path;
    TRY(mohur_keystore_open(ctx, &options, &ks));
    TRY(mohur_keystore_unlock(ks, SCENE_PASSPHRASE, strlen(SCENE_PASSPHRASE)));

out:
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
run_read(mohur_ctx *ctx, const char *path)
{
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;
    mohur_keystore *ks       = NULL;
    mohur_key_list *list     = NULL;
    mohur_key *key           = NULL;
    mohur_status st          = MOHUR_OK;

    TRY(scene_store_open(ctx, path, &ks));
    TRY(mohur_keystore_get_info(ks, &info));
    TRY(mohur_keystore_list(ks, &list));
    TRY(mohur_keystore_key(ks, FIRST, 0, &key));
    TRY(mohur_keystore_check(ks));

out:
    mohur_key_free(key);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
run_key_new(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = MOHUR_OK;

    TRY(scene_store_open(ctx, path, &ks));
    TRY(scene_store_key(ks, next_name(), MOHUR_ALG_ECDH_P256));

out:
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
run_rotate(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks = NULL;
    uint32_t version   = 0;
    mohur_status st    = MOHUR_OK;

    TRY(scene_store_open(ctx, path, &ks));
    TRY(mohur_keystore_rotate(ks, FIRST, 0, &version));

out:
    mohur_keystore_free(ks);
    return st;
}

/* There and back, so that it can be done again. */
static mohur_status
run_move(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks   = NULL;
    mohur_key_list *list = NULL;
    mohur_status st      = MOHUR_OK;
    mohur_key_state to   = MOHUR_KEY_SUSPENDED;

    TRY(scene_store_open(ctx, path, &ks));
    TRY(mohur_keystore_list(ks, &list));
    for (size_t i = 0; i < mohur_key_list_len(list); i++) {
        const mohur_key_info *at = mohur_key_list_at(list, i);
        if (strcmp(at->name, "moved") == 0 &&
            at->state == MOHUR_KEY_SUSPENDED) {
            to = MOHUR_KEY_ACTIVE;
        }
    }
    TRY(mohur_keystore_move(ks, "moved", 5, 1, to));

out:
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
    return st;
}

/* Made by OpenSSL: tests/data/pem/ed25519.pem. */
static const char pem[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
    "-----END PRIVATE KEY-----\n";

static mohur_status
run_import(mohur_ctx *ctx, const char *path)
{
    mohur_key_options options = MOHUR_KEY_OPTIONS_INIT;
    mohur_keystore *ks        = NULL;
    mohur_key *key            = NULL;
    const char *name          = next_name();
    mohur_status st           = MOHUR_OK;

    options.name     = name;
    options.name_len = strlen(name);
    TRY(scene_store_open(ctx, path, &ks));
    TRY(mohur_keystore_import(ks, &options, pem, strlen(pem), NULL, 0, &key));

out:
    mohur_key_free(key);
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
run_export(mohur_ctx *ctx, const char *path, bool is_private)
{
    mohur_keystore *ks = NULL;
    mohur_key *key     = NULL;
    mohur_sink *sink   = NULL;
    mohur_status st    = MOHUR_OK;

    TRY(scene_store_open(ctx, path, &ks));
    TRY(mohur_keystore_key(ks, FIRST, 1, &key));
    TRY(mohur_sink_new_memory(ctx, 1 << 16, &sink));
    TRY(is_private ? mohur_key_export_private(ctx, key, "pass", 4, sink)
                   : mohur_key_export_public(ctx, key, sink));

out:
    mohur_sink_free(sink);
    mohur_key_free(key);
    mohur_keystore_free(ks);
    return st;
}

static mohur_status
run_export_public(mohur_ctx *ctx, const char *path)
{
    return run_export(ctx, path, false);
}

static mohur_status
run_export_private(mohur_ctx *ctx, const char *path)
{
    return run_export(ctx, path, true);
}

const struct store_job store_jobs[] = {
    {"unlocking", run_unlock, 0, true},
    {"reading", run_read, 0, false},
    {"a new key", run_key_new, 1, false},
    {"rotation", run_rotate, 1, false},
    {"another state", run_move, 0, false},
    {"import", run_import, 1, false},
    {"public export", run_export_public, 0, false},
    {"private export", run_export_private, 0, true},
};

const size_t store_jobs_len = sizeof store_jobs / sizeof store_jobs[0];

const char *
store_jobs_start(struct fixture *t)
{
    const char *path   = fixture_path(t, "store");
    mohur_keystore *ks = NULL;

    CHECK_OK(scene_store_new(t->ctx, path, &ks));
    CHECK_OK(scene_store_key(ks, "first", MOHUR_ALG_ED25519));
    CHECK_OK(scene_store_key(ks, "moved", MOHUR_ALG_X25519));
    mohur_keystore_free(ks);
    return path;
}

size_t
store_jobs_check(struct fixture *t, const char *path)
{
    mohur_keystore *ks   = NULL;
    mohur_key_list *list = NULL;
    size_t len           = 0;

    CHECK_OK(scene_store_open(t->ctx, path, &ks));
    CHECK_OK(mohur_keystore_check(ks));
    CHECK_OK(mohur_keystore_list(ks, &list));
    len = mohur_key_list_len(list);
    mohur_key_list_free(list);
    mohur_keystore_free(ks);
    return len;
}

mohur_status
store_jobs_create(mohur_ctx *ctx, const char *path)
{
    mohur_keystore *ks = NULL;
    mohur_status st    = scene_store_new(ctx, path, &ks);

    mohur_keystore_free(ks);
    return st;
}

void
store_jobs_remove(const char *path)
{
    static const char *const names[] = {"db", "lock", "new", "db-journal",
                                        "new-journal"};
    char whole[512];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(whole, sizeof whole, "%s/keystore.%s", path, names[i]);
        (void)unlink(whole);
    }
    CHECK(rmdir(path) == 0 || errno == ENOENT);
}
