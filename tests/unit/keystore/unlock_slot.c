/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/slot_params.h"
#include "keystore/unlock_slot.h"
#include <mohur/slot.h>

/* A slot: parameters, and the wrap of the root key, with the vector. */

struct box {
    uint8_t params[MOHUR__SLOT_PARAMS_LEN];
    struct mohur__slot_place place;
};

static void
box_make_for(struct fixture *t, enum mohur__suite suite, struct box *b)
{
    struct mohur__slot_params p = {.cost = {65536, 3}};

    memcpy(p.salt, fixture_bytes(t, 0x40, 16), 16);
    mohur__slot_params_emit(&p, b->params);
    b->place = (struct mohur__slot_place){
        .store_id = mohur__bytes_of(fixture_bytes(t, 0x00, 16), 16),
        .slot_id  = mohur__bytes_of(fixture_bytes(t, 0x10, 16), 16),
        .epoch    = 1,
        .suite    = suite,
        .type     = MOHUR__SLOT_TYPE_PASSPHRASE,
        .params   = MOHUR__BYTES(b->params),
    };
}

static void
box_make(struct fixture *t, struct box *b)
{
    box_make_for(t, MOHUR__SUITE_1, b);
}

static void
derives_the_check_value_of_the_vector(void **state)
{
    struct fixture *t           = *state;
    struct mohur__secret *ikm   = NULL;
    struct mohur__secret *keys  = NULL;
    struct mohur__slot_params p = {0};
    struct box b;

    box_make(t, &b);
    CHECK_OK(mohur__slot_params_parse(t->ctx, b.place.params, &p));
    CHECK_OK(
        mohur__slot_passphrase(t->ctx, &p, MOHUR__TEXT("qara deniz"), &ikm));
    CHECK_OK(
        mohur__slot_derive(t->ctx, &b.place, mohur__secret_bytes(ikm), &keys));
    CHECK_BYTES(fixture_hex(t, "d4035999e04013d0e12ec44c7449b90f3a4ea7fcbad6cd"
                               "df2971e4733b1405db"),
                mohur__bytes_sub(mohur__secret_bytes(keys), 32, 32));
    mohur__secret_free(ikm);
    mohur__secret_free(keys);
}

/* A token's answer, and what it gives. */
static void
derives_the_check_value_of_a_token(void **state)
{
    static const char uri[]      = "pkcs11:token=a?module-path=/m";
    struct fixture *t            = *state;
    struct mohur__token_params p = {{0}, {.token = ""}};
    struct mohur__secret *keys   = NULL;
    struct mohur__buf params     = {0};
    struct view ikm = fixture_hex(t, "7d66d96d06217857a3fe212db8fd5bdcd6f38ee3"
                                     "47941f21d4a2f7795096411f");
    struct box b;

    box_make(t, &b);
    mohur__buf_init(&params, t->ctx, 100);
    CHECK_OK(mohur__token_uri_parse(t->ctx, mohur__bytes_text(uri), &p.uri));
    memcpy(p.id, fixture_bytes(t, 0x60, 16), 16);
    mohur__token_params_emit(&p, &params);
    CHECK_NUMBER(17 + sizeof uri - 1, params.len);
    b.place.type   = MOHUR_SLOT_TOKEN;
    b.place.params = mohur__buf_view(&params);
    CHECK_OK(mohur__slot_derive(t->ctx, &b.place,
                                mohur__bytes_of(ikm.data, ikm.len), &keys));
    CHECK_BYTES(fixture_hex(t, "78ecef83a2bd93ddb3abaab715f6240650fb7f48aac7f9"
                               "de8a8fd938d6b1a767"),
                mohur__bytes_sub(mohur__secret_bytes(keys), 32, 32));
    mohur__secret_free(keys);
    mohur__buf_wipe(&params);
}

/* ---- parameters ---- */

static void
parses_what_it_emitted(void **state)
{
    struct fixture *t           = *state;
    struct mohur__slot_params p = {0};
    struct box b;

    box_make(t, &b);
    CHECK_OK(mohur__slot_params_parse(t->ctx, b.place.params, &p));
    CHECK_NUMBER(65536, p.cost.m_kib);
    CHECK_NUMBER(3, p.cost.t);
    CHECK_BYTES(fixture_hex(t, "404142434445464748494a4b4c4d4e4f"),
                VIEW(p.salt));
}

