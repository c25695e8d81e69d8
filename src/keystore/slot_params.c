/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_params.h"

#include "base/cursor.h"
#include "base/guard.h"
#include "crypto/labels.h"
#include "keystore/slot_shown.h"

static const char not_well_formed[] =
    "a slot of the keystore is not well formed";

/* ---- shares ---- */

mohur_status
mohur__share_params_parse(mohur_ctx *ctx,
                          mohur__bytes params,
                          struct mohur__share_params *out)
{
    mohur_status st             = MOHUR_OK;
    struct mohur__cursor c      = mohur__cursor_of(params);
    struct mohur__share_set set = {.extendable = true};

    *out                = (struct mohur__share_params){0};
    set.id              = mohur__read_u16(&c);
    set.exponent        = mohur__read_u8(&c);
    set.group_threshold = mohur__read_u8(&c);
    set.group_count     = mohur__read_u8(&c);
    REQUIRE(ctx,
            set.id <= 0x7FFF && set.exponent == 0 &&
                set.group_count <= MOHUR__SHARE_GROUPS_MAX,
            MOHUR_E_FORMAT, "%s", not_well_formed);
    out->plan.set = set;
    for (size_t i = 0; i < set.group_count; i++) {
        out->plan.group[i].threshold = mohur__read_u8(&c);
        out->plan.group[i].count     = mohur__read_u8(&c);
    }
    out->commitments = c.left;
    st               = mohur__share_plan_check(ctx, &out->plan);
    mohur__error_clear(ctx);
    REQUIRE(ctx,
            st == MOHUR_OK && mohur__cursor_ok(&c) &&
                c.left.len ==
                    MOHUR__COMMITMENT_LEN * mohur__share_plan_count(&out->plan),
            MOHUR_E_FORMAT, "%s", not_well_formed);

out:
    return st;
}

void
mohur__share_params_emit(const struct mohur__share_plan *plan,
                         struct mohur__buf *out)
{
    mohur__buf_u16(out, plan->set.id);
    mohur__buf_u8(out, plan->set.exponent);
    mohur__buf_u8(out, plan->set.group_threshold);
    mohur__buf_u8(out, plan->set.group_count);
    for (size_t i = 0; i < plan->set.group_count; i++) {
        mohur__buf_u8(out, plan->group[i].threshold);
        mohur__buf_u8(out, plan->group[i].count);
    }
}

/* CT: leaks nothing. */
mohur_status
mohur__share_commit(mohur_ctx *ctx,
                    mohur__bytes slot_id,
                    const struct mohur__share *share,
                    uint8_t out[MOHUR__COMMITMENT_LEN])
{
    mohur_status st            = MOHUR_OK;
    struct mohur__secret *bits = NULL;
    mohur__bytes parts[]       = {MOHUR__LABEL_SHARE, slot_id, MOHUR__NOTHING};

    TRY(mohur__share_pack(ctx, share, &bits));
    parts[2] = mohur__secret_bytes(bits);
    TRY(mohur__hash_parts(ctx, MOHUR_ALG_SHA_256, parts, 3,
                          mohur__span_of(out, MOHUR__COMMITMENT_LEN)));

out:
    mohur__secret_free(bits);
    return st;
}

mohur__bytes
mohur__share_commitment(const struct mohur__share_params *params,
                        const struct mohur__share *share)
{
    const struct mohur__share_plan *plan = &params->plan;
    size_t at                            = share->member;

    if (share->group >= plan->set.group_count ||
        share->member >= plan->group[share->group].count) {
        return MOHUR__NOTHING;
    }
    for (size_t g = 0; g < share->group; g++) {
        at += plan->group[g].count;
    }
    return mohur__bytes_sub(params->commitments, at * MOHUR__COMMITMENT_LEN,
                            MOHUR__COMMITMENT_LEN);
}

/* ---- a callback ---- */

