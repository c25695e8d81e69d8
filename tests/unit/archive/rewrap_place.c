/* SPDX-License-Identifier: Apache-2.0 */
#include "change_kit.h"
#include "check.h"
#include "crypto/hash.h"

/*
 * Header areas that were torn, replayed, altered: what opens, and that a
 * change neither believes nor makes worse what is not right.
 */
enum {
    PAGE       = MOHUR__PAGE_LEN,
    SECTOR     = 512,
    HEADER_LEN = 2 * PAGE,
    SLOTS_OFF  = MOHUR__HEADER_FIXED_LEN
};

/* A file of these two areas and the payload of another. */
static struct view
compose(struct fixture *t,
        const uint8_t *a,
        const uint8_t *b,
        struct view payload_of)
{
    uint8_t *all = fixture_bytes(t, 0, payload_of.len);

    memcpy(all, payload_of.data, payload_of.len);
    memcpy(all, a, PAGE);
    memcpy(all + PAGE, b, PAGE);
    return (struct view){all, payload_of.len};
}

/* The first n bytes of one area, then the rest of another. */
static const uint8_t *
torn(struct fixture *t, const uint8_t *first, size_t n, const uint8_t *rest)
{
    uint8_t *area = fixture_bytes(t, 0, PAGE);

    memcpy(area, rest, PAGE);
    memcpy(area, first, n);
    return area;
}

/* Which generation opens now; the stranger has a key since the first. */
static uint32_t
opens_as(const struct change *c)
{
    struct fixture *t           = c->t;
    mohur_archive_result result = {0};
    mohur_status st;

    CHECK_OK(change_open(c, c->us, &result));
    st = change_open(c, c->stranger, NULL);
    CHECK_NUMBER(result.generation == 0 ? MOHUR_E_NO_KEY : MOHUR_OK, st);
    return result.generation;
}

/* Make the check bytes of an area right. */
static void
fix(struct fixture *t, uint8_t *area)
{
    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__header_check_bytes(
        t->ctx, mohur__bytes_of(area, PAGE),
        mohur__span_of(area + PAGE - MOHUR__HEADER_CHECK_LEN,
                       MOHUR__HEADER_CHECK_LEN)));
}

/* Put this into the file, and see that a change refuses it whole. */
static void
check_refused(const struct change *c, struct view file, mohur_status want)
{
    struct fixture *t = c->t;

    fixture_write_file(c->path, file);
    CHECK_STATUS(want, change_do(c, c->stranger, NULL));
    CHECK_BYTES(file, change_bytes(c));
}

static void
b17_slots_are_not_reordered_without_the_mac(void **state)
{
    struct fixture *t = *state;
    uint8_t *area     = fixture_bytes(t, 0, PAGE);
    uint8_t kept[136];
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    CHECK_OK(change_do(&c, c.another, NULL));
    struct view now = change_bytes(&c);
    memcpy(area, now.data, PAGE);
    /* The last two slots end where used_len says. */
    uint8_t *last = area + mohur__load32(area + 104) - 136;
    memcpy(kept, last, 136);
    memcpy(last, last - 136, 136);
    memcpy(last - 136, kept, 136);
    fix(t, area);
    struct view swapped = compose(t, area, area, now);
    fixture_write_file(c.path, swapped);
    CHECK_STATUS(MOHUR_E_AUTH, change_open(&c, c.us, NULL));
    CHECK_STATUS(MOHUR_E_AUTH, change_do(&c, NULL, c.friend));
    CHECK_BYTES(swapped, change_bytes(&c));
    change_free(&c);
}

static void
b17_a_holder_removes_and_is_reported(void **state)
{
    struct fixture *t           = *state;
    mohur_archive_result result = {0};
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, NULL, c.friend));
    CHECK_OK(change_open(&c, c.us, &result));
    CHECK_NUMBER(MOHUR_HEADER_CHANGED, result.header);
    CHECK_NUMBER(MOHUR_ARCHIVE_TRUST_SIGNED, result.trust);
    change_free(&c);
}

