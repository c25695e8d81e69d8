/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_CHECK_H
#define MOHUR_TESTS_CHECK_H

/* cmocka.h needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fixture.h"
#include <mohur/ctx.h>

/*
 * What a case says.  `t` is its fixture.  Never in a callback: cmocka leaves
 * by longjmp, past the library's `out:`.
 */

/* The call succeeded, and left no message behind. */
#define CHECK_OK(...)                                                          \
    do {                                                                       \
        CHECK_STATUS(MOHUR_OK, __VA_ARGS__);                                   \
        if (mohur_ctx_status(t->ctx) != MOHUR_OK) {                            \
            fail_msg("%s: left behind %s: %s", #__VA_ARGS__,                   \
                     mohur_status_name(mohur_ctx_status(t->ctx)),              \
                     mohur_ctx_message(t->ctx));                               \
        }                                                                      \
    } while (0)

/* The call came to this status. */
#define CHECK_STATUS(want, ...)                                                \
    do {                                                                       \
        mohur_status got_ = (__VA_ARGS__);                                     \
        if (got_ != (want)) {                                                  \
            fail_msg("%s: want %s, got %s: %s", #__VA_ARGS__,                  \
                     mohur_status_name(want), mohur_status_name(got_),         \
                     mohur_ctx_message(t->ctx));                               \
        }                                                                      \
    } while (0)

/* The condition holds. */
#define CHECK(...)                                                             \
    do {                                                                       \
        if (!(__VA_ARGS__)) {                                                  \
            fail_msg("does not hold: %s", #__VA_ARGS__);                       \
        }                                                                      \
    } while (0)

/* Two numbers are equal; shows both. */
#define CHECK_NUMBER(want, got)                                                \
    do {                                                                       \
        long long want_ = (long long)(want);                                   \
        long long got_  = (long long)(got);                                    \
        if (want_ != got_) {                                                   \
            fail_msg("%s: want %lld, got %lld", #got, want_, got_);            \
        }                                                                      \
    } while (0)

/* Two texts are equal. */
#define CHECK_TEXT(want, got) assert_string_equal((got), (want))

/* The text of the last error contains this. */
#define CHECK_MESSAGE(part)                                                    \
    do {                                                                       \
        if (strstr(mohur_ctx_message(t->ctx), (part)) == NULL) {               \
            fail_msg("want \"%s\" in: %s", (part), mohur_ctx_message(t->ctx)); \
        }                                                                      \
    } while (0)

/* Two views (anything with data and len) are equal; shows where not. */
#define CHECK_BYTES(want, got)                                                 \
    do {                                                                       \
        char where_[CHECK_WHERE_CAP];                                          \
        if (!check_bytes((want).data, (want).len, (got).data, (got).len,       \
                         where_)) {                                            \
            fail_msg("%s: %s", #got, where_);                                  \
        }                                                                      \
    } while (0)

enum {
    CHECK_WHERE_CAP = 256
};

/* Are they equal?  If not, where says how they differ. */
bool
check_bytes(const uint8_t *want,
            size_t want_len,
            const uint8_t *got,
            size_t got_len,
            char where[CHECK_WHERE_CAP]);

/* A case on a context as users make it, or on one of base alone. */
#define CASE(fn) cmocka_unit_test_setup_teardown(fn, fixture_new, fixture_free)
#define CASE_BASE(fn)                                                          \
    cmocka_unit_test_setup_teardown(fn, fixture_base_new, fixture_free)

#endif
