/* SPDX-License-Identifier: Apache-2.0 */
#include "zip/zip_form.h"

/* Numbers with the least octet first. */

uint64_t
mohur__zip_read(struct mohur__cursor *c, size_t bytes)
{
    uint64_t v = 0;

    for (size_t i = 0; i < bytes; i++) {
        v |= (uint64_t)mohur__read_u8(c) << (8 * i);
    }
    return v;
}

uint16_t
mohur__zip_read16(struct mohur__cursor *c)
{
    return (uint16_t)mohur__zip_read(c, 2);
}

uint32_t
mohur__zip_read32(struct mohur__cursor *c)
{
    return (uint32_t)mohur__zip_read(c, 4);
}

void
mohur__zip_put(struct mohur__buf *b, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++) {
        mohur__buf_u8(b, (uint8_t)(v >> (8 * i)));
    }
}