static void
b19_an_old_header_that_is_put_back_opens_as_it_did(void **state)
{
    struct fixture *t           = *state;
    mohur_archive_result result = {0};
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, NULL, c.friend));
    fixture_write_file(c.path, c.sealed);
    CHECK_OK(change_open(&c, c.friend, &result));
    CHECK_NUMBER(0, result.generation);
    CHECK_NUMBER(MOHUR_HEADER_ORIGINAL, result.header);
    change_free(&c);
}

/* In the order of writing: B over the old one, then A. */
static void
b20_every_torn_write_opens_as_before_or_after(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    const uint8_t *new_one = change_bytes(&c).data;
    const uint8_t *old_one = c.sealed.data;
    for (size_t n = 0; n <= PAGE; n += SECTOR) {
        fixture_write_file(
            c.path,
            compose(t, old_one, torn(t, new_one, n, old_one), c.sealed));
        CHECK_NUMBER(n == PAGE ? 1 : 0, opens_as(&c));
        fixture_write_file(c.path, compose(t, torn(t, new_one, n, old_one),
                                           new_one, c.sealed));
        CHECK_NUMBER(1, opens_as(&c));
        /* What the disk did not keep in order. */
        fixture_write_file(
            c.path,
            compose(t, old_one, torn(t, old_one, n, new_one), c.sealed));
        CHECK_NUMBER(n == 0 ? 1 : 0, opens_as(&c));
    }
    change_free(&c);
}

static void
b20_a_change_heals_a_torn_area(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    const uint8_t *new_one = change_bytes(&c).data;
    const uint8_t *old_one = c.sealed.data;
    for (size_t n = SECTOR; n < PAGE; n += SECTOR) {
        const uint8_t *broken = torn(t, new_one, n, old_one);

        fixture_write_file(c.path, compose(t, broken, new_one, c.sealed));
        CHECK_OK(change_do(&c, NULL, c.friend));
        CHECK_NUMBER(2, opens_as(&c));
        CHECK(memcmp(change_bytes(&c).data, change_bytes(&c).data + PAGE,
                     PAGE) == 0);
        fixture_write_file(c.path, compose(t, old_one, broken, c.sealed));
        CHECK_OK(change_do(&c, c.stranger, NULL));
        CHECK_NUMBER(1, opens_as(&c));
    }
    change_free(&c);
}

static void
b20_two_different_areas_of_one_generation_are_refused(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    const uint8_t *one = change_bytes(&c).data;
    fixture_write_file(c.path, c.sealed);
    CHECK_OK(change_do(&c, c.another, NULL));
    const uint8_t *other = change_bytes(&c).data;
    struct view both     = compose(t, one, other, c.sealed);
    check_refused(&c, both, MOHUR_E_FORMAT);
    CHECK_STATUS(MOHUR_E_FORMAT, change_open(&c, c.us, NULL));
    change_free(&c);
}

/* n_slots and used_len in area[100..108), body_len of the first slot. */
static void
b22_counts_that_lie_are_refused(void **state)
{
    static const struct {
        size_t at;
        size_t len;
        uint64_t value;
    } lies[]          = {{100, 2, 0},
                         {100, 2, 257},
                         {100, 2, 65535},
                         {104, 4, 0},
                         {104, 4, 111},
                         {104, 4, 4057},
                         {104, 4, UINT32_MAX},
                         {SLOTS_OFF + 4, 4, 0},
                         {SLOTS_OFF + 4, 4, UINT32_MAX}};
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    for (size_t i = 0; i < sizeof lies / sizeof lies[0]; i++) {
        uint8_t *area = fixture_bytes(t, 0, PAGE);

        memcpy(area, c.sealed.data, PAGE);
        for (size_t k = 0; k < lies[i].len; k++) {
            area[lies[i].at + k] =
                (uint8_t)(lies[i].value >> 8 * (lies[i].len - 1 - k));
        }
        fix(t, area);
        check_refused(&c, compose(t, area, area, c.sealed), MOHUR_E_FORMAT);
    }
    change_free(&c);
}

