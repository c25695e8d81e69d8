/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/chunk.h"
#include "check.h"

static const uint8_t n0[MOHUR__CHUNK_NONCE_LEN] = {1, 2, 3, 4,  5,  6,
                                                   7, 8, 9, 10, 11, 12};

static struct mohur__aead *
cipher(struct fixture *t)
{
    struct mohur__aead *aead = NULL;

    CHECK_OK(mohur__aead_new(t->ctx, MOHUR_ALG_AES_256_GCM,
                             mohur__bytes_of(fixture_bytes(t, 9, 32), 32),
                             &aead));
    return aead;
}

static void
opens_to_what_was_sealed(void **state)
{
    struct fixture *t        = *state;
    struct mohur__aead *aead = cipher(t);
    mohur__bytes plain       = mohur__bytes_of(fixture_bytes(t, 0, 1000), 1000);
    uint8_t sealed[1016];
    uint8_t opened[1000];

    CHECK_OK(mohur__chunk_seal(aead, n0, 7, plain, MOHUR__SPAN(sealed)));
    CHECK_OK(mohur__chunk_open(aead, n0, 7, MOHUR__BYTES(sealed),
                               MOHUR__SPAN(opened)));
    CHECK_BYTES(plain, MOHUR__BYTES(opened));
    mohur__aead_free(aead);
}

static void
is_sealed_in_place_to_the_same_bytes(void **state)
{
    struct fixture *t        = *state;
    struct mohur__aead *aead = cipher(t);
    uint8_t apart[116];
    uint8_t *place = fixture_bytes(t, 0, 116);

    CHECK_OK(mohur__chunk_seal(aead, n0, 7, mohur__bytes_of(place, 100),
                               MOHUR__SPAN(apart)));
    CHECK_OK(mohur__chunk_seal(aead, n0, 7, mohur__bytes_of(place, 100),
                               mohur__span_of(place, 116)));
    CHECK_BYTES(MOHUR__BYTES(apart), mohur__bytes_of(place, 116));
    mohur__aead_free(aead);
}

static void
does_not_open_with_any_bit_flipped(void **state)
{
    struct fixture *t        = *state;
    struct mohur__aead *aead = cipher(t);
    uint8_t sealed[24];
    uint8_t opened[8];

    CHECK_OK(mohur__chunk_seal(aead, n0, 0,
                               mohur__bytes_of(fixture_bytes(t, 0, 8), 8),
                               MOHUR__SPAN(sealed)));
    for (size_t bit = 0; bit < 8 * sizeof sealed; bit++) {
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
        CHECK_STATUS(MOHUR_E_AUTH,
                     mohur__chunk_open(aead, n0, 0, MOHUR__BYTES(sealed),
                                       MOHUR__SPAN(opened)));
        CHECK(mohur__bytes_zero(MOHUR__BYTES(opened)));
        sealed[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
    mohur__aead_free(aead);
}

static void
does_not_open_at_another_index(void **state)
{
    struct fixture *t        = *state;
    struct mohur__aead *aead = cipher(t);
    uint8_t sealed[24];
    uint8_t opened[8];

    CHECK_OK(mohur__chunk_seal(aead, n0, 5,
                               mohur__bytes_of(fixture_bytes(t, 0, 8), 8),
                               MOHUR__SPAN(sealed)));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__chunk_open(aead, n0, 4, MOHUR__BYTES(sealed),
                                   MOHUR__SPAN(opened)));
    mohur__aead_free(aead);
}

static void
has_a_nonce_that_counts_in_its_last_bytes(void **state)
{
    struct fixture *t = *state;
    uint8_t nonce[MOHUR__CHUNK_NONCE_LEN];

    mohur__chunk_nonce(n0, 0, nonce);
    CHECK_BYTES(MOHUR__BYTES(n0), MOHUR__BYTES(nonce));
    mohur__chunk_nonce(n0, 0xFFFFFFFF, nonce);
    CHECK_BYTES(fixture_hex(t, "0102030405060708 F6F5F4F3"),
                MOHUR__BYTES(nonce));
    mohur__chunk_nonce(n0, UINT64_C(0x100000001), nonce);
    CHECK_BYTES(fixture_hex(t, "0102030405060709 090A0B0D"),
                MOHUR__BYTES(nonce));
}

static void
has_a_geometry_that_follows_from_the_length(void **state)
{
    static const struct {
        uint64_t payload_len;
        uint64_t chunks;
        uint64_t stream_len;
        size_t last_len;
    } cases[] = {
        {16, 1, 0, 0},
        {17, 1, 1, 1},
        {65551, 1, 65535, 65535},
        {65552 + 16, 2, 65536, 0},
        {65552 + 17, 2, 65537, 1},
        {UINT64_C(65552) * 0xFFFFFFFF + 16, UINT64_C(1) << 32,
         UINT64_C(65536) * 0xFFFFFFFF, 0},
    };
    struct fixture *t              = *state;
    struct mohur__chunk_geometry g = {0, 0, 0};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        CHECK_OK(mohur__chunk_geometry(t->ctx, cases[i].payload_len,
                                       MOHUR__CHUNK_LEN, &g));
        CHECK_NUMBER(cases[i].chunks, g.chunks);
        CHECK_NUMBER(cases[i].stream_len, g.stream_len);
        CHECK_NUMBER(cases[i].last_len, g.last_len);
    }
}

static void
has_no_geometry_for_a_length_that_cannot_be(void **state)
{
    static const uint64_t lengths[] = {
        0,          15,
        65552,      65552 + 15,
        131104,     UINT64_C(65552) << 32,
        UINT64_MAX, (UINT64_C(65552) << 32) + 16};
    struct fixture *t              = *state;
    struct mohur__chunk_geometry g = {0, 0, 0};

    for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++) {
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__chunk_geometry(t->ctx, lengths[i], MOHUR__CHUNK_LEN, &g));
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(opens_to_what_was_sealed),
        CASE(is_sealed_in_place_to_the_same_bytes),
        CASE(does_not_open_with_any_bit_flipped),
        CASE(does_not_open_at_another_index),
        CASE(has_a_nonce_that_counts_in_its_last_bytes),
        CASE(has_a_geometry_that_follows_from_the_length),
        CASE(has_no_geometry_for_a_length_that_cannot_be),
    };
    return cmocka_run_group_tests_name("a chunk", cases, NULL, NULL);
}
