/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa.h"

#include "crypto/backends.h"
#include "material.h"

/*
 * One key and a signature of each kind, from Wycheproof, whose files
 * tests/vectors/rsa.c runs as a whole.
 */
static const char DER[] =
    "3082010a0282010100a2b451a07d0aa5f96e455671513550514a8a5b462ebef7"
    "17094fa1fee82224e637f9746d3f7cafd31878d80325b6ef5a1700f65903b469"
    "429e89d6eac8845097b5ab393189db92512ed8a7711a1253facd20f79c15e824"
    "7f3d3e42e46e48c98e254a2fe9765313a03eff8f17e1a029397a1fa26a8dce26"
    "f490ed81299615d9814c22da610428e09c7d9658594266f5c021d0fceca08d94"
    "5a12be82de4d1ece6b4c03145b5d3495d4ed5411eb878daf05fd7afc3e09ada0"
    "f1126422f590975a1969816f48698bcbba1b4d9cae79d460d8f9f85e7975005d"
    "9bc22c4e5ac0f7c1a45d12569a62807d3b9a02e5a530e773066f453d1f5b4c2e"
    "9cf7820283f742b9d50203010001";
static const char PKCS1[] =
    "8a1b220cb2ab415dc760eb7f5bb10335a3cca269d7dbbf7d0962ba79f9cf7b43"
    "a5fc09c99a1584f07403473d6c189a836897a5b6f8ea9fa22d601e6ba5f7411f"
    "e27c638b81b1a22363583a80fce8c7df3e40fb51bd0e60d0a6653f79f3bcb7ec"
    "3e9dc14cfb5b31ab1735bca692d50ac03f979dda92747c6430f8045efa3513ba"
    "6e0ce3e9e35570e1c30c8ebe589b44192e1344ca83dfa576fc6fdc7bf1cd7cee"
    "875b001c8c02ce8d602769e4bd9d241c4857182a0089a8b67644e73eef105c55"
    "0efa47a40874289395ac0c4e02fd4ba98e130a4c2d1b95521c6af4a002ac3bdc"
    "6e52122ae4c08cc3da1c896e059acbddec574ac0432f6103dd97273d8803c102";
static const char PSS[] =
    "0658c68fe0895646056d9bca422a64fe48813b4e14f0c8c4122e56d345b6813d"
    "c6286ffde014617e351c7af0a0d2c0f285def79cb734e1e055a25fa6fddc1c07"
    "da17b4b235c637413b1849c24311fa72331f4c0458c364a4916de8619b884d7e"
    "37288fad12926fc091f4851686a04fd0a504dbce3db370663a6ea6128fea86c2"
    "ca94c63e0d34d7f2c845b5d71d9a5e544451f524a451acb85c49bba7864e0a34"
    "a48613a819caf3dfd0d510c940f1df21c3373915be1f3509a557fa4d5a4e9f27"
    "3e85467961133e2482c0907386454228fb0246638616fc31bbb6fa7c2361b803"
    "5994eec69a923f4c0bb0ba8696dfe8b1400c2398d7b343fdf498b1116c8de602";
static const char PKCS1_MESSAGE[] = "0000000000000000000000000000000000000000";
static const char PSS_MESSAGE[]   = "0000000000000000000000000000000000000000";

enum {
    MODULUS_AT = 9, /* in DER: after 30 82 xx xx 02 82 xx xx 00 */
    BYTES      = 256
};

static struct mohur__rsa_public
known_key(struct fixture *t)
{
    mohur__bytes der = hex(t, DER);

    return (struct mohur__rsa_public){
        der, mohur__bytes_sub(der, MODULUS_AT, BYTES),
        mohur__bytes_sub(der, MODULUS_AT + BYTES + 2, 3)};
}

/* On each backend that has it; all must say the same. */
static mohur_status
verify(struct fixture *t,
       mohur_alg alg,
       const struct mohur__rsa_public *key,
       const char *message,
       mohur__bytes signature)
{
    mohur_status st = MOHUR_OK;

    for (int b = MOHUR_BACKEND_MBEDTLS; b <= MOHUR_BACKEND_OPENSSL; b++) {
        mohur_backend_choice choice = {0, (mohur_backend)b};
        mohur_sys sys               = fixture_sys(t);
        mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
        mohur_ctx *ctx              = NULL;
        mohur_status got            = MOHUR_OK;

        sys.choices     = &choice;
        sys.choices_len = 1;
        options.sys     = &sys;
        CHECK_STATUS(MOHUR_OK, mohur_ctx_new(&options, &ctx));
        got = mohur__rsa_verify(ctx, alg, MOHUR_ALG_SHA_256, key,
                                hex(t, message), signature);
        mohur_ctx_free(ctx);
        CHECK(b == MOHUR_BACKEND_MBEDTLS || got == st);
        st = got;
    }
    return st;
}

static void
verifies_a_known_signature_of_each_kind(void **state)
{
    struct fixture *t            = *state;
    struct mohur__rsa_public key = known_key(t);

    CHECK_OK(
        verify(t, MOHUR_ALG_RSASSA_PKCS1, &key, PKCS1_MESSAGE, hex(t, PKCS1)));
    CHECK_OK(verify(t, MOHUR_ALG_RSASSA_PSS, &key, PSS_MESSAGE, hex(t, PSS)));
    CHECK_NUMBER(2048, mohur__rsa_bits(&key));
}

