/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/anchor.h"

/* The record of an anchor: its bytes, and that each of them counts. */

static const uint8_t key[32] = {0x11, 0x22};

static struct mohur__anchor
an_anchor(struct fixture *t)
{
    struct mohur__anchor a = {
        .kind        = MOHUR__ANCHOR_FILE,
        .epoch       = 2,
        .seq         = 7,
        .event_count = 9,
        .time        = FIXTURE_NOW,
    };

    mohur__copy(MOHUR__SPAN(a.store_id),
                mohur__bytes_of(fixture_bytes(t, 0, 16), 16));
    mohur__copy(MOHUR__SPAN(a.root),
                mohur__bytes_of(fixture_bytes(t, 0x40, 32), 32));
    mohur__copy(MOHUR__SPAN(a.event_head),
                mohur__bytes_of(fixture_bytes(t, 0x80, 32), 32));
    return a;
}

static void
record_of(struct fixture *t, uint8_t out[MOHUR__ANCHOR_LEN])
{
    struct mohur__anchor a = an_anchor(t);

    CHECK_OK(mohur__anchor_emit(t->ctx, &a, MOHUR__BYTES(key), out));
}

static void
has_the_bytes_of_the_vector(void **state)
{
    struct fixture *t                 = *state;
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};

    record_of(t, record);
    CHECK_BYTES(
        fixture_hex(t,
                    "4d4f485552414e43 01 01 0000 00000002"
                    "000102030405060708090a0b0c0d0e0f 0000000000000007"
                    "404142434445464748494a4b4c4d4e4f505152535455565758595a5b"
                    "5c5d5e5f 0000000000000009"
                    "808182838485868788898a8b8c8d8e8f909192939495969798999a9b"
                    "9c9d9e9f 000000006955b900 0000000000000000"
                    "fa0a4cc98db1da338fd8eac4bbce6175"
                    "b9e93f02fdbf51e7c54d38c2511762fc"),
        VIEW(record));
}

static void
is_read_as_it_was_written(void **state)
{
    struct fixture *t                 = *state;
    struct mohur__anchor a            = an_anchor(t);
    struct mohur__anchor got          = {0};
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};

    record_of(t, record);
    CHECK_OK(mohur__anchor_parse(t->ctx, MOHUR__BYTES(record),
                                 MOHUR__BYTES(key), &got));
    CHECK_NUMBER(2, got.epoch);
    CHECK_NUMBER(7, got.seq);
    CHECK_NUMBER(9, got.event_count);
    CHECK_NUMBER(FIXTURE_NOW, got.time);
    CHECK_BYTES(VIEW(a.root), VIEW(got.root));
    CHECK_BYTES(VIEW(a.event_head), VIEW(got.event_head));
    CHECK_BYTES(VIEW(a.store_id), VIEW(got.store_id));
}

static void
is_refused_with_any_bit_changed(void **state)
{
    struct fixture *t                 = *state;
    struct mohur__anchor got          = {0};
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};

    record_of(t, record);
    for (size_t bit = 0; bit < 8 * sizeof record; bit++) {
        mohur_status want = bit < 64   ? MOHUR_E_FORMAT
                            : bit < 72 ? MOHUR_E_UNSUPPORTED
                                       : MOHUR_E_AUTH;
        record[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK_STATUS(want, mohur__anchor_parse(t->ctx, MOHUR__BYTES(record),
                                               MOHUR__BYTES(key), &got));
        record[bit / 8] ^= (uint8_t)(1u << bit % 8);
        mohur__error_clear(t->ctx);
    }
}

static void
is_refused_at_any_other_length(void **state)
{
    struct fixture *t                     = *state;
    struct mohur__anchor got              = {0};
    uint8_t record[MOHUR__ANCHOR_LEN + 1] = {0};

    record_of(t, record);
    for (size_t len = 0; len <= sizeof record; len++) {
        CHECK_STATUS(len == MOHUR__ANCHOR_LEN ? MOHUR_OK : MOHUR_E_FORMAT,
                     mohur__anchor_parse(t->ctx, mohur__bytes_of(record, len),
                                         MOHUR__BYTES(key), &got));
        mohur__error_clear(t->ctx);
    }
}

static void
is_refused_under_another_key(void **state)
{
    struct fixture *t                 = *state;
    struct mohur__anchor got          = {0};
    uint8_t record[MOHUR__ANCHOR_LEN] = {0};
    static const uint8_t other[32]    = {0x11, 0x23};

    record_of(t, record);
    CHECK_STATUS(MOHUR_E_AUTH, mohur__anchor_parse(t->ctx, MOHUR__BYTES(record),
                                                   MOHUR__BYTES(other), &got));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(has_the_bytes_of_the_vector),
        CASE(is_read_as_it_was_written),
        CASE(is_refused_with_any_bit_changed),
        CASE(is_refused_at_any_other_length),
        CASE(is_refused_under_another_key),
    };
    return cmocka_run_group_tests_name("the record of an anchor", cases, NULL,
                                       NULL);
}
