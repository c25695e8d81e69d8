/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "keystore/anchor.h"
#include "keystore/approval.h"
#include "keystore/event.h"

/*
 * What comes from outside of a store, or out of it, as a record.  Byte 0 of
 * the input says which: 0 a request, 1 an approval, 255 an anchor, else an
 * event.  What is read is written again as it was.
 */
static void
is_the_same(mohur__bytes input, struct mohur__buf *again)
{
    fuzz_require(mohur__buf_status(again) == MOHUR_OK);
    fuzz_require(mohur__bytes_equal(input, mohur__buf_view(again)));
}

static void
event(mohur_ctx *ctx, mohur__bytes input)
{
    struct mohur__event e = {0};

    if (mohur__event_parse(ctx, input, &e) == MOHUR_OK) {
        fuzz_require(e.time >= 0);
        fuzz_require(e.ring.len + e.approvals.len <= input.len);
    }
}

/* Of a known key, as nobody who would forge one has it. */
static void
anchor(mohur_ctx *ctx, mohur__bytes input)
{
    static const uint8_t key[32] = {0x11, 0x22};
    struct mohur__anchor a       = {0};
    uint8_t again[MOHUR__ANCHOR_LEN];

    if (mohur__anchor_parse(ctx, input, MOHUR__BYTES(key), &a) == MOHUR_OK) {
        fuzz_require(mohur__anchor_emit(ctx, &a, MOHUR__BYTES(key), again) ==
                     MOHUR_OK);
        fuzz_require(mohur__bytes_equal(input, MOHUR__BYTES(again)));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx           = fuzz_ctx();
    mohur__bytes input       = mohur__bytes_of(data, size);
    mohur__bytes rest        = mohur__bytes_sub(input, 1, size);
    struct mohur__act act    = {0};
    struct mohur__approval a = {0};
    struct mohur__buf again  = {0};

    mohur__buf_init(&again, ctx, MOHUR__REQUEST_MAX);
    if (size > 0 && data[0] == 0 &&
        mohur__request_parse(ctx, rest, &act) == MOHUR_OK) {
        mohur__request_emit(&act, &again);
        is_the_same(rest, &again);
    } else if (size > 0 && data[0] == 1 &&
               mohur__approval_parse(ctx, rest, &a) == MOHUR_OK) {
        mohur__approval_emit(&a, &again);
        is_the_same(rest, &again);
    } else if (size > 0 && data[0] == 255) {
        anchor(ctx, rest);
    } else if (size > 0 && data[0] > 1) {
        event(ctx, rest);
    }
    mohur__buf_wipe(&again);
    return 0;
}
