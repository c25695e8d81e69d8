/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_grant.h"

#include "base/guard.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "keystore/slot_token.h"

static const struct mohur__need custodian = {{MOHUR_CAP_CUSTODIAN, 0}};

/* What a slot that comes is, without what opens it. */
static void
plan_emit(const struct mohur__slot_plan *plan, struct mohur__buf *out)
{
    mohur__buf_u8(out, (uint8_t)plan->type);
    mohur__buf_u8(out, plan->recovery ? 1 : 0);
    mohur__buf_u16(out, mohur__kem_hpke_id(plan->kem));
    mohur__buf_u64(out, (uint64_t)plan->not_after);
    if (plan->recipient != NULL) {
        mohur__buf_bytes(out, mohur__bytes_of(mohur_key_id(plan->recipient),
                                              MOHUR_KEY_ID_LEN));
    }
    for (size_t i = 0; i < plan->factors; i++) {
        const struct mohur__share_plan *shares = &plan->factor[i].shares;
        mohur__buf_u8(out, (uint8_t)plan->factor[i].type);
        mohur__buf_u8(out, shares->group[0].threshold);
        mohur__buf_u8(out, shares->group[0].count);
        if (plan->factor[i].token != NULL) {
            mohur__slot_token_name(plan->factor[i].token, out);
        }
    }
}

/* The label of the slot that goes, or of the first that comes. */
static mohur_status
name_emit(struct mohur_keystore *ks,
          const struct mohur__slot_change *change,
          struct mohur__buf *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__secret *label = NULL;
    mohur__bytes name           = MOHUR__TEXT("");

    if (change->row != NULL) {
        TRY(mohur__slot_label(ks, change->row, &label));
        name = mohur__secret_bytes(label);
    } else if (change->plans_len > 0) {
        name = change->plans[0].label;
    }
    mohur__buf_u32(out, (uint32_t)name.len);
    mohur__buf_bytes(out, name);

out:
    mohur__secret_free(label);
    return st;
}

static mohur_status
parameters_emit(struct mohur_keystore *ks,
                const struct mohur__slot_change *change,
                struct mohur__buf *out)
{
    mohur_status st = MOHUR_OK;

    TRY(name_emit(ks, change, out));
    mohur__buf_u8(out, (uint8_t)change->plans_len);
    for (size_t i = 0; i < change->plans_len; i++) {
        plan_emit(&change->plans[i], out);
    }
    TRY(mohur__buf_status(out));

out:
    return st;
}

mohur_status
mohur__slot_change_note(struct mohur_keystore *ks,
                        const struct mohur__slot_change *change,
                        struct mohur__event *event)
{
    mohur_status st              = MOHUR_OK;
    struct mohur__buf parameters = {0};
    struct mohur__buf approvals  = {0};
    struct mohur__act act        = {.act = change->act, .rev = change->rev};
    uint64_t n                   = 0;

    mohur__buf_init(&parameters, ks->ctx, MOHUR__ACT_PARAMETERS_MAX);
    mohur__buf_init(&approvals, ks->ctx, MOHUR__GRANT_MAX);
    if (change->row != NULL) {
        act.rev = mohur__row_int(change->row, MOHUR__SLOT_REV);
        mohur__copy(MOHUR__SPAN(act.object),
                    mohur__row_bytes(change->row, MOHUR__SLOT_ID));
    }
    TRY(parameters_emit(ks, change, &parameters));
    act.parameters = mohur__buf_view(&parameters);
    TRY(mohur__grant(ks, &act, custodian, &approvals));
    event->approvals = mohur__buf_view(&approvals);
    event->rev       = approvals.len > 0 ? act.rev : 0;
    TRY(mohur__store_event(ks, event, &n));

out:
    mohur__buf_wipe(&parameters);
    mohur__buf_wipe(&approvals);
    return st;
}
