/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/archive.h"
#include "fuzz.h"

#include "base/error.h"

/*
 * Indexes of archive time stamps from anywhere, alone and in a token.  What is
 * one lists whole digests, of which a file with nothing in it has none; and a
 * token keeps the index that was put into it.
 */
static void
check(mohur_ctx *ctx, mohur__bytes der)
{
    struct mohur__signed_data nothing = {.certs_len = 0};
    struct mohur__unsigned beside     = {.values_len = 0};
    struct mohur__hash_index index;
    bool there   = false;
    size_t lists = 0;

    if (!mohur__hash_index_parse(der, &index)) {
        return;
    }
    for (size_t i = 0; i < MOHUR__HASH_LISTS; i++) {
        fuzz_require(index.lists[i].len % (mohur__hash_len(index.hash) + 2) ==
                     0);
        lists += index.lists[i].len;
    }
    fuzz_require(mohur__hash_index_check(ctx, &index, &nothing, &beside,
                                         &there) == MOHUR_OK);
    fuzz_require(there == (lists == 0));
}

static void
put(mohur_ctx *ctx, mohur__bytes token)
{
    struct mohur__token before = {.fault = NULL};
    struct mohur__token after  = {.fault = NULL};
    struct mohur__buf out      = {0};
    mohur__bytes index         = MOHUR__TEXT("\x30\x00");

    mohur__buf_init(&out, ctx, MOHUR__TSP_MAX);
    fuzz_require(mohur__token_read(ctx, token, NULL, 0, &before) == MOHUR_OK);
    if (before.fault == NULL) {
        check(ctx, mohur__archive_index(&before));
    }
    if (mohur__archive_token(ctx, token, index, &out) == MOHUR_OK) {
        fuzz_require(mohur__token_read(ctx, mohur__buf_view(&out), NULL, 0,
                                       &after) == MOHUR_OK);
        fuzz_require(after.fault == NULL);
        fuzz_require(mohur__bytes_equal(after.signer.info.fields,
                                        before.signer.info.fields));
    }
    mohur__error_clear(ctx);
    mohur__token_wipe(&after);
    mohur__token_wipe(&before);
    mohur__buf_wipe(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx = fuzz_ctx();

    check(ctx, mohur__bytes_of(data, size));
    put(ctx, mohur__bytes_of(data, size));
    return 0;
}
