/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"
#include "archive/stage.h"
#include "base/guard.h"
#include "base/mem.h"

/*
 * Compressed content is expanded by the reader, when it was verified.  Only
 * in a rescue nothing is verified, and it is expanded as it passes: frame by
 * frame, each at most a segment, within the ratio that holds for all.
 */

mohur_status
mohur__stage_unpacker(struct mohur__stage *s)
{
    mohur_status st = MOHUR_OK;
    void *room      = NULL;

    if (s->unpacked != NULL) {
        return MOHUR_OK;
    }
    REQUIRE(s->ctx, mohur__frame_usable(), MOHUR_E_UNSUPPORTED,
            "this build cannot expand compressed entries");
    if (s->unpacker == NULL) {
        TRY(mohur__unpacker_new(s->ctx, &s->unpacker));
    }
    TRY(mohur__alloc(s->ctx, MOHUR__SEGMENT_LEN, &room));
    s->unpacked = room;

out:
    return st;
}

mohur_status
mohur__stage_unpack(struct mohur__stage *s, mohur__bytes frame)
{
    mohur_status st               = MOHUR_OK;
    struct mohur__frame_head head = {0, 0, 0};
    mohur__span out               = {NULL, 0};

    if (!mohur__frame_head_parse(frame, &head) ||
        head.content_len > MOHUR__SEGMENT_LEN ||
        !mohur__content_ratio_fits(s->entry.content_len + head.content_len,
                                   s->entry.len, s->limits->max_ratio)) {
        return MOHUR_E_FORMAT;
    }
    out = mohur__span_of(s->unpacked, (size_t)head.content_len);
    TRY(mohur__unpacker_unpack(s->unpacker, frame, out));
    TRY(mohur__os_tree_write(s->tree, mohur__span_bytes(out)));
    s->entry.content_len += out.len;

out:
    return st;
}
