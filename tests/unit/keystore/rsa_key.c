/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/rsa_key.h"

#include "check.h"
#include "keystore/pair.h"
#include "keystore/pkcs8.h"
#include "source.h"

/*
 * Keys of tests/data/pem/make_rsa.py: one that is good, and what is wrong
 * with others.
 */
static mohur__bytes
data_file(struct fixture *t, const char *name)
{
    char path[128]   = {0};
    struct view file = {NULL, 0};

    snprintf(path, sizeof path, "tests/data/pem/%s", name);
    file = source_file(t, path);
    return mohur__bytes_of(file.data, file.len);
}

static mohur_status
read_file(struct fixture *t, const char *name, struct mohur__pkcs8 *out)
{
    mohur__error_clear(t->ctx);
    return mohur__pkcs8_parse_pem(t->ctx, MOHUR_PURPOSE_SIGN,
                                  data_file(t, name), MOHUR__TEXT("qara deniz"),
                                  out);
}

static void
is_read_from_a_plain_and_from_an_encrypted_file(void **state)
{
    struct fixture *t         = *state;
    struct mohur__pkcs8 plain = {0};
    struct mohur__pkcs8 other = {0};

    CHECK_OK(read_file(t, "rsa3072.pem", &plain));
    CHECK_OK(read_file(t, "rsa3072.encrypted.pem", &other));
    CHECK_NUMBER(MOHUR_ALG_RSASSA_PSS, plain.alg);
    CHECK_BYTES(data_file(t, "rsa3072.pkcs1.der"),
                mohur__secret_bytes(plain.private_key));
    CHECK_BYTES(data_file(t, "rsa3072.pkcs1.der"),
                mohur__secret_bytes(other.private_key));
    CHECK_NUMBER(
        3072, mohur__pair_bits(plain.alg, mohur__bytes_of(plain.public_key,
                                                          plain.public_len)));
    mohur__pkcs8_wipe(&plain);
    mohur__pkcs8_wipe(&other);
}

static void
is_refused_for_what_is_wrong_with_it(void **state)
{
    static const struct {
        const char *file;
        mohur_status want;
        const char *words;
    } bad[] = {
        {"refused.rsa.1024.pem", MOHUR_E_FORMAT, "2048 to 4096 bits"},
        {"refused.rsa.2040.pem", MOHUR_E_FORMAT, "2048 to 4096 bits"},
        {"refused.rsa.16385.pem", MOHUR_E_LIMIT, "at most"},
        {"refused.rsa.even.pem", MOHUR_E_FORMAT, "is odd"},
        {"refused.rsa.e1.pem", MOHUR_E_FORMAT, "65537"},
        {"refused.rsa.e3.pem", MOHUR_E_FORMAT, "65537"},
        {"refused.rsa.same-prime.pem", MOHUR_E_FORMAT, "too near"},
        {"refused.rsa.near-primes.pem", MOHUR_E_FORMAT, "too near"},
        {"refused.rsa.other-modulus.pem", MOHUR_E_FORMAT, "not the product"},
        {"refused.rsa.three-primes.pem", MOHUR_E_FORMAT, "are none"},
        {"refused.rsa.wrong-d.pem", MOHUR_E_FORMAT, "belong"},
        {"refused.rsa.wrong-dp.pem", MOHUR_E_FORMAT, "belong"},
        {"refused.rsa.wrong-inverse.pem", MOHUR_E_FORMAT, "belong"},
    };

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mohur__pkcs8 key = {0};
        CHECK_STATUS(bad[i].want, read_file(t, bad[i].file, &key));
        CHECK_MESSAGE(bad[i].words);
        CHECK(key.private_key == NULL);
    }
}

static void
is_refused_truncated_at_each_length(void **state)
{
    struct fixture *t = *state;
    mohur__bytes key  = data_file(t, "rsa3072.pkcs1.der");

    for (size_t len = 0; len < key.len; len++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__rsa_private_check(t->ctx, mohur__bytes_sub(key, 0, len)));
    }
}

