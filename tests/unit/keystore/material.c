/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "keystore/material.h"

/* Key material: made, read, and kept. */

static const mohur_alg algs[] = {MOHUR_ALG_ED25519,     MOHUR_ALG_ECDSA_P256,
                                 MOHUR_ALG_ECDSA_P384,  MOHUR_ALG_X25519,
                                 MOHUR_ALG_ECDH_P256,   MOHUR_ALG_ECDH_P384,
                                 MOHUR_ALG_AES_256_WRAP};

enum {
    ALGS = sizeof algs / sizeof algs[0]
};

static mohur_purpose
purpose_of(mohur_alg alg)
{
    if (alg == MOHUR_ALG_AES_256_WRAP) {
        return MOHUR_PURPOSE_WRAP;
    }
    return (uint32_t)alg >> 8 == 5 ? MOHUR_PURPOSE_SIGN : MOHUR_PURPOSE_SEAL;
}

static void
is_another_each_time(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        struct mohur__material a = {0};
        struct mohur__material b = {0};
        CHECK_OK(mohur__material_make(t->ctx, algs[i], 0, &a));
        CHECK_OK(mohur__material_make(t->ctx, algs[i], 0, &b));
        CHECK(!mohur__bytes_equal(mohur__secret_bytes(a.secret),
                                  mohur__secret_bytes(b.secret)));
        CHECK((a.public_len == 0) == (algs[i] == MOHUR_ALG_AES_256_WRAP));
        mohur__material_wipe(&a);
        mohur__material_wipe(&b);
        CHECK(a.secret == NULL);
    }
}

static void
comes_back_as_it_was_kept(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        struct mohur__material m     = {0};
        struct mohur__secret *packed = NULL;
        struct mohur__secret *back   = NULL;
        CHECK_OK(mohur__material_make(t->ctx, algs[i], 0, &m));
        CHECK_OK(mohur__material_pack(t->ctx, &m, &packed));
        CHECK_OK(mohur__material_unpack(t->ctx, purpose_of(algs[i]), algs[i],
                                        &packed, &back));
        CHECK_BYTES(mohur__secret_bytes(m.secret), mohur__secret_bytes(back));
        mohur__secret_free(packed);
        mohur__secret_free(back);
        mohur__material_wipe(&m);
    }
}

static void
is_not_taken_for_that_of_another_algorithm(void **state)
{
    struct fixture *t            = *state;
    struct mohur__material m     = {0};
    struct mohur__secret *packed = NULL;
    struct mohur__secret *back   = NULL;

    CHECK_OK(mohur__material_make(t->ctx, MOHUR_ALG_ECDSA_P256, 0, &m));
    CHECK_OK(mohur__material_pack(t->ctx, &m, &packed));
    CHECK_STATUS(MOHUR_E_AUTH,
                 mohur__material_unpack(t->ctx, MOHUR_PURPOSE_SIGN,
                                        MOHUR_ALG_ECDSA_P384, &packed, &back));
    CHECK(back == NULL);
    mohur__secret_free(packed);
    mohur__material_wipe(&m);
}

static void
is_refused_where_no_backend_has_it(void **state)
{
    struct fixture *t        = *state;
    struct mohur__material m = {0};
    mohur_status st = mohur__material_make(t->ctx, MOHUR_ALG_X_WING, 0, &m);

    CHECK(st == MOHUR_OK || st == MOHUR_E_UNSUPPORTED);
    CHECK((st == MOHUR_OK) == (m.secret != NULL && m.public_len == 1216));
    mohur__material_wipe(&m);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t = *state;

    for (size_t nth = 1;; nth++) {
        struct mohur__material m = {0};
        mohur_status st;
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        st = mohur__material_make(t->ctx, MOHUR_ALG_X25519, 0, &m);
        mohur__material_wipe(&m);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK_OK(st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        mohur__error_clear(t->ctx);
    }
}

static void
is_not_made_without_randomness(void **state)
{
    struct fixture *t = *state;

    for (size_t i = 0; i < ALGS; i++) {
        struct mohur__material m = {0};
        t->random.fail_at        = t->random.calls + 1;
        CHECK_STATUS(MOHUR_E_BACKEND,
                     mohur__material_make(t->ctx, algs[i], 0, &m));
        mohur__error_clear(t->ctx);
        mohur__material_wipe(&m);
    }
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE(is_another_each_time),
        CASE(comes_back_as_it_was_kept),
        CASE(is_not_taken_for_that_of_another_algorithm),
        CASE(is_refused_where_no_backend_has_it),
        CASE(survives_every_failed_allocation),
        CASE(is_not_made_without_randomness),
    };
    return cmocka_run_group_tests_name("key material", cases, NULL, NULL);
}
