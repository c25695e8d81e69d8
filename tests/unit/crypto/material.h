/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MOHUR_TESTS_UNIT_CRYPTO_MATERIAL_H
#define MOHUR_TESTS_UNIT_CRYPTO_MATERIAL_H

#include "base/bytes.h"
#include "base/ctx.h"
#include "check.h"

/*
 * Bytes for tests of cryptography: from hex, and made up but always the same.
 */
static inline mohur__bytes
hex(struct fixture *t, const char *text)
{
    struct view v = fixture_hex(t, text);

    return mohur__bytes_of(v.data, v.len);
}

/* len bytes that look random and depend on seed. */
static inline uint8_t *
made_up(struct fixture *t, uint32_t seed, size_t len)
{
    uint8_t *bytes = fixture_bytes(t, 0, len);
    uint32_t x     = seed * 2654435761U + 1;

    for (size_t i = 0; i < len; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        bytes[i] = (uint8_t)(x >> 24);
    }
    return bytes;
}

/* A view of the first len bytes; NULL and 0 where there are none. */
static inline mohur__bytes
first(const uint8_t *bytes, size_t len)
{
    return mohur__bytes_of(len == 0 ? NULL : bytes, len);
}

static inline mohur__span
room(uint8_t *bytes, size_t len)
{
    return mohur__span_of(bytes, len);
}

#endif
