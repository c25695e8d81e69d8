/* SPDX-License-Identifier: Apache-2.0 */
#include "profile/vkey.h"

#include "base/base64.h"
#include "check.h"
#include "crypto/sign.h"

/* The keys of the sample profile, from the seeds 01 and 02 times 32. */
#define KEY_A                                                                  \
    "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/"          \
    "N0iAG0D29c"

static mohur_status
parse(struct fixture *t, const char *text, struct mohur__vkey *out)
{
    mohur__error_clear(t->ctx);
    return mohur__vkey_parse(t->ctx, mohur__bytes_text(text), out);
}

static void
reads_and_writes_the_sample(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = {0};
    struct mohur__buf b    = {0};

    CHECK_OK(parse(t, KEY_A, &key));
    CHECK_BYTES(VIEW_TEXT("authority.example/a"), key.name);
    CHECK_NUMBER(MOHUR_ALG_ED25519, key.alg);
    CHECK_BYTES(fixture_hex(t, "017c0c73"), MOHUR__BYTES(key.id));
    mohur__buf_init(&b, t->ctx, MOHUR__VKEY_TEXT_MAX);
    mohur__vkey_emit(&key, &b);
    CHECK_BYTES(VIEW_TEXT(KEY_A), mohur__buf_view(&b));
    mohur__buf_wipe(&b);
}

static void
refuses_what_is_not_exactly_a_key(void **state)
{
    static const char *const bad[] = {
        "",
        "a",
        "a+b",
        "+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c",
        "authority.example/a+017c0c7+AYqI4910CfGV/VLbLTy6XXLKZwm/"
        "HZQSG/N0iAG0D29c",
        "authority.example/a+017C0C73+AYqI4910CfGV/VLbLTy6XXLKZwm/"
        "HZQSG/N0iAG0D29c",
        "authority.example/b+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/"
        "HZQSG/N0iAG0D29c",
        "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/"
        "HZQSG/N0iAG0D28c",
        "authority.example/a+017c0c73+AYqI4910CfGV_VLbLTy6XXLKZwm_"
        "HZQSG_N0iAG0D29c",
        "authority.example/a+017c0c73+AYqI4910CfGV/VLbLTy6XXLKZwm/"
        "HZQSG/N0iAG0D29c\n",
        "authority.example/a+017c0c73+AYqI",
        "authority.example/a+017c0c73+",
    };
    struct fixture *t      = *state;
    struct mohur__vkey key = {0};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_STATUS(MOHUR_E_FORMAT, parse(t, bad[i], &key));
    }
}

/* P25: a name ends where a space or a plus stands, so it has none. */
static void
refuses_names_with_a_space_of_any_kind(void **state)
{
    static const char *const bad[] = {
        "",
        "a b",
        "a+b",
        "a\xC2\xA0",
        "\xE2\x80\xA8",
        "\xE2\x80\xA9",
        "\xE3\x80\x80",
        "\xE1\x9A\x80",
        "\xE2\x80\x83",
        "\xE2\x80\xAF",
        "\xE2\x81\x9F",
        "a\tb",
        "a\x7F",
        "\xC2\x85",
        "\xFF",
        "\xC0\xA0",
        "a\nb",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK(!mohur__vkey_name_valid(mohur__bytes_text(bad[i])));
    }
    CHECK(mohur__vkey_name_valid(MOHUR__TEXT("n\xC3\xB6vb\xC9\x99ti")));
}

static void
is_not_known_by_another_type(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = {0};

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 parse(t,
                       "authority.example/a+017c0c73+BIqI4910CfGV/VLbLTy6XXLK"
                       "Zwm/HZQSG/N0iAG0D29c",
                       &key));
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__vkey_of(t->ctx, MOHUR__TEXT("a"), MOHUR_ALG_X25519,
                                mohur__bytes_of(key.public_key, 32), &key));
}

/* Type 02: the SPKI is spelled out, and its hash is the id. */
static void
has_a_second_type_for_keys_in_hardware(void **state)
{
    static const mohur_alg algs[] = {MOHUR_ALG_ECDSA_P256,
                                     MOHUR_ALG_ECDSA_P384};
    struct fixture *t             = *state;

    for (size_t i = 0; i < 2; i++) {
        size_t len       = mohur__sign_public_len(algs[i]);
        uint8_t seed[48] = {[31] = 1, [47] = 1};
        uint8_t public[MOHUR__VKEY_PUBLIC_MAX] = {0};
        struct mohur__vkey key                 = {0};
        struct mohur__vkey again               = {0};
        struct mohur__buf b                    = {0};
        CHECK_OK(mohur__sign_public_of(
            t->ctx, algs[i],
            mohur__bytes_of(seed, mohur__sign_private_len(algs[i])),
            mohur__span_of(public, len)));
        CHECK_OK(mohur__vkey_of(t->ctx, MOHUR__TEXT("hsm"), algs[i],
                                mohur__bytes_of(public, len), &key));
        mohur__buf_init(&b, t->ctx, MOHUR__VKEY_TEXT_MAX);
        mohur__vkey_emit(&key, &b);
        CHECK_OK(mohur__vkey_parse(t->ctx, mohur__buf_view(&b), &again));
        CHECK_NUMBER(algs[i], again.alg);
        CHECK(mohur__vkey_same(&key, &again));
        CHECK_BYTES(MOHUR__BYTES(key.id), MOHUR__BYTES(again.id));
        mohur__buf_wipe(&b);
    }
}

