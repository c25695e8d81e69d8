/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/header.h"
#include "archive/slot.h"
#include "archive_form.h"
#include "check.h"

enum {
    SLOT_LEN = 8 + 16 + 112, /* type 1 */
    PAGE     = MOHUR__PAGE_LEN
};

/* Two slots of type 1, zeros but for their heads. */
static mohur__bytes
two_slots(struct fixture *t)
{
    uint8_t *bytes = fixture_bytes(t, 0, 2 * SLOT_LEN);

    mohur__fill(mohur__span_of(bytes, 2 * SLOT_LEN), 0);
    for (size_t i = 0; i < 2; i++) {
        bytes[SLOT_LEN * i + 1] = 1;
        bytes[SLOT_LEN * i + 3] = 16;
        bytes[SLOT_LEN * i + 7] = 112;
    }
    return mohur__bytes_of(bytes, 2 * SLOT_LEN);
}

static struct mohur__header_parts
sample(struct fixture *t)
{
    return (struct mohur__header_parts){
        .suite   = 0x0101,
        .areas   = 1,
        .n_slots = 2,
        .salt    = mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32),
        .slots   = two_slots(t)};
}

/* The schedule of file key 0, 1, 2.. and the preamble of these parts. */
static struct mohur__schedule
schedule_of(struct fixture *t, const struct mohur__header_parts *parts)
{
    struct mohur__schedule s = {.prk = NULL};
    uint8_t imm[MOHUR__IMM_LEN];

    mohur__header_emit_imm(parts, MOHUR__SPAN(imm));
    CHECK_OK(mohur__schedule_init(t->ctx, MOHUR__BYTES(imm),
                                  mohur__bytes_of(fixture_bytes(t, 0, 32), 32),
                                  &s));
    return s;
}

/* One area, in bytes that the case may change. */
static mohur__span
emit(struct fixture *t, struct mohur__header_parts parts)
{
    struct mohur__schedule s = schedule_of(t, &parts);
    struct mohur__buf out    = {.ctx = NULL};
    uint8_t *copy            = NULL;
    size_t len               = 0;

    mohur__buf_init(&out, t->ctx, MOHUR__AREA_LEN_MAX);
    CHECK_OK(mohur__header_emit(t->ctx, &parts, &s, &out));
    len  = out.len;
    copy = fixture_bytes(t, 0, len);
    mohur__copy(mohur__span_of(copy, len), mohur__buf_view(&out));
    mohur__buf_wipe(&out);
    mohur__schedule_wipe(&s);
    return mohur__span_of(copy, len);
}

/* Make the check bytes right again. */
static void
fix(struct fixture *t, mohur__span area)
{
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__header_check_bytes(t->ctx, mohur__span_bytes(area),
                                       mohur__span_sub(area, area.len - 8, 8)));
}

static mohur_status
parse(struct fixture *t, mohur__span area)
{
    struct mohur__header h = {.suite = 0};

    mohur__error_clear(t->ctx);
    return mohur__header_parse(t->ctx, mohur__span_bytes(area), 0, &h);
}

static mohur_status
pick(struct fixture *t, mohur__span areas, mohur__bytes *out)
{
    struct mohur__header_geometry g = {0, 0, 0};

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__header_geometry(
        t->ctx,
        mohur__bytes_sub(mohur__span_bytes(areas), 0, MOHUR__HEADER_FIXED_LEN),
        &g));
    return mohur__header_pick(t->ctx, mohur__span_bytes(areas), &g, out);
}

static void
is_read_as_written(void **state)
{
    struct fixture *t = *state;

    form_check_same(t, form_header, mohur__span_bytes(emit(t, sample(t))));
}

static void
is_refused_when_cut(void **state)
{
    struct fixture *t = *state;

    form_check_truncations(t, form_header,
                           mohur__span_bytes(emit(t, sample(t))));
}

static void
is_refused_or_the_same_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;

    form_check_flips(t, form_header, mohur__span_bytes(emit(t, sample(t))));
}

