/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/tlv.h"
#include "archive_form.h"
#include "check.h"

/* 1: AA BB, 2: nothing, 0x7FFF: CC. */
static const char list[] = "0001 0002 AABB 0002 0000 7FFF 0001 CC";

static mohur_status
check(struct fixture *t, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return mohur__tlv_check(t->ctx, mohur__bytes_of(v.data, v.len), "test");
}

static mohur__bytes
bytes(struct fixture *t, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return mohur__bytes_of(v.data, v.len);
}

static void
is_read_as_written(void **state)
{
    struct fixture *t = *state;

    form_check_same(t, form_tlv, bytes(t, list));
}

static void
may_be_empty(void **state)
{
    struct fixture *t = *state;

    form_check_same(t, form_tlv, MOHUR__NOTHING);
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;

    form_check_flips(t, form_tlv, bytes(t, list));
}

static void
is_refused_when_an_item_is_cut(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, check(t, "0001 0002 AA"));
    CHECK_STATUS(MOHUR_E_FORMAT, check(t, "0001 00"));
}

static void
is_refused_when_tags_do_not_ascend(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, check(t, "0002 0000 0001 0000"));
}

static void
is_refused_when_a_tag_occurs_twice(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, check(t, "0002 0000 0002 0000"));
}

static void
is_unsupported_from_tag_8000_on(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(check(t, "7FFF 0000"));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, check(t, "8000 0000"));
}

static void
gives_the_value_of_a_tag(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes value = MOHUR__NOTHING;

    CHECK(mohur__tlv_find(bytes(t, list), 1, &value));
    CHECK_BYTES(fixture_hex(t, "AABB"), value);
    CHECK(mohur__tlv_find(bytes(t, list), 2, &value));
    CHECK_NUMBER(0, value.len);
    CHECK(!mohur__tlv_find(bytes(t, list), 3, &value));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(may_be_empty),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(is_refused_when_an_item_is_cut),
        CASE(is_refused_when_tags_do_not_ascend),
        CASE(is_refused_when_a_tag_occurs_twice),
        CASE(is_unsupported_from_tag_8000_on),
        CASE(gives_the_value_of_a_tag),
    };
    return cmocka_run_group_tests_name("a list of values", cases, NULL, NULL);
}
