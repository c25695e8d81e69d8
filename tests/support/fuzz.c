/* SPDX-License-Identifier: Apache-2.0 */
#include "fuzz.h"

#include "base/error.h"

#include <stdlib.h>

static struct fixture *made;

void
fuzz_require(bool holds)
{
    if (!holds) {
        abort();
    }
}

mohur_ctx *
fuzz_ctx(void)
{
    if (made == NULL) {
        void *state = NULL;
        fuzz_require(fixture_new(&state) == 0);
        made = state;
    }
    atomic_store(&made->random.calls, 0);
    mohur__error_clear(made->ctx);
    return made->ctx;
}
