/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/spki.h"

#include <stdlib.h>

/*
 * SubjectPublicKeyInfo from anywhere, for both purposes.  What is accepted
 * is written again as the same bytes.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
require(bool holds)
{
    if (!holds) {
        abort();
    }
}

static void
parse(mohur_ctx *ctx, mohur_purpose purpose, mohur__bytes der)
{
    mohur_alg alg                 = MOHUR_ALG_NONE;
    mohur__bytes public           = MOHUR__NOTHING;
    mohur__bytes again            = MOHUR__NOTHING;
    uint8_t room[MOHUR__SPKI_MAX] = {0};

    mohur__error_clear(ctx);
    if (mohur__spki_parse(ctx, purpose, der, &alg, &public) == MOHUR_OK) {
        require(mohur__spki_emit(ctx, alg, public, MOHUR__SPAN(room), &again) ==
                MOHUR_OK);
        require(mohur__bytes_equal(der, again));
    }
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx = NULL;

    require(mohur_ctx_new(NULL, &ctx) == MOHUR_OK);
    parse(ctx, MOHUR_PURPOSE_SIGN, mohur__bytes_of(data, size));
    parse(ctx, MOHUR_PURPOSE_SEAL, mohur__bytes_of(data, size));
    mohur_ctx_free(ctx);
    return 0;
}
