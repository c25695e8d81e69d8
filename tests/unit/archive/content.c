/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/content.h"
#include "archive/entry.h"
#include "check.h"

enum {
    MANY = 300
};

static mohur__bytes
content(struct fixture *t, size_t len)
{
    uint8_t *bytes = fixture_bytes(t, 0, len);

    for (size_t i = 0; i < len; i++) {
        bytes[i] = (uint8_t)(i % 251 + i / 4096);
    }
    return mohur__bytes_of(bytes, len);
}

/* The definition, one hash after the other. */
static void
slow_segment(struct fixture *t, mohur__bytes segment, mohur__span out)
{
    uint8_t leaves[33 * 32];
    size_t n = 0;

    for (size_t at = 0; at < segment.len; at += 32768) {
        CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256,
                             mohur__bytes_sub(segment, at, 32768),
                             mohur__span_of(leaves + 32 * n, 32)));
        n++;
    }
    CHECK_OK(mohur__hash(t->ctx, MOHUR_ALG_SHA_256,
                         mohur__bytes_of(leaves, 32 * n), out));
}

static void
check_segments(struct fixture *t, const mohur__bytes *segments, size_t n)
{
    static uint8_t digests[MANY * 32];
    struct mohur__lanes *lanes = NULL;

    CHECK_OK(mohur__lanes_new(t->ctx, MOHUR_ALG_SHA_256, &lanes));
    CHECK_OK(mohur__content_segments(lanes, segments, n,
                                     mohur__span_of(digests, 32 * n)));
    mohur__lanes_free(lanes);
    for (size_t i = 0; i < n; i++) {
        uint8_t want[32];
        slow_segment(t, segments[i], MOHUR__SPAN(want));
        CHECK_BYTES(MOHUR__BYTES(want), mohur__bytes_of(digests + 32 * i, 32));
    }
}

static void
hashes_a_segment_of_each_length_as_defined(void **state)
{
    static const size_t lengths[] = {1,       63,      64,     32767,
                                     32768,   32769,   65536,  1048575,
                                     1048576, 1048577, 1052672};
    struct fixture *t             = *state;
    mohur__bytes all              = content(t, 1052672);

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        mohur__bytes segment = mohur__bytes_sub(all, 0, lengths[i]);
        check_segments(t, &segment, 1);
    }
}

static void
hashes_many_segments_of_mixed_lengths_as_defined(void **state)
{
    struct fixture *t = *state;
    mohur__bytes all  = content(t, 1052672);
    mohur__bytes segments[MANY];

    for (size_t i = 0; i < MANY; i++) {
        size_t len  = i % 97 == 0 ? 1052672 : 1 + i * i * 37 % 70000;
        segments[i] = mohur__bytes_sub(all, 0, len);
    }
    check_segments(t, segments, MANY);
}

static void
hashes_no_segments_as_nothing(void **state)
{
    check_segments(*state, NULL, 0);
}

static void
has_a_shape_given_by_the_length(void **state)
{
    static const struct {
        uint64_t content_len;
        uint64_t segments;
        uint64_t tables;
    } shapes[] = {
        {0, 0, 0},
        {1, 1, 1},
        {1 << 20, 1, 1},
        {(1 << 20) + 1, 2, 1},
        {UINT64_C(1) << 30, 1024, 1},
        {(UINT64_C(1) << 30) + 1, 1025, 2},
        {UINT64_C(1) << 44, UINT64_C(1) << 24, 1 << 14},
        {UINT64_MAX, UINT64_C(1) << 44, UINT64_C(1) << 34},
    };

    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        struct mohur__content_shape s =
            mohur__content_shape(shapes[i].content_len);
        CHECK_NUMBER(shapes[i].segments, s.segments);
        CHECK_NUMBER(shapes[i].tables, s.tables);
    }
}

