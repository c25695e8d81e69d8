/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_CT_TAINT_H
#define MOHUR_TESTS_CT_TAINT_H

#include "check.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <valgrind/memcheck.h>

/*
 * Secrets are marked as undefined memory; valgrind then reports each branch
 * and each address that depends on them, wherever they went.  What a
 * function may give away is marked as public before it is looked at.
 */
static inline void
taint_secret(const void *data, size_t len)
{
    (void)VALGRIND_MAKE_MEM_UNDEFINED(data, len);
}

static inline void
taint_public(const void *data, size_t len)
{
    (void)VALGRIND_MAKE_MEM_DEFINED(data, len);
}

/* len secret bytes that count up from first; kept until the end. */
static inline mohur__bytes
taint_bytes(struct fixture *t, uint8_t first, size_t len)
{
    uint8_t *data = fixture_bytes(t, first, len);

    taint_secret(data, len);
    return mohur__bytes_of(data, len);
}

/* A call on secrets came to this status, which may be known. */
#define TAINT_STATUS(want, ...)                                                \
    do {                                                                       \
        mohur_status st_ = (__VA_ARGS__);                                      \
        taint_public(&st_, sizeof st_);                                        \
        CHECK_NUMBER((want), st_);                                             \
    } while (0)

#define TAINT_OK(...) TAINT_STATUS(MOHUR_OK, __VA_ARGS__)

/* For cmocka: reports before the case; none, or some, may be new after it. */
static inline int
taint_begin(void **state)
{
    struct fixture *t = NULL;
    unsigned *before  = calloc(1, sizeof *before);

    if (before == NULL || fixture_new(state) != 0) {
        free(before);
        return 1;
    }
    t        = *state;
    t->extra = before; /* the fixture frees it */
    *before  = VALGRIND_COUNT_ERRORS;
    return 0;
}

static inline unsigned
taint_reports(const struct fixture *t)
{
    return VALGRIND_COUNT_ERRORS - *(const unsigned *)t->extra;
}

/* The fixture counts and looks at blocks, which would be reports of ours. */
static inline int
taint_end(void **state)
{
    struct fixture *t = *state;
    unsigned reports  = taint_reports(t);
    int result        = fixture_free(state);

    if (reports != 0) {
        print_error("%u places depend on a secret\n", reports);
    }
    return reports != 0 ? 1 : result;
}

#define CT_CASE(fn) cmocka_unit_test_setup_teardown(fn, taint_begin, taint_end)

/* Not run by valgrind, a program of these shows nothing: ctest is told. */
static inline bool
taint_works(const char *name)
{
    if (!RUNNING_ON_VALGRIND) {
        printf("SKIP %s: not run by valgrind\n", name);
    }
    return RUNNING_ON_VALGRIND;
}

#endif
