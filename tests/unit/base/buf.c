/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/ct.h"
#include "check.h"

static void
writes_numbers_big_endian(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 100);
    mohur__buf_u8(&b, 0x01);
    mohur__buf_u16(&b, 0x0203);
    mohur__buf_u32(&b, 0x04050607);
    mohur__buf_u64(&b, 0x08090A0B0C0D0E0F);
    mohur__buf_bytes(&b, MOHUR__TEXT("x"));
    mohur__buf_zeros(&b, 2);
    CHECK_OK(mohur__buf_status(&b));
    CHECK_BYTES(fixture_hex(t, "0102030405060708090a0b0c0d0e0f780000"),
                mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

static void
writes_numbers_as_people_do(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 100);
    mohur__buf_decimal(&b, 0);
    mohur__buf_decimal(&b, 907);
    mohur__buf_decimal(&b, UINT64_MAX);
    CHECK_BYTES(MOHUR__TEXT("090718446744073709551615"), mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

/* Grows through several blocks; the fixture checks that each was wiped. */
static void
keeps_what_it_holds_while_it_grows(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 1000);
    for (size_t i = 0; i < 1000; i++) {
        mohur__buf_u8(&b, (uint8_t)i);
    }
    CHECK_OK(mohur__buf_status(&b));
    CHECK_BYTES(((struct view){fixture_bytes(t, 0, 1000), 1000}),
                mohur__buf_view(&b));
    CHECK_NUMBER(1000, b.cap);
    mohur__buf_wipe(&b);
}

static void
stops_at_its_maximum_and_stays_failed(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 3);
    mohur__buf_u16(&b, 1);
    mohur__buf_u16(&b, 2);
    mohur__buf_u8(&b, 3);
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__buf_status(&b));
    CHECK_NUMBER(2, mohur__buf_view(&b).len);
    CHECK_MESSAGE("more than 3 bytes");
    mohur__buf_wipe(&b);
}

static void
takes_exactly_its_maximum(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    for (size_t max = 0; max < 200; max++) {
        mohur__buf_init(&b, t->ctx, max);
        mohur__buf_zeros(&b, max);
        CHECK_OK(mohur__buf_status(&b));
        CHECK(b.cap <= max);
        mohur__buf_zeros(&b, 1);
        CHECK_STATUS(MOHUR_E_LIMIT, mohur__buf_status(&b));
        mohur__buf_wipe(&b);
        mohur__error_clear(t->ctx);
    }
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        struct mohur__buf b = {0};
        mohur__buf_init(&b, t->ctx, 1000);
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        for (size_t i = 0; i < 1000; i++) {
            mohur__buf_u8(&b, 1);
        }
        bool failed = alloc_has_failed(&t->alloc);
        CHECK_STATUS(failed ? MOHUR_E_NO_MEMORY : MOHUR_OK,
                     mohur__buf_status(&b));
        mohur__buf_wipe(&b);
        mohur__error_clear(t->ctx);
        if (!failed) {
            CHECK(nth > 4);
            break;
        }
    }
}

static void
gives_room_to_write_in(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};
    mohur__span room;

    mohur__buf_init(&b, t->ctx, 10);
    room = mohur__buf_room(&b, 4);
    CHECK_NUMBER(4, room.len);
    mohur__fill(room, 7);
    CHECK_BYTES(VIEW(((const uint8_t[4]){7, 7, 7, 7})), mohur__buf_view(&b));
    CHECK(mohur__buf_room(&b, 7).data == NULL);
    CHECK(mohur__buf_room(&b, SIZE_MAX).data == NULL);
    CHECK(mohur__buf_room(&b, 1).data == NULL);
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__buf_status(&b));
    mohur__buf_wipe(&b);
}

static void
is_usable_again_when_cleared(void **state)
{
    struct fixture *t   = *state;
    struct mohur__buf b = {0};

    mohur__buf_init(&b, t->ctx, 4);
    mohur__buf_u32(&b, 0xFFFFFFFF);
    mohur__buf_u8(&b, 1);
    mohur__buf_clear(&b);
    CHECK_NUMBER(0, mohur__buf_view(&b).len);
    CHECK(mohur__ct_zero(mohur__bytes_of(b.data, 4)));
    mohur__error_clear(t->ctx);
    mohur__buf_u32(&b, 2);
    CHECK_OK(mohur__buf_status(&b));
    mohur__buf_wipe(&b);
    mohur__buf_u8(&b, 3);
    CHECK_OK(mohur__buf_status(&b));
    mohur__buf_wipe(&b);
}

static void
may_be_wiped_when_all_zero(void **state)
{
    struct mohur__buf b = {0};

    (void)state;
    mohur__buf_wipe(&b);
    mohur__buf_clear(&b);
    CHECK(b.data == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(writes_numbers_big_endian),
        CASE_BASE(writes_numbers_as_people_do),
        CASE_BASE(keeps_what_it_holds_while_it_grows),
        CASE_BASE(stops_at_its_maximum_and_stays_failed),
        CASE_BASE(takes_exactly_its_maximum),
        CASE_BASE(survives_every_failed_allocation),
        CASE_BASE(gives_room_to_write_in),
        CASE_BASE(is_usable_again_when_cleared),
        CASE_BASE(may_be_wiped_when_all_zero),
    };
    return cmocka_run_group_tests_name("a buffer", cases, NULL, NULL);
}