static void
refuses_parameters_of_every_other_length(void **state)
{
    struct fixture *t           = *state;
    struct mohur__slot_params p = {0};
    uint8_t longer[MOHUR__SLOT_PARAMS_LEN + 1];
    struct box b;

    box_make(t, &b);
    memcpy(longer, b.params, sizeof b.params);
    longer[MOHUR__SLOT_PARAMS_LEN] = 0;
    for (size_t len = 0; len <= sizeof longer; len++) {
        if (len == MOHUR__SLOT_PARAMS_LEN) {
            continue;
        }
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__slot_params_parse(t->ctx, mohur__bytes_of(longer, len), &p));
        mohur__error_clear(t->ctx);
    }
}

static void
refuses_another_function_and_two_lanes(void **state)
{
    struct fixture *t           = *state;
    struct mohur__slot_params p = {0};
    struct box b;

    box_make(t, &b);
    b.params[0] = 2;
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__slot_params_parse(t->ctx, b.place.params, &p));
    mohur__error_clear(t->ctx);
    b.params[0] = 1;
    b.params[9] = 2;
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__slot_params_parse(t->ctx, b.place.params, &p));
}

static void
refuses_costs_out_of_bounds_before_it_takes_memory(void **state)
{
    static const struct mohur__pwhash_cost costs[] = {
        {0, 3},     {8191, 3},   {1048577, 3},        {UINT32_MAX, 3},
        {65536, 0}, {65536, 17}, {65536, UINT32_MAX}, {1048576, 5},
    };
    struct fixture *t           = *state;
    struct mohur__slot_params p = {0};
    size_t before               = 0;
    struct box b;

    for (size_t i = 0; i < sizeof costs / sizeof costs[0]; i++) {
        struct mohur__slot_params bad = {.cost = costs[i]};
        box_make(t, &b);
        mohur__slot_params_emit(&bad, b.params);
        before = t->alloc.allocated;
        CHECK_STATUS(MOHUR_E_LIMIT,
                     mohur__slot_params_parse(t->ctx, b.place.params, &p));
        CHECK_NUMBER(before, t->alloc.allocated);
        mohur__error_clear(t->ctx);
    }
}

/* ---- wraps ---- */

static const char ikm_text[] = "0123456789abcdef0123456789abcdef";
static const char key_text[] = "the root key has thirty-two byte";

static const enum mohur__suite suites[] = {MOHUR__SUITE_1, MOHUR__SUITE_2};

static void
wrap(struct fixture *t,
     enum mohur__suite suite,
     struct box *b,
     uint8_t out[MOHUR__SLOT_WRAP_LEN])
{
    box_make_for(t, suite, b);
    CHECK_OK(mohur__slot_wrap(t->ctx, &b->place, MOHUR__TEXT(ikm_text),
                              MOHUR__TEXT(key_text), out));
}

static mohur_status
unwrap(struct fixture *t,
       const struct box *b,
       struct view ikm,
       struct view wrapped)
{
    struct mohur__secret *key = NULL;
    mohur_status st           = mohur__slot_unwrap(
        t->ctx, &b->place, mohur__bytes_of(ikm.data, ikm.len),
        mohur__bytes_of(wrapped.data, wrapped.len), &key);

    if (st == MOHUR_OK &&
        !mohur__bytes_equal(mohur__secret_bytes(key), MOHUR__TEXT(key_text))) {
        st = MOHUR_E_INTERNAL;
    }
    mohur__secret_free(key);
    return st;
}

static void
unwraps_what_it_wrapped(void **state)
{
    struct fixture *t = *state;
    uint8_t wrapped[MOHUR__SLOT_WRAP_LEN];
    struct box b;

    for (size_t s = 0; s < 2; s++) {
        wrap(t, suites[s], &b, wrapped);
        CHECK_OK(unwrap(t, &b, VIEW_TEXT(ikm_text), VIEW(wrapped)));
    }
}