/* Flip bits from one place to another; each one would take a minute. */
static void
flip(struct fixture *t, mohur__bytes key, size_t from, size_t to)
{
    uint8_t *copy = fixture_bytes(t, 0, key.len);

    for (size_t bit = 8 * from; bit < 8 * to; bit += 41) {
        mohur__copy(mohur__span_of(copy, key.len), key);
        copy[bit / 8] ^= (uint8_t)(1U << (bit % 8));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(
            MOHUR_E_FORMAT,
            mohur__rsa_private_check(t->ctx, mohur__bytes_of(copy, key.len)));
    }
}

/* The others are for OpenSSL to judge. */
static void
is_refused_with_a_bit_of_its_factors_flipped(void **state)
{
    enum {
        MODULUS_END = 7 + 4 + 385,
        D_AT        = MODULUS_END + 5,
        PRIME       = 4 + 192
    };

    struct fixture *t = *state;
    mohur__bytes key  = data_file(t, "rsa3072.pkcs1.der");
    size_t d_len      = 4 + (size_t)mohur__load16(key.data + D_AT + 2);

    flip(t, key, 0, MODULUS_END);
    flip(t, key, D_AT + d_len, D_AT + d_len + 2 * (size_t)PRIME);
}

static void
has_a_public_key_of_the_same_modulus(void **state)
{
    struct fixture *t                   = *state;
    uint8_t room[MOHUR__RSA_PUBLIC_MAX] = {0};
    mohur__bytes out                    = MOHUR__NOTHING;
    struct mohur__rsa_public parsed     = {0};

    CHECK_OK(mohur__rsa_public_of(t->ctx, data_file(t, "rsa3072.pkcs1.der"),
                                  MOHUR__SPAN(room), &out));
    CHECK(mohur__rsa_public_parse(out, &parsed));
    CHECK_BYTES(mohur__bytes_sub(data_file(t, "rsa3072.pkcs1.der"), 12, 384),
                parsed.modulus);
    CHECK(!mohur__rsa_public_parse(mohur__bytes_sub(out, 0, out.len - 1),
                                   &parsed));
    CHECK_STATUS(
        MOHUR_E_INTERNAL,
        mohur__rsa_public_of(t->ctx, data_file(t, "rsa3072.pkcs1.der"),
                             mohur__span_sub(MOHUR__SPAN(room), 0, 300), &out));
}

static void
goes_through_a_file_of_ours_and_back(void **state)
{
    struct fixture *t            = *state;
    struct mohur__pkcs8 key      = {0};
    struct mohur__pkcs8 back     = {0};
    struct mohur__secret *packed = NULL;

    CHECK_OK(read_file(t, "rsa3072.pem", &key));
    CHECK_OK(mohur__pkcs8_emit_plain(
        t->ctx, MOHUR_ALG_RSASSA_PKCS1, mohur__secret_bytes(key.private_key),
        mohur__bytes_of(key.public_key, key.public_len), &packed));
    CHECK_OK(mohur__pkcs8_parse_plain(t->ctx, MOHUR_PURPOSE_SIGN,
                                      mohur__secret_bytes(packed), &back));
    CHECK_BYTES(mohur__secret_bytes(key.private_key),
                mohur__secret_bytes(back.private_key));
    mohur__secret_free(packed);
    mohur__pkcs8_wipe(&key);
    mohur__pkcs8_wipe(&back);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_read_from_a_plain_and_from_an_encrypted_file),
        CASE(is_refused_for_what_is_wrong_with_it),
        CASE(is_refused_truncated_at_each_length),
        CASE(is_refused_with_a_bit_of_its_factors_flipped),
        CASE(has_a_public_key_of_the_same_modulus),
        CASE(goes_through_a_file_of_ours_and_back),
    };
    return cmocka_run_group_tests_name("an RSA key", cases, NULL, NULL);
}
