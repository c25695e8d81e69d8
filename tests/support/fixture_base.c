/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ctx.h"
#include "fixture.h"

/* The fixture of the layers that stand on base alone. */
int
fixture_base_new(void **state)
{
    return fixture_new_with(state, mohur__ctx_new, mohur__ctx_free);
}
