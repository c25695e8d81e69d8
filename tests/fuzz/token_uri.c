/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/token_uri.h"
#include "fuzz.h"

/* A URI that is taken is, in its one spelling, taken as the same again. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                = fuzz_ctx();
    struct mohur__token_uri uri   = {.token = ""};
    struct mohur__token_uri again = {.token = ""};
    struct mohur__buf one         = {0};
    struct mohur__buf two         = {0};

    if (mohur__token_uri_parse(ctx, mohur__bytes_of(data, size), &uri) !=
        MOHUR_OK) {
        fuzz_require(uri.module[0] == '\0');
        return 0;
    }
    fuzz_require(uri.module[0] == '/');
    fuzz_require(uri.token[0] != '\0' || uri.serial[0] != '\0');
    mohur__buf_init(&one, ctx, 4096);
    mohur__buf_init(&two, ctx, 4096);
    mohur__token_uri_emit(&uri, &one);
    fuzz_require(mohur__buf_status(&one) == MOHUR_OK);
    if (one.len <= MOHUR__TOKEN_URI_MAX) {
        fuzz_require(mohur__token_uri_parse(ctx, mohur__buf_view(&one),
                                            &again) == MOHUR_OK);
        fuzz_require(mohur__token_uri_same(&uri, &again));
        mohur__token_uri_emit(&again, &two);
        fuzz_require(
            mohur__bytes_equal(mohur__buf_view(&one), mohur__buf_view(&two)));
    }
    mohur__buf_wipe(&one);
    mohur__buf_wipe(&two);
    return 0;
}
