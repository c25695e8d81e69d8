/* SPDX-License-Identifier: Apache-2.0 */
#include "x509/name.h"

#include "base/text.h"
#include "fuzz.h"

/*
 * Two names, a length between them.  Comparing valid ones says the same both
 * ways round, and agrees with "within"; what is shown is UTF-8.
 */
static void
require_utf8(mohur_ctx *ctx, mohur__bytes name)
{
    struct mohur__buf b;

    mohur__buf_init(&b, ctx, 1 << 20);
    mohur__name_text(&b, name);
    if (mohur__buf_status(&b) == MOHUR_OK) {
        fuzz_require(mohur__utf8_valid(mohur__buf_view(&b)));
    }
    mohur__buf_wipe(&b);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx = fuzz_ctx();
    mohur__bytes a = MOHUR__NOTHING;
    mohur__bytes b = MOHUR__NOTHING;

    if (size < 1) {
        return 0;
    }
    a = mohur__bytes_sub(mohur__bytes_of(data, size), 1, data[0]);
    b = mohur__bytes_sub(mohur__bytes_of(data, size), 1 + (size_t)data[0],
                         size);
    if (!mohur__name_valid(a) || !mohur__name_valid(b)) {
        return 0;
    }
    fuzz_require(mohur__name_equal(a, a) && mohur__name_within(b, b));
    fuzz_require(mohur__name_equal(a, b) == mohur__name_equal(b, a));
    fuzz_require(!mohur__name_equal(a, b) || mohur__name_within(a, b));
    require_utf8(ctx, a);
    require_utf8(ctx, b);
    return 0;
}
