/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/trailer.h"
#include "archive_form.h"
#include "check.h"

/* That of the known answer. */
static const struct mohur__trailer known = {255, 125, 156, 0, 24, 704};

struct record {
    uint8_t bytes[MOHUR__TRAILER_RECORD_LEN];
};

static struct record
emit(struct mohur__trailer trailer)
{
    struct record r;

    mohur__trailer_emit(&trailer, MOHUR__SPAN(r.bytes));
    return r;
}

static mohur_status
parse(struct fixture *t, struct mohur__trailer trailer)
{
    struct record r           = emit(trailer);
    struct mohur__trailer got = {.dir_off = 0};

    return mohur__trailer_parse(t->ctx, MOHUR__BYTES(r.bytes),
                                trailer.stream_len, MOHUR__DIRECTORY_DEFAULT,
                                &got);
}

static void
is_read_as_written(void **state)
{
    struct record r = emit(known);

    form_check_same(*state, form_trailer, MOHUR__BYTES(r.bytes));
}

static void
is_refused_when_cut(void **state)
{
    struct record r = emit(known);

    form_check_truncations(*state, form_trailer, MOHUR__BYTES(r.bytes));
}

static void
is_refused_with_any_bit_flipped(void **state)
{
    struct fixture *t = *state;
    struct record r   = emit(known);

    for (size_t bit = 0; bit < 8 * sizeof r.bytes; bit++) {
        struct mohur__trailer got = {.dir_off = 0};
        r.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__trailer_parse(t->ctx, MOHUR__BYTES(r.bytes),
                                          known.stream_len,
                                          MOHUR__DIRECTORY_DEFAULT, &got));
        r.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void
is_refused_with_each_term_off_by_one(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < 5; i++) {
        uint64_t n[5] = {known.dir_off, known.dir_len, known.man_len,
                         known.sig_len, known.pad_len};
        n[i]++;
        CHECK_STATUS(MOHUR_E_FORMAT,
                     parse(t, (struct mohur__trailer){n[0], n[1], n[2], n[3],
                                                      n[4], 704}));
    }
}

static void
is_refused_when_a_sum_overflows(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_FORMAT,
                 parse(t, (struct mohur__trailer){UINT64_MAX, UINT64_MAX, 2, 0,
                                                  0, 144}));
}

static void
has_limits_for_each_length(void **state)
{
    struct fixture *t       = *state;
    struct mohur__trailer m = {0, 0, MOHUR__MANIFEST_MAX + 1, 0, 0, 0};
    struct mohur__trailer s = {0, 0, 0, MOHUR__SIGNATURES_MAX + 1, 0, 0};
    struct mohur__trailer d = {0, MOHUR__DIRECTORY_DEFAULT + 1, 0, 0, 0, 0};

    m.stream_len = MOHUR__STREAM_LEN_MIN + m.man_len;
    s.stream_len = MOHUR__STREAM_LEN_MIN + s.sig_len;
    d.stream_len = MOHUR__STREAM_LEN_MIN + d.dir_len;
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, m));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, s));
    CHECK_STATUS(MOHUR_E_LIMIT, parse(t, d));
}

static void
says_where_the_records_are(void **state)
{
    (void)state;
    CHECK_NUMBER(396, mohur__trailer_manifest_off(&known));
    CHECK_NUMBER(568, mohur__trailer_signatures_off(&known));
    CHECK_NUMBER(584, mohur__trailer_pad_off(&known));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_as_written),
        CASE(is_refused_when_cut),
        CASE(is_refused_with_any_bit_flipped),
        CASE(is_refused_with_each_term_off_by_one),
        CASE(is_refused_when_a_sum_overflows),
        CASE(has_limits_for_each_length),
        CASE(says_where_the_records_are),
    };
    return cmocka_run_group_tests_name("a trailer", cases, NULL, NULL);
}
