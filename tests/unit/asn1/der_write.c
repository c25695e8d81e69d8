/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_write.h"
#include "asn1/der_read.h"
#include "check.h"

static void
write_record(struct mohur__der *d)
{
    static const uint8_t two[] = {0xAA, 0xBB};

    mohur__der_begin(d, MOHUR__DER_SEQUENCE);
    mohur__der_uint(d, 128);
    mohur__der_octets(d, MOHUR__BYTES(two));
    mohur__der_bits(d, MOHUR__BYTES(two));
    mohur__der_null(d);
    mohur__der_oid(d, MOHUR__OID_ED25519);
    mohur__der_end(d);
}

static void
writes_in_the_order_of_the_schema(void **state)
{
    struct fixture *t = *state;
    uint8_t room[64]  = {0};
    mohur__bytes out  = MOHUR__NOTHING;
    struct mohur__der d;

    mohur__der_init(&d, MOHUR__SPAN(room));
    write_record(&d);
    CHECK(mohur__der_done(&d, &out));
    CHECK_BYTES(fixture_hex(t, "3014 02020080 0402aabb 030300aabb 0500"
                               "06032b6570"),
                out);
}

static void
fails_in_every_room_that_is_too_small(void **state)
{
    struct fixture *t = *state;

    for (size_t len = 0; len <= 22; len++) {
        uint8_t *room    = fixture_bytes(t, 0, len);
        mohur__bytes out = MOHUR__NOTHING;
        struct mohur__der d;
        mohur__der_init(&d, mohur__span_of(room, len));
        write_record(&d);
        CHECK(mohur__der_done(&d, &out) == (len == 22));
        CHECK((out.len == 0) == (len != 22));
    }
}

/* Around each length at which another octet is needed. */
static void
writes_each_length_as_the_reader_wants_it(void **state)
{
    static const size_t lens[] = {0,   1,     127,   128,   255,
                                  256, 65000, 65535, 65536, 70000};

    struct fixture *t = *state;
    uint8_t *contents = fixture_bytes(t, 1, 70000);
    uint8_t *room     = fixture_bytes(t, 0, 70000 + 8);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        mohur__bytes want = mohur__bytes_of(contents, lens[i]);
        mohur__bytes out  = MOHUR__NOTHING;
        struct mohur__der d;
        struct mohur__der_reader r;
        mohur__der_init(&d, mohur__span_of(room, 70000 + 8));
        mohur__der_octets(&d, want);
        CHECK(mohur__der_done(&d, &out));
        mohur__der_open(&r, out);
        out = mohur__der_read_octets(&r);
        CHECK_BYTES(want, out);
        CHECK(mohur__der_close(&r));
    }
}

static void
refuses_contents_longer_than_it_can_say(void **state)
{
    struct fixture *t = *state;
    uint8_t *contents = fixture_bytes(t, 1, 0x1000000);
    uint8_t *room     = fixture_bytes(t, 0, 0x1000000 + 16);
    mohur__bytes out  = MOHUR__NOTHING;
    struct mohur__der d;

    mohur__der_init(&d, mohur__span_of(room, 0x1000000 + 16));
    mohur__der_octets(&d, mohur__bytes_of(contents, 0x1000000));
    CHECK(!mohur__der_done(&d, &out));
}

static void
writes_integers_in_their_one_form(void **state)
{
    static const uint64_t values[] = {
        0,         1, 127, 128, 255, 256, 32767, 32768, 600000, UINT64_MAX - 1,
        UINT64_MAX};

    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        uint8_t room[16] = {0};
        mohur__bytes out = MOHUR__NOTHING;
        struct mohur__der d;
        struct mohur__der_reader r;
        mohur__der_init(&d, MOHUR__SPAN(room));
        mohur__der_uint(&d, values[i]);
        CHECK(mohur__der_done(&d, &out));
        mohur__der_open(&r, out);
        CHECK(mohur__der_read_uint(&r) == values[i]);
        CHECK(mohur__der_close(&r));
    }
}

static void
is_not_done_while_an_element_is_open(void **state)
{
    uint8_t room[16] = {0};
    mohur__bytes out = MOHUR__NOTHING;
    struct mohur__der d;

    (void)state;
    mohur__der_init(&d, MOHUR__SPAN(room));
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    CHECK(!mohur__der_done(&d, &out));
    mohur__der_end(&d);
    CHECK(mohur__der_done(&d, &out));
    mohur__der_end(&d);
    CHECK(!mohur__der_done(&d, &out));
}

static void
refuses_an_identifier_it_does_not_know(void **state)
{
    uint8_t room[16] = {0};
    mohur__bytes out = MOHUR__NOTHING;
    struct mohur__der d;

    (void)state;
    mohur__der_init(&d, MOHUR__SPAN(room));
    mohur__der_oid(&d, MOHUR__OID_NONE);
    CHECK(!mohur__der_done(&d, &out));
}

static void
goes_no_deeper_than_its_limit(void **state)
{
    uint8_t room[64] = {0};
    struct mohur__der d;

    (void)state;
    mohur__der_init(&d, MOHUR__SPAN(room));
    for (size_t i = 0; i < MOHUR__DER_DEPTH_MAX; i++) {
        mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    }
    CHECK(!d.failed);
    mohur__der_begin(&d, MOHUR__DER_SEQUENCE);
    CHECK(d.failed);
}

static void
writes_an_integer_from_octets_in_its_one_form(void **state)
{
    static const uint8_t zero[] = {0, 0};
    static const uint8_t high[] = {0, 0x80};
    static const uint8_t want[] = {0x02, 0x01, 0x00, 0x02, 0x02, 0x00,
                                   0x80, 0x05, 0x00, 0x02, 0x01, 0x00};
    uint8_t room[16]            = {0};
    mohur__bytes out            = MOHUR__NOTHING;
    struct mohur__der d;

    (void)state;
    mohur__der_init(&d, MOHUR__SPAN(room));
    mohur__der_integer(&d, MOHUR__BYTES(zero));
    mohur__der_integer(&d, MOHUR__BYTES(high));
    mohur__der_raw(&d, mohur__bytes_of("\x05", 2));
    mohur__der_integer(&d, MOHUR__NOTHING);
    CHECK(mohur__der_done(&d, &out));
    CHECK_BYTES(MOHUR__BYTES(want), out);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(writes_in_the_order_of_the_schema),
        CASE_BASE(fails_in_every_room_that_is_too_small),
        CASE_BASE(writes_each_length_as_the_reader_wants_it),
        CASE_BASE(refuses_contents_longer_than_it_can_say),
        CASE_BASE(writes_integers_in_their_one_form),
        CASE_BASE(is_not_done_while_an_element_is_open),
        CASE_BASE(refuses_an_identifier_it_does_not_know),
        CASE_BASE(goes_no_deeper_than_its_limit),
        CASE_BASE(writes_an_integer_from_octets_in_its_one_form),
    };
    return cmocka_run_group_tests_name("a DER writer", cases, NULL, NULL);
}
