/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

#include "base/error.h"
#include "base/os_wait.h"

#include <unistd.h>

/* Waiting for a descriptor. */

static void
ends_when_it_can_be_read_or_written(void **state)
{
    struct fixture *t = *state;
    int ends[2];

    CHECK(pipe(ends) == 0);
    CHECK_OK(mohur__os_wait(t->ctx, ends[1], true, 1000));
    CHECK_STATUS(MOHUR_E_IO, mohur__os_wait(t->ctx, ends[0], false, 1));
    mohur__error_clear(t->ctx);
    CHECK(write(ends[1], "x", 1) == 1);
    CHECK_OK(mohur__os_wait(t->ctx, ends[0], false, 1000));
    close(ends[0]);
    close(ends[1]);
}

static void
ends_when_the_other_end_is_closed(void **state)
{
    struct fixture *t = *state;
    int ends[2];

    CHECK(pipe(ends) == 0);
    close(ends[1]);
    CHECK_OK(mohur__os_wait(t->ctx, ends[0], false, 1000));
    close(ends[0]);
    CHECK_STATUS(MOHUR_E_IO, mohur__os_wait(t->ctx, ends[0], false, 1000));
}

int
main(void)
{
    const struct CMUnitTest cases[] = {
        CASE_BASE(ends_when_it_can_be_read_or_written),
        CASE_BASE(ends_when_the_other_end_is_closed),
    };
    return cmocka_run_group_tests_name("a wait", cases, NULL, NULL);
}
