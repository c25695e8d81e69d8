/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/slot.h"
#include "archive_form.h"
#include "check.h"

/* The fixed part of each type; bodies of zeros where the rest is free. */
static mohur__bytes
raw(struct fixture *t, uint16_t type, uint8_t flags, uint8_t hint, size_t body)
{
    size_t len     = 8 + (size_t)hint + body;
    uint8_t *bytes = fixture_bytes(t, 0, len);

    mohur__fill(mohur__span_of(bytes, len), 0);
    mohur__store16(bytes, type);
    bytes[2] = flags;
    bytes[3] = hint;
    mohur__store32(bytes + 4, (uint32_t)body);
    return mohur__bytes_of(bytes, len);
}

/* 26 bytes about Argon2id at this place of a slot. */
static void
put_cost(mohur__bytes slot, size_t at, uint32_t m_kib, uint32_t t)
{
    uint8_t *cost = (uint8_t *)(uintptr_t)slot.data + at;

    cost[0] = 1;
    mohur__store32(cost + 1, m_kib);
    mohur__store32(cost + 5, t);
    cost[9] = 1;
}

static mohur__bytes
passphrase_slot(struct fixture *t, uint32_t m_kib, uint32_t passes)
{
    mohur__bytes slot = raw(t, MOHUR__SLOT_PASSPHRASE, 0, 0, 106);

    put_cost(slot, 8, m_kib, passes);
    return slot;
}

static mohur__bytes
both_slot(struct fixture *t, uint16_t kem, size_t enc_len)
{
    mohur__bytes slot = raw(t, MOHUR__SLOT_BOTH, 0, 16, 108 + enc_len);

    mohur__store16((uint8_t *)(uintptr_t)slot.data + 24, kem);
    put_cost(slot, 26, 65536, 3);
    return slot;
}

static mohur_status
parse(struct fixture *t, mohur__bytes bytes)
{
    struct mohur__cursor c = mohur__cursor_of(bytes);
    struct mohur__slot s   = {.type = 0};

    mohur__error_clear(t->ctx);
    return mohur__slot_parse(t->ctx, &c, &s);
}

static void
of_each_type_is_read_as_written(void **state)
{
    struct fixture *t = *state;

    form_check_same(t, form_slot, raw(t, 1, 0, 16, 112));
    form_check_same(t, form_slot, raw(t, 2, 1, 0, 145));
    form_check_same(t, form_slot, raw(t, 3, 0, 16, 177));
    form_check_same(t, form_slot, raw(t, 4, 0, 16, 1200));
    form_check_same(t, form_slot, passphrase_slot(t, 65536, 3));
    form_check_same(t, form_slot, raw(t, 17, 0, 16, 116));
    form_check_same(t, form_slot, raw(t, 18, 0, 16, 44));
    form_check_same(t, form_slot, both_slot(t, 1, 32));
    form_check_same(t, form_slot, both_slot(t, 4, 1120));
    form_check_same(t, form_slot, raw(t, 0xFFE5, 0, 0, 64));
    form_check_same(t, form_slot, raw(t, 0xFFE5, 0, 0, 0));
}

static void
of_each_type_is_refused_when_cut(void **state)
{
    struct fixture *t = *state;

    form_check_truncations(t, form_slot, raw(t, 1, 0, 16, 112));
    form_check_truncations(t, form_slot, passphrase_slot(t, 65536, 3));
    form_check_truncations(t, form_slot, raw(t, 17, 0, 16, 116));
    form_check_truncations(t, form_slot, raw(t, 18, 0, 16, 44));
    form_check_truncations(t, form_slot, both_slot(t, 1, 32));
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;

    form_check_flips(t, form_slot, raw(t, 1, 0, 16, 112));
    form_check_flips(t, form_slot, passphrase_slot(t, 65536, 3));
    form_check_flips(t, form_slot, raw(t, 17, 0, 16, 116));
    form_check_flips(t, form_slot, both_slot(t, 1, 32));
}

static void
of_a_known_type_has_exactly_one_size(void **state)
{
    static const struct {
        uint16_t type;
        size_t body;
    } sizes[] = {{1, 112}, {2, 145}, {3, 177}, {4, 1200}, {17, 116}, {18, 44}};
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        CHECK_OK(parse(t, raw(t, sizes[i].type, 0, 16, sizes[i].body)));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, raw(t, sizes[i].type, 0, 16, sizes[i].body - 1)));
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, raw(t, sizes[i].type, 0, 16, sizes[i].body + 1)));
    }
}

static void
has_a_hint_of_0_or_16_bytes(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, raw(t, 1, 0, 15, 112)));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, raw(t, 1, 0, 17, 112)));
}

