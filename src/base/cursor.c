/* SPDX-License-Identifier: Apache-2.0 */
#include "base/cursor.h"

/* Fields one after the other; the first that is short fails the cursor. */

struct mohur__cursor
mohur__cursor_of(mohur__bytes b)
{
    return (struct mohur__cursor){b, false};
}

mohur__bytes
mohur__read_bytes(struct mohur__cursor *c, size_t len)
{
    mohur__bytes taken = MOHUR__NOTHING;

    if (c->failed || len > c->left.len) {
        c->failed = true;
        return MOHUR__NOTHING;
    }
    taken   = mohur__bytes_sub(c->left, 0, len);
    c->left = mohur__bytes_sub(c->left, len, c->left.len);
    return taken;
}

void
mohur__read_into(struct mohur__cursor *c, mohur__span dst)
{
    mohur__bytes taken = mohur__read_bytes(c, dst.len);

    mohur__fill(dst, 0);
    mohur__copy(dst, taken);
}

uint8_t
mohur__read_u8(struct mohur__cursor *c)
{
    uint8_t field[1];

    mohur__read_into(c, MOHUR__SPAN(field));
    return field[0];
}

uint16_t
mohur__read_u16(struct mohur__cursor *c)
{
    uint8_t field[2];

    mohur__read_into(c, MOHUR__SPAN(field));
    return mohur__load16(field);
}

uint32_t
mohur__read_u32(struct mohur__cursor *c)
{
    uint8_t field[4];

    mohur__read_into(c, MOHUR__SPAN(field));
    return mohur__load32(field);
}

uint64_t
mohur__read_u64(struct mohur__cursor *c)
{
    uint8_t field[8];

    mohur__read_into(c, MOHUR__SPAN(field));
    return mohur__load64(field);
}

bool
mohur__cursor_ok(const struct mohur__cursor *c)
{
    return !c->failed;
}

bool
mohur__cursor_end(const struct mohur__cursor *c)
{
    return !c->failed && c->left.len == 0;
}
