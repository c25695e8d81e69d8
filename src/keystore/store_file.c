/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "base/os_file.h"
#include "base/os_folder.h"
#include "crypto/labels.h"
#include "keystore/grant.h"
#include "keystore/slot_make.h"
#include "keystore/store_anchor.h"
#include "keystore/store_tree.h"
#include "profile/rules.h"

/*
 * The folder of a store and what is in it.  A new store is built under
 * another name and takes its own name when it is complete and on the disk.
 */
static const char db_name[]   = "/keystore.db";
static const char lock_name[] = "/keystore.lock";
static const char new_name[]  = "/keystore.new";
static const char journal[]   = "-journal";

/* Names of ours all begin so. */
static const char own_prefix[] = "keystore.";

enum {
    LOCK_WAIT_MS    = 5000,
    MARK_LEN        = 16,
    ID_LEN          = 16,
    PATH_LEN_MAX    = 8192,
    PROFILE_VERSION = 1 /* of the built-in profile */
};

/* *out = a ‖ b, released by mohur__free. */
static mohur_status
join(mohur_ctx *ctx, const char *a, const char *b, char **out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__buf text = {0};

    *out = NULL;
    mohur__buf_init(&text, ctx, PATH_LEN_MAX);
    mohur__buf_bytes(&text, mohur__bytes_text(a));
    mohur__buf_bytes(&text, mohur__bytes_text(b));
    TRY(mohur__buf_status(&text));
    TRY(mohur__strdup(ctx, mohur__buf_view(&text), out));

out:
    mohur__buf_wipe(&text);
    return st;
}

/* A handle without a file yet. */
static mohur_status
handle_new(mohur_ctx *ctx, const char *folder, mohur_keystore **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_keystore *ks = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &ks));
    ks->magic = MOHUR__MAGIC_KEYSTORE;
    ks->ctx   = ctx;
    ks->lock  = -1;
    TRY(join(ctx, folder, db_name, &ks->db_path));
    TRY(join(ctx, folder, lock_name, &ks->lock_path));
    TRY(mohur__secret_random(ctx, MARK_LEN, &ks->mark));
    *out = ks;
    ks   = NULL;

out:
    mohur__store_close(ks);
    return st;
}

void
mohur__store_close(mohur_keystore *ks)
{
    if (ks == NULL) {
        return;
    }
    /* In a forked child file and locks are the parent's. */
    if (mohur__secret_alive(ks->mark)) {
        mohur__store_end(ks);
        mohur__db_close(ks->db);
    } else {
        mohur__row_wipe(&ks->head);
        mohur__db_abandon(ks->db);
    }
    mohur__store_profile_leave(ks);
    mohur__grants_free(ks);
    mohur__anchors_free(ks);
    mohur__hierarchy_wipe(&ks->keys);
    mohur__names_wipe(&ks->names);
    mohur__secret_free(ks->mark);
    mohur__free(ks->db_path);
    mohur__free(ks->lock_path);
    mohur__free(ks); /* which wipes the magic */
}

static mohur_status
profile_id_copy(mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    mohur__bytes id = mohur__row_bytes(&ks->head, MOHUR__STORE_PROFILE_ID);

    REQUIRE(ks->ctx, id.len > 0 && id.len <= MOHUR__PROFILE_ID_MAX,
            MOHUR_E_FORMAT, "the keystore's first row is not well formed");
    mohur__store_profile_id(ks, id);

out:
    return st;
}

/* Open the file of a handle, and look at what shows without a key. */
static mohur_status
handle_attach(mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__os_private_check(ks->ctx, ks->db_path));
    TRY(mohur__db_open(ks->ctx, ks->db_path, &ks->db));
    TRY(mohur__schema_check(ks->ctx, ks->db));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(profile_id_copy(ks));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    return st;
}

mohur_status
mohur__store_open(mohur_ctx *ctx, const char *path, mohur_keystore **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_keystore *ks = NULL;
    char *folder       = NULL;

    *out = NULL;
    TRY(mohur__os_folder_check(ctx, path, &folder));
    TRY(handle_new(ctx, folder, &ks));
    TRY(handle_attach(ks));
    *out = ks;
    ks   = NULL;

out:
    mohur__store_close(ks);
    mohur__free(folder);
    return st;
}

/* ---- a new store ---- */

