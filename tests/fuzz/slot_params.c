/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/slot_params.h"
#include "base/cursor.h"
#include "fuzz.h"
#include "keystore/slot_shown.h"

/*
 * The parameters of a slot: byte 0 of the input is its type, the rest what
 * the file says.  What is taken keeps every bound, and its parts cover it.
 */
static void
shares(mohur_ctx *ctx, mohur__bytes params)
{
    struct mohur__share_params p = {0};
    struct mohur__buf again      = {0};
    size_t count                 = 0;

    if (mohur__share_params_parse(ctx, params, &p) != MOHUR_OK) {
        return;
    }
    count = mohur__share_plan_count(&p.plan);
    fuzz_require(count >= 1 && count <= MOHUR__SHARES_MAX);
    fuzz_require(p.commitments.len == count * MOHUR__COMMITMENT_LEN);
    mohur__buf_init(&again, ctx, MOHUR__SLOT_PARAMS_MAX + 64);
    mohur__share_params_emit(&p.plan, &again);
    mohur__buf_bytes(&again, p.commitments);
    fuzz_require(mohur__buf_status(&again) == MOHUR_OK);
    fuzz_require(mohur__bytes_equal(params, mohur__buf_view(&again)));
    mohur__buf_wipe(&again);
    for (unsigned at = 0; at < 256; at++) {
        struct mohur__share share = {.group  = (uint8_t)(at >> 4),
                                     .member = (uint8_t)(at & 15)};
        mohur__bytes made         = mohur__share_commitment(&p, &share);
        fuzz_require(made.len == 0 || made.len == MOHUR__COMMITMENT_LEN);
    }
}

static void
token(mohur_ctx *ctx, mohur__bytes params)
{
    struct mohur__token_params p = {{0}, {.token = ""}};
    struct mohur__buf again      = {0};

    if (mohur__token_params_parse(ctx, params, &p) != MOHUR_OK) {
        return;
    }
    mohur__buf_init(&again, ctx, MOHUR__SLOT_PARAMS_MAX);
    mohur__token_params_emit(&p, &again);
    fuzz_require(mohur__buf_status(&again) == MOHUR_OK);
    fuzz_require(mohur__bytes_equal(params, mohur__buf_view(&again)));
    mohur__buf_wipe(&again);
}

static void
several(mohur_ctx *ctx, mohur__bytes params)
{
    struct mohur__factors f        = {0};
    struct mohur__slot_place place = {.type = MOHUR_SLOT_ALL, .params = params};
    size_t covered                 = 1;

    fuzz_require(mohur__slot_argon_count(ctx, &place) <= MOHUR__FACTORS_MAX);
    if (mohur__factors_parse(ctx, params, &f) != MOHUR_OK) {
        return;
    }
    fuzz_require(f.len >= MOHUR__FACTORS_MIN && f.len <= MOHUR__FACTORS_MAX);
    for (size_t i = 0; i < f.len; i++) {
        fuzz_require(f.at[i].type != MOHUR_SLOT_ALL);
        covered += 5 + f.at[i].params.len;
    }
    fuzz_require(covered == params.len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    struct mohur__cursor c = mohur__cursor_of(mohur__bytes_of(data, size));
    mohur__bytes name      = MOHUR__NOTHING;
    uint8_t type           = mohur__read_u8(&c);

    if (type == MOHUR_SLOT_SHARES) {
        shares(ctx, c.left);
    } else if (type == MOHUR_SLOT_TOKEN) {
        token(ctx, c.left);
    } else if (type == MOHUR_SLOT_ALL) {
        several(ctx, c.left);
    } else if (mohur__host_params_parse(ctx, c.left, &name) == MOHUR_OK) {
        fuzz_require(name.len > 0 && name.len <= MOHUR__HOST_NAME_MAX);
    }
    return 0;
}
