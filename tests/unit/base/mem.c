/* SPDX-License-Identifier: Apache-2.0 */
#include "base/mem.h"
#include "base/ctx.h"
#include "check.h"

static void
is_zeroed_and_aligned(void **state)
{
    struct fixture *t = *state;
    void *block       = NULL;

    for (size_t len = 1; len <= 70; len++) {
        CHECK_OK(mohur__alloc(t->ctx, len, &block));
        CHECK((uintptr_t)block % _Alignof(max_align_t) == 0);
        CHECK(mohur__bytes_zero(mohur__bytes_of(block, len)));
        mohur__free(block);
    }
}

static void
may_be_of_no_length(void **state)
{
    struct fixture *t = *state;
    void *block       = NULL;

    CHECK_OK(mohur__alloc(t->ctx, 0, &block));
    CHECK(block != NULL);
    mohur__free(block);
    mohur__free(NULL);
}

/* The fixture's allocator looks at each block when it comes back. */
static void
is_wiped_on_release(void **state)
{
    struct fixture *t = *state;
    void *block       = NULL;

    CHECK_OK(mohur__alloc(t->ctx, 100, &block));
    memset(block, 0x5A, 100);
    mohur__free(block);
    CHECK_NUMBER(0, atomic_load(&t->alloc.unwiped));
}

static void
can_outlive_its_context(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *other  = fixture_ctx(t, 0);
    void *block       = NULL;

    CHECK_OK(mohur__alloc(other, 8, &block));
    fixture_ctx_free(t, other);
    mohur__free(block);
}

static void
runs_out_with_words(void **state)
{
    struct fixture *t = *state;
    void *block       = t;

    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur__alloc(t->ctx, 8, &block));
    CHECK_TEXT("memory ran out", mohur_ctx_message(t->ctx));
    CHECK(block == NULL);
}

static void
refuses_lengths_that_overflow(void **state)
{
    struct fixture *t = *state;
    void *block       = t;
    char *text        = NULL;

    CHECK_STATUS(MOHUR_E_NO_MEMORY, mohur__alloc(t->ctx, SIZE_MAX, &block));
    CHECK(block == NULL);
    block = t;
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__alloc_array(t->ctx, SIZE_MAX / 8 + 2, 8, &block));
    CHECK(block == NULL);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__strdup(t->ctx, mohur__bytes_of(t, SIZE_MAX), &text));
    CHECK(text == NULL);
}

static void
comes_as_an_array(void **state)
{
    struct fixture *t = *state;
    void *block       = NULL;

    CHECK_OK(mohur__alloc_array(t->ctx, 3, 7, &block));
    CHECK(mohur__bytes_zero(mohur__bytes_of(block, 21)));
    mohur__free(block);
    CHECK_OK(mohur__alloc_array(t->ctx, SIZE_MAX, 0, &block));
    mohur__free(block);
}

static void
holds_a_copy_of_text_with_its_zero(void **state)
{
    struct fixture *t = *state;
    char *text        = NULL;

    CHECK_OK(mohur__strdup(t->ctx, mohur__bytes_of("möhür!", 7), &text));
    CHECK_TEXT("möhür", text);
    mohur__free(text);
    CHECK_OK(mohur__strdup(t->ctx, MOHUR__NOTHING, &text));
    CHECK_TEXT("", text);
    mohur__free(text);
    alloc_fail_at(&t->alloc, 1, ALLOC_ONCE);
    CHECK_STATUS(MOHUR_E_NO_MEMORY,
                 mohur__strdup(t->ctx, MOHUR__TEXT("x"), &text));
    CHECK(text == NULL);
}

static void
comes_from_the_system_by_default(void **state)
{
    struct fixture *t = *state;
    mohur_ctx *plain  = NULL;
    void *block       = NULL;

    CHECK_OK(mohur__ctx_new(NULL, &plain));
    CHECK_OK(mohur__alloc(plain, 10, &block));
    mohur__free(block);
    mohur__ctx_free(plain);
    CHECK_NUMBER(0, atomic_load(&t->alloc.failed));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(is_zeroed_and_aligned),
        CASE_BASE(may_be_of_no_length),
        CASE_BASE(is_wiped_on_release),
        CASE_BASE(can_outlive_its_context),
        CASE_BASE(runs_out_with_words),
        CASE_BASE(refuses_lengths_that_overflow),
        CASE_BASE(comes_as_an_array),
        CASE_BASE(holds_a_copy_of_text_with_its_zero),
        CASE_BASE(comes_from_the_system_by_default),
    };
    return cmocka_run_group_tests_name("memory", cases, NULL, NULL);
}
