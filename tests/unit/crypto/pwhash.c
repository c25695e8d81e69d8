/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/pwhash.h"

#include "material.h"

/*
 * Argon2id, version 1.3, one lane, made with an independent implementation:
 * the vectors of RFC 9106 use four lanes, a secret and associated data.
 */
static void
gives_the_keys_of_argon2id(void **state)
{
    struct fixture *t = *state;
    uint8_t out[64]   = {0};
    mohur__bytes salt = first(fixture_bytes(t, 0, 16), 16);
    uint8_t *long_one = fixture_bytes(t, 'a', 1024);
    uint8_t *ones     = fixture_bytes(t, 0xFF, 16);

    memset(long_one, 'a', 1024);
    memset(ones, 0xFF, 16);
    CHECK_OK(mohur__pwhash(t->ctx, MOHUR__TEXT("salam"), salt,
                           (struct mohur__pwhash_cost){8192, 1},
                           room(out, 32)));
    CHECK_BYTES(hex(t, "16ebe222e37068b1f713ae8aa4d0fe0b"
                       "e369f7533b9dbc725b0c36fc6fb83738"),
                room(out, 32));
    CHECK_OK(mohur__pwhash(t->ctx, MOHUR__TEXT("salam"), salt,
                           (struct mohur__pwhash_cost){8192, 3},
                           room(out, 64)));
    CHECK_BYTES(hex(t, "4644c6477b3c1c7b6fdaa4d16a8db01e"
                       "a889738ace022a403bccf3f59f01090a"
                       "82a5cdb6fa90a47ccccf1b8a3a665d0c"
                       "3fa57765f9081ce45cdff2233120a39e"),
                room(out, 64));
    CHECK_OK(mohur__pwhash(t->ctx, first(long_one, 1024), first(ones, 16),
                           (struct mohur__pwhash_cost){16384, 2},
                           room(out, 16)));
    CHECK_BYTES(hex(t, "4c63cd783d41cbb361ea297dd9fe2faf"), room(out, 16));
}

static mohur_status
check(struct fixture *t, uint32_t m_kib, uint32_t passes)
{
    mohur__error_clear(t->ctx);
    return mohur__pwhash_check(t->ctx,
                               (struct mohur__pwhash_cost){m_kib, passes});
}

static void
takes_costs_up_to_its_limits(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(check(t, 8 * 1024, 1));
    CHECK_OK(check(t, 1024 * 1024, 4));
    CHECK_OK(check(t, 256 * 1024, 16));
    CHECK_OK(check(t, MOHUR__PWHASH_DEFAULT_M_KIB, MOHUR__PWHASH_DEFAULT_T));
}

static void
refuses_costs_beyond_its_limits(void **state)
{
    struct fixture *t = *state;

    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 0, 1));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 8 * 1024 - 1, 1));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 1024 * 1024 + 1, 1));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, UINT32_MAX, UINT32_MAX));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 8 * 1024, 0));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 8 * 1024, 17));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 1024 * 1024, 5));
    CHECK_STATUS(MOHUR_E_LIMIT, check(t, 256 * 1024 + 1, 16));
}

static mohur_status
derive(struct fixture *t, size_t passphrase, size_t salt, size_t out)
{
    static const uint8_t ZEROS[1025] = {0};
    static uint8_t key[65];

    mohur__error_clear(t->ctx);
    memset(key, 0xEE, sizeof key);
    return mohur__pwhash(t->ctx, first(ZEROS, passphrase), first(ZEROS, salt),
                         (struct mohur__pwhash_cost){8192, 1}, room(key, out));
}

static void
refuses_lengths_that_do_not_fit(void **state)
{
    struct fixture *t = *state;

    CHECK_OK(derive(t, 1, 16, 32));
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 0, 16, 32));
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 1025, 16, 32));
    CHECK_MESSAGE("a passphrase has 1 to 1024 bytes");
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 1, 15, 32));
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 1, 17, 32));
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 1, 16, 15));
    CHECK_STATUS(MOHUR_E_ARGUMENT, derive(t, 1, 16, 65));
}

static void
does_not_run_beyond_its_limits(void **state)
{
    struct fixture *t = *state;
    uint8_t key[32]   = {0};

    CHECK_STATUS(MOHUR_E_LIMIT,
                 mohur__pwhash(t->ctx, MOHUR__TEXT("x"),
                               first(fixture_bytes(t, 0, 16), 16),
                               (struct mohur__pwhash_cost){1024, 1},
                               MOHUR__SPAN(key)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(gives_the_keys_of_argon2id),
        CASE(takes_costs_up_to_its_limits),
        CASE(refuses_costs_beyond_its_limits),
        CASE(refuses_lengths_that_do_not_fit),
        CASE(does_not_run_beyond_its_limits),
    };
    return cmocka_run_group_tests_name("Argon2id", cases, NULL, NULL);
}
