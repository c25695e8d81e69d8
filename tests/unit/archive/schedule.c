/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/schedule.h"
#include "check.h"

/* Values are checked by the known answer; here, that they depend on all. */

static mohur__bytes
count_up(struct fixture *t, uint8_t first, size_t len)
{
    return mohur__bytes_of(fixture_bytes(t, first, len), len);
}

static struct mohur__schedule
make(struct fixture *t, uint8_t imm_first, uint8_t key_first)
{
    struct mohur__schedule s = {.prk = NULL};

    CHECK_OK(mohur__schedule_init(t->ctx, count_up(t, imm_first, 64),
                                  count_up(t, key_first, 32), &s));
    return s;
}

static void
changes_with_the_preamble_and_the_file_key(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule a = make(t, 0, 0);
    struct mohur__schedule b = make(t, 1, 0);
    struct mohur__schedule c = make(t, 0, 1);

    CHECK(!mohur__bytes_equal(MOHUR__BYTES(a.commitment),
                              MOHUR__BYTES(b.commitment)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(a.commitment),
                              MOHUR__BYTES(c.commitment)));
    CHECK(!mohur__bytes_equal(mohur__secret_bytes(a.payload_key),
                              mohur__secret_bytes(b.payload_key)));
    CHECK(!mohur__bytes_equal(mohur__secret_bytes(a.header_key),
                              mohur__secret_bytes(c.header_key)));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(a.n0), MOHUR__BYTES(c.n0)));
    mohur__schedule_wipe(&a);
    mohur__schedule_wipe(&b);
    mohur__schedule_wipe(&c);
}

static void
has_a_mac_that_changes_with_every_bit(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = make(t, 0, 0);
    uint8_t *header          = fixture_bytes(t, 0, 112);
    uint8_t first[32]        = {0};
    uint8_t mac[32]          = {0};

    CHECK_OK(mohur__schedule_header_mac(
        t->ctx, &s, mohur__bytes_of(header, 112), MOHUR__SPAN(first)));
    for (size_t bit = 0; bit < 8 * 112; bit++) {
        header[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_OK(mohur__schedule_header_mac(
            t->ctx, &s, mohur__bytes_of(header, 112), MOHUR__SPAN(mac)));
        CHECK(!mohur__bytes_equal(MOHUR__BYTES(first), MOHUR__BYTES(mac)));
        header[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    mohur__schedule_wipe(&s);
}

static void
has_another_key_for_each_ext_salt(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = make(t, 0, 0);
    uint8_t key[2][32];
    uint8_t nonce[2][12];

    for (uint8_t i = 0; i < 2; i++) {
        CHECK_OK(mohur__schedule_ext(t->ctx, &s, count_up(t, i, 32),
                                     MOHUR__SPAN(key[i]),
                                     MOHUR__SPAN(nonce[i])));
    }
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(key[0]), MOHUR__BYTES(key[1])));
    CHECK(!mohur__bytes_equal(MOHUR__BYTES(nonce[0]), MOHUR__BYTES(nonce[1])));
    mohur__schedule_wipe(&s);
}

static void
refuses_a_key_of_another_length(void **state)
{
    struct fixture *t        = *state;
    struct mohur__schedule s = {.prk = NULL};

    CHECK_STATUS(MOHUR_E_INTERNAL,
                 mohur__schedule_init(t->ctx, count_up(t, 0, 64),
                                      count_up(t, 0, 31), &s));
    mohur__schedule_wipe(&s);
}

static void
knows_the_suites(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_ALG_AES_256_GCM, mohur__suite_aead(0x0101));
    CHECK_NUMBER(MOHUR_ALG_CHACHA20_POLY1305, mohur__suite_aead(0x0102));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__suite_aead(0x0103));
    CHECK_NUMBER(MOHUR_ALG_NONE, mohur__suite_aead(0));
    CHECK_NUMBER(0x0102, mohur__suite_of(MOHUR_ALG_CHACHA20_POLY1305));
    CHECK_NUMBER(0, mohur__suite_of(MOHUR_ALG_XCHACHA20_POLY1305));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;
    mohur__bytes imm  = count_up(t, 0, 64);
    mohur__bytes key  = count_up(t, 0, 32);

    for (size_t nth = 1;; nth++) {
        struct mohur__schedule s = {.prk = NULL};
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = mohur__schedule_init(t->ctx, imm, key, &s);
        mohur__schedule_wipe(&s);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_STATUS(MOHUR_OK, st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(changes_with_the_preamble_and_the_file_key),
        CASE(has_a_mac_that_changes_with_every_bit),
        CASE(has_another_key_for_each_ext_salt),
        CASE(refuses_a_key_of_another_length),
        CASE(knows_the_suites),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("the key schedule", cases, NULL, NULL);
}
