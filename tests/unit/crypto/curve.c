/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/curve.h"

#include "material.h"

/* The orders, copied from SP 800-186 and not from the source under test. */
static const struct {
    mohur_alg alg;
    const char *order;
} CURVES[] = {
    {MOHUR_ALG_ECDSA_P256,
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"},
    {MOHUR_ALG_ECDH_P384, "ffffffffffffffffffffffffffffffffffffffffffffffff"
                          "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"},
    {MOHUR_ALG_ECDSA_P521,
     "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"},
};

enum {
    CURVES_LEN = sizeof CURVES / sizeof CURVES[0]
};

/* The order plus a small number, writable. */
static mohur__span
near_order(struct fixture *t, size_t i, int add)
{
    mohur__bytes order = hex(t, CURVES[i].order);
    mohur__span out    = room(fixture_bytes(t, 0, order.len), order.len);

    mohur__copy(out, order);
    out.data[out.len - 1] = (uint8_t)(out.data[out.len - 1] + add);
    return out;
}

static bool
valid(size_t i, mohur__span scalar)
{
    return mohur__curve_scalar_valid(CURVES[i].alg, mohur__span_bytes(scalar));
}

static void
takes_scalars_below_the_order(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < CURVES_LEN; i++) {
        mohur__span one = near_order(t, i, 0);

        CHECK(valid(i, near_order(t, i, -1)));
        mohur__fill(one, 0);
        CHECK(!valid(i, one));
        one.data[one.len - 1] = 1;
        CHECK(valid(i, one));
    }
}

static void
refuses_the_order_and_more(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < CURVES_LEN; i++) {
        mohur__span all = near_order(t, i, 0);

        CHECK(!valid(i, near_order(t, i, 0)));
        CHECK(!valid(i, near_order(t, i, 1)));
        mohur__fill(all, 0xFF);
        CHECK(!valid(i, all));
    }
}

static void
refuses_scalars_of_another_length(void **state)
{
    struct fixture *t = *state;
    uint8_t *ones     = fixture_bytes(t, 1, 67);

    for (size_t i = 0; i < CURVES_LEN; i++) {
        size_t len = mohur__curve_len(CURVES[i].alg);

        ones[0] = 0;
        CHECK(valid(i, room(ones, len)));
        CHECK(!valid(i, room(ones, len + 1)));
        CHECK(!valid(i, room(ones, len - 1)));
        CHECK(!valid(i, room(NULL, 0)));
    }
    CHECK(!mohur__curve_scalar_valid(MOHUR_ALG_ED25519, first(ones, 32)));
    CHECK(!mohur__curve_scalar_valid(MOHUR_ALG_NONE, first(ones, 32)));
}

static void
knows_the_upper_half(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < CURVES_LEN; i++) {
        mohur__span half = near_order(t, i, 0);
        uint8_t carry    = 0;

        /* (order - 1) / 2: the order is odd. */
        for (size_t j = 0; j < half.len; j++) {
            uint8_t b    = half.data[j];
            half.data[j] = (uint8_t)(b >> 1 | carry << 7);
            carry        = b & 1;
        }
        CHECK(!mohur__curve_is_high(CURVES[i].alg, mohur__span_bytes(half)));
        half.data[half.len - 1]++;
        CHECK(mohur__curve_is_high(CURVES[i].alg, mohur__span_bytes(half)));
    }
}

static void
negates_and_back(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < CURVES_LEN; i++) {
        mohur__span s   = near_order(t, i, -1);
        mohur__span one = near_order(t, i, 0);

        mohur__curve_negate(CURVES[i].alg, s);
        mohur__fill(one, 0);
        one.data[one.len - 1] = 1;
        CHECK_BYTES(one, s);
        mohur__curve_negate(CURVES[i].alg, s);
        CHECK_BYTES(near_order(t, i, -1), s);
    }
}

static void
knows_the_shape_of_a_point(void **state)
{
    struct fixture *t = *state;
    uint8_t *point    = fixture_bytes(t, 4, 66);

    CHECK(mohur__curve_point_shaped(MOHUR_ALG_ECDH_P256, first(point, 65)));
    CHECK(!mohur__curve_point_shaped(MOHUR_ALG_ECDH_P256, first(point, 64)));
    CHECK(!mohur__curve_point_shaped(MOHUR_ALG_ECDH_P256, first(point, 66)));
    CHECK(!mohur__curve_point_shaped(MOHUR_ALG_ECDH_P384, first(point, 65)));
    CHECK(!mohur__curve_point_shaped(MOHUR_ALG_ECDH_P256, MOHUR__NOTHING));
    point[0] = 0x06;
    CHECK(!mohur__curve_point_shaped(MOHUR_ALG_ECDH_P256, first(point, 65)));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(takes_scalars_below_the_order),
        CASE(refuses_the_order_and_more),
        CASE(refuses_scalars_of_another_length),
        CASE(knows_the_upper_half),
        CASE(negates_and_back),
        CASE(knows_the_shape_of_a_point),
    };
    return cmocka_run_group_tests_name("a NIST curve", cases, NULL, NULL);
}
