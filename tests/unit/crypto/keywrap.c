/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/keywrap.h"

#include "material.h"

/* AES-256 key wrap with padding; Wycheproof has the rest. */
enum {
    LONGEST = MOHUR__KWP_PLAIN_MAX
};

static const char KEK[] =
    "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

static void
gives_the_bytes_that_others_give(void **state)
{
    /* Bytes that count up from 40; made by another implementation. */
    static const struct {
        size_t len;
        const char *sealed;
    } cases[] = {
        {1, "3b67c79ce486a701939fb30f005becbf"},
        {7, "8e074a6f3199739475ac0a5f22bda056"},
        {8, "5a2cd9b21fbb6d695ab1b2d8801de1f0"},
        {9, "c5e34020e85036737f510dd668b79121b73531a855497208"},
        {20,
         "7bfef0b87c224051560df29c7bb1da8293033222efb454d7adf63ba23d35e766"},
        {32, "6d10efa7ee3023460945c8a9886e7101353d66337100c5ff2bcb08bf790e9e20"
             "2eaa28c31d721d87"},
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const uint8_t *plain = fixture_bytes(t, 0x40, cases[i].len);
        uint8_t out[40]      = {0};
        mohur__span sealed   = room(out, mohur__kwp_len(cases[i].len));

        CHECK_OK(mohur__kwp_wrap(t->ctx, hex(t, KEK),
                                 first(plain, cases[i].len), sealed));
        CHECK_BYTES(hex(t, cases[i].sealed), sealed);
    }
}

static void
gives_every_length_back(void **state)
{
    struct fixture *t    = *state;
    const uint8_t *plain = made_up(t, 1, 80);
    uint8_t sealed[88]   = {0};
    uint8_t back[80]     = {0};
    size_t len           = 0;

    for (size_t n = 1; n <= 80; n++) {
        size_t whole = mohur__kwp_len(n);

        CHECK_OK(mohur__kwp_wrap(t->ctx, hex(t, KEK), first(plain, n),
                                 room(sealed, whole)));
        CHECK_OK(mohur__kwp_unwrap(t->ctx, hex(t, KEK), first(sealed, whole),
                                   room(back, whole - 8), &len));
        CHECK_BYTES(first(plain, n), first(back, len));
    }
}

static mohur_status
unwrap(struct fixture *t, const char *kek, const uint8_t *sealed, size_t n)
{
    static const uint8_t ZEROS[80] = {0};
    uint8_t back[80]               = {0};
    size_t len                     = 99;
    mohur_status st                = MOHUR_OK;

    mohur__error_clear(t->ctx);
    st = mohur__kwp_unwrap(t->ctx, hex(t, kek), first(sealed, n),
                           MOHUR__SPAN(back), &len);
    if (st != MOHUR_OK) {
        CHECK_NUMBER(0, len);
        CHECK_BYTES(MOHUR__BYTES(ZEROS), MOHUR__BYTES(back));
    }
    return st;
}

static void
refuses_every_flipped_bit_and_cut(void **state)
{
    static const size_t lens[] = {1, 8, 9, 32};
    struct fixture *t          = *state;
    const uint8_t *plain       = made_up(t, 2, 32);
    uint8_t sealed[48]         = {0};

    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        size_t whole = mohur__kwp_len(lens[i]);

        CHECK_OK(mohur__kwp_wrap(t->ctx, hex(t, KEK), first(plain, lens[i]),
                                 room(sealed, whole)));
        for (size_t bit = 0; bit < 8 * whole; bit++) {
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
            CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, KEK, sealed, whole));
            sealed[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        for (size_t n = 0; n < whole; n++) {
            CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, KEK, sealed, n));
        }
        CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, KEK, sealed, whole + 1));
        CHECK_OK(unwrap(t, KEK, sealed, whole));
    }
}

/* Each made with the right key, and wrong in one thing alone. */
static void
refuses_another_mark_padding_or_length(void **state)
{
    static const char *const wrong[] = {
        "f9fcafa5ddd72d648bb13704cc3071a07daddd0daf5f45fd", /* A6 59 59 A7 */
        "81d88758c03c72bbe89b5673d6c24508",                 /* in one block */
        "bcb434649be9844fe7ac1dcf99af2a929fd8c8f9eed43970", /* 01 at the end */
        "d88d3460c1bd6f4327655579a22604cfb11b875e42a58f04", /* 8 of 16 */
        "ed524e439c7e3e04f521e9ac1e6d4a99",                 /* 0 of 8 */
        "55e742948dc543389333ee5ebafa2a8c1b1566229a0f7ae1", /* 17 of 16 */
        "c1507c0e96d15230051852d58ace5d0d94d5a670ae6441f3", /* 2^32 - 1 */
    };
    struct fixture *t = *state;

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        mohur__bytes sealed = hex(t, wrong[i]);
        CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, KEK, sealed.data, sealed.len));
    }
}

