/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_plan.h"

#include "base/guard.h"
#include "base/options.h"
#include "crypto/kem.h"
#include "keystore/key.h"
#include "keystore/ring.h"
#include "keystore/slot_token.h"
#include "keystore/tokens.h"
#include "profile/decide.h"

enum {
    LABEL_MAX = MOHUR_SLOT_LABEL_MAX
};

static mohur_status
read_passphrase(mohur_ctx *ctx,
                const mohur_slot_options *o,
                struct mohur__slot_factor *f)
{
    mohur_status st   = MOHUR_OK;
    mohur_request ask = MOHUR_REQUEST_INIT;

    TRY(mohur__passphrase_check(ctx, o->passphrase, o->passphrase_len));
    f->passphrase = mohur__bytes_of(o->passphrase, o->passphrase_len);
    f->cost.m_kib = o->m_kib != 0 ? o->m_kib : MOHUR__PWHASH_DEFAULT_M_KIB;
    f->cost.t     = o->t != 0 ? o->t : MOHUR__PWHASH_DEFAULT_T;
    ask.operation = MOHUR_OP_PASSPHRASE;
    ask.alg       = MOHUR_ALG_ARGON2ID;
    ask.m_kib     = f->cost.m_kib;
    ask.t         = f->cost.t;
    TRY(mohur__profile_require(ctx, &ask));

out:
    return st;
}

static mohur_status
read_shares(mohur_ctx *ctx,
            const mohur_slot_options *o,
            struct mohur__slot_factor *f)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, o->out_shares != NULL, MOHUR_E_ARGUMENT,
            "there is no place for the shares");
    *o->out_shares = NULL;
    f->out_shares  = o->out_shares;
    TRY(mohur__share_plan_read(ctx, o->shares, &f->shares));
    REQUIRE(ctx, f->shares.passphrase.len == 0, MOHUR_E_ARGUMENT,
            "the shares of a slot have no passphrase; add a factor");

out:
    return st;
}

static mohur_status
read_host(mohur_ctx *ctx,
          const mohur_slot_options *o,
          struct mohur__slot_factor *f)
{
    mohur_status st = MOHUR_OK;

    f->callback      = o->callback;
    f->callback_user = o->callback_user;
    f->callback_name = mohur__bytes_text(o->callback_name);
    REQUIRE(ctx,
            f->callback != NULL && f->callback_name.len > 0 &&
                f->callback_name.len <= MOHUR__HOST_NAME_MAX &&
                mohur__ring_text_valid(f->callback_name),
            MOHUR_E_ARGUMENT, "a callback has a name of 1 to %d bytes of UTF-8",
            MOHUR__HOST_NAME_MAX);

out:
    return st;
}

/* Its id is drawn here, so that what is made under it can be undone. */
static mohur_status
read_token(struct mohur_keystore *ks,
           const mohur_slot_options *o,
           struct mohur__slot_factor *f)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ks->ctx, o->token != NULL, MOHUR_E_ARGUMENT,
            "the URI of the token is NULL");
    TRY(mohur__tokens_get(ks, mohur__bytes_text(o->token), &f->token));
    TRY(mohur__random(ks->ctx, MOHUR__SPAN(f->token_id)));

out:
    return st;
}

static mohur_status
read_factor(struct mohur_keystore *ks,
            const mohur_slot_options *o,
            struct mohur__slot_factor *f)
{
    mohur_ctx *ctx = ks->ctx;

    f->type = o->type;
    switch (o->type) {
    case MOHUR_SLOT_PASSPHRASE:
        return read_passphrase(ctx, o, f);
    case MOHUR_SLOT_SHARES:
        return read_shares(ctx, o, f);
    case MOHUR_SLOT_TOKEN:
        return read_token(ks, o, f);
    case MOHUR_SLOT_CALLBACK:
        return read_host(ctx, o, f);
    case MOHUR_SLOT_RECIPIENT:
    case MOHUR_SLOT_ALL:
        break;
    }
    return mohur__error(ctx, MOHUR_E_ARGUMENT,
                        "there is no such type or factor of a slot");
}

static mohur_status
read_all(struct mohur_keystore *ks,
         const mohur_slot_options *o,
         struct mohur__slot_plan *plan)
{
    mohur_status st = MOHUR_OK;
    mohur_ctx *ctx  = ks->ctx;

