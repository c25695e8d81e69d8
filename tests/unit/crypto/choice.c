/* SPDX-License-Identifier: Apache-2.0 */
#include "crypto/backends.h"
#include "material.h"

/* A context that was asked for these backends. */
static mohur_ctx *
ask(struct fixture *t, const mohur_backend_choice *choices, size_t n)
{
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx            = NULL;

    sys.choices     = choices;
    sys.choices_len = n;
    options.sys     = &sys;
    CHECK_OK(mohur_ctx_new(&options, &ctx));
    return ctx;
}

static mohur_backend
aead_of(const mohur_ctx *ctx, mohur_alg alg)
{
    const struct mohur__aead_ops *ops = mohur__backends_aead(ctx, alg);

    return ops == NULL ? MOHUR_BACKEND_DEFAULT : ops->backend;
}

static mohur_backend
hash_of(const mohur_ctx *ctx, mohur_alg alg)
{
    const struct mohur__hash_ops *ops = mohur__backends_hash(ctx, alg);

    return ops == NULL ? MOHUR_BACKEND_DEFAULT : ops->backend;
}

/* Does this build have a usable hash of this backend? */
static bool
has_hash(mohur_backend backend)
{
    const struct mohur__hash_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_hash_at(i)) != NULL; i++) {
        if (ops->backend == backend && (ops->usable == NULL || ops->usable())) {
            return true;
        }
    }
    return false;
}

static void
takes_the_first_usable_table_by_default(void **state)
{
    struct fixture *t                 = *state;
    const struct mohur__aead_ops *ops = NULL;

    for (size_t i = 0; (ops = mohur__backends_aead_at(i)) != NULL; i++) {
        if (ops->alg == MOHUR_ALG_AES_256_GCM &&
            (ops->usable == NULL || ops->usable())) {
            break;
        }
    }
    CHECK(ops != NULL);
    CHECK(mohur__backends_aead(t->ctx, MOHUR_ALG_AES_256_GCM) == ops);
}

