/* SPDX-License-Identifier: Apache-2.0 */
#include "base/ct.h"

#include <sodium.h>

/* Comparing and wiping secrets: libsodium's, which compilers leave alone. */

/* CT: leaks the lengths, never the bytes or where they differ. */
bool
mohur__ct_equal(mohur__bytes a, mohur__bytes b)
{
    if (a.len != b.len) {
        return false;
    }
    return a.len == 0 || sodium_memcmp(a.data, b.data, a.len) == 0;
}

/* CT: leaks the length and the answer, not where a byte was set. */
bool
mohur__ct_zero(mohur__bytes b)
{
    return b.len == 0 || sodium_is_zero(b.data, b.len) == 1;
}

void
mohur__wipe(void *data, size_t len)
{
    if (len > 0) {
        sodium_memzero(data, len);
    }
}

void
mohur__wipe_stack(size_t len)
{
    sodium_stackzero(len);
}