static void
head_of_new_store(mohur_keystore *ks,
                  const uint8_t rk_commit[MOHUR__RK_COMMIT_LEN],
                  mohur__bytes sys_ct)
{
    static const uint8_t zeros[MOHUR__PROFILE_HASH_LEN] = {0};
    struct mohur__row *head                             = &ks->head;
    static const int numbers[][2]                       = {
        {MOHUR__STORE_ONE, 1},
        {MOHUR__STORE_FORMAT, MOHUR__STORE_FORMAT_1},
        {MOHUR__STORE_KIND, MOHUR__STORE_KIND_LIVE},
        {MOHUR__STORE_SUITE, MOHUR__STORE_SUITE_1},
        {MOHUR__STORE_EPOCH, 1},
        {MOHUR__STORE_SEQ, 0},
        {MOHUR__STORE_EVENT_COUNT, 0},
        {MOHUR__STORE_LOG_SIZE, 0},
        {MOHUR__STORE_PROFILE_VER, PROFILE_VERSION},
        {MOHUR__STORE_LAST_TIME, 0},
        {MOHUR__STORE_FLAGS, 0},
    };

    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        mohur__row_set_int(head, numbers[i][0], (uint64_t)numbers[i][1]);
    }
    mohur__row_set_blob(head, MOHUR__STORE_ID, MOHUR__BYTES(ks->keys.store_id));
    mohur__row_set_blob(head, MOHUR__STORE_RK_COMMIT,
                        mohur__bytes_of(rk_commit, MOHUR__RK_COMMIT_LEN));
    mohur__row_set_blob(head, MOHUR__STORE_SYS_CT, sys_ct);
    mohur__row_set_text(head, MOHUR__STORE_PROFILE_ID,
                        mohur__bytes_text(mohur__policy_builtin.id));
    /* A built-in profile has no text, so no hash either. */
    mohur__row_set_blob(head, MOHUR__STORE_PROFILE_HASH, MOHUR__BYTES(zeros));
    mohur__row_set_blob(head, MOHUR__STORE_MAC, MOHUR__BYTES(zeros));
}

static mohur_status
head_begin(mohur_keystore *ks)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t root[MOHUR__TREE_HASH_LEN]   = {0};
    uint8_t chain[MOHUR__EVENT_HASH_LEN] = {0};

    TRY(mohur__tree_empty(ks->ctx, root));
    TRY(mohur__event_chain_start(ks->ctx, MOHUR__BYTES(ks->keys.store_id),
                                 chain));
    mohur__row_set_blob(&ks->head, MOHUR__STORE_ROOT, MOHUR__BYTES(root));
    mohur__row_set_blob(&ks->head, MOHUR__STORE_EVENT_HEAD,
                        MOHUR__BYTES(chain));
    TRY(ks->head.st);

out:
    return st;
}

/* The keys of a new store, and the store row that goes with them. */
static mohur_status
head_make(mohur_keystore *ks, mohur__bytes root_key)
{
    mohur_status st                         = MOHUR_OK;
    uint8_t store_id[ID_LEN]                = {0};
    uint8_t rk_commit[MOHUR__RK_COMMIT_LEN] = {0};
    struct mohur__buf sys_ct                = {0};
    struct mohur__env env = {MOHUR__LABEL_KS_SYSTEM, MOHUR__NOTHING};

    TRY(mohur__random(ks->ctx, MOHUR__SPAN(store_id)));
    TRY(mohur__hierarchy_derive(ks->ctx, store_id, 1, root_key, &ks->keys,
                                rk_commit));
    TRY(mohur__secret_random(ks->ctx, MOHUR__SYS_LEN, &ks->keys.sys));
    mohur__buf_init(&sys_ct, ks->ctx, MOHUR__SYS_LEN + MOHUR__ENV_EXTRA);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env,
                        mohur__secret_bytes(ks->keys.sys), &sys_ct));
    mohur__row_init(&ks->head, ks->ctx, MOHUR__T_STORE);
    head_of_new_store(ks, rk_commit, mohur__buf_view(&sys_ct));
    TRY(head_begin(ks));

out:
    mohur__buf_wipe(&sys_ct);
    return st;
}

mohur_status
mohur__store_head_insert(struct mohur_keystore *ks)
{
    mohur_status st       = MOHUR_OK;
    struct mohur__stmt *s = NULL;

    TRY(mohur__stmt_new(ks->db, ks->head.table->add, &s));
    TRY(mohur__row_bind(&ks->head, s));
    TRY(mohur__stmt_run(s));

out:
    mohur__stmt_free(s);
    return st;
}

static mohur_status
first_slot(mohur_keystore *ks, const struct mohur__store_seed *seed)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__row row        = {0};
    struct mohur__slot_plan plan = {
        .type    = MOHUR_SLOT_PASSPHRASE,
        .label   = MOHUR__TEXT("passphrase"),
        .factors = 1,
        .factor  = {{.type       = MOHUR_SLOT_PASSPHRASE,
                     .passphrase = seed->passphrase,
                     .cost       = seed->cost}},
    };

    TRY(mohur__slot_make(ks, &plan, &row));
    TRY(mohur__slot_insert(ks, &plan, &row));

