/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"
#include "base/guard.h"
#include "crypto/labels.h"
#include "keystore/store.h"
#include "keystore/unlock_slot.h"
#include "profile/decide.h"
#include "profile/rules.h"

/*
 * From a passphrase to an unlocked store.  What is read before the root key
 * is known cannot be trusted, so it is bounded first; what it led to is
 * verified afterwards.
 */
enum {
    SLOT_LIVE = 1,
    ID_LEN    = 16
};

/* A passphrase slot as it was read, locked. */
struct candidate {
    uint8_t id[ID_LEN];
    uint8_t params[MOHUR__SLOT_PARAMS_LEN];
    uint8_t wrap[MOHUR__SLOT_WRAP_LEN];
};

struct candidates {
    struct candidate slot[MOHUR__SLOT_ARGON_MAX];
    size_t len;
    uint8_t store_id[ID_LEN];
    uint32_t epoch;
};

static mohur_status
candidate_take(mohur_ctx *ctx,
               struct candidates *all,
               const struct mohur__row *slot)
{
    mohur_status st     = MOHUR_OK;
    struct candidate *c = NULL;
    mohur__bytes id     = mohur__row_bytes(slot, MOHUR__SLOT_ID);
    mohur__bytes params = mohur__row_bytes(slot, MOHUR__SLOT_PARAMS);
    mohur__bytes wrap   = mohur__row_bytes(slot, MOHUR__SLOT_RK_WRAP);

    if (mohur__row_int(slot, MOHUR__SLOT_TYPE) != MOHUR__SLOT_TYPE_PASSPHRASE ||
        mohur__row_int(slot, MOHUR__SLOT_STATE) != SLOT_LIVE) {
        return MOHUR_OK;
    }
    REQUIRE(ctx,
            all->len < MOHUR__SLOT_ARGON_MAX && id.len == ID_LEN &&
                params.len == sizeof c->params && wrap.len == sizeof c->wrap &&
                mohur__row_int(slot, MOHUR__SLOT_KEM) == 0,
            MOHUR_E_FORMAT, "a slot of the keystore is not well formed");
    c = &all->slot[all->len++];
    mohur__copy(MOHUR__SPAN(c->id), id);
    mohur__copy(MOHUR__SPAN(c->params), params);
    mohur__copy(MOHUR__SPAN(c->wrap), wrap);

out:
    return st;
}

static mohur_status
candidates_select(struct mohur_keystore *ks, struct candidates *all)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__stmt *s  = NULL;
    struct mohur__row slot = {0};
    bool row               = false;
    size_t count           = 0;

    mohur__row_init(&slot, ks->ctx, MOHUR__T_SLOT);
    TRY(mohur__stmt_new(ks->db, slot.table->all, &s));
    TRY(mohur__stmt_step(s, &row));
    for (; row; count++) {
        REQUIRE(ks->ctx, count < MOHUR__SLOT_MAX, MOHUR_E_FORMAT,
                "the keystore has more than %d slots", MOHUR__SLOT_MAX);
        TRY(mohur__row_view(&slot, s));
        TRY(candidate_take(ks->ctx, all, &slot));
        TRY(mohur__stmt_step(s, &row));
    }

out:
    mohur__row_wipe(&slot);
    mohur__stmt_free(s);
    return st;
}

/* Read them in one go, so that no lock is held while Argon2id runs. */
static mohur_status
candidates_read(struct mohur_keystore *ks, struct candidates *all)
{
    mohur_status st = MOHUR_OK;

    *all = (struct candidates){0};
    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    all->epoch = (uint32_t)mohur__row_int(&ks->head, MOHUR__STORE_EPOCH);
    mohur__copy(MOHUR__SPAN(all->store_id),
                mohur__row_bytes(&ks->head, MOHUR__STORE_ID));
    TRY(candidates_select(ks, all));
    TRY(mohur__store_commit(ks));

out:
    mohur__store_end(ks);
    return st;
}

static mohur_status
profile_allows(mohur_ctx *ctx,
               mohur_operation operation,
               struct mohur__pwhash_cost cost)
{
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation = operation;
    ask.alg       = MOHUR_ALG_ARGON2ID;
    ask.m_kib     = cost.m_kib;
    ask.t         = cost.t;
    return mohur__profile_require(ctx, &ask);
}

