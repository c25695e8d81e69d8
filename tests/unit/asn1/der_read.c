/* SPDX-License-Identifier: Apache-2.0 */
#include "asn1/der_read.h"
#include "check.h"

/* SEQUENCE { 1, OCTET STRING AA BB, BIT STRING CC, NULL, OID Ed25519 } */
static const uint8_t record[] = {0x30, 0x12, 0x02, 0x01, 0x01, 0x04, 0x02,
                                 0xAA, 0xBB, 0x03, 0x02, 0x00, 0xCC, 0x05,
                                 0x00, 0x06, 0x03, 0x2B, 0x65, 0x70};

static bool
reads_the_record(mohur__bytes der)
{
    struct mohur__der_reader r;
    bool as_written = false;

    mohur__der_open(&r, der);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    as_written = mohur__der_read_uint(&r) == 1;
    as_written = mohur__der_read_octets(&r).len == 2 && as_written;
    as_written = mohur__der_read_bits(&r).len == 1 && as_written;
    mohur__der_read_null(&r);
    as_written =
        mohur__der_read_known_oid(&r) == MOHUR__OID_ED25519 && as_written;
    mohur__der_leave(&r);
    return mohur__der_close(&r) && as_written;
}

static void
reads_a_record_as_its_schema(void **state)
{
    (void)state;
    CHECK(reads_the_record(MOHUR__BYTES(record)));
}

static void
fails_at_every_truncation(void **state)
{
    struct fixture *t = *state;

    for (size_t len = 0; len < sizeof record; len++) {
        /* A copy of the exact length, so that a sanitizer sees past it. */
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), MOHUR__BYTES(record));
        CHECK(!reads_the_record(mohur__bytes_of(cut, len)));
    }
}

static void
refuses_bytes_that_follow(void **state)
{
    uint8_t longer[sizeof record + 1] = {0};

    (void)state;
    mohur__copy(MOHUR__SPAN(longer), MOHUR__BYTES(record));
    CHECK(!reads_the_record(MOHUR__BYTES(longer)));
}

/* Contents octets of AA BB, the tail, CC are free; all else is fixed. */
static void
refuses_every_flipped_bit_of_its_form(void **state)
{
    uint8_t flipped[sizeof record];

    (void)state;
    for (size_t bit = 0; bit < 8 * sizeof record; bit++) {
        size_t at = bit / 8;
        if (at == 7 || at == 8 || at == 12) {
            continue;
        }
        mohur__copy(MOHUR__SPAN(flipped), MOHUR__BYTES(record));
        flipped[at] ^= (uint8_t)(1U << bit % 8);
        CHECK(!reads_the_record(MOHUR__BYTES(flipped)));
    }
}

static bool
is_octets(struct fixture *t, const char *hex)
{
    struct view der = fixture_hex(t, hex);
    struct mohur__der_reader r;

    mohur__der_open(&r, mohur__bytes_of(der.data, der.len));
    (void)mohur__der_read_octets(&r);
    return mohur__der_close(&r);
}

static void
refuses_lengths_that_are_not_minimal(void **state)
{
    struct fixture *t = *state;

    CHECK(is_octets(t, "0400"));
    CHECK(is_octets(t, "0401aa"));
    CHECK(!is_octets(t, "048101aa"));
    CHECK(!is_octets(t, "04820001aa"));
    CHECK(!is_octets(t, "0483000001aa"));
    CHECK(!is_octets(t, "0484000000 01aa"));
    CHECK(!is_octets(t, "0485000000 0001aa"));
}

static void
refuses_lengths_without_end(void **state)
{
    struct fixture *t = *state;

    CHECK(!is_octets(t, "0480aa0000"));
    CHECK(!is_octets(t, "2480 0401aa 0000"));
    CHECK(!is_octets(t, "04ff"));
}

static void
takes_a_long_length_only_where_it_is_needed(void **state)
{
    struct fixture *t  = *state;
    uint8_t *der       = fixture_bytes(t, 0, 2 + 2 + 256);
    mohur__bytes whole = mohur__bytes_of(der, 3 + 128);
    struct mohur__der_reader r;

    der[0] = MOHUR__DER_OCTETS;
    der[1] = 0x81;
    der[2] = 128;
    mohur__der_open(&r, whole);
    CHECK_NUMBER(128, mohur__der_read_octets(&r).len);
    CHECK(mohur__der_close(&r));

    der[2] = 127;
    mohur__der_open(&r, mohur__bytes_of(der, 3 + 127));
    (void)mohur__der_read_octets(&r);
    CHECK(!mohur__der_close(&r));

    der[1] = 0x82;
    der[2] = 1;
    der[3] = 0;
    mohur__der_open(&r, mohur__bytes_of(der, 4 + 256));
    CHECK_NUMBER(256, mohur__der_read_octets(&r).len);
    CHECK(mohur__der_close(&r));

    /* One octet would have done, although the length is a long one. */
    der[2] = 0;
    der[3] = 255;
    mohur__der_open(&r, mohur__bytes_of(der, 4 + 255));
    (void)mohur__der_read_octets(&r);
    CHECK(!mohur__der_close(&r));
}

