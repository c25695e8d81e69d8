/* SPDX-License-Identifier: Apache-2.0 */
#include "check.h"

/* Show eight bytes around the place where two views begin to differ. */
static size_t
show(char *out, size_t cap, const char *what, struct view v, size_t at)
{
    size_t first = at > 3 ? at - 3 : 0;
    int len      = snprintf(out, cap, "; %s", what);

    for (size_t i = first; i < first + 8 && i < v.len; i++) {
        len += snprintf(out + len, cap - (size_t)len, " %02x", v.data[i]);
    }
    return (size_t)len;
}

bool
check_bytes(const uint8_t *want,
            size_t want_len,
            const uint8_t *got,
            size_t got_len,
            char where[CHECK_WHERE_CAP])
{
    size_t at = 0;
    size_t len;

    while (at < want_len && at < got_len && want[at] == got[at]) {
        at++;
    }
    if (at == want_len && at == got_len) {
        return true;
    }
    len = (size_t)snprintf(where, CHECK_WHERE_CAP,
                           "want %zu bytes, got %zu, differ from byte %zu",
                           want_len, got_len, at);
    len += show(where + len, CHECK_WHERE_CAP - len, "want",
                (struct view){want, want_len}, at);
    show(where + len, CHECK_WHERE_CAP - len, "got", (struct view){got, got_len},
         at);
    return false;
}
