/* SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

/* The fixture of users: in a file of its own, since base lacks the calls. */
int
fixture_new(void **state)
{
    return fixture_new_with(state, mohur_ctx_new, mohur_ctx_free);
}
