/* SPDX-License-Identifier: Apache-2.0 */
#include "base/secret.h"
#include "base/ct.h"
#include "check.h"

static void
is_zeroed_at_every_length(void **state)
{
    static const size_t lens[] = {1, 32, 64, 65, 128, 129, 512, 513, 4096};
    struct fixture *t          = *state;

    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        struct mohur__secret *s = NULL;
        CHECK_OK(mohur__secret_new(t->ctx, lens[i], &s));
        CHECK_NUMBER(lens[i], mohur__secret_bytes(s).len);
        CHECK(mohur__ct_zero(mohur__secret_bytes(s)));
        mohur__fill(mohur__secret_span(s), 0xFF);
        mohur__secret_free(s);
    }
}

static void
has_a_length_between_1_and_4096(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__secret_new(t->ctx, 0, &s));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__secret_new(t->ctx, 4097, &s));
    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__secret_copy(t->ctx, MOHUR__NOTHING, &s));
    CHECK_STATUS(MOHUR_E_ARGUMENT, mohur__secret_random(t->ctx, SIZE_MAX, &s));
    CHECK(s == NULL);
}

static void
holds_a_copy(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    CHECK_OK(mohur__secret_copy(t->ctx, MOHUR__TEXT("key"), &s));
    CHECK_BYTES(VIEW_TEXT("key"), mohur__secret_bytes(s));
    CHECK(mohur__secret_alive(s));
    mohur__secret_free(s);
}

static void
holds_random_bytes(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    CHECK_OK(mohur__secret_random(t->ctx, 32, &s));
    CHECK(!mohur__ct_zero(mohur__secret_bytes(s)));
    mohur__secret_free(s);
    t->random.fail_at = 2;
    CHECK_STATUS(MOHUR_E_BACKEND, mohur__secret_random(t->ctx, 32, &s));
    CHECK(s == NULL);
}

static void
may_be_null(void **state)
{
    (void)state;
    CHECK(mohur__secret_bytes(NULL).data == NULL);
    CHECK(mohur__secret_span(NULL).data == NULL);
    CHECK(!mohur__secret_alive(NULL));
    mohur__secret_free(NULL);
}

static void
outlives_its_context(void **state)
{
    struct fixture *t       = *state;
    mohur_ctx *other        = fixture_ctx(t, 0);
    struct mohur__secret *s = NULL;

    CHECK_OK(mohur__secret_copy(other, MOHUR__TEXT("key"), &s));
    fixture_ctx_free(t, other);
    CHECK(mohur__secret_alive(s));
    CHECK_BYTES(VIEW_TEXT("key"), mohur__secret_bytes(s));
    mohur__secret_free(s);
}

static void
survives_every_failed_allocation(void **state)
{
    struct fixture *t       = *state;
    struct mohur__secret *s = NULL;

    for (size_t nth = 1;; nth++) {
        alloc_fail_at(&t->alloc, nth, ALLOC_ONCE);
        mohur_status st = mohur__secret_random(t->ctx, 32, &s);
        if (!alloc_has_failed(&t->alloc)) {
            CHECK(nth == 3); /* the handle, then the region */
            CHECK_STATUS(MOHUR_OK, st);
            break;
        }
        CHECK_STATUS(MOHUR_E_NO_MEMORY, st);
        CHECK(s == NULL);
    }
    mohur__secret_free(s);
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_zeroed_at_every_length),
        CASE_BASE(has_a_length_between_1_and_4096),
        CASE_BASE(holds_a_copy),
        CASE_BASE(holds_random_bytes),
        CASE_BASE(may_be_null),
        CASE_BASE(outlives_its_context),
        CASE_BASE(survives_every_failed_allocation),
    };
    return cmocka_run_group_tests_name("a secret", cases, NULL, NULL);
}
