/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/entry.h"
#include "archive_form.h"
#include "check.h"

/* A link, since only a link has all three strings. */
static struct mohur__entry_head
sample(void)
{
    static const uint8_t attrs[] = {0, 1, 0, 2, 'a', 'b'};

    return (struct mohur__entry_head){.entry_no = 0x01020304,
                                      .kind     = MOHUR__KIND_LINK,
                                      .mtime    = INT64_MIN,
                                      .name     = MOHUR__TEXT("dir/link"),
                                      .attrs    = MOHUR__BYTES(attrs),
                                      .link     = MOHUR__TEXT("target")};
}

/* Its bytes, kept until the end of the case. */
static mohur__bytes
emit(struct fixture *t, struct mohur__entry_head h)
{
    size_t len     = mohur__entry_head_len(&h);
    uint8_t *bytes = fixture_bytes(t, 0, len);

    mohur__entry_head_emit(&h, mohur__span_of(bytes, len));
    return mohur__bytes_of(bytes, len);
}

static mohur_status
parse(struct fixture *t, struct mohur__entry_head h, bool links)
{
    struct mohur__cursor c       = mohur__cursor_of(emit(t, h));
    struct mohur__entry_head got = {.entry_no = 0};

    mohur__error_clear(t->ctx);
    return mohur__entry_head_parse(t->ctx, &c, links, &got);
}

static void
is_read_as_written(void **state)
{
    form_check_same(*state, form_entry, emit(*state, sample()));
}

static void
is_refused_when_cut(void **state)
{
    form_check_truncations(*state, form_entry, emit(*state, sample()));
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    form_check_flips(*state, form_entry, emit(*state, sample()));
}

static void
may_be_a_link_only_by_consent(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, sample(), true));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, sample(), false));
}

static void
may_not_be_of_kind_0_or_4(void **state)
{
    struct fixture *t          = *state;
    struct mohur__entry_head h = sample();

    h.link = MOHUR__NOTHING;
    h.kind = 0;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
    h.kind = 4;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
}

static void
has_compression_and_mode_only_if_a_file(void **state)
{
    struct fixture *t          = *state;
    struct mohur__entry_head h = sample();

    h.link = MOHUR__NOTHING;
    h.kind = MOHUR__KIND_FILE;
    h.comp = MOHUR__COMP_ZSTD;
    h.mode = MOHUR__MODE_EXECUTABLE;
    CHECK_OK(parse(t, h, false));
    h.kind = MOHUR__KIND_FOLDER;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, false));
    h.comp = MOHUR__COMP_STORED;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, false));
    h.mode = 0;
    CHECK_OK(parse(t, h, false));
}

static void
has_a_name_of_1_to_1024_bytes(void **state)
{
    struct fixture *t          = *state;
    struct mohur__entry_head h = sample();

    h.name = mohur__bytes_of(fixture_bytes(t, 'a', 1025), 1025);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
    h.name.len = 1024;
    CHECK_OK(parse(t, h, true));
    h.name.len = 0;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
}

static void
has_a_link_if_and_only_if_a_link(void **state)
{
    struct fixture *t          = *state;
    struct mohur__entry_head h = sample();

    h.link = mohur__bytes_of(fixture_bytes(t, 'a', 1025), 1025);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
    h.link.len = 0;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
    h.kind = MOHUR__KIND_FILE;
    CHECK_OK(parse(t, h, true));
    h.link.len = 1;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
}

static void
has_up_to_4096_bytes_of_attributes(void **state)
{
    struct fixture *t          = *state;
    struct mohur__entry_head h = sample();
    uint8_t *attrs             = fixture_bytes(t, 0, 4097);

    mohur__store16(attrs, 1);
    mohur__store16(attrs + 2, 4092);
    h.attrs = mohur__bytes_of(attrs, 4096);
    CHECK_OK(parse(t, h, true));
    mohur__store16(attrs + 2, 4093);
    h.attrs.len = 4097;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, h, true));
}

static void
with_unknown_critical_attributes_is_unsupported(void **state)
{
    static const uint8_t attrs[] = {0x80, 0, 0, 0};
    struct fixture *t            = *state;
    struct mohur__entry_head h   = sample();

    h.attrs = MOHUR__BYTES(attrs);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse(t, h, true));
}

/* ENTRY_END of two tables: bytes that count up. */
static mohur__bytes
end_bytes(struct fixture *t)
{
    size_t len = mohur__entry_end_len(2);

    return mohur__bytes_of(fixture_bytes(t, 0, len), len);
}

static void
ends_in_what_is_read_as_written(void **state)
{
    struct fixture *t = *state;

    form_check_same(t, form_entry_end, end_bytes(t));
    form_check_flips(t, form_entry_end, end_bytes(t));
}

static void
ends_in_one_table_for_each_1024_segments(void **state)
{
    struct fixture *t           = *state;
    struct mohur__entry_end e   = {.content_len = 0};
    struct mohur__entry_table i = {0, MOHUR__NOTHING};

    CHECK_NUMBER(160, mohur__entry_end_len(2));
    CHECK_OK(mohur__entry_end_parse(t->ctx, end_bytes(t), 2, &e));
    i = mohur__entry_end_table(&e, 1);
    CHECK_NUMBER(UINT64_C(0x38393A3B3C3D3E3F), i.offset);
    CHECK_BYTES(mohur__bytes_sub(end_bytes(t), 64, 32), i.group);
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__entry_end_parse(t->ctx, end_bytes(t), 1, &e));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__entry_end_parse(t->ctx, end_bytes(t), 3, &e));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(is_refused_when_cut),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(may_be_a_link_only_by_consent),
        CASE(may_not_be_of_kind_0_or_4),
        CASE(has_compression_and_mode_only_if_a_file),
        CASE(has_a_name_of_1_to_1024_bytes),
        CASE(has_a_link_if_and_only_if_a_link),
        CASE(has_up_to_4096_bytes_of_attributes),
        CASE(with_unknown_critical_attributes_is_unsupported),
        CASE(ends_in_what_is_read_as_written),
        CASE(ends_in_one_table_for_each_1024_segments),
    };
    return cmocka_run_group_tests_name("an entry", cases, NULL, NULL);
}