static void
has_a_quarter_of_room_for_more_recipients(void **state)
{
    struct fixture *t                = *state;
    struct mohur__header_parts parts = sample(t);
    uint8_t *slots                   = fixture_bytes(t, 0, 24 * SLOT_LEN);

    CHECK_NUMBER(PAGE, emit(t, parts).len);
    /* 112 + 23 * 136 + 40 and a quarter are 4100 bytes. */
    for (size_t i = 0; i < 24; i++) {
        mohur__copy(mohur__span_of(slots + SLOT_LEN * i, SLOT_LEN),
                    parts.slots);
    }
    parts.n_slots = 23;
    parts.slots   = mohur__bytes_of(slots, 23 * SLOT_LEN);
    CHECK_NUMBER(2 * PAGE, emit(t, parts).len);
    parts.n_slots = 22;
    parts.slots   = mohur__bytes_of(slots, 22 * SLOT_LEN);
    CHECK_NUMBER(PAGE, emit(t, parts).len);
}

static void
has_a_limit_of_256_pages(void **state)
{
    struct fixture *t                = *state;
    struct mohur__header_parts parts = sample(t);
    struct mohur__schedule s         = schedule_of(t, &parts);
    struct mohur__buf out            = {.ctx = NULL};

    mohur__buf_init(&out, t->ctx, MOHUR__AREA_LEN_MAX);
    parts.ext = mohur__bytes_of(fixture_bytes(t, 0, 1 << 20), 1 << 20);
    CHECK_STATUS(MOHUR_E_LIMIT, mohur__header_emit(t->ctx, &parts, &s, &out));
    mohur__buf_wipe(&out);
    mohur__schedule_wipe(&s);
}

/* A byte of the area, what it becomes, and what that is. */
struct change {
    size_t at;
    uint8_t to;
    mohur_status want;
};

static const struct change changes[] = {
    {0, 0x88, MOHUR_E_FORMAT},         {8, 2, MOHUR_E_UNSUPPORTED},
    {8, 0, MOHUR_E_UNSUPPORTED},       {9, 1, MOHUR_E_FORMAT},
    {10, 2, MOHUR_E_UNSUPPORTED},      {11, 3, MOHUR_E_UNSUPPORTED},
    {12, 1, MOHUR_E_FORMAT},           {15, 1, MOHUR_E_FORMAT},
    {23, 1, MOHUR_E_UNSUPPORTED},      {16, 1, MOHUR_E_UNSUPPORTED},
    {24, 1, MOHUR_E_FORMAT},           {31, 1, MOHUR_E_FORMAT},
    {101, 0, MOHUR_E_FORMAT},          {101, 3, MOHUR_E_FORMAT},
    {100, 2, MOHUR_E_FORMAT},          {101, 1, MOHUR_E_FORMAT},
    {103, 1, MOHUR_E_FORMAT},          {103, 65, MOHUR_E_FORMAT},
    {104, 0xFF, MOHUR_E_FORMAT},       {107, 0, MOHUR_E_FORMAT},
    {108, 2, MOHUR_E_FORMAT},          {109, 0, MOHUR_E_FORMAT},
    {109, 2, MOHUR_E_FORMAT},          {110, 0, MOHUR_E_FORMAT},
    {110, 3, MOHUR_E_FORMAT},          {111, 1, MOHUR_E_FORMAT},
    {112 + 2, 2, MOHUR_E_UNSUPPORTED}, {1000, 1, MOHUR_E_FORMAT},
    {PAGE - 9, 1, MOHUR_E_FORMAT},
};

static void
is_refused_for_each_field_that_lies(void **state)
{
    struct fixture *t = *state;
    mohur__span area  = emit(t, sample(t));

    for (size_t i = 0; i < sizeof changes / sizeof changes[0]; i++) {
        uint8_t was              = area.data[changes[i].at];
        area.data[changes[i].at] = changes[i].to;
        CHECK_STATUS(changes[i].want, parse(t, area));
        area.data[changes[i].at] = was;
    }
    CHECK_OK(parse(t, area));
}

