/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/directory.h"
#include "archive/content.h"
#include "archive_form.h"
#include "check.h"

static const uint8_t zeros[32];

/* The record of the known answer. */
static struct mohur__dir_record
sample(void)
{
    static const uint8_t root[32] = {1, 2, 3};

    return (struct mohur__dir_record){.head        = {.kind  = MOHUR__KIND_FILE,
                                                      .mtime = FIXTURE_NOW,
                                                      .name  = MOHUR__TEXT("a.txt")},
                                      .end_off     = 255,
                                      .content_len = 6,
                                      .stored_len  = 6,
                                      .root        = MOHUR__BYTES(root),
                                      .content_sha256 = MOHUR__BYTES(zeros)};
}

static mohur__bytes
emit(struct fixture *t, struct mohur__dir_record r)
{
    size_t head    = mohur__entry_head_len(&r.head);
    size_t len     = head + MOHUR__DIR_TAIL_LEN;
    uint8_t *bytes = fixture_bytes(t, 0, len);

    mohur__entry_head_emit(&r.head, mohur__span_of(bytes, head));
    mohur__dir_tail_emit(&r, mohur__span_of(bytes + head, MOHUR__DIR_TAIL_LEN));
    return mohur__bytes_of(bytes, len);
}

static mohur_status
parse(struct fixture *t, struct mohur__dir_record r, uint64_t max_len)
{
    struct mohur__cursor c       = mohur__cursor_of(emit(t, r));
    struct mohur__dir_record got = {.entry_off = 0};

    mohur__error_clear(t->ctx);
    return mohur__dir_record_parse(t->ctx, &c, false, max_len, &got);
}

static void
has_records_that_are_read_as_written(void **state)
{
    form_check_same(*state, form_dir_record, emit(*state, sample()));
}

static void
has_records_that_are_refused_when_cut(void **state)
{
    form_check_truncations(*state, form_dir_record, emit(*state, sample()));
}

static void
has_records_that_are_refused_or_the_same_when_flipped(void **state)
{
    form_check_flips(*state, form_dir_record, emit(*state, sample()));
}

static void
has_records_with_views_of_their_parts(void **state)
{
    struct fixture *t          = *state;
    mohur__bytes bytes         = emit(t, sample());
    struct mohur__cursor c     = mohur__cursor_of(bytes);
    struct mohur__dir_record r = {.entry_off = 0};

    CHECK_OK(mohur__dir_record_parse(t->ctx, &c, false, 6, &r));
    CHECK_BYTES(bytes, r.raw);
    CHECK_BYTES(mohur__bytes_sub(bytes, 0, 29), r.inner);
    CHECK_BYTES(sample().root, r.root);
}

static void
refuses_an_extent_that_is_not_exact(void **state)
{
    struct fixture *t          = *state;
    struct mohur__dir_record r = sample();

    r.end_off = 254;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
    r.end_off = 256;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
    r.entry_off = 1;
    CHECK_OK(parse(t, r, UINT64_MAX));
    r.entry_off = 300;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
}

static void
refuses_a_stored_length_that_is_not_the_content_s(void **state)
{
    struct fixture *t          = *state;
    struct mohur__dir_record r = sample();

    r.stored_len = 7;
    r.end_off    = 256;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
}

static void
refuses_a_stored_entry_with_a_digest(void **state)
{
    static const uint8_t digest[32] = {[31] = 1};
    struct fixture *t               = *state;
    struct mohur__dir_record r      = sample();

    r.content_sha256 = MOHUR__BYTES(digest);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
}

static void
refuses_a_folder_with_content(void **state)
{
    struct fixture *t          = *state;
    struct mohur__dir_record r = sample();

    r.head.kind = MOHUR__KIND_FOLDER;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
    r.content_len = 0;
    r.stored_len  = 0;
    r.end_off     = mohur__content_extent(0, 0, 29);
    CHECK_OK(parse(t, r, UINT64_MAX));
}

static void
refuses_a_compressed_entry_that_stores_too_much(void **state)
{
    struct fixture *t          = *state;
    struct mohur__dir_record r = sample();

    r.head.comp  = MOHUR__COMP_ZSTD;
    r.stored_len = 1052672;
    r.end_off    = mohur__content_extent(6, r.stored_len, 29);
    CHECK_OK(parse(t, r, UINT64_MAX));
    r.stored_len++;
    r.end_off++;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
    r.stored_len = 0;
    r.end_off    = mohur__content_extent(6, 0, 29);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, r, UINT64_MAX));
}

static void
has_a_limit_on_the_size_of_an_entry(void **state)
{
    struct fixture *t          = *state;
    struct mohur__dir_record r = sample();

    CHECK_OK(parse(t, r, 6));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, r, 5));
    r.content_len = (UINT64_C(1) << 44) + 1;
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, r, UINT64_MAX));
}