static void
b27_ext_records_must_have_salts_of_their_own_and_be_genuine(void **state)
{
    struct fixture *t = *state;
    uint8_t ext[200];
    struct change_more more = {.n_ext = 1};
    struct change c;

    change_new(t, 2, &c);
    size_t len = change_ext(&c, 7, ext);
    more.ext   = (struct view){ext, len};
    ext[len - 1] ^= 1;
    change_forge_header(&c, &more);
    check_refused(&c, change_bytes(&c), MOHUR_E_AUTH);

    fixture_write_file(c.path, c.sealed);
    (void)change_ext(&c, 7, ext);
    (void)change_ext(&c, 7, ext + len);
    more = (struct change_more){.ext = {ext, 2 * len}, .n_ext = 2};
    change_forge_header(&c, &more);
    check_refused(&c, change_bytes(&c), MOHUR_E_FORMAT);
    change_free(&c);
}

/* One area: what is not exactly right cannot be passed on. */
static void
a_header_with_any_bit_flipped_is_refused(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 1, &c);
    uint8_t *all = fixture_bytes(t, 0, c.sealed.len);
    memcpy(all, c.sealed.data, c.sealed.len);
    size_t used = mohur__load32(all + 104) + MOHUR__HEADER_MAC_LEN;
    for (size_t bit = 0; bit < 8 * used; bit++) {
        uint8_t *area = fixture_bytes(t, 0, PAGE);
        mohur_status st;

        memcpy(area, c.sealed.data, PAGE);
        area[bit / 8] ^= (uint8_t)(1 << bit % 8);
        if (bit % 3 != 0) {
            fix(t, area);
        }
        memcpy(all, area, PAGE);
        struct view file = {all, c.sealed.len};
        fixture_write_file(c.path, file);
        st = change_do(&c, c.stranger, NULL);
        if (st == MOHUR_OK || mohur_status_class(st) == 0x0F) {
            fail_msg("bit %zu: %s", bit, mohur_status_name(st));
        }
        CHECK_BYTES(file, change_bytes(&c));
        mohur__error_clear(t->ctx);
    }
    CHECK_NUMBER(1, fixture_count_files(fixture_tmpdir(t)));
    change_free(&c);
}

/* Two areas: one of them may be anything at all. */
static void
a_bit_flipped_in_one_of_two_areas_does_no_harm(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    CHECK_OK(change_do(&c, c.stranger, NULL));
    struct view now = change_bytes(&c);
    uint8_t *all    = fixture_bytes(t, 0, now.len);
    for (size_t bit = 8 * MOHUR__HEADER_FIXED_LEN; bit < 16 * PAGE;
         bit += 211) {
        memcpy(all, now.data, now.len);
        all[bit / 8] ^= (uint8_t)(1 << bit % 8);
        fixture_write_file(c.path, (struct view){all, now.len});
        CHECK_NUMBER(1, opens_as(&c));
        CHECK_OK(change_do(&c, NULL, c.friend));
        CHECK_NUMBER(2, opens_as(&c));
    }
    change_free(&c);
}

static void
a_file_cut_anywhere_in_its_header_is_refused(void **state)
{
    struct fixture *t = *state;
    struct change c;

    change_new(t, 2, &c);
    for (size_t len = 0; len <= HEADER_LEN + 15;
         len += len % 512 == 0 ? 1 : 73) {
        if (len != PAGE) { /* that much is a header of its own */
            check_refused(&c, (struct view){c.sealed.data, len},
                          MOHUR_E_FORMAT);
        }
    }
    change_free(&c);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(b17_slots_are_not_reordered_without_the_mac),
        CASE(b17_a_holder_removes_and_is_reported),
        CASE(b19_an_old_header_that_is_put_back_opens_as_it_did),
        CASE(b20_every_torn_write_opens_as_before_or_after),
        CASE(b20_a_change_heals_a_torn_area),
        CASE(b20_two_different_areas_of_one_generation_are_refused),
        CASE(b22_counts_that_lie_are_refused),
        CASE(b27_ext_records_must_have_salts_of_their_own_and_be_genuine),
        CASE(a_header_with_any_bit_flipped_is_refused),
        CASE(a_bit_flipped_in_one_of_two_areas_does_no_harm),
        CASE(a_file_cut_anywhere_in_its_header_is_refused),
    };
    return cmocka_run_group_tests_name("header areas that are written", cases,
                                       NULL, NULL);
}