    REQUIRE(ctx,
            o->all != NULL && o->all_len >= MOHUR__FACTORS_MIN &&
                o->all_len <= MOHUR__FACTORS_MAX,
            MOHUR_E_ARGUMENT, "a slot has 2 to 4 factors");
    for (size_t i = 0; i < o->all_len; i++) {
        mohur_slot_options one = MOHUR_SLOT_OPTIONS_INIT;
        TRY(mohur__options_check(ctx, o->all[i], sizeof one, &one));
        TRY(read_factor(ks, &one, &plan->factor[i]));
        plan->factors++;
    }

out:
    return st;
}

/* It must be one that can be sealed to now. */
static mohur_status
read_recipient(mohur_ctx *ctx,
               const mohur_slot_options *o,
               struct mohur__slot_plan *plan)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, o->recipient));
    REQUIRE(ctx, mohur_key_purpose(o->recipient) == MOHUR_PURPOSE_SEAL,
            MOHUR_E_ARGUMENT, "a recipient is a key to seal to");
    TRY(mohur__key_require_protect(ctx, o->recipient));
    plan->recipient = o->recipient;
    plan->kem       = mohur_key_alg(o->recipient);

out:
    return st;
}

/* Shares are hard to gather again: they follow where that is safe for long. */
static mohur_alg
kem_by_default(mohur_ctx *ctx, const struct mohur__slot_plan *plan)
{
    bool shares = false;

    for (size_t i = 0; i < plan->factors; i++) {
        shares = shares || plan->factor[i].type == MOHUR_SLOT_SHARES;
    }
    return shares && mohur__kem_available(ctx, MOHUR_ALG_X_WING)
               ? MOHUR_ALG_X_WING
               : MOHUR_ALG_NONE;
}

static mohur_status
read_kem(mohur_ctx *ctx,
         const mohur_slot_options *o,
         struct mohur__slot_plan *plan)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx,
            o->kem == MOHUR_ALG_NONE || o->kem == MOHUR_ALG_X25519 ||
                o->kem == MOHUR_ALG_X_WING,
            MOHUR_E_ARGUMENT, "a slot follows by X25519 or X-Wing");
    plan->kem = o->kem != MOHUR_ALG_NONE ? o->kem : kem_by_default(ctx, plan);
    if (plan->kem != MOHUR_ALG_NONE) {
        TRY(mohur__profile_allow(ctx, MOHUR_OP_SEAL, plan->kem, MOHUR_ALG_NONE,
                                 0));
    }

out:
    return st;
}

static mohur_status
read_common(mohur_ctx *ctx,
            const mohur_slot_options *o,
            struct mohur__slot_plan *plan)
{
    mohur_status st = MOHUR_OK;

    *plan = (struct mohur__slot_plan){
        .type      = o->type,
        .label     = mohur__bytes_text(o->label),
        .recovery  = o->recovery,
        .not_after = o->not_after,
    };
    REQUIRE(ctx,
            o->label == NULL ||
                (plan->label.len > 0 && plan->label.len <= LABEL_MAX &&
                 mohur__ring_text_valid(plan->label)),
            MOHUR_E_ARGUMENT,
            "a label is 1 to %d bytes of UTF-8 without control characters",
            LABEL_MAX);
    REQUIRE(ctx, o->not_after >= 0, MOHUR_E_ARGUMENT,
            "the last day is before 1970");

out:
    return st;
}

mohur_status
mohur__slot_plan_read(struct mohur_keystore *ks,
                      const mohur_slot_options *given,
                      struct mohur__slot_plan *plan)
{
    mohur_status st      = MOHUR_OK;
    mohur_ctx *ctx       = ks->ctx;
    mohur_slot_options o = MOHUR_SLOT_OPTIONS_INIT;

    *plan = (struct mohur__slot_plan){0};
    TRY(mohur__options_check(ctx, given, sizeof o, &o));
    TRY(read_common(ctx, &o, plan));
    if (o.type == MOHUR_SLOT_RECIPIENT) {
        TRY(read_recipient(ctx, &o, plan));
        goto out;
    }
    if (o.type == MOHUR_SLOT_ALL) {
        TRY(read_all(ks, &o, plan));
    } else {
        TRY(read_factor(ks, &o, &plan->factor[0]));
        plan->factors = 1;
    }
    TRY(read_kem(ctx, &o, plan));

out:
    return st;
}

void
mohur__slot_plan_undo(struct mohur_keystore *ks, struct mohur__slot_plan *plan)
{
    for (size_t i = 0; i < plan->factors; i++) {
        mohur__slot_token_undo(ks->ctx, &plan->factor[i]);
        if (plan->factor[i].out_shares != NULL) {
            mohur_share_list_free(*plan->factor[i].out_shares);
            *plan->factor[i].out_shares = NULL;
        }
    }
}
