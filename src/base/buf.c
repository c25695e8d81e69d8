/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"

#include "base/ct.h"
#include "base/mem.h"

/* A buffer grows by doubling, into fresh memory; the old block is wiped. */

enum {
    BUF_FIRST = 64
};

void
mohur__buf_init(struct mohur__buf *b, mohur_ctx *ctx, size_t max)
{
    *b = (struct mohur__buf){.ctx = ctx, .max = max};
}

void
mohur__buf_wipe(struct mohur__buf *b)
{
    mohur__free(b->data);
    *b = (struct mohur__buf){.ctx = b->ctx, .max = b->max};
}

void
mohur__buf_clear(struct mohur__buf *b)
{
    mohur__wipe(b->data, b->len);
    b->len = 0;
    b->st  = MOHUR_OK;
}

/* The next capacity that holds need bytes; need is at most max. */
static size_t
capacity_for(const struct mohur__buf *b, size_t need)
{
    size_t cap = b->cap > BUF_FIRST ? b->cap : BUF_FIRST;

    while (cap < need) {
        cap = cap > b->max / 2 ? b->max : 2 * cap;
    }
    return cap < b->max ? cap : b->max;
}

static void
buf_grow(struct mohur__buf *b, size_t need)
{
    size_t cap = capacity_for(b, need);
    void *data = NULL;

    b->st = mohur__alloc(b->ctx, cap, &data);
    if (b->st == MOHUR_OK) {
        mohur__copy(mohur__span_of(data, cap), mohur__buf_view(b));
        mohur__free(b->data);
        b->data = data;
        b->cap  = cap;
    }
}

mohur__span
mohur__buf_room(struct mohur__buf *b, size_t n)
{
    mohur__span room = {NULL, 0};

    if (b->st != MOHUR_OK) {
        return room;
    }
    if (n > b->max - b->len) {
        b->st =
            mohur__error(b->ctx, MOHUR_E_LIMIT,
                         "more than %zu bytes where that is the limit", b->max);
        return room;
    }
    if (n > b->cap - b->len) {
        buf_grow(b, b->len + n);
    }
    if (b->st == MOHUR_OK && n > 0) {
        room = mohur__span_of(b->data + b->len, n);
        b->len += n;
    }
    return room;
}

void
mohur__buf_bytes(struct mohur__buf *b, mohur__bytes v)
{
    mohur__copy(mohur__buf_room(b, v.len), v);
}

void
mohur__buf_zeros(struct mohur__buf *b, size_t n)
{
    mohur__fill(mohur__buf_room(b, n), 0);
}

void
mohur__buf_u8(struct mohur__buf *b, uint8_t v)
{
    mohur__buf_bytes(b, mohur__bytes_of(&v, 1));
}

void
mohur__buf_u16(struct mohur__buf *b, uint16_t v)
{
    uint8_t field[2];

    mohur__store16(field, v);
    mohur__buf_bytes(b, MOHUR__BYTES(field));
}

void
mohur__buf_u32(struct mohur__buf *b, uint32_t v)
{
    uint8_t field[4];

    mohur__store32(field, v);
    mohur__buf_bytes(b, MOHUR__BYTES(field));
}

void
mohur__buf_u64(struct mohur__buf *b, uint64_t v)
{
    uint8_t field[8];

    mohur__store64(field, v);
    mohur__buf_bytes(b, MOHUR__BYTES(field));
}

void
mohur__buf_decimal(struct mohur__buf *b, uint64_t v)
{
    uint8_t digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (uint8_t)('0' + v % 10);
        v /= 10;
    } while (v != 0);
    mohur__buf_bytes(b,
                     mohur__bytes_sub(MOHUR__BYTES(digits), at, sizeof digits));
}

mohur_status
mohur__buf_status(const struct mohur__buf *b)
{
    return b->st;
}

mohur__bytes
mohur__buf_view(const struct mohur__buf *b)
{
    return mohur__bytes_of(b->data, b->len);
}
