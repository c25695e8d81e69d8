/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_GUARD_H
#define MOHUR_SRC_BASE_GUARD_H

#include "base/error.h"

/*
 * The only macros that may hide a jump.  Each goes to the one `out:` of the
 * function and sets its `st`, which releases everything on the way out.
 */

/* Do @p call; leave unless it is MOHUR_OK.  Not for calls that may MOHUR_END. */
#define TRY(call)                                                              \
    do {                                                                       \
        st = (call);                                                           \
        if (st != MOHUR_OK) {                                                  \
            goto out;                                                          \
        }                                                                      \
    } while (0)

/* Record status and message, and leave.  The rest is format and arguments. */
#define FAIL(ctx, status, ...)                                                 \
    do {                                                                       \
        st = mohur__error((ctx), (status), __VA_ARGS__);                       \
        goto out;                                                              \
    } while (0)

/* Leave with status and message unless @p cond holds. */
#define REQUIRE(ctx, cond, status, ...)                                        \
    do {                                                                       \
        if (!(cond)) {                                                         \
            FAIL(ctx, status, __VA_ARGS__);                                    \
        }                                                                      \
    } while (0)

#endif