static bool
reads_uint(struct fixture *t, const char *hex, uint64_t *out)
{
    struct view der = fixture_hex(t, hex);
    struct mohur__der_reader r;

    mohur__der_open(&r, mohur__bytes_of(der.data, der.len));
    *out = mohur__der_read_uint(&r);
    return mohur__der_close(&r);
}

static void
reads_integers_in_their_one_form(void **state)
{
    struct fixture *t = *state;
    uint64_t v        = 0;

    CHECK(reads_uint(t, "020100", &v) && v == 0);
    CHECK(reads_uint(t, "02017f", &v) && v == 127);
    CHECK(reads_uint(t, "02020080", &v) && v == 128);
    CHECK(reads_uint(t, "0209 00ffffffffffffffff", &v) && v == UINT64_MAX);
    CHECK(!reads_uint(t, "0200", &v));
    CHECK(!reads_uint(t, "020180", &v));
    CHECK(!reads_uint(t, "0202007f", &v));
    CHECK(!reads_uint(t, "0202ff80", &v));
    CHECK(!reads_uint(t, "0209 010000000000000000", &v));
    CHECK_NUMBER(0, v);
}

static bool
is_oid(struct fixture *t, const char *hex)
{
    struct view der = fixture_hex(t, hex);
    struct mohur__der_reader r;

    mohur__der_open(&r, mohur__bytes_of(der.data, der.len));
    (void)mohur__der_read_oid(&r);
    return mohur__der_close(&r);
}

static void
refuses_malformed_oids(void **state)
{
    struct fixture *t = *state;

    CHECK(is_oid(t, "06032b6570"));
    CHECK(is_oid(t, "06032b8101"));
    CHECK(!is_oid(t, "0600"));
    CHECK(!is_oid(t, "06032b8001"));
    CHECK(!is_oid(t, "06022b81"));
    CHECK(!is_oid(t, "06028001"));
}

static void
refuses_bits_that_are_not_octets(void **state)
{
    static const char *const bad[] = {"0300", "030201cc", "030208cc", "2302"};

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct view der = fixture_hex(t, bad[i]);
        struct mohur__der_reader r;
        mohur__der_open(&r, mohur__bytes_of(der.data, der.len));
        (void)mohur__der_read_bits(&r);
        CHECK(!mohur__der_close(&r));
    }
}

static void
goes_no_deeper_than_its_limit(void **state)
{
    struct fixture *t = *state;
    uint8_t *der      = fixture_bytes(t, 0, 2 * MOHUR__DER_DEPTH_MAX + 2);
    size_t levels     = MOHUR__DER_DEPTH_MAX + 1;
    struct mohur__der_reader r;

    for (size_t i = 0; i < levels; i++) {
        der[2 * i]     = MOHUR__DER_SEQUENCE;
        der[2 * i + 1] = (uint8_t)(2 * (levels - 1 - i));
    }
    mohur__der_open(&r, mohur__bytes_of(der, 2 * levels));
    for (size_t i = 0; i < MOHUR__DER_DEPTH_MAX; i++) {
        mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    }
    CHECK(!r.failed);
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    CHECK(r.failed);
}

static void
stays_failed(void **state)
{
    struct mohur__der_reader r;

    (void)state;
    mohur__der_open(&r, MOHUR__BYTES(record));
    (void)mohur__der_read_octets(&r);
    CHECK_NUMBER(0, mohur__der_read_uint(&r));
    CHECK(!mohur__der_next_is(&r, MOHUR__DER_SEQUENCE));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    mohur__der_leave(&r);
    CHECK(!mohur__der_close(&r));
}

static void
must_leave_what_it_entered(void **state)
{
    static const uint8_t empty[] = {0x30, 0x00};
    struct mohur__der_reader r;

    (void)state;
    mohur__der_open(&r, MOHUR__BYTES(empty));
    mohur__der_enter(&r, MOHUR__DER_SEQUENCE);
    CHECK(!mohur__der_close(&r));
    mohur__der_leave(&r);
    CHECK(mohur__der_close(&r));
    mohur__der_leave(&r);
    CHECK(!mohur__der_close(&r));
}

