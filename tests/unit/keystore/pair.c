/* SPDX-License-Identifier: Apache-2.0 */
#include "keystore/pair.h"
#include "check.h"
#include "crypto/kem.h"
#include "keystore/key.h"

static const mohur_alg algs[] = {MOHUR_ALG_ED25519,    MOHUR_ALG_ECDSA_P256,
                                 MOHUR_ALG_ECDSA_P384, MOHUR_ALG_X25519,
                                 MOHUR_ALG_ECDH_P256,  MOHUR_ALG_ECDH_P384,
                                 MOHUR_ALG_X_WING};

enum {
    ALGS_LEN = sizeof algs / sizeof algs[0]
};

struct pair {
    uint8_t private_key[64];
    uint8_t public_key[MOHUR__KEY_PUBLIC_MAX];
    mohur__bytes private_view;
    mohur__bytes public_view;
};

static bool
available(struct fixture *t, mohur_alg alg)
{
    return alg != MOHUR_ALG_X_WING || mohur__kem_available(t->ctx, alg);
}

static void
make(struct fixture *t, mohur_alg alg, struct pair *p)
{
    size_t private_len = mohur__pair_private_len(alg);
    size_t public_len  = mohur__pair_public_len(alg);

    mohur__error_clear(t->ctx);
    CHECK_OK(mohur__pair_keygen(t->ctx, alg,
                                mohur__span_of(p->private_key, private_len)));
    p->private_view = mohur__bytes_of(p->private_key, private_len);
    CHECK_OK(mohur__pair_public_of(t->ctx, alg, p->private_view,
                                   mohur__span_of(p->public_key, public_len)));
    p->public_view = mohur__bytes_of(p->public_key, public_len);
}

static void
is_made_checked_and_used(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS_LEN; i++) {
        struct pair p;
        if (available(t, algs[i])) {
            make(t, algs[i], &p);
            CHECK_OK(mohur__pair_check_public(t->ctx, algs[i], p.public_view));
            CHECK_OK(mohur__pair_check(t->ctx, algs[i], p.private_view,
                                       p.public_view));
        }
    }
}

static void
is_refused_if_its_halves_differ(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS_LEN; i++) {
        struct pair one;
        struct pair other;
        if (available(t, algs[i])) {
            make(t, algs[i], &one);
            make(t, algs[i], &other);
            mohur__error_clear(t->ctx);
            CHECK_STATUS(MOHUR_E_FORMAT,
                         mohur__pair_check(t->ctx, algs[i], one.private_view,
                                           other.public_view));
            CHECK_MESSAGE("differ");
            mohur__error_clear(t->ctx);
        }
    }
}

static void
refuses_scalars_that_are_none(void **state)
{
    static const mohur_alg curves[] = {
        MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDH_P256,
        MOHUR_ALG_ECDH_P384};

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        uint8_t scalar[48] = {0};
        uint8_t public[97] = {0};
        size_t len         = mohur__pair_private_len(curves[i]);
        mohur__span out =
            mohur__span_of(public, mohur__pair_public_len(curves[i]));
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__pair_public_of(t->ctx, curves[i],
                                           mohur__bytes_of(scalar, len), out));
        mohur__fill(MOHUR__SPAN(scalar), 0xFF);
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT,
                     mohur__pair_public_of(t->ctx, curves[i],
                                           mohur__bytes_of(scalar, len), out));
    }
}

static void
refuses_points_that_are_none(void **state)
{
    static const mohur_alg curves[] = {
        MOHUR_ALG_ECDSA_P256, MOHUR_ALG_ECDSA_P384, MOHUR_ALG_ECDH_P256,
        MOHUR_ALG_ECDH_P384};

    struct fixture *t = *state;
    for (size_t i = 0; i < sizeof curves / sizeof curves[0]; i++) {
        struct pair p;
        make(t, curves[i], &p);
        p.public_key[p.public_view.len - 1] ^= 1;
        mohur__error_clear(t->ctx);
        CHECK_STATUS(MOHUR_E_FORMAT, mohur__pair_check_public(t->ctx, curves[i],
                                                              p.public_view));
    }
}

static void
knows_what_each_algorithm_is_for(void **state)
{
    (void)state;
    CHECK_NUMBER(MOHUR_PURPOSE_SIGN, mohur__pair_purpose(MOHUR_ALG_ED25519));
    CHECK_NUMBER(MOHUR_PURPOSE_SEAL, mohur__pair_purpose(MOHUR_ALG_X_WING));
    CHECK_NUMBER(MOHUR_PURPOSE_WRAP,
                 mohur__pair_purpose(MOHUR_ALG_AES_256_WRAP));
    CHECK_NUMBER(0, mohur__pair_purpose(MOHUR_ALG_SHA_256));
    CHECK_NUMBER(0, mohur__pair_purpose(MOHUR_ALG_AES_256_GCM));
    CHECK_NUMBER(0, mohur__pair_private_len(MOHUR_ALG_AES_256_WRAP));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_made_checked_and_used),
        CASE(is_refused_if_its_halves_differ),
        CASE(refuses_scalars_that_are_none),
        CASE(refuses_points_that_are_none),
        CASE(knows_what_each_algorithm_is_for),
    };
    return cmocka_run_group_tests_name("a key pair", cases, NULL, NULL);
}
