/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_SRC_BASE_BYTES_H
#define MOHUR_SRC_BASE_BYTES_H

#include <mohur/base.h>

/*
 * Views of somebody else's bytes, by value: const and writable.  Pointer
 * arithmetic on bytes happens here and nowhere else.
 */
typedef struct mohur__bytes {
    const uint8_t *data;
    size_t len;
} mohur__bytes;

typedef struct mohur__span {
    uint8_t *data;
    size_t len;
} mohur__span;

/* A view of a whole array, of text without its zero, of nothing. */
#define MOHUR__BYTES(array) ((mohur__bytes){(array), sizeof(array)})
#define MOHUR__SPAN(array)  ((mohur__span){(array), sizeof(array)})
#define MOHUR__TEXT(literal)                                                   \
    ((mohur__bytes){(const uint8_t *)(literal), sizeof(literal) - 1})
#define MOHUR__NOTHING ((mohur__bytes){NULL, 0})

static inline mohur__bytes
mohur__bytes_of(const void *data, size_t len)
{
    return (mohur__bytes){(const uint8_t *)data, len};
}

static inline mohur__span
mohur__span_of(uint8_t *data, size_t len)
{
    return (mohur__span){data, len};
}

static inline mohur__bytes
mohur__span_bytes(mohur__span s)
{
    return (mohur__bytes){s.data, s.len};
}

/* Text up to its zero, as bytes; NULL is nothing. */
mohur__bytes
mohur__bytes_text(const char *text);

/* The part from offset on, at most len long; clamped to what is there. */
mohur__bytes
mohur__bytes_sub(mohur__bytes b, size_t offset, size_t len);
mohur__span
mohur__span_sub(mohur__span s, size_t offset, size_t len);

/* Copy as much of src as dst has room for; returns how much.  May be empty. */
size_t
mohur__copy(mohur__span dst, mohur__bytes src);

/* Same, where the two may overlap. */
size_t
mohur__move(mohur__span dst, mohur__bytes src);

/* Set every byte of dst; not for secrets (mohur__wipe). */
void
mohur__fill(mohur__span dst, uint8_t value);

/* Compare public bytes: equal; and order as by memcmp, a prefix first. */
bool
mohur__bytes_equal(mohur__bytes a, mohur__bytes b);
int
mohur__bytes_compare(mohur__bytes a, mohur__bytes b);

/* Is b one of the n in the list?  For public bytes. */
bool
mohur__bytes_among(const mohur__bytes *list, size_t n, mohur__bytes b);

/* Are all bytes zero?  For public bytes. */
bool
mohur__bytes_zero(mohur__bytes b);

/* Same pointer or disjoint: what inputs and outputs of a call must be. */
bool
mohur__bytes_disjoint_or_same(mohur__bytes a, mohur__bytes b);

/* *out = a + b, false if that does not fit. */
bool
mohur__size_add(size_t a, size_t b, size_t *out);
bool
mohur__u64_add(uint64_t a, uint64_t b, uint64_t *out);
bool
mohur__u64_mul(uint64_t a, uint64_t b, uint64_t *out);

/* Big-endian numbers at p, which has room for them. */
uint16_t
mohur__load16(const uint8_t *p);
uint32_t
mohur__load32(const uint8_t *p);
uint64_t
mohur__load64(const uint8_t *p);
void
mohur__store16(uint8_t *p, uint16_t v);
void
mohur__store32(uint8_t *p, uint32_t v);
void
mohur__store64(uint8_t *p, uint64_t v);

#endif
