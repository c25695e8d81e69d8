/* SPDX-License-Identifier: Apache-2.0 */
#include "document/answer.h"

#include "base/guard.h"
#include "base/options.h"

mohur_status
mohur__evidence_check(mohur_ctx *ctx,
                      const mohur_evidence *evidence,
                      mohur_evidence *out)
{
    mohur_status st = MOHUR_OK;

    TRY(mohur__options_check(ctx, evidence, sizeof *out, out));
    REQUIRE(ctx, out->get != NULL, MOHUR_E_ARGUMENT,
            "evidence has no function that fetches");

out:
    return st;
}

mohur_status
mohur_answer_add(mohur_answer *answer, const uint8_t *data, size_t data_len)
{
    if (answer == NULL || answer->magic != MOHUR__MAGIC_ANSWER ||
        (data == NULL && data_len > 0)) {
        return MOHUR_E_ARGUMENT;
    }
    mohur__buf_bytes(&answer->data, mohur__bytes_of(data, data_len));
    return mohur__buf_status(&answer->data);
}

mohur_status
mohur__evidence_ask(mohur_ctx *ctx,
                    const mohur_evidence *evidence,
                    const mohur_evidence_request *request,
                    struct mohur__buf *out)
{
    mohur_status st            = MOHUR_OK;
    struct mohur_answer answer = {.magic = MOHUR__MAGIC_ANSWER};
    int32_t failed             = 0;

    mohur__buf_init(&answer.data, ctx, request->max);
    ctx->in_callback = true;
    failed           = evidence->get(evidence->user, request, &answer);
    ctx->in_callback = false;
    answer.magic     = 0;
    TRY(mohur__buf_status(&answer.data));
    REQUIRE(ctx, failed == 0 && answer.data.len > 0, MOHUR_E_IO,
            "there is no answer from %s", request->url);
    *out        = answer.data;
    answer.data = (struct mohur__buf){0}; /* the caller's now */

out:
    mohur__buf_wipe(&answer.data);
    return st;
}