static void
takes_links_only_by_consent(void **state)
{
    struct fixture *t                = *state;
    struct mohur__header_parts parts = sample(t);
    struct mohur__header h           = {.suite = 0};
    mohur__span area                 = {NULL, 0};

    parts.features = MOHUR__FEATURE_LINKS;
    area           = emit(t, parts);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, parse(t, area));
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__header_parse(t->ctx, mohur__span_bytes(area),
                                 MOHUR__FEATURE_LINKS, &h));
}

static void
has_at_most_four_passphrase_slots(void **state)
{
    struct fixture *t                = *state;
    struct mohur__header_parts parts = sample(t);
    struct mohur__buf slots          = {.ctx = NULL};

    mohur__buf_init(&slots, t->ctx, 1024);
    for (uint32_t i = 1; i <= 5; i++) {
        mohur__buf_u16(&slots, MOHUR__SLOT_PASSPHRASE);
        mohur__buf_u16(&slots, 0);
        mohur__buf_u32(&slots, 106);
        mohur__slot_emit_cost((struct mohur__pwhash_cost){8192, 1},
                              mohur__bytes_of(fixture_bytes(t, 0, 16), 16),
                              &slots);
        mohur__buf_zeros(&slots, 80);
        parts.n_slots = i;
        parts.slots   = mohur__buf_view(&slots);
        CHECK_STATUS(i <= 4 ? MOHUR_OK : MOHUR_E_LIMIT,
                     parse(t, emit(t, parts)));
    }
    mohur__buf_wipe(&slots);
}

static void
is_picked_by_its_check_bytes(void **state)
{
    struct fixture *t = *state;
    mohur__span area  = emit(t, sample(t));
    mohur__bytes got  = MOHUR__NOTHING;

    CHECK_OK(pick(t, area, &got));
    CHECK_BYTES(mohur__span_bytes(area), got);
    /* The geometry is asked for before, and looks at these. */
    for (size_t bit = 8 * 112; bit < 8 * area.len; bit += 5) {
        area.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(MOHUR_E_FORMAT, pick(t, area, &got));
        area.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

/* Two areas, of these generations. */
static mohur__span
two_areas(struct fixture *t, uint32_t first, uint32_t second)
{
    struct mohur__header_parts parts = sample(t);
    mohur__span both = mohur__span_of(fixture_bytes(t, 0, 2 * PAGE), 2 * PAGE);

    parts.areas      = 2;
    parts.generation = first;
    mohur__copy(both, mohur__span_bytes(emit(t, parts)));
    parts.generation = second;
    mohur__copy(mohur__span_sub(both, PAGE, PAGE),
                mohur__span_bytes(emit(t, parts)));
    return both;
}

static void
of_two_areas_is_the_one_of_the_higher_generation(void **state)
{
    struct fixture *t = *state;
    mohur__span older = two_areas(t, 3, 4);
    mohur__span newer = two_areas(t, 4, 3);
    mohur__bytes got  = MOHUR__NOTHING;

    CHECK_OK(pick(t, older, &got));
    CHECK(got.data == older.data + PAGE);
    CHECK_OK(pick(t, newer, &got));
    CHECK(got.data == newer.data);
}

static void
of_two_areas_is_the_one_that_is_whole(void **state)
{
    struct fixture *t = *state;
    mohur__span both  = two_areas(t, 3, 4);
    mohur__bytes got  = MOHUR__NOTHING;

    both.data[PAGE + 200] ^= 1;
    CHECK_OK(pick(t, both, &got));
    CHECK(got.data == both.data);
    both.data[PAGE + 200] ^= 1;
    both.data[200] ^= 1;
    CHECK_OK(pick(t, both, &got));
    CHECK(got.data == both.data + PAGE);
    both.data[PAGE + 200] ^= 1;
    CHECK_STATUS(MOHUR_E_FORMAT, pick(t, both, &got));
}

static void
of_two_areas_must_agree_if_of_one_generation(void **state)
{
    struct fixture *t = *state;
    mohur__span both  = two_areas(t, 3, 3);
    mohur__bytes got  = MOHUR__NOTHING;

    CHECK_OK(pick(t, both, &got));
    both.data[PAGE + 200] ^= 1;
    fix(t, mohur__span_sub(both, PAGE, PAGE));
    CHECK_STATUS(MOHUR_E_FORMAT, pick(t, both, &got));
}

static void
of_two_areas_must_have_the_same_geometry(void **state)
{
    struct fixture *t = *state;
    mohur__span both  = two_areas(t, 3, 4);
    mohur__bytes got  = MOHUR__NOTHING;

    both.data[PAGE + 110] = 1;
    fix(t, mohur__span_sub(both, PAGE, PAGE));
    CHECK_STATUS(MOHUR_E_FORMAT, pick(t, both, &got));
    both.data[PAGE + 8] = 2;
    fix(t, mohur__span_sub(both, PAGE, PAGE));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED, pick(t, both, &got));
}

static mohur_status
verify(struct fixture *t, mohur__span area, const struct mohur__schedule *s)
{
    struct mohur__header h = {.suite = 0};

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__header_parse(t->ctx, mohur__span_bytes(area), 0, &h));
    return mohur__header_verify(t->ctx, &h, s);
}

