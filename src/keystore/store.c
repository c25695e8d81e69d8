/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/store.h"

#include "base/guard.h"
#include "base/options.h"
#include "keystore/birth.h"
#include "keystore/grant.h"
#include "keystore/slot_token.h"
#include "keystore/store_anchor.h"

/* The handle of a store: opened, unlocked, asked, checked, released. */

mohur_status
mohur__store_enter(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    if (ks == NULL || ks->magic != MOHUR__MAGIC_KEYSTORE) {
        return MOHUR_E_ARGUMENT;
    }
    TRY(mohur__ctx_enter(ks->ctx));
    REQUIRE(ks->ctx, mohur__secret_alive(ks->mark), MOHUR_E_STATE,
            "the keystore was opened before this process forked; open it here");
    REQUIRE(ks->ctx, !ks->dead, MOHUR_E_STATE,
            "the last change may not have been written; open it again");

out:
    return st;
}

mohur_status
mohur__store_enter_either(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter(ks));
    REQUIRE(ks->ctx, ks->unlocked, MOHUR_E_STATE, "the keystore is locked");

out:
    return st;
}

mohur_status
mohur__store_enter_unlocked(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_either(ks));
    REQUIRE(ks->ctx, !ks->backup, MOHUR_E_KEY_STATE,
            "this is a backup: it can be listed, checked and restored, not "
            "used");

out:
    return st;
}

mohur_status
mohur__store_enter_backup(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_either(ks));
    REQUIRE(ks->ctx, ks->backup, MOHUR_E_KEY_STATE,
            "this is no backup but a keystore");

out:
    return st;
}

mohur_status
mohur__store_options(mohur_ctx *ctx,
                     const mohur_keystore_options *given,
                     mohur_keystore_options *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__options_check(ctx, given, sizeof *out, out));
    REQUIRE(ctx, out->path != NULL && out->path[0] != '\0', MOHUR_E_ARGUMENT,
            "the folder of the keystore was not named");

out:
    return st;
}

mohur_status
mohur_keystore_open(mohur_ctx *ctx,
                    const mohur_keystore_options *options,
                    mohur_keystore **out)
{
    mohur_status st          = MOHUR_OK;
    mohur_keystore_options o = MOHUR_KEYSTORE_OPTIONS_INIT;

    if (out != NULL) {
        *out = NULL;
    }
    TRY(mohur__ctx_enter(ctx));
    REQUIRE(ctx, out != NULL, MOHUR_E_ARGUMENT, "out is NULL");
    TRY(mohur__store_options(ctx, options, &o));
    TRY(mohur__store_open(ctx, o.path, out));

out:
    return st;
}

static mohur_status
unlock_with(mohur_keystore *ks, const mohur_unlock *how)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__shown shown  = {0};
    struct mohur__unlocked got = {0};

    REQUIRE(ks->ctx, !ks->unlocked, MOHUR_E_STATE,
            "the keystore is unlocked already");
    TRY(mohur__shown_read(ks->ctx, how, &shown));
    TRY(mohur__shown_tokens(ks, &shown));
    TRY(mohur__store_open_slot(ks, &shown, &got));
    TRY(mohur__store_unlock(ks, mohur__secret_bytes(got.root_key),
                            MOHUR__BYTES(got.slot_id)));
    TRY(mohur__birth_reconcile(ks));

out:
    mohur__secret_free(got.root_key);
    return st;
}

mohur_status
mohur_keystore_unlock(mohur_keystore *ks,
                      const char *passphrase,
                      size_t passphrase_len)
{
    mohur_status st  = MOHUR_OK;
    mohur_unlock how = MOHUR_UNLOCK_INIT;

    TRY(mohur__store_enter(ks));
    how.passphrase     = passphrase;
    how.passphrase_len = passphrase_len;
    TRY(unlock_with(ks, &how));

out:
    return st;
}

mohur_status
mohur_keystore_unlock_with(mohur_keystore *ks, const mohur_unlock *how)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter(ks));
    TRY(unlock_with(ks, how));

out:
    return st;
}

/* ---- as another handle ---- */

/* Its own context tells of what is wrong with it. */
static mohur_status
like_failed(mohur_keystore *ks, const mohur_keystore *like, mohur_status st)
{
    char text[256] = {0};
    mohur__bytes m = mohur__bytes_text(mohur_ctx_message(like->ctx));

    if (like->ctx == ks->ctx) {
        return st;
    }
    mohur__copy(mohur__span_of((uint8_t *)text, sizeof text - 1), m);
    return mohur__error(ks->ctx, st, "the unlocked keystore: %s", text);
}

