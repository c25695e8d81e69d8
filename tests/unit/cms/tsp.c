/* SPDX-License-Identifier: Apache-2.0 */
#include "cms/tsp.h"

#include "asn1/der_write.h"
#include "base/error.h"
#include "check.h"
#include "stamp.h"

/* Requests, responses and statements, byte by byte. */

static mohur__bytes
bytes(struct fixture *t, const char *hex)
{
    struct view v = fixture_hex(t, hex);

    return mohur__bytes_of(v.data, v.len);
}

/* ---- requests ---- */

static void
asks_in_69_bytes(void **state)
{
    struct fixture *t                = *state;
    uint8_t digest[32]               = {0};
    uint8_t room[69]                 = {0};
    mohur__bytes out                 = MOHUR__NOTHING;
    struct mohur__tsp_request wanted = {
        .hash   = MOHUR_ALG_SHA_256,
        .digest = MOHUR__BYTES(digest),
        .nonce  = {0x40, 1, 2, 3, 4, 5, 6, 7},
    };

    mohur__fill(MOHUR__SPAN(digest), 0x11);
    CHECK_OK(mohur__tsp_request_emit(t->ctx, &wanted, MOHUR__SPAN(room), &out));
    CHECK_BYTES(bytes(t, "3043 020101 3031 300d06096086480165030402010500 0420"
                         "1111111111111111111111111111111111111111111111111111"
                         "111111111111 02084001020304050607 0101ff"),
                out);
    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__tsp_request_emit(t->ctx, &wanted,
                                         mohur__span_of(room, 68), &out));
    mohur__error_clear(t->ctx);
    wanted.hash = MOHUR_ALG_NONE;
    CHECK_STATUS(
        MOHUR_E_UNSUPPORTED,
        mohur__tsp_request_emit(t->ctx, &wanted, MOHUR__SPAN(room), &out));
}

static void
asks_with_a_nonce_of_constant_length(void **state)
{
    struct fixture *t = *state;

    for (int i = 0; i < 64; i++) {
        uint8_t nonce[MOHUR__TSP_NONCE_LEN] = {0};

        CHECK_OK(mohur__tsp_nonce(t->ctx, nonce));
        CHECK_NUMBER(0x40, nonce[0] & 0xC0);
    }
}

/* ---- responses ---- */

static void
takes_a_token_if_it_is_granted(void **state)
{
    struct fixture *t  = *state;
    mohur__bytes token = bytes(t, "30020500");
    mohur__bytes out   = MOHUR__NOTHING;

    for (uint8_t status = 0; status < 2; status++) {
        CHECK_OK(mohur__tsp_response_parse(
            t->ctx, stamp_response(t, status, token), &out));
        CHECK_BYTES(token, out);
    }
}

static void
tells_why_it_is_refused(void **state)
{
    struct fixture *t = *state;
    mohur__bytes out  = MOHUR__NOTHING;

    /* { 2, { "no\x1B[m", "more" } }; then { 2, failInfo badAlg }. */
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__tsp_response_parse(
                     t->ctx,
                     bytes(t, "3014 3012 020102 300d 0c056e6f1b5b6d 0c046d6f"
                              "7265 "),
                     &out));
    CHECK_MESSAGE("rejection: no%1b[m");
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_IO,
                 mohur__tsp_response_parse(
                     t->ctx, bytes(t, "3009 3007 020102 03020780"), &out));
}

static void
refuses_responses_that_are_none(void **state)
{
    static const char *const bad[] = {
        "",
        "3000",
        "30023000",
        "3005 3003 020100",              /* granted, no token */
        "3009 3003 020102 30020500",     /* refused, and a token */
        "3009 3003 020106 30020500",     /* no such status */
        "3005 3003 020106",              /* the same */
        "300a 3003 020100 30020500 00",  /* one byte more */
        "3009 3003 020100 30020500 00",  /* behind it */
        "3009 3003 020100 31020500",     /* a SET */
        "3007 3005 020102 3000",         /* no line of text */
        "3080 3003 020100 30020500 0000" /* no length */
    };

    struct fixture *t = *state;
    mohur__bytes out  = MOHUR__NOTHING;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        mohur_status st =
            mohur__tsp_response_parse(t->ctx, bytes(t, bad[i]), &out);
        if (st != MOHUR_E_FORMAT) {
            fail_msg("%s: %s", bad[i], mohur_status_name(st));
        }
        mohur__error_clear(t->ctx);
    }
    CHECK_STATUS(
        MOHUR_E_LIMIT,
        mohur__tsp_response_parse(
            t->ctx, mohur__bytes_of(fixture_bytes(t, 0, 65537), 65537), &out));
}

/* ---- statements ---- */

