/* SPDX-License-Identifier: Apache-2.0 */
#include "base/bytes.h"

#include <string.h>

/*
 * Views and big-endian numbers.  The C functions below are undefined for
 * NULL even with length 0, hence the checks of the length.
 */

static size_t
smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

mohur__bytes
mohur__bytes_text(const char *text)
{
    if (text == NULL) {
        return MOHUR__NOTHING;
    }
    return mohur__bytes_of(text, strlen(text));
}

mohur__bytes
mohur__bytes_sub(mohur__bytes b, size_t offset, size_t len)
{
    if (offset >= b.len) {
        return MOHUR__NOTHING;
    }
    return mohur__bytes_of(b.data + offset, smaller(len, b.len - offset));
}

mohur__span
mohur__span_sub(mohur__span s, size_t offset, size_t len)
{
    if (offset >= s.len) {
        return mohur__span_of(NULL, 0);
    }
    return mohur__span_of(s.data + offset, smaller(len, s.len - offset));
}

size_t
mohur__copy(mohur__span dst, mohur__bytes src)
{
    size_t len = smaller(dst.len, src.len);

    if (len > 0) {
        memcpy(dst.data, src.data, len);
    }
    return len;
}

size_t
mohur__move(mohur__span dst, mohur__bytes src)
{
    size_t len = smaller(dst.len, src.len);

    if (len > 0) {
        memmove(dst.data, src.data, len);
    }
    return len;
}

void
mohur__fill(mohur__span dst, uint8_t value)
{
    if (dst.len > 0) {
        memset(dst.data, value, dst.len);
    }
}

bool
mohur__bytes_equal(mohur__bytes a, mohur__bytes b)
{
    return a.len == b.len && mohur__bytes_compare(a, b) == 0;
}

bool
mohur__bytes_among(const mohur__bytes *list, size_t n, mohur__bytes b)
{
    for (size_t i = 0; i < n; i++) {
        if (mohur__bytes_equal(list[i], b)) {
            return true;
        }
    }
    return false;
}

int
mohur__bytes_compare(mohur__bytes a, mohur__bytes b)
{
    size_t len = smaller(a.len, b.len);
    int order  = len > 0 ? memcmp(a.data, b.data, len) : 0;

    if (order != 0) {
        return order;
    }
    return (a.len > b.len) - (a.len < b.len);
}

bool
mohur__bytes_zero(mohur__bytes b)
{
    for (size_t i = 0; i < b.len; i++) {
        if (b.data[i] != 0) {
            return false;
        }
    }
    return true;
}

bool
mohur__bytes_disjoint_or_same(mohur__bytes a, mohur__bytes b)
{
    uintptr_t at_a = (uintptr_t)a.data;
    uintptr_t at_b = (uintptr_t)b.data;

    if (at_a == at_b || a.len == 0 || b.len == 0) {
        return true;
    }
    return at_a < at_b ? at_b - at_a >= a.len : at_a - at_b >= b.len;
}

bool
mohur__size_add(size_t a, size_t b, size_t *out)
{
    if (a > SIZE_MAX - b) {
        return false;
    }
    *out = a + b;
    return true;
}

bool
mohur__u64_add(uint64_t a, uint64_t b, uint64_t *out)
{
    if (a > UINT64_MAX - b) {
        return false;
    }
    *out = a + b;
    return true;
}

bool
mohur__u64_mul(uint64_t a, uint64_t b, uint64_t *out)
{
    if (b != 0 && a > UINT64_MAX / b) {
        return false;
    }
    *out = a * b;
    return true;
}

uint16_t
mohur__load16(const uint8_t *p)
{
    return (uint16_t)(((uint32_t)p[0] << 8) | p[1]);
}

uint32_t
mohur__load32(const uint8_t *p)
{
    return ((uint32_t)mohur__load16(p) << 16) | mohur__load16(p + 2);
}

uint64_t
mohur__load64(const uint8_t *p)
{
    return ((uint64_t)mohur__load32(p) << 32) | mohur__load32(p + 4);
}

void
mohur__store16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)(v & 0xFF);
}

void
mohur__store32(uint8_t *p, uint32_t v)
{
    mohur__store16(p, (uint16_t)(v >> 16));
    mohur__store16(p + 2, (uint16_t)(v & 0xFFFF));
}

void
mohur__store64(uint8_t *p, uint64_t v)
{
    mohur__store32(p, (uint32_t)(v >> 32));
    mohur__store32(p + 4, (uint32_t)(v & 0xFFFFFFFF));
}
