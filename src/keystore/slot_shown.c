/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_shown.h"

#include "base/guard.h"
#include "base/options.h"
#include "keystore/key.h"
#include "keystore/share_text.h"
#include "keystore/slot_token.h"
#include "profile/decide.h"

/*
 * What was shown is the caller's word; the parameters of a slot were read
 * from a file that nobody has vouched for yet.
 */

enum {
    HOST_SECRET_MIN = 32,
    HOST_SECRET_MAX = 64,
    FRAME_HEAD      = 4
};

mohur_status
mohur__passphrase_check(mohur_ctx *ctx, const char *passphrase, size_t len)
{
    if (passphrase == NULL || len == 0 || len > MOHUR__PASSPHRASE_MAX) {
        return mohur__error(ctx, MOHUR_E_ARGUMENT,
                            "a passphrase has 1 to %d bytes",
                            MOHUR__PASSPHRASE_MAX);
    }
    return MOHUR_OK;
}

/* One thing that is shown, which is not several. */
static mohur_status
factor_check(mohur_ctx *ctx, const mohur_unlock *u)
{
    mohur_status st = MOHUR_OK;

    switch (u->type) {
    case MOHUR_SLOT_PASSPHRASE:
        TRY(mohur__passphrase_check(ctx, u->passphrase, u->passphrase_len));
        goto out;
    case MOHUR_SLOT_SHARES:
        TRY(mohur__shares_check(ctx, u->shares, u->shares_len));
        goto out;
    case MOHUR_SLOT_TOKEN:
        REQUIRE(ctx, u->token != NULL, MOHUR_E_ARGUMENT,
                "the URI of the token is NULL");
        goto out;
    case MOHUR_SLOT_CALLBACK:
        REQUIRE(ctx, u->callback != NULL, MOHUR_E_ARGUMENT,
                "the callback is NULL");
        goto out;
    case MOHUR_SLOT_RECIPIENT:
    case MOHUR_SLOT_ALL:
        break;
    }
    FAIL(ctx, MOHUR_E_ARGUMENT, "there is no such factor of a slot");

out:
    return st;
}

static mohur_status
all_read(mohur_ctx *ctx, struct mohur__shown *out)
{
    mohur_status st       = MOHUR_OK;
    const mohur_unlock *u = &out->how;

    REQUIRE(ctx,
            u->all != NULL && u->all_len >= MOHUR__FACTORS_MIN &&
                u->all_len <= MOHUR__FACTORS_MAX,
            MOHUR_E_ARGUMENT, "2 to 4 factors are shown together");
    for (size_t i = 0; i < u->all_len; i++) {
        TRY(mohur__options_check(ctx, u->all[i], sizeof out->factor[i],
                                 &out->factor[i]));
        TRY(factor_check(ctx, &out->factor[i]));
    }

out:
    return st;
}

static mohur_status
key_check(mohur_ctx *ctx, const mohur_key *key)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__key_check(ctx, key));
    REQUIRE(ctx,
            mohur_key_purpose(key) == MOHUR_PURPOSE_SEAL &&
                mohur_key_has_private(key),
            MOHUR_E_ARGUMENT, "a slot opens with a private key to seal to");

out:
    return st;
}

mohur_status
mohur__shown_read(mohur_ctx *ctx,
                  const mohur_unlock *given,
                  struct mohur__shown *out)
{
    mohur_status st = MOHUR_OK;
    mohur_unlock *u = &out->how;

    *out = (struct mohur__shown){0};
    TRY(mohur__options_check(ctx, given, sizeof *u, u));
    if (u->type == MOHUR_SLOT_ALL) {
        TRY(all_read(ctx, out));
    } else if (u->type == MOHUR_SLOT_RECIPIENT) {
        TRY(key_check(ctx, u->key));
    } else {
        TRY(factor_check(ctx, u));
    }

out:
    return st;
}

/* ---- a passphrase ---- */

static mohur_status
profile_allows(mohur_ctx *ctx, struct mohur__pwhash_cost cost)
{
    mohur_request ask = MOHUR_REQUEST_INIT;

    ask.operation = MOHUR_OP_REPASS;
    ask.alg       = MOHUR_ALG_ARGON2ID;
    ask.m_kib     = cost.m_kib;
    ask.t         = cost.t;
    return mohur__profile_require(ctx, &ask);
}

/* CT: as mohur__pwhash. */
static mohur_status
passphrase_ikm(mohur_ctx *ctx,
               mohur__bytes packed,
               const mohur_unlock *how,
               struct mohur__secret **out)
{
    mohur_status st                  = MOHUR_OK;
    struct mohur__slot_params params = {0};

    TRY(mohur__slot_params_parse(ctx, packed, &params));
    TRY(profile_allows(ctx, params.cost));
    TRY(mohur__slot_passphrase(
        ctx, &params, mohur__bytes_of(how->passphrase, how->passphrase_len),
        out));

out:
    return st;
}

