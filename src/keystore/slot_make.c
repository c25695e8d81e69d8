/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_make.h"

#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/labels.h"
#include "keystore/key.h"
#include "keystore/slot_token.h"

enum {
    ID_LEN     = 16,
    SHARED_LEN = 32,
    LABEL_CAP  = MOHUR_SLOT_LABEL_MAX + MOHUR__ENV_EXTRA
};

/* ---- what opens it: parameters and key material ---- */

/* CT: as mohur__pwhash. */
static mohur_status
make_passphrase(mohur_ctx *ctx,
                const struct mohur__slot_factor *f,
                struct mohur__buf *params,
                struct mohur__secret **ikm)
{
    mohur_status st                        = MOHUR_OK;
    struct mohur__slot_params p            = {.cost = f->cost};
    uint8_t packed[MOHUR__SLOT_PARAMS_LEN] = {0};

    TRY(mohur__pwhash_check(ctx, p.cost));
    TRY(mohur__random(ctx, MOHUR__SPAN(p.salt)));
    mohur__slot_params_emit(&p, packed);
    TRY(mohur__slot_passphrase(ctx, &p, f->passphrase, ikm));
    mohur__buf_bytes(params, MOHUR__BYTES(packed));

out:
    return st;
}

/* CT: leaks nothing. */
static mohur_status
make_shares(mohur_ctx *ctx,
            mohur__bytes slot_id,
            const struct mohur__slot_factor *f,
            struct mohur__buf *params,
            struct mohur__secret **ikm)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__shares shares = {0};

    TRY(mohur__shares_new(ctx, mohur__share_plan_count(&f->shares), &shares));
    TRY(mohur__secret_random(ctx, SHARED_LEN, ikm));
    TRY(mohur__share_split(ctx, &f->shares, mohur__secret_bytes(*ikm),
                           shares.at));
    mohur__share_params_emit(&f->shares, params);
    for (size_t i = 0; i < shares.len; i++) {
        uint8_t made[MOHUR__COMMITMENT_LEN] = {0};
        TRY(mohur__share_commit(ctx, slot_id, &shares.at[i], made));
        mohur__buf_bytes(params, MOHUR__BYTES(made));
    }
    TRY(mohur__share_list_new(ctx, shares.at, shares.len, f->out_shares));

out:
    mohur__shares_wipe(&shares);
    return st;
}

static mohur_status
make_host(mohur_ctx *ctx,
          const struct mohur__slot_factor *f,
          struct mohur__buf *params,
          struct mohur__secret **ikm)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__host_secret(ctx, f->callback, f->callback_user, f->callback_name,
                           ikm));
    mohur__buf_u32(params, (uint32_t)f->callback_name.len);
    mohur__buf_bytes(params, f->callback_name);

out:
    return st;
}

static mohur_status
make_factor(mohur_ctx *ctx,
            mohur__bytes slot_id,
            struct mohur__slot_factor *f,
            struct mohur__buf *params,
            struct mohur__secret **ikm)
{
    if (f->type == MOHUR_SLOT_SHARES) {
        return make_shares(ctx, slot_id, f, params, ikm);
    }
    if (f->type == MOHUR_SLOT_TOKEN) {
        return mohur__slot_token_make(ctx, f, params, ikm);
    }
    return f->type == MOHUR_SLOT_CALLBACK
               ? make_host(ctx, f, params, ikm)
               : make_passphrase(ctx, f, params, ikm);
}

static mohur_status
make_all(mohur_ctx *ctx,
         mohur__bytes slot_id,
         struct mohur__slot_plan *plan,
         struct mohur__buf *params,
         struct mohur__secret **out)
{
    mohur_status st                               = MOHUR_OK;
    struct mohur__buf own                         = {0};
    struct mohur__secret *ikm[MOHUR__FACTORS_MAX] = {NULL};

    mohur__buf_init(&own, ctx, MOHUR__SLOT_PARAMS_MAX);
    mohur__buf_u8(params, (uint8_t)plan->factors);
    for (size_t i = 0; i < plan->factors; i++) {
        mohur__buf_clear(&own);
        TRY(make_factor(ctx, slot_id, &plan->factor[i], &own, &ikm[i]));
        TRY(mohur__buf_status(&own));
        mohur__buf_u8(params, (uint8_t)plan->factor[i].type);
        mohur__buf_u32(params, (uint32_t)own.len);
        mohur__buf_bytes(params, mohur__buf_view(&own));
    }
    TRY(mohur__factors_join(ctx, ikm, plan->factors, out));

out:
    for (size_t i = 0; i < MOHUR__FACTORS_MAX; i++) {
        mohur__secret_free(ikm[i]);
    }
    mohur__buf_wipe(&own);
    return st;
}