out:
    mohur__row_wipe(&row);
    return st;
}

/* What a new store, and not a copy of one, is filled with. */
static mohur_status
store_fill(struct mohur_keystore *ks, void *user)
{
    mohur_status st                      = MOHUR_OK;
    const struct mohur__store_seed *seed = user;
    struct mohur__secret *own            = NULL;
    mohur__bytes root_key                = seed->root_key;
    struct mohur__event event            = {.type = MOHUR__EVENT_STORE_CREATE};
    uint64_t n                           = 0;

    if (root_key.len == 0) {
        TRY(mohur__secret_random(ks->ctx, MOHUR__ROOT_KEY_LEN, &own));
        root_key = mohur__secret_bytes(own);
    }
    TRY(head_make(ks, root_key));
    TRY(mohur__store_head_insert(ks));
    TRY(first_slot(ks, seed));
    TRY(mohur__store_event(ks, &event, &n));

out:
    mohur__secret_free(own);
    return st;
}

/* Fill the file of ks, in one transaction. */
static mohur_status
store_write(mohur_keystore *ks, mohur__store_fill_fn *fill, void *user)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__db_exec(ks->db, "BEGIN IMMEDIATE"));
    ks->tx = MOHUR__TX_WRITE;
    TRY(mohur__schema_create(ks->db));
    TRY(fill(ks, user));
    TRY(mohur__store_commit(ks));
    ks->unlocked = true;

out:
    mohur__store_end(ks);
    return st;
}

/* The journal too: left alone, it would be played into the next new file. */
static mohur_status
remove_new(mohur_ctx *ctx, const char *path)
{
    mohur_status st = MOHUR_OK;
    char *side      = NULL;

    mohur__os_unlink(path);
    TRY(join(ctx, path, journal, &side));
    mohur__os_unlink(side);

out:
    mohur__free(side);
    return st;
}

/* Under the lock of the folder: build, then give it its name. */
static mohur_status
store_build(mohur_keystore *ks,
            const char *path,
            mohur__store_fill_fn *fill,
            void *user)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, !mohur__os_exists(ks->db_path), MOHUR_E_EXISTS,
            "there is a keystore already");
    TRY(remove_new(ks->ctx, path)); /* of a creation that was interrupted */
    TRY(mohur__os_private_new(ks->ctx, path));
    TRY(mohur__db_open(ks->ctx, path, &ks->db));
    TRY(store_write(ks, fill, user));
    mohur__db_close(ks->db);
    ks->db = NULL;
    TRY(mohur__os_temp_commit(ks->ctx, path, ks->db_path, false));
    TRY(handle_attach(ks));

out:
    if (st != MOHUR_OK && st != MOHUR_E_EXISTS) {
        (void)remove_new(ks->ctx, path);
    }
    return st;
}

/* A folder that is there may hold nothing but what a creation left. */
static mohur_status
folder_take(mohur_ctx *ctx, const char *path, char **folder)
{
    mohur_status st = MOHUR_OK;
    bool only       = false;

    TRY(mohur__os_folder_make(ctx, path));
    TRY(mohur__os_folder_only(ctx, path, own_prefix, &only));
    REQUIRE(ctx, only, MOHUR_E_EXISTS,
            "the folder for the keystore has other files in it");
    TRY(mohur__os_folder_close(ctx, path));
    TRY(mohur__os_folder_check(ctx, path, folder));

out:
    return st;
}

mohur_status
mohur__store_make(mohur_ctx *ctx,
                  const char *path,
                  mohur__store_fill_fn *fill,
                  void *user,
                  mohur_keystore **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_keystore *ks = NULL;
    char *folder       = NULL;
    char *new_path     = NULL;
    int lock           = -1;

    *out = NULL;
    TRY(folder_take(ctx, path, &folder));
    TRY(join(ctx, folder, new_name, &new_path));
    TRY(handle_new(ctx, folder, &ks));
    TRY(mohur__os_lock(ctx, ks->lock_path, LOCK_WAIT_MS, &lock));
    TRY(store_build(ks, new_path, fill, user));
    *out = ks;
    ks   = NULL;

out:
    mohur__os_unlock(lock);
    mohur__store_close(ks);
    mohur__free(new_path);
    mohur__free(folder);
    return st;
}

mohur_status
mohur__store_create(mohur_ctx *ctx,
                    const char *path,
                    const struct mohur__store_seed *seed,
                    mohur_keystore **out)
{
    struct mohur__store_seed own = *seed;

    return mohur__store_make(ctx, path, store_fill, &own, out);
}