/* CT: leaks whether the slot opened, not which check failed. */
static mohur_status
candidate_try(struct mohur_keystore *ks,
              const struct candidates *all,
              const struct candidate *c,
              mohur__bytes passphrase,
              struct mohur__secret **out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__secret *ikm        = NULL;
    struct mohur__slot_params params = {0};
    struct mohur__slot_place place   = {
          .store_id = MOHUR__BYTES(all->store_id),
          .slot_id  = MOHUR__BYTES(c->id),
          .epoch    = all->epoch,
          .type     = MOHUR__SLOT_TYPE_PASSPHRASE,
          .params   = MOHUR__BYTES(c->params),
    };

    TRY(mohur__slot_params_parse(ks->ctx, place.params, &params));
    TRY(profile_allows(ks->ctx, MOHUR_OP_REPASS, params.cost));
    TRY(mohur__slot_passphrase(ks->ctx, &params, passphrase, &ikm));
    TRY(mohur__slot_unwrap(ks->ctx, &place, mohur__secret_bytes(ikm),
                           MOHUR__BYTES(c->wrap), out));

out:
    mohur__secret_free(ikm);
    return st;
}

/* CT: leaks which slot opened. */
mohur_status
mohur__store_passphrase(struct mohur_keystore *ks,
                        mohur__bytes passphrase,
                        struct mohur__secret **out,
                        uint8_t slot_id[16])
{
    mohur_status st       = MOHUR_OK;
    struct candidates all = {0};

    *out = NULL;
    TRY(candidates_read(ks, &all));
    REQUIRE(ks->ctx, all.len > 0, MOHUR_E_NO_KEY,
            "the keystore has no slot for a passphrase");
    for (size_t i = 0; i < all.len; i++) {
        st = candidate_try(ks, &all, &all.slot[i], passphrase, out);
        if (st == MOHUR_OK) {
            mohur__copy(mohur__span_of(slot_id, ID_LEN),
                        MOHUR__BYTES(all.slot[i].id));
            goto out;
        }
        /* Another slot may be the one; any other error is one. */
        if (st != MOHUR_E_AUTH) {
            goto out;
        }
        mohur__error_clear(ks->ctx);
    }
    FAIL(ks->ctx, MOHUR_E_PASSPHRASE,
         "the passphrase does not unlock the keystore");

out:
    return st;
}

/* ---- with the root key ---- */

static mohur_status
slot_still_there(struct mohur_keystore *ks, mohur__bytes slot_id)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row slot = {0};

    mohur__row_init(&slot, ks->ctx, MOHUR__T_SLOT);
    mohur__row_set_blob(&slot, MOHUR__SLOT_ID, slot_id);
    TRY(mohur__store_need(ks, &slot));
    TRY(mohur__auth_require(ks->ctx, mohur__row_int(&slot, MOHUR__SLOT_STATE) ==
                                         SLOT_LIVE));

out:
    mohur__row_wipe(&slot);
    return st;
}

static mohur_status
profile_is_ours(struct mohur_keystore *ks)
{
    mohur_status st = MOHUR_OK;
    mohur__bytes id = mohur__row_bytes(&ks->head, MOHUR__STORE_PROFILE_ID);

    REQUIRE(ks->ctx,
            mohur__bytes_equal(id, mohur__bytes_text(mohur__policy_builtin.id)),
            MOHUR_E_UNSUPPORTED,
            "the keystore follows a profile that this build cannot read");

out:
    return st;
}

/* CT: leaks whether the root key is the one. */
static mohur_status
unlock_head(struct mohur_keystore *ks, mohur__bytes root_key)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t commit[MOHUR__RK_COMMIT_LEN] = {0};
    struct mohur__env env         = {MOHUR__LABEL_KS_SYSTEM, MOHUR__NOTHING};
    const struct mohur__row *head = &ks->head;

    TRY(mohur__hierarchy_derive(
        ks->ctx, mohur__row_bytes(head, MOHUR__STORE_ID).data,
        (uint32_t)mohur__row_int(head, MOHUR__STORE_EPOCH), root_key, &ks->keys,
        commit));
    TRY(mohur__auth_require(
        ks->ctx,
        mohur__ct_equal(MOHUR__BYTES(commit),
                        mohur__row_bytes(head, MOHUR__STORE_RK_COMMIT))));
    TRY(mohur__store_head_check(ks));
    TRY(mohur__env_open(ks->ctx, &ks->keys, &env,
                        mohur__row_bytes(head, MOHUR__STORE_SYS_CT),
                        &ks->keys.sys));
    TRY(mohur__auth_require(ks->ctx, mohur__secret_bytes(ks->keys.sys).len ==
                                         MOHUR__SYS_LEN));

out:
    return st;
}