static void
refuses_a_key_of_another_length(void **state)
{
    const uint8_t public[33] = {0};
    struct fixture *t        = *state;
    struct mohur__vkey key   = {0};

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__vkey_of(t->ctx, MOHUR__TEXT("a"), MOHUR_ALG_ED25519,
                                MOHUR__BYTES(public), &key));
}

static void
refuses_more_text_than_a_key_has(void **state)
{
    struct fixture *t      = *state;
    struct mohur__vkey key = {0};
    uint8_t *text          = fixture_bytes(t, 0, MOHUR__VKEY_TEXT_MAX + 1);
    mohur__span room       = mohur__span_of(text, MOHUR__VKEY_TEXT_MAX + 1);
    struct view tail       = VIEW_TEXT(strchr(KEY_A, '/'));

    mohur__fill(room, 'a');
    mohur__copy(mohur__span_sub(room, room.len - tail.len, tail.len),
                mohur__bytes_of(tail.data, tail.len));
    CHECK_STATUS(
        MOHUR_E_FORMAT,
        mohur__vkey_parse(t->ctx, mohur__bytes_of(text, room.len), &key));
    CHECK_MESSAGE("NAME+ID+BASE64");
}

/* As long as one of P-256, but a SET where its SEQUENCE stands. */
static void
refuses_a_key_that_is_not_told_as_its_curve_is(void **state)
{
    struct fixture *t       = *state;
    const uint8_t first[92] = {2, 0x31};
    struct mohur__buf b     = {0};
    struct mohur__vkey key  = {0};

    mohur__buf_init(&b, t->ctx, MOHUR__VKEY_TEXT_MAX);
    mohur__buf_bytes(&b, MOHUR__TEXT("hsm+00000000+"));
    mohur__base64_emit(&b, MOHUR__BYTES(first));
    CHECK_STATUS(MOHUR_E_FORMAT,
                 mohur__vkey_parse(t->ctx, mohur__buf_view(&b), &key));
    CHECK_MESSAGE("is not Ed25519 or ECDSA");
    mohur__buf_wipe(&b);
}

static void
is_another_key_by_another_algorithm(void **state)
{
    struct fixture *t    = *state;
    struct mohur__vkey a = {0};
    struct mohur__vkey b = {0};

    CHECK_OK(parse(t, KEY_A, &a));
    b = a;
    CHECK(mohur__vkey_same(&a, &b));
    b.alg = MOHUR_ALG_ECDSA_P256;
    CHECK(!mohur__vkey_same(&a, &b));
}

static void
refuses_every_truncation_and_every_flipped_bit(void **state)
{
    struct fixture *t      = *state;
    struct view good       = VIEW_TEXT(KEY_A);
    uint8_t *text          = fixture_bytes(t, 0, good.len);
    struct mohur__vkey key = {0};

    for (size_t len = 0; len < good.len; len++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__vkey_parse(t->ctx, mohur__bytes_of(good.data, len), &key));
    }
    for (size_t bit = 0; bit < 8 * good.len; bit++) {
        mohur__copy(mohur__span_of(text, good.len),
                    mohur__bytes_of(good.data, good.len));
        text[bit / 8] ^= (uint8_t)(1U << bit % 8);
        mohur__error_clear(t->ctx);
        CHECK(mohur__vkey_parse(t->ctx, mohur__bytes_of(text, good.len),
                                &key) != MOHUR_OK);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(reads_and_writes_the_sample),
        CASE(refuses_what_is_not_exactly_a_key),
        CASE(refuses_names_with_a_space_of_any_kind),
        CASE(is_not_known_by_another_type),
        CASE(has_a_second_type_for_keys_in_hardware),
        CASE(refuses_a_key_of_another_length),
        CASE(refuses_more_text_than_a_key_has),
        CASE(refuses_a_key_that_is_not_told_as_its_curve_is),
        CASE(is_another_key_by_another_algorithm),
        CASE(refuses_every_truncation_and_every_flipped_bit),
    };
    return cmocka_run_group_tests_name("a signing key", cases, NULL, NULL);
}