/* ---- shares ---- */

static bool
is_of(const struct mohur__share *share, const struct mohur__share_set *set)
{
    return share->set.id == set->id && share->set.extendable &&
           share->set.exponent == set->exponent &&
           share->set.group_threshold == set->group_threshold &&
           share->set.group_count == set->group_count;
}

/*
 * Each must be one that was made for the slot.  The first says which slot is
 * meant: *any is false if it is another.
 */
static mohur_status
shares_judge(mohur_ctx *ctx,
             const struct mohur__slot_place *place,
             const struct mohur__share_params *params,
             const struct mohur__shares *shares,
             bool *any)
{
    mohur_status st = MOHUR_OK;

    *any = is_of(&shares->at[0], &params->plan.set);
    for (size_t i = 0; *any && i < shares->len; i++) {
        uint8_t made[MOHUR__COMMITMENT_LEN] = {0};
        REQUIRE(ctx, is_of(&shares->at[i], &params->plan.set),
                MOHUR_E_PASSPHRASE, "share %zu is of another set", i + 1);
        TRY(mohur__share_commit(ctx, place->slot_id, &shares->at[i], made));
        REQUIRE(
            ctx,
            mohur__bytes_equal(MOHUR__BYTES(made),
                               mohur__share_commitment(params, &shares->at[i])),
            MOHUR_E_PASSPHRASE,
            "share %zu is not the one that was made: it was made up or "
            "changed",
            i + 1);
    }

out:
    return st;
}

/* CT: leaks which shares are not genuine. */
static mohur_status
shares_ikm(mohur_ctx *ctx,
           const struct mohur__slot_place *place,
           const mohur_unlock *how,
           struct mohur__secret **out)
{
    mohur_status st                   = MOHUR_OK;
    struct mohur__share_params params = {0};
    struct mohur__shares shares       = {0};
    bool any                          = false;

    TRY(mohur__share_params_parse(ctx, place->params, &params));
    TRY(mohur__shares_read(ctx, how->shares, how->shares_len, &shares));
    TRY(shares_judge(ctx, place, &params, &shares, &any));
    TRY(mohur__auth_require(ctx, any));
    TRY(mohur__share_combine(ctx, shares.at, shares.len, MOHUR__NOTHING, out));

out:
    mohur__shares_wipe(&shares);
    return st;
}

/* ---- a callback ---- */

mohur_status
mohur__host_secret(mohur_ctx *ctx,
                   mohur_unlock_fn *callback,
                   void *user,
                   mohur__bytes name,
                   struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *room = NULL;
    size_t len                 = 0;
    int32_t failed             = 0;

    TRY(mohur__secret_new(ctx, HOST_SECRET_MAX, &room));
    ctx->in_callback = true;
    failed           = callback(user, (const char *)name.data, name.len,
                                mohur__secret_span(room).data, HOST_SECRET_MAX, &len);
    ctx->in_callback = false;
    REQUIRE(ctx, failed == 0, MOHUR_E_PASSPHRASE,
            "the host did not give the secret of the slot");
    REQUIRE(ctx, len >= HOST_SECRET_MIN && len <= HOST_SECRET_MAX,
            MOHUR_E_PASSPHRASE, "the host's secret has not %d to %d bytes",
            HOST_SECRET_MIN, HOST_SECRET_MAX);
    TRY(mohur__secret_copy(
        ctx, mohur__bytes_sub(mohur__secret_bytes(room), 0, len), out));

out:
    mohur__secret_free(room);
    return st;
}

static mohur_status
host_ikm(mohur_ctx *ctx,
         mohur__bytes params,
         const mohur_unlock *how,
         struct mohur__secret **out)
{
    mohur_status st   = MOHUR_OK;
    mohur__bytes name = MOHUR__NOTHING;

    TRY(mohur__host_params_parse(ctx, params, &name));
    TRY(mohur__host_secret(ctx, how->callback, how->callback_user, name, out));

out:
    return st;
}

/* ---- any of them ---- */

static mohur_status
factor_ikm(mohur_ctx *ctx,
           const struct mohur__slot_place *place,
           const mohur_unlock *how,
           struct mohur__hsm *token,
           struct mohur__secret **out)
{
    mohur_status st = MOHUR_OK;

    *out = NULL;
    TRY(mohur__auth_require(ctx, place->type == (uint8_t)how->type));
    if (how->type == MOHUR_SLOT_SHARES) {
        TRY(shares_ikm(ctx, place, how, out));
    } else if (how->type == MOHUR_SLOT_TOKEN) {
        TRY(mohur__slot_token_ikm(ctx, token, place->params, out));
    } else if (how->type == MOHUR_SLOT_CALLBACK) {
        TRY(host_ikm(ctx, place->params, how, out));
    } else {
        TRY(passphrase_ikm(ctx, place->params, how, out));
    }

out:
    return st;
}