static void
reads_an_element_whole_whatever_its_tag(void **state)
{
    static const uint8_t two[]  = {0xA5, 0x01, 0x07, 0x0C, 0x00};
    static const uint8_t many[] = {0x1F, 0x22, 0x00};
    mohur__bytes got            = MOHUR__NOTHING;
    struct mohur__der_reader r;

    (void)state;
    mohur__der_open(&r, MOHUR__BYTES(two));
    got = mohur__der_read_element(&r);
    CHECK_BYTES(mohur__bytes_of(two, 3), got);
    got = mohur__der_read_element(&r);
    CHECK_BYTES(mohur__bytes_of(two + 3, 2), got);
    CHECK(mohur__der_close(&r));
    CHECK_NUMBER(0, mohur__der_read_element(&r).len);
    CHECK(!mohur__der_close(&r));
    mohur__der_open(&r, MOHUR__BYTES(many));
    CHECK_NUMBER(0, mohur__der_read_element(&r).len);
    CHECK(r.failed);
}

static void
takes_two_booleans_and_no_third(void **state)
{
    struct mohur__der_reader r;

    (void)state;
    for (unsigned v = 0; v <= 0xFF; v++) {
        uint8_t der[] = {0x01, 0x01, (uint8_t)v};
        mohur__der_open(&r, MOHUR__BYTES(der));
        CHECK_NUMBER(v == 0xFF, mohur__der_read_boolean(&r));
        CHECK_NUMBER(v == 0 || v == 0xFF, mohur__der_close(&r));
    }
}

static uint32_t
flags_of(const uint8_t *der, size_t len, bool *out_good)
{
    struct mohur__der_reader r;
    uint32_t flags = 0;

    mohur__der_open(&r, mohur__bytes_of(der, len));
    flags     = mohur__der_read_flags(&r);
    *out_good = mohur__der_close(&r);
    return flags;
}

static void
reads_named_bits_in_their_one_form(void **state)
{
    static const struct {
        size_t len;
        uint8_t der[6];
        bool good;
        uint32_t flags;
    } rows[] = {
        {3, {0x03, 0x01, 0x00}, true, 0},
        {4, {0x03, 0x02, 0x07, 0x80}, true, 1},
        {4, {0x03, 0x02, 0x01, 0x06}, true, 0x60},
        {5, {0x03, 0x03, 0x07, 0x03, 0x80}, true, 0x1C0},
        {5, {0x03, 0x03, 0x00, 0x00, 0x01}, true, 0x8000},
        {4, {0x03, 0x02, 0x06, 0x80}, false, 0}, /* a zero at the end */
        {4, {0x03, 0x02, 0x07, 0xC0}, false, 0}, /* an unused bit is set */
        {4, {0x03, 0x02, 0x07, 0x00}, false, 0},
        {3, {0x03, 0x01, 0x01}, false, 0},
        {4, {0x03, 0x02, 0x08, 0x80}, false, 0},
        {6, {0x03, 0x04, 0x00, 0x01, 0x01, 0x01}, false, 0},
        {2, {0x03, 0x00}, false, 0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool good      = false;
        uint32_t flags = flags_of(rows[i].der, rows[i].len, &good);
        CHECK_NUMBER(rows[i].good, good);
        CHECK_NUMBER(rows[i].flags, flags);
    }
}

static void
knows_a_set_that_is_out_of_order(void **state)
{
    static const uint8_t sorted[] = {0x02, 0x01, 0x01, 0x02, 0x01, 0x02};
    static const uint8_t other[]  = {0x02, 0x01, 0x02, 0x02, 0x01, 0x01};

    (void)state;
    CHECK(mohur__der_set_sorted(MOHUR__BYTES(sorted)));
    CHECK(mohur__der_set_sorted(MOHUR__NOTHING));
    CHECK(!mohur__der_set_sorted(MOHUR__BYTES(other)));
    CHECK(!mohur__der_set_sorted(mohur__bytes_of(sorted, 5)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(reads_a_record_as_its_schema),
        CASE_BASE(fails_at_every_truncation),
        CASE_BASE(refuses_bytes_that_follow),
        CASE_BASE(refuses_every_flipped_bit_of_its_form),
        CASE_BASE(refuses_lengths_that_are_not_minimal),
        CASE_BASE(refuses_lengths_without_end),
        CASE_BASE(takes_a_long_length_only_where_it_is_needed),
        CASE_BASE(reads_integers_in_their_one_form),
        CASE_BASE(refuses_malformed_oids),
        CASE_BASE(refuses_bits_that_are_not_octets),
        CASE_BASE(goes_no_deeper_than_its_limit),
        CASE_BASE(stays_failed),
        CASE_BASE(must_leave_what_it_entered),
        CASE_BASE(reads_an_element_whole_whatever_its_tag),
        CASE_BASE(takes_two_booleans_and_no_third),
        CASE_BASE(reads_named_bits_in_their_one_form),
        CASE_BASE(knows_a_set_that_is_out_of_order),
    };
    return cmocka_run_group_tests_name("a DER reader", cases, NULL, NULL);
}
