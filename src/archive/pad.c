/* SPDX-License-Identifier: Apache-2.0 */
#include "archive/pad.h"

/* Padmé (PURBs): the length keeps log log n significant bits, no more. */

/* floor(log2 n); n is 1 or more. */
static unsigned
log2_floor(uint64_t n)
{
    unsigned e = 0;

    while (n > 1) {
        n >>= 1;
        e++;
    }
    return e;
}

static uint64_t
round_up(uint64_t n, uint64_t unit)
{
    /* n is below 2^48, and unit at most that or 2^40: no overflow. */
    return (n + unit - 1) / unit * unit;
}

static uint64_t
padme(uint64_t n)
{
    unsigned e = log2_floor(n);
    unsigned s = e == 0 ? 1 : log2_floor(e) + 1;

    return e <= s ? n : round_up(n, UINT64_C(1) << (e - s));
}

uint64_t
mohur__pad_stream_len(mohur_archive_pad pad, uint64_t bucket, uint64_t len)
{
    if (len < 2) {
        return len;
    }
    switch (pad) {
    case MOHUR_ARCHIVE_PAD_PADME:
        return padme(len);
    case MOHUR_ARCHIVE_PAD_POWER:
        return UINT64_C(1) << (log2_floor(len - 1) + 1);
    case MOHUR_ARCHIVE_PAD_BUCKET:
        return round_up(len, bucket);
    case MOHUR_ARCHIVE_PAD_NONE:
        break;
    }
    return len;
}
