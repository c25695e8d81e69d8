/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"
#include "base/names.h"
#include "fuzz.h"

/*
 * The body of a directory, with consent to links.  Each record that is
 * accepted is written again byte for byte; all of them tile, or do not.
 */
static uint8_t room[MOHUR__DIR_RECORD_MAX];

static void
write_again(const struct mohur__dir_record *r)
{
    size_t head = mohur__entry_head_len(&r->head);

    fuzz_require(r->raw.len == head + MOHUR__DIR_TAIL_LEN);
    fuzz_require(r->raw.len <= sizeof room);
    mohur__entry_head_emit(&r->head, mohur__span_of(room, head));
    mohur__dir_tail_emit(r, mohur__span_of(room + head, MOHUR__DIR_TAIL_LEN));
    fuzz_require(mohur__bytes_equal(r->raw, mohur__bytes_of(room, r->raw.len)));
    fuzz_require(
        mohur__bytes_equal(r->inner, mohur__bytes_sub(r->raw, 0, head)));
}

/* What the rules between the lengths have to hold back. */
static void
check_record(const struct mohur__dir_record *r)
{
    fuzz_require(r->content_len <= MOHUR__ENTRY_LEN_MAX);
    fuzz_require(r->end_off > r->entry_off);
    fuzz_require(r->head.kind == MOHUR__KIND_FILE || r->content_len == 0);
    fuzz_require(r->head.comp != MOHUR__COMP_STORED ||
                 r->stored_len == r->content_len);
    fuzz_require(r->end_off - r->entry_off > r->stored_len);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    mohur_ctx *ctx             = fuzz_ctx();
    struct mohur__cursor c     = mohur__cursor_of(mohur__bytes_of(data, size));
    struct mohur__dir_record r = {0};
    struct mohur__dir_record before = {0};
    struct mohur__tiling *tiling    = NULL;
    uint64_t end                    = 0;
    bool tiles                      = true;

    fuzz_require(mohur__tiling_new(ctx, 64, &tiling) == MOHUR_OK);
    while (c.left.len > 0 &&
           mohur__dir_record_parse(ctx, &c, true, UINT64_MAX, &r) == MOHUR_OK) {
        write_again(&r);
        check_record(&r);
        if (mohur__name_check(ctx, r.head.name) == MOHUR_OK &&
            before.raw.len > 0 &&
            mohur__name_check_next(ctx, before.head.name,
                                   before.head.kind == MOHUR__KIND_FOLDER,
                                   r.head.name) == MOHUR_OK) {
            fuzz_require(mohur__name_compare(before.head.name, r.head.name) <
                         0);
        }
        tiles  = tiles && mohur__tiling_add(tiling, &r) == MOHUR_OK;
        end    = r.end_off > end ? r.end_off : end;
        before = r;
    }
    (void)mohur__tiling_finish(tiling, end);
    mohur__tiling_free(tiling);
    (void)tiles;
    return 0;
}