static void
is_read_with_all_that_it_may_have(void **state)
{
    struct fixture *t      = *state;
    struct stamp_plan plan = {.over = MOHUR__TEXT("x"), .fraction = ".125"};
    struct mohur__tst_info info;

    CHECK(mohur__tst_info_parse(stamp_info(t, &plan), &info));
    CHECK_NUMBER(MOHUR_ALG_SHA_256, info.hash);
    CHECK_NUMBER(32, info.imprint.len);
    CHECK_NUMBER(FIXTURE_NOW, info.time);
    CHECK_BYTES(VIEW_TEXT("125"), info.fraction);
    CHECK_BYTES(bytes(t, "4d"), info.serial);
    CHECK_BYTES(bytes(t, "2a0304"), info.policy);
    CHECK(!info.has_nonce && !info.unknown_critical);

    /* Accuracy, ordering, nonce, tsa, an extension. */
    plan.more = bytes(t, "300a 020101 800201f4 810164 0101ff 0202ff7f"
                         "a0048202 6161 a108 3006 06022a03 0400");
    CHECK(mohur__tst_info_parse(stamp_info(t, &plan), &info));
    CHECK_BYTES(bytes(t, "ff7f"), info.nonce);
    CHECK(info.has_nonce && !info.unknown_critical);
    plan.more = bytes(t, "a10b 3009 06022a03 0101ff 0400");
    CHECK(mohur__tst_info_parse(stamp_info(t, &plan), &info));
    CHECK(info.unknown_critical);
}

static void
is_refused_in_any_other_form(void **state)
{
    static const char *const more[] = {
        "010100",         /* ordering: the default, written */
        "0202007f",       /* a nonce with a zero too many */
        "0202ff80",       /* or ones */
        "0200",           /* or none */
        "0500",           /* something else */
        "a100",           /* no extension */
        "a000",           /* no name */
        "020101 0101ff",  /* out of order */
        "3003 800101 00", /* bytes behind */
    };
    static const char *const fractions[] = {".",  ".0", ".50", ".5x",
                                            ",5", "Z",  "+04", "5"};

    struct fixture *t = *state;
    struct mohur__tst_info info;
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        struct stamp_plan plan = {.more = bytes(t, more[i])};

        CHECK(!mohur__tst_info_parse(stamp_info(t, &plan), &info));
    }
    for (size_t i = 0; i < sizeof fractions / sizeof fractions[0]; i++) {
        struct stamp_plan plan = {.fraction = fractions[i]};

        CHECK(!mohur__tst_info_parse(stamp_info(t, &plan), &info));
    }
}

static void
is_refused_at_every_truncation(void **state)
{
    struct fixture *t      = *state;
    struct stamp_plan plan = {.more = bytes(t, "3003020101 0101ff 020105")};
    mohur__bytes all       = stamp_info(t, &plan);
    mohur__bytes response  = stamp_response(t, 0, all);
    struct mohur__tst_info info;
    mohur__bytes out = MOHUR__NOTHING;

    CHECK(mohur__tst_info_parse(all, &info));
    for (size_t len = 0; len < all.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), all);
        CHECK(!mohur__tst_info_parse(mohur__bytes_of(cut, len), &info));
    }
    for (size_t len = 0; len < response.len; len++) {
        uint8_t *cut = fixture_bytes(t, 0, len);
        mohur__copy(mohur__span_of(cut, len), response);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__tsp_response_parse(t->ctx, mohur__bytes_of(cut, len), &out));
        mohur__error_clear(t->ctx);
    }
}

/* What is still read after a flip says something else, or says it elsewhere. */
static void
is_never_the_same_with_a_bit_flipped(void **state)
{
    struct fixture *t      = *state;
    struct stamp_plan plan = {.over = MOHUR__TEXT("x"), .fraction = ".5"};
    mohur__bytes all       = stamp_info(t, &plan);
    uint8_t *copy          = fixture_bytes(t, 0, all.len);
    struct mohur__tst_info good;
    struct mohur__tst_info info;

    CHECK(mohur__tst_info_parse(all, &good));
    for (size_t bit = 0; bit < 8 * all.len; bit++) {
        mohur__copy(mohur__span_of(copy, all.len), all);
        copy[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (mohur__tst_info_parse(mohur__bytes_of(copy, all.len), &info)) {
            CHECK(info.time != good.time || info.hash != good.hash ||
                  !mohur__bytes_equal(info.imprint, good.imprint) ||
                  !mohur__bytes_equal(info.policy, good.policy) ||
                  !mohur__bytes_equal(info.serial, good.serial) ||
                  !mohur__bytes_equal(info.fraction, good.fraction));
        }
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(asks_in_69_bytes),
        CASE(asks_with_a_nonce_of_constant_length),
        CASE(takes_a_token_if_it_is_granted),
        CASE(tells_why_it_is_refused),
        CASE(refuses_responses_that_are_none),
        CASE(is_read_with_all_that_it_may_have),
        CASE(is_refused_in_any_other_form),
        CASE(is_refused_at_every_truncation),
        CASE(is_never_the_same_with_a_bit_flipped),
    };
    return cmocka_run_group_tests_name("a time-stamp protocol", cases, NULL,
                                       NULL);
}
