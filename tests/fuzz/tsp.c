/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/token.h"
#include "cms/unsigned.h"
#include "fuzz.h"

#include "base/error.h"

/*
 * Answers of time-stamp authorities, tokens and what they state, from
 * anywhere.  Nobody is believed, so no token is; but each is judged to the end,
 * as one that is over the right thing.
 */
static void
judge(mohur_ctx *ctx, mohur__bytes der)
{
    struct mohur__token token       = {.fault = NULL};
    struct mohur__token_found found = {.why = MOHUR_WHY_NONE};
    struct mohur__token_asked asked = {.role   = MOHUR_TRUST_TSA,
                                       .now    = INT64_C(1) << 40,
                                       .proven = INT64_C(1) << 40};
    mohur_trust *trust              = NULL;

    fuzz_require(mohur_trust_new(ctx, &trust) == MOHUR_OK);
    fuzz_require(mohur__token_read(ctx, der, NULL, 0, &token) == MOHUR_OK);
    asked.trust  = trust;
    asked.digest = token.info.imprint;
    fuzz_require(mohur__token_judge(ctx, &token, &asked, &found) == MOHUR_OK);
    fuzz_require(found.why != MOHUR_WHY_NONE && found.detail[0] != '\0');
    fuzz_require(token.fault == NULL || found.why == MOHUR_WHY_FORMAT_FAILURE);
    mohur__token_wipe(&token);
    mohur_trust_free(trust);
}

/* What can be read as attributes keeps its bytes when one more comes. */
static void
add(mohur_ctx *ctx, mohur__bytes contents)
{
    struct mohur__unsigned before;
    struct mohur__unsigned after;
    struct mohur__buf out = {0};
    struct mohur__der_reader r;

    if (!mohur__unsigned_parse(contents, &before)) {
        return;
    }
    mohur__buf_init(&out, ctx, 8 << 20);
    fuzz_require(
        mohur__unsigned_add(ctx, contents, MOHUR__OID_SIGNATURE_TIME_STAMP,
                            MOHUR__TEXT("\x30\x00"), &out) == MOHUR_OK);
    mohur__der_open(&r, mohur__buf_view(&out));
    fuzz_require(mohur__unsigned_parse(
        mohur__der_read(&r, MOHUR__DER_CONTEXT_1), &after));
    fuzz_require(mohur__der_close(&r));
    fuzz_require(after.too_many || after.stamps_len == before.stamps_len + 1);
    mohur__buf_wipe(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx     = fuzz_ctx();
    mohur__bytes input = mohur__bytes_of(data, size);
    mohur__bytes token = MOHUR__NOTHING;
    struct mohur__tst_info info;

    if (mohur__tst_info_parse(input, &info)) {
        fuzz_require(info.imprint.len > 0 && info.serial.len > 0);
    }
    if (mohur__tsp_response_parse(ctx, input, &token) == MOHUR_OK) {
        fuzz_require(token.len > 0 && token.len < size);
        judge(ctx, token);
    }
    mohur__error_clear(ctx);
    judge(ctx, input);
    add(ctx, input);
    return 0;
}