static void
for_a_passphrase_has_no_hint(void **state)
{
    struct fixture *t = *state;
    mohur__bytes slot = raw(t, MOHUR__SLOT_PASSPHRASE, 0, 16, 106);

    put_cost(slot, 24, 65536, 3);
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, slot));
}

static void
with_unknown_flags_is_unsupported(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, raw(t, 1, 1, 16, 112)));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse(t, raw(t, 1, 2, 16, 112)));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse(t, raw(t, 0xFFE0, 0x80, 0, 3)));
}

static void
of_an_unknown_type_is_skipped_unless_critical(void **state)
{
    static const uint16_t types[] = {0,  5,  6,  7,      15,
                                     20, 32, 47, 0xFFE0, 0xFFFF};
    struct fixture *t             = *state;

    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        CHECK_OK(parse(t, raw(t, types[i], 0, 0, 9)));
        CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse(t, raw(t, types[i], 1, 0, 9)));
    }
}

static void
for_a_passphrase_has_limits_on_its_cost(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(parse(t, passphrase_slot(t, 8192, 1)));
    CHECK_OK(parse(t, passphrase_slot(t, 1048576, 4)));
    CHECK_OK(parse(t, passphrase_slot(t, 262144, 16)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, 8191, 1)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, 1048577, 1)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, UINT32_MAX, 1)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, 8192, 0)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, 8192, 17)));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, passphrase_slot(t, 1048576, 5)));
}

static void
for_a_passphrase_is_argon2id_with_one_lane(void **state)
{
    struct fixture *t = *state;
    mohur__bytes slot = passphrase_slot(t, 65536, 3);
    uint8_t *bytes    = (uint8_t *)(uintptr_t)slot.data;

    bytes[8] = 2;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, slot));
    bytes[8]  = 1;
    bytes[17] = 2;
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, slot));
}

static void
for_both_factors_names_a_known_kem(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, both_slot(t, 0, 32)));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, both_slot(t, 5, 1153)));
    CHECK_STATUS(MOHUR_E_FORMAT, parse(t, both_slot(t, 2, 32)));
}

static void
of_grease_is_skipped_by_readers(void **state)
{
    struct fixture *t     = *state;
    struct mohur__buf out = {.ctx = NULL};
    size_t drawn[3]       = {0, 0, 0};

    for (size_t i = 0; i < 60; i++) {
        struct mohur__cursor c = mohur__cursor_of(MOHUR__NOTHING);
        struct mohur__slot s   = {.type = 0};
        size_t n               = 9;
        mohur__buf_init(&out, t->ctx, 4096);
        CHECK_OK(mohur__slot_emit_grease(t->ctx, 2, &out, &n));
        drawn[n]++;
        c = mohur__cursor_of(mohur__buf_view(&out));
        for (size_t k = 0; k < n; k++) {
            CHECK_OK(mohur__slot_parse(t->ctx, &c, &s));
            CHECK(s.type >= 0xFFE0 && s.type <= 0xFFEF && s.body.len <= 64);
        }
        CHECK(mohur__cursor_end(&c));
        mohur__buf_wipe(&out);
    }
    CHECK(drawn[0] > 0 && drawn[1] > 0 && drawn[2] > 0);
}

static void
of_grease_is_left_out_without_room(void **state)
{
    struct fixture *t     = *state;
    struct mohur__buf out = {.ctx = NULL};
    size_t n              = 9;

    mohur__buf_init(&out, t->ctx, 4096);
    for (size_t i = 0; i < 20; i++) {
        CHECK_OK(mohur__slot_emit_grease(t->ctx, 0, &out, &n));
        CHECK_NUMBER(0, n);
    }
    CHECK_NUMBER(0, out.len);
    mohur__buf_wipe(&out);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(of_each_type_is_read_as_written),
        CASE(of_each_type_is_refused_when_cut),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(of_a_known_type_has_exactly_one_size),
        CASE(has_a_hint_of_0_or_16_bytes),
        CASE(for_a_passphrase_has_no_hint),
        CASE(with_unknown_flags_is_unsupported),
        CASE(of_an_unknown_type_is_skipped_unless_critical),
        CASE(for_a_passphrase_has_limits_on_its_cost),
        CASE(for_a_passphrase_is_argon2id_with_one_lane),
        CASE(for_both_factors_names_a_known_kem),
        CASE(of_grease_is_skipped_by_readers),
        CASE(of_grease_is_left_out_without_room),
    };
    return cmocka_run_group_tests_name("a slot", cases, NULL, NULL);
}