/* CT: leaks whether the root key is the one. */
mohur_status
mohur__store_unlock(struct mohur_keystore *ks,
                    mohur__bytes root_key,
                    mohur__bytes slot_id)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__store_begin(ks, MOHUR__TX_READ));
    TRY(unlock_head(ks, root_key));
    TRY(profile_is_ours(ks));
    if (slot_id.len > 0) {
        TRY(slot_still_there(ks, slot_id));
    }
    TRY(mohur__store_check_small(ks));
    TRY(mohur__store_commit(ks));
    ks->unlocked = true;

out:
    mohur__store_end(ks);
    if (st != MOHUR_OK) {
        mohur__hierarchy_wipe(&ks->keys);
        ks->seq = 0;
    }
    return st;
}

/* ---- a new slot ---- */

static mohur_status
slot_label(struct mohur_keystore *ks, struct mohur__row *slot)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf sealed = {0};
    struct mohur__env env    = {MOHUR__LABEL_KS_LABEL,
                                mohur__row_bytes(slot, MOHUR__SLOT_ID)};

    mohur__buf_init(&sealed, ks->ctx, 256);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env, MOHUR__TEXT("passphrase"),
                        &sealed));
    mohur__row_set_blob(slot, MOHUR__SLOT_LABEL_CT, mohur__buf_view(&sealed));

out:
    mohur__buf_wipe(&sealed);
    return st;
}

/* CT: as mohur__pwhash. */
static mohur_status
slot_wrap(struct mohur_keystore *ks,
          const struct mohur__store_seed *seed,
          mohur__bytes root_key,
          struct mohur__row *slot)
{
    mohur_status st                        = MOHUR_OK;
    struct mohur__secret *ikm              = NULL;
    struct mohur__slot_params params       = {.cost = seed->cost};
    uint8_t packed[MOHUR__SLOT_PARAMS_LEN] = {0};
    uint8_t wrap[MOHUR__SLOT_WRAP_LEN]     = {0};
    struct mohur__slot_place place         = {
                .store_id = MOHUR__BYTES(ks->keys.store_id),
                .slot_id  = mohur__row_bytes(slot, MOHUR__SLOT_ID),
                .epoch    = ks->keys.epoch,
                .type     = MOHUR__SLOT_TYPE_PASSPHRASE,
                .params   = MOHUR__BYTES(packed),
    };

    TRY(mohur__pwhash_check(ks->ctx, params.cost));
    TRY(mohur__random(ks->ctx, MOHUR__SPAN(params.salt)));
    mohur__slot_params_emit(&params, packed);
    TRY(mohur__slot_passphrase(ks->ctx, &params, seed->passphrase, &ikm));
    TRY(mohur__slot_wrap(ks->ctx, &place, mohur__secret_bytes(ikm), root_key,
                         wrap));
    mohur__row_set_blob(slot, MOHUR__SLOT_PARAMS, MOHUR__BYTES(packed));
    mohur__row_set_blob(slot, MOHUR__SLOT_RK_WRAP, MOHUR__BYTES(wrap));

out:
    mohur__secret_free(ikm);
    return st;
}

mohur_status
mohur__store_slot_add(struct mohur_keystore *ks,
                      const struct mohur__store_seed *seed,
                      mohur__bytes root_key)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__row slot = {0};
    uint8_t id[ID_LEN]     = {0};

    mohur__row_init(&slot, ks->ctx, MOHUR__T_SLOT);
    TRY(mohur__random(ks->ctx, MOHUR__SPAN(id)));
    mohur__row_set_blob(&slot, MOHUR__SLOT_ID, MOHUR__BYTES(id));
    TRY(slot.st);
    mohur__row_set_int(&slot, MOHUR__SLOT_TYPE, MOHUR__SLOT_TYPE_PASSPHRASE);
    mohur__row_set_int(&slot, MOHUR__SLOT_STATE, SLOT_LIVE);
    mohur__row_set_int(&slot, MOHUR__SLOT_RECOVERY, 0);
    mohur__row_set_int(&slot, MOHUR__SLOT_KEM, 0);
    mohur__row_set_int(&slot, MOHUR__SLOT_CREATED,
                       (uint64_t)mohur__store_time(ks));
    mohur__row_set_int(&slot, MOHUR__SLOT_REV, 1);
    TRY(slot_wrap(ks, seed, root_key, &slot));
    TRY(slot_label(ks, &slot));
    TRY(mohur__store_add(ks, &slot));

out:
    mohur__row_wipe(&slot);
    return st;
}