/* Is it unlocked, with the root key that the store has now? */
static mohur_status
like_look(mohur_keystore *ks, mohur_keystore *like)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, like != NULL && like->magic == MOHUR__MAGIC_KEYSTORE,
            MOHUR_E_ARGUMENT, "the unlocked keystore is none");
    st = mohur__store_enter_either(like);
    if (st == MOHUR_OK) {
        st = mohur__store_begin(like, MOHUR__TX_READ);
        mohur__store_end(like);
    }
    if (st != MOHUR_OK) {
        TRY(like_failed(ks, like, st));
    }
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    REQUIRE(ks->ctx,
            mohur__bytes_equal(mohur__row_bytes(&ks->head, MOHUR__STORE_ID),
                               MOHUR__BYTES(like->keys.store_id)),
            MOHUR_E_ARGUMENT, "the unlocked keystore is another one");

out:
    mohur__store_end(ks);
    return st;
}

mohur_status
mohur_keystore_unlock_like(mohur_keystore *ks, mohur_keystore *like)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter(ks));
    REQUIRE(ks->ctx, !ks->unlocked, MOHUR_E_STATE,
            "the keystore is unlocked already");
    TRY(like_look(ks, like));
    TRY(mohur__store_unlock(ks, mohur__secret_bytes(like->keys.root),
                            MOHUR__NOTHING));
    ks->force.facts.factors = like->force.facts.factors;

out:
    return st;
}

static mohur_status
info_count(mohur_keystore *ks, mohur_keystore_info *out)
{
    mohur_status st = MOHUR_OK;
    uint64_t slots  = 0;

    TRY(mohur__db_number(ks->db, "SELECT count(*) FROM slot", &slots));
    out->slots = (uint32_t)slots;
    if (ks->unlocked) {
        TRY(mohur__store_count(ks, &out->rings, &out->versions));
    }

out:
    return st;
}

mohur_status
mohur_keystore_get_info(mohur_keystore *ks, mohur_keystore_info *out)
{
    mohur_status st          = MOHUR_OK;
    mohur_keystore_info info = MOHUR_KEYSTORE_INFO_INIT;

    TRY(mohur__store_enter(ks));
    REQUIRE(ks->ctx, out != NULL && out->size >= sizeof *out, MOHUR_E_ARGUMENT,
            "the info was not made with its _INIT macro");
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    mohur__copy(MOHUR__SPAN(info.store_id),
                mohur__row_bytes(&ks->head, MOHUR__STORE_ID));
    info.epoch    = (uint32_t)mohur__row_int(&ks->head, MOHUR__STORE_EPOCH);
    info.seq      = mohur__row_int(&ks->head, MOHUR__STORE_SEQ);
    info.events   = mohur__row_int(&ks->head, MOHUR__STORE_EVENT_COUNT);
    info.unlocked = ks->unlocked;
    info.memory   = mohur__arena_level(ks->ctx->arena);
    if (ks->unlocked) {
        mohur__store_profile_id(ks,
                                mohur__bytes_text(mohur__store_policy(ks)->id));
    }
    info.profile   = ks->profile_id;
    info.authority = mohur__grant_roles_count(ks) ? MOHUR_AUTHORITY_ROLES
                                                  : MOHUR_AUTHORITY_SINGLE;
    info.rollback  = mohur__anchors_level(ks);
    info.aead      = mohur__suite_alg(
        mohur__suite_by_number(mohur__row_int(&ks->head, MOHUR__STORE_SUITE)));
    info.factors = ks->unlocked ? ks->force.facts.factors : 0;
    TRY(info_count(ks, &info));
    TRY(mohur__store_commit(ks));
    info.size = out->size;
    *out      = info;

out:
    mohur__store_leave(ks);
    return st;
}

mohur_status
mohur_keystore_check(mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_enter_either(ks));
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(mohur__db_check(ks->db));
    TRY(mohur__store_check_all(ks));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_leave(ks);
    return st;
}

void
mohur__store_leave(struct mohur_keystore *ks)
{
    if (ks != NULL && ks->magic == MOHUR__MAGIC_KEYSTORE &&
        mohur__secret_alive(ks->mark)) {
        mohur__store_end(ks);
    }
}

void
mohur_keystore_free(mohur_keystore *ks)
{
    if (ks != NULL && ks->magic == MOHUR__MAGIC_KEYSTORE) {
        mohur__store_close(ks);
    }
}