static mohur__bytes
read_frame(struct mohur__cursor *c)
{
    return mohur__read_bytes(c, mohur__read_u32(c));
}

mohur_status
mohur__host_params_parse(mohur_ctx *ctx,
                         mohur__bytes params,
                         mohur__bytes *name)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(params);

    *name = read_frame(&c);
    REQUIRE(ctx,
            mohur__cursor_end(&c) && name->len > 0 &&
                name->len <= MOHUR__HOST_NAME_MAX,
            MOHUR_E_FORMAT, "%s", not_well_formed);

out:
    return st;
}

/* ---- a token ---- */

enum {
    TOKEN_ANSWERS_HMAC = 1
};

/* In its one spelling, and without a place for the PIN? */
static mohur_status
token_uri_judge(mohur_ctx *ctx,
                mohur__bytes text,
                struct mohur__token_uri *uri,
                bool *right)
{
    mohur_status st         = MOHUR_OK;
    struct mohur__buf again = {0};

    mohur__buf_init(&again, ctx, MOHUR__TOKEN_URI_MAX);
    st     = mohur__token_uri_parse(ctx, text, uri);
    *right = st == MOHUR_OK && uri->pin_source[0] == '\0';
    mohur__error_clear(ctx);
    st = MOHUR_OK;
    if (*right) {
        mohur__token_uri_emit(uri, &again);
        TRY(mohur__buf_status(&again));
        *right = mohur__bytes_equal(text, mohur__buf_view(&again));
    }

out:
    mohur__buf_wipe(&again);
    return st;
}

mohur_status
mohur__token_params_parse(mohur_ctx *ctx,
                          mohur__bytes params,
                          struct mohur__token_params *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(params);
    uint8_t way            = mohur__read_u8(&c);
    mohur__bytes id        = mohur__read_bytes(&c, MOHUR__TOKEN_ID_LEN);
    bool right             = mohur__cursor_ok(&c) && way == TOKEN_ANSWERS_HMAC;

    *out = (struct mohur__token_params){{0}, {.token = ""}};
    if (right) {
        mohur__copy(MOHUR__SPAN(out->id), id);
        TRY(token_uri_judge(ctx, c.left, &out->uri, &right));
    }
    REQUIRE(ctx, right, MOHUR_E_FORMAT, "%s", not_well_formed);

out:
    return st;
}

void
mohur__token_params_emit(const struct mohur__token_params *p,
                         struct mohur__buf *out)
{
    mohur__buf_u8(out, TOKEN_ANSWERS_HMAC);
    mohur__buf_bytes(out, MOHUR__BYTES(p->id));
    mohur__token_uri_emit(&p->uri, out);
}

/* ---- several factors ---- */

static bool
may_be_factor(uint8_t type)
{
    return type == MOHUR_SLOT_PASSPHRASE || type == MOHUR_SLOT_SHARES ||
           type == MOHUR_SLOT_TOKEN || type == MOHUR_SLOT_CALLBACK;
}

mohur_status
mohur__factors_parse(mohur_ctx *ctx,
                     mohur__bytes params,
                     struct mohur__factors *out)
{
    mohur_status st        = MOHUR_OK;
    struct mohur__cursor c = mohur__cursor_of(params);

    *out     = (struct mohur__factors){0};
    out->len = mohur__read_u8(&c);
    REQUIRE(ctx,
            out->len >= MOHUR__FACTORS_MIN && out->len <= MOHUR__FACTORS_MAX,
            MOHUR_E_FORMAT, "%s", not_well_formed);
    for (size_t i = 0; i < out->len; i++) {
        out->at[i].type   = mohur__read_u8(&c);
        out->at[i].params = read_frame(&c);
        REQUIRE(ctx, may_be_factor(out->at[i].type), MOHUR_E_FORMAT, "%s",
                not_well_formed);
    }
    REQUIRE(ctx, mohur__cursor_end(&c), MOHUR_E_FORMAT, "%s", not_well_formed);

out:
    return st;
}
