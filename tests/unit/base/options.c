/* SPDX-License-Identifier: Apache-2.0 */
#include "base/options.h"
#include "check.h"

struct sample {
    size_t size;
    uint64_t first;
    uint64_t second;
};

struct newer {
    struct sample known;
    uint64_t third;
};

static void
are_copied_when_complete(void **state)
{
    struct fixture *t   = *state;
    struct sample given = {sizeof given, 1, 2};
    struct sample out   = {0};

    CHECK_OK(mohur__options_check(t->ctx, &given, sizeof out, &out));
    CHECK(out.size == sizeof out && out.first == 1 && out.second == 2);
}

static void
of_an_older_caller_are_zero_at_the_end(void **state)
{
    struct fixture *t   = *state;
    struct sample given = {offsetof(struct sample, second), 1, 2};
    struct sample out   = {7, 7, 7};

    CHECK_OK(mohur__options_check(t->ctx, &given, sizeof out, &out));
    CHECK(out.size == sizeof out && out.first == 1 && out.second == 0);
}

static void
of_a_newer_caller_are_taken_if_unused(void **state)
{
    struct fixture *t  = *state;
    struct newer given = {{sizeof given, 1, 2}, 0};
    struct sample out  = {0};

    CHECK_OK(mohur__options_check(t->ctx, &given, sizeof out, &out));
    given.third = 1ULL << 63;
    CHECK_STATUS(MOHUR_E_UNSUPPORTED,
                 mohur__options_check(t->ctx, &given, sizeof out, &out));
    CHECK_MESSAGE("newer version");
}

static void
are_refused_without_their_size(void **state)
{
    static const size_t wrong[] = {0, 1, sizeof(size_t) - 1, 4097, SIZE_MAX};
    struct fixture *t           = *state;
    struct sample out           = {0};

    CHECK_STATUS(MOHUR_E_ARGUMENT,
                 mohur__options_check(t->ctx, NULL, sizeof out, &out));
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct sample given = {wrong[i], 1, 2};
        CHECK_STATUS(MOHUR_E_ARGUMENT,
                     mohur__options_check(t->ctx, &given, sizeof out, &out));
    }
    CHECK_MESSAGE("_INIT");
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(are_copied_when_complete),
        CASE_BASE(of_an_older_caller_are_zero_at_the_end),
        CASE_BASE(of_a_newer_caller_are_taken_if_unused),
        CASE_BASE(are_refused_without_their_size),
    };
    return cmocka_run_group_tests_name("options", cases, NULL, NULL);
}
