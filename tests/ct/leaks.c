/* SPDX-License-Identifier: Apache-2.0 */
#include "taint.h"

/*
 * Negative controls: code that leaks in each of the ways that secrets.c must
 * not, so that its silence means something.
 */
enum {
    LEN = 32
};

static const uint8_t table[256] = {1, 2, 3};

/* What the compiler may not work out or leave out. */
static volatile unsigned sink;

static void
seen(void **state, const char *what)
{
    struct fixture *t = *state;
    unsigned *before  = t->extra;

    if (taint_reports(t) == 0) {
        fail_msg("%s was not noticed", what);
    }
    *before = VALGRIND_COUNT_ERRORS;
}

static void
an_early_exit_is_seen(void **state)
{
    mohur__bytes a = taint_bytes(*state, 0, LEN);
    mohur__bytes b = taint_bytes(*state, 1, LEN);
    size_t i       = 0;

    while (i < LEN && a.data[i] == b.data[i]) {
        i++;
    }
    sink = (unsigned)i;
    seen(state, "an early exit");
}

static void
a_branch_is_seen(void **state)
{
    mohur__bytes a = taint_bytes(*state, 0, LEN);

    if ((a.data[0] & 1) != 0) {
        sink = 1;
    }
    seen(state, "a branch");
}

static void
an_index_is_seen(void **state)
{
    mohur__bytes a = taint_bytes(*state, 0, LEN);

    sink = table[a.data[0]];
    seen(state, "an index");
}

static void
a_length_is_seen(void **state)
{
    mohur__bytes a = taint_bytes(*state, 3, LEN);

    for (volatile unsigned i = 0; i < a.data[0]; i++) {
        sink = i;
    }
    seen(state, "a length");
}

static void
a_call_of_memcmp_is_seen(void **state)
{
    mohur__bytes a = taint_bytes(*state, 0, LEN);
    mohur__bytes b = taint_bytes(*state, 1, LEN);
    volatile int r = memcmp(a.data, b.data, LEN);

    sink = r == 0;
    seen(state, "memcmp");
}

static void
arithmetic_is_no_leak(void **state)
{
    mohur__bytes a = taint_bytes(*state, 0, LEN);
    unsigned sum   = 0;

    for (size_t i = 0; i < LEN; i++) {
        sum ^= a.data[i];
    }
    sink = sum;
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CT_CASE(an_early_exit_is_seen),    CT_CASE(a_branch_is_seen),
        CT_CASE(an_index_is_seen),         CT_CASE(a_length_is_seen),
        CT_CASE(a_call_of_memcmp_is_seen), CT_CASE(arithmetic_is_no_leak),
    };

    return taint_works("leaks")
               ? cmocka_run_group_tests_name("a leak", cases, NULL, NULL)
               : 77;
}