mohur_status
mohur__factors_join(mohur_ctx *ctx,
                    struct mohur__secret *const *ikm,
                    size_t n,
                    struct mohur__secret **out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *made = NULL;
    size_t len                 = 0;
    mohur__span left           = {NULL, 0};

    for (size_t i = 0; i < n; i++) {
        len += FRAME_HEAD + mohur__secret_bytes(ikm[i]).len;
    }
    TRY(mohur__secret_new(ctx, len, &made));
    left = mohur__secret_span(made);
    for (size_t i = 0; i < n; i++) {
        mohur__bytes one = mohur__secret_bytes(ikm[i]);
        mohur__store32(left.data, (uint32_t)one.len);
        left = mohur__span_sub(left, FRAME_HEAD, left.len);
        left = mohur__span_sub(left, mohur__copy(left, one), left.len);
    }
    *out = made;
    made = NULL;

out:
    mohur__secret_free(made);
    return st;
}

/* In the order of the slot: exchanged, they are others. */
static mohur_status
all_ikm(mohur_ctx *ctx,
        const struct mohur__slot_place *place,
        const struct mohur__shown *shown,
        struct mohur__secret **out)
{
    mohur_status st                               = MOHUR_OK;
    struct mohur__factors factors                 = {0};
    struct mohur__secret *ikm[MOHUR__FACTORS_MAX] = {NULL};

    TRY(mohur__factors_parse(ctx, place->params, &factors));
    TRY(mohur__auth_require(ctx, factors.len == shown->how.all_len));
    for (size_t i = 0; i < factors.len; i++) {
        TRY(mohur__auth_require(ctx, factors.at[i].type ==
                                         (uint8_t)shown->factor[i].type));
    }
    for (size_t i = 0; i < factors.len; i++) {
        struct mohur__slot_place own = *place;
        own.type                     = factors.at[i].type;
        own.params                   = factors.at[i].params;
        TRY(factor_ikm(ctx, &own, &shown->factor[i], shown->token[i], &ikm[i]));
    }
    TRY(mohur__factors_join(ctx, ikm, factors.len, out));

out:
    for (size_t i = 0; i < MOHUR__FACTORS_MAX; i++) {
        mohur__secret_free(ikm[i]);
    }
    return st;
}

mohur_status
mohur__shown_ikm(mohur_ctx *ctx,
                 const struct mohur__slot_place *place,
                 const struct mohur__shown *shown,
                 struct mohur__secret **out)
{
    *out = NULL;
    return place->type == MOHUR_SLOT_ALL && shown->how.type == MOHUR_SLOT_ALL
               ? all_ikm(ctx, place, shown, out)
               : factor_ikm(ctx, place, &shown->how, shown->token[0], out);
}

size_t
mohur__slot_argon_count(mohur_ctx *ctx, const struct mohur__slot_place *place)
{
    struct mohur__factors factors = {0};
    size_t count                  = 0;

    if (place->type != MOHUR_SLOT_ALL) {
        return place->type == MOHUR_SLOT_PASSPHRASE ? 1 : 0;
    }
    if (mohur__factors_parse(ctx, place->params, &factors) != MOHUR_OK) {
        mohur__error_clear(ctx);
        return 0; /* it will not be tried */
    }
    for (size_t i = 0; i < factors.len; i++) {
        count += factors.at[i].type == MOHUR_SLOT_PASSPHRASE ? 1 : 0;
    }
    return count;
}

/* ---- names ---- */

struct type_names {
    const char *word;
    const char *name;
    const char *that;
};

static struct type_names
names_of(mohur_slot_type type)
{
    switch (type) {
    case MOHUR_SLOT_PASSPHRASE:
        return (struct type_names){"passphrase", "a passphrase",
                                   "the passphrase"};
    case MOHUR_SLOT_SHARES:
        return (struct type_names){"shares", "shares", "this set of shares"};
    case MOHUR_SLOT_TOKEN:
        return (struct type_names){"token", "a token", "the token"};
    case MOHUR_SLOT_RECIPIENT:
        return (struct type_names){"recipient", "a private key",
                                   "the private key"};
    case MOHUR_SLOT_CALLBACK:
        return (struct type_names){"host", "a secret of the host",
                                   "the host's secret"};
    case MOHUR_SLOT_ALL:
        return (struct type_names){"all", "several factors together",
                                   "this set of factors"};
    }
    return (struct type_names){"slot", "this", "what was shown"};
}

const char *
mohur__slot_type_word(mohur_slot_type type)
{
    return names_of(type).word;
}

const char *
mohur__slot_type_name(mohur_slot_type type)
{
    return names_of(type).name;
}

const char *
mohur__slot_type_that(mohur_slot_type type)
{
    return names_of(type).that;
}
