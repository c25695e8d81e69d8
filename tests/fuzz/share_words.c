/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"
#include "keystore/share.h"

/*
 * The sentence of a share: what is taken is written again as it was, letter
 * by letter; and what is written from any fields is taken.
 */
static mohur_status
read_and_write(mohur_ctx *ctx, mohur__bytes text)
{
    struct mohur__share share   = {{0}, 0, 0, 0, NULL};
    struct mohur__secret *again = NULL;
    mohur_status st             = mohur__share_parse(ctx, 1, text, &share);

    if (st == MOHUR_OK) {
        fuzz_require(share.set.group_count >= share.set.group_threshold);
        fuzz_require(share.group < share.set.group_count);
        fuzz_require(mohur__share_emit(ctx, &share, &again) == MOHUR_OK);
        fuzz_require(mohur__bytes_equal(
            text,
            mohur__bytes_text((const char *)mohur__secret_bytes(again).data)));
    }
    mohur__secret_free(again);
    mohur__share_wipe(&share);
    return st;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mohur__share share  = {{0}, 0, 0, 0, NULL};
    struct mohur__secret *text = NULL;
    mohur_ctx *ctx             = fuzz_ctx();

    /* As a sentence; and as the fields of a share, which is then one. */
    (void)read_and_write(ctx, mohur__bytes_of(data, size));
    if (size < 6 + MOHUR__SHARE_SECRET_MIN ||
        size > 6 + MOHUR__SHARE_SECRET_MAX || size % 2 != 0) {
        return 0;
    }
    share.set.id          = mohur__load16(data) & 0x7FFF;
    share.set.extendable  = data[2] >> 7 != 0;
    share.set.exponent    = data[2] & 15;
    share.set.group_count = (uint8_t)((data[3] & 15) + 1);
    share.set.group_threshold =
        (uint8_t)((data[3] >> 4) % share.set.group_count + 1);
    share.group     = data[4] % share.set.group_count;
    share.member    = data[4] >> 4;
    share.threshold = (uint8_t)((data[5] & 15) + 1);
    fuzz_require(mohur__secret_copy(ctx, mohur__bytes_of(data + 6, size - 6),
                                    &share.value) == MOHUR_OK);
    fuzz_require(mohur__share_emit(ctx, &share, &text) == MOHUR_OK);
    fuzz_require(read_and_write(
                     ctx, mohur__bytes_text(
                              (const char *)mohur__secret_bytes(text).data)) ==
                 MOHUR_OK);
    mohur__secret_free(text);
    mohur__share_wipe(&share);
    return 0;
}
