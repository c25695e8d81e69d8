/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "fuzz.h"

#include "base/mem.h"

/*
 * A compressed segment: two bytes say how much content it should have, the
 * rest is the frame.  What is expanded has that length and was said to; and
 * what it expands to is packed and expanded to the same.
 */
static uint8_t plain[MOHUR__SEGMENT_LEN];
static uint8_t again[MOHUR__SEGMENT_LEN];
static uint8_t room[MOHUR__SEGMENT_STORED_MAX];

static void
pack_again(mohur_ctx *ctx, struct mohur__unpacker *u, size_t len)
{
    struct mohur__packer *p = NULL;
    mohur__bytes frame      = MOHUR__NOTHING;
    mohur__bytes content    = mohur__bytes_of(plain, len);

    fuzz_require(mohur__packer_new(ctx, &p) == MOHUR_OK);
    fuzz_require(mohur__packer_pack(p, content, MOHUR__SPAN(room), &frame) ==
                 MOHUR_OK);
    fuzz_require(mohur__unpacker_unpack(u, frame, mohur__span_of(again, len)) ==
                 MOHUR_OK);
    fuzz_require(mohur__bytes_equal(content, mohur__bytes_of(again, len)));
    mohur__packer_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx                = fuzz_ctx();
    struct mohur__unpacker *u     = NULL;
    struct mohur__frame_head head = {.len = 0};
    mohur__bytes frame            = MOHUR__NOTHING;
    size_t len                    = 0;

    if (size < 2 || !mohur__frame_usable()) {
        return 0;
    }
    len   = (size_t)mohur__load16(data) + 1;
    frame = mohur__bytes_sub(mohur__bytes_of(data, size), 2, size);
    fuzz_require(mohur__unpacker_new(ctx, &u) == MOHUR_OK);
    if (mohur__unpacker_unpack(u, frame, mohur__span_of(plain, len)) ==
        MOHUR_OK) {
        fuzz_require(mohur__frame_head_parse(frame, &head));
        fuzz_require(head.content_len == len && head.len < frame.len);
        pack_again(ctx, u, len);
    }
    mohur__unpacker_free(u);
    return 0;
}
