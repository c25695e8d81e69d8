/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/guard.h"
#include "base/mem.h"
#include "crypto/labels.h"
#include "keystore/grant.h"
#include "keystore/lease.h"
#include "keystore/slot_make.h"
#include "keystore/store_anchor.h"
#include "keystore/store_tree.h"
#include "keystore/tokens.h"
#include "profile/rules.h"

/* Handles: of a store that is there, and of one that is made. */
enum {
    MARK_LEN        = 16,
    ID_LEN          = 16,
    PROFILE_VERSION = 1 /* of the built-in profile */
};

/* A handle without a database yet. */
static mohur_status
handle_new(mohur_ctx *ctx, mohur_keystore **out)
{
    mohur_status st    = MOHUR_OK;
    mohur_keystore *ks = NULL;

    *out = NULL;
    TRY(MOHUR__NEW(ctx, &ks));
    ks->magic = MOHUR__MAGIC_KEYSTORE;
    ks->ctx   = ctx;
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
    /* In a forked child database and locks are the parent's. */
    if (mohur__secret_alive(ks->mark)) {
        mohur__store_end(ks);
        mohur__leases_close(ks);
        mohur__db_close(ks->db);
    } else {
        mohur__row_wipe(&ks->head);
        mohur__leases_free(ks);
        mohur__db_abandon(ks->db);
    }
    mohur__store_profile_leave(ks);
    mohur__grants_free(ks);
    mohur__anchors_free(ks);
    mohur__tokens_free(ks);
    mohur__hierarchy_wipe(&ks->keys);
    mohur__names_wipe(&ks->names);
    mohur__secret_free(ks->mark);
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

/* What shows without a key. */
static mohur_status
handle_look(mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__db_schema_check(ks->db));
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

    *out = NULL;
    TRY(handle_new(ctx, &ks));
    TRY(mohur__db_open(ctx, path, &ks->db));
    TRY(handle_look(ks));
    *out = ks;
    ks   = NULL;

out:
    mohur__store_close(ks);
    return st;
}

/* ---- a new store ---- */

static void
head_of_new_store(mohur_keystore *ks, mohur__bytes sys_ct)
{
    static const uint8_t zeros[MOHUR__PROFILE_HASH_LEN] = {0};
    struct mohur__row *head                             = &ks->head;
    static const int numbers[][2]                       = {
        {MOHUR__STORE_ONE, 1},
        {MOHUR__STORE_FORMAT, MOHUR__STORE_FORMAT_1},
        {MOHUR__STORE_KIND, MOHUR__STORE_KIND_LIVE},
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
    mohur__row_set_int(head, MOHUR__STORE_SUITE, (uint64_t)ks->keys.suite);
    mohur__row_set_blob(head, MOHUR__STORE_ID, MOHUR__BYTES(ks->keys.store_id));
    mohur__row_set_blob(head, MOHUR__STORE_RK_COMMIT,
                        MOHUR__BYTES(ks->keys.rk_commit));
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
head_make(mohur_keystore *ks, enum mohur__suite suite, mohur__bytes root_key)
{
    mohur_status st          = MOHUR_OK;
    uint8_t store_id[ID_LEN] = {0};
    struct mohur__buf sys_ct = {0};
    struct mohur__env env    = {MOHUR__LABEL_KS_SYSTEM, MOHUR__NOTHING};

    TRY(mohur__random(ks->ctx, MOHUR__SPAN(store_id)));
    TRY(mohur__hierarchy_derive(ks->ctx, store_id, 1, suite, root_key,
                                &ks->keys));
    TRY(mohur__secret_random(ks->ctx, MOHUR__SYS_LEN, &ks->keys.sys));
    mohur__buf_init(&sys_ct, ks->ctx, MOHUR__SYS_LEN + MOHUR__ENV_EXTRA);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env,
                        mohur__secret_bytes(ks->keys.sys), &sys_ct));
    mohur__row_init(&ks->head, ks->ctx, MOHUR__T_STORE);
    head_of_new_store(ks, mohur__buf_view(&sys_ct));
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
    TRY(head_make(
        ks, seed->suite != MOHUR__SUITE_NONE ? seed->suite : MOHUR__SUITE_1,
        root_key));
    TRY(mohur__store_head_insert(ks));
    TRY(first_slot(ks, seed));
    TRY(mohur__store_event(ks, &event, &n));
    if (seed->profile != NULL) {
        TRY(mohur__store_profile_first(ks, seed->profile));
    }

out:
    mohur__secret_free(own);
    return st;
}

/* Fill the database of ks, in one transaction. */
static mohur_status
store_write(mohur_keystore *ks, mohur__store_fill_fn *fill, void *user)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__db_begin(ks->db, true));
    ks->tx = MOHUR__TX_WRITE;
    TRY(mohur__db_schema_create(ks->db));
    TRY(fill(ks, user));
    TRY(mohur__store_commit(ks));
    ks->unlocked            = true;
    ks->force.facts.factors = 1; /* the passphrase that was given */

out:
    mohur__store_end(ks);
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

    *out = NULL;
    TRY(handle_new(ctx, &ks));
    TRY(mohur__db_make(ctx, path, &ks->db));
    TRY(store_write(ks, fill, user));
    TRY(mohur__db_publish(ks->db));
    TRY(handle_look(ks));
    *out = ks;
    ks   = NULL;

out:
    mohur__store_close(ks);
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