static void
is_genuine_with_its_own_key_only(void **state)
{
    struct fixture *t                = *state;
    struct mohur__header_parts parts = sample(t);
    struct mohur__schedule s         = schedule_of(t, &parts);
    mohur__span area                 = emit(t, parts);

    CHECK_OK(verify(t, area, &s));
    area.data[64] ^= 1; /* key_commitment */
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, area, &s));
    area.data[64] ^= 1;
    area.data[99] ^= 1; /* generation: the MAC covers it */
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, area, &s));
    area.data[99] ^= 1;
    area.data[112 + 2 * SLOT_LEN] ^= 1; /* the MAC itself */
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, area, &s));
    mohur__schedule_wipe(&s);
}

/* What the signer vouches for, and what may change without notice. */
static void
has_a_digest_of_what_was_sealed(void **state)
{
    struct fixture *t      = *state;
    mohur__span area       = emit(t, sample(t));
    struct mohur__header h = {.suite = 0};
    uint8_t first[32];
    uint8_t digest[32];

    CHECK_OK(mohur__header_parse(t->ctx, mohur__span_bytes(area), 0, &h));
    CHECK_OK(mohur__header_digest(t->ctx, &h, MOHUR__SPAN(first)));
    area.data[200] ^= 1; /* in a slot */
    CHECK_OK(mohur__header_digest(t->ctx, &h, MOHUR__SPAN(digest)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(first), MOHUR__BYTES(digest)));
    area.data[200] ^= 1;
    h.generation++;
    CHECK_OK(mohur__header_digest(t->ctx, &h, MOHUR__SPAN(digest)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(first), MOHUR__BYTES(digest)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(is_refused_when_cut),
        CASE(is_refused_or_the_same_with_any_bit_flipped),
        CASE(has_a_quarter_of_room_for_more_recipients),
        CASE(has_a_limit_of_256_pages),
        CASE(is_refused_for_each_field_that_lies),
        CASE(takes_links_only_by_consent),
        CASE(has_at_most_four_passphrase_slots),
        CASE(is_picked_by_its_check_bytes),
        CASE(of_two_areas_is_the_one_of_the_higher_generation),
        CASE(of_two_areas_is_the_one_that_is_whole),
        CASE(of_two_areas_must_agree_if_of_one_generation),
        CASE(of_two_areas_must_have_the_same_geometry),
        CASE(is_genuine_with_its_own_key_only),
        CASE(has_a_digest_of_what_was_sealed),
    };
    return cmocka_run_group_tests_name("a header", cases, NULL, NULL);
}