static void
refuses_one_kind_as_the_other(void **state)
{
    struct fixture *t            = *state;
    struct mohur__rsa_public key = known_key(t);

    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PSS, &key,
                                      PKCS1_MESSAGE, hex(t, PKCS1)));
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PKCS1, &key,
                                      PSS_MESSAGE, hex(t, PSS)));
}

static void
refuses_signatures_of_another_length_or_value(void **state)
{
    struct fixture *t            = *state;
    struct mohur__rsa_public key = known_key(t);
    mohur__bytes good            = hex(t, PKCS1);
    uint8_t *longer              = fixture_bytes(t, 0, BYTES + 1);
    mohur__span tail             = mohur__span_of(longer + 1, BYTES);

    mohur__copy(tail, good);
    longer[0] = 0;
    CHECK_STATUS(MOHUR_E_AUTH,
                 verify(t, MOHUR_ALG_RSASSA_PKCS1, &key, PKCS1_MESSAGE,
                        mohur__bytes_of(longer, BYTES + 1)));
    CHECK_STATUS(MOHUR_E_AUTH,
                 verify(t, MOHUR_ALG_RSASSA_PKCS1, &key, PKCS1_MESSAGE,
                        mohur__bytes_sub(good, 0, BYTES - 1)));
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PKCS1, &key,
                                      PKCS1_MESSAGE, MOHUR__NOTHING));
    tail.data[100] ^= 1;
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PKCS1, &key,
                                      PKCS1_MESSAGE, mohur__span_bytes(tail)));
    mohur__fill(tail, 0xFF);
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PSS, &key,
                                      PSS_MESSAGE, mohur__span_bytes(tail)));
}

static bool
shaped(size_t bits, uint8_t last, const char *exponent)
{
    uint8_t n[600]               = {0};
    mohur__bytes e               = mohur__bytes_text(exponent);
    struct mohur__rsa_public key = {MOHUR__NOTHING, MOHUR__NOTHING, e};
    size_t len                   = (bits + 7) / 8;

    n[0]        = (uint8_t)(1U << ((bits + 7) % 8));
    n[len - 1]  = last;
    key.modulus = mohur__bytes_of(n, len);
    return mohur__rsa_bits(&key) == bits && mohur__rsa_shaped(&key);
}

static void
takes_keys_of_2048_to_4096_bits_with_good_exponents(void **state)
{
    (void)state;
    CHECK(shaped(2048, 1, "\x01\x01\x01"));
    CHECK(shaped(3072, 0xFF, "\x01\x01\x01"));
    CHECK(shaped(4096, 1, "\xff\xff\xff\xff"));
    CHECK(!shaped(1024, 1, "\x01\x01\x01"));
    CHECK(!shaped(2047, 1, "\x01\x01\x01"));
    CHECK(!shaped(2049, 1, "\x01\x01\x01"));
    CHECK(!shaped(4104, 1, "\x01\x01\x01"));
    CHECK(!shaped(2048, 2, "\x01\x01\x01"));
    CHECK(!shaped(2048, 1, "\x01"));
    CHECK(!shaped(2048, 1, "\x03"));
    CHECK(!shaped(2048, 1, "\xff\xff"));
    CHECK(!shaped(2048, 1, "\x01\x01\x02"));
    CHECK(!shaped(2048, 1, "\x01\x01\x01\x01\x01"));
}

static void
refuses_a_key_without_a_modulus(void **state)
{
    struct fixture *t            = *state;
    struct mohur__rsa_public key = {MOHUR__NOTHING, MOHUR__NOTHING,
                                    MOHUR__NOTHING};

    CHECK(!mohur__rsa_shaped(&key));
    CHECK_STATUS(MOHUR_E_AUTH, verify(t, MOHUR_ALG_RSASSA_PKCS1, &key,
                                      PKCS1_MESSAGE, MOHUR__NOTHING));
}

static void
does_no_other_algorithm_and_no_other_hash(void **state)
{
    struct fixture *t            = *state;
    struct mohur__rsa_public key = known_key(t);

    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 verify(t, MOHUR_ALG_ED25519, &key, PSS_MESSAGE, hex(t, PSS)));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__rsa_verify(t->ctx, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_NONE,
                                   &key, hex(t, PSS_MESSAGE), hex(t, PSS)));
    CHECK(mohur__backends_rsa(t->ctx, MOHUR_ALG_X25519) == NULL);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(verifies_a_known_signature_of_each_kind),
        CASE(refuses_one_kind_as_the_other),
        CASE(refuses_signatures_of_another_length_or_value),
        CASE(takes_keys_of_2048_to_4096_bits_with_good_exponents),
        CASE(refuses_a_key_without_a_modulus),
        CASE(does_no_other_algorithm_and_no_other_hash),
    };
    return cmocka_run_group_tests_name("RSA", cases, NULL, NULL);
}