static void
refuses_another_key(void **state)
{
    struct fixture *t  = *state;
    uint8_t sealed[40] = {0};
    char other[]       = "000102030405060708090a0b0c0d0e0f"
                         "101112131415161718191a1b1c1d1e1e";

    CHECK_OK(mohur__kwp_wrap(t->ctx, hex(t, KEK), first(made_up(t, 3, 32), 32),
                             MOHUR__SPAN(sealed)));
    CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, other, sealed, sizeof sealed));
}

static void
refuses_lengths_that_do_not_fit(void **state)
{
    struct fixture *t    = *state;
    const uint8_t *plain = made_up(t, 4, LONGEST + 1);
    uint8_t out[40]      = {0};
    size_t len           = 0;

    CHECK_NUMBER(0, mohur__kwp_len(0));
    CHECK_NUMBER(16, mohur__kwp_len(1));
    CHECK_NUMBER(LONGEST + 8, mohur__kwp_len(LONGEST));
    CHECK_NUMBER(0, mohur__kwp_len(LONGEST + 1));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__kwp_wrap(t->ctx, first(plain, 31), first(plain, 32),
                                 room(out, 40)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__kwp_wrap(t->ctx, first(plain, 32), first(plain, 32),
                                 room(out, 39)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__kwp_wrap(t->ctx, first(plain, 32), MOHUR__NOTHING,
                                 room(out, 0)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__kwp_unwrap(t->ctx, first(plain, 32), first(plain, 40),
                                   room(out, 31), &len));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__kwp_unwrap(t->ctx, first(plain, 16), first(plain, 40),
                                   room(out, 32), &len));
}

/* A key elsewhere that can be used so many times. */
struct elsewhere {
    struct fixture *t;
    size_t left;
    size_t used;
};

static mohur_status
elsewhere_use(struct elsewhere *e)
{
    e->used++;
    if (e->left == 0) {
        return MOHUR_E_IO;
    }
    e->left--;
    return MOHUR_OK;
}

static mohur_status
elsewhere_turn(void *user, uint8_t block[MOHUR__KWP_BLOCK_LEN])
{
    for (size_t i = 0; i < MOHUR__KWP_BLOCK_LEN; i++) {
        block[i] ^= 0x5A; /* no cipher, but its own inverse */
    }
    return elsewhere_use(user);
}

static void
asks_a_key_that_is_elsewhere_for_each_block(void **state)
{
    struct fixture *t                = *state;
    struct elsewhere e               = {t, 48, 0};
    const struct mohur__block_key by = {elsewhere_turn, elsewhere_turn, &e};
    const uint8_t *plain             = made_up(t, 5, 32);
    uint8_t sealed[40]               = {0};
    uint8_t back[32]                 = {0};
    size_t len                       = 0;

    CHECK_OK(
        mohur__kwp_wrap_by(t->ctx, &by, first(plain, 32), MOHUR__SPAN(sealed)));
    CHECK_NUMBER(24, e.used);
    CHECK_OK(mohur__kwp_unwrap_by(t->ctx, &by, MOHUR__BYTES(sealed),
                                  MOHUR__SPAN(back), &len));
    CHECK_NUMBER(48, e.used);
    CHECK_BYTES(first(plain, 32), first(back, len));
}

static void
ends_where_a_key_elsewhere_fails(void **state)
{
    static const uint8_t zeros[40]   = {0};
    struct fixture *t                = *state;
    struct elsewhere e               = {t, 0, 0};
    const struct mohur__block_key by = {elsewhere_turn, elsewhere_turn, &e};
    uint8_t out[40]                  = {0};
    size_t len                       = 0;

    for (size_t n = 0; n < 24; n++) {
        e.left = n;
        CHECK_STATUS(MOHUR_E_IO, mohur__kwp_wrap_by(
                                     t->ctx, &by, first(made_up(t, 6, 32), 32),
                                     MOHUR__SPAN(out)));
        CHECK_BYTES(MOHUR__BYTES(zeros), MOHUR__BYTES(out));
        e.left = n;
        CHECK_STATUS(MOHUR_E_IO,
                     mohur__kwp_unwrap_by(t->ctx, &by, MOHUR__BYTES(zeros),
                                          MOHUR__SPAN(out), &len));
        CHECK_NUMBER(0, len);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_bytes_that_others_give),
        CASE(gives_every_length_back),
        CASE(refuses_every_flipped_bit_and_cut),
        CASE(refuses_another_mark_padding_or_length),
        CASE(refuses_another_key),
        CASE(refuses_lengths_that_do_not_fit),
        CASE(asks_a_key_that_is_elsewhere_for_each_block),
        CASE(ends_where_a_key_elsewhere_fails),
    };
    return cmocka_run_group_tests_name("AES key wrap with padding", cases, NULL,
                                       NULL);
}
