/* SPDX-License-Identifier: Apache-2.0 */
#include "document/stamp_new.h"

#include "base/guard.h"
#include "cms/token.h"
#include "crypto/hash.h"
#include "document/answer.h"
#include "document/doc_report.h"
#include "x509/trust.h"

enum {
    URL_MAX = 2048
};

mohur_status
mohur__stamp_wanted_check(mohur_ctx *ctx,
                          const struct mohur__stamp_wanted *wanted)
{
    mohur_status st = MOHUR_OK;
    size_t len      = mohur__bytes_text(wanted->tsa).len;

    REQUIRE(ctx, len > 0 && len <= URL_MAX, MOHUR_E_ARGUMENT,
            "a time stamp needs the address of an authority");
    REQUIRE(ctx, wanted->evidence != NULL, MOHUR_E_ARGUMENT,
            "a time stamp needs somebody who fetches it");
    if (wanted->trust != NULL) {
        TRY(mohur__trust_check(ctx, wanted->trust));
    }

out:
    return st;
}

/* Is it the answer to this question? */
static mohur_status
check_answer(mohur_ctx *ctx,
             const struct mohur__tsp_request *request,
             const struct mohur__tst_info *info)
{
    mohur_status st = MOHUR_OK;

    REQUIRE(ctx, info->hash == request->hash, MOHUR_E_AUTH,
            "the time stamp uses another hash than was asked for");
    REQUIRE(ctx,
            info->has_nonce &&
                mohur__bytes_equal(info->nonce, MOHUR__BYTES(request->nonce)),
            MOHUR_E_AUTH, "the time stamp is the answer to another question");

out:
    return st;
}

static mohur_status
accept(mohur_ctx *ctx,
       const struct mohur__stamp_wanted *wanted,
       const struct mohur__tsp_request *request,
       mohur__bytes der)
{
    mohur_status st                 = MOHUR_OK;
    struct mohur__token token       = {.fault = NULL};
    struct mohur__token_found found = {.why = MOHUR_WHY_NONE};
    struct mohur__token_asked asked = {.digest = request->digest,
                                       .trust  = wanted->trust,
                                       .role   = wanted->role,
                                       .now    = mohur__now(ctx)};

    asked.proven = asked.now;
    TRY(mohur__token_read(ctx, der, NULL, 0, &token));
    REQUIRE(ctx, token.fault == NULL, MOHUR_E_FORMAT, "%s", token.fault);
    TRY(check_answer(ctx, request, &token.info));
    TRY(mohur__token_judge(ctx, &token, &asked, &found));
    REQUIRE(ctx, found.why == MOHUR_WHY_NONE, mohur__why_status(found.why),
            "%s", found.detail);

out:
    mohur__token_wipe(&token);
    return st;
}

mohur_status
mohur__stamp_new(mohur_ctx *ctx,
                 const struct mohur__stamp_wanted *wanted,
                 mohur_alg hash,
                 mohur__bytes signature,
                 struct mohur__buf *out)
{
    mohur_status st                      = MOHUR_OK;
    uint8_t digest[MOHUR__HASH_MAX]      = {0};
    uint8_t room[MOHUR__TSP_REQUEST_MAX] = {0};
    struct mohur__tsp_request request    = {.hash = hash};
    mohur_evidence_request question      = {.size = sizeof question,
                                            .kind = MOHUR_EVIDENCE_TIME_STAMP,
                                            .url  = wanted->tsa,
                                            .max  = MOHUR__TSP_MAX};
    struct mohur__buf response           = {0};
    mohur__bytes body                    = MOHUR__NOTHING;
    mohur__bytes token                   = MOHUR__NOTHING;

    request.digest = mohur__bytes_of(digest, mohur__hash_len(hash));
    TRY(mohur__hash(ctx, hash, signature,
                    mohur__span_of(digest, request.digest.len)));
    TRY(mohur__tsp_nonce(ctx, request.nonce));
    TRY(mohur__tsp_request_emit(ctx, &request, MOHUR__SPAN(room), &body));
    question.body     = body.data;
    question.body_len = body.len;
    TRY(mohur__evidence_ask(ctx, wanted->evidence, &question, &response));
    TRY(mohur__tsp_response_parse(ctx, mohur__buf_view(&response), &token));
    TRY(accept(ctx, wanted, &request, token));
    mohur__buf_bytes(out, token);
    TRY(mohur__buf_status(out));

out:
    mohur__buf_wipe(&response);
    return st;
}
