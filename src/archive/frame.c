/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/frame.h"

#include "base/cursor.h"

/*
 * The outside of a zstd frame, by RFC 8878, section 3.1.1: its head, and how
 * its blocks follow one another.  A decoder would forgive more than we do.
 */
#define MAGIC UINT32_C(0xFD2FB528)

enum {
    MAGIC_LEN     = 4,
    SINGLE        = 1 << 5, /* no window but the content */
    LEN_SHIFT     = 6,      /* how many bytes say the content's length */
    OTHER_BITS    = 0x1F,   /* unused, reserved, checksum, dictionary */
    WINDOW_MAX    = 1 << 20,
    WINDOW_MIN    = 10,  /* log2 */
    LEN_2_FROM    = 256, /* what is added to a length of two bytes */
    BLOCK_MAX     = 128 * 1024,
    BLOCK_RAW     = 0,
    BLOCK_RUN     = 1,
    BLOCK_UNKNOWN = 3
};

/* zstd's numbers are little-endian. */
static uint64_t
read_little(struct mohur__cursor *c, unsigned n)
{
    uint64_t value = 0;

    for (unsigned i = 0; i < n; i++) {
        value |= (uint64_t)mohur__read_u8(c) << (8 * i);
    }
    return value;
}

static void
store_little(uint8_t *p, unsigned n, uint64_t value)
{
    for (unsigned i = 0; i < n; i++) {
        p[i] = (uint8_t)(value >> (8 * i));
    }
}

static uint64_t
window_of(uint8_t descriptor)
{
    uint64_t base = UINT64_C(1) << (WINDOW_MIN + (descriptor >> 3));

    return base + base / 8 * (descriptor & 7);
}

bool
mohur__frame_head_parse(mohur__bytes frame, struct mohur__frame_head *out)
{
    struct mohur__cursor c = mohur__cursor_of(frame);
    uint64_t magic         = read_little(&c, MAGIC_LEN);
    uint8_t descriptor     = mohur__read_u8(&c);
    bool single            = (descriptor & SINGLE) != 0;
    unsigned code          = descriptor >> LEN_SHIFT;
    unsigned len_len       = code == 0 ? (unsigned)single : 1u << code;

    *out = (struct mohur__frame_head){.len = 0};
    if (magic != MAGIC || (descriptor & OTHER_BITS) != 0 || len_len == 0) {
        return false;
    }
    if (!single) {
        out->window = window_of(mohur__read_u8(&c));
    }
    out->content_len =
        read_little(&c, len_len) + (len_len == 2 ? LEN_2_FROM : 0);
    if (single) {
        out->window = out->content_len;
    }
    out->len = frame.len - c.left.len;
    return mohur__cursor_ok(&c) && out->window <= WINDOW_MAX;
}

bool
mohur__frame_fits(mohur__bytes frame, size_t content_len)
{
    struct mohur__frame_head head = {.len = 0};
    struct mohur__cursor c        = {.failed = true};
    bool last                     = false;

    if (!mohur__frame_head_parse(frame, &head) ||
        head.content_len != content_len) {
        return false;
    }
    c = mohur__cursor_of(mohur__bytes_sub(frame, head.len, frame.len));
    while (!last && mohur__cursor_ok(&c)) {
        uint32_t block = (uint32_t)read_little(&c, 3);
        uint32_t type  = block >> 1 & 3;
        uint32_t len   = block >> 3;
        last           = (block & 1) != 0;
        if (type == BLOCK_UNKNOWN || len > BLOCK_MAX || len > head.window) {
            return false;
        }
        (void)mohur__read_bytes(&c, type == BLOCK_RUN ? 1 : len);
    }
    return last && mohur__cursor_end(&c);
}

void
mohur__frame_lead_emit(size_t content_len, size_t raw_len, mohur__span out)
{
    uint8_t *p = out.data;

    store_little(p, MAGIC_LEN, MAGIC);
    p[MAGIC_LEN] = SINGLE | 2 << LEN_SHIFT; /* four bytes of length */
    store_little(&p[MAGIC_LEN + 1], 4, content_len);
    store_little(&p[MAGIC_LEN + 5], 3, raw_len << 3 | BLOCK_RAW << 1);
}
