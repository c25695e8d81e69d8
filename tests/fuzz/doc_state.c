/* SPDX-License-Identifier: Apache-2.0 */
#include "document/doc_state.h"

#include "base/mem.h"
#include "crypto/hash.h"
#include "crypto/mac.h"
#include "fuzz.h"

/*
 * States from anywhere: as they are, which none is let through, and with a tag
 * that is right, as whoever has the key could make them.  What is accepted then
 * is written again as the same bytes.
 */
static const uint8_t KEY[MOHUR__STATE_KEY_LEN] = {1};

static void
emit_again(mohur_ctx *ctx, const struct mohur__state *state, mohur__bytes blob)
{
    struct mohur__buf again = {0};

    mohur__buf_init(&again, ctx, MOHUR__STATE_MAX);
    fuzz_require(mohur__state_emit(ctx, state, MOHUR__BYTES(KEY), &again) ==
                 MOHUR_OK);
    fuzz_require(mohur__bytes_equal(mohur__buf_view(&again), blob));
    mohur__buf_wipe(&again);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx         = fuzz_ctx();
    mohur__bytes input     = mohur__bytes_of(data, size);
    struct mohur__buf blob = {0};
    uint8_t tag[MOHUR__STATE_TAG_LEN];
    struct mohur__state state;

    fuzz_require(mohur__state_parse(ctx, input, MOHUR__BYTES(KEY), &state) !=
                 MOHUR_OK);
    mohur__buf_init(&blob, ctx, MOHUR__STATE_MAX);
    mohur__buf_bytes(&blob, input);
    fuzz_require(mohur__mac(ctx, MOHUR_ALG_HMAC_SHA_512, MOHUR__BYTES(KEY),
                            &input, 1, MOHUR__SPAN(tag)) == MOHUR_OK);
    mohur__buf_bytes(&blob, MOHUR__BYTES(tag));
    if (mohur__buf_status(&blob) == MOHUR_OK &&
        mohur__state_parse(ctx, mohur__buf_view(&blob), MOHUR__BYTES(KEY),
                           &state) == MOHUR_OK) {
        fuzz_require(state.item.digest.len == mohur__hash_len(state.hash));
        emit_again(ctx, &state, mohur__buf_view(&blob));
    }
    mohur__buf_wipe(&blob);
    return 0;
}