/* Entry no covers off to end. */
static struct mohur__dir_record
extent(uint32_t no, uint64_t off, uint64_t end)
{
    return (struct mohur__dir_record){
        .head = {.entry_no = no}, .entry_off = off, .end_off = end};
}

static mohur_status
tile(struct fixture *t,
     const struct mohur__dir_record *records,
     size_t n,
     uint64_t dir_off)
{
    struct mohur__tiling *tiling = NULL;
    mohur_status st              = MOHUR_OK;

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__tiling_new(t->ctx, n, &tiling));
    for (size_t i = 0; i < n && st == MOHUR_OK; i++) {
        st = mohur__tiling_add(tiling, &records[i]);
    }
    if (st == MOHUR_OK) {
        st = mohur__tiling_finish(tiling, dir_off);
    }
    mohur__tiling_free(tiling);
    return st;
}

static void
tiles_the_stream_in_any_order(void **state)
{
    struct fixture *t                      = *state;
    const struct mohur__dir_record sound[] = {
        extent(2, 30, 99), extent(0, 0, 10), extent(1, 10, 30)};

    CHECK_OK(tile(t, sound, 3, 99));
    CHECK_OK(tile(t, NULL, 0, 0));
}

static void
refuses_gaps_and_overlaps(void **state)
{
    struct fixture *t                      = *state;
    const struct mohur__dir_record gap[]   = {extent(0, 0, 10),
                                              extent(1, 11, 30)};
    const struct mohur__dir_record over[]  = {extent(0, 0, 10),
                                              extent(1, 9, 30)};
    const struct mohur__dir_record start[] = {extent(0, 1, 10)};
    const struct mohur__dir_record end[]   = {extent(0, 0, 10)};

    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, gap, 2, 30));
    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, over, 2, 30));
    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, start, 1, 10));
    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, end, 1, 11));
}

static void
refuses_numbers_that_repeat_or_are_too_large(void **state)
{
    struct fixture *t                      = *state;
    const struct mohur__dir_record twice[] = {extent(0, 0, 10),
                                              extent(0, 10, 30)};
    const struct mohur__dir_record large[] = {extent(1, 0, 10)};

    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, twice, 2, 30));
    CHECK_STATUS(MOHUR_E_FORMAT, tile(t, large, 1, 10));
}

static void
has_a_limit_on_the_number_of_entries(void **state)
{
    struct fixture *t            = *state;
    struct mohur__tiling *tiling = NULL;

    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__tiling_new(t->ctx, (1 << 24) + 1, &tiling));
    CHECK(tiling == NULL);
}

/* SHA-256 of "mohur/1 directory\0", eight zero bytes, SHA-256 of nothing. */
static void
has_a_root_even_when_empty(void **state)
{
    struct fixture *t          = *state;
    struct mohur__tree *tree   = NULL;
    uint8_t root[32]           = {0};
    uint8_t want[32]           = {0};
    const mohur__bytes parts[] = {mohur__bytes_of("mohur/1 directory", 18),
                                  mohur__bytes_of(zeros, 8),
                                  MOHUR__BYTES(want)};

    CHECK_OK(mohur__tree_new(t->ctx, &tree));
    CHECK_OK(mohur__dir_root(t->ctx, 0, tree, MOHUR__SPAN(root)));
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256, MOHUR__NOTHING,
                         MOHUR__SPAN(want)));
    CHECK_OK(mohur__hash_parts(t->ctx, MOHUR_ALG_SHA_256, parts, 3,
                               MOHUR__SPAN(want)));
    CHECK_BYTES(MOHUR__BYTES(want), MOHUR__BYTES(root));
    mohur__tree_free(tree);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_records_that_are_read_as_written),
        CASE(has_records_that_are_refused_when_cut),
        CASE(has_records_that_are_refused_or_the_same_when_flipped),
        CASE(has_records_with_views_of_their_parts),
        CASE(refuses_an_extent_that_is_not_exact),
        CASE(refuses_a_stored_length_that_is_not_the_content_s),
        CASE(refuses_a_stored_entry_with_a_digest),
        CASE(refuses_a_folder_with_content),
        CASE(refuses_a_compressed_entry_that_stores_too_much),
        CASE(has_a_limit_on_the_size_of_an_entry),
        CASE(tiles_the_stream_in_any_order),
        CASE(refuses_gaps_and_overlaps),
        CASE(refuses_numbers_that_repeat_or_are_too_large),
        CASE(has_a_limit_on_the_number_of_entries),
        CASE(has_a_root_even_when_empty),
    };
    return cmocka_run_group_tests_name("the directory", cases, NULL, NULL);
}
