/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/rsa_sign.h"

#include "base/ct.h"
#include "crypto/backends.h"
#include "crypto/rsa.h"
#include "material.h"
#include "source.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * One key of 3,072 bits (tests/data/pem/make_rsa.py), on each backend.
 */
enum {
    BYTES       = 384,
    MODULUS_AT  = 11, /* after 30 82 xx xx 02 01 00 02 82 xx xx, and a zero */
    EXPONENT_AT = MODULUS_AT + 1 + BYTES + 2
};

#define MESSAGE MOHUR__TEXT("a decree")

static const mohur_alg ALGS[] = {MOHUR_ALG_RSASSA_PKCS1, MOHUR_ALG_RSASSA_PSS};

static mohur__bytes
private_key(struct fixture *t)
{
    struct view file = source_file(t, "tests/data/pem/rsa3072.pkcs1.der");

    return mohur__bytes_of(file.data, file.len);
}

/* RSAPublicKey, made of the bytes of the private one. */
static struct mohur__rsa_public
public_key(struct fixture *t)
{
    mohur__bytes whole          = private_key(t);
    uint8_t *der                = fixture_bytes(t, 0, 512);
    static const uint8_t HEAD[] = {0x30, 0x82, 0x01, 0x8A, 0x02,
                                   0x82, 0x01, 0x81, 0x00};
    size_t tail                 = BYTES + 5; /* and the exponent */
    mohur__span at              = mohur__span_of(der, 512);

    mohur__copy(at, MOHUR__BYTES(HEAD));
    mohur__copy(mohur__span_sub(at, sizeof HEAD, tail),
                mohur__bytes_sub(whole, MODULUS_AT + 1, tail));
    return (struct mohur__rsa_public){
        mohur__bytes_of(der, sizeof HEAD + tail),
        mohur__bytes_sub(whole, MODULUS_AT + 1, BYTES),
        mohur__bytes_sub(whole, EXPONENT_AT, 3)};
}

/* A context that has this backend do all that it can. */
static mohur_ctx *
context(struct fixture *t, mohur_backend backend)
{
    mohur_backend_choice choice = {0, backend};
    mohur_sys sys               = fixture_sys(t);
    mohur_ctx_options options   = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx              = NULL;

    sys.choices     = &choice;
    sys.choices_len = 1;
    options.sys     = &sys;
    CHECK_STATUS(MOHUR_OK, mohur_ctx_new(&options, &ctx));
    return ctx;
}

static mohur__bytes
sign(struct fixture *t, mohur_backend backend, mohur_alg alg, mohur_alg hash)
{
    mohur_ctx *ctx = context(t, backend);
    uint8_t *out   = fixture_bytes(t, 0, BYTES);

    CHECK_STATUS(MOHUR_OK, mohur__rsa_sign(ctx, alg, hash, private_key(t),
                                           MESSAGE, room(out, BYTES)));
    mohur_ctx_free(ctx);
    return mohur__bytes_of(out, BYTES);
}

static void
is_verified_by_every_other_backend(void **state)
{
    static const mohur_alg HASHES[] = {MOHUR_ALG_SHA_256, MOHUR_ALG_SHA_384,
                                       MOHUR_ALG_SHA_512};

    struct fixture *t            = *state;
    struct mohur__rsa_public key = public_key(t);

    for (size_t i = 0; i < 2 * 3 * 4; i++) {
        mohur_backend by =
            i % 2 == 0 ? MOHUR_BACKEND_MBEDTLS : MOHUR_BACKEND_OPENSSL;
        mohur_backend with =
            i / 2 % 2 == 0 ? MOHUR_BACKEND_MBEDTLS : MOHUR_BACKEND_OPENSSL;
        mohur_alg hash     = HASHES[i / 4 % 3];
        mohur_alg alg      = ALGS[i / 12];
        mohur__bytes value = sign(t, by, alg, hash);
        mohur_ctx *ctx     = context(t, with);

        CHECK_STATUS(MOHUR_OK,
                     mohur__rsa_verify(ctx, alg, hash, &key, MESSAGE, value));
        CHECK_STATUS(MOHUR_E_AUTH, mohur__rsa_verify(ctx, alg, hash, &key,
                                                     MOHUR__NOTHING, value));
        mohur_ctx_free(ctx);
    }
}

static void
is_the_same_of_pkcs1_everywhere(void **state)
{
    struct fixture *t = *state;

    CHECK_BYTES(sign(t, MOHUR_BACKEND_MBEDTLS, MOHUR_ALG_RSASSA_PKCS1,
                     MOHUR_ALG_SHA_256),
                sign(t, MOHUR_BACKEND_OPENSSL, MOHUR_ALG_RSASSA_PKCS1,
                     MOHUR_ALG_SHA_256));
}

static void
is_another_of_pss_each_time(void **state)
{
    struct fixture *t = *state;

    for (int b = MOHUR_BACKEND_MBEDTLS; b <= MOHUR_BACKEND_OPENSSL; b++) {
        mohur__bytes one =
            sign(t, (mohur_backend)b, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256);
        mohur__bytes two =
            sign(t, (mohur_backend)b, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256);
        CHECK(!mohur__bytes_equal(one, two));
    }
}