static void
refuses_what_somebody_else_knows(void **state)
{
    struct fixture *t = *state;
    uint8_t wrapped[MOHUR__SLOT_WRAP_LEN];
    struct box b;

    for (size_t s = 0; s < 2; s++) {
        wrap(t, suites[s], &b, wrapped);
        CHECK_STATUS(MOHUR_E_AUTH,
                     unwrap(t, &b,
                            VIEW_TEXT("0123456789abcdef0123456789abcdeF"),
                            VIEW(wrapped)));
        mohur__error_clear(t->ctx);
    }
}

static void
refuse_flips_and_lengths(struct fixture *t, enum mohur__suite suite)
{
    uint8_t wrapped[MOHUR__SLOT_WRAP_LEN];
    struct box b;

    wrap(t, suite, &b, wrapped);
    for (size_t bit = 0; bit < 8 * sizeof wrapped; bit++) {
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
        CHECK_STATUS(MOHUR_E_AUTH,
                     unwrap(t, &b, VIEW_TEXT(ikm_text), VIEW(wrapped)));
        mohur__error_clear(t->ctx);
        wrapped[bit / 8] ^= (uint8_t)(1u << bit % 8);
    }
    for (size_t len = 0; len < sizeof wrapped; len++) {
        CHECK_STATUS(MOHUR_E_AUTH, unwrap(t, &b, VIEW_TEXT(ikm_text),
                                          (struct view){wrapped, len}));
        mohur__error_clear(t->ctx);
    }
}

static void
refuses_every_flipped_bit_and_every_length(void **state)
{
    refuse_flips_and_lengths(*state, MOHUR__SUITE_1);
    refuse_flips_and_lengths(*state, MOHUR__SUITE_2);
}

static void
does_not_open_a_wrap_of_the_other_suite(void **state)
{
    struct fixture *t = *state;
    uint8_t wrapped[MOHUR__SLOT_WRAP_LEN];
    struct box b;

    for (size_t s = 0; s < 2; s++) {
        wrap(t, suites[s], &b, wrapped);
        b.place.suite = suites[1 - s];
        CHECK_STATUS(MOHUR_E_AUTH,
                     unwrap(t, &b, VIEW_TEXT(ikm_text), VIEW(wrapped)));
        mohur__error_clear(t->ctx);
    }
}

static void
is_bound_to_store_slot_epoch_type_and_parameters(void **state)
{
    struct fixture *t = *state;
    uint8_t wrapped[MOHUR__SLOT_WRAP_LEN];
    struct box other[6];
    struct box b;

    wrap(t, MOHUR__SUITE_1, &b, wrapped);
    for (size_t i = 0; i < 6; i++) {
        box_make(t, &other[i]);
    }
    other[0].place.store_id = other[0].place.slot_id;
    other[1].place.slot_id  = other[1].place.store_id;
    other[2].place.epoch    = 2;
    other[3].place.type     = 5;
    other[4].place.kem      = 0x0020;
    other[5].params[4] ^= 1; /* the cost, lowered */
    for (size_t i = 0; i < 6; i++) {
        CHECK_STATUS(MOHUR_E_AUTH,
                     unwrap(t, &other[i], VIEW_TEXT(ikm_text), VIEW(wrapped)));
        mohur__error_clear(t->ctx);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(derives_the_check_value_of_the_vector),
        CASE(derives_the_check_value_of_a_token),
        CASE(parses_what_it_emitted),
        CASE(refuses_parameters_of_every_other_length),
        CASE(refuses_another_function_and_two_lanes),
        CASE(refuses_costs_out_of_bounds_before_it_takes_memory),
        CASE(unwraps_what_it_wrapped),
        CASE(refuses_what_somebody_else_knows),
        CASE(refuses_every_flipped_bit_and_every_length),
        CASE(does_not_open_a_wrap_of_the_other_suite),
        CASE(is_bound_to_store_slot_epoch_type_and_parameters),
    };
    return cmocka_run_group_tests_name("an unlock slot", cases, NULL, NULL);
}