static void
has_rows_for_the_segments_of_each_table(void **state)
{
    struct mohur__content_shape s =
        mohur__content_shape((UINT64_C(1) << 31) + 1);

    (void)state;
    CHECK_NUMBER(1024, mohur__content_rows(s, 0));
    CHECK_NUMBER(1024, mohur__content_rows(s, 1));
    CHECK_NUMBER(1, mohur__content_rows(s, 2));
}

static void
fills_an_extent_that_follows_from_its_length(void **state)
{
    (void)state;
    /* The known answer: ENTRY at 0, the directory at 255. */
    CHECK_NUMBER(255, mohur__content_extent(6, 6, 29));
    CHECK_NUMBER(16 + 29 + 16 + 80, mohur__content_extent(0, 0, 29));
    CHECK_NUMBER(0, mohur__content_extent(1, UINT64_MAX, 29));
}

static void
has_the_root_of_the_known_answer(void **state)
{
    struct fixture *t = *state;
    struct view group = fixture_hex(t, "c299005719e47fb93a7eeebfaf1bd9da"
                                       "4d3998eb46a740cb94cc80a3480c0d24");
    uint8_t root[32]  = {0};

    CHECK_OK(mohur__content_root(t->ctx, MOHUR__COMP_STORED, 6, 6,
                                 mohur__bytes_of(group.data, group.len),
                                 MOHUR__SPAN(root)));
    CHECK_BYTES(fixture_hex(t, "1f3b40517c05a1749ce4791c1c99f717"
                               "ae2e3ea22be38eaa74f9ebdbc28e1383"),
                MOHUR__BYTES(root));
}

/* A table of n rows, each of 2^20 bytes but the last. */
static mohur__bytes
table(struct fixture *t, size_t n, uint32_t last)
{
    static const uint8_t digest[32] = {1};
    uint8_t *body                   = fixture_bytes(t, 0, n * 36);

    for (size_t i = 0; i < n; i++) {
        mohur__table_row_emit(
            (struct mohur__table_row){i + 1 == n ? last : 1 << 20,
                                      MOHUR__BYTES(digest)},
            mohur__span_of(body + 36 * i, 36));
    }
    return mohur__bytes_of(body, n * 36);
}

static void
has_tables_whose_rows_give_the_content_its_length(void **state)
{
    struct fixture *t = *state;
    uint64_t len      = 2 * UINT64_C(1048576) + 5;

    CHECK_OK(mohur__table_check(t->ctx, table(t, 3, 5), 0, len, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 3, 4), 0, len, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 3, 6), 0, len, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 2, 5), 0, len, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 4, 5), 0, len, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 3, 5), 0, len, 1));
}

static void
has_a_second_table_after_1024_rows(void **state)
{
    struct fixture *t = *state;
    uint64_t len      = (UINT64_C(1) << 30) + 9;

    CHECK_OK(mohur__table_check(t->ctx, table(t, 1024, 1 << 20), 0, len, 0));
    CHECK_OK(mohur__table_check(t->ctx, table(t, 1, 9), 0, len, 1));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 1025, 9), 0, len, 0));
}

static void
has_rows_of_any_stored_length_when_compressed(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(mohur__table_check(t->ctx, table(t, 1, 1), 1, 100, 0));
    CHECK_OK(mohur__table_check(t->ctx, table(t, 1, 1052672), 1, 100, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 1, 0), 1, 100, 0));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__table_check(t->ctx, table(t, 1, 1052673), 1, 100, 0));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(hashes_a_segment_of_each_length_as_defined),
        CASE(hashes_many_segments_of_mixed_lengths_as_defined),
        CASE(hashes_no_segments_as_nothing),
        CASE(has_a_shape_given_by_the_length),
        CASE(has_rows_for_the_segments_of_each_table),
        CASE(fills_an_extent_that_follows_from_its_length),
        CASE(has_the_root_of_the_known_answer),
        CASE(has_tables_whose_rows_give_the_content_its_length),
        CASE(has_a_second_table_after_1024_rows),
        CASE(has_rows_of_any_stored_length_when_compressed),
    };
    return cmocka_run_group_tests_name("the content tree", cases, NULL, NULL);
}
