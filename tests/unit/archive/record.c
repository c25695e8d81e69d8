/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/record.h"
#include "archive_form.h"
#include "check.h"

/* PAD of 24 bytes. */
static const uint8_t head[] = {0x00, 0xF0, 0, 0, 0, 0, 0, 0,
                               0,    0,    0, 0, 0, 0, 0, 24};

static void
is_written_as_specified(void **state)
{
    uint8_t out[MOHUR__RECORD_HEAD_LEN];

    (void)state;
    mohur__record_emit(MOHUR__RECORD_PAD, 24, MOHUR__SPAN(out));
    CHECK_BYTES(MOHUR__BYTES(head), MOHUR__BYTES(out));
}

static void
is_read_as_written(void **state)
{
    form_check_same(*state, form_record, MOHUR__BYTES(head));
}

static void
is_refused_when_cut(void **state)
{
    form_check_truncations(*state, form_record, MOHUR__BYTES(head));
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    form_check_flips(*state, form_record, MOHUR__BYTES(head));
}

static void
is_refused_if_of_another_type(void **state)
{
    struct fixture *t = *state;
    uint64_t len      = 0;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__record_parse(t->ctx, MOHUR__BYTES(head),
                                     MOHUR__RECORD_TABLE, &len));
    CHECK_MESSAGE("TABLE");
}

static void
is_refused_if_of_another_length(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__record_expect(t->ctx, MOHUR__BYTES(head),
                                      MOHUR__RECORD_PAD, 23));
}

static void
has_a_name_for_each_type(void **state)
{
    (void)state;
    CHECK_TEXT("ENTRY", mohur__record_name(MOHUR__RECORD_ENTRY));
    CHECK_TEXT("SEGMENT", mohur__record_name(MOHUR__RECORD_SEGMENT));
    CHECK_TEXT("ENTRY_END", mohur__record_name(MOHUR__RECORD_ENTRY_END));
    CHECK_TEXT("DIRECTORY", mohur__record_name(MOHUR__RECORD_DIRECTORY));
    CHECK_TEXT("MANIFEST", mohur__record_name(MOHUR__RECORD_MANIFEST));
    CHECK_TEXT("SIGNATURES", mohur__record_name(MOHUR__RECORD_SIGNATURES));
    CHECK_TEXT("PAD", mohur__record_name(MOHUR__RECORD_PAD));
    CHECK_TEXT("TRAILER", mohur__record_name(MOHUR__RECORD_TRAILER));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_written_as_specified),
        CASE(is_read_as_written),
        CASE(is_refused_when_cut),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(is_refused_if_of_another_type),
        CASE(is_refused_if_of_another_length),
        CASE(has_a_name_for_each_type),
    };
    return cmocka_run_group_tests_name("a record head", cases, NULL, NULL);
}