static void
takes_what_is_asked_for_one_algorithm(void **state)
{
    struct fixture *t              = *state;
    const mohur_backend_choice one = {MOHUR_ALG_SHA_256, MOHUR_BACKEND_MBEDTLS};
    mohur_ctx *ctx                 = ask(t, &one, 1);

    CHECK_NUMBER(MOHUR_BACKEND_MBEDTLS, hash_of(ctx, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(hash_of(t->ctx, MOHUR_ALG_SHA_512),
                 hash_of(ctx, MOHUR_ALG_SHA_512));
    mohur_ctx_free(ctx);
}

static void
takes_what_is_asked_for_every_algorithm_it_has(void **state)
{
    struct fixture *t              = *state;
    const mohur_backend_choice all = {0, MOHUR_BACKEND_SODIUM};
    mohur_ctx *ctx                 = ask(t, &all, 1);

    CHECK_NUMBER(MOHUR_BACKEND_SODIUM, hash_of(ctx, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(MOHUR_BACKEND_SODIUM,
                 aead_of(ctx, MOHUR_ALG_CHACHA20_POLY1305));
    /* libsodium has no SHA-384: the built-in order decides. */
    CHECK_NUMBER(hash_of(t->ctx, MOHUR_ALG_SHA_384),
                 hash_of(ctx, MOHUR_ALG_SHA_384));
    CHECK(hash_of(ctx, MOHUR_ALG_SHA_384) != MOHUR_BACKEND_DEFAULT);
    mohur_ctx_free(ctx);
}

static void
lets_the_first_match_win(void **state)
{
    struct fixture *t                  = *state;
    const mohur_backend_choice order[] = {
        {MOHUR_ALG_SHA_512, MOHUR_BACKEND_MBEDTLS},
        {0, MOHUR_BACKEND_SODIUM},
        {MOHUR_ALG_SHA_256, MOHUR_BACKEND_MBEDTLS},
        {0, MOHUR_BACKEND_MBEDTLS},
    };
    mohur_ctx *ctx = ask(t, order, 4);

    CHECK_NUMBER(MOHUR_BACKEND_MBEDTLS, hash_of(ctx, MOHUR_ALG_SHA_512));
    CHECK_NUMBER(MOHUR_BACKEND_SODIUM, hash_of(ctx, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(MOHUR_BACKEND_MBEDTLS, hash_of(ctx, MOHUR_ALG_SHA_384));
    mohur_ctx_free(ctx);
}

static void
lets_default_end_the_wishes(void **state)
{
    struct fixture *t                  = *state;
    const mohur_backend_choice order[] = {
        {MOHUR_ALG_SHA_256, MOHUR_BACKEND_DEFAULT},
        {0, MOHUR_BACKEND_MBEDTLS},
    };
    mohur_ctx *ctx = ask(t, order, 2);

    CHECK_NUMBER(hash_of(t->ctx, MOHUR_ALG_SHA_256),
                 hash_of(ctx, MOHUR_ALG_SHA_256));
    CHECK_NUMBER(MOHUR_BACKEND_MBEDTLS, hash_of(ctx, MOHUR_ALG_SHA_512));
    mohur_ctx_free(ctx);
}

static void
gives_up_lanes_for_a_hash_asked_for_by_name(void **state)
{
    struct fixture *t               = *state;
    const mohur_backend_choice hash = {MOHUR_ALG_SHA_256, MOHUR_BACKEND_SODIUM};
    const mohur_backend_choice both[] = {
        {0, MOHUR_BACKEND_IPSECMB},
        {0, MOHUR_BACKEND_SODIUM},
    };
    const struct mohur__lanes_ops *own =
        mohur__backends_lanes(t->ctx, MOHUR_ALG_SHA_256);
    mohur_ctx *ctx = ask(t, &hash, 1);

    CHECK(mohur__backends_lanes(ctx, MOHUR_ALG_SHA_256) == NULL);
    CHECK(mohur__backends_lanes(ctx, MOHUR_ALG_SHA_512) ==
          mohur__backends_lanes(t->ctx, MOHUR_ALG_SHA_512));
    mohur_ctx_free(ctx);
    ctx = ask(t, both, 2);
    CHECK(mohur__backends_lanes(ctx, MOHUR_ALG_SHA_256) == own);
    CHECK_NUMBER(MOHUR_BACKEND_SODIUM, hash_of(ctx, MOHUR_ALG_SHA_256));
    mohur_ctx_free(ctx);
}

static void
has_nothing_under_other_numbers(void **state)
{
    struct fixture *t = *state;

    for (uint32_t alg = 0; alg < 0x2000; alg++) {
        mohur_alg a = (mohur_alg)alg;

        CHECK(mohur__backends_aead(t->ctx, a) == NULL ||
              mohur__backends_aead(t->ctx, a)->alg == a);
        CHECK(mohur__backends_hash(t->ctx, a) == NULL ||
              mohur__backends_hash(t->ctx, a)->alg == a);
        CHECK(mohur__backends_mac(t->ctx, a) == NULL ||
              mohur__backends_mac(t->ctx, a)->alg == a);
        CHECK(mohur__backends_signer(t->ctx, a) == NULL ||
              mohur__backends_signer(t->ctx, a)->alg == a);
        CHECK(mohur__backends_verifier(t->ctx, a) == NULL ||
              mohur__backends_verifier(t->ctx, a)->alg == a);
        CHECK(mohur__backends_dh(t->ctx, a) == NULL ||
              mohur__backends_dh(t->ctx, a)->alg == a);
        CHECK(mohur__backends_cbc(t->ctx, a) == NULL ||
              mohur__backends_cbc(t->ctx, a)->alg == a);
        CHECK(mohur__backends_pwhash(t->ctx, a) == NULL ||
              mohur__backends_pwhash(t->ctx, a)->alg == a);
    }
}

/* What every build must have, whatever libraries it found. */
static void
has_all_that_the_library_needs(void **state)
{
    struct fixture *t        = *state;
    const mohur_alg NEEDED[] = {MOHUR_ALG_AES_256_GCM,
                                MOHUR_ALG_CHACHA20_POLY1305,
                                MOHUR_ALG_XCHACHA20_POLY1305,
                                MOHUR_ALG_AES_256_CBC,
                                MOHUR_ALG_HMAC_SHA_256,
                                MOHUR_ALG_HMAC_SHA_384,
                                MOHUR_ALG_HMAC_SHA_512,
                                MOHUR_ALG_AES_256_CMAC,
                                MOHUR_ALG_SHA_256,
                                MOHUR_ALG_SHA_384,
                                MOHUR_ALG_SHA_512,
                                MOHUR_ALG_ARGON2ID,
                                MOHUR_ALG_ED25519,
                                MOHUR_ALG_ECDSA_P256,
                                MOHUR_ALG_ECDSA_P384,
                                MOHUR_ALG_ECDSA_P521,
                                MOHUR_ALG_X25519,
                                MOHUR_ALG_ECDH_P256,
                                MOHUR_ALG_ECDH_P384};

    for (size_t i = 0; i < sizeof NEEDED / sizeof NEEDED[0]; i++) {
        if (mohur__backends_of(t->ctx, NEEDED[i]) == MOHUR_BACKEND_DEFAULT) {
            fail_msg("nobody does %s", mohur_alg_name(NEEDED[i]));
        }
    }
    CHECK(mohur__backends_signer(t->ctx, MOHUR_ALG_ED25519) != NULL);
    CHECK(mohur__backends_signer(t->ctx, MOHUR_ALG_ECDSA_P256) != NULL);
    CHECK(mohur__backends_signer(t->ctx, MOHUR_ALG_ECDSA_P384) != NULL);
}

static void
verifies_ed25519_with_libsodium_alone(void **state)
{
    const struct mohur__verifier_ops *ops = NULL;

    (void)state;
    for (size_t i = 0; (ops = mohur__backends_verifier_at(i)) != NULL; i++) {
        CHECK(ops->alg != MOHUR_ALG_ED25519 ||
              ops->backend == MOHUR_BACKEND_SODIUM);
    }
}

static void
refuses_backends_that_are_none(void **state)
{
    struct fixture *t              = *state;
    const mohur_backend_choice bad = {0, (mohur_backend)5};
    mohur_sys sys                  = fixture_sys(t);
    mohur_ctx_options options      = MOHUR_CTX_OPTIONS_INIT;
    mohur_ctx *ctx                 = NULL;

    sys.choices     = &bad;
    sys.choices_len = 1;
    options.sys     = &sys;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_ctx_new(&options, &ctx));
    CHECK(ctx == NULL);
    sys.choices_len = 65;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_ctx_new(&options, &ctx));
    sys.choices     = NULL;
    sys.choices_len = 1;
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur_ctx_new(&options, &ctx));
}

static void
knows_its_backends_by_name_and_version(void **state)
{
    (void)state;
    CHECK_TEXT("libsodium", mohur__backend_name(MOHUR_BACKEND_SODIUM));
    CHECK_TEXT("unknown", mohur__backend_name((mohur_backend)9));
    CHECK_TEXT("", mohur__backend_version(MOHUR_BACKEND_DEFAULT));
    CHECK_TEXT("", mohur__backend_version((mohur_backend)9));
    CHECK(mohur__backend_version(MOHUR_BACKEND_SODIUM)[0] == '1');
    CHECK(mohur__backend_version(MOHUR_BACKEND_MBEDTLS)[0] != '\0');
    CHECK(has_hash(MOHUR_BACKEND_OPENSSL) ==
          (mohur__backend_version(MOHUR_BACKEND_OPENSSL)[0] == '3'));
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t         = *state;
    mohur_sys sys             = fixture_sys(t);
    mohur_ctx_options options = MOHUR_CTX_OPTIONS_INIT;

    options.sys = &sys;
    for (size_t nth = 1;; nth++) {
        mohur_ctx *ctx  = NULL;
        mohur_status st = MOHUR_OK;

        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur_ctx_new(&options, &ctx);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            mohur_ctx_free(ctx);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(ctx == NULL);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(takes_the_first_usable_table_by_default),
        CASE(takes_what_is_asked_for_one_algorithm),
        CASE(takes_what_is_asked_for_every_algorithm_it_has),
        CASE(lets_the_first_match_win),
        CASE(lets_default_end_the_wishes),
        CASE(gives_up_lanes_for_a_hash_asked_for_by_name),
        CASE(has_nothing_under_other_numbers),
        CASE(has_all_that_the_library_needs),
        CASE(verifies_ed25519_with_libsodium_alone),
        CASE(refuses_backends_that_are_none),
        CASE(knows_its_backends_by_name_and_version),
        CASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("the choice of backends", cases, NULL,
                                       NULL);
}