/* Backends that sign are asked; a small room or no hash is our caller's. */
static void
is_not_made_from_what_is_none(void **state)
{
    struct fixture *t = *state;
    uint8_t *out      = fixture_bytes(t, 0, BYTES);

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__rsa_sign(t->ctx, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_NONE,
                                 private_key(t), MESSAGE, room(out, BYTES)));
    mohur__error_clear(t->ctx);
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__rsa_sign(t->ctx, MOHUR_ALG_X25519, MOHUR_ALG_SHA_256,
                                 private_key(t), MESSAGE, room(out, BYTES)));
    for (int b = MOHUR_BACKEND_MBEDTLS; b <= MOHUR_BACKEND_OPENSSL; b++) {
        mohur_ctx *ctx = context(t, (mohur_backend)b);

        CHECK(mohur__rsa_sign(ctx, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256,
                              private_key(t), MESSAGE,
                              room(out, BYTES - 1)) != MOHUR_OK);
        CHECK(mohur__ct_zero(mohur__bytes_of(out, BYTES - 1)));
        mohur_ctx_free(ctx);
    }
}

static void
needs_a_key_of_a_size_that_is_made(void **state)
{
    static const uint32_t BITS[] = {0, 1024, 2048, 3071, 3080, 8192};

    struct fixture *t = *state;
    uint8_t *der      = fixture_bytes(t, 0, MOHUR__RSA_PRIVATE_MAX);
    size_t len        = 1;

    for (size_t i = 0; i < sizeof BITS / sizeof BITS[0]; i++) {
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__rsa_generate(t->ctx, MOHUR_ALG_RSASSA_PSS, BITS[i],
                                         room(der, MOHUR__RSA_PRIVATE_MAX),
                                         &len));
        CHECK_NUMBER(0, len);
    }
}

/* Mbed TLS takes seconds, so it is asked in the full tier alone. */
static void
comes_of_a_fresh_key_of_either_backend(void **state)
{
    struct fixture *t = *state;
    uint8_t *der      = fixture_bytes(t, 0, MOHUR__RSA_PRIVATE_MAX);
    uint8_t *out      = fixture_bytes(t, 0, BYTES);
    int first_one     = getenv("MOHUR_FULL") != NULL ? MOHUR_BACKEND_MBEDTLS
                                                     : MOHUR_BACKEND_OPENSSL;

    for (int b = first_one; b <= MOHUR_BACKEND_OPENSSL; b++) {
        mohur_ctx *ctx = context(t, (mohur_backend)b);
        size_t len     = 0;

        CHECK_STATUS(MOHUR_OK, mohur__rsa_generate(
                                   ctx, MOHUR_ALG_RSASSA_PSS, 3072,
                                   room(der, MOHUR__RSA_PRIVATE_MAX), &len));
        CHECK_STATUS(MOHUR_OK,
                     mohur__rsa_check_private(t->ctx, MOHUR_ALG_RSASSA_PSS,
                                              mohur__bytes_of(der, len)));
        CHECK_STATUS(MOHUR_OK, mohur__rsa_sign(ctx, MOHUR_ALG_RSASSA_PSS,
                                               MOHUR_ALG_SHA_256,
                                               mohur__bytes_of(der, len),
                                               MESSAGE, room(out, BYTES)));
        mohur_ctx_free(ctx);
    }
}

static void
is_not_judged_by_a_backend_that_cannot_tell_a_prime(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *ctx    = context(t, MOHUR_BACKEND_MBEDTLS);

    CHECK_STATUS(
        MOHUR_E_UNSUPPORTED,
        mohur__rsa_check_private(ctx, MOHUR_ALG_RSASSA_PSS, private_key(t)));
    mohur_ctx_free(ctx);
}

/* What a forked child is told by Mbed TLS, which its parent used. */
static mohur_status
told_in_a_child(struct fixture *t)
{
    int code  = 0;
    pid_t pid = fork();

    if (pid == 0) {
        uint8_t out[BYTES] = {0};
        mohur_ctx *ctx     = context(t, MOHUR_BACKEND_MBEDTLS);
        mohur_status st =
            mohur__rsa_sign(ctx, MOHUR_ALG_RSASSA_PSS, MOHUR_ALG_SHA_256,
                            private_key(t), MESSAGE, MOHUR__SPAN(out));
        _exit(st == MOHUR_OK ? 0 : st == MOHUR_E_STATE ? 1 : 2);
    }
    CHECK(pid > 0 && waitpid(pid, &code, 0) == pid && WIFEXITED(code));
    return WEXITSTATUS(code) == 0   ? MOHUR_OK
           : WEXITSTATUS(code) == 1 ? MOHUR_E_STATE
                                    : MOHUR_E_INTERNAL;
}

static void
is_refused_in_a_forked_child_where_random_bytes_repeat(void **state)
{
    struct fixture *t = *state;
    const char *known = mohur__backend_version(MOHUR_BACKEND_MBEDTLS);
    mohur_status st   = MOHUR_OK;

    (void)sign(t, MOHUR_BACKEND_MBEDTLS, MOHUR_ALG_RSASSA_PSS,
               MOHUR_ALG_SHA_256);
    st = told_in_a_child(t);
    CHECK(st == MOHUR_E_STATE || (st == MOHUR_OK && known[0] != '2'));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_verified_by_every_other_backend),
        CASE(is_the_same_of_pkcs1_everywhere),
        CASE(is_another_of_pss_each_time),
        CASE(is_not_made_from_what_is_none),
        CASE(needs_a_key_of_a_size_that_is_made),
        CASE(comes_of_a_fresh_key_of_either_backend),
        CASE(is_not_judged_by_a_backend_that_cannot_tell_a_prime),
        CASE(is_refused_in_a_forked_child_where_random_bytes_repeat),
    };
    return cmocka_run_group_tests_name("an RSA signature", cases, NULL, NULL);
}