/* Parameters into the row; a recipient has none, nor key material. */
static mohur_status
make_opener(mohur_ctx *ctx,
            struct mohur__slot_plan *plan,
            struct mohur__row *row,
            struct mohur__secret **ikm)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf params = {0};
    mohur__bytes id          = mohur__row_bytes(row, MOHUR__SLOT_ID);

    mohur__buf_init(&params, ctx, MOHUR__SLOT_PARAMS_MAX);
    if (plan->type == MOHUR_SLOT_RECIPIENT) {
        mohur__row_set_blob(row, MOHUR__SLOT_PUB,
                            mohur__key_public(plan->recipient));
    } else if (plan->type == MOHUR_SLOT_ALL) {
        TRY(make_all(ctx, id, plan, &params, ikm));
    } else {
        TRY(make_factor(ctx, id, &plan->factor[0], &params, ikm));
    }
    TRY(mohur__buf_status(&params));
    mohur__row_set_blob(row, MOHUR__SLOT_PARAMS, mohur__buf_view(&params));
    TRY(row->st);

out:
    mohur__buf_wipe(&params);
    return st;
}

/* ---- the row ---- */

static mohur_status
row_begin(mohur_ctx *ctx,
          const struct mohur__slot_plan *plan,
          struct mohur__row *row)
{
    mohur_status st    = MOHUR_OK;
    uint8_t id[ID_LEN] = {0};

    mohur__row_init(row, ctx, MOHUR__T_SLOT);
    TRY(mohur__random(ctx, MOHUR__SPAN(id)));
    mohur__row_set_blob(row, MOHUR__SLOT_ID, MOHUR__BYTES(id));
    mohur__row_set_int(row, MOHUR__SLOT_TYPE, (uint64_t)plan->type);
    mohur__row_set_int(row, MOHUR__SLOT_STATE, MOHUR_SLOT_LIVE);
    mohur__row_set_int(row, MOHUR__SLOT_RECOVERY, plan->recovery ? 1 : 0);
    mohur__row_set_int(row, MOHUR__SLOT_KEM, mohur__kem_hpke_id(plan->kem));
    if (plan->not_after != 0) {
        mohur__row_set_int(row, MOHUR__SLOT_NOT_AFTER,
                           (uint64_t)plan->not_after);
    }
    mohur__row_set_int(row, MOHUR__SLOT_REV, 1);
    TRY(row->st);

out:
    return st;
}

static struct mohur__slot_place
place_in(const struct mohur_keystore *ks, const struct mohur__row *row)
{
    return (struct mohur__slot_place){
        .store_id = MOHUR__BYTES(ks->keys.store_id),
        .slot_id  = mohur__row_bytes(row, MOHUR__SLOT_ID),
        .epoch    = ks->keys.epoch,
        .suite    = ks->keys.suite,
        .type     = (uint8_t)mohur__row_int(row, MOHUR__SLOT_TYPE),
        .kem      = (uint16_t)mohur__row_int(row, MOHUR__SLOT_KEM),
        .params   = mohur__row_bytes(row, MOHUR__SLOT_PARAMS),
    };
}

mohur_status
mohur__slot_make(struct mohur_keystore *ks,
                 struct mohur__slot_plan *plan,
                 struct mohur__row *row)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *ikm      = NULL;
    struct mohur__slot_place place = {0};

    TRY(row_begin(ks->ctx, plan, row));
    TRY(make_opener(ks->ctx, plan, row, &ikm));
    place = place_in(ks, row);
    if (place.kem != 0 && ikm != NULL) {
        TRY(mohur__slot_row_pair(ks->ctx, &place, mohur__secret_bytes(ikm),
                                 row));
    }
    TRY(mohur__slot_row_wrap(ks->ctx, &place, mohur__secret_bytes(ikm),
                             mohur__secret_bytes(ks->keys.root), row));

out:
    mohur__secret_free(ikm);
    return st;
}

mohur_status
mohur__slot_insert(struct mohur_keystore *ks,
                   const struct mohur__slot_plan *plan,
                   struct mohur__row *row)
{
    mohur_status st          = MOHUR_OK;
    struct mohur__buf sealed = {0};
    struct mohur__env env    = {MOHUR__LABEL_KS_LABEL,
                                mohur__row_bytes(row, MOHUR__SLOT_ID)};

    mohur__buf_init(&sealed, ks->ctx, LABEL_CAP);
    TRY(mohur__env_seal(ks->ctx, &ks->keys, &env, plan->label, &sealed));
    mohur__row_set_blob(row, MOHUR__SLOT_LABEL_CT, mohur__buf_view(&sealed));
    mohur__row_set_int(row, MOHUR__SLOT_CREATED,
                       (uint64_t)mohur__store_time(ks));
    TRY(row->st);
    TRY(mohur__store_add(ks, row));

out:
    mohur__buf_wipe(&sealed);
    return st;
}

mohur_status
mohur__slot_label(struct mohur_keystore *ks,
                  const struct mohur__row *row,
                  struct mohur__secret **out)
{
    struct mohur__env env = {MOHUR__LABEL_KS_LABEL,
                             mohur__row_bytes(row, MOHUR__SLOT_ID)};

    return mohur__env_open(ks->ctx, &ks->keys, &env,
                           mohur__row_bytes(row, MOHUR__SLOT_LABEL_CT), out);
}
