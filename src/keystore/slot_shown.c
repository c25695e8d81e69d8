/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_shown.h"

#include "base/guard.h"
#include "base/options.h"
#include "profile/decide.h"

/*
 * What was shown is the caller's word; the parameters of a slot were read
 * from a file that nobody has vouched for yet.
 */

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

mohur_status
mohur__shown_read(mohur_ctx *ctx,
                  const mohur_unlock *given,
                  struct mohur__shown *out)
{
    mohur_status st = MOHUR_OK;
    mohur_unlock *u = &out->how;

    *out = (struct mohur__shown){0};
    TRY(mohur__options_check(ctx, given, sizeof *u, u));
    switch (u->type) {
    case MOHUR_SLOT_PASSPHRASE:
        TRY(mohur__passphrase_check(ctx, u->passphrase, u->passphrase_len));
        goto out;
    }
    FAIL(ctx, MOHUR_E_ARGUMENT, "there is no such type of a slot");

out:
    return st;
}

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

mohur_status
mohur__shown_ikm(mohur_ctx *ctx,
                 const struct mohur__slot_place *place,
                 const struct mohur__shown *shown,
                 struct mohur__secret **out)
{
    mohur_status st = MOHUR_OK;

    *out = NULL;
    TRY(mohur__auth_require(ctx, place->type == (uint8_t)shown->how.type));
    TRY(passphrase_ikm(ctx, place->params, &shown->how, out));

out:
    return st;
}

size_t
mohur__slot_argon_count(const struct mohur__slot_place *place)
{
    return place->type == MOHUR_SLOT_PASSPHRASE ? 1 : 0;
}

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
