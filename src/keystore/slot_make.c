/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_make.h"

#include "base/guard.h"
#include "crypto/kem.h"
#include "crypto/labels.h"

enum {
    ID_LEN    = 16,
    LABEL_CAP = MOHUR_SLOT_LABEL_MAX + MOHUR__ENV_EXTRA
};

/* ---- what opens it ---- */

/* CT: as mohur__pwhash. */
static mohur_status
make_passphrase(mohur_ctx *ctx,
                const struct mohur__slot_plan *plan,
                struct mohur__row *row,
                struct mohur__secret **ikm)
{
    mohur_status st                        = MOHUR_OK;
    struct mohur__slot_params params       = {.cost = plan->cost};
    uint8_t packed[MOHUR__SLOT_PARAMS_LEN] = {0};

    TRY(mohur__pwhash_check(ctx, params.cost));
    TRY(mohur__random(ctx, MOHUR__SPAN(params.salt)));
    mohur__slot_params_emit(&params, packed);
    TRY(mohur__slot_passphrase(ctx, &params, plan->passphrase, ikm));
    mohur__row_set_blob(row, MOHUR__SLOT_PARAMS, MOHUR__BYTES(packed));

out:
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
        .type     = (uint8_t)mohur__row_int(row, MOHUR__SLOT_TYPE),
        .kem      = (uint16_t)mohur__row_int(row, MOHUR__SLOT_KEM),
        .params   = mohur__row_bytes(row, MOHUR__SLOT_PARAMS),
    };
}

mohur_status
mohur__slot_make(struct mohur_keystore *ks,
                 const struct mohur__slot_plan *plan,
                 struct mohur__row *row)
{
    mohur_status st                = MOHUR_OK;
    struct mohur__secret *ikm      = NULL;
    struct mohur__slot_place place = {0};

    TRY(row_begin(ks->ctx, plan, row));
    TRY(make_passphrase(ks->ctx, plan, row, &ikm));
    TRY(row->st);
    place = place_in(ks, row);
    if (place.kem != 0) {
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
